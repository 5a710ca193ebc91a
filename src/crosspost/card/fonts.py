"""Fonts: free Chinese, Japanese and Korean faces found on this system, by the table ``fonts.toml``.

Files come from fontconfig where it is installed, and from the folders that systems keep fonts in.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import ImageFont

from .._record import Record, converted
from ..errors import ConfigError
from .styles import FontWeight, Typeface, region

TABLE = Path(__file__).parent / "fonts.toml"
ENDINGS = {".ttf", ".ttc", ".otf", ".otc"}
MOST_FACES = 32
"""In one collection."""
AXIS: dict[FontWeight, int] = {"regular": 400, "bold": 700}
"""On the weight axis of a variable font: https://learn.microsoft.com/typography/opentype/spec/dvaraxistag_wght."""
PLAIN: dict[FontWeight, tuple[str, ...]] = {
    "bold": ("bold", "w6", "semibold", "demibold", "medium"),
    "regular": ("regular", "book", "normal", "w3", "roman", "medium"),
}
"""What fonts call these weights, the nearest first."""


class Face(NamedTuple):
    """One face of one file."""

    path: str
    number: int = 0
    """Its place in a collection."""
    axis: int = 0
    """Where it stands on the weight axis; 0 for a font without one."""


class Family(Record):
    """Faces that were drawn together."""

    name: str
    style: Typeface
    files: tuple[str, ...]
    faces: dict[str, str | tuple[str, ...]]
    latin: str


class FontTable(Record):
    """The whole of ``fonts.toml``."""

    family: tuple[Family, ...]
    others: dict[Literal["emoji", "text"], tuple[str, ...]]
    install: dict[str, str]


@cache
def table() -> FontTable:
    """``fonts.toml``."""
    return converted(tomllib.loads(TABLE.read_text("utf-8")), FontTable)


@cache
def files() -> tuple[str, ...]:
    """Every font file there is, in an order that does not change."""
    found = {*_by_fontconfig(), *_in_folders()}
    return tuple(sorted(found, key=lambda path: (os.path.basename(path).lower(), path)))  # noqa: PTH119


def _by_fontconfig() -> Iterator[str]:
    try:
        done = subprocess.run(
            ["fc-list", "--format", "%{file}\n"],  # noqa: S607 - wherever it is installed
            capture_output=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return
    for line in os.fsdecode(done.stdout).splitlines():
        if Path(line).suffix.lower() in ENDINGS:
            yield line


def _in_folders() -> Iterator[str]:
    for folder in _folders():
        for path in folder.rglob("*"):
            if path.suffix.lower() in ENDINGS:
                yield str(path)


def _folders() -> list[Path]:
    """Where fonts lie: the user's own, then the system's."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home fails where a user has none
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        root = os.environ.get("SYSTEMROOT", "C:\\Windows")
        return [Path(local) / "Microsoft" / "Windows" / "Fonts", Path(root) / "Fonts"]
    if sys.platform == "darwin":
        roots = [home, Path("/"), Path("/System")]
        return [root / "Library" / "Fonts" for root in roots]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    return [home / ".fonts", *(Path(root) / "fonts" for root in [own, *shared.split(":")])]


def matching(globs: Sequence[str]) -> list[str]:
    """The files whose names match one of *globs*, in the order of the globs."""
    names = [(Path(path).name.lower(), path) for path in files()]
    found = [path for glob in globs for name, path in names if fnmatch(name, glob.lower())]
    return list(dict.fromkeys(found))


def family(style: Typeface) -> Family:
    """The best family of *style* that is here with a Chinese face, or else one of another style.

    Raises:
        ConfigError: there is none at all; the error names what to install.
    """
    wanted = sorted(table().family, key=lambda one: one.style != style)
    for one in wanted:
        if face(one, "zh", "regular"):
            return one
    system = sys.platform if sys.platform in table().install else "linux"
    raise ConfigError("card.no-chinese-font", location="fonts", advice=table().install[system])


def face(family: Family, language: str, weight: FontWeight) -> Face | None:
    """The face of *family* for *language*; for a language of other letters the Latin one."""
    key = region(language)
    names = family.faces.get(key, family.faces["zh"]) if key else family.latin
    named = faces_of(family.files)
    for name in [names] if isinstance(names, str) else names:
        styles = {style: one for (other, style), one in named.items() if other == name}
        for style in PLAIN[weight]:
            if style in styles:
                return styles[style]
        if styles:
            return next(iter(styles.values()))
    return face(family, "zh", weight) if key != "zh" else None


@cache
def faces_of(globs: tuple[str, ...]) -> dict[tuple[str, str], Face]:
    """Each face of a family's files by its name and its style in small letters."""
    found: dict[tuple[str, str], Face] = {}
    for path in matching(globs):
        for index in range(MOST_FACES):
            told = _face_info(path, index)
            if told is None:
                break
            name, style, variable = told
            if variable:
                for weight, axis in AXIS.items():
                    found.setdefault((name, weight), Face(path, index, axis))
            else:
                found.setdefault((name, style.lower()), Face(path, index))
    return found


def _face_info(path: str, index: int) -> tuple[str, str, bool] | None:
    """The name and style of a face, and whether it has a weight axis; none where there is none."""
    try:
        font = ImageFont.truetype(path, 16, index=index)
    except OSError:
        return None
    name, style = font.getname()
    try:
        axes = font.get_variation_axes()
    except (OSError, NotImplementedError):
        axes = []
    weighs = any(axis.get("name") in {b"Weight", "Weight"} for axis in axes)
    return name or "", style or "", weighs
