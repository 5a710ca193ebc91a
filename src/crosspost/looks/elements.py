"""Spans: a text with elements around parts of it, escaped, well nested however they overlap."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from html.parser import HTMLParser

from markupsafe import Markup, escape

from .._record import Record

Attributes = dict[str, str]


class TaggedSpan(Record):
    """An element around ``text[start:end]``, in code points."""

    start: int
    end: int
    tag: str
    attributes: Attributes = {}
    inner: Markup = Markup()
    """What stands in the element before the text, and is none: a control."""


def escaped(text: str) -> Markup:
    r"""*text* for an element or an attribute; a parser keeps its line ends as they are.

    >>> escaped('《A & B》\r"<b>"')
    Markup('《A &amp; B》&#13;&#34;&lt;b&gt;&#34;')
    """
    made = escape(text)
    return made.replace("\r", _LINE_END) if "\r" in made else made


_LINE_END = Markup("&#13;")


def opening(tag: str, attributes: Attributes | None = None) -> Markup:
    """An element's opening tag; the whole of one that has nothing in it, such as ``input``.

    >>> opening("input", {"value": "“芯片”"})
    Markup('<input value="“芯片”">')
    """
    return Markup(_opening(tag, attributes))  # noqa: S704 - every value of it is escaped


def _opening(tag: str, attributes: Attributes | None) -> str:
    name, *classes = tag.split(".")
    every = ({"class": " ".join(classes)} if classes else {}) | (attributes or {})
    said = "".join([f' {key}="{escaped(value)}"' for key, value in every.items()])
    return f"<{name}{said}>"


def element(tag: str, inner: str = "", attributes: Attributes | None = None) -> Markup:
    """One element; *inner* is escaped unless it is markup already, and so are the attributes.

    Args:
        tag: its name, and its classes as a style sheet writes them: ``p.said.quiet``.
        inner: what stands in it.
        attributes: the others.

    >>> element("b.new", "<芯片>", {"title": '"'})
    Markup('<b class="new" title="&#34;">&lt;芯片&gt;</b>')
    """
    shown = inner if isinstance(inner, Markup) else escaped(inner)
    end = tag.partition(".")[0]
    return Markup(f"{_opening(tag, attributes)}{shown}</{end}>")  # noqa: S704 - parts are


def with_spans(text: str, spans: Iterable[TaggedSpan]) -> Markup:
    """*text* with *spans* around its parts; of two that cross, the later one is cut in two.

    Of two that are alike, the one that is named first is the outer one.

    >>> with_spans(
    ...     "芯片🎉", [TaggedSpan(start=0, end=2, tag="b"), TaggedSpan(start=1, end=3, tag="i")]
    ... )
    Markup('<b>芯<i>片</i></b><i>🎉</i>')
    """
    waiting = [
        (span.start, -min(span.end, len(text)), at, span)
        for at, span in enumerate(spans)
        if span.start < min(span.end, len(text))
    ]
    heapify(waiting)
    out: list[str] = []
    inside: list[tuple[int, str]] = []
    at = 0

    def text_to(end: int) -> None:
        nonlocal at
        while inside and inside[-1][0] <= end:
            stop, tag = inside.pop()
            out.append(f"{escaped(text[at:stop])}</{tag}>")
            at = stop
        out.append(escaped(text[at:end]))
        at = end

    while waiting:
        start, negative, rank, span = heappop(waiting)
        text_to(start)
        end = -negative
        if inside and inside[-1][0] < end:
            end = inside[-1][0]
            heappush(waiting, (end, negative, rank, span))
        out += (opening(span.tag, span.attributes), str(span.inner) if start == span.start else "")
        inside.append((end, span.tag))
    text_to(len(text))
    return Markup("".join(out))  # noqa: S704 - every part of it is escaped


def styles(html: str) -> set[str]:
    """Every ``style`` attribute that *html* holds, as a browser reads it.

    >>> styles('<b style="color:red">芯片</b>')
    {'color:red'}
    """
    reader = _Styles()
    reader.feed(html)
    reader.close()
    return reader.found


class _Styles(HTMLParser):
    """Collects ``style`` attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found.update(value for name, value in attrs if name == "style" and value)
