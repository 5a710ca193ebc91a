"""Themes: TOML files that say how something looks, ours and a user's own.

One that says ``extends = "ink"`` changes only what it names of one of ours.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._validation import alike
from .errors import ConfigError, offered
from .registry import deep_merge
from .translations import Phrase


def names(folders: Sequence[Path]) -> list[str]:
    """The themes in *folders*."""
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def table(name: str, folders: Sequence[Path], what: Phrase) -> dict[str, Any]:
    """What the theme *name* says, over the one of ours that it extends, if any.

    Args:
        name: the first that has it wins.
        folders: a user's own, and last ours.
        what: whose themes they are, for errors: ``cards``.

    Raises:
        ConfigError: there is no such theme, or its file is not TOML.
    """
    path = next((at for folder in folders if (at := folder / f"{name}.toml").is_file()), None)
    if path is None or "/" in name:
        known = names(folders)
        choices = offered(alike(name, known), known)
        raise ConfigError("theme.unknown", location="theme", theme=name, choices=choices, use=what)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("file.not-toml", location=path.name, reason=str(error)) from error
    base = data.pop("extends", None)
    return data if base is None else deep_merge(table(str(base), folders[-1:], what), data)
