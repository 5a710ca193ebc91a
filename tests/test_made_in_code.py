"""Values that a program makes: each is checked where it is made, and told by its path."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from crosspost import When, read, render
from crosspost.errors import CrosspostError
from crosspost.model.post import (
    Matters,
    Media,
    Override,
    Part,
    Point,
    Post,
    Prediction,
    Source,
    Story,
)

NAIVE = dt.datetime(2030, 3, 1, 9)  # noqa: DTZ001 - what is refused

WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: Post(title=b"x"), "Post.title"),  # type: ignore[arg-type]
    (lambda: Post(lede=["x"]), "Post.lede"),  # type: ignore[arg-type]
    (lambda: Post(languages=(3,), title="x"), "Post.languages[0]"),  # type: ignore[arg-type]
    (lambda: Post(title={"zh": 3}), "Post.title.zh"),  # type: ignore[dict-item]
    (lambda: Post(tags="abc"), "Post.tags"),  # type: ignore[arg-type]
    (lambda: Post(tags=("芯片", 2)), "Post.tags[1]"),  # type: ignore[arg-type]
    (lambda: Post(languages="zh"), "Post.languages"),  # type: ignore[arg-type]
    (lambda: Post(sources=("https://a.example",)), "Post.sources[0]"),  # type: ignore[arg-type]
    (lambda: Post(media=Media(path="图.png")), "Post.media"),  # type: ignore[arg-type]
    (lambda: Post(story={"zh": "故事"}), "Post.story"),  # type: ignore[arg-type]
    (lambda: Post(channels={"x": {"hook": True}}), "Post.channels.x"),  # type: ignore[dict-item]
    (lambda: Part(text=("正文",)), "Part.text"),  # type: ignore[arg-type]
    (lambda: Point(points=("一",)), "Point.points[0]"),  # type: ignore[arg-type]
    (lambda: Prediction(text={"zh": "会"}, probability="高"), "Prediction.probability"),  # type: ignore[arg-type]
    (lambda: Source(url=3), "Source.url"),  # type: ignore[arg-type]
    (lambda: Override(sections={"story": "换一段"}), "Override.sections.story"),  # type: ignore[dict-item]
    (lambda: When(at=NAIVE), "When.at"),
    (lambda: When(at=NAIVE.replace(tzinfo=dt.UTC), not_after=NAIVE), "When.not_after"),
]


@pytest.mark.parametrize(("made", "path"), WRONG, ids=[path for _, path in WRONG])
def test_a_wrong_value_is_refused_where_it_is_made(made: Callable[[], object], path: str):
    with pytest.raises(CrosspostError) as caught:
        made()
    assert caught.value.location == path


def test_what_fits_is_taken():
    post = Post(title={"zh": "芯片 🎉"}, tags=["芯片", "AI"], sources=[Source(year=2026)])  # type: ignore[arg-type]
    assert post.tags == ("芯片", "AI"), "a list is as good as a tuple"
    assert hash(post.tags)
    assert When(at=dt.datetime(2030, 3, 1, 9, tzinfo=ZoneInfo("America/New_York"))).at


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Post(title="搬家了 🎉"), {"zh": "搬家了 🎉"}),
        (Post(title="We moved, and you can come by."), {"en": "We moved, and you can come by."}),
        (Post(title="Le monde", languages=("fr",)), {"fr": "Le monde"}),
        (Post(title="我們搬家了", languages=["en", "zh-Hant"]), {"zh-Hant": "我們搬家了"}),  # type: ignore[arg-type]
        (Post(title="2026 🎉"), {"und": "2026 🎉"}),
        (Post(title="  "), {}),
        (Post(title=""), {}),
    ],
)
def test_a_string_is_in_the_language_that_its_words_tell(made: Post, said: dict[str, str]):
    assert made.title == said


def test_strings_are_taken_wherever_a_text_is():
    post = Post(
        matters=Matters(text="谁来付钱？", points=(Point(text="第一家**不急**。"),)),
        story=Story(text="A hundred years ago, that was a field."),
        channels={"x": Override(hook="谁赢？")},
        media=(Media(path="图.png", alt="一张图"),),
    )
    assert post.matters.points[0].text["zh"].blocks[0].text.marks[0].kind == "strong"
    assert list(post.story.text) == ["en"] if post.story else False
    assert post.channels["x"].hook == {"zh": "谁赢？"}
    assert structs.replace(post, lede="然后呢？").lede == {"zh": "然后呢？"}


def test_a_string_says_on_a_channel_what_a_file_would(tmp_path: Path):
    file = tmp_path / "post.md"
    file.write_text("# 搬家了\n\n我们搬到了老面包房。\n", encoding="utf-8")
    made = Post(title="搬家了", lede="我们搬到了老面包房。")
    assert (
        render(made, "telegram").messages[0].text == render(read(file), "telegram").messages[0].text
    )
