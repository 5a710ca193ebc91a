"""A section that is written once in each language becomes one section in both.

Many authors write the whole post in one language and then the whole of it in the other. Last, what
a post's own words say about it (its languages, the day a prediction names) becomes fields too.
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from ..model.post import Matters, Point, Post, Prediction, Source, Story, Texts
from .points import joined, languages
from .prediction import due


def together(one: Any, other: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Both halves in one, or None where they say the same thing twice in one language.

    >>> together({"en": "It began."}, {"zh": "开始了。🎉"})
    {'en': 'It began.', 'zh': '开始了。🎉'}
    >>> together({"en": "It began."}, {"en": "It went on."}) is None
    True
    """
    join = _JOINS.get(type(one))
    return join(one, other) if join and type(one) is type(other) else None


def _merged_texts(one: dict[str, str], other: dict[str, str]) -> dict[str, str] | None:
    return None if set(one) & set(other) else {**one, **other}


def _matters(one: Matters, other: Matters) -> Matters | None:
    """Point by point where both have as many; else one list after the other."""
    mine = {*one.text, *(tag for point in one.points for tag in languages(point))}
    theirs = {*other.text, *(tag for point in other.points for tag in languages(point))}
    if mine & theirs:
        return None
    most, least = sorted((one.points, other.points), key=len, reverse=True)
    pairs = zip(one.points, other.points, strict=False)
    points = (*(joined(first, second) for first, second in pairs), *most[len(least) :])
    return Matters(text={**one.text, **other.text}, points=points)


def _story(one: Story, other: Story) -> Story | None:
    if set(one.text) & set(other.text):
        return None
    return Story(label={**one.label, **other.label}, text={**one.text, **other.text})


def _prediction(one: Prediction, other: Prediction) -> Prediction | None:
    """Figures that both halves give must agree."""
    if set(one.text) & set(other.text):
        return None
    for name in ("stars", "probability", "due"):
        if len({getattr(one, name), getattr(other, name)} - {None}) > 1:
            return None
    return Prediction(
        text={**one.text, **other.text},
        stars=one.stars or other.stars,
        probability=other.probability if one.probability is None else one.probability,
        due=one.due or other.due,
    )


def _lists(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Sources and tags that the second half repeats are there once; none may be new and old."""
    return tuple(dict.fromkeys((*one, *other))) if _hashable(one, other) else None


def _hashable(*lists: tuple[Any, ...]) -> bool:
    return all(isinstance(item, str | Source) for items in lists for item in items)


_JOINS: dict[type, Callable[[Any, Any], Any]] = {
    dict: _merged_texts,
    Matters: _matters,
    Story: _story,
    Prediction: _prediction,
    tuple: _lists,
}


def finished(post: Post) -> Post:
    """*post* with its languages, in order of appearance, and the prediction's due date.

    What the author said already stays as it is.

    >>> from crosspost.model.post import Post, Prediction
    >>> said = finished(Post(prediction=Prediction(text={"zh": "到 2026 年底,会好的。🎉"})))
    >>> said.languages, said.prediction.due
    (('zh',), datetime.date(2026, 12, 31))
    """
    if not post.languages:
        spoken = dict.fromkeys(tag for texts in _texts_of_post(post) for tag in texts)
        post = structs.replace(post, languages=tuple(spoken))
    said = post.prediction
    if said and said.due is None and (day := due(text.markdown for text in said.text.values())):
        post = structs.replace(post, prediction=structs.replace(said, due=day))
    return post


def _texts_of_post(post: Post) -> Iterator[Texts]:
    yield from (post.title, post.lede, *(part.text for part in post.sections))
    yield from (post.happened, post.matters.text)
    for point in post.matters.points:
        yield from _texts_of_point(point)
    if post.story:
        yield post.story.text
    if post.prediction:
        yield post.prediction.text
    yield post.discussion


def _texts_of_point(point: Point) -> Iterator[Texts]:
    yield point.text
    for below in point.points:
        yield from _texts_of_point(below)
