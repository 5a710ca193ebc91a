"""Measured: every measure by its name, in the order of its importance."""

from collections.abc import Callable

from . import waiting

MEASURES: dict[str, Callable[..., dict[str, object]]] = {
    "bulk": waiting.bulk,
    "idle": waiting.idle,
    "lateness": waiting.lateness,
    "burst": waiting.burst,
}
