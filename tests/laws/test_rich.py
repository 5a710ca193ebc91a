"""Laws of Rich: marks keep naming the same words, whatever is done to the text around them."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from crosspost.text.richtext import Mark, MarkKind, Rich, join
from tests.tries import tries

WORDS = st.text(alphabet="ab 中文。“”👨‍👩‍👧é🇨🇳", max_size=12)
KINDS: st.SearchStrategy[MarkKind] = st.sampled_from(get_args(MarkKind))
quick = tries(300)


@st.composite
def riches(draw: st.DrawFn) -> Rich:
    text = draw(WORDS)
    offsets = st.integers(0, len(text))
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(offsets), draw(offsets)))
        if start < end:
            marks.append(Mark(start=start, end=end, kind=draw(KINDS)))
    return Rich(text=text, marks=tuple(marks))


def named(rich: Rich) -> list[tuple[str, str]]:
    return [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]


def each_character(rich: Rich) -> list[tuple[str, list[str]]]:
    """Every character with the kinds of the marks over it."""
    return [
        (char, sorted(mark.kind for mark in rich.marks if mark.start <= at < mark.end))
        for at, char in enumerate(rich.text)
    ]


@quick
@given(riches(), st.integers(0, 12))
def test_two_halves_joined_are_the_whole(rich: Rich, at: int):
    assert each_character(rich[:at] + rich[at:]) == each_character(rich)


@quick
@given(riches(), riches(), WORDS)
def test_joining_moves_no_mark(first: Rich, second: Rich, gap: str):
    joined = join([first, second], gap)
    assert joined.text == first.text + gap + second.text
    assert named(joined) == named(first) + named(second)
    assert named("前" + first) == named(first)


@quick
@given(riches())
def test_stripping_takes_white_space_alone(rich: Rich):
    bare = rich.strip()
    assert bare.text == rich.text.strip()
    start = len(rich.text) - len(rich.text.lstrip())
    assert each_character(bare) == each_character(rich)[start : start + len(bare)]


@quick
@given(riches(), st.data())
def test_a_replacement_outside_a_mark_leaves_its_words(rich: Rich, data: st.DataObject):
    offsets = st.integers(0, len(rich))
    start, end = sorted((data.draw(offsets), data.draw(offsets)))
    new = data.draw(WORDS)
    after = rich.replaced([(start, end, new)])
    assert after.text == rich.text[:start] + new + rich.text[end:]
    untouched = [
        (mark.kind, rich.text[mark.start : mark.end])
        for mark in rich.marks
        if mark.end <= start or mark.start >= end
    ]
    for mark in untouched:
        assert mark in named(after)


@quick
@given(riches(), st.data())
def test_a_replacement_inside_a_mark_stays_inside(rich: Rich, data: st.DataObject):
    for mark in rich.marks:
        if mark.end - mark.start < 3:
            continue
        new = data.draw(WORDS)
        after = rich.replaced([(mark.start + 1, mark.end - 1, new)])
        words = rich.text[mark.start] + new + rich.text[mark.end - 1]
        assert (mark.kind, words) in named(after)
