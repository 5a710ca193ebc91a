r"""Markdown blocks: a Markdown file cut at its headings and blocks, each still Markdown.

Everything that needs the whole file is settled here: soft breaks are joined, links by reference
get their addresses, footnotes move to the section that refers to them, comments go, indented code
becomes a fence. The parser is markdown-it-py; by the line maps of its tokens every line of the file
stands in exactly one block.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .._lazy_re import later
from .section_heading import headline, may_begin
from .source_blocks import (
    PICTURE,
    SourceBlock,
    SourceHeading,
    SourceKind,
    SourceParts,
    joined_lines,
    with_fence_closed,
    without_comments,
)

_MOST_BRACKETS = 1000
"""In one paragraph; nobody writes so many links, and the parser takes time with their square."""
_TAB = 4
_KINDS: dict[str, SourceKind] = {
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "fence": "code",
    "code_block": "code",
    "table_open": "table",
    "html_block": "html",
    "hr": "rule",
    "footnote_reference_open": "note",
}
_INVISIBLE = "\u200b\u2060\ufeff \t"
"""Around a heading nobody means them."""
_BROKEN = later(r"(?:<br[ \t]*/?>|\\(?=\n)|\n)+", re.IGNORECASE)
"""Where the author breaks a heading's line."""
_NOTE = later(r"\[\^(?P<name>[^\]\s]+)\](?!:)")
_NO_ITEMS = later(r"(?:[ \t]*[-+*][ \t]*(?:\[\]\(\))?[ \t]*(?:\n|$))+")
"""Bullets of a template that nobody filled in."""
_TICKS = later(r"`{3,}")


def markdown_blocks(
    markdown: str,
    first: int = 1,
    tell: Callable[[str, int], None] = lambda _code, _line: None,
) -> SourceParts:
    r"""The headings and blocks of *markdown*, in order.

    Args:
        markdown: the text, without front matter.
        first: the line of its file on which it begins.
        tell: takes the code of a finding and the line that it is about.

    >>> for part in markdown_blocks("# 芯片\n\n一行\n又一行。\n\n- 成本 🎉"):
    ...     print(part)
    SourceHeading(text='芯片', level=1, line=1)
    SourceBlock(kind='paragraph', source='一行又一行。', line=3, tight=False)
    SourceBlock(kind='list', source='- 成本 🎉', line=6, tight=False)
    """
    from ..text.markdown_parser import block_parser  # noqa: PLC0415 - loaded only for Markdown

    lines = markdown.split("\n")
    env: dict[str, Any] = {}
    tokens = block_parser().parse(markdown, env)
    if known := _known_headings(tokens, lines):
        marked = [f"## {line}" if at in known else line for at, line in enumerate(lines)]
        tokens = block_parser().parse("\n".join(marked), env := {})
    reading = _Reading(lines, first, env, known)
    reading.join_soft_breaks(tokens)
    for token in tokens:
        if (
            token.type == "fence"
            and token.map
            and _is_open(token)
            and not any(map(str.strip, lines[token.map[1] :]))
        ):
            tell("post.open-code-block", token.map[0] + first)
    return _with_notes(list(reading.parts(tokens)))


def _known_headings(tokens: Sequence[Any], lines: list[str]) -> set[int]:
    """Lines of paragraphs, from 0, that name a known section (or nearly) without being headings."""
    found: set[int] = set()
    for token, above in zip(tokens[1:], tokens, strict=False):
        if token.type != "inline" or above.type != "paragraph_open":
            continue
        first, end = token.map
        for at in range(first, end):
            text = lines[at].strip()
            if lines[at][:1] in {" ", "\t", ">", "-"} or not text or not may_begin(text[0]):
                continue
            alone = at == first and above.level == 0
            said = headline(text, alone=alone)
            if said and (said.heading or said.close):
                found.add(at)
    return found


class _Reading:
    """The lines of a file, changed in place so that each block's source is a run of them."""

    def __init__(
        self,
        lines: list[str],
        first: int,
        env: dict[str, Any],
        known: set[int],
    ) -> None:
        self.typed = lines
        self.lines: list[str | None] = list(lines)
        """None: joined to the line above."""
        self.first = first
        self.references = {"references": env.get("references", {})}
        self.known = known

    def join_soft_breaks(self, tokens: Sequence[Any]) -> None:
        """Join what is wrapped, write addresses at references, fence indented code."""
        for token, above in zip(tokens, [None, *tokens], strict=False):
            if token.type == "inline" and above.type == "paragraph_open":
                self._join(token)
            elif token.type == "code_block":
                self._fence(token)

    def _join(self, token: Any) -> None:  # noqa: ANN401 - the parser's own kind
        start, end = token.map
        if end - start == 1 and not self.references["references"] and token.content[:1] != ":":
            return  # nothing is wrapped, or a box
        wrapped = [line.strip() for line in token.content.split("\n")]
        if len(wrapped) != end - start:
            return
        prefix = self.typed[start][: self.typed[start].find(wrapped[0].rstrip("\\"))]
        joined = joined_lines(token.content)
        joined = self._addressed(joined)
        kept = joined.split("\n")
        again = re.sub(r"[^>\s]", " ", prefix)
        self.lines[start:end] = [
            *(f"{again if at else prefix}{line}" for at, line in enumerate(kept)),
            *[None] * (end - start - len(kept)),
        ]

    def _addressed(self, text: str) -> str:
        """*text* with the addresses of its links by reference."""
        if not self.references["references"] or "[" not in text or text.count("[") > _MOST_BRACKETS:
            return text
        from ..text.markdown_parser import reference_parser  # noqa: PLC0415 - few texts have any

        env = {**self.references, "written": []}
        reference_parser().parseInline(text, env)
        for start, end, address in sorted(env["written"], reverse=True):
            text = f"{text[:start]}{address}{text[end:]}"
        return text

    def _fence(self, token: Any) -> None:  # noqa: ANN401
        """Indented code as a fence, which needs no more than its own lines."""
        start, end = token.map
        code = token.content.rstrip("\n").split("\n")
        end = start + len(code)
        typed = self.typed[start].expandtabs(_TAB)
        indent = typed[: max(0, len(typed) - len(code[0].expandtabs(_TAB)) - _TAB)]
        indent = re.sub(r"[^>\s]", " ", indent)
        sign = "`" * max([3, *(len(ticks) + 1 for ticks in _TICKS.findall(token.content))])
        whole = [f"{indent}{line}".rstrip() for line in (sign, *code, sign)]
        self.lines[start:end] = ["\n".join(whole), *[None] * (end - start - 1)]

    def parts(self, tokens: Sequence[Any]) -> Iterator[SourceBlock | SourceHeading]:
        """The blocks and headings at the top."""
        for at, token in enumerate(tokens):
            if token.level or not token.map or token.nesting < 0:
                continue
            start, end = token.map
            if token.type == "heading_open":
                yield self._heading(token, tokens[at + 1].content)
            elif kind := _KINDS.get(token.type):
                yield from self._block(kind, start, end, token)

    def _heading(self, token: Any, text: str) -> SourceHeading:  # noqa: ANN401
        at = token.map[0]
        if at in self.known:
            return SourceHeading(self.typed[at].strip(), 0, at + self.first)
        text = " ".join(filter(None, map(str.strip, _BROKEN.split(text)))).strip(_INVISIBLE)
        return SourceHeading(self._addressed(text), int(token.tag[1:]), at + self.first)

    def _block(self, kind: SourceKind, start: int, end: int, token: Any) -> Iterator[SourceBlock]:  # noqa: ANN401
        source = "\n".join(line for line in self.lines[start:end] if line is not None).strip("\n")
        line = start + self.first
        if token.type == "fence":
            source = with_fence_closed(source, token.markup)
        if kind == "html":
            yield from without_comments(source, line)
        elif kind == "paragraph" and not PICTURE.sub("", source).strip():
            for picture in PICTURE.findall(source):
                yield SourceBlock("picture", picture, line)
        elif source.strip() and not (kind == "list" and _NO_ITEMS.fullmatch(source)):
            yield SourceBlock(kind, source, line)


def _is_open(fence: Any) -> bool:  # noqa: ANN401 - the parser's own kind
    """Whether its author forgot the end: all its lines but the first are code."""
    start, end = fence.map
    code: str = fence.content
    lines = code.count("\n") + (not code.endswith("\n") and code != "")
    return bool(lines == end - start - 1)


def _with_notes(
    parts: SourceParts,
) -> SourceParts:
    """Footnotes at the end of each section that refers to them; what none refers to stays."""
    notes = {
        found["name"]: part
        for part in parts
        if isinstance(part, SourceBlock)
        and part.kind == "note"
        and (found := later(r"\[\^(?P<name>[^\]\s]+)\]").match(part.source.lstrip()))
    }
    if not notes:
        return parts
    made: SourceParts = []
    here: dict[str, SourceBlock] = {}
    told: set[str] = set()
    for part in parts:
        if isinstance(part, SourceBlock) and part.kind == "note":
            continue
        if isinstance(part, SourceHeading):
            made += here.values()
            here = {}
        made.append(part)
        text = part.text if isinstance(part, SourceHeading) else part.source
        waiting = [] if isinstance(part, SourceBlock) and part.kind == "code" else [text]
        while waiting:  # a footnote may refer to another
            for name in (found["name"] for found in _NOTE.finditer(waiting.pop())):
                if name in notes and name not in here:
                    here[name] = notes[name]
                    told.add(name)
                    waiting.append(notes[name].source)
    made += here.values()
    return made + [
        note._replace(kind="paragraph", source=note.source.partition(":")[2].strip())
        for name, note in notes.items()
        if name not in told
    ]
