r"""Mends: what a finding tells, set right in the author's own text at the press of a button.

A mend is only what needs no thought of the author's beyond "yes, that": a slip of the pen, a line
in the front matter, words that have been read. It changes nothing else, and undo takes it back.

And what is put into the text for its author: a picture that is dropped, pasted or picked, kept in a
folder beside the post, and the Markdown of what is pasted. A picture's name stays as far as a file
may have it; no file is ever written over. What it tells of its maker (place, camera) is taken out
when it is sent, and the file stays as it was.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import escape

from .._record import Json
from ..drafting import drafted_words, source_digest
from ..errors import ConfigError, system_reason
from ..looks.widgets import LARGEST, picture_type
from ..model.channel_spec import Account
from ..model.findings import Finding
from ..model.post import Post
from ..post_keys import Keys, with_keys
from .html import ActionAnswer
from .rich_text import markdown
from .targets import post_of

if TYPE_CHECKING:
    from .actions import ActionRequest
    from .session import Session

FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


class Mending(NamedTuple):
    """What a mend works on."""

    text: str
    name: str
    """The post's file, which says what it is written in."""
    post: Post
    account: Account
    finding: Finding

    @property
    def line(self) -> int:
        """The line that the finding names, from 1."""
        return int(str(self.finding.values["line"]))

    def with_keys(self, changes: Mapping[Keys, Json]) -> str:
        """The text with keys of its front matter changed."""
        return with_keys(self.text, self.name, changes)

    def here(self, *keys: str) -> Keys:
        """A key that holds for this account alone."""
        return "channels", self.account.name, *keys

    def in_line(self, before: str, after: str) -> str:
        """The text with *before* made *after* in the line that the finding names."""
        lines = self.text.split("\n")
        at = self.line - 1
        lines[at] = lines[at].replace(before, after, 1)
        return "\n".join(lines)


def _heading(made: Mending) -> str:
    values = made.finding.values
    return made.in_line(str(values["heading"]), str(values["known"]))


def _key(made: Mending) -> str:
    values = made.finding.values
    return made.in_line(str(values["key"]), str(values["known"]))


def _no_draft(made: Mending) -> str:
    return made.with_keys({("draft",): None, ("published",): None})


def _without_controls(made: Mending) -> str:
    said = made.finding.values["examples"]
    codes = [one.removeprefix("U+") for one in said] if isinstance(said, tuple) else []
    return made.text.translate(dict.fromkeys(int(code, 16) for code in codes))


def _closed(made: Mending) -> str:
    line = made.text.split("\n")[made.line - 1]
    fence = FENCE.match(line)
    return f"{made.text.rstrip()}\n{fence[1]}\n" if fence else made.text


def _titled(made: Mending) -> str:
    return made.with_keys({made.here("title"): str(made.finding.values["instead"])})


def _short(made: Mending) -> str:
    return made.with_keys({made.here("long"): "short"})


def _larger(made: Mending) -> str:
    said = made.finding.values["languages"]
    [most, *_] = said if isinstance(said, tuple) else (str(said),)
    return made.with_keys({made.here("languages"): [most]})


def _read(made: Mending) -> str:
    path = getattr(made.finding.location, "path", ())
    changes: dict[Keys, Json] = {}
    for one in drafted_words(made.post):
        if one.path == path:
            at: Keys = ("channels", one.where, "drafted", one.key)
            changes[*at, "reviewed"] = True
            changes[*at, "source"] = source_digest(one.source)
    return made.with_keys(changes)


def _as_code(made: Mending) -> str:
    text = made.text
    for word in made.finding.words:
        bare = re.compile(rf"(?<![`\w./]){re.escape(word)}(?![`\w/])")
        text = bare.sub(f"`{word}`", text)
    return text


MENDS: dict[str, Callable[[Mending], str]] = {
    "post.near-miss-heading": _heading,
    "post.near-miss-key": _key,
    "post.draft": _no_draft,
    "post.control-character": _without_controls,
    "post.open-code-block": _closed,
    "article.no-title": _titled,
    "thread.long": _short,
    "language.larger-omitted": _larger,
    "draft.unreviewed": _read,
    "draft.unfounded": _read,
    "draft.stale": _read,
    "telegram.bare-link": _as_code,
}
"""By code, the function that mends it; its button is ``mend_CODE`` of the room ``desk``."""
ASKING = {
    "media.no-alt": "describe",
    "wechat.no-cover": "pick",
    "bluesky.no-label": "layout",
}
"""By code, what the page asks for: words for a picture, a picture, a choice."""


def mended(text: str, name: str, finding: Finding, account: Account) -> str:
    r"""*text*, set right; as it was where nothing of it is to be found.

    >>> from crosspost.registry import default_account
    >>> from crosspost.model.findings import PostPath, finding
    >>> told = finding("post.near-miss-heading", PostPath(), line=1, heading="新问", known="新闻")
    >>> mended("## 新问\n芯片 🎉\n", "post.md", told, default_account("x"))
    '## 新闻\n芯片 🎉\n'

    Raises:
        CrosspostError: the text is written in a way in which it cannot be.
    """
    post = post_of(text, name)
    return MENDS[finding.code](Mending(text, name, post, account, finding))


def described(text: str, path: str, alt: str) -> str:
    r"""*text* with *alt* for the picture at *path*, wherever it has none.

    >>> described("![](图.png) 和 ![有](图.png)", "图.png", "一只猫 🐱")
    '![一只猫 🐱](图.png) 和 ![有](图.png)'
    """
    empty = re.compile(rf"!\[\s*\](\(\s*<?{re.escape(path)})")
    return empty.sub(lambda found: f"![{alt_text(alt)}]{found[1]}", text)


def alt_text(words: str) -> str:
    r"""*words* as they stand in the brackets of a picture: one line, no bracket that would end it.

    >>> alt_text("图 [一]\n说明")
    '图 \\[一\\] 说明'
    """
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))


# Pictures, and text with its form

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
    return ENDINGS.get(picture_type(data), "")


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


async def picture(session: "Session", request: "ActionRequest") -> ActionAnswer:
    """Keep a picture, and say what is to stand for it where one is writing."""
    if not ending_of(request.picture) or len(request.picture) > MOST:
        return {"parts": {"picture-wrong": escape(session.words["picture_wrong"])}}
    path = await asyncio.to_thread(keep_picture, session.base, request.name, request.picture)
    return {"insert": f"![{alt_text(request.alt)}]({path})", "close": "picture"}


async def paste(_session: "Session", request: "ActionRequest") -> ActionAnswer:
    """Say what was pasted as Markdown, where it has a form that plain text has lost."""
    made = await asyncio.to_thread(markdown, request.html)
    return {"pasted": made} if made else {}


async def describe(session: "Session", request: "ActionRequest") -> ActionAnswer:
    """Put words for those who do not see a picture into the text."""
    made = described(request.text, request.name, request.alt)
    if made == request.text:
        return {"parts": {"picture-wrong": escape(session.words["picture_nowhere"])}}
    return {"replace": made, "close": "picture"}
