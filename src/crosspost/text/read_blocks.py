r"""Reading blocks: Markdown into the records of ``blocks``.

The parser is ``markdown_parser``'s; every block keeps the lines it was read from. Where one
paragraph of Markdown is several blocks (a picture on a line of its own, items with Chinese leads)
the first of them keeps what the others cannot be told apart from, and those have no source.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from .._lazy_re import later
from .blocks import Align, Block, Code, Item, List, Note, Paragraph, Picture, Quote, Rule, Table
from .entities import named
from .inline_markdown import captioned, marked_lines, read_lines
from .plain_lists import paragraphs_and_lists
from .richtext import Rich, join

if TYPE_CHECKING:
    from markdown_it.token import Token

_SIGNS = later(r"[\\`*_~\[\]<&\n\r\t|]|^[^\S\n]*(?:[-+#>•~=]|[0-9A-Ha-h]+[.)、）])|\x00")
"""A text without any of these is one paragraph without marks."""
_RAW = later(r"\s*<(pre|script|style|textarea)\b", re.IGNORECASE)
_BLANK = " \t\n"
_MARKER = later(r"(?:[^\S\n]*>)*([^\S\n]*(?:[-+*]|[0-9]{1,9}[.)])[^\S\n]*)")
_TASK = later(r"\[([ xX])\][^\S\n]+")
_LANGUAGE = later(r"[A-Za-z][\w#+.-]*")
_SETTING = later(r"\{[^{}]*\}|[\w-]+=(?:\"[^\"]*\"|'[^']*'|\S+)|,")
_FLAG = later(r"[A-Za-z][\w#+.:?=-]*(?<![.:?])")
_MOST_FLAGS = 3
"""Words behind a fence's signs: the language, and how a site shows it (``js showLineNumbers``)."""
_CAPTION = later(r"(?:title|caption|filename|name)=(?:\"([^\"]+)\"|'([^']+)'|([^\s\"']+))")
_ALIGN: dict[str, Align] = {
    "text-align:left": "left",
    "text-align:center": "center",
    "text-align:right": "right",
}


def read_blocks(markdown: str) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    r"""The blocks of *markdown*, and what of it could not be said (tags, addresses), as typed.

    >>> blocks, _ = read_blocks("三件事：\n- 调价\n- [x] 搬家\n\n> 引文 🎉")
    >>> [type(block).__name__ for block in blocks], blocks[1].items[1].checked
    (['Paragraph', 'List', 'Quote'], True)
    """
    if not _SIGNS.search(markdown):
        words = named(Rich(text=markdown.strip()))
        return ((Paragraph(text=words, source=markdown.rstrip(_BLANK)),) if words else ()), ()
    from .markdown_parser import parser  # noqa: PLC0415 - plain words do without

    env: dict[str, Any] = {}
    tokens = parser().parse(markdown, env)
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _Reader(lines, env)
    blocks = reader.with_definitions(tokens) if env.get("references") else reader.blocks(tokens)
    return tuple(_without_empty(_with_notes_last(blocks))), tuple(reader.dropped)


def _says(block: Block) -> bool:
    return not isinstance(block, Paragraph) or bool(block.text)


def _without_empty(blocks: Iterator[Block]) -> Iterator[Block]:
    """HTML that says nothing stands in the source of the block above it, or else below."""
    last: Block | None = None
    empty = ""
    for block in blocks:
        if not _says(block):
            empty += f"\n\n{block.source}"
        elif last is None:
            source = f"{empty}\n\n{block.source}".lstrip("\n")
            last = structs.replace(block, source=source, tight=False) if empty else block
            empty = ""
        else:
            yield structs.replace(last, source=last.source + empty) if empty else last
            last = structs.replace(block, tight=False) if empty else block
            empty = ""
    if last:
        yield structs.replace(last, source=last.source + empty) if empty else last


def _with_notes_last(blocks: Iterator[Block]) -> Iterator[Block]:
    notes: list[Note] = []
    gone, above = False, None
    for block in blocks:
        if isinstance(block, Note):
            notes.append(block)
        else:
            if gone and isinstance(above, List):
                yield Paragraph(text=Rich(text=""), source="<!-- -->")  # what ends the list
            yield structs.replace(block, tight=False) if gone else block
            above = block
        gone = isinstance(block, Note)
    notes.sort(key=lambda note: note.number)
    for at, note in enumerate(notes):
        yield structs.replace(note, tight=at > 0)


class _Reader:
    """Reads the tokens of one text.

    Args:
        lines: the text's own.
        env: what the parser noted of the whole text.
    """

    def __init__(self, lines: list[str], env: dict[str, Any]) -> None:
        self.lines = lines
        self.env = env
        self.dropped: list[str] = []
        self._markers: dict[int, int] = {}
        """By line, where the markers of its items that are read already end."""
        self._unnamed = 0
        """Footnotes so far that nothing refers to."""
        definitions = (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))
        self._definitions = {line for one in definitions for line in range(*one["map"])}
        """Lines that say which address a reference means."""

    def blocks(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        """The blocks that *tokens* are, one after another."""
        at = 0
        while at < len(tokens):
            end = _end(tokens, at)
            if read := _READERS.get(tokens[at].type):
                yield from read(self, tokens[at : end + 1])
            at = end + 1

    def with_definitions(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        """`blocks`, each with the addresses that its links refer to, so that it stands alone.

        Blocks without an empty line between them have those of all at the end of the last.
        """
        labels: dict[str, None] = {}
        group: list[Block] = []
        at = 0
        while at < len(tokens):
            end = _end(tokens, at)
            part = tokens[at : end + 1]
            for block in self.blocks(part):
                alone = any(isinstance(one, Note) for one in (block, *group[-1:]))
                if not block.tight or alone:
                    yield from self._defined(group, labels)
                    group, labels = [], {}
                group.append(block)
            labels |= dict.fromkeys(
                child.meta["label"]
                for token in part
                for child in token.children or ()
                if child.type in {"link_open", "image"} and "label" in child.meta
            )
            at = end + 1
        yield from self._defined(group, labels)

    def _defined(self, group: Sequence[Block], labels: Iterable[str]) -> Iterator[Block]:
        last = max((at for at, block in enumerate(group) if block.source), default=-1)
        for at, block in enumerate(group):
            if at != last:
                yield block
                continue
            maps = [self.env["references"][label]["map"] for label in labels]
            typed = ["\n".join(self.lines[start:end]).lstrip(" \t>") for start, end in maps]
            yield structs.replace(block, source="\n\n".join([block.source, *typed]))

    def _where(self, token: "Token") -> tuple[str, bool]:
        """The lines *token* was read from, and whether one with words stands right above."""
        start, end = token.map or (0, 0)
        source = "\n".join(self.lines[start:end]).rstrip(_BLANK).strip("\n")
        above = self.lines[start - 1].strip(" \t>") if start else ""
        return source, bool(above) and start - 1 not in self._definitions

    def _inside(self, tokens: Sequence["Token"]) -> tuple[Block, ...]:
        """The blocks between the first and the last of *tokens*."""
        blocks = tuple(filter(_says, self.blocks(tokens[1:-1])))
        if blocks and blocks[0].tight:
            return (structs.replace(blocks[0], tight=False), *blocks[1:])
        return blocks

    def paragraph(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        lines = captioned(read_lines(tokens[1].children or ()))
        typed = tokens[1].content if len(lines) == 1 else ""  # pictures part it already
        for line in lines:
            self.dropped += line.dropped
            if words := line.words.strip():
                yield from paragraphs_and_lists(words, typed, source, tight=tight)
                source, tight = "", True
            for picture in line.pictures:
                yield structs.replace(picture, source=source, tight=tight)
                source, tight = "", True
        if source:
            yield Paragraph(text=Rich(text=""), source=source)

    def heading(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        """A heading inside a text is a line in bold."""
        for block in self.paragraph(tokens):
            if isinstance(block, Paragraph):
                text = block.text.marked("strong") or Rich(text=block.source)  # # alone is a sign
                yield structs.replace(block, text=text)
            else:
                yield block

    def list(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        items: list[Item] = []
        at = 1
        while at < len(tokens) - 1:
            end = _end(tokens, at)
            items.append(self._item(tokens[at : end + 1]))
            at = end + 1
        ordered = tokens[0].type == "ordered_list_open"
        says = items if ordered else [said for item in items for said in _said(item)]
        yield List(items=tuple(says or items), source=source, tight=tight, ordered=ordered)

    def _item(self, tokens: Sequence["Token"]) -> Item:
        lead = self._lead(tokens[0])
        blocks = self._inside(tokens)
        first = blocks[0] if blocks else None
        if not isinstance(first, Paragraph):
            lead = lead if blocks else f"{lead.rstrip()} "
            return Item(lead=lead, text=Rich(text=""), more=blocks)
        task = _TASK.match(first.text.text)
        if task is None:
            return Item(lead=lead, text=first.text, more=blocks[1:])
        checked = task[1] != " "
        return Item(lead=lead, text=first.text[task.end() :], more=blocks[1:], checked=checked)

    def _lead(self, token: "Token") -> str:
        line = token.map[0] if token.map else 0
        found = _MARKER.match(self.lines[line], self._markers.get(line, 0))
        if found is None:
            return f"{token.info}{token.markup} "
        self._markers[line] = found.end()
        return found[1] if found[1][-1:].isspace() else f"{found[1]} "

    def quote(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        if blocks := self._inside(tokens):
            yield Quote(blocks=blocks, source=source, tight=tight)
        else:
            yield Paragraph(text=Rich(text=""), source=source)

    def code(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        token = tokens[0]
        source, tight = self._where(token)
        code = token.content.removesuffix("\n")
        _, more, last = source.rpartition("\n")
        last = last.strip(" \t>")
        if not (more and last.startswith(token.markup) and not last.strip(token.markup[0])):
            source, code = f"{source}\n{token.markup}", code.rstrip(_BLANK)  # without its end
        language = ""
        if not _is_info(token.info):
            code = f"{token.info}\n{code}"  # words that somebody wrote on the fence's line
        elif found := _LANGUAGE.search(token.info):
            language = found[0]
            self.dropped += ("".join(one) for one in _CAPTION.findall(token.info))
        yield Code(code=code, source=source, language=language, tight=tight)

    def table(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        rows: list[list[Rich]] = []
        align: list[Align] = []
        pictures: list[Picture] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "th_open":
                align.append(_ALIGN.get(str(token.attrs.get("style", "")), ""))
            elif token.type == "inline":
                lines = list(read_lines(token.children or ()))
                rows[-1].append(join([line.words for line in lines if line.words], "\n"))
                pictures += (picture for line in lines for picture in line.pictures)
                self.dropped += (one for line in lines for one in line.dropped)
        yield Table(
            header=tuple(rows[0]),
            rows=tuple(map(tuple, rows[1:])),
            align=tuple(align),
            source=source,
            tight=tight,
        )
        yield from pictures

    def rule(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        yield Rule(source=source, tight=tight)

    def note(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        source, tight = self._where(tokens[0])
        notes = self.env["footnotes"]
        number = notes["refs"][f":{tokens[0].meta['label']}"] + 1
        if not number:  # nothing refers to it
            self._unnamed += 1
            number = len(notes.get("list", ())) + self._unnamed
        blocks = tuple(
            structs.replace(block, source=block.source.lstrip(" "))
            for block in self._inside(tokens)
        )
        yield Note(number=number, blocks=blocks, source=source.lstrip(" "), tight=tight)

    def html(self, tokens: Sequence["Token"]) -> Iterator[Block]:
        from .html_blocks import read_html  # noqa: PLC0415 - few texts have any

        source, tight = self._where(tokens[0])
        typed = tokens[0].content
        raw = _RAW.match(typed)
        if raw and f"</{raw[1].lower()}" not in typed.lower():
            source = f"{source}</{raw[1]}>"  # without its end it would take in what follows
        blocks, dropped = read_html(typed, marked_lines)
        self.dropped += dropped
        if not blocks:
            yield Paragraph(text=Rich(text=""), source=source)
        for block in blocks:
            yield structs.replace(block, source=source, tight=tight)
            source, tight = "", True


def _said(item: Item) -> tuple[Item, ...]:
    """*item*, none where it is empty; of ``- - x``, the items that are in it."""
    match item:
        case Item(text=Rich(text=""), checked=None, more=(List(ordered=False, items=inner),)):
            return inner
        case _:
            return (item,) if item.text or item.more else ()


def _end(tokens: Sequence["Token"], at: int) -> int:
    """Where the token stands that closes the one at *at*."""
    if tokens[at].nesting < 1:
        return at
    level = tokens[at].level
    while at < len(tokens) - 1:
        at += 1
        if tokens[at].level == level and tokens[at].nesting < 0:
            return at
    return at


_READERS: dict[str, Callable[[_Reader, Sequence["Token"]], Iterator[Block]]] = {
    "paragraph_open": _Reader.paragraph,
    "heading_open": _Reader.heading,
    "bullet_list_open": _Reader.list,
    "ordered_list_open": _Reader.list,
    "blockquote_open": _Reader.quote,
    "fence": _Reader.code,
    "table_open": _Reader.table,
    "hr": _Reader.rule,
    "html_block": _Reader.html,
    "footnote_reference_open": _Reader.note,
}
"""By the parser's names of what opens a block."""


def _is_info(words: str) -> bool:
    """Whether *words*, behind the signs that open a fence, are about the code, and no text.

    >>> _is_info('python {1,3-5} title="a.py"'), _is_info("最先来的是它。"), _is_info("He left.")
    (True, False, False)
    """
    flags = _SETTING.sub(" ", words).split()
    return len(flags) <= _MOST_FLAGS and all(map(_FLAG.fullmatch, flags))
