"""Gathering: addresses in as few messages as possible, where a message with one costs more.

X charges thirteen times as much for a post that holds a link: see ``cost`` in its entry.
"""

from collections.abc import Sequence

from msgspec import structs

from .counting import Ruler
from .cutting import Block, MaxCount
from .profile import TextRule

ROOM = 40
"""Kept free for a number and a heading, in the channel's own unit."""


def gathered(
    blocks: Sequence[Block], rule: TextRule, counts: Sequence[MaxCount] = ()
) -> list[Block]:
    r"""*blocks*, those with addresses held together as far as one message has room for them.

    Args:
        blocks: in order.
        rule: what a message holds.
        counts: and how many of something.

    >>> from crosspost.book import load
    >>> from crosspost.rich import Rich
    >>> def link(text):
    ...     return Block(text=Rich(text=text).marked("url", text), gap="\n")
    >>> plain = Block(text=Rich(text="没有链接。🎉"))
    >>> linked = [link("https://example.com/一"), link("https://example.com/二")]
    >>> [block.glue for block in gathered([plain, *linked], load("x").text)]
    [False, True, False]
    """
    limit = rule.limits[0]
    ruler = Ruler(limit.unit, rule.count)
    most = next((count.max for count in counts if count.name == "links"), None)
    held: list[Block] = []
    room = links = 0
    for block in blocks:
        linked = sum(mark.kind == "url" for mark in block.text.marks)
        room -= ruler.size(block.gap + block.text.text)
        links += linked
        fits = room >= 0 and (most is None or links <= most)
        if linked and held and fits and not block.force:
            held[-1] = structs.replace(held[-1], glue=True)
        elif linked:
            room, links = limit.max - ROOM - ruler.size(block.text.text), linked
        else:
            room = 0
        held.append(block)
    return held
