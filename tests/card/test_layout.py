"""Layouts as data: every example in every size and language, and hostile posts."""

import datetime as dt
import re
from contextlib import suppress
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given

from crosspost import read
from crosspost.card import card_languages, styles
from crosspost.card.boxes import TextLine as Line
from crosspost.card.boxes import TextStyle, paragraph
from crosspost.card.content import PARTS_OF, CardContent, CardText, card_content
from crosspost.card.layout import CardLayout as Layout
from crosspost.card.layout import lay_out as arranged
from crosspost.counting import boundaries
from crosspost.errors import PostError
from crosspost.model.post import Meta, Post, Prediction
from crosspost.text.cjk import NOT_AT_LINE_START
from tests.card import fonts
from tests.examples import EXAMPLES
from tests.laws.strategies import posts
from tests.tries import grid, tries

pytestmark = fonts.needed
LANGUAGES = [("zh",), ("en", "zh")]
POSTS = [path for path in EXAMPLES if path.stem != "price-of-a-street" or path.suffix == ".md"]
HOSTILE = {
    "emoji": Post(title={"en": "👨‍👩‍👧‍👦" * 40}, discussion={"en": "🏳️‍🌈" * 300}),
    "endless": Post(title={"zh": "长" * 3000}, prediction=Prediction(text={"zh": "长，" * 5000})),
    "one word": Post(title={"de": "Donaudampfschifffahrts" * 9}, meta=Meta(author="林" * 300)),
    "address": Post(title={"en": "https://example.com/" + "a" * 400}),
    "arabic": Post(title={"ar": "ثمن الشارع: نيويورك"}, discussion={"ar": "من يدفع (toll) 9؟"}),
    "mark": Post(title={"zh": "。"}, prediction=Prediction(stars=1, due=dt.date(2031, 1, 1))),
    "override": Post(title={"en": "a\u202eb\u202c <script>"}),
    "thai": Post(title={"th": "ราคาของถนนหนึ่งสายในนิวยอร์ก" * 4}),
    "full": Post(
        title={"en": "Word " * 100, "zh": "字" * 200},
        prediction=Prediction(text={"en": "It is. " * 200, "zh": "是的。" * 200}, probability=0.3),
        discussion={"en": "Really? " * 99, "zh": "真的吗？" * 99},
    ),
}


def said(post: Post, languages: tuple[str, ...], size: str = "square") -> CardContent:
    return card_content(post, languages, PARTS_OF[styles.load_size(size).shape])


def laid_out(
    post: Post, size: str, languages: tuple[str, ...] = (), theme: str = "paper"
) -> Layout:
    measures = styles.load_size(size)
    wanted = languages or card_languages(post, measures.channel, measures.languages)
    return arranged(said(post, wanted, size), measures, styles.load_theme(theme))


@cache
def of_example(path: Path, size: str) -> Layout:
    """Of which more than one thing is asked."""
    return laid_out(read(path), size)


def sound(layout: Layout) -> None:
    """What holds for any card."""
    size, lines = layout.size, layout.block.lines
    for line in lines:
        left, top, right, bottom = line.box
        assert left >= -1, line
        assert top >= 0, line
        assert right <= size.width + 1, line
        assert bottom <= size.height, line
    for one, other in combinations(lines, 2):
        assert not overlap(one, other), (one.text, other.text)
    for box in layout.block.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= size.width + 1
        assert box.y + box.height <= size.height + 1
    for text in layout.said.texts:
        own = [line for line in lines if (line.part, line.language) == (text.part, text.language)]
        assert bare("".join(line.text for line in own)) == bare(text.text)
        for above, below in pairwise(own):
            if above.text[-1].isspace() or "\n" in text.text or len(boundaries(below.text)) < 3:
                continue
            broken = above.text + below.text in text.text and len(text.text) > 60
            assert below.text[0] not in NOT_AT_LINE_START or broken, "only inside an endless word"


def overlap(one: Line, other: Line) -> bool:
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return min(c, g) - max(a, e) > 1 and min(d, h) - max(b, f) > 0.16 * min(one.size, other.size)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
@pytest.mark.parametrize("size", styles.size_names())
@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_every_example(path, size, languages):
    layout = laid_out(read(path), size, languages)
    sound(layout)
    assert (
        layout.said.stars == len(layout.block.stars) * layout.block.stars[0].lit
        if layout.block.stars
        else True
    )
    for line in layout.block.lines:
        assert line.text[0] not in NOT_AT_LINE_START, line.text


@pytest.mark.parametrize("size", styles.size_names())
@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_the_title_and_the_claim_of_every_example_are_whole(path, size):
    """A card says the claim's first sentence at least, and ends in the middle of none."""
    layout = of_example(path, size)
    whole = said(read(path), layout.said.languages, size)
    for part in {text.part for text in whole.texts} - {"discussion"}:
        (shown, *_), (wanted, *_) = layout.said.of(part), whole.of(part)
        assert wanted.text.startswith(shown.text)
        assert shown.text == wanted.text or shown.text[-1] in ".。！？"


@pytest.mark.parametrize("size", styles.size_names())
@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_a_phone_shows_a_card_seven_centimetres_wide_and_all_of_it_can_be_read(path, size):
    layout = of_example(path, size)
    smallest = min(line.size for line in layout.block.lines)
    assert smallest * 70 / layout.size.width >= 1.75, "millimetres to the em"


@pytest.mark.slow
@grid("name, size", list(HOSTILE), styles.size_names())
def test_whatever_does_not_fit_is_a_finding(name, size):
    post = HOSTILE[name]
    layout = laid_out(post, size)
    sound(layout)
    whole = said(post, layout.said.languages, size)
    cut = {(one.where, one.code) for one in layout.findings}
    for text in whole.texts:
        kept = [
            one
            for one in layout.said.texts
            if (one.part, one.language) == (text.part, text.language)
        ]
        where = {"prediction": "prediction.text", "thesis": "post"}.get(text.part, text.part)
        if not kept:
            assert (where, "card.omitted") in cut
        elif kept[0].text != text.text:
            assert (where, "card.truncated") in cut
            assert text.text.startswith(kept[0].text.removesuffix("…"))


@pytest.mark.slow
@tries(12)
@given(posts())
def test_any_post_is_inside_its_card(post: Post):
    for size in styles.size_names():
        with suppress(PostError):  # no title, or one of signs that nobody sees
            layout = laid_out(post, size)
            _check_inside(layout)


def _check_inside(layout: Layout) -> None:
    for line in layout.block.lines:
        left, top, right, bottom = line.box
        assert left >= -1
        assert top >= 0
        assert right <= layout.size.width + 1
        assert bottom <= layout.size.height


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_a_cover_is_its_title_and_one_figure_inside_the_square_that_lists_cut_out(path):
    layout = of_example(path, "wechat-cover")
    size = layout.size
    low, high = (size.width - size.height) / 2, (size.width + size.height) / 2
    assert {line.part for line in layout.block.lines} <= {"title", ""}
    assert sum(line.part == "" for line in layout.block.lines) <= 1
    assert not layout.block.stars
    for line in layout.block.lines:
        left, _, right, _ = line.box
        assert low <= left
        assert right <= high


def test_a_card_is_about_something():
    with pytest.raises(PostError, match="a card needs a title"):
        said(Post(discussion={"zh": "谁？"}), ("zh",))


ESSAY = Post(
    title={"zh": "便宜的算力"},
    happened={"zh": "这里不谈股价。过去十年，算力便宜了一千倍。**便宜的从来不是算力，而是失败。**"},
)


def test_an_essay_has_its_bold_sentence():
    layout = laid_out(ESSAY, "square")
    assert [text.text for text in layout.said.of("thesis")] == ["便宜的从来不是算力，而是失败。"]


def test_a_card_without_an_author_is_signed_by_its_account_or_site():
    site = Meta(canonical_url="https://example.org/a")
    assert said(Post(title={"en": "Chips"}, meta=site), ("en",)).author == "example.org"
    named = card_content(Post(title={"en": "Chips"}, meta=site), ("en",), account="@chips")
    assert named.author == "@chips"


def test_stars_carry_a_word():
    post = Post(title={"zh": "芯片"}, prediction=Prediction(text={"zh": "会涨。"}, stars=4))
    assert "信心 4/5" in [line.text for line in laid_out(post, "square").block.lines]


@pytest.mark.parametrize(
    ("language", "title", "rows"),
    [
        ("zh", "当收益率曲线恢复正常", ["当收益率", "曲线恢复正常"]),
        ("zh", "隐形账本：谁在为旧电梯买单", ["隐形账本：", "谁在为旧", "电梯买单"]),
        ("zh-Hant", "黃仁勳宣布輝達正式進軍機器人市場", None),
    ],
)
def test_a_title_breaks_between_words(language, title, rows):
    layout = laid_out(Post(title={language: title}), "square")
    made = [line.text for line in layout.block.lines if line.part == "title"]
    assert "".join(made) == title
    assert rows is None or made == rows
    assert not any(one.endswith(("正", "進", "恢", "曲")) for one in made)


def test_an_over_long_title_is_set_smaller_before_it_is_cut():
    short, long = (laid_out(Post(title={"zh": "街" * n}), "square") for n in (6, 40))
    assert long.findings == ()
    assert long.block.lines[0].size < short.block.lines[0].size


def test_arabic_stands_at_the_right():
    layout = laid_out(HOSTILE["arabic"], "square")
    margin = layout.size.width - max(line.box[2] for line in layout.block.lines)
    title = [line for line in layout.block.lines if line.part == "title"]
    assert all(abs(layout.size.width - line.box[2] - margin) < 2 for line in title)


@pytest.mark.parametrize("lead", ["• ", "1. ", "☐ "])
def test_the_lines_of_an_item_hang_under_its_words(lead: str):
    words = "旧电梯每个月平均被困一次，真正修好的不到四成。"
    text = CardText(part="thesis", language="zh", text=f"{lead}{words}\n{words}")
    area = paragraph(
        text, TextStyle(style="sans", weight="regular", size=40, ink="ink", leading=1.5), 400
    )
    starts = [round(line.x) for line in area.lines]
    half = len(starts) // 2
    assert starts[0] == 0
    assert len({*starts[1:half]}) == 1
    assert starts[1] > 0
    assert {*starts[half + 1 :]} == {0}
    assert all(line.x + line.width <= 440 for line in area.lines)
