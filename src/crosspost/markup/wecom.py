"""WeCom's Markdown: bold, code, links and quotes; it has no way to escape.

https://developer.work.weixin.qq.com/document/path/99110. Signs that it would read as marks are
written with their full-width twins, so that a post can neither lose words nor call everybody
(``<@all>``).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from ..rich import Kind, Mark, Rich, join
from .nesting import nested, united, without
from .parted import parted

QUOTE = "> "
KINDS: tuple[Kind, ...] = ("link", "strong", "code")
MARKED = re.compile(
    r"\[(?P<link>[^\[\]\n]+)\]\((?P<href>[^()\n]*)\)|\*\*(?P<strong>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`"
)
"""The marks that are written here, and none inside another."""
TWINS = str.maketrans("*`<[]", "＊｀＜［］")
LEADS = re.compile(r"^\s*[#>]")
LEAD_TWINS = str.maketrans("#>", "＃＞")
CLOSING = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


def wecom_markdown(rich: Rich) -> str:
    """*rich* as a group robot's Markdown; emphasis, which it has not, falls away.

    >>> wecom_markdown(Rich(text="1 * 2 <@all>🎉").marked("strong"))
    '**1 ＊ 2 ＜@all>🎉**'
    """
    return "\n".join(_line(line) for line in _lines(parted(rich)))


def seen(markdown: str) -> Rich:
    """What the app shows of a robot's Markdown: `wecom_markdown` read back.

    >>> seen("> **重点** [看这里](https://例子.中国/) 🎉").text
    '重点 看这里 🎉'
    """
    parts: list[Rich] = []
    for line in markdown.split("\n"):
        quoted = line.startswith(QUOTE)
        shown = _shown(line.removeprefix(QUOTE))
        parts.append(shown.marked("quote") if quoted and shown else shown)
    return join(parts, "\n")


def _shown(line: str) -> Rich:
    text, marks, at = "", [], 0
    for found in MARKED.finditer(line):
        text += line[at : found.start()]
        at = found.end()
        kind = next(kind for kind in KINDS if found[kind] is not None)
        href = found["href"] or ""
        end = len(text) + len(found[kind])
        marks.append(Mark(start=len(text), end=end, kind=kind, href=href))
        text += found[kind]
    return Rich(text=text + line[at:], marks=tuple(marks))


def _lines(rich: Rich) -> Iterator[Rich]:
    lines = rich.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    own: list[list[Mark]] = [[] for _ in lines]
    for mark in rich.marks:
        first, last = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        for at in range(first, last):
            start = max(0, mark.start - starts[at])
            end = min(len(lines[at]), mark.end - starts[at])
            if start < end:
                own[at].append(Mark(start=start, end=end, kind=mark.kind, href=mark.href))
    for line, marks in zip(lines, own, strict=True):
        yield Rich(text=line, marks=tuple(marks))


def _line(line: Rich) -> str:
    """One line: no mark of this dialect reaches over its end."""
    out = [QUOTE] if any(mark.kind == "quote" for mark in line.marks) else []
    at = 0
    for mark in _apart(line):
        out += (_plain(line, at, mark.start), _marked(line.text[mark.start : mark.end], mark))
        at = mark.end
    return "".join((*out, _plain(line, at, len(line))))


def _apart(line: Rich) -> list[Mark]:
    """What is written as a mark, none inside another: links before code before strong."""
    links = [mark for mark in line.marks if mark.kind in {"link", "url"}]
    code = [mark for mark in line.marks if mark.kind == "code"]
    strong = [mark for mark in line.marks if mark.kind == "strong"]
    kept = united(links)
    for kind in (code, strong):
        kept.sort(key=lambda mark: mark.start)
        kept += [part for mark in united(kind) for part in without(mark, tuple(kept))]
    return nested(kept)


def _plain(line: Rich, start: int, end: int) -> str:
    text = line.text[start:end]
    lead = LEADS.match(text) if start == 0 and not _tagged(line) else None
    first = lead.end() if lead else 0
    return text[:first].translate(LEAD_TWINS) + text[first:].translate(TWINS)


def _tagged(line: Rich) -> bool:
    """Whether the line begins with a hashtag, which is no heading: no space follows its sign."""
    return any(mark.kind == "hashtag" and mark.start == 0 for mark in line.marks)


def _marked(words: str, mark: Mark) -> str:
    if mark.kind == "url":
        return words
    inside = words.translate(TWINS)
    if mark.kind == "link":
        return f"[{inside}]({mark.href.translate(CLOSING)})"
    return f"`{inside}`" if mark.kind == "code" else f"**{inside}**"
