"""Laws of cutting, held against hostile texts, blocks and limits."""

from collections.abc import Sequence
from itertools import pairwise

import regex
from hypothesis import given, reject
from hypothesis import strategies as st

from crosspost.counting import Ruler
from crosspost.errors import FitError
from crosspost.model.channel_spec import TextRule, ThreadRule
from crosspost.splitting import (
    UNNUMBERED,
    MaxCount,
    Split,
    Splitter,
    TextBlock,
    share_messages,
    units,
)
from crosspost.splitting.split import number, numbered
from crosspost.splitting.text_blocks import joined
from crosspost.text.entities import atoms
from crosspost.text.richtext import Rich
from tests.laws.strategies import blocks, riches, rules, texts, threads
from tests.tries import tries

laws = tries(100)


def cut(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule, counts: Sequence[MaxCount] = ()
) -> Split:
    try:
        return Splitter(rule, thread, counts=counts).split(made)
    except FitError:
        reject()


@laws
@given(blocks(), rules(), threads())
def test_every_message_fits_by_every_limit_when_measured_alone(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    for chunk in cut(made, rule, thread).chunks:
        for limit in rule.limits:
            assert Ruler(limit.unit).size(chunk.shown.text) <= limit.max


@laws
@given(blocks(), rules(), threads(), st.integers(1, 3))
def test_no_message_holds_more_of_something_than_it_may(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule, most: int
):
    counts = [MaxCount("hashtags", most), MaxCount("links", 1)]
    for chunk in cut(made, rule, thread, counts).chunks:
        assert all(count.size(chunk.shown) <= count.max for count in counts)
        assert all(Ruler(one.unit).size(chunk.shown.text) <= one.max for one in rule.limits)


@laws
@given(blocks(), rules(), threads())
def test_pieces_joined_without_numbers_are_the_text(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    whole = cut(made, rule, thread)
    text = whole.source.text
    edges = [0, *(edge for chunk in whole.chunks for edge in (chunk.start, chunk.end)), len(text)]
    assert all(not text[low:high].strip() for low, high in list(pairwise(edges))[::2])
    for n, chunk in enumerate(whole.chunks, 1):
        assert chunk.text.text == text[chunk.start : chunk.end] == chunk.text.text.strip()
        many = len(whole.chunks) > UNNUMBERED and n > 1 and bool(thread.number)
        assert chunk.number == (number(thread, n, len(whole.chunks)) if many else "")
        assert chunk.shown == numbered(chunk.text, chunk.number, thread)


@laws
@given(blocks(), rules(), threads())
def test_marks_keep_naming_the_same_words(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    whole = cut(made, rule, thread)
    for chunk in whole.chunks:
        assert chunk.text == whole.source[chunk.start : chunk.end]


@laws
@given(blocks(), rules(), threads())
def test_no_cut_inside_a_grapheme_or_what_means_nothing_in_two(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    whole = cut(made, rule, thread)
    clusters = {found.start() for found in regex.finditer(r"\X", whole.source.text)}
    kept = atoms(whole.source)
    warned = {finding.where for finding in whole.findings if finding.code == "split.inside-link"}
    for n, chunk in enumerate(whole.chunks[:-1], 1):
        assert chunk.end in clusters
        assert f"message {n}" in warned or not any(low < chunk.end < high for low, high in kept)


@laws
@given(blocks(), rules(), threads())
def test_a_heading_is_never_last_and_forced_breaks_are_made(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    whole = cut(made, rule, thread)
    at = 0
    for index, block in enumerate(made):
        at += len(block.gap) if index else 0
        end = at + len(block.text.text.rstrip())
        after = [other for other in made[index + 1 :] if other.text.text.strip()]
        if block.glue and after and block.text.text.strip() and not forced(made[index + 1 :]):
            assert all(chunk.end != end for chunk in whole.chunks)
        begins = at + len(block.text) - len(block.text.text.lstrip())
        if block.force and block.text.text.strip():
            assert any(chunk.start == begins for chunk in whole.chunks)
        at += len(block.text)


def forced(after: list[TextBlock]) -> bool:
    """Whether the author breaks before the next block that says anything."""
    for block in after:
        if block.force:
            return True
        if block.text.text.strip():
            return False
    return False


@laws
@given(riches(), rules(), st.integers(2, 4))
def test_messages_fit_when_projecting_makes_them_longer(text: Rich, rule: TextRule, times: int):
    def swollen(rich: Rich) -> str:
        return "".join(char * times if char in "#中芯ai。" else char for char in rich.text)

    thread = ThreadRule(by="sequence", number="{n}/{of}")
    try:
        whole = Splitter(rule, thread, project=swollen).split([TextBlock(text=text)])
    except FitError:
        reject()
    for chunk in whole.chunks:
        for limit in rule.limits:
            assert Ruler(limit.unit).size(swollen(chunk.shown)) <= limit.max


@laws
@given(blocks(), rules(), threads())
def test_the_same_text_gives_the_same_pieces(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    assert cut(made, rule, thread) == cut(made, rule, thread)


@laws
@given(blocks(), rules(), threads())
def test_a_unit_that_fits_is_one_message_and_no_other_has_part_of_it(
    made: list[TextBlock], rule: TextRule, thread: ThreadRule
):
    whole = cut(made, rule, thread)
    if thread.by == "none" or thread.max_messages is not None or len(whole.chunks) == 1:
        return
    room = Splitter(rule, thread, numbering="all").room(digits=3)
    starts = joined(made)[1]
    at = 0
    for part in units(made):
        start, end = starts[at], starts[at + len(part) - 1] + len(part[-1].text)
        at += len(part)
        glued = part[-1].glue or (at > len(part) and made[at - len(part) - 1].glue)
        if not whole.source.text[start:end].strip() or room.of(part) > 1 or glued:
            continue
        held = [one for one in whole.chunks if one.start < end and one.end > start]
        assert len(held) == 1
        assert whole.source.text[held[0].start : start].strip() == ""
        assert whole.source.text[end : held[0].end].strip() == ""


@laws
@given(st.lists(st.tuples(texts(20), texts(20)), min_size=1, max_size=8), rules(), threads())
def test_all_languages_share_messages_alike(
    said: list[tuple[str, str]], rule: TextRule, thread: ThreadRule
):
    both = [
        [
            TextBlock(text=Rich(text=pair[at] or "。"), unit=("points", n))
            for n, pair in enumerate(said)
        ]
        for at in (0, 1)
    ]
    room = Splitter(rule, thread).room()
    one, other = ([block.unit for block in blocks] for blocks in share_messages(both, room))
    assert one == other
