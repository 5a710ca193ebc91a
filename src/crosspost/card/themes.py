"""Themes: how a card looks, as data. One TOML file each, in ``themes/``."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ..book import user_config
from ..errors import BookError
from ..record import Record, converted
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
    return sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")})


def load(name: str) -> Theme:
    """The theme *name*; the user's own wins over ours.

    Raises:
        BookError: there is no such theme, or it cannot be read: which file, which key.

    >>> load("paper").about
    '宣纸：米白底，宋体标题，朱红'
    """
    data = _data(name, _folders())
    try:
        return converted(data, Theme)
    except msgspec.ValidationError as error:
        from ..misfit import misfit  # noqa: PLC0415 - only for an error

        wrong = misfit(error, data, Theme)
        raise BookError(wrong.found, at=f"{name}.toml: {wrong.key}", write=wrong.write) from error


def _data(name: str, folders: tuple[Path, ...]) -> dict[str, Any]:
    """What the theme's file says, over the theme of ours that it extends, if any."""
    import tomllib  # noqa: PLC0415 - only cards have themes

    path = next((at for folder in folders if (at := folder / f"{name}.toml").is_file()), None)
    if path is None or "/" in name:
        found = f'no theme "{name}" for cards'
        raise BookError(found, at="theme", write=", ".join(names()))
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = f"not TOML: {error}"
        raise BookError(found, at=path.name) from error
    base = data.pop("extends", None)
    return data if base is None else _data(str(base), (OURS,)) | data


def _folders() -> tuple[Path, ...]:
    return user_config() / FOLDER, OURS
