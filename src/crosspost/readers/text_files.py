"""Files of posts: which are meant, and the text that their bytes are, or why they are none."""

import os
import sys
from collections.abc import Iterable, Iterator
from glob import glob
from typing import TYPE_CHECKING

from ..errors import Position, PostError, phrase, system_reason
from ..model.findings import Finding, PostPath, finding

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown"),
    "yaml": (".yaml", ".yml"),
    "toml": (".toml",),
    "json": (".json",),
}
"""Each form, by name, and how its files end."""
BY_ENDING = {ending: name for name, endings in FORMATS.items() for ending in endings}

MOST = 4_000_000
"""Bytes. A long article has 50,000; nothing near this was written by hand."""

_BINARY = {
    b"\x89PNG": phrase("kind.png"),
    b"\xff\xd8\xff": phrase("kind.jpeg"),
    b"GIF8": phrase("kind.gif"),
    b"%PDF": phrase("kind.pdf"),
    b"PK\x03\x04": phrase("kind.zip"),
    b"\xd0\xcf\x11\xe0": phrase("kind.word"),
    b"\x1f\x8b": phrase("kind.gzip"),
}
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_GB2312_HAN = range(0xB0, 0xF8)
"""Lead bytes of the characters of GB 2312: what GBK text is mostly made of."""


def load(path: "str | Path", name: str) -> str:
    """The text of *path*, ``-`` being standard input; at most `MOST` bytes of it are ever read.

    Raises:
        PostError: it cannot be opened, is too large, or is not UTF-8 text.
    """
    try:
        if str(path) == "-":
            raw = sys.stdin.buffer.read(MOST + 1)
        else:
            with open(path, "rb") as file:
                raw = file.read(MOST + 1)
    except OSError as error:
        raise PostError("file.unreadable", location=name, reason=system_reason(error)) from error
    except ValueError as error:
        raise PostError("file.unreadable", location=repr(name), reason=str(error)) from error
    if len(raw) > MOST:
        raise PostError("file.too-large-for-a-post", location=name, size=f"{MOST:,}")
    return decode(raw, name)


def decode(raw: bytes, name: str) -> str:
    """*raw* as text: UTF-8, with or without a byte order mark.

    Raises:
        PostError: it is binary or written in another encoding, which is named where it is known.

    >>> decode("芯片 🎉".encode(), "post.txt")
    '芯片 🎉'
    >>> decode("垂类芯片之战 / The War".encode("gbk"), "post.txt")
    Traceback (most recent call last):
        ...
    crosspost.errors.PostError: post.txt:1:1: written in GBK, not in UTF-8
      hint: the file saved as UTF-8: iconv -f GBK -t UTF-8
    """
    if kind := next((kind for magic, kind in _BINARY.items() if raw.startswith(magic)), None):
        raise PostError("file.not-text", location=name, kind=kind)
    if encoding := _other_encoding(raw):
        raise _wrong_encoding(encoding, Position(name, 1, 1))
    if b"\0" in raw:
        raise PostError("file.binary", location=name, offset=raw.index(0))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = _at(name, raw[: error.start].decode("utf-8", "replace"))
        if gbk := _gbk(raw):
            raise _wrong_encoding(gbk, at) from error
        raise PostError(
            "file.byte-not-utf-8", location=at, byte=f"0x{raw[error.start]:02x}"
        ) from error


def without_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    r"""*text* without characters that steer a terminal, and a finding if there were any.

    >>> without_controls("标题\x1b[31m 🎉")[0]
    '标题[31m 🎉'
    """
    if text.isprintable() or not (codes := sorted(filter(_steers, set(text)))):
        return text, ()
    first = min(text.index(code) for code in codes)
    told = finding(
        "post.control-character",
        PostPath(),
        line=text.count("\n", 0, first) + 1,
        examples=tuple(f"U+{ord(code):04X}" for code in codes),
    )
    return text.translate(dict.fromkeys(map(ord, codes))), (told,)


def refuse_controls(text: str, name: str) -> None:
    """Characters that steer a terminal or end a string have no place in a post.

    Raises:
        PostError: the first one, and where it stands.
    """
    if text.isprintable():
        return
    for code in sorted({char for char in set(text) if _steers(char)}):
        raise PostError(
            "post.control-character",
            location=_at(name, text[: text.index(code)]),
            character=f"U+{ord(code):04X}",
        )


def _steers(char: str) -> bool:
    code = ord(char)
    control = code < ord(" ") or ord("\x7f") <= code <= ord("\x9f")
    surrogate = ord("\ud800") <= code <= ord("\udfff")
    return surrogate or (control and char not in "\t\n\r\x85")


def _other_encoding(raw: bytes) -> str:
    """UTF-16 or UTF-32 by its mark, or by the zero bytes beside every ASCII letter."""
    if encoding := next((name for mark, name in _MARKS.items() if raw.startswith(mark)), ""):
        return encoding
    head = raw[:4096]
    half = len(head) // 2
    zeros = head[1::2].count(0), head[::2].count(0)
    return "UTF-16" if half and max(zeros) * 2 > half > min(zeros) * 8 else ""


def _gbk(raw: bytes) -> str:
    """GBK, if *raw* can be read as such and what is not ASCII is mostly common Chinese."""
    try:
        raw.decode("gbk")
    except UnicodeDecodeError:
        return ""
    high = [byte for byte in raw[:65536] if byte > 0x7F]  # noqa: PLR2004 - the end of ASCII
    return "GBK" if sum(byte in _GB2312_HAN for byte in high[::2]) * 2 > len(high[::2]) else ""


def _wrong_encoding(encoding: str, at: Position) -> PostError:
    return PostError("file.other-encoding", location=at, encoding=encoding)


def _at(name: str, before: str) -> Position:
    return Position(name, before.count("\n") + 1, len(before) - before.rfind("\n"))


SETTINGS = "crosspost.toml"
"""No post, though it ends as one may."""
_WILD = frozenset("*?[")


def post_files(words: Iterable[str]) -> tuple[list[str], list[PostError]]:
    """Every file that *words* mean, each once and in their order, and which word means none.

    Of a folder all files below it are meant that end as posts do, but for hidden ones and
    ``crosspost.toml``; of a pattern (``posts/**/*.md``) what it fits. A file that is named is
    taken whatever it is called; whether it is there shows when it is read.
    """
    found: dict[str, None] = {}
    missing: list[PostError] = []
    for word in words:
        files = list(_files(word))
        found |= dict.fromkeys(files)
        if not files:
            missing.append(PostError("post.no-files", location=word))
    return list(found), missing


def _files(word: str) -> Iterator[str]:
    if os.path.isdir(word):
        yield from files_below(word)
    elif _WILD & set(word) and not os.path.exists(word):
        for path in sorted(glob(word, recursive=True)):
            yield from files_below(path) if os.path.isdir(path) else [path]
    else:
        yield word


def files_below(folder: str) -> Iterator[str]:
    """Every file below *folder* that ends as posts do, by name."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_post_name(name):
                yield os.path.join(path, name)


def is_post_name(name: str) -> bool:
    """Whether a file called *name* may be a post's; settings and hidden files are none.

    >>> [is_post_name(one) for one in ("帖子 🎉.md", ".env", "crosspost.toml", "id_rsa")]
    [True, False, False, False]
    """
    return name.lower().endswith(tuple(BY_ENDING)) and not name.startswith(".") and name != SETTINGS
