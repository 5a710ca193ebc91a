"""Source blocks: a text cut at its headings and blocks, each still Markdown.

A Markdown file (`markdown_blocks`) and the text of a board (`plain_blocks`) are both cut like this,
so that everything after that reads one kind of thing. In plain text every line break is meant; an
editor wraps the lines of Markdown where it likes, so soft breaks are joined (`joined_lines`).

**Poems and addresses.** The lines of a paragraph stay lines where they are short and none runs on
into the next: three lines or more, each at most `POEM_WIDTH` columns (a Chinese character takes
two), and each after the first beginning with a capital, a digit, or a character of a script
without small letters. Lines in two languages stay apart as well: after a full stop, a line in
another script is no continuation. A short first line without a stop stays above one that no editor
wrapped, for it heads it. So do lines that are entries one like the other: both begin with a short
label (``作者：…``, ``Author: …``, ``date=…``), or both are one link; and a line that begins with a
number in a box or a circle (``1️⃣``, ``①``) is an entry; one that begins with a dash after a whole
sentence says whose it was (``—— 鲁迅``). All other lines are joined, with a space
unless Chinese or Japanese meets itself.

**Boxes.** Of the lines of colons that site builders set a box with (``:::tip Words``) the title
stays, and without one the kind, where it is a word to readers: ``**Tip**``.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Literal, NamedTuple

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.cjk import CJK, columns, needs_no_space
from .lines import Page, SourceLine
from .section_heading import headline, unhashed
from .site_syntax import CALLOUTS

POEM_WIDTH = 36
"""Columns; editors wrap prose at twice as many."""
_WRAPPED = 120
"""Columns that no line has which an editor wrapped."""
SENTENCE_WIDTH = 60
"""Columns of a Chinese line that is a whole sentence, among lines that are."""
_POEM_LINES = 3
SourceKind = Literal[
    "paragraph",
    "list",
    "quote",
    "code",
    "table",
    "picture",
    "html",
    "break",
    "rule",
    "note",
    "label",  # a heading that is the label of a point, with its signs
]
_LABELLED = later(r"[*_]{0,2}[^\s：:=，。,.;；]{1,12}[*_]{0,2}[ ]?(?:：|[:=](?!//))[*_]{0,2}[ ]?\S")
"""A line that begins with a label."""
_LINKED = later(r"(?:\[[^\[\]]{1,200}\]\([^\s()]{1,500}\)|<?https?://[^\s<>]+>?)$")
"""A line that is one link."""
_COMMENT = later(r"<!--.*?-->", re.DOTALL)
THREAD_BREAK = later(r"<!--[ \t]*thread[ \t]*-->", re.IGNORECASE)
"""The one comment that says something: a new message begins here."""
PICTURE = later(r"!\[[^\[\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_CJK_SIGN = later(rf"[{CJK}]")
_LATIN = later(r"[A-Za-z]")
_STOP = later(r"[.!?。！？…][”’」』）)\"】》*_]*$")
_COUNTED = later(r"[0-9]\ufe0f?\u20e3|[\u2460-\u2473\u2776-\u2793]")
"""A line that begins with a keycap or a number in a circle."""
_BULLET = later(r"[-+*•][ \u00a0]+(?=\S)")
"""An item that the parser takes for wrapped words, since no-break spaces stand before it."""
_DASH = later(r"(?:[\u2013\u2014\u2015\u2e3a]+|--+)[ ]?(?=[^\W\d_])")
"""What a line begins with that says who said the one above."""
_CONTAINER = later(
    r":{3,}[ \t]*(?:\{[^{}]*\}|(?P<kind>[A-Za-z][\w-]*))?(?:\[(?P<label>[^\[\]]*)\])?"
    r"(?:\{[^{}]*\})?(?:[ \t]+(?P<title>.*))?"
)
"""Where a box begins or ends, as site builders write it: ``:::tip Words``, ``:::``."""
_HASHTAGS = later(r"(?:[#＃][^\s#＃]+[#＃]?[\s,，、]*)+")
_ITEM = later(
    r"(?:[-*+•·●]|[0-9]{1,3}(?:[.)][ \t]|、)|[①-⑳]|[一二三四五六七八九十]{1,3}、)[ \t]*\S"
)
_RULE = later(r"[-*_=—](?:[ ]?[-*_=—]){2,}")
_HASHES = later(r"(#{1,6})[ \t]+\S")


class SourceBlock(NamedTuple):
    """One block of a text, in Markdown."""

    kind: SourceKind
    source: str
    """Without soft breaks: what is left of line breaks is meant."""
    line: int
    """Of its file, from 1."""
    tight: bool = False
    """It stands right under the block before it, as lines of plain text do."""


class SourceHeading(NamedTuple):
    """A heading, or a line that names a known section without being one in Markdown."""

    text: str
    """Of a heading of Markdown, without its signs; of any other line, the whole."""
    level: int
    """1 to 6; 0 for a line that is none in Markdown."""
    line: int


SourceParts = list[SourceBlock | SourceHeading]


def plain_blocks(text: str, page: Page, first: int = 1) -> SourceParts:
    r"""The headings and blocks of *text*, which begins on the line *first* of its file.

    >>> for part in plain_blocks("芯片之战\n\n📰 发生了什么：\n一。\n二。🎉", Page("post.txt")):
    ...     print(part[:2])
    ('paragraph', '芯片之战')
    ('📰 发生了什么：', 0)
    ('paragraph', '一。\n二。🎉')
    """
    typed = text.split("\n")
    parts: SourceParts = []
    run: list[SourceLine] = []

    def end() -> None:
        if run:
            own = [typed[line.number - first] for line in run]
            parts.extend(_blocks(own, run))
            run.clear()

    before = ""
    for line in page.lines(text, first):
        code = bool(run) and run[0].raw
        if line.raw:
            if not code:
                end()
            run.append(line)
        elif not line.text:
            end()
        else:
            if code:
                end()
            heading = _heading(line, alone=not before)
            if heading:
                end()
                parts.append(heading)
            else:
                run.append(line)
        before = line.text
    end()
    return parts


def _heading(line: SourceLine, *, alone: bool) -> SourceHeading | None:
    if hashes := _HASHES.match(line.text):
        return SourceHeading(unhashed(line.text), len(hashes[1]), line.number)
    if headline(line.text, alone=alone) is None:
        return None
    return SourceHeading(line.text, 0, line.number)


def _blocks(own: list[str], run: list[SourceLine]) -> list[SourceBlock]:
    source, number = "\n".join(own), run[0].number
    if run[0].raw:
        sign = re.match(r"`{3,}|~{3,}", run[0].text)
        return [SourceBlock("code", with_fence_closed(source, sign[0] if sign else "```"), number)]
    if all(line.text.startswith("<!--") for line in run):
        return list(without_comments(source, number))
    if len(run) == 1 and _RULE.fullmatch(run[0].text):
        return [SourceBlock("rule", "---", number)]
    kind: SourceKind = "list" if _ITEM.match(run[0].text) else "paragraph"
    return [SourceBlock(kind, source, number)]


def joined_lines(text: str) -> str:
    r"""The lines of a paragraph, joined where they are only wrapped; see above for which are.

    >>> joined_lines("Wrapped as\neditors do."), joined_lines("一行，  \n又一行。")
    ('Wrapped as editors do.', '一行，\n又一行。')
    >>> joined_lines("10 Harbour Street\n三楼\nBergen 🎉")
    '10 Harbour Street\n三楼\nBergen 🎉'
    """
    lines = [line.lstrip() for line in text.split("\n")]
    if any(map(_is_box, lines)):
        parts = (
            map(_title, group) if boxed else [joined_lines("\n".join(group))]
            for boxed, group in groupby(lines, _is_box)
        )
        return "\n".join(filter(None, chain.from_iterable(parts)))
    if len(lines) == 1:
        return text.strip()
    kept = _is_poem(lines)
    joined = f"{lines.pop(0).rstrip()}\n" if not kept and _heads(*lines[:2]) else ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        hard = line.endswith(("  ", "\\")) and bool(after)
        said = line.removesuffix("\\").rstrip() if hard else line.rstrip()
        joint = "\n" if kept or hard or _turns(said, after) else " "
        if joint == " " and said and after and _is_seamless(said[-1], after[0]):
            joint = ""
        joined += said + (joint if after else "")
    return joined


def _is_seamless(before: str, after: str) -> bool:
    """Whether Chinese or Japanese meets itself; dashes and curly quotes are theirs beside them.

    >>> _is_seamless("，", "—"), _is_seamless("”", "他"), _is_seamless("。", "A")
    (True, True, False)
    """
    one, other = needs_no_space(before), needs_no_space(after)
    return (one and (other or after in "—…“‘")) or (other and before in "—…”’")


def _is_box(line: str) -> bool:
    return line.startswith(":::") and _CONTAINER.fullmatch(line.rstrip()) is not None


def _title(line: str) -> str:
    """What a line says where a box begins or ends: its title, or else a kind that is a word."""
    found = _CONTAINER.fullmatch(line.rstrip())
    if not found:
        return line.strip(" \t:")
    said = (found["label"] or found["title"] or "").strip(" \t:")
    kind = found["kind"] or ""
    return said or (f"**{kind.capitalize()}**" if kind.lower() in CALLOUTS else "")


def _is_poem(lines: Sequence[str]) -> bool:
    if len(lines) < _POEM_LINES:
        return False
    if all(_is_chinese(line) and _STOP.search(line.rstrip()) for line in lines):
        return all(columns(line.rstrip()) <= SENTENCE_WIDTH for line in lines)
    return all(columns(line.rstrip()) <= POEM_WIDTH for line in lines) and all(
        line[0].isdigit() or (line[0].isalpha() and not line[0].islower()) for line in lines[1:]
    )


def _heads(line: str, after: str) -> bool:
    """Whether *line* is short, ends with a letter or a figure, and stands above a long one.

    >>> _heads("两者的区别", "前者由系统管理，" * 20), _heads("We found", "that it is " * 20)
    (True, False)
    """
    ends = line.rstrip()[-1:].isalnum() and not after[:1].islower()
    return ends and columns(line.rstrip()) <= POEM_WIDTH and columns(after) > _WRAPPED


def _turns(line: str, after: str) -> bool:
    """Whether *after* is no more of *line*: another script after a whole sentence, a picture."""
    if after.startswith(("#", "＃")) and _HASHTAGS.fullmatch(after):
        return True
    if PICTURE.fullmatch(line) or PICTURE.fullmatch(after.rstrip()):
        return True
    if after.startswith(("http://", "https://")) and "://" in line:
        return True
    if _COUNTED.match(after) or _BULLET.match(after):
        return True
    if any(entry.match(line) and entry.match(after) for entry in (_LABELLED, _LINKED)):
        return True
    ended = _STOP.search(line) is not None
    return ended and (_DASH.match(after) is not None or _is_chinese(line) != _is_chinese(after))


def _is_chinese(line: str) -> bool:
    """Whether more of it is Chinese or Japanese than words in letters."""
    return 5 * len(_CJK_SIGN.findall(line)) > len(_LATIN.findall(line))


def with_fence_closed(source: str, sign: str) -> str:
    r"""A fence that *sign* opens, with the end that the author forgot.

    >>> with_fence_closed("```\n代码 🎉", "```")
    '```\n代码 🎉\n```'
    """
    last = source.rsplit("\n", 1)[-1].strip()
    whole = "\n" in source and last.startswith(sign) and not last.strip(sign[0])
    return source if whole else f"{source}\n{sign}"


def without_comments(source: str, line: int) -> Iterator[SourceBlock]:
    """HTML without its comments, of which only the one for a new message says something.

    >>> [block.kind for block in without_comments("<!-- thread --><!-- 待查 🎉 -->", 7)]
    ['break']
    """
    if THREAD_BREAK.search(source):
        yield SourceBlock("break", BREAK, line)
    rest = _COMMENT.sub("", source).strip()
    if rest.startswith("<!--"):
        return  # a comment that is never closed hides the rest of a file
    if rest:
        yield SourceBlock("html" if rest.startswith("<") else "paragraph", rest, line)
