"""Files: the bytes of a post, and the text they are, or why they are none."""

import sys
from typing import TYPE_CHECKING

from ..errors import Position, PostError, phrase, system_reason
from ..model.findings import Finding, PostPath, finding

if TYPE_CHECKING:
    from pathlib import Path

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
