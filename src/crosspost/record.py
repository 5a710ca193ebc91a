"""The one way to be a record here: frozen, by keyword, unknown keys refused."""

from typing import TYPE_CHECKING, Any, dataclass_transform

import msgspec

if TYPE_CHECKING:
    Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
else:
    Json = Any  # msgspec reads no type that names itself


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A plain value with named fields; compares and hashes by them.

    Being frozen, none leads back to itself, so that the garbage collector need not follow them.

    Read from TOML, YAML or JSON by ``msgspec.convert``, which refuses a key it does not know
    and says where it stands (``$.sources[0]``). Type checkers hold every record to keywords.
    """
