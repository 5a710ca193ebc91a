"""Measured: every measure by its name, in the order of its importance."""

from collections.abc import Callable

from . import alone, peers, sharing, waiting

MEASURES: dict[str, Callable[..., dict[str, object]]] = {
    "alone": alone.alone,
    "bulk": waiting.bulk,
    "idle": waiting.idle,
    "lateness": waiting.lateness,
    "burst": waiting.burst,
    "postgresql": sharing.postgres,
    "limit": sharing.limit,
    "peers": peers.peers,
}
EXTRA: dict[str, Callable[..., dict[str, object]]] = {"postgresql-few": sharing.few}
"""Only where asked for: a million take half an hour."""
