"""Pictures that are dropped, pasted or picked: kept in a folder beside the post, and put into it.

A picture's name stays as far as a file may have it; no file is ever written over. What it tells of
its maker (place, camera) is taken out when it is sent, and the file stays as it was.
"""

import asyncio
import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import escape

from ..errors import ConfigError, system_reason
from ..looks.widgets import LARGEST, SIGNS
from .html import ActionAnswer
from .mends import alt_text, described
from .session import Session

if TYPE_CHECKING:
    from .actions import ActionRequest

FOLDER = "pictures"
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
MOST = LARGEST
"""Bytes of a picture: a page shows no larger one."""
LONGEST = 60
"""Characters of a name."""


def ending_of(data: bytes) -> str:
    """How a file that holds *data* ends; nothing where that is no picture for channels.

    >>> ending_of(b"GIF89a..."), ending_of("图".encode())
    ('.gif', '')
    """
    mime = next((mime for sign, mime in SIGNS.items() if data.startswith(sign)), "")
    if mime == "image/webp" and data[8:12] != b"WEBP":
        return ""
    return ENDINGS.get(mime, "")


def safe_name(said: str) -> str:
    """A file's name without its ending, as every system and every address can have it.

    >>> safe_name("IMG 0042 (1).jpeg"), safe_name("封面 🎉.png"), safe_name("../..")
    ('IMG-0042-1', '封面', 'picture')
    """
    stem = Path(said.replace("\\", "/")).stem
    return re.sub(r"[^\w]+", "-", stem).strip("-_")[:LONGEST] or "picture"


def keep_picture(base: Path, said: str, data: bytes) -> str:
    """Keep *data* in the folder for pictures of *base*; its path from there comes back.

    A file that holds just that already is taken as it is.

    Raises:
        ConfigError: it cannot be written.
    """
    folder, name, ending = base / FOLDER, safe_name(said), ending_of(data)
    try:
        folder.mkdir(exist_ok=True)
        for number in count(1):
            path = folder / f"{name}{f'-{number}' if number > 1 else ''}{ending}"
            if _written(path, data):
                break
    except OSError as error:
        reason = system_reason(error)
        raise ConfigError("file.cannot-write", location=str(folder), reason=reason) from error
    return f"{FOLDER}/{path.name}"


def _written(path: Path, data: bytes) -> bool:
    """Whether the file *path* holds *data* now: it did already, or nothing was there."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return path.is_file() and path.read_bytes() == data
    return True


async def picture(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Keep a picture, and say what is to stand for it where one is writing."""
    if not ending_of(request.picture) or len(request.picture) > MOST:
        return {"parts": {"picture-wrong": escape(session.words["picture_wrong"])}}
    path = await asyncio.to_thread(keep_picture, session.base, request.name, request.picture)
    return {"insert": f"![{alt_text(request.alt)}]({path})", "close": "picture"}


async def describe(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Put words for those who do not see a picture into the text."""
    made = described(request.text, request.name, request.alt)
    if made == request.text:
        return {"parts": {"picture-wrong": escape(session.words["picture_nowhere"])}}
    return {"replace": made, "close": "picture"}
