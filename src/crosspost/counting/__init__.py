"""Counting: how long a text is, by each channel's own rule.

::

    measure("中文🎉", "x")  # size, limit and unit of a channel
    Ruler("utf-8").size("中文")  # one unit
    weighted, graphemes, mastodon  # the rules themselves
    links.urls("见 a.cn")  # what X would link

The rules, their sources and what is known to differ are in ``docs/counting.md``. Names are loaded
when they are first used: channels' files need the rules without the counters.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from .characters import boundaries, graphemes
    from .measuring import Ruler, Size, mastodon, measure
    from .rules import COUNTERS, MASTODON_COUNT, X_COUNT, CountRule, Weights, unit_label
    from .x_weighted import LengthPart, explain, weighted

__all__ = [
    "COUNTERS",
    "MASTODON_COUNT",
    "X_COUNT",
    "CountRule",
    "LengthPart",
    "Ruler",
    "Size",
    "Weights",
    "boundaries",
    "explain",
    "graphemes",
    "mastodon",
    "measure",
    "unit_label",
    "weighted",
]

_HOMES = {
    name: home
    for home, names in {
        "characters": "boundaries graphemes",
        "measuring": "Ruler Size mastodon measure",
        "rules": "COUNTERS CountRule MASTODON_COUNT Weights X_COUNT unit_label",
        "x_weighted": "LengthPart explain weighted",
    }.items()
    for name in names.split()
}
"""Which module has each name."""

if not TYPE_CHECKING:  # else a type checker would take every name there could be

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module  # noqa: PLC0415 - only when something is used

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
