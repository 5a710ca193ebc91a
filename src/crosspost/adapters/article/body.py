"""The body of an article: passages as headings and blocks, to be written as HTML or Markdown.

Points and sources become lists, each item with all that belongs to it; labels are bold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby
from typing import Literal

from msgspec import structs

from ..._record import Record
from ...compose.blocks import behind_heading
from ...compose.passages import Passage, behind_label
from ...markup.plain import flatten, wrapped
from ...text.blocks import (
    Block,
    Break,
    Code,
    Item,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Rule,
    reworded,
)
from ...text.cjk import columns
from ...text.languages import UNDETERMINED, script_tag
from ...text.richtext import Rich

TOP_LEVEL = 2
"""How deep the headings lie that stand apart: ``##``; the title alone lies above them."""
LOWEST = 6


class HeadingBlock(Record):
    """A heading of the text."""

    text: Rich
    level: int


class InLanguage(Record):
    """What is in another language than the article's first, or is written from right to left."""

    part: HeadingBlock | Block
    language: str
    """A BCP 47 tag."""
    direction: Literal["", "ltr", "rtl"]
    """That it is read in; empty: the article's."""


ArticlePart = HeadingBlock | Block | InLanguage


def bare(part: ArticlePart) -> HeadingBlock | Block:
    """*part* where no language is told of it."""
    return part.part if isinstance(part, InLanguage) else part


def is_right_to_left(language: str) -> bool:
    """Whether *language* is written from right to left.

    >>> is_right_to_left("fa"), is_right_to_left("he"), is_right_to_left("zh")
    (True, True, False)
    """
    return script_tag(language) in {"ar", "he"}


def pieces(passages: Sequence[Passage], first: str = "") -> list[ArticlePart]:
    """What the text of an article consists of, in order.

    Args:
        passages: of one article.
        first: its language; what is in another one tells so, if this is said.

    >>> said = Passage(
    ...     section="happened", kind="paragraph", language="zh", text=Rich(text="涨了🎉")
    ... )
    >>> head = Passage(section="happened", kind="heading", language="zh", text=Rich(text="发生了"))
    >>> [type(one).__name__ for one in pieces([head, said])]
    ['HeadingBlock', 'Paragraph']
    """
    made: list[ArticlePart] = []
    for (kind, second), group in groupby(_renumbered(tuple(_under_titles(passages))), key=_run):
        run = list(group)
        if kind == "list" and (run[0].lead or run[0].kind == "source"):
            languages = {one.language for one in run}
            said: list[tuple[HeadingBlock | Block, str]]
            said = [(_list(run), run[0].language if len(languages) == 1 else first)]
        else:
            said = [(piece, one.language) for one in run for piece in _pieces(one)]
        quoted = [one for one, _ in said if not isinstance(one, HeadingBlock)]
        if second and len(quoted) == len(said) and quoted:
            said = [(Quote(blocks=tuple(quoted), source=""), run[0].language)]
        made += (_told(one, language, first) for one, language in said)
    return made


def _told(part: HeadingBlock | Block, language: str, first: str) -> ArticlePart:
    """*part*, with its language where that is not plain from the article's *first*."""
    right = is_right_to_left(language)
    if not first or language == UNDETERMINED or isinstance(part, Rule | Code):
        return part
    if language == first and not right:
        return part
    direction: Literal["", "ltr", "rtl"] = "ltr" if is_right_to_left(first) else ""
    return InLanguage(part=part, language=language, direction="rtl" if right else direction)


def at_most(part: ArticlePart, levels: int | None) -> ArticlePart:
    """*part*, which is a line in bold where it is a heading below so many *levels*.

    >>> at_most(HeadingBlock(text=Rich(text="为何 🎉"), level=4), 2).text.marks[0].kind
    'strong'
    """
    if isinstance(part, InLanguage):
        lower = at_most(part.part, levels)
        return structs.replace(part, part=bare(lower))
    if levels is None or not isinstance(part, HeadingBlock) or part.level < TOP_LEVEL + levels:
        return part
    return _paragraph(part.text.marked("strong"))


def _under_titles(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Where one language follows another, its title is a heading, and its sections lie below."""
    below = False
    said = False
    for one in passages:
        title = one.kind == "title" and said
        said = said or one.kind != "title"
        below = (below or title) and one.section not in {"sources", "tags"}
        if title:
            yield structs.replace(one, kind="heading", level=TOP_LEVEL)
        elif below and one.kind == "heading":
            yield structs.replace(one, level=max(one.level, TOP_LEVEL) + 1)
        else:
            yield one


def plain(parts: Iterable[ArticlePart]) -> str:
    r"""The text without marks, addresses behind their words, an empty line between blocks.

    Headings are underlined, and no line is longer than `COLUMNS` but for code and addresses.

    >>> said = Rich(text="见报告").marked("link", "https://a.cn/")
    >>> plain([HeadingBlock(text=Rich(text="为何 🎉"), level=2), _paragraph(said)])
    '为何 🎉\n=======\n\n见报告 https://a.cn/'
    """
    return "\n\n".join(filter(None, (_plain(bare(part)) for part in parts)))


COLUMNS = 76
"""Of an e-mail's plain text: RFC 5322 wants at most 78; a Chinese character takes two."""


def _plain(part: HeadingBlock | Block) -> str:
    match part:
        case HeadingBlock(text=text, level=level):
            words = wrapped(flatten(text), COLUMNS)
            line = "=" if level == TOP_LEVEL else "-"
            return f"{words}\n{line * max(map(columns, words.splitlines()), default=0)}"
        case Rule():
            return "* * *"
        case Code():
            return part.code
        case Quote():
            return "\n".join(f"> {line}".rstrip() for line in plain(part.blocks).split("\n"))
        case Picture(alt=alt) if alt:
            said = wrapped(Rich(text=f"[{' '.join(alt.split())}]"), COLUMNS)
            return "\n".join(filter(None, (said, wrapped(flatten(part.caption), COLUMNS))))
        case _:
            return wrapped(flatten(part.text), COLUMNS)


_BREAK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*\n[\s\u200b-\u200d\u2060\ufeff]*")


def on_lines(rich: Rich) -> Rich:
    r"""*rich* without spaces around it, and with one line break wherever it has any.

    >>> on_lines(Rich(text="一 \n\n 二🎉")).text
    '一\n二🎉'
    """
    whole = rich.replaced([(*found.span(), "\n") for found in _BREAK.finditer(rich.text)])
    return whole.strip()


def first_number(block: List) -> int | None:
    """The first number of a list that has numbers; its readers count on from there.

    >>> items = tuple(Item(lead=lead, text=Rich(text="芯片🎉")) for lead in ("3. ", "4. "))
    >>> first_number(List(items=items, source="", ordered=True))
    3
    """
    leads = [lead.strip()[:-1] for lead in block.bullets()]
    numbered = block.ordered and all(lead.isascii() and lead.isdecimal() for lead in leads)
    return int(leads[0]) if numbered else None


def _run(passage: Passage) -> tuple[str, bool]:
    """What stands together: a list, what says the same in another language, or the rest."""
    if passage.kind == "point" or (passage.kind == "source" and passage.lead):
        return "list", False
    return passage.kind, passage.second and passage.kind != "title"


def _pieces(passage: Passage) -> Iterator[HeadingBlock | Block]:
    """What is no item of a list."""
    if passage.kind == "heading":
        yield HeadingBlock(
            text=_headline(passage), level=min(max(passage.level, TOP_LEVEL), LOWEST)
        )
    elif passage.kind == "block" and passage.block:
        if not isinstance(passage.block, Break):
            yield passage.block
    elif text := _line(passage):
        yield _paragraph(text.marked("strong") if passage.kind == "title" else text)


def _headline(passage: Passage) -> Rich:
    lead = f"{passage.lead} " if passage.lead and passage.text else passage.lead
    sure = behind_heading(passage.sure, passage.language) if passage.sure else ""
    return lead + passage.text + sure


def _line(passage: Passage) -> Rich:
    """Label and text; how sure the author is stands before them, where no heading says it."""
    label = passage.label.marked("strong")
    between = behind_label(label.text, passage.language) if label and passage.text else ""
    return (f"{passage.sure} " if passage.sure else "") + (label + between + passage.text)


def _paragraph(text: Rich) -> Paragraph:
    return Paragraph(text=text, source="")


def _list(run: Sequence[Passage]) -> List:
    """Points with those under them, or sources; numbered, each with all that belongs to it."""
    tree: list[tuple[int, Item]] = []
    for passage in run:
        lead = passage.lead.rpartition(" ")[2]
        begins = bool(lead) or passage.kind == "source" or not tree
        if begins or passage.level != tree[-1][0]:
            item = Item(lead=f"{lead or '-'} ", text=_line(passage))
            tree.append((passage.level, item))
        else:
            level, item = tree[-1]
            more = (*item.more, _paragraph(_line(passage)))
            tree[-1] = (level, structs.replace(item, more=more))
    items, _ = _nested(tree, 0, tree[0][0])
    return _as_list(items)


def _nested(tree: Sequence[tuple[int, Item]], at: int, level: int) -> tuple[list[Item], int]:
    """The items of one *level* from *at* on, those below in them; and where they end."""
    items: list[Item] = []
    while at < len(tree) and tree[at][0] >= level:
        if tree[at][0] > level and items:
            below, at = _nested(tree, at, tree[at][0])
            last = items[-1]
            items[-1] = structs.replace(last, more=(*last.more, _as_list(below)))
        else:
            items.append(tree[at][1])
            at += 1
    return items, at


def _as_list(items: Iterable[Item]) -> List:
    every = tuple(items)
    numbered = all(item.lead.strip()[:-1].isdecimal() for item in every)
    return List(items=every, source="", ordered=numbered)


def _renumbered(passages: Sequence[Passage]) -> Iterator[Passage]:
    """The footnotes of all texts under numbers of their own: each text counts from 1."""
    known: dict[tuple[str, str, str], int] = {}
    numbers = count(1)

    for passage in passages:

        def number(said: str, here: Passage = passage) -> int:
            sign = (here.name, here.language, said)
            if sign not in known:
                known[sign] = next(numbers)
            return known[sign]

        def changed(rich: Rich) -> Rich:
            notes = [mark for mark in rich.marks if mark.kind == "note" and mark.href]
            return rich.replaced([(one.start, one.end, f"[{number(one.href)}]") for one in notes])

        block = passage.block
        if block:
            block = reworded(block, changed)
        if isinstance(block, Note):
            block = structs.replace(block, number=number(str(block.number)))
        yield structs.replace(
            passage, text=changed(passage.text), label=changed(passage.label), block=block
        )
