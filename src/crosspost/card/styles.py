"""What a card can measure and how it can look, as data: sizes and themes.

Sizes are those of channels (``[card]`` of an entry), and some for any: the table ``sizes.toml``,
which says from where. A theme is a TOML file in ``themes/``, or one of the user's own.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, structs

from .. import registry, theme_files
from .._record import Record, converted
from .._validation import fitted
from ..errors import ChannelSpecError, ConfigError, phrase
from ..model.channel_spec import CardRule, CardShape
from ..registry import user_config_folder

TABLE = Path(__file__).parent / "sizes.toml"
Shape = CardShape
Typeface = Literal["sans", "serif", "mono"]
FontWeight = Literal["regular", "bold"]


class CardSize(CardRule):
    """One size, and whose picture it is."""

    channel: str = ""
    """The channel; any one's where there is none."""


@cache
def size_table() -> dict[str, Any]:
    """``sizes.toml`` as it stands, its sources too."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def size_names() -> list[str]:
    """The sizes there are: the channels', then the table's.

    >>> size_names()
    ['wechat-cover', 'x', 'square', 'tall']
    """
    return list(_sizes())


def load_size(name: str) -> CardSize:
    """The size *name*.

    Raises:
        ConfigError: there is no such size.

    >>> load_size("wechat-cover").width / load_size("wechat-cover").height  # 2.35:1 封面
    2.34...
    """
    sizes = _sizes()
    if name not in sizes:
        raise ConfigError("card.unknown-size", location="size", size=name, choices=list(sizes))
    return sizes[name]


def _sizes() -> dict[str, CardSize]:
    own: dict[str, CardSize] = {}
    for channel in registry.channel_names():
        try:
            rule = registry.load_channel(channel).card
        except ChannelSpecError:  # it is said wherever that channel is asked for
            continue
        if rule and rule.name not in own:  # an entry that extends another has the same card
            own[rule.name] = CardSize(**structs.asdict(rule), channel=channel)
    return own | {
        name: converted({"name": name, **one}, CardSize)
        for name, one in size_table().items()
        if name != "source"
    }


HexColour = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
"""``#rrggbb``."""

OURS = Path(__file__).parent / "themes"
FOLDER = "card-themes"
"""Of a user's own, beside their channels."""


class CardTheme(Record):
    """The colours, the families and the ornament of a card."""

    about: str
    title: Typeface
    """The family of titles, in bold."""
    text: Typeface
    """The family of everything else."""
    ornament: Literal["bar", "frame", "band", "moon"]
    """A short rule above the title, a thin frame, a broad band at the left, a large disc."""
    ground: HexColour
    ink: HexColour
    soft: HexColour
    """What is said again in the second language, and what is small."""
    accent: HexColour
    """Labels, on the ground."""
    star: HexColour
    unlit: HexColour
    """Stars that the author did not give."""
    panel: HexColour
    """The ground of the question."""
    on_panel: HexColour
    soft_on_panel: HexColour
    accent_on_panel: HexColour
    shade: HexColour
    """The ornament."""


def load_theme(name: str) -> CardTheme:
    """The theme *name*; the user's own wins over ours.

    Raises:
        ConfigError: there is no such theme, or it cannot be read: which file, which key.

    >>> load_theme("paper").about
    '宣纸：米白底，宋体标题，朱红'
    """
    data = theme_files.table(name, _folders(), phrase("theme.cards"))
    return fitted(data, CardTheme, ConfigError, f"{name}.toml: ")


def _folders() -> tuple[Path, ...]:
    return user_config_folder() / FOLDER, OURS


def region(language: str) -> str:
    """Whose characters *language* is written in, as ``fonts.toml`` names them; "" for none.

    >>> [region(tag) for tag in ("zh-CN", "zh-TW", "zh-HK", "yue", "ja", "en")]
    ['zh', 'zh-Hant', 'zh-HK', 'zh-HK', 'ja', '']
    """
    primary, *more = language.lower().split("-")
    if primary == "yue" or (primary == "zh" and {"hk", "mo"} & set(more)):
        return "zh-HK"
    if primary == "lzh" or (primary == "zh" and {"hant", "tw"} & set(more)):
        return "zh-Hant"
    return {"zh": "zh", "wuu": "zh", "ja": "ja", "ko": "ko"}.get(primary, "")
