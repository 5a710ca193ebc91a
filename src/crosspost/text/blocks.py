"""Blocks: what a text consists of, one after another.

Each block keeps its ``source``, the Markdown it was read from, and ``tight``: it begins on the line
after the block before it, with no empty line between. Offsets and lengths are code points.

`text` is the form of a block on a channel that has no better one.

>>> Code(code="print('你好 🎉')", language="python", source="").text.marks[0].kind
'pre'
"""

from collections.abc import Callable
from typing import Literal

from msgspec import structs

from .._record import Record
from .richtext import Rich, join

BREAK = "<!-- thread -->"
"""A paragraph of its own: the author wants a new message from here on."""

Align = Literal["", "left", "center", "right"]
"""How a column of a table is set."""


class Paragraph(Record):
    """Running text; a line break in it is the author's."""

    text: Rich
    source: str
    tight: bool = False


class Item(Record):
    """One item of a list."""

    lead: str
    """Indent, bullet or number, and the space after it, as the author typed them."""
    text: Rich
    """Its first paragraph."""
    more: tuple["Block", ...] = ()
    """What stands in it after that: a list under it, code, another paragraph."""
    checked: bool | None = None
    """Of a task; None for any other item."""


class List(Record):
    """Items, each on a line of its own."""

    items: tuple[Item, ...]
    source: str
    tight: bool = False
    ordered: bool = False
    """Its items have numbers or letters."""

    @property
    def text(self) -> Rich:
        """The items as the author typed them, a line each."""
        return join([item.lead + item.text for item in self.items], "\n")


class Quote(Record):
    """What somebody else said, or what is set apart."""

    blocks: tuple["Block", ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Its blocks, marked as a quotation."""
        return join([block.text for block in self.blocks], "\n\n").marked("quote", "plain")


class Code(Record):
    """Lines of code, kept to the letter; it has no language of people."""

    code: str
    """Without the fence and without a line break at its end."""
    source: str
    language: str = ""
    """The programming language that the author named."""
    tight: bool = False

    @property
    def text(self) -> Rich:
        """The lines, marked as code."""
        return Rich(text=self.code).marked("pre", self.language)


class Table(Record):
    """Rows of cells; every row has as many as the header."""

    header: tuple[Rich, ...]
    rows: tuple[tuple[Rich, ...], ...]
    align: tuple[Align, ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """A line each row, its cells side by side."""
        return join([join(row, " | ") for row in (self.header, *self.rows)], "\n")


class Picture(Record):
    """A picture in its place."""

    path: str
    """A path beside the post, or an address."""
    source: str
    alt: str = ""
    """What it shows, for those who do not see it."""
    caption: Rich = Rich(text="")
    """What stands under it."""
    tight: bool = False

    @property
    def text(self) -> Rich:
        """What stands under it."""
        return self.caption


class Note(Record):
    """The words of a footnote, whose number stands in the text (a mark ``note``)."""

    number: int
    """From 1, in the order in which the text refers to them."""
    blocks: tuple["Block", ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Its number and its words."""
        return f"[{self.number}] " + join([block.text for block in self.blocks], "\n\n")


class Rule(Record):
    """A line across, between two parts."""

    source: str = "---"
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Nothing: an empty line parts as well."""
        return Rich(text="")


class Break(Record):
    """A new message begins here."""

    source: str = BREAK
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Nothing."""
        return Rich(text="")


Block = Paragraph | List | Quote | Code | Table | Picture | Note | Rule | Break


def reworded(block: Block, change: Callable[[Rich], Rich]) -> Block:
    """*block* with every text in it as *change* has it; code stays as it is.

    >>> quote = Quote(blocks=(Paragraph(text=Rich(text="少即是多"), source=""),), source="")
    >>> reworded(quote, lambda rich: rich + "🎉").text.text
    '少即是多🎉'
    """
    match block:
        case Paragraph():
            return structs.replace(block, text=change(block.text))
        case List():
            items = (
                structs.replace(
                    item,
                    text=change(item.text),
                    more=tuple(reworded(below, change) for below in item.more),
                )
                for item in block.items
            )
            return structs.replace(block, items=tuple(items))
        case Quote() | Note():
            below = tuple(reworded(one, change) for one in block.blocks)
            return structs.replace(block, blocks=below)
        case Table():
            return structs.replace(
                block,
                header=tuple(map(change, block.header)),
                rows=tuple(tuple(map(change, row)) for row in block.rows),
            )
        case Picture():
            return structs.replace(block, caption=change(block.caption))
        case _:
            return block
