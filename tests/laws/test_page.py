"""Laws of the page that need no browser: spans lose no word, and Markdown is read back as it was meant."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from crosspost.looks.elements import TaggedSpan as Span
from crosspost.looks.elements import with_spans as drawn
from crosspost.markup.dialect import Dialect
from crosspost.markup.plain import add_spaces
from crosspost.model.channel_rules import MarksRule
from crosspost.registry import channel_names, load_channel
from crosspost.text.richtext import Mark, MarkKind, Rich
from tests.laws.strategies import KINDS, texts
from tests.tries import tries

quick = tries(200)
DIALECTS = [
    rule.marks
    for spec in map(load_channel, channel_names())
    for rule in (spec.write, *(form.write for form in spec.forms.values()))
    if rule and rule.marks.strong
]


class Nesting(HTMLParser):
    """The words of some HTML, with the tags that stand around each; every end tag is the last one's."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag, attrs):
        del attrs
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += [(char, frozenset(self.open)) for char in data]


@st.composite
def spanned(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(texts(12))
    offsets = st.integers(0, len(text) + 3)
    spans = []
    for tag in draw(st.lists(st.sampled_from("abius"), max_size=6)):
        start, end = sorted((draw(offsets), draw(offsets)))
        spans.append(Span(start=start, end=end, tag=tag))
    return text, spans


@quick
@given(spanned())
def test_every_character_stands_in_the_spans_that_hold_it(made: tuple[str, list[Span]]):
    text, spans = made
    reader = Nesting()
    reader.feed(drawn(text, spans))
    reader.close()
    expected = [
        (char, frozenset(span.tag for span in spans if span.start <= at < span.end))
        for at, char in enumerate(text)
    ]
    assert reader.open == []
    assert reader.words == expected


@st.composite
def marked(draw: st.DrawFn) -> Rich:
    """A text with strong, code, blocks of code, quotes and links anywhere."""
    text = draw(texts(12))
    marks = []
    for _ in range(draw(st.integers(0, 4)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind: MarkKind = draw(st.sampled_from((*KINDS, "pre")))
        href = {"link": "https://a.cn/路", "pre": "python"}.get(kind, "")
        marks.append(Mark(start=start, end=end, kind=kind, href=href))
    return Rich(text=text, marks=tuple(marks))


@quick
@given(marked(), st.sampled_from(DIALECTS))
def test_a_robots_markdown_reads_as_the_text_that_went_in(rich: Rich, marks: MarksRule):
    """But for signs that are written with their full-width twins."""
    twins = {**marks.twins, **marks.lead_twins}
    back = str.maketrans({twin: sign for sign, twin in twins.items()})
    dialect = Dialect(marks)
    shown = dialect.read(dialect.write(add_spaces(rich))).text
    assert plain(shown, marks).translate(back) == plain(add_spaces(rich).text, marks).translate(
        back
    )


def plain(text: str, marks: MarksRule) -> str:
    """An empty line may stand behind a list."""
    text = re.sub(r"\n+", "\n", text) if marks.bullet else text
    for sign, twin in marks.fenced_twins.items():
        text = text.replace(twin, sign)
    return text.replace(marks.space or " ", " ").replace("｀", "`")
