"""The examples: read without an error, and what README says of them holds."""

from pathlib import Path

import pytest
from msgspec import structs

from crosspost import Post, read
from tests.examples import EXAMPLES, ROOT

PICTURE = 30_000  # bytes


def example(name: str) -> Post:
    return read(ROOT / "examples" / name)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_it_is_a_whole_post(path: Path) -> None:
    post = read(path)
    assert post.title
    assert post.happened
    assert post.matters.points or post.matters.text
    assert post.story
    assert post.prediction
    assert post.discussion
    assert post.sources


def test_readme_tells_what_each_is_for() -> None:
    told = (ROOT / "examples/README.md").read_text("utf-8")
    missing = [path.name for path in EXAMPLES if f"| `{path.name}` |" not in told]
    assert missing == []


def test_one_post_in_three_forms_is_one_post() -> None:
    """But a board's text names no languages: they are seen. YAML has neither headings nor an order."""
    seen = example("price-of-a-street.txt")
    assert seen.languages_seen == ("en", "zh")
    post = structs.replace(seen, languages_seen=())
    assert example("price-of-a-street.md") == post
    assert example("price-of-a-street.yaml") == structs.replace(post, sections=())


def test_the_board_text_has_all_that_a_post_can_have() -> None:
    post = example("price-of-a-street.txt")
    assert post.languages == ("en", "zh")
    assert (post.meta.score, post.meta.comments) == (27, 4)
    assert post.matters.points[0].label == {"en": "The Missing Price", "zh": "缺失的价格"}
    assert post.matters.points[0].text["zh"].words.startswith("早在 1963 年，")
    assert post.story
    assert post.story.text["zh"].words.startswith("巷口有家面馆，")
    assert post.prediction
    assert (post.prediction.stars, str(post.prediction.due)) == (4, "2027-12-31")


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("the-last-leap-second.md", ("en",)),
        ("every-second-car.txt", ("zh",)),
        ("how-an-emoji-is-born.md", ("en", "zh")),
    ],
)
def test_its_languages_are_told_apart(name: str, languages: tuple[str, ...]) -> None:
    """Arabic, Hebrew, Hindi and Korean words inside a sentence do not make it theirs."""
    post = example(name)
    assert post.languages == languages
    assert tuple(post.happened) == languages


def test_uneven_halves_lack_what_they_should() -> None:
    post = example("one-light-day.md")
    assert post.story
    assert list(post.story.text) == ["zh"]
    assert list(post.discussion) == ["en"]
    assert [list(point.text) for point in post.matters.points] == [["en"], ["en"], ["zh"]]


def test_the_long_one_has_twenty_points() -> None:
    points = example("twenty-questions-for-a-number.toml").matters.points
    assert len(points) == 20
    assert all(set(point.text) == set(point.label) == {"en", "zh"} for point in points)


def test_pictures_are_there_small_and_described() -> None:
    post = example("dow-changes-chips.json")
    for media in post.media:
        assert (ROOT / "examples" / media.path).stat().st_size < PICTURE
        assert set(media.alt) == set(post.languages)
