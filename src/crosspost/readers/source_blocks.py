r"""Source blocks: a Markdown file cut at its headings and blocks, each still Markdown.

A file wraps its lines where the editor likes; in `Text` a line break is the author's. So the soft
breaks of a file are joined here, and everything else that needs the whole file is settled: links
by reference get their addresses, footnotes move to the section that refers to them, comments go,
indented code becomes a fence. The parser is markdown-it-py; by the line maps of its tokens every
line of the file stands in exactly one block.

**Poems and addresses.** The lines of a paragraph stay lines where they are short and none runs on
into the next: three lines or more, each at most `POEM_WIDTH` columns (a Chinese character takes
two), and each after the first beginning with a capital, a digit, or a character of a script
without small letters. Lines in two languages stay apart as well: after a full stop, a line in
another script is no continuation. So do lines that are entries one like the other: both begin with
a short label (``作者：…``, ``Author: …``, ``date=…``), or both are one link; and a line that begins
with a number in a box or a circle (``1️⃣``, ``①``) is an entry. All other lines are joined, with a
space unless Chinese or Japanese meets itself.

**Boxes.** The lines of colons that site builders set a box with (``:::tip Words``) say nothing but
their title, which stays.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby
from typing import Any, Literal, NamedTuple, Protocol

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.cjk import CJK, is_wide, needs_no_space
from .lines import Line
from .section_heading import headline, may_begin

POEM_WIDTH = 36
"""Columns; editors wrap prose at twice as many."""
_POEM_LINES = 3
_MOST_BRACKETS = 1000
"""In one paragraph; nobody writes so many links, and the parser takes time with their square."""
_TAB = 4

SourceKind = Literal[
    "paragraph",
    "list",
    "quote",
    "code",
    "table",
    "picture",
    "html",
    "break",
    "rule",
    "note",
    "label",  # a heading that is the label of a point, with its signs
]
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
_LABELLED = later(r"[*_]{0,2}[^\s：:=，。,.;；]{1,12}[*_]{0,2}[ ]?(?:：|[:=](?!//))[*_]{0,2}[ ]?\S")
"""A line that begins with a label."""
_LINKED = later(r"(?:\[[^\[\]]{1,200}\]\([^\s()]{1,500}\)|<?https?://[^\s<>]+>?)$")
"""A line that is one link."""
_COMMENT = later(r"<!--.*?-->", re.DOTALL)
_BREAK = later(r"<!--[ \t]*thread[ \t]*-->", re.IGNORECASE)
_PICTURE = later(r"!\[[^\[\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_RELATIVE = later(r"\]\([ \t]*<?(?!https?:|mailto:)[^\s)]")
_TEMPLATE_LINK = later(
    r"\[(?P<words>[^\[\]\n]*)\]\((?P<tag>\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\})[^()\n]*\)"
)
"""``[words]({{< ref "page.md" >}})``, as Hugo, Jekyll and Hexo name a page of the same site."""
_NOTE = later(r"\[\^(?P<name>[^\]\s]+)\](?!:)")
_CJK_SIGN = later(rf"[{CJK}]")
_LATIN = later(r"[A-Za-z]")
_STOP = later(r"[.!?。！？…][”’」』）)\"】》*_]*$")
_COUNTED = later(r"[0-9]\ufe0f?\u20e3|[\u2460-\u2473\u2776-\u2793]")
"""A line that begins with a keycap or a number in a circle."""
_BULLET = later(r"[-+*•][ \u00a0]+(?=\S)")
"""An item that the parser takes for wrapped words, since no-break spaces stand before it."""
_NO_ITEMS = later(r"(?:[ \t]*[-+*][ \t]*(?:\[\]\(\))?[ \t]*(?:\n|$))+")
"""Bullets of a template that nobody filled in."""
_CONTAINER = later(
    r":{3,}[ \t]*(?:\{[^{}]*\}|[A-Za-z][\w-]*)?(?:\[(?P<label>[^\[\]]*)\])?(?:\{[^{}]*\})?"
    r"(?:[ \t]+(?P<title>.*))?"
)
"""Where a box begins or ends, as site builders write it: ``:::tip Words``, ``:::``."""
_HASHTAGS = later(r"(?:[#＃][^\s#＃]+[#＃]?[\s,，、]*)+")
_TICKS = later(r"`{3,}")


class Resolve(Protocol):
    """Where a link leads: a whole address, or None where it leads nowhere."""

    def __call__(self, url: str, *, picture: bool = False) -> str | None:
        """Where *url* leads; a picture may lie beside the post."""


class SourceBlock(NamedTuple):
    """One block of a text, in Markdown."""

    kind: SourceKind
    source: str
    """Without soft breaks: what is left of line breaks is meant."""
    line: int
    """Of its file, from 1."""
    tight: bool = False
    """It stands right under the block before it, as lines of plain text do."""


class SourceHeading(NamedTuple):
    """A heading, or a line that names a known section without being one in Markdown."""

    text: str
    """Of a heading of Markdown, without its signs; of any other line, the whole."""
    level: int
    """1 to 6; 0 for a line that is none in Markdown."""
    line: int
    column: int = 1


def source_blocks(
    markdown: str,
    first: int = 1,
    resolved: Resolve | None = None,
    tell: Callable[[str, int], None] = lambda _code, _line: None,
) -> list[SourceBlock | SourceHeading]:
    r"""The headings and blocks of *markdown*, in order.

    Args:
        markdown: the text, without front matter.
        first: the line of its file on which it begins.
        resolved: where pictures lie, and links of a site's own program lead; as typed by itself.
        tell: takes the code of a finding and the line that it is about.

    >>> for part in source_blocks("# 芯片\n\n一行\n又一行。\n\n- 成本 🎉"):
    ...     print(part)
    SourceHeading(text='芯片', level=1, line=1, column=3)
    SourceBlock(kind='paragraph', source='一行又一行。', line=3, tight=False)
    SourceBlock(kind='list', source='- 成本 🎉', line=6, tight=False)
    """
    lines = markdown.split("\n")
    env: dict[str, Any] = {}
    tokens = _parser().parse(markdown, env)
    if known := _known_headings(tokens, lines):
        marked = [f"## {line}" if at in known else line for at, line in enumerate(lines)]
        tokens = _parser().parse("\n".join(marked), env := {})
    reading = _Reading(lines, first, env, known, resolved)
    reading.join_soft_breaks(tokens)
    for token in tokens:
        if (
            token.type == "fence"
            and _is_open(token)
            and not any(map(str.strip, lines[token.map[1] :]))
        ):
            tell("post.open-code-block", token.map[0] + first)
    return _with_notes(list(reading.parts(tokens)))


@cache
def _parser() -> Any:  # noqa: ANN401 - loaded only for Markdown
    """CommonMark with tables and footnotes: its blocks alone."""
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark").enable("table")
    footnote_plugin(parser, inline=False, move_to_end=False, always_match_refs=True)
    parser.core.ruler.disable("inline")
    return parser


@cache
def _inline_parser() -> Any:  # noqa: ANN401
    """Marks alone; where a link is by reference, what its address is to be written at."""
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from markdown_it.helpers import parseLinkLabel  # noqa: PLC0415
    from markdown_it.rules_inline.image import image  # noqa: PLC0415
    from markdown_it.rules_inline.link import link  # noqa: PLC0415

    def noted(state: Any, silent: bool, *, rule: Any, signs: int) -> bool:  # noqa: ANN401, FBT001
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if silent:
            return True
        label_end = parseLinkLabel(state, start + signs - 1, signs == 1)
        kinds = {"link_open", "image"}
        target = next(token for token in state.tokens[before:] if token.type in kinds).attrs
        typed = str(target.get("href") or target.get("src") or "")
        resolve = state.env["resolved"]
        url = resolve(typed, picture=signs > 1) if resolve else typed
        inline = state.src[label_end + 1 : label_end + 2] == "(" and state.pos > label_end + 1
        if url is None:
            state.env["written"] += [(start, start + signs, ""), (label_end, state.pos, "")]
        elif not inline or url != typed:
            title = str(target.get("title", "")).replace('"', "&quot;")
            told = f"(<{url}>" if not url or set(url) & set(" ()") else f"({url}"
            written = told + (f' "{title}")' if title else ")")
            state.env["written"].append((label_end + 1, state.pos, written))
        return True

    parser = MarkdownIt("commonmark")
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]  # as it is typed
    parser.inline.ruler.at("link", lambda state, silent: noted(state, silent, rule=link, signs=1))
    parser.inline.ruler.at("image", lambda state, silent: noted(state, silent, rule=image, signs=2))
    return parser


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
            said = headline(Line(at + 1, 0, text), alone=alone)
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
        resolved: Resolve | None,
    ) -> None:
        self.typed = lines
        self.lines: list[str | None] = list(lines)
        """None: joined to the line above."""
        self.first = first
        self.references = {"references": env.get("references", {})}
        self.known = known
        self.resolved = resolved

    def join_soft_breaks(self, tokens: Sequence[Any]) -> None:
        """Join what is wrapped, write addresses at references, fence indented code."""
        for token, above in zip(tokens, [None, *tokens], strict=False):
            if token.type == "inline" and above.type == "paragraph_open":
                self._join(token)
            elif token.type == "code_block":
                self._fence(token)

    def _join(self, token: Any) -> None:  # noqa: ANN401 - the parser's own kind
        start, end = token.map
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
        """*text* with the addresses of its links by reference, and those of relative ones."""
        if self.resolved is not None and "]({" in text:
            text = _TEMPLATE_LINK.sub(self._untied, text)
        by_reference = bool(self.references["references"]) and "[" in text
        relative = self.resolved is not None and _RELATIVE.search(text) is not None
        if not (by_reference or relative) or text.count("[") > _MOST_BRACKETS:
            return text
        env = {**self.references, "written": [], "resolved": self.resolved}
        _inline_parser().parseInline(text, env)
        for start, end, address in sorted(env["written"], reverse=True):
            text = f"{text[:start]}{address}{text[end:]}"
        return text

    def _untied(self, link: re.Match[str]) -> str:
        """The words of a link to a page that only a site's own program finds."""
        if self.resolved is not None:
            self.resolved(link["tag"])
        return link["words"]

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
        typed = self.typed[at]
        if at in self.known:
            return SourceHeading(typed.strip(), 0, at + self.first)
        text = joined_lines(text)
        column = typed.find(text.split("\n", maxsplit=1)[0]) + 1
        text = self._addressed(text)
        return SourceHeading(text, int(token.tag[1:]), at + self.first, max(column, 1))

    def _block(self, kind: SourceKind, start: int, end: int, token: Any) -> Iterator[SourceBlock]:  # noqa: ANN401
        source = "\n".join(line for line in self.lines[start:end] if line is not None).strip("\n")
        line = start + self.first
        if token.type == "fence":
            source = closed(source, token.markup)
        if kind == "html":
            yield from without_comments(source, line)
        elif kind == "paragraph" and not _PICTURE.sub("", source).strip():
            for picture in _PICTURE.findall(source):
                yield SourceBlock("picture", picture, line)
        elif source.strip() and not (kind == "list" and _NO_ITEMS.fullmatch(source)):
            yield SourceBlock(kind, source, line)


def _is_open(fence: Any) -> bool:  # noqa: ANN401 - the parser's own kind
    """Whether its author forgot the end: all its lines but the first are code."""
    start, end = fence.map
    code: str = fence.content
    lines = code.count("\n") + (not code.endswith("\n") and code != "")
    return bool(lines == end - start - 1)


def joined_lines(text: str) -> str:
    r"""The lines of a paragraph, joined where they are only wrapped; see above for which are.

    >>> joined_lines("Wrapped as\neditors do."), joined_lines("一行，  \n又一行。")
    ('Wrapped as editors do.', '一行，\n又一行。')
    >>> joined_lines("10 Harbour Street\n三楼\nBergen 🎉")
    '10 Harbour Street\n三楼\nBergen 🎉'
    """
    lines = [line.lstrip() for line in text.split("\n")]
    if any(map(_is_box, lines)):
        parts = (
            map(_title, group) if boxed else [joined_lines("\n".join(group))]
            for boxed, group in groupby(lines, _is_box)
        )
        return "\n".join(filter(None, chain.from_iterable(parts)))
    if len(lines) == 1:
        return text.strip()
    kept = _is_poem(lines)
    joined = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        hard = line.endswith(("  ", "\\")) and bool(after)
        said = line.removesuffix("\\").rstrip() if hard else line.rstrip()
        joint = "\n" if kept or hard or _turns(said, after) else " "
        if joint == " " and said and after and all(map(needs_no_space, (said[-1], after[0]))):
            joint = ""
        joined += said + (joint if after else "")
    return joined


def _is_box(line: str) -> bool:
    return line.startswith(":::") and _CONTAINER.fullmatch(line.rstrip()) is not None


def _title(line: str) -> str:
    """What is left of a line where a box begins or ends."""
    found = _CONTAINER.fullmatch(line.rstrip())
    said = (found["label"] or found["title"] or "") if found else line
    return said.strip(" \t:")


def _is_poem(lines: Sequence[str]) -> bool:
    if len(lines) < _POEM_LINES:
        return False
    return all(_width(line.rstrip()) <= POEM_WIDTH for line in lines) and all(
        line[0].isdigit() or (line[0].isalpha() and not line[0].islower()) for line in lines[1:]
    )


def _width(line: str) -> int:
    return sum(1 + is_wide(char) for char in line)


def _turns(line: str, after: str) -> bool:
    """Whether *after* is no more of *line*: another script after a whole sentence, a picture."""
    if after.startswith(("#", "＃")) and _HASHTAGS.fullmatch(after):
        return True
    if _PICTURE.fullmatch(line) or _PICTURE.fullmatch(after.rstrip()):
        return True
    if after.startswith(("http://", "https://")) and "://" in line:
        return True
    if _COUNTED.match(after) or _BULLET.match(after):
        return True
    if any(entry.match(line) and entry.match(after) for entry in (_LABELLED, _LINKED)):
        return True
    return _STOP.search(line) is not None and _is_chinese(line) != _is_chinese(after)


def _is_chinese(line: str) -> bool:
    """Whether more of it is Chinese or Japanese than words in letters."""
    return 5 * len(_CJK_SIGN.findall(line)) > len(_LATIN.findall(line))


def closed(source: str, sign: str) -> str:
    r"""A fence that *sign* opens, with the end that the author forgot.

    >>> closed("```\n代码 🎉", "```")
    '```\n代码 🎉\n```'
    """
    last = source.rsplit("\n", 1)[-1].strip()
    whole = "\n" in source and last.startswith(sign) and not last.strip(sign[0])
    return source if whole else f"{source}\n{sign}"


def without_comments(source: str, line: int) -> Iterator[SourceBlock]:
    """HTML without its comments, of which only the one for a new message says something.

    >>> [block.kind for block in without_comments("<!-- thread --><!-- 待查 🎉 -->", 7)]
    ['break']
    """
    if _BREAK.search(source):
        yield SourceBlock("break", BREAK, line)
    rest = _COMMENT.sub("", source).strip()
    if rest.startswith("<!--"):
        return  # a comment that is never closed hides the rest of a file
    if rest:
        yield SourceBlock("html" if rest.startswith("<") else "paragraph", rest, line)


def _with_notes(
    parts: list[SourceBlock | SourceHeading],
) -> list[SourceBlock | SourceHeading]:
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
    made: list[SourceBlock | SourceHeading] = []
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
