"""What holds for every short form: whole or absent, filled, never ending with what only announces."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crosspost.model.post import Post, Prediction
from crosspost.rendering import render
from crosspost.text.blocks import Code, List, Table
from tests.laws.every_word import Told, told_posts
from tests.laws.test_every_word import letters
from tests.tries import tries

SAID = {
    "zh": [
        "油站不卖油，只卖停留。",
        "车速快了约 11%。",
        "人们等了三年，却没有人买。",
        "**厕所才是生意。**",
    ],
    "zh-Hant": [
        "油站不賣油，只賣停留。",
        "車速快了約 11%。",
        "大家等了三年，卻沒有人買。",
        "**廁所才是生意。**",
    ],
    "en": [
        "The pump sells time.",
        "Speed rose by 11%.",
        "All waited, yet nobody bought.",
        "**Rest sells.**",
    ],
}
SILENT = {
    "zh": ["这里不谈估值。", "三件武器：", "下面是细节。"],
    "zh-Hant": ["這裡不談估值。", "三件武器：", "下面是細節。"],
    "en": ["I won't discuss valuation.", "Three weapons:", "Here are the details."],
}
LANGUAGE = some.sampled_from(sorted(SAID))


@some.composite
def news(draw: some.DrawFn) -> Post:
    """A post of plain sentences, far more than a short form holds."""
    tag = draw(LANGUAGE)
    gap = " " if tag == "en" else ""
    body = gap.join(draw(some.lists(some.sampled_from(SAID[tag]), min_size=40, max_size=60)))
    silent = draw(some.lists(some.sampled_from(SILENT[tag]), max_size=2))
    dated = {"zh": "到 2027 年底会便宜一半。", "zh-Hant": "到 2027 年底會便宜一半。"}
    return Post(
        languages=(tag,),
        title={tag: draw(some.sampled_from(["港口🎉", "Port"]))},
        happened={tag: "\n\n".join((*silent, body))},
        prediction=Prediction(text={tag: dated.get(tag, "By 2027 it will cost half.")}, stars=3),
        discussion={tag: "Who pays?" if tag == "en" else "谁来买单？"},
    )


@tries(40)
@given(post=news())
def test_moments_is_filled_and_says_no_announcement(post: Post):
    [message] = render(post, "wechat-moments").messages
    assert 0.85 * message.limit <= message.size <= message.limit
    assert "2027" in message.text
    lines = message.text.split("\n")
    assert not any(line.endswith((":", "：")) for line in lines)
    assert not any(one in message.text for every in SILENT.values() for one in every)


@tries(40)
@given(post=news())
def test_a_digest_is_one_good_line(post: Post):
    [message] = render(post, "wechat-article").messages
    digest = str(message.payload["digest"])
    assert digest
    assert "\n" not in digest
    assert not digest.endswith((":", "："))
    assert not any(one in digest for every in SILENT.values() for one in every)


@pytest.mark.parametrize("kind", [List, Table, Code])
@tries(40)
@given(told=told_posts())
def test_moments_says_a_block_whole_or_not_at_all(kind: type, told: Told):
    draft = render(told.post, "wechat-moments")
    said = letters("\n".join(message.text for message in draft.messages))
    texts = [told.post.happened, told.post.lede, *(part.text for part in told.post.sections)]
    for text in (text for by_language in texts for text in by_language.values()):
        for block in (one for one in text.blocks if isinstance(one, kind)):
            words = [letters(word) for word in block.text.text.split()]
            here = [word in said for word in words if word]
            assert all(here) or not any(here)
