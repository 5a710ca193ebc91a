"""The blind reading: what the program makes of twelve posts is what a person has judged.

``tests/golden/blind/NAME`` holds a post, what an editor made of it by hand (``hand.toml``), and what
the program makes of it (``program.toml``, rewritten by ``--accept``). ``verdicts.toml`` judges each
rendering, with the digest of what was judged: another draft wants another verdict.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from msgspec import structs

import crosspost
from crosspost.card.slides import series_text
from crosspost.registry import default_account
from tests.conftest import GOLDEN, Golden

BLIND = GOLDEN / "blind"
POSTS = sorted(path.parent.name for path in BLIND.glob("*/post.md"))
VERDICTS = tomllib.loads((BLIND / "verdicts.toml").read_text("utf-8"))
ENOUGH = 0.9
"""Of the renderings, so many are to be posted unchanged."""


@cache
def renderings(name: str) -> dict[str, tuple[str, ...]]:
    """What the program makes of a post where an editor made something of it by hand."""
    return dict(_renderings(name))


def _renderings(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    post = crosspost.read(BLIND / name / "post.md")
    hand = tomllib.loads((BLIND / name / "hand.toml").read_text("utf-8"))
    for tag in hand["x"]:
        there = default_account("x")
        layout = structs.replace(there.layout, languages=(tag,))
        draft = crosspost.render(post, structs.replace(there, layout=layout))
        yield f"x-{tag}", tuple(message.text for message in draft.messages)
    moments = crosspost.render(post, "wechat-moments")
    yield "moments", tuple(message.text for message in moments.messages)
    article = crosspost.render(post, "wechat-article")
    yield "digest", (str(article.messages[0].payload["digest"]),)
    if "series" in hand:
        beside = series_text(post, "zh")
        yield "series", (beside.title, beside.body)
    if "caption" in hand:
        telegram = crosspost.render(post, "telegram")
        yield "caption", tuple(message.text for message in telegram.messages)


def judged(texts: tuple[str, ...]) -> str:
    """How a verdict names what it is about."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", POSTS)
def test_what_the_program_makes(name: str, golden: Golden):
    parts = ["# What crosspost makes of post.md; --accept rewrites it, verdicts.toml judges it.\n"]
    for rendering, texts in renderings(name).items():
        said = "".join(f"'''\n{text}\n''',\n" for text in texts)
        parts.append(f"\n{rendering} = [ # {judged(texts)}\n{said}]\n")
    golden(f"blind/{name}/program.toml", "".join(parts))


@pytest.mark.parametrize("name", POSTS)
def test_every_rendering_has_a_verdict_on_what_it_is_now(name: str):
    verdicts = VERDICTS[name]
    now = {rendering: judged(texts) for rendering, texts in renderings(name).items()}
    assert {rendering: one["judged"] for rendering, one in verdicts.items()} == now, (
        "read what changed in program.toml beside hand.toml, and judge it anew in verdicts.toml"
    )


def test_nine_of_ten_would_be_posted_unchanged():
    every = [one["verdict"] for post in VERDICTS.values() for one in post.values()]
    assert set(every) <= {"posted", "small edit", "not posted"}
    assert every.count("posted") >= ENOUGH * len(every)


def test_what_is_not_posted_says_why():
    every = [one for post in VERDICTS.values() for one in post.values()]
    assert all(one.get("why") for one in every if one["verdict"] != "posted")
