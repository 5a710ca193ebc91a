"""Halves: a section said twice, once in each language, is one section.

Many authors write the whole post in one language and then the whole of it in the other.
"""

from collections.abc import Callable
from typing import Any

from ..post import Matters, Prediction, Source, Story
from .points import joined, languages


def together(one: Any, other: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Both halves in one, or None where they say the same thing twice in one language.

    >>> together({"en": "It began."}, {"zh": "开始了。🎉"})
    {'en': 'It began.', 'zh': '开始了。🎉'}
    >>> together({"en": "It began."}, {"en": "It went on."}) is None
    True
    """
    join = _JOINS.get(type(one))
    return join(one, other) if join and type(one) is type(other) else None


def _texts(one: dict[str, str], other: dict[str, str]) -> dict[str, str] | None:
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
    dict: _texts,
    Matters: _matters,
    Story: _story,
    Prediction: _prediction,
    tuple: _lists,
}
