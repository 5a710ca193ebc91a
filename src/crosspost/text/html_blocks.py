r"""HTML blocks: what stands between Markdown's paragraphs as HTML, as blocks of a text.

Words, lists, tables, quotations, code and pictures stay; tags that only lay out go; what cannot be
said (a video, a form) is noted. White space is HTML's: a line's end is a space.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import structs

from .._lazy_re import later
from .blocks import Align, Block, Break, Code, Item, List, Paragraph, Picture, Quote, Rule, Table
from .cjk import needs_no_space
from .html_tags import BLOCKS, HIDDEN, attribute, decoded, tag_name
from .richtext import Rich, join

if TYPE_CHECKING:
    from .inline_markdown import MarkedLine

ReadLines = Callable[[str], "Iterator[MarkedLine]"]
"""The lines of one paragraph, its marks read: `inline_markdown.marked_lines`."""

TAG = later(
    r"""<(?:!--.*?(?:-->|\Z)|/?[A-Za-z][A-Za-z0-9-]*(?:"[^"<]*"|'[^'<]*'|[^"'<>])*>)""", re.DOTALL
)
_SPACE = later(r"[ \t\r\f]*\n\s*|[ \t\r\f]{2,}")
_LANGUAGE = later(r"(?:lang|language|highlight)-([A-Za-z][\w#+.-]*)")
_DEEPEST = 12
"""Lists and quotations in each other; what stands deeper stands beside."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_PARTS = BLOCKS | HIDDEN | {"pre"}


def read_html(html: str, lines: ReadLines) -> tuple[list[Block], list[str]]:
    r"""The blocks of *html*, without sources, and what of it could not be said, as typed.

    >>> from crosspost.text.inline_markdown import marked_lines
    >>> html = "<p>芯片<br>很<b>小</b> 🎉</p><video src='a.mp4'></video>"
    >>> blocks, dropped = read_html(html, marked_lines)
    >>> blocks[0].text.text, dropped
    ('芯片\n很小 🎉', ["<video src='a.mp4'>"])
    """
    page = _Page(lines)
    at = 0
    for found in TAG.finditer(html):
        page.words(html[at : found.start()])
        page.tag(found[0])
        at = found.end()
    page.words(html[at:])
    return page.finished(), page.dropped


class _Frame:
    """What is open: the whole, a quotation, or a list."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: list[Block] = []
        """Of a list, those of its last item."""
        self.items: list[Item] = []
        self.in_item = False


class _Page:
    """What was read so far."""

    def __init__(self, lines: ReadLines) -> None:
        self.dropped: list[str] = []
        self._lines = lines
        self._frames = [_Frame("")]
        self._typed: list[str] = []
        """Words and tags of the paragraph that is being read."""
        self._heading = False
        self._rows: list[list[Rich]] | None = None
        self._in_cell = False
        self._code: list[str] | None = None
        self._language = ""
        self._hidden = ""

    def words(self, typed: str) -> None:
        if self._code is not None:
            self._code.append(decoded(typed))
        elif not self._hidden:
            self._typed.append(typed)

    def tag(self, typed: str) -> None:
        name, closes = tag_name(typed), typed.startswith("</")
        if not name:
            self._comment(typed)
        elif self._hidden:
            self._hidden = "" if closes and name == self._hidden else self._hidden
        elif self._code is not None and not (closes and name == "pre"):
            self._code.append("\n" if name == "br" else "")
            self._language = self._language or _language(typed)
        elif name not in _PARTS:
            self._typed.append(typed)
        elif name in HIDDEN:
            self.dropped += [] if closes else [typed]
            self._hidden = "" if closes else name
        elif name in {"td", "th", "tr", "table"}:
            self._table(name, closes=closes)
        else:
            self._part(name, typed, closes=closes)

    def _comment(self, typed: str) -> None:
        if typed[4:-3].strip().lower() == "thread":
            self._flush()
            self._frames[-1].blocks.append(Break())
        elif not typed.endswith("-->"):
            self.dropped.append(typed)  # it hides all that follows

    def _part(self, name: str, typed: str, *, closes: bool) -> None:
        last = self._frames[-1].blocks[-1:]
        before = len(self._frames[-1].blocks)
        self._flush()
        if name == "figcaption" and closes and last and isinstance(last[0], Picture):
            self._caption(before)
        self._heading = not closes and name in _HEADINGS
        if name == "pre":
            self._pre(typed, closes=closes)
        elif name == "hr":
            self._frames[-1].blocks.append(Rule(source=""))
        elif name == "li":
            self._item(closes=closes)
        elif name in {"ul", "ol", "blockquote"}:
            if closes:
                self._close(name)
            elif len(self._frames) < _DEEPEST:
                self._frames.append(_Frame(name))

    def _caption(self, at: int) -> None:
        """The words behind a picture are what stands under it."""
        blocks = self._frames[-1].blocks
        picture, words = blocks[at - 1], blocks[at:]
        if len(words) == 1 and isinstance(picture, Picture) and isinstance(words[0], Paragraph):
            blocks[at - 1 :] = [structs.replace(picture, caption=words[0].text)]

    def _pre(self, typed: str, *, closes: bool) -> None:
        if not closes:
            self._code, self._language = [], _language(typed)
        elif self._code is not None:
            code = "".join(self._code).rstrip().lstrip("\n")
            if code:
                self._frames[-1].blocks.append(Code(code=code, language=self._language, source=""))
            self._code = None

    def _item(self, *, closes: bool) -> None:
        if self._frames[-1].name not in {"ul", "ol"} and not closes:
            self._frames.append(_Frame("ul"))
        frame = self._frames[-1]
        if frame.name in {"ul", "ol"}:
            _end_item(frame)
            frame.in_item = not closes

    def _close(self, name: str) -> None:
        """End what *name* began, and what is open inside it."""
        if not any(frame.name == name for frame in self._frames):
            return
        closed = ""
        while closed != name:
            frame = self._frames.pop()
            closed = frame.name
            blocks = self._frames[-1].blocks
            if closed == "blockquote":
                if frame.blocks:
                    blocks.append(Quote(blocks=tuple(frame.blocks), source=""))
                continue
            _end_item(frame)
            if frame.items:
                ordered = closed == "ol"
                blocks.append(List(items=tuple(frame.items), source="", ordered=ordered))

    def _table(self, name: str, *, closes: bool) -> None:
        if self._rows is None:
            self._flush()
            self._rows = [] if name == "table" and not closes else None
            return
        read = list(self._read())
        if self._in_cell:
            self._rows[-1].append(join(read, "\n"))
        else:  # a caption, or what stands where nothing should
            self._frames[-1].blocks += [Paragraph(text=words, source="") for words in read]
        self._in_cell = name in {"td", "th"} and not closes
        if (name == "tr" and not closes) or (self._in_cell and not self._rows):
            self._rows.append([])
        if name == "table" and closes:
            rows, self._rows = [row for row in self._rows if row], None
            self._frames[-1].blocks += [_table(rows)] if rows else []

    def _flush(self) -> None:
        """The words that were read are a paragraph; in a cell they are its own."""
        if self._rows is not None:
            self._typed.append("<br>")
            return
        blocks = self._frames[-1].blocks
        for words in self._read(blocks):
            text = words.marked("strong") if self._heading else words
            blocks.append(Paragraph(text=text, source=""))

    def _read(self, blocks: list[Block] | None = None) -> Iterator[Rich]:
        typed = _folded("".join(self._typed).strip())
        self._typed.clear()
        if not typed:
            return
        shown = self._frames[-1].blocks if blocks is None else blocks
        for line in self._lines(typed):
            self.dropped += line.dropped
            if line.words:
                yield line.words
            shown += line.pictures

    def finished(self) -> list[Block]:
        if self._code is not None:
            self._pre("", closes=True)
        if self._rows is not None:
            self._table("table", closes=True)
        self._flush()
        while len(self._frames) > 1:
            self._close(self._frames[-1].name)
        return self._frames[0].blocks


def _end_item(frame: _Frame) -> None:
    """What stands in *frame* so far is an item of its own."""
    if not frame.blocks:
        return
    number = f"{len(frame.items) + 1}. "
    first, *more = frame.blocks
    words = first.text if isinstance(first, Paragraph) else Rich(text="")
    frame.items.append(
        Item(
            lead=number if frame.name == "ol" else "- ",
            text=words,
            more=tuple(more if isinstance(first, Paragraph) else frame.blocks),
        )
    )
    frame.blocks = []


def _table(rows: list[list[Rich]]) -> Table:
    width = max(map(len, rows))
    header, *rest = [(*row, *[Rich(text="")] * (width - len(row))) for row in rows]
    unset: Align = ""
    return Table(header=header, rows=tuple(rest), align=(unset,) * width, source="")


def _language(tag: str) -> str:
    found = _LANGUAGE.search(attribute(tag, "class"))
    return found[1] if found else attribute(tag, "lang")


def _folded(text: str) -> str:
    """*text* with one space for each run of white space, and none between Chinese characters."""

    def gap(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1], text[found.end() : found.end() + 1]
        return "" if needs_no_space(before) and after and needs_no_space(after) else " "

    return _SPACE.sub(gap, text)
