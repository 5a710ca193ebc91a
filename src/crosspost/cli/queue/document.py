"""Document: deliveries as programs read them, described in ``docs/scheduling.md``."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...scheduling import Delivery


def entry(one: "Delivery") -> dict[str, Any]:
    """A delivery with its terms, those by default too, and its next time on its author's clock."""
    import msgspec  # noqa: PLC0415

    from .words import local  # noqa: PLC0415

    plain: dict[str, Any] = msgspec.structs.asdict(one)
    return plain | {"local": local(one), "terms": msgspec.structs.asdict(one.terms)}


def written(plain: object) -> str:
    """Indented JSON; Chinese and emoji stand as themselves."""
    import msgspec  # noqa: PLC0415

    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"
