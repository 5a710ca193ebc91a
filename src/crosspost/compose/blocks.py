"""Lays passages out as running text, ready to be split into messages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from .._lazy_re import later
from ..counting import Ruler
from ..model.channel_spec import TextRule
from ..model.layout import Layout
from ..splitting.break_opportunities import first_sentence
from ..splitting.text_blocks import TextBlock, Unit
from ..text.blocks import List, Picture, Rule, Table
from ..text.cjk import columns
from ..text.richtext import Rich, join
from .attachments import in_block
from .key_sentences import is_question
from .passages import ORIGINAL, Passage, behind_label, said_by

Prepare = Callable[[Rich], Rich]
"""What a channel makes of marks before anything is measured: hidden links written out, say."""


class Marks(NamedTuple):
    """What stands beside the words of an author."""

    words: bool = True
    """How sure a prediction is, and sources, have a line with the heading's words above them."""
    numbers: bool = True
    """Points are numbered, below a heading in words; else labels alone tell them apart."""
    tags: int | None = None
    """So many of the post's tags at most, the first ones."""


WRITTEN = Marks()
"""All that an author writes by hand."""


def lay_out(
    passages: Sequence[Passage], layout: Layout, prepare: Prepare, marks: Marks = WRITTEN
) -> list[TextBlock]:
    """The passages of one thread as blocks, each with its heading, number and label.

    >>> from crosspost.text.richtext import Rich
    >>> point = Passage(
    ...     section="matters",
    ...     kind="point",
    ...     language="zh",
    ...     lead="1.",
    ...     label=Rich(text="平台锁定"),
    ...     text=Rich(text="难以迁移。🔒"),
    ... )
    >>> plain = Layout(
    ...     languages=("zh",),
    ...     language_mode="first",
    ...     order=("matters",),
    ...     drop_order=(),
    ...     fallback_sections=(),
    ...     headings="none",
    ... )
    >>> lay_out([point], plain, lambda rich: rich)[0].text.text
    '1. 平台锁定：难以迁移。🔒'
    """
    quoted = _quoted(list(_without_numbers(passages, marks)), layout)
    made = list(_with_silent(_headed(_beside_headings(quoted), layout, marks)))
    every = zip([None, *made], made, [*made[1:], None], _units(made), strict=False)
    return [
        structs.replace(block, unit=unit)
        for before, one, after, unit in every
        for block in _blocks(before, one, after, prepare)
    ]


_REFERENCE = later(r"(?<![\w\]])\[[1-9][0-9]?\](?!\()|［[1-9][0-9]?］|【[1-9][0-9]?】")
"""A source by its number; not an index of code."""


def _without_numbers(passages: Sequence[Passage], marks: Marks) -> Iterator[Passage]:
    """Numbers that tell nothing fall away: of sources that no text names by one, of labels."""
    sources = [passage for passage in passages if passage.kind == "source" and passage.lead]
    named = any(_REFERENCE.search(one.text.text) for one in passages if one.kind != "source")
    bullet = "•" if len(sources) > 1 else ""
    for passage in passages:
        if passage.kind == "source" and not named and passage.lead:
            yield structs.replace(passage, lead=bullet)
        elif passage.kind == "point" and passage.label and not marks.numbers:
            yield structs.replace(passage, lead="")
        elif passage.kind == "tags" and marks.tags is not None:
            kept, _ = first_tags(passage.text, marks.tags)
            yield structs.replace(passage, text=kept)
        else:
            yield passage


class _Shown(NamedTuple):
    """A passage with words, and what has none beside it."""

    passage: Passage
    pictures: tuple[Picture, ...] = ()
    ruled: bool = False
    """A line across stands before it."""


def _with_silent(passages: Iterable[Passage]) -> Iterator[_Shown]:
    """Pictures go with the words before them, the first ones with those after; rules part."""
    last: _Shown | None = None
    waiting: tuple[Picture, ...] = ()
    ruled = force = False
    for passage in passages:
        picture = tuple(in_block(passage.block))
        if not passage.text and not passage.label:
            ruled, force = ruled or not picture, force or passage.force
            if last and not force:
                last = last._replace(pictures=(*last.pictures, *picture))
            else:
                waiting += picture
            continue
        if last:
            yield last
        forced = structs.replace(passage, force=passage.force or force)
        last = _Shown(forced, (*waiting, *picture), ruled)
        waiting, ruled, force = (), False, False
    if last:
        yield last._replace(pictures=(*last.pictures, *waiting))


def _units(made: Sequence["_Shown"]) -> list[Unit]:
    """Which idea each one is of; what leads in another one goes with that, lines part them."""
    found: list[Unit] = []
    for at in range(len(made) - 1, -1, -1):
        passage, after = made[at].passage, made[at + 1].passage if at + 1 < len(made) else None
        leads = _leads(passage, after) or _introduces(passage, after)
        asks = _asks_last(passage, after, made[at - 1].passage if at else None)
        own: Unit = ("discussion",) if asks else _unit(passage)
        found.append(found[-1] if leads and found else own)
    lines = 0
    units: list[Unit] = []
    for one, unit in zip(made, reversed(found), strict=True):
        lines += one.ruled
        units.append((*unit, "rule", lines) if lines else unit)
    return units


def _asks_last(passage: Passage, after: Passage | None, before: Passage | None) -> bool:
    """Whether it is the question that a text ends with, which readers are to answer."""
    ends = after is None or after.section in {"sources", "tags"}
    goes_on = before is not None and before.kind == passage.kind == "paragraph"
    return ends and goes_on and is_question(passage.text)


def _unit(passage: Passage) -> Unit:
    if passage.section in {"sources", "tags"}:
        return ("sources",)
    if passage.section == "matters":
        return passage.path[:3] if passage.path[1:2] == ("points",) else ("matters",)
    return passage.path[:2] if passage.section == "own" else (passage.section,)


def _blocks(
    before: _Shown | None, shown: _Shown, after: _Shown | None, prepare: Prepare
) -> Iterator[TextBlock]:
    passage = shown.passage
    following = after.passage if after else None
    text = prepare(_written(passage))
    whole = TextBlock(
        text=text,
        running=passage.kind != "block",
        number=_number(passage, text.text),
        gap="\n\n" if shown.ruled else _gap(before.passage if before else None, passage),
        glue=_leads(passage, following),
        with_next=passage.with_next,
        force=passage.force,
        says=said_by(passage),
        pictures=shown.pictures,
    )
    if isinstance(passage.block, Table) and passage.kind == "block":
        yield from _rows(whole, passage.block, prepare)
    elif _introduces(passage, following):
        yield from _with_last_sentence_glued(whole)
    else:
        yield whole


def _number(passage: Passage, text: str) -> tuple[int, int]:
    """Where a point's number stands in *text*, behind an emoji perhaps."""
    own = passage.lead.rpartition(" ")[2]
    if passage.kind != "point" or passage.level or not own.endswith("."):
        return (0, 0)
    at = text.find(f"{own} ")
    return (at, at + len(own) + 1) if at >= 0 else (0, 0)


def _rows(whole: TextBlock, table: Table, prepare: Prepare) -> Iterator[TextBlock]:
    """A block a row where rows have several lines."""
    rows = _between_empty_lines(table.text)
    first, *others = (structs.replace(whole, text=prepare(row)) for row in rows)
    yield first
    for row in others:
        yield structs.replace(row, gap="\n\n", force=False, pictures=())


def _between_empty_lines(rich: Rich) -> Iterator[Rich]:
    start = 0
    for part in rich.text.split("\n\n"):
        yield rich[start : start + len(part)]
        start += len(part) + 2


def _introduces(passage: Passage, after: Passage | None) -> bool:
    """Whether *passage* ends with a colon, and what it announces follows."""
    announces = passage.text.text.rstrip().endswith((":", "："))
    below = after is not None and after.kind in {"block", "point"}
    return announces and passage.kind != "heading" and below


def _with_last_sentence_glued(whole: TextBlock) -> Iterator[TextBlock]:
    """The last sentence must not be the last of its message; others may be."""
    text = whole.text.text
    low = 0
    while (end := low + first_sentence(text[low:])) < len(text.rstrip()):
        low = end
    head, tail = whole.text[:low], whole.text[low:]
    if not head.text.strip():
        yield structs.replace(whole, glue=True)
        return
    start = len(tail) - len(tail.text.lstrip())
    yield structs.replace(whole, text=head, pictures=())
    yield structs.replace(whole, text=tail[start:], gap=tail.text[:start], glue=True, force=False)


def first_tags(tags: Rich, most: int) -> tuple[Rich, tuple[str, ...]]:
    """The first *most* of the *tags* in a text, and the words of the others.

    >>> from crosspost.text.richtext import Mark
    >>> marks = tuple(Mark(start=at, end=at + 3, kind="hashtag") for at in (0, 4))
    >>> kept, others = first_tags(Rich(text="#芯片 #🎉a", marks=marks), 1)
    >>> kept.text, others
    ('#芯片', ('🎉a',))
    """
    marks = [mark for mark in tags.marks if mark.kind == "hashtag"]
    if len(marks) <= most:
        return tags, ()
    others = (mark.href or tags.text[mark.start + 1 : mark.end] for mark in marks[most:])
    return tags[: marks[most].start].strip(), tuple(others)


def _beside_headings(passages: Iterable[Passage]) -> list[Passage]:
    """Headings right before their first words: lines and breaks go before, pictures behind those.

    One without words below, as of a section that is a line alone, stays where it tells something.
    """
    made: list[Passage] = []
    heading: list[Passage] = []
    pictures: list[Passage] = []
    for passage in passages:
        words = bool(passage.text or passage.label)
        if not words and heading:
            (pictures if [*in_block(passage.block)] else made).append(passage)
        elif words and passage.kind == "heading":
            made += [*_telling(heading), *pictures]
            heading, pictures = [passage], []
        else:
            made += [structs.replace(one, force=one.force or passage.force) for one in heading]
            made += [structs.replace(passage, force=passage.force and not heading), *pictures]
            heading, pictures = [], []
    return [*made, *_telling(heading), *pictures]


def _telling(headings: Iterable[Passage]) -> Iterator[Passage]:
    return (one for one in headings if one.section == "own" or one.sure)


def _headed(passages: Sequence[Passage], layout: Layout, marks: Marks) -> Iterator[Passage]:
    """Without the headings that the layout does not want; what they tell moves into the text."""
    dropped: Passage | None = None
    titled = False
    for passage, after in zip(passages, [*passages[1:], None], strict=False):
        alone = after is None or after.kind == "heading"
        own, stands = passage.section == "own", marks.words and _wants_words(after, marks)
        if passage.kind != "heading":
            yield _without_heading(passage, dropped) if dropped else passage
            dropped = None
        elif own or alone or (marks.words and _carries_words(passage)):
            yield passage
        elif layout.teaser_first and titled:
            dropped = structs.replace(passage, lead="", text=Rich(text=""))
        elif layout.headings == "emoji" and not stands:
            dropped = passage
        else:
            yield passage
        titled = passage.kind == "title"


def _wants_words(passage: Passage | None, marks: Marks) -> bool:
    """Whether a sign alone would stand before a number, or on a line of its own above a list."""
    if passage is None:
        return False
    return passage.kind == "block" or (
        marks.numbers and passage.kind == "point" and bool(passage.lead)
    )


def _without_heading(passage: Passage, heading: Passage) -> Passage:
    """*passage* with the sign of its *heading*, how sure it is and the break before it."""
    made = _in_words(passage, heading) if passage.bare and heading.text else passage
    return structs.replace(
        made,
        lead=f"{heading.lead} {passage.lead}".strip(),
        sure=passage.sure or heading.sure,
        force=passage.force or heading.force,
    )


def _carries_words(heading: Passage) -> bool:
    """Whether a sign alone would not tell what stands below: how sure one is, a list of sources."""
    return bool(heading.sure) or heading.section == "sources"


def _in_words(passage: Passage, heading: Passage) -> Passage:
    """Labels alone say nothing without the heading that they stand under."""
    colon = "：" if passage.language.startswith("zh") else ": "
    return structs.replace(passage, text=join([heading.text, passage.text], colon))


def _quoted(passages: Sequence[Passage], layout: Layout) -> list[Passage]:
    """Second languages as quotes, where the layout says so; neighbours share one quote."""
    if layout.second_language_style == "plain":
        return list(passages)
    kept: list[Passage] = []
    for passage in passages:
        silent = isinstance(passage.block, Picture | Rule)
        if not passage.second or passage.kind == "title" or silent:
            kept.append(passage)
            continue
        text = _written(passage)
        if kept and kept[-1].second and kept[-1].kind == "paragraph":
            gap = "\n" if passage.tight else "\n\n"
            text = join([_unquoted(kept.pop().text), text], gap)
        kept.append(
            structs.replace(
                passage,
                kind="paragraph",
                lead="",
                label=Rich(text=""),
                block=None,
                text=text.marked("quote", layout.second_language_style),
            )
        )
    return kept


def _unquoted(rich: Rich) -> Rich:
    return Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if mark.kind != "quote"))


def _written(passage: Passage) -> Rich:
    """Number, label and text as one line; titles, headings and labels are strong."""
    text = passage.text
    lead = [passage.lead] if passage.lead else []
    if passage.kind == "heading" and passage.sure:
        text = text + behind_heading(passage.sure, passage.language)
    elif passage.sure:
        lead.append(_said_inline(passage))
    if passage.kind in {"title", "heading"}:
        text = text.marked("strong")
    if passage.label:
        text = _labelled(passage)
    if lead and passage.kind == "block":
        return " ".join(lead) + "\n" + text
    return " ".join([*lead, ""]).replace("） ", "）") + text


def behind_heading(sure: str, language: str) -> str:
    """How sure one is, behind a heading: ``My prediction · ⭐⭐⭐``, 我的预测（信心 3/5）.

    >>> behind_heading("⭐⭐⭐", "zh"), behind_heading("70%", "en")
    ('（信心 3/5）', ' · 70%')
    """
    if not language.startswith("zh"):
        return f" · {sure}"
    stars = sure.count("⭐")
    return f"（信心 {sure.replace('⭐' * stars, f'{stars}/5') if stars else sure}）"


def _said_inline(passage: Passage) -> str:
    """Stars stand for themselves; a figure before a sentence wants brackets."""
    if not any(char.isdigit() for char in passage.sure):
        return passage.sure
    return f"（{passage.sure}）" if passage.language.startswith("zh") else f"({passage.sure})"


def _labelled(passage: Passage) -> Rich:
    """``Label: text``; a label that asks needs no colon."""
    label = passage.label.marked("strong")
    between = behind_label(label.text, passage.language)
    return label + between + passage.text if passage.text else label


def _gap(before: Passage | None, passage: Passage) -> str:
    """One line break after a heading and inside a list, else an empty line."""
    if before is None:
        return ""
    nested = passage.level > 0 and passage.kind != "heading"
    listed = passage.kind == before.kind == "source" and passage.path != ORIGINAL
    inside = nested or passage.tight or listed
    titles = passage.kind == before.kind == "title"
    bare = passage.kind == before.kind == "point" and not (passage.text or before.text)
    if passage.kind == before.kind == "heading":
        return "\n" if passage.level > before.level else "\n\n"
    return "\n" if before.kind == "heading" or inside or titles or bare else "\n\n"


def _leads(passage: Passage, after: Passage | None) -> bool:
    """Whether *passage* must not be the last of its message: a heading, a bare label."""
    if after is None:
        return False
    below = after.kind == "block" or (after.kind != "heading" and after.level > passage.level)
    bare = passage.kind == "point" and not passage.text and below
    return passage.kind in {"title", "heading"} or bare or _heads(passage, after)


_HEADING = 60
"""Columns: what is longer and has no stop is no line above a text."""
_ENDED = later(r"[。．.！!？?…：:；;，,、”’」』）)\]】》>~～—]\W*$")


def _is_one_item(passage: Passage) -> bool:
    return isinstance(passage.block, List) and len(passage.block.items) == 1


def _heads(passage: Passage, after: Passage) -> bool:
    """Whether it is a line of few words without a stop, above a text that has one."""
    line = passage.kind == "paragraph" or _is_one_item(passage)
    if not line or after.kind != "paragraph" or passage.name != after.name:
        return False
    text, below = passage.text.text.strip(), after.text.text.strip()
    short = columns(text) <= _HEADING and "\n" not in text and any(map(str.isalpha, text))
    return short and not _ENDED.search(text) and _ENDED.search(below) is not None


_NUMBER = 10
"""Kept free for a number."""


def held_together(blocks: Sequence[TextBlock], rule: TextRule) -> list[TextBlock]:
    """*blocks*, those that are wanted with the next one held, where one message has room for all.

    >>> from crosspost.registry import load_channel
    >>> from crosspost.text.richtext import Rich
    >>> one, other = (
    ...     TextBlock(text=Rich(text="三件事："), with_next=True),
    ...     TextBlock(text=Rich(text="调价。🎉")),
    ... )
    >>> [block.glue for block in held_together([one, other], load_channel("x").text)]
    [True, False]
    """
    limit = rule.limits[0]
    ruler = Ruler(limit.unit, rule.count)
    made = list(blocks)
    first = 0
    while first < len(made):
        last = first
        while last + 1 < len(made) and made[last].with_next:
            last += 1
        run = made[first : last + 1]
        whole = "".join(
            f"{block.gap if at else ''}{block.text.text}" for at, block in enumerate(run)
        )
        if len(run) > 1 and ruler.size(whole) <= limit.max - _NUMBER:
            made[first : last + 1] = (
                structs.replace(block, glue=block.glue or at < len(run) - 1, unit=run[0].unit)
                for at, block in enumerate(run)
            )
        first = last + 1
    return made
