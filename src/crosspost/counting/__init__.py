"""Counting: how long a text is, by each channel's own rule.

::

    measure("中文🎉", "x")  # size, limit and unit of a channel
    Ruler(Unit.UTF8).size("中文")  # one unit
    weighted, graphemes, mastodon  # the rules themselves
    links.urls("见 a.cn")  # what X would link

The rules, their sources and what is known to differ are in ``docs/counting.md``. Names are loaded
when they are first used: the book needs `Unit` and `Weights` without the counters.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from .clusters import boundaries, graphemes
    from .measuring import Part, Size, explain, measure
    from .ruler import Ruler
    from .statuses import mastodon
    from .units import Unit
    from .weighing import weighted
    from .weights import V3, Weights

__all__ = [
    "V3",
    "Part",
    "Ruler",
    "Size",
    "Unit",
    "Weights",
    "boundaries",
    "explain",
    "graphemes",
    "mastodon",
    "measure",
    "weighted",
]

_HOMES = {
    "V3": "weights",
    "Part": "measuring",
    "Ruler": "ruler",
    "Size": "measuring",
    "Unit": "units",
    "Weights": "weights",
    "boundaries": "clusters",
    "explain": "measuring",
    "graphemes": "clusters",
    "mastodon": "statuses",
    "measure": "measuring",
    "weighted": "weighing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - only when something is used

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
