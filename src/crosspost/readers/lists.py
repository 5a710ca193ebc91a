"""Lists: numbered and bulleted lines, and what stands under each."""

from collections.abc import Iterable

from .._lazy_re import later
from .lines import Line, Page

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

    def __init__(self, line: Line, kind: str, number: int) -> None:
        self.indent = line.indent
        self.kind = kind
        self.number = number
        """From 1; 0 for a bullet."""
        self.before: list[Line] = []
        """Breaks right before it."""
        self.lines = [line]
        self.items: list[ListItem] = []


def listed(lines: Iterable[Line], page: Page) -> tuple[list[Line], list[ListItem]]:
    r"""The lines before the first item, and the items.

    A line under an item belongs to it if it is indented, follows at once, or follows at all:
    nothing is moved to before the list.

    Raises:
        PostError: items more than six deep.

    >>> page = Page("post.txt")
    >>> before, items = listed(page.lines("如下:\n1. 成本\n   - 电力 ⚡\n2. 锁定"), page)
    >>> len(before), [item.lines[0].text for item in items], items[0].items[0].lines[0].text
    (1, ['成本', '锁定'], '电力 ⚡')
    """
    before: list[Line] = []
    items: list[ListItem] = []
    above: list[ListItem] = []
    held: list[Line] = []
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
            raise page.error(line, "post.points-too-deep", depth=_DEEPEST)
        (above[-1].items if above else items).append(item)
        above.append(item)
        item.before, held, gap = held, [], False
    (above[-1].lines if above else before).extend(held)
    return before, items


def _item(line: Line) -> ListItem | None:
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
    column = line.column + end
    return ListItem(line._replace(text=text, column=column), kind, _number(mark[kind], kind))


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


def _home(line: Line, before: list[Line], above: list[ListItem], *, gap: bool) -> list[Line]:
    """The lines that *line* joins."""
    if not above:
        return before
    if gap and line.text:
        under = [item for item in above if item.indent < line.indent]
        above[:] = under or above[:1]
    return above[-1].lines
