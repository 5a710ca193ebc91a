"""Cutting: one text into the messages of a thread, broken where a reader would break it.

::

    blocks ─ places ─▶ breaks ─ plan ─▶ nodes ─ walk ─▶ pieces, each measured alone

The whole thread is planned at once, so that it is short, its messages are about one thing each,
and none is left nearly empty.
"""

from .blocks import Block, Cut, Piece
from .breaks import first_sentence
from .countables import MaxCount, max_counts
from .cutter import cut_blocks
from .texts import cut_text

__all__ = [
    "Block",
    "Cut",
    "MaxCount",
    "Piece",
    "cut_blocks",
    "cut_text",
    "first_sentence",
    "max_counts",
]
