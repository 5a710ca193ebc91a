"""Misfit: data that does not fit its record, said so that a person can put it right.

msgspec says ``Expected `int`, got `str` - at `$.fields[...].max```: right, but neither which
field nor what stands there, nor what may stand there instead.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import inspect

from ._made import TYPES, DataStep, shown_value
from ._record import Record, converted, path_text
from .errors import CrosspostError, WrongValue, offered
from .text.languages import Language
from .translations import Phrase

_Kind = TypeVar("_Kind")


def fitted(data: object, kind: type[_Kind], error: type[CrosspostError], at: str = "") -> _Kind:
    """*data* as a record of *kind*.

    Args:
        data: plain data, as a file or a program says it.
        kind: a record.
        error: what says that it does not fit, of which sort.
        at: what stands before the key in its place: ``墨.toml: ``.

    Raises:
        CrosspostError: such an *error*: which key, and what may stand there.
    """
    try:
        return converted(data, kind)
    except msgspec.ValidationError as refused:
        wrong = misfit(refused, data, kind)
        raise error(wrong.code, location=f"{at}{wrong.key}", **wrong.values) from refused


class Misfit(Record):
    """What is wrong with a piece of data."""

    path: tuple[DataStep, ...]
    """Where it stands."""
    code: str
    """Which error it is, see `errors`."""
    values: dict[str, Any] = {}

    @property
    def key(self) -> str:
        """Where, as a person writes it: ``fields.title.max``, ``source[0].url``."""
        return path_text(self.path)


def misfit(error: msgspec.ValidationError, data: object, kind: type) -> Misfit:
    """What *error* means, which `msgspec.convert` raised for *data* and *kind*.

    >>> from crosspost.model.channel_spec import Limit
    >>> def wrong(data):
    ...     try:
    ...         msgspec.convert(data, Limit)
    ...     except msgspec.ValidationError as error:
    ...         return misfit(error, data, Limit)
    >>> wrong({"max": "三百", "unit": "utf-8"})
    Misfit(path=('max',), code='value.wrong-type',
        values={'expected': [Phrase('errors', 'type.int', {})], 'value': '"三百"'})
    >>> wrong({"max": 300, "unti": "utf-8"})
    Misfit(path=('unti',), code='value.unknown-key',
        values={'key': 'unti', 'choices': Phrase('errors', 'did-you-mean', {'names': 'unit'})})
    """
    said, *places = str(error).split(" - at ")  # inside a text's languages, and where that is
    steps = [step for place in reversed(places) for step in _steps(place)]
    steps = _named(steps, str(error), data, kind)
    name = said.split("`")[1] if "`" in said else ""
    if "unknown field" in said:
        values: dict[str, Any] = {"key": name, "choices": _keys(name, _kind_at(kind, steps))}
        return Misfit(path=(*steps, name), code="value.unknown-key", values=values)
    if "missing required field" in said:
        return Misfit(path=(*steps, name), code="value.missing")
    if places and places[0].startswith("`key`"):
        return _wrong_key(steps, said, _culprit(steps, str(error), data, kind), kind)
    if not said.startswith(("Expected", "Invalid")):  # what a record says of itself
        return _refused(error.__cause__, said, steps)
    value = _value_at(data, steps)
    return _not_offered(steps, value, _kind_at(kind, steps)) or _wrong_type(steps, said, value)


def _wrong_key(steps: list[DataStep], said: str, key: DataStep | None, kind: type) -> Misfit:
    """A key of a table whose keys are words of a kind: languages, sections, handles."""
    tables = [one for one in _kind_at(kind, steps) if isinstance(one, inspect.DictType)]
    kinds = [found for table in tables for found in _alternatives(table.key_type)]
    at = steps if key is None else [*steps, key]
    return _not_offered(at, key, kinds) or _wrong_type(steps, said, key)


def _not_offered(steps: list[DataStep], value: object, kinds: list[inspect.Type]) -> Misfit | None:
    """A value that is none of those there are, or not of the form that an example shows."""
    shown = {"value": shown_value(value)}
    if choices := _choices(kinds):
        values = {**shown, "choices": choices}
        return Misfit(path=tuple(steps), code="value.unknown", values=values)
    extras = [one.extra or {} for one in kinds if isinstance(one, inspect.Metadata)]
    examples = [extra["example"] for extra in extras if "example" in extra]
    if not examples or not isinstance(value, str):
        return None
    return Misfit(
        path=tuple(steps), code="value.wrong-form", values={**shown, "example": examples[0]}
    )


def _refused(cause: BaseException | None, said: str, steps: list[DataStep]) -> Misfit:
    if isinstance(cause, WrongValue):
        return Misfit(path=tuple(steps), code=cause.code, values=cause.values)
    return Misfit(path=tuple(steps), code="value.refused", values={"reason": said})


def _wrong_type(steps: list[DataStep], said: str, value: object) -> Misfit:
    shown = {"value": shown_value(value)}
    if "RFC3339" in said:
        return Misfit(path=tuple(steps), code="value.no-date", values=shown)
    if get_args(Language)[1].pattern in said:
        return Misfit(path=tuple(steps), code="value.expected-language", values=shown)
    expected = said.partition(", got")[0].removeprefix("Expected ")
    kinds, _, bounds = expected.removeprefix("`").partition("`")
    names = [name for name in kinds.split(" | ") if name != "null"]
    values = {"expected": [TYPES.get(name, name) for name in names], **shown}
    if not bounds:
        return Misfit(path=tuple(steps), code="value.wrong-type", values=values)
    bounds = bounds.strip().removeprefix("of length ").replace("`", "")
    code = "value.wrong-length" if " of length " in expected else "value.out-of-bounds"
    return Misfit(path=tuple(steps), code=code, values={**values, "bounds": bounds})


def _steps(where: str) -> list[DataStep]:
    """``$.a[0].b[...]`` as ``["a", 0, "b", "..."]``."""
    found = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", where)
    return [name or (int(at) if at.isdigit() else at) for name, at in found]


def _value_at(data: object, steps: list[DataStep]) -> object:
    for step in steps:
        if isinstance(data, dict) or (isinstance(data, list) and isinstance(step, int)):
            data = data[step]  # type: ignore[index] # a list's step is a number
    return data


def _named(steps: list[DataStep], said: str, data: object, kind: type) -> list[DataStep]:
    """*steps* with every ``...`` named, as far as that can be told."""
    while "..." in steps:
        at = steps.index("...")
        culprit = _culprit(steps[:at], said, data, kind)
        if culprit is None:
            return steps[:at]
        steps = [*steps[:at], culprit, *steps[at + 1 :]]
    return steps


def _culprit(steps: list[DataStep], said: str, data: object, kind: type) -> DataStep | None:
    """The key of the table at *steps* that alone gives the same error."""
    table = _value_at(data, steps)
    keys: list[DataStep] = list(table) if isinstance(table, dict) else []
    return next((key for key in keys if said in _said(_only(data, [*steps, key]), kind)), None)


def _only(data: object, steps: list[DataStep]) -> object:
    """*data*, its table above the last of *steps* without any key but that."""
    first, rest = steps[0], steps[1:]
    if isinstance(data, list):
        return [_only(value, rest) if at == first else value for at, value in enumerate(data)]
    if not isinstance(data, dict):
        return data
    return {**data, first: _only(data[first], rest)} if rest else {first: data[first]}


def _said(data: object, kind: type) -> list[str]:
    """What msgspec has against *data*, strict and not."""
    errors: list[str] = []
    for strict in (True, False):
        try:
            converted(data, kind, strict=strict)
        except msgspec.ValidationError as error:
            errors.append(str(error))
    return errors


def _kind_at(kind: type, steps: list[DataStep]) -> list[inspect.Type]:
    """Every kind of value that may stand at *steps*."""
    kinds = _alternatives(inspect.type_info(kind))
    for step in steps:
        kinds = [found for one in kinds for found in _below(one, step)]
    return kinds


def _below(kind: inspect.Type, step: DataStep) -> list[inspect.Type]:
    if isinstance(kind, inspect.StructType):
        return [
            found
            for field in kind.fields
            if field.encode_name == step
            for found in _alternatives(field.type)
        ]
    if isinstance(kind, inspect.VarTupleType):
        return _alternatives(kind.item_type)
    return _alternatives(kind.value_type) if isinstance(kind, inspect.DictType) else []


def _alternatives(kind: inspect.Type) -> list[inspect.Type]:
    return list(kind.types) if isinstance(kind, inspect.UnionType) else [kind]


def _choices(kinds: list[inspect.Type]) -> list[str]:
    values: list[str] = []
    for kind in kinds:
        if isinstance(kind, inspect.EnumType):
            values += [member.value for member in kind.cls]
        elif isinstance(kind, inspect.LiteralType):
            values += map(str, kind.values)
        elif isinstance(kind, inspect.Metadata):
            values += (kind.extra or {}).get("choices", ())
    return values


def _keys(name: str, kinds: list[inspect.Type]) -> Phrase:
    """The key that was probably meant, or all that there are."""
    known = [
        field.encode_name
        for kind in kinds
        if isinstance(kind, inspect.StructType)
        for field in kind.fields
    ]
    return offered(alike(name, known), known)


def alike(word: str, known: Collection[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """Those of *known* that *word* may be a slip for, the likeliest first.

    >>> alike("chanel", ("channel", "languages")), alike("天气", ("channel",))
    (['channel'], [])
    """
    return get_close_matches(word, known, n=most, cutoff=cutoff)
