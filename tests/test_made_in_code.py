"""Values that a program makes: each is checked where it is made, and told by its path."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from crosspost import When
from crosspost.errors import CrosspostError
from crosspost.model.post import Media, Override, Part, Point, Post, Prediction, Source

NAIVE = dt.datetime(2030, 3, 1, 9)  # noqa: DTZ001 - what is refused

WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: Post(title="x"), "Post.title"),  # type: ignore[arg-type]
    (lambda: Post(title={"zh": 3}), "Post.title.zh"),  # type: ignore[dict-item]
    (lambda: Post(tags="abc"), "Post.tags"),  # type: ignore[arg-type]
    (lambda: Post(tags=("芯片", 2)), "Post.tags[1]"),  # type: ignore[arg-type]
    (lambda: Post(languages="zh"), "Post.languages"),  # type: ignore[arg-type]
    (lambda: Post(sources=("https://a.example",)), "Post.sources[0]"),  # type: ignore[arg-type]
    (lambda: Post(media=Media(path="图.png")), "Post.media"),  # type: ignore[arg-type]
    (lambda: Post(story={"zh": "故事"}), "Post.story"),  # type: ignore[arg-type]
    (lambda: Post(channels={"x": {"hook": True}}), "Post.channels.x"),  # type: ignore[dict-item]
    (lambda: Part(text="正文"), "Part.text"),  # type: ignore[arg-type]
    (lambda: Point(points=("一",)), "Point.points[0]"),  # type: ignore[arg-type]
    (lambda: Prediction(text={"zh": "会"}, probability="高"), "Prediction.probability"),  # type: ignore[arg-type]
    (lambda: Source(url=3), "Source.url"),  # type: ignore[arg-type]
    (lambda: Override(text="换一段"), "Override.text"),  # type: ignore[arg-type]
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
