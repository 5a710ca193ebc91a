"""Telegram's entities: offsets in UTF-16 units, the one form that nothing can fail to parse.

https://core.telegram.org/bots/api#messageentity. What is made here is what TDLib keeps as it is:
sorted, nested, no white space at the edges, no style over code, no code inside a link.
Mentions, hashtags and cashtags are left to Telegram, which finds them itself. Addresses are not:
it would take the Chinese that follows for a part of them, and an ``url`` entity of ours is not
passed on to its servers, so an address is a ``text_link`` to itself.
"""

from collections.abc import Iterator, Sequence

from ..draft import Json
from ..rich import Kind, Mark, Rich
from .nesting import nested, trimmed, united, without
from .offsets import utf16

TYPES: dict[Kind, str] = {
    "strong": "bold",
    "emphasis": "italic",
    "code": "code",
    "link": "text_link",
    "url": "text_link",
    "quote": "blockquote",
}
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
    kept = (trimmed(mark, rich.text) for mark in _exclusive(rich))
    return [
        _entity(mark, at(mark.start), at(mark.end))
        for mark in nested(mark for mark in kept if mark.start < mark.end)
    ]


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


def _exclusive(rich: Rich) -> Iterator[Mark]:
    """Nothing but a quote may hold code: links win over it, and it wins over styles."""
    links = sorted(
        (mark for mark in rich.marks if mark.kind in {"link", "url"}), key=lambda mark: mark.start
    )
    code = list(united(mark for mark in rich.marks if mark.kind == "code"))
    code = [part for mark in code for part in without(mark, links)]
    for mark in united(mark for mark in rich.marks if mark.kind in {"strong", "emphasis"}):
        yield from without(mark, code)
    yield from code
    yield from (mark for mark in rich.marks if mark.kind in {"link", "url", "quote"})


def _entity(mark: Mark, start: int, end: int) -> Entity:
    made: Entity = {"type": TYPES[mark.kind], "offset": start, "length": end - start}
    if mark.kind in {"link", "url"}:
        made["url"] = mark.href
    elif mark.kind == "quote" and mark.href == "expandable":
        made["type"] = "expandable_blockquote"
    return made
