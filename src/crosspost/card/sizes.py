"""Sizes: what a card can measure: those of channels (``[card]`` of an entry), and some for any.

The latter are the table ``sizes.toml``, which says from where.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import structs

from .. import registry
from .._record import converted
from ..errors import ChannelSpecError, ConfigError
from ..model.channel_spec import CardRule, CardShape

TABLE = Path(__file__).parent / "sizes.toml"
Shape = CardShape


class Size(CardRule):
    """One size, and whose picture it is."""

    channel: str = ""
    """The channel; any one's where there is none."""


@cache
def table() -> dict[str, Any]:
    """``sizes.toml`` as it stands, its sources too."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def names() -> list[str]:
    """The sizes there are: the channels', then the table's.

    >>> names()
    ['wechat-cover', 'x', 'square', 'tall']
    """
    return list(_sizes())


def load(name: str) -> Size:
    """The size *name*.

    Raises:
        ConfigError: there is no such size.

    >>> load("wechat-cover").width / load("wechat-cover").height  # 2.35:1 封面
    2.34...
    """
    sizes = _sizes()
    if name not in sizes:
        raise ConfigError("card.unknown-size", location="size", size=name, choices=list(sizes))
    return sizes[name]


def _sizes() -> dict[str, Size]:
    own: dict[str, Size] = {}
    for channel in registry.channel_names():
        try:
            rule = registry.load_channel(channel).card
        except ChannelSpecError:  # it is said wherever that channel is asked for
            continue
        if rule and rule.name not in own:  # an entry that extends another has the same card
            own[rule.name] = Size(**structs.asdict(rule), channel=channel)
    return own | {
        name: converted({"name": name, **one}, Size)
        for name, one in table().items()
        if name != "source"
    }
