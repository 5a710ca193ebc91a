"""Laws of markup: read back, every projection names the words that the marks named."""

from html.parser import HTMLParser
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from crosspost.adapters.bluesky import facets
from crosspost.adapters.telegram import entities
from crosspost.markup.marks import html
from crosspost.markup.plain import add_spaces, flatten
from crosspost.model.layout import Brackets, QuoteMarks
from crosspost.text.entities import named
from crosspost.text.inline_markdown import inline
from crosspost.text.richtext import Mark, MarkKind, Rich
from crosspost.typography import Style, repair
from crosspost.typography.spacing import tightened
from tests.tries import tries

quick = tries(200)
HREFS = st.sampled_from(["https://a.cn", "https://b.cn/路径"])
KINDS: list[MarkKind] = ["strong", "emphasis", "code", "link", "url", "quote"]
MARKED: list[MarkKind] = [*KINDS, "hashtag", "mention", "cashtag"]


@st.composite
def riches(draw: st.DrawFn) -> Rich:
    """Any marks over any words, crossing or not."""
    text = draw(st.text(alphabet="ab 中文。\n🎉é<&👨‍👩‍👧", min_size=1, max_size=16))
    marks = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        kind = draw(st.sampled_from(MARKED))
        href = draw(HREFS) if kind in {"link", "url"} else ""
        marks.append(Mark(start=start, end=end, kind=kind, href=href))
    return Rich(text=text, marks=tuple(marks))


def covered(rich: Rich, *kinds: str) -> list[bool]:
    """For each character but white space, whether a mark of *kinds* is over it."""
    inside = {at for mark in rich.marks if mark.kind in kinds for at in range(mark.start, mark.end)}
    return [at in inside for at, char in enumerate(rich.text) if not char.isspace()]


def spans(text: str, pairs: list[tuple[int, int]], encoding: str, width: int) -> list[bool]:
    """The same, from offsets in units of *width* bytes of *encoding*."""
    inside = {unit for start, end in pairs for unit in range(start, end)}
    said = []
    at = 0
    for char in text:
        wide = len(char.encode(encoding)) // width
        whole = {at + step in inside for step in range(wide)}
        assert len(whole) == 1, "an offset inside a character"
        if not char.isspace():
            said.append(whole.pop())
        at += wide
    return said


def over(rich: Rich, *types: str) -> list[bool]:
    pairs = [
        (int(str(one["offset"])), int(str(one["offset"])) + int(str(one["length"])))
        for one in entities(rich)
        if one["type"] in types
    ]
    return spans(rich.text, pairs, "utf-16-le", 2)


@quick
@given(riches())
def test_entities_name_the_same_words(rich: Rich):
    links, code = covered(rich, "link", "url"), covered(rich, "code")
    shown = [a and not b for a, b in zip(code, links, strict=True)]
    assert over(rich, "text_link") == links
    assert over(rich, "blockquote") == covered(rich, "quote")
    assert over(rich, "code") == shown
    for style, kind in (("bold", "strong"), ("italic", "emphasis")):
        free = zip(covered(rich, kind), shown, strict=True)
        assert over(rich, style) == [a and not b for a, b in free]


@quick
@given(riches())
def test_facets_name_whole_links_and_tags_apart_from_each_other(rich: Rich):
    named = {(mark.kind, rich.text[mark.start : mark.end].strip()) for mark in rich.marks}
    raw = rich.text.encode()
    end = 0
    for facet in facets(rich):
        index = facet["index"]
        assert isinstance(index, dict)
        start, stop = int(str(index["byteStart"])), int(str(index["byteEnd"]))
        assert end <= start < stop
        end = stop
        words = raw[start:stop].decode()
        assert any(words in whole for kind, whole in named if kind in {"link", "url", "hashtag"})


class Reading(HTMLParser):
    """Reads HTML back: its text, the tags over each character; every tag closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.read: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "br":
            self.handle_data("\n")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.read += [(char, frozenset(self.open)) for char in data]


@quick
@given(riches())
def test_html_reads_back(rich: Rich):
    reading = Reading()
    reading.feed(html(rich, {"link": "color: red"}))
    reading.close()
    assert reading.open == []
    assert "".join(char for char, _ in reading.read) == rich.text
    for tag, kind in {"strong": "strong", "em": "emphasis", "code": "code", "span": "link"}.items():
        said = [tag in tags for char, tags in reading.read if not char.isspace()]
        assert said == covered(rich, kind)


@quick
@given(riches())
def test_plain_text_keeps_every_word_and_says_every_address(rich: Rich):
    flat = flatten(rich)
    left = iter(flat.text)
    assert all(char in left for char in rich.text)
    links = [mark for mark in rich.marks if mark.kind == "link"]
    assert not links or any(mark.href in flat.text for mark in links)


@quick
@given(riches())
def test_parting_adds_spaces_alone(rich: Rich):
    assert add_spaces(rich).text.replace(" ", "") == rich.text.replace(" ", "")
    assert add_spaces(add_spaces(rich)).text == add_spaces(rich).text


SOURCES = st.text(
    alphabet="ab1A股中文。，“”‘’「」『』\"',:;.?!()（）-—…・&%/ \n*`[]\\<#@$é\u0301\u200b\u200d\u202e🎉👩n t",
    max_size=40,
)
LANGUAGES = st.sampled_from(["zh", "zh-Hant", "en", "ja"])
STYLES = st.builds(
    Style,
    brackets=st.sampled_from(get_args(Brackets)),
    quotes=st.sampled_from(get_args(QuoteMarks)),
)
NAMES = st.sampled_from(["https://a.cn/x,y's--z", "@open_ai", "#AI绘画", "$NVDA"])


@quick
@given(SOURCES)
def test_reading_marks_loses_signs_alone(text: str):
    left = iter(text)
    assert all(char in left for char in inline(text).text.replace(" ", ""))


@tries(600)
@given(SOURCES, LANGUAGES, STYLES)
def test_repairing_twice_is_repairing_once(text: str, language: str, style: Style):
    once, _ = repair(inline(text), language, style)
    assert repair(once, language, style) == (once, ())


@quick
@given(SOURCES, NAMES, SOURCES, LANGUAGES)
def test_addresses_and_names_are_never_repaired(before: str, name: str, after: str, language: str):
    rich = named(Rich(text=f"{before} {name} {after}"))
    repaired, _ = repair(rich, language)
    kept = [rich.text[mark.start : mark.end] for mark in rich.marks]
    assert [repaired.text[mark.start : mark.end] for mark in repaired.marks] == kept


@quick
@given(st.text(alphabet="AB1股中文。，“”「」\"',:;?!()（）-—…%/ ", max_size=40))
def test_a_repair_makes_no_chinese_longer_but_by_what_may_go(text: str):
    repaired, _ = repair(Rich(text=text), "zh")
    assert len(tightened(repaired.text)) <= len(text)


@quick
@given(SOURCES, SOURCES, LANGUAGES)
def test_code_is_never_repaired(before: str, code: str, language: str):
    rich = Rich(text=before) + Rich(text=code).marked("code")
    repaired, _ = repair(rich, language)
    assert repaired.text.endswith(code)
    if code:
        assert [repaired.text[mark.start : mark.end] for mark in repaired.marks] == [code]
