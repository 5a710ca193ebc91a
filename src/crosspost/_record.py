"""The one way to be a record here: frozen, by keyword, unknown keys refused.

What msgspec knows of a type it builds when it first meets it, and two threads that build the same
at once crash the whole process: so records are read by `converted` and `decoded`, one at a time.
"""

from _thread import allocate_lock  # threading would be a part of what every command costs
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar, dataclass_transform

import msgspec

if TYPE_CHECKING:
    Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
else:
    Json = Any  # msgspec reads no type that names itself


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A plain value with named fields, compared by them; `hash` is for those that hold no table.

    Being frozen, none leads back to itself, so that the garbage collector need not follow them.

    Read from TOML, YAML or JSON by `converted`, which refuses a key that it does not know
    and says where it stands (``$.sources[0]``). Type checkers hold every record to keywords.
    """


_Kind = TypeVar("_Kind")
_one_at_a_time = allocate_lock()


def record_from(kind: type[_Kind], other: object, **more: object) -> _Kind:
    """A record of *kind* with what *other* has by the same names, and *more*.

    >>> class Word(Record):
    ...     text: str
    >>> class Sign(Word):
    ...     count: int
    >>> record_from(Sign, Word(text="芯片 🎉"), count=2)
    Sign(text='芯片 🎉', count=2)
    """
    names = (one for one in kind.__struct_fields__ if one not in more)  # type: ignore[attr-defined] # a record
    return kind(**{name: getattr(other, name) for name in names}, **more)


def converted(data: object, kind: type[_Kind], *, strict: bool = True) -> _Kind:
    """Plain *data*, as TOML and YAML have it, as a record.

    Raises:
        msgspec.ValidationError: it is none.
    """
    with _one_at_a_time:
        return msgspec.convert(data, kind, strict=strict, dec_hook=_from_plain)


def decoded(text: str | bytes, kind: type[_Kind]) -> _Kind:
    """JSON as a record.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    with _one_at_a_time:
        return msgspec.json.decode(text, type=kind, dec_hook=_from_plain)


def plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A record as plain data: dictionaries, lists, strings and numbers."""
    return msgspec.to_builtins(value, enc_hook=_to_plain)


def encoded(value: object, order: Literal["sorted"] | None = None) -> bytes:
    """A record, or plain data with records in it, as JSON."""
    return msgspec.json.encode(value, enc_hook=_to_plain, order=order)


def json_text(value: object) -> str:
    """A record, or plain data with records in it, as indented JSON for people and programs.

    >>> print(json_text({"名": "🎉"}), end="")
    {
      "名": "🎉"
    }
    """
    return msgspec.json.format(encoded(value), indent=2).decode() + "\n"


def path_text(path: Iterable[str | int]) -> str:
    """Where something stands in plain data, as a person writes it.

    >>> path_text(("sources", 0, "url")), path_text(("channels", "微信", "teaser_first"))
    ('sources[0].url', 'channels.微信.teaser_first')
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _from_plain(kind: Any, value: object) -> Any:  # noqa: ANN401 - a type that reads itself
    return kind.from_plain(value)


def _to_plain(value: Any) -> object:  # noqa: ANN401
    return value.to_plain()
