"""Lines of a text, each with its place, what holds for all of them, the lists that they are.

And which lines above it are front matter.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from .._lazy_re import later
from ..errors import Position, PostError
from ..model.findings import Finding, PostPath, Value, finding

_TAB = 4
_FENCE = later(r"(`{3,}|~{3,})")
_OPEN = later(
    r"(?=(?:.*\n)*?(?:title|date|tags|categories)[ ]?:)"
    r"(?:[A-Za-z_]{2,20}[ ]?:(?:[ ].*)?\n|[ ]*-[ ].*\n|[ ]+(?!-[ ])\S.*\n|\n)+---[ ]*(?:\n|$)"
)
"""Keys at the top of a file, with a line ``---`` below them alone. No line is read in two ways: of
forty it would be found out in years that they are none."""
_LONGEST = 40
"""Lines of such front matter."""


class SourceLine(NamedTuple):
    """One line, without its indentation."""

    number: int
    """From 1."""
    indent: int
    """Columns; a tab is four."""
    text: str
    raw: bool = False
    """Inside a code block: kept as it stands."""
    level: int = 0
    """Of a Markdown heading that names no section: one of several points has it as its label."""


class SectionError(Exception):
    """What stands under a heading is not what that section holds; it is the author's own then."""

    def __init__(self, reason: Literal["figures", "shape"] = "shape") -> None:
        super().__init__(reason)
        self.reason: Literal["figures", "shape"] = reason


class Page:
    """What holds for every line of a text, and what reading it has to tell."""

    def __init__(self, name: str, among: tuple[str, ...] = ()) -> None:
        self.name = name
        """What errors call the file."""
        self.among = among
        """The languages the author named, if any."""
        self.told: list[Finding] = []
        """What the author should know of how the text was read."""

    def tell(self, code: str, line: int, **values: Value) -> None:
        """Keep a finding about the line of the file with this number."""
        self.told.append(finding(code, PostPath(), words=(), places=(), line=line, **values))

    def lines(self, text: str, first: int = 1) -> list[SourceLine]:
        r"""The lines of *text*, which begins on the line *first* of its file.

        >>> Page("post.md").lines("一\n  二 🎉")[1]
        SourceLine(number=2, indent=2, text='二 🎉', raw=False, level=0)
        """
        lines: list[SourceLine] = []
        opened: SourceLine | None = None
        for number, whole in enumerate(text.split("\n"), first):
            stripped = whole.strip()
            before = whole[: len(whole) - len(whole.lstrip())]
            indent = len(before.expandtabs(_TAB))
            line = SourceLine(number, indent, stripped, raw=opened is not None)
            fence = _FENCE.match(stripped) if stripped.startswith(("```", "~~~")) else None
            if fence and opened is None:
                line = opened = line._replace(raw=True)
            elif fence and opened and stripped == fence[0] and opened.text.startswith(fence[0]):
                opened = None
            lines.append(line)
        return lines


_ROUND = later(r".(?:(?P<round>[0-9]{1,3})|(?P<counted>[一二三四五六七八九十]{1,3}))[)）]")
_MARKS = {
    first: mark
    for firsts, mark in (
        ("0123456789", later(r"(?:(?P<number>[0-9]{1,3})[.)、．]|(?P<keycap>[0-9])\uFE0F?\u20E3)")),
        ("(（", _ROUND),
        ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", later(r"(?P<circled>.)")),
        ("[", later(r"\[(?P<cited>[0-9]{1,3})\](?![(\[:])")),
        ("一二三四五六七八九十", later(r"(?P<chinese>[一二三四五六七八九十]{1,3})、")),
        ("abcdefghijklmnopqrstuvwxyz", later(r"(?P<letter>.)\)")),
        ("-*+•·●▪‣", later(r"(?P<bullet>.)")),
    )
    for first in firsts
}
"""How an item's sign goes on, by its first character."""
_BLANKS = " \t\u3000"
_CLOSED = frozenset(".)、．）\u20e3①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
"""After these, Chinese may follow at once."""
_DIGITS = "一二三四五六七八九十"
_DEEPEST = 6
_HEADING = -10
"""Indentation of a heading that stands for a list item: left of any line."""


class ListItem:
    """One item: its sign, its lines without the sign, the items under it."""

    def __init__(self, line: SourceLine, kind: str, number: int) -> None:
        self.indent = line.indent
        self.kind = kind
        self.number = number
        """From 1; 0 for a bullet."""
        self.before: list[SourceLine] = []
        """Breaks right before it."""
        self.lines = [line]
        self.items: list[ListItem] = []


def listed(lines: Iterable[SourceLine]) -> tuple[list[SourceLine], list[ListItem]]:
    r"""The lines before the first item, and the items.

    A line under an item belongs to it if it is indented, follows at once, or follows at all:
    nothing is moved to before the list.

    Raises:
        SectionError: items more than six deep.

    >>> page = Page("post.txt")
    >>> before, items = listed(page.lines("如下:\n1. 成本\n   - 电力 ⚡\n2. 锁定"))
    >>> len(before), [item.lines[0].text for item in items], items[0].items[0].lines[0].text
    (1, ['成本', '锁定'], '电力 ⚡')
    """
    before: list[SourceLine] = []
    items: list[ListItem] = []
    above: list[ListItem] = []
    held: list[SourceLine] = []
    gap = False
    for line in lines:
        item = _item(line)
        if line.text.startswith("<!--") and not line.raw:
            held.append(line)
            continue
        if item is None:
            if line.text:
                _home(line, before, above, gap=gap).extend(held)
                held = []
            _home(line, before, above, gap=gap).append(line)
            gap = not line.text and not line.raw
            continue
        _close(above, item)
        if len(above) >= _DEEPEST:
            raise SectionError
        (above[-1].items if above else items).append(item)
        above.append(item)
        item.before, held, gap = held, [], False
    (above[-1].lines if above else before).extend(held)
    return before, items


def _item(line: SourceLine) -> ListItem | None:
    if line.level:
        return ListItem(line._replace(indent=_HEADING + line.level), "heading", 0)
    begins = None if line.raw else _MARKS.get(line.text[:1])
    mark = begins.match(line.text) if begins else None
    if not mark:
        return None
    text = line.text[mark.end() :].lstrip(_BLANKS)
    end = len(line.text) - len(text)
    if text and end == mark.end() and not _follows(line.text[end - 1], text):
        return None
    kind = mark.lastgroup or ""
    return ListItem(line._replace(text=text), kind, _number(mark[kind], kind))


def _follows(sign: str, text: str) -> bool:
    """Whether *text* may stand right behind a *sign*, without white space."""
    plain = "!" <= text[0] <= "~" or text[0].isspace()
    return sign in _CLOSED and (not plain or text.startswith("**"))


def _number(sign: str, kind: str) -> int:
    if kind == "bullet":
        return 0
    if kind == "letter":
        return ord(sign) - ord("a") + 1
    if kind == "circled":
        return ord(sign) - ord("①") + 1
    if kind in {"chinese", "counted"}:
        tens, found, ones = sign.rpartition("十")
        ten = 10 * (_DIGITS.find(tens) + 1 or 1) if found else 0
        return ten + sum(_DIGITS.index(digit) + 1 for digit in ones[:1])
    return int(sign)


def _close(above: list[ListItem], item: ListItem) -> None:
    """Leave in *above* only what *item* stands under."""
    while above and above[-1].indent > item.indent:
        above.pop()
    at_the_same = [one.kind for one in above if one.indent == item.indent]
    if item.kind in at_the_same:
        while above and above[-1].indent == item.indent and above[-1].kind != item.kind:
            above.pop()
        above.pop()


def _home(
    line: SourceLine, before: list[SourceLine], above: list[ListItem], *, gap: bool
) -> list[SourceLine]:
    """The lines that *line* joins."""
    if not above:
        return before
    if gap and line.text:
        under = [item for item in above if item.indent < line.indent]
        above[:] = under or above[:1]
    return above[-1].lines


def front_matter_lines(lines: Sequence[str], name: str) -> tuple[str, int, int] | None:
    """How the front matter of *lines* is fenced, and on which lines (from 0) the fences stand.

    The first one may be left out, and is then on line -1 or on an empty one; nothing where there
    is no front matter.

    Raises:
        PostError: it is never closed.

    >>> front_matter_lines(["---", "title: 芯片之战 🎉", "---", "它开始了。"], "post.md")
    ('---', 0, 2)
    """
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    fence = lines[start].rstrip()
    if fence not in {"---", "+++"}:
        if not _OPEN.match("\n".join(lines[start : start + _LONGEST])):
            return None
        fence, start = "---", start - 1
    end = next((at for at in range(start + 1, len(lines)) if lines[at].rstrip() == fence), None)
    if end is None:
        raise PostError(
            "post.front-matter-open", location=Position(name, start + 1, 1), fence=fence
        )
    return fence, start, end
