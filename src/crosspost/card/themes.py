"""Themes: how a card looks, as data. One TOML file each, in ``themes/``."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from .. import theme_files
from .._record import Record
from ..errors import phrase
from ..registry import user_config_folder
from .fonts import Style

Colour = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
"""``#rrggbb``."""

OURS = Path(__file__).parent / "themes"
FOLDER = "card-themes"
"""Of a user's own, beside their channels."""


class Theme(Record):
    """The colours, the families and the ornament of a card."""

    about: str
    title: Style
    """The family of titles, in bold."""
    text: Style
    """The family of everything else."""
    ornament: Literal["bar", "frame", "band", "moon"]
    """A short rule above the title, a thin frame, a broad band at the left, a large disc."""
    ground: Colour
    ink: Colour
    soft: Colour
    """What is said again in the second language, and what is small."""
    accent: Colour
    """Labels, on the ground."""
    star: Colour
    unlit: Colour
    """Stars that the author did not give."""
    panel: Colour
    """The ground of the question."""
    on_panel: Colour
    soft_on_panel: Colour
    accent_on_panel: Colour
    shade: Colour
    """The ornament."""


def names() -> list[str]:
    """The themes there are: ours and the user's."""
    return theme_files.names(_folders())


def load(name: str) -> Theme:
    """The theme *name*; the user's own wins over ours.

    Raises:
        ConfigError: there is no such theme, or it cannot be read: which file, which key.

    >>> load("paper").about
    '宣纸：米白底，宋体标题，朱红'
    """
    data = theme_files.table(name, _folders(), phrase("theme.cards"))
    return theme_files.theme(data, Theme, f"{name}.toml")


def _folders() -> tuple[Path, ...]:
    return user_config_folder() / FOLDER, OURS
