"""Made: values that code makes, held against the types of their fields as files are.

What is read from a file is checked as it is read; Python itself would take anything.
"""

import json
from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import structs

from ._record import Record, path_text
from .errors import PostError, phrase

DataStep = str | int

TYPES = {
    "int": phrase("type.int"),
    "float": phrase("type.float"),
    "str": phrase("type.str"),
    "bool": phrase("type.bool"),
    "array": phrase("type.array"),
    "object": phrase("type.object"),
}
"""msgspec's names of types, in words."""

_NAMES: dict[Any, object] = {
    str: TYPES["str"],
    int: TYPES["int"],
    bool: TYPES["bool"],
    float | int: TYPES["float"],
    tuple: TYPES["array"],
    dict: TYPES["object"],
}


def shown_value(value: object) -> object:
    """The value as JSON would write it; a table or a list only by its kind."""
    if isinstance(value, dict | list):
        return TYPES["object" if isinstance(value, dict) else "array"]
    return json.dumps(value, ensure_ascii=False, default=str)


def check_made(record: Record) -> None:
    """Hold the fields of *record*, which code has made, against their types; lists become tuples.

    What is read from a file is checked as it is read, and nobody would be told by Python.

    Raises:
        PostError: one of them is something else: which, by its path.

    >>> from crosspost.model.post import Post
    >>> Post(tags="芯片")
    Traceback (most recent call last):
    crosspost.errors.PostError: Post.tags: expected a list, got "芯片"
    """
    for name, kind in _kinds(type(record)).items():
        value = getattr(record, name)
        if isinstance(value, list) and get_origin(kind) is tuple:
            value = tuple(value)
            structs.force_setattr(record, name, value)
        if not _fits(value, kind):
            raise _misplaced(value, kind, (type(record).__name__, name))


@cache
def _kinds(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: object, kind: Any) -> bool:  # noqa: ANN401
    origin, of = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return any(_fits(value, one) for one in of)
    if origin is Literal:
        return value in of
    if not isinstance(value, _python(kind)):
        return False
    if origin is tuple and isinstance(value, tuple):
        return all(_fits(one, of[0]) for one in value)
    return not (origin is dict and isinstance(value, dict)) or all(
        _fits(one, of[1]) for one in value.values()
    )


def _python(kind: Any) -> Any:  # noqa: ANN401
    """What `isinstance` is asked for."""
    if kind is Any:
        return object
    return float | int if kind is float else get_origin(kind) or kind


def _misplaced(value: object, kind: Any, path: tuple[DataStep, ...]) -> PostError:  # noqa: ANN401
    """What is wrong with *value*, which does not fit *kind*."""
    origin, of = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _misplaced(value, of[0], path)
    if origin is not Literal and isinstance(value, _python(kind)):
        inner: Iterable[tuple[DataStep, object]] = (
            value.items() if isinstance(value, dict) else enumerate(value)
        )
        step, one = next(each for each in inner if not _fits(each[1], of[origin is dict]))
        return _misplaced(one, of[origin is dict], (*path, step))
    expected = list(of) if origin is Literal else [_NAMES.get(_python(kind), _python(kind))]
    names = [getattr(one, "__name__", one) for one in expected]
    values = {"expected": names, "value": shown_value(value)}
    return PostError("value.wrong-type", location=path_text(path), **values)
