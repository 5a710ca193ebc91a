"""Series of cards: one idea each, nothing lost but with a finding, and a text that fits beside them."""

import io

import pytest
from msgspec import structs
from PIL import Image

from crosspost import read
from crosspost.card import series, styles
from crosspost.card.content import card_content
from crosspost.card.slides import MOST, ideas, series_layouts, series_text
from crosspost.model.post import Matters, Point, Post, Prediction
from tests.card import fonts
from tests.card.test_layout import POSTS, bare, sound
from tests.examples import ROOT

pytestmark = fonts.needed
POINTS = tuple(
    Point(label={"zh": f"第 {n} 点"}, text={"zh": f"这是第 {n} 个理由，说一句就够。"})
    for n in range(30)
)
MANY = Post(
    title={"zh": "三十个理由"},
    matters=Matters(points=POINTS),
    prediction=Prediction(text={"zh": "会涨。"}, stars=4),
    discussion={"zh": "你呢？"},
)
LONG = Post(title={"zh": "长文"}, happened={"zh": "这句话说了又说，没有一个字可以丢掉。" * 60})


def laid_out(post: Post, language: str):
    size, theme = styles.load_size("tall"), styles.load_theme("paper")
    return series_layouts(post, language, size, theme, "")


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.name)
def test_every_example_is_said_card_by_card(path):
    post = read(path)
    language = next(iter(post.title))
    layouts, findings = laid_out(post, language)
    assert 2 <= len(layouts) <= MOST
    for layout, alt in layouts:
        assert alt
        for line in layout.block.lines:
            left, top, right, bottom = line.box
            assert left >= -1
            assert top >= 0
            assert right <= layout.size.width + 1
            assert bottom <= layout.size.height
        smallest = min(line.size for line in layout.block.lines)
        assert smallest * 70 / layout.size.width >= 1.75, "millimetres to the em on a phone"
    lines = [line for layout, _ in layouts for line in layout.block.lines]
    shown = bare("".join(line.text for line in lines if line.part == "thesis"))
    missing = [
        text
        for idea in ideas(post, language)
        for text in idea.paragraphs
        if bare(text) not in shown
    ]
    assert bool(missing) == any(one.code == "card.too-many" for one in findings)


def test_the_cover_comes_first_and_is_sound():
    (cover, alt), *_ = laid_out(MANY, "zh")[0]
    sound(cover)
    assert {line.part for line in cover.block.lines} <= {"title", ""}
    assert alt == {"zh": "三十个理由。我的预测（四星，满分五星）"}


def test_a_long_text_goes_on_after_a_sentence():
    layouts, findings = laid_out(LONG, "zh")
    assert findings == []
    assert len(layouts) > 3
    ends = [layout.block.lines[-2].text[-1] for layout, _ in layouts[1:]]
    assert set(ends) == {"。"}


def test_more_ideas_than_cards_keep_the_prediction_and_the_question():
    layouts, (told,) = laid_out(MANY, "zh")
    assert len(layouts) == MOST
    assert told.code == "card.too-many"
    assert told.values["count"] == 32 - 17
    assert "你呢？" in layouts[-1][1]["zh"]
    assert "会涨" in layouts[-2][1]["zh"]


def test_the_text_beside_it_is_inside_its_limits():
    for post in (MANY, LONG, *map(read, POSTS)):
        language = next(iter(post.title))
        made = series_text(post, language)
        assert len(made.title) <= 20
        assert len(made.body) <= 1000
        assert all(f"#{tag}" in made.body for tag in post.tags if tag.isalnum())


def test_a_text_that_is_too_long_says_that_the_sources_are_left_out():
    post = read(ROOT / "examples" / "twenty-questions-for-a-number.toml")
    post = structs.replace(post, sources=tuple(post.sources) * 2)
    assert [one.code for one in series_text(post, "en").findings] == [
        "card.truncated",
        "card.no-sources",
    ]


def test_each_card_is_a_picture_of_three_to_four():
    made = series(Post(title={"zh": "芯片"}, happened={"zh": "涨价了。"}), account="@芯片")
    assert [Image.open(io.BytesIO(one.png)).size for one in made.cards] == [(1080, 1440)] * 2
    assert made.title == "芯片"
    assert card_content(Post(title={"zh": "芯片"}), ("zh",), account="@芯片").author == "@芯片"


def test_a_card_for_readers_of_another_language_is_none_and_somebody_is_told():
    post = read(ROOT / "examples" / "one-light-day.md")
    made = series(post, language="en")
    assert not any("\u4e00" <= char <= "\u9fff" for one in made.cards for char in str(one.alt))
    told = [one for one in made.findings if one.code == "card.omitted"]
    assert [(one.values["languages"], one.level) for one in told] == [(("zh",), "warning")]


def test_its_text_names_sources_and_no_address():
    text = series_text(read(ROOT / "examples" / "price-of-a-street.txt"), "zh").body
    assert "The Short-Run Effects of Congestion Pricing" in text
    assert "://" not in text
