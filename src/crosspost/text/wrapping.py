"""Wrapping: lines for a terminal, where Chinese breaks anywhere but before a closing mark.

rich and textwrap break at white space only, which leaves half a line empty before a Chinese
sentence, or never breaks it.
"""

from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len

from ..counting import boundaries
from .cjk import can_break_between


def wrapped(text: str, columns: int) -> str:
    """*text* in lines of at most *columns*, as terminals count them.

    >>> print(wrapped("亚马逊（AWS）展示了 AI 路线图。🎉", 12))
    亚马逊
    （AWS）展示
    了 AI 路线
    图。🎉
    """
    return "\n".join(line for whole in text.split("\n") for line in _lines(whole, columns))


def _lines(text: str, columns: int) -> Iterator[str]:
    line, filled = "", 0
    for part in _words(text, columns):
        wide = cell_len(part)
        if line and filled + cell_len(part.rstrip()) > columns:
            yield line.rstrip()
            line, filled = "", 0
        line += part
        filled += wide
    yield line.rstrip()


def _words(text: str, columns: int) -> Iterator[str]:
    """What stays together: a word, or one wide character, with the marks that belong to it."""
    part = ""
    for start, end in pairwise(boundaries(text)):
        cluster = text[start:end]
        if part and (_parted(part, cluster) or cell_len(part + cluster) > columns):
            yield part
            part = ""
        part += cluster
    yield part


def _parted(part: str, cluster: str) -> bool:
    """Whether a line may end between the two."""
    if cluster.isspace() or not can_break_between(part[-1], cluster):
        return False
    return part[-1].isspace() or cell_len(cluster) > 1 or cell_len(part[-1]) > 1
