"""The one way to be a record here: frozen, keyword-only, unknown keys refused."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plain value with named fields; compares and hashes by them.

    Read from TOML, YAML or JSON by ``msgspec.convert``, which refuses a key it does not know
    and says where it stands (``$.sources[0]``).
    """
