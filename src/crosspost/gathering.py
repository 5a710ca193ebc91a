"""Gathering: addresses in as few messages as possible, where a message with one costs more.

X charges thirteen times as much for a post that holds a link: see ``cost`` in its entry.
"""

from collections.abc import Sequence

from msgspec import structs

from .counting import Ruler
from .cutting import Block
from .profile import TextRule

ROOM = 40
"""Kept free for a number and a heading, in the channel's own unit."""


def gathered(blocks: Sequence[Block], rule: TextRule) -> list[Block]:
    r"""*blocks*, those with addresses held together as far as one message has room for them.

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
    held: list[Block] = []
    room = 0
    for block in blocks:
        linked = any(mark.kind == "url" for mark in block.text.marks)
        room -= ruler.size(block.gap + block.text.text)
        if linked and held and room >= 0 and not block.force:
            held[-1] = structs.replace(held[-1], glue=True)
        elif linked:
            room = limit.max - ROOM - ruler.size(block.text.text)
        else:
            room = 0
        held.append(block)
    return held
