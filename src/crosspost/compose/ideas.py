"""Ideas: how the blocks of a thread go into messages, one idea each, and what the first one says.

A thread that is one message is left as it is. Of several the first earns the click, marks that
the numbers or labels make idle fall away, and all languages are cut alike.
"""

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import NamedTuple

from msgspec import structs

from ..model.layout import Layout
from ..splitting import UNNUMBERED, MessageRoom, TextBlock, share_messages, units
from ..splitting.text_blocks import Unit, joined
from ..splitting.units import SHORT
from ..text.richtext import Rich
from .blocks import Marks
from .key_sentences import Sentence, sentences
from .outline import Thread

FULL = 0.85
"""Of a message: so much of it the first one fills, where the opening has the sentences."""

LayOut = Callable[[Thread, Marks], list[TextBlock]]


class FirstMessage(NamedTuple):
    """How the first paragraph of one language was cut, for the next one to be cut alike."""

    taken: int
    of: int
    described: bool = False
    """By the author's description instead."""
    blocks: int = 0
    """How many whole blocks go with the title, where no sentence does."""


def one_idea_a_message(
    threads: Sequence[Thread], lay_out: LayOut, room: MessageRoom, layout: Layout
) -> list[list[TextBlock]]:
    """The blocks of each of *threads*; those with one unit share a message.

    Args:
        threads: what is said, a thread a language.
        lay_out: the blocks of a thread, with these marks.
        room: how much of a message a text fills.
        layout: whether the first message is a teaser, and what numbers there are.

    Points are numbered where a message holds two of them: a list is read by its numbers. Where
    each has a message for itself, its label or the message's own number tells it from the others.
    """
    apart = _never if room.chat else _apart
    parted = _parted(threads, lay_out, room, layout, numbers=False)
    made = share_messages(parted, room, apart)
    if any(map(_share_points, parted, made)):
        return share_messages(_parted(threads, lay_out, room, layout, numbers=True), room, apart)
    counted = layout.numbering in {"rest", "all"}
    return [
        _without_numbers(blocks) if counted and len(units(blocks)) > UNNUMBERED else blocks
        for blocks in made
    ]


def _parted(
    threads: Sequence[Thread], lay_out: LayOut, room: MessageRoom, layout: Layout, *, numbers: bool
) -> list[list[TextBlock]]:
    """The blocks of each of *threads*, each with the idea that it is of."""
    opening: FirstMessage | None = None
    made: list[list[TextBlock]] = []
    for thread in threads:
        long, short = (
            lay_out(thread, Marks(words=words, numbers=numbers, tags=layout.max_tags))
            for words in (True, False)
        )
        blocks = _with_words(long, short, room)
        if thread.hook:
            blocks = _behind_hook(blocks, thread.hook)
        elif layout.teaser_first:
            blocks, opening = _with_teaser(blocks, thread.description, room, opening)
        made.append(_without_stray_end(blocks, room))
    return made


def _share_points(parted: Sequence[TextBlock], made: Sequence[TextBlock]) -> bool:
    """Whether a message of *made*, which was *parted* so, holds two points of a list."""
    at = 0
    for part in units(made):
        said = {block.unit for block in parted[at : at + len(part)]}
        if sum(unit[:2] == _LIST for unit in said) > 1:
            return True
        at += len(part)
    return False


_LIST = ("matters", "points")


def _with_words(
    blocks: list[TextBlock], shorter: list[TextBlock], room: MessageRoom
) -> list[TextBlock]:
    """*blocks*; a unit that fits a message only with its marks *shorter* has them so."""
    made: list[TextBlock] = []
    for part, other in zip(units(blocks), units(shorter), strict=True):
        made += other if room.of(part) > 1 >= room.of(other) else part
    return made


def _without_stray_end(blocks: list[TextBlock], room: MessageRoom) -> list[TextBlock]:
    """*blocks*; a line of tags, or of a source without an address, is no last message.

    Tags that the last message has no room for go with the first one, which is found by them, or
    else with another one that has.
    """
    *others, last = units(blocks)
    tags = all(section == "tags" for block in last for section, _ in block.says)
    stray = last[0].unit == ("sources",) and not _links(last) and (tags or room.of(last) <= SHORT)
    if not stray or not others or (last[0].force and not tags):
        return blocks
    end = [structs.replace(last[0], force=False), *last[1:]]
    before = others[-1]
    fits = room.of(before) > 1 or room.of([*before, *end]) <= 1
    if fits and before[0].unit not in _OPENINGS:
        *kept, near = blocks[: -len(end)]
        every = sentences(near.text) if near.running and room.of([near, *end]) > 1 else ()
        if len(every) > 1:  # its last sentence goes with them
            head, rest = _cut(near, every[-2].end)
            kept, near = [*kept, head], rest[0]
        if room.of([near, *end]) > 1:
            return [*kept, near, *_of_unit(end, near.unit)]
        says = tuple(one for block in (near, *end) for one in block.says)
        return [*kept, structs.replace(near, text=joined([near, *end])[0], says=says)]
    places = [at for at, part in enumerate(others) if room.of([*part, *end]) <= 1] if tags else []
    if not places:
        return blocks
    at = 0 if 0 in places else places[-1]
    others[at] = [*others[at], *_of_unit(end, others[at][-1].unit)]
    return [block for part in others for block in part]


_OPENINGS = {("hook",), ("title",)}


def _links(part: Sequence[TextBlock]) -> bool:
    return any(mark.kind in {"url", "link"} for block in part for mark in block.text.marks)


def _never(before: Sequence[TextBlock], after: Sequence[TextBlock]) -> bool:
    """No two ideas are kept apart."""
    del before, after
    return False


def _apart(before: Sequence[TextBlock], after: Sequence[TextBlock]) -> bool:
    """Whether they never share a message: an opening, a question with what it is not about."""
    if before[0].unit in _OPENINGS:
        return True
    if after[0].unit == ("discussion",):
        return before[-1].unit != ("prediction",)
    return _links(after) and after[0].unit == ("sources",)


def _without_numbers(blocks: list[TextBlock]) -> list[TextBlock]:
    """Points that have a message for themselves need no number of their own."""
    made: list[TextBlock] = []
    for block in blocks:
        low, high = block.number
        text = block.text[:low] + block.text[high:] if high else block.text
        made.append(structs.replace(block, text=text, number=(0, 0)))
    return made


def _behind_hook(blocks: list[TextBlock], hook: Rich) -> list[TextBlock]:
    """The author's own first message, in place of the title."""
    rest = [block for block in blocks if not _is_title(block)]
    rest[:1] = [structs.replace(block, gap="\n\n") for block in rest[:1]]
    return [TextBlock(text=hook, unit=("hook",)), *rest]


def _is_title(block: TextBlock) -> bool:
    return bool(block.says) and all(section == "title" for section, _ in block.says)


def _with_teaser(
    blocks: list[TextBlock], description: Rich, room: MessageRoom, before: FirstMessage | None
) -> tuple[list[TextBlock], FirstMessage | None]:
    """The title with the description, or with the first sentences of what follows.

    Args:
        blocks: a thread's.
        description: what the author says the post is about.
        room: how much of a message a text fills.
        before: how the opening was cut in another language.

    Returns:
        The blocks, those of the first message with a unit of their own; how the opening was cut.
    """
    titles, body, rest = _opening(blocks, room)
    if not body:
        return blocks, None
    body = _idle_last(body)
    if titles and (before is None or before.described) and _says_more(description, titles, body):
        teaser = [*titles, TextBlock(text=description, unit=("title",))]
        if room.of(teaser) <= 1:
            described = FirstMessage(0, 0, described=True)
            return [*_of_unit(teaser, ("title",)), *body, *rest], described
    if before is None and room.of([*titles, *body]) <= 1:
        return [*titles, *body, *rest], None
    made, cut = _opened(titles, body, room, before)
    return [*made, *rest], cut


def _opened(
    titles: list[TextBlock], body: list[TextBlock], room: MessageRoom, before: FirstMessage | None
) -> tuple[list[TextBlock], FirstMessage]:
    """*titles* with the first sentences of *body*, or whole blocks of it, as the first message."""
    at = next((at for at, block in enumerate(body) if not block.glue), len(body) - 1)
    every = sentences(body[at].text) if body[at].running else ()
    head = [*titles, *body[:at]]

    def share(taken: int) -> float:
        part = structs.replace(body[at], text=body[at].text[: every[taken - 1].end])
        return room.of([*head, part])

    last = at == len(body) - 1
    taken = _taken(every, share, before, last=last)
    cut = FirstMessage(taken, len(every))
    if taken == len(every) and last:
        return [*titles, *body], cut
    if not taken:
        whole = _whole_blocks(titles, body, room, before) if titles else 0
        alone = [structs.replace(block, glue=block is not titles[-1]) for block in titles]
        opens = _of_unit([*alone, *body[:whole]], ("title",))
        return [*opens, *body[whole:]], cut._replace(blocks=whole)
    first, tail = _cut(body[at], every[taken - 1].end)
    return [*_of_unit([*head, first], ("title",)), *tail, *body[at + 1 :]], cut


def _opening(
    blocks: list[TextBlock], room: MessageRoom
) -> tuple[list[TextBlock], list[TextBlock], list[TextBlock]]:
    """The titles, what opens the text under them, and the rest.

    Under a title alone that is the next section, where both fit a message, or where no message
    has room for it anyway.
    """
    opening, *others = units(blocks)
    titles = [block for block in opening if _is_title(block)]
    body, rest = opening[len(titles) :], blocks[len(opening) :]
    if titles and not body and others:
        after = others[0]
        joins = after[0].unit[0] in _BODIES and not after[0].force
        if joins and (room.of([*titles, *after]) <= 1 or room.of(after) > 1):
            unit = titles[-1].unit
            return titles, _of_unit(after, unit), rest[len(after) :]
    return titles, body, rest


_BODIES = frozenset({"lede", "happened", "sections", "story"})
"""What goes with a title; a point is one of several, and who asks has said something before."""


def _whole_blocks(
    titles: Sequence[TextBlock],
    body: Sequence[TextBlock],
    room: MessageRoom,
    before: FirstMessage | None,
) -> int:
    """How many of *body*'s blocks fill the first message well, none that only leads to the next.

    As many as another language took.
    """
    ends = [at for at, block in enumerate(body[:-1], 1) if not (block.glue or _announces(block))]
    fits = [at for at in ends if room.of([*titles, *body[:at]]) <= FULL]
    if before is not None:
        return before.blocks if before.blocks in fits else 0
    return fits[-1] if fits else 0


def _announces(block: TextBlock) -> bool:
    return block.text.text.rstrip().endswith((":", "："))


def _idle_last(body: list[TextBlock]) -> list[TextBlock]:
    """*body*; what earns no click (who translated it, subscribe) moves from its head to its end."""
    idle = [*takewhile(_is_idle, body)]
    rest = body[len(idle) :]
    if not idle or not rest or any(block.force for block in body[1:]):
        return body
    first = structs.replace(rest[0], gap=idle[0].gap, force=idle[0].force)
    apart = _announces(idle[-1])  # no opening ends so
    idle[0] = structs.replace(idle[0], gap="\n\n", force=apart)
    return [first, *rest[1:], *idle]


def _is_idle(block: TextBlock) -> bool:
    every = sentences(block.text)
    told = all(one.disclaims or one.wordless for one in every)
    return bool(every) and told and not (block.glue or block.pictures)


def _says_more(description: Rich, titles: Sequence[TextBlock], body: Sequence[TextBlock]) -> bool:
    """Whether *description* says something that neither the title nor the opening says itself.

    An excerpt is the opening's own words.
    """
    words = _letters(description.text)
    repeated = words in _letters(joined(body)[0].text) or words in _letters(joined(titles)[0].text)
    return not repeated and any(one.alone or one.ended for one in sentences(description))


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _of_unit(blocks: Sequence[TextBlock], unit: Unit) -> list[TextBlock]:
    return [structs.replace(block, unit=unit) for block in blocks]


def _taken(
    every: Sequence[Sentence],
    share: Callable[[int], float],
    before: FirstMessage | None,
    *,
    last: bool,
) -> int:
    """How many sentences the first message takes: whole ones, none that announces a list.

    As many as another language took, where that has as many of them; a paragraph that fits; up to
    the question that fits, else as many as fill the message well, or one more for its figure.
    """
    shares = [share(taken) for taken in range(1, len(every) + 1)]
    can = [
        at
        for at, (one, size) in enumerate(zip(every, shares, strict=True), 1)
        if size <= 1 and not one.announces and any(other.ended for other in every[:at])
    ]
    if before is not None and before.of == len(every) and before.taken in {0, *can}:
        return before.taken
    if before is not None and last:
        can = [at for at in can if at < len(every)] or can
    if not can:
        return 0
    if can[-1] == len(every):
        return can[-1]
    if asking := [at for at in can if "question" in every[at - 1].signs]:
        return asking[-1]
    full = [at for at in can if shares[at - 1] <= FULL] or can[:1]
    more = [at for at in can if at == full[-1] + 1 and "figure" in every[at - 1].signs]
    return more[0] if more else full[-1]


def _cut(block: TextBlock, end: int) -> tuple[TextBlock, list[TextBlock]]:
    """*block* up to *end*, and what of it is left."""
    rest = block.text[end:]
    gap = rest.text[: len(rest) - len(rest.text.lstrip())]
    first = structs.replace(block, text=block.text[:end].strip(), pictures=())
    tail = structs.replace(block, text=rest.strip(), gap=gap, force=False, number=(0, 0))
    return (first, [tail]) if tail.text else (structs.replace(first, pictures=block.pictures), [])
