r"""Plain lists: lines of a paragraph that are a list all the same, as people write one.

``1、``, ``A.``, ``•``, ``-`` before Chinese: Markdown knows none of these.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise

from .._lazy_re import later
from .blocks import Block, Item, List, Paragraph
from .richtext import Mark, Rich, over

_LEAD = later(
    r"[^\S\n]*(?:[-+*][^\S\n]+|-(?=[^\x00-\x7f])|•[^\S\n]*"
    r"|(?:[0-9]{1,3}|[A-Ha-h])(?:[.)](?:[^\S\n]+|(?=[^\x00-\x7f]))|[、）][^\S\n]*))(?=\S)"
)
"""What an item of a list begins with: a bullet, a number or a letter."""
_LETTER = later(r"[^\S\n]*[A-Za-z]")


def paragraphs_and_lists(words: Rich, typed: str, source: str, *, tight: bool) -> Iterator[Block]:
    """The paragraphs and lists that the lines of *words* make.

    Where a mark runs from one into the other it is one paragraph all the same.

    Args:
        words: what a paragraph says.
        typed: its lines as the author typed them.
        source: the same, with what stands before its lines in a quotation or a list.
        tight: of the first block.
    """
    lines = typed.split("\n")
    runs = list(_runs(lines))
    parts = _by_line(words, runs) if any(listed for listed, _ in runs) else None
    if parts is None:
        yield Paragraph(text=words, source=source, tight=tight)
        return
    sources = source.split("\n")
    for listed, (start, end) in runs:
        own = "\n".join(sources[start:end]) if len(sources) == len(lines) else source
        source = source if len(sources) == len(lines) else ""
        if listed:
            items = tuple(_led(next(parts)) for _ in range(start, end))
            ordered = items[0].lead.strip(" \t-+*•") != ""
            yield List(items=items, source=own, tight=tight, ordered=ordered)
        else:
            yield Paragraph(text=next(parts), source=own, tight=tight)
        tight = True


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, tuple[int, int]]]:
    """Lines in a row that are items, or are not: the first, and the one after the last."""
    at = 0
    for listed, group in groupby(lines, lambda line: _LEAD.match(line) is not None):
        end = at + sum(1 for _ in group)
        lone = end - at == 1 and _LETTER.match(lines[at]) is not None  # "A. Turing", no item
        yield listed and not lone, (at, end)
        at = end


def _by_line(rich: Rich, runs: Sequence[tuple[bool, tuple[int, int]]]) -> Iterator[Rich] | None:
    """A part of *rich* for each item and each other run; nothing where a mark joins two parts."""
    begins = [0, *accumulate(len(line) + 1 for line in rich.text.split("\n"))]
    if len(begins) != runs[-1][1][1] + 1:  # code has taken in a line's end
        return None
    parts: list[Rich] = []
    at = 0
    for listed, lines in runs:
        for first, after in pairwise(range(lines[0], lines[1] + 1)) if listed else (lines,):
            start, end = begins[first], begins[after] - 1
            own: list[Mark] = []
            while at < len(rich.marks) and rich.marks[at].start < end:
                mark = rich.marks[at]
                if mark.start < start or mark.end > end:
                    return None
                own.append(over(mark, mark.start - start, mark.end - start))
                at += 1
            parts.append(Rich(text=rich.text[start:end], marks=tuple(own)))
    return iter(parts) if at == len(rich.marks) else None


def _led(line: Rich) -> Item:
    """*line* with what it begins with told apart."""
    found = _LEAD.match(line.text)
    end = found.end() if found else 0
    return Item(lead=line.text[:end], text=line[end:])
