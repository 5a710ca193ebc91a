"""Telegram's entities: offsets in UTF-16 units, the one form that nothing can fail to parse.

https://core.telegram.org/bots/api#messageentity. What is made here is what TDLib keeps as it is
(``fix_entities`` in https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp): no
white space at the edges, no style over code, no code in a link, and styles cut wherever something
begins, or a link, code or quote ends, inside them. Mentions, hashtags and cashtags are left to
Telegram, which finds them itself. Addresses are not: it would take the Chinese that follows for a
part of them, and an ``url`` entity is not passed on to its servers, so an address is a
``text_link`` to itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from ..draft import Json
from ..rich import Kind, Mark, Rich
from .nesting import apart, cut_at, trimmed, united, without
from .offsets import utf16

TYPES: dict[Kind, str] = {
    "quote": "blockquote",
    "link": "text_link",
    "url": "text_link",
    "code": "code",
    "strong": "bold",
    "emphasis": "italic",
}
"""From the outermost to the innermost, where two begin and end together."""
ADDRESS = re.compile(r"(?P<scheme>https?|tg)://(?:[^/?#@]*@)?(?P<host>[^/?#:@]+)", re.IGNORECASE)
LINKS: frozenset[Kind] = frozenset({"link", "url"})
ORDER = list(TYPES)
WORTH = ("text_link", "expandable_blockquote", "blockquote", "bold", "code", "italic")
"""From what a message can least do without."""

Entity = dict[str, Json]


def entities(rich: Rich) -> list[Entity]:
    """The marks of *rich* as Telegram takes them; a quote whose href is ``expandable`` folds.

    >>> from crosspost.rich import Mark
    >>> entities(Rich(text="🎉大事", marks=(Mark(start=1, end=3, kind="strong"),)))
    [{'type': 'bold', 'offset': 2, 'length': 2}]
    """
    at = utf16(rich.text)
    solids = list(_solids(rich))
    kept = (trimmed(mark, rich.text) for mark in (*solids, *_styles(rich, solids)))
    return [
        _entity(mark, at(mark.start), at(mark.end))
        for mark in sorted(kept, key=lambda mark: (mark.start, -mark.end, ORDER.index(mark.kind)))
        if mark.start < mark.end
    ]


def reachable(address: str) -> bool:
    """Whether Telegram takes *address* in a ``text_link``; a host without a dot is an error there.

    >>> reachable("https://例子.中国/a"), reachable("http://localhost/"), reachable("mailto:a@b.cn")
    (True, False, False)
    """
    found = ADDRESS.match(address)
    if found is None:
        return False
    return found["scheme"].lower() == "tg" or "." in found["host"].strip(".")


def fewer(all_of_them: Sequence[Entity], most: int) -> list[Entity]:
    """At most *most* entities: of the least important kinds the last ones are left out first.

    >>> bold, link = ({"type": kind, "offset": 0, "length": 2} for kind in ("bold", "text_link"))
    >>> [entity["type"] for entity in fewer([bold, link, bold], 2)]
    ['bold', 'text_link']
    """
    ranked = sorted(
        range(len(all_of_them)), key=lambda at: (WORTH.index(str(all_of_them[at]["type"])), at)
    )
    return [all_of_them[at] for at in sorted(ranked[:most])]


def _solids(rich: Rich) -> Iterator[Mark]:
    """Quotes, links and code: none crosses another, and only a quote may hold another."""
    quotes = united(mark for mark in rich.marks if mark.kind == "quote")
    edges = sorted(_edges(quotes))
    addressed = (mark for mark in rich.marks if mark.kind in LINKS and reachable(mark.href))
    links = [part for mark in apart(addressed) for part in cut_at(mark, edges)]
    code = united(mark for mark in rich.marks if mark.kind == "code")
    yield from quotes
    yield from links
    for mark in code:
        for part in without(mark, links):
            yield from cut_at(part, edges)


def _styles(rich: Rich, solids: Sequence[Mark]) -> Iterator[Mark]:
    marks = (trimmed(mark, rich.text) for mark in rich.marks if mark.kind in {"strong", "emphasis"})
    code = sorted((mark for mark in solids if mark.kind == "code"), key=lambda mark: mark.start)
    styles = [part for mark in united(marks) for part in without(mark, code)]
    cuts = sorted(_edges(solids) | {mark.start for mark in styles})
    for mark in styles:
        yield from cut_at(mark, cuts)


def _edges(marks: Iterable[Mark]) -> set[int]:
    return {edge for mark in marks for edge in (mark.start, mark.end)}


def _entity(mark: Mark, start: int, end: int) -> Entity:
    made: Entity = {"type": TYPES[mark.kind], "offset": start, "length": end - start}
    if mark.kind in LINKS:
        made["url"] = mark.href
    elif mark.kind == "quote" and mark.href == "expandable":
        made["type"] = "expandable_blockquote"
    return made
