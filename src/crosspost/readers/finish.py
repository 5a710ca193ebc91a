"""Finish: what a post's own words say about it, said as fields too."""

from collections.abc import Iterator

from msgspec import structs

from ..post import Point, Post, Texts
from .due import due


def finished(post: Post) -> Post:
    """*post* with its languages, in order of appearance, and the prediction's due date.

    What the author said already stays as it is.

    >>> from crosspost.post import Post, Prediction
    >>> said = finished(Post(prediction=Prediction(text={"zh": "到 2026 年底,会好的。🎉"})))
    >>> said.languages, said.prediction.due
    (('zh',), datetime.date(2026, 12, 31))
    """
    if not post.languages:
        spoken = dict.fromkeys(tag for texts in _texts(post) for tag in texts)
        post = structs.replace(post, languages=tuple(spoken))
    said = post.prediction
    if said and said.due is None and (day := due(said.text.values())):
        post = structs.replace(post, prediction=structs.replace(said, due=day))
    return post


def _texts(post: Post) -> Iterator[Texts]:
    yield from (post.title, post.happened, post.matters.text)
    for point in post.matters.points:
        yield from _point_texts(point)
    if post.story:
        yield post.story.text
    if post.prediction:
        yield post.prediction.text
    yield post.discussion


def _point_texts(point: Point) -> Iterator[Texts]:
    yield point.text
    for below in point.points:
        yield from _point_texts(below)
