"""Markdown's parser: CommonMark, and what GitHub adds to it, as markdown-it-py reads them.

Tables, ``~~struck~~`` and footnotes are GitHub's. Here the library learns what it lacks:

- Beside Chinese, Japanese and Korean, punctuation does not stop a mark from opening or closing, as
  CommonMark's CJK-friendly amendment has it (https://github.com/tats-u/markdown-cjk-friendly).
- An asterisk between figures multiplies: ``2*3*4``, ``x**2``.
- A bare address holds no marks.
- A line is the author's: one that stands further left than the item above it belongs to no list.
- What is nested deeper than anybody writes stays as typed; the library would drop it.

Imported when the first text with a sign of Markdown is read: plain words need none of it.
"""

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, mdTrim
from markdown_it.helpers import parseLinkLabel
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, list_block, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from .._lazy_re import later
from .cjk import is_wide
from .html_tags import decoded

DEEPEST = 24
"""Levels of blocks; a list takes two."""
_CODE_INDENT = 4
"""Spaces that make an indented line code."""
_GIVES_UP = DEEPEST + 4
"""Levels from which on the library looks at nothing, of blocks and of marks."""
SPACED = 0x0E00
"""Letters of scripts that put spaces between words lie below (Latin, Greek, Cyrillic, Arabic…),
but for additions to Latin and Greek; Thai, Han, kana and Hangul lie above."""
_MORE_SPACED = range(0x1E00, 0x2000)
_ADDRESS = later(
    r"https?://(?:[A-Za-z0-9_\-.~%!$'()*+,;=:/?#@]|&(?!(?:lt|gt|quot);))*[A-Za-z0-9/=#+%\-]",
    re.IGNORECASE,
)
"""Without the signs at its end that belong to the sentence, or are marks around it."""
_SCHEME = len("https")
_SIGNS = later(r"[\\`*_~\[\]<&\n]|://")
"""A line without any of these has neither marks nor addresses."""

_PLAIN = later(r"[^\W\d_]|[^\x00-\x7f]|(?:\*\*|__)[^*_\s]|\[[^\[\]\n]*\]\(|[0-9]{1,9}[^0-9.)]")
"""How no block begins but a paragraph: with a letter or a figure, in bold, with a link."""
_ONE_LINE = later(r"- (?=[^- \t\n`~<:])(?:\[[ xX]\] )?(?:[^\[\n]++|\[[^\[\]\n]*\]\()*+(?=\n|\Z)")
"""An item that begins no block of several lines, and refers to nothing elsewhere."""
_BULLET = len("- ")

BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]


class _State(StateInline):
    """Knows which runs of signs can open and close marks."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803
        found = super().scanDelims(start, canSplitWord)
        end = start + found.length
        before = self.src[start - 1] if start else ""
        after = self.src[end] if end < self.posMax else ""
        if _joins(before) and _joins(after):
            figures = self.src[start] == "*" and after.isdigit()
            return Scanned(
                found.can_open and not figures,
                found.can_close and not (figures and before.isdigit()),
                found.length,
            )
        if not (is_wide(before) or is_wide(after)):
            return found
        left = bool(after) and not after.isspace() and (not _stops(after) or _is_loose(before))
        right = bool(before) and not before.isspace() and (not _stops(before) or _is_loose(after))
        return Scanned(
            left and (canSplitWord or not right or _is_punctuation(before)),
            right and (canSplitWord or not left or _is_punctuation(after)),
            found.length,
        )


def _joins(char: str) -> bool:
    """Whether *char* is a letter or digit of a script with spaces."""
    spaced = bool(char) and (ord(char) < SPACED or ord(char) in _MORE_SPACED)
    return spaced and char.isalnum()


def _is_punctuation(char: str) -> bool:
    return bool(char) and (isMdAsciiPunct(ord(char)) or isPunctChar(char))


def _stops(char: str) -> bool:
    """Punctuation that is not CJK's own."""
    return _is_punctuation(char) and not is_wide(char)


def _is_loose(char: str) -> bool:
    return not char or char.isspace() or _is_punctuation(char) or is_wide(char)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if not _SIGNS.search(src):  # half of all lines: cells, items, plain words
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's form
    """A bare address as plain text, from its ``://`` on; `named` finds out where it ends."""
    at = state.pos
    if not state.src.startswith("://", at):
        return False
    for scheme in (_SCHEME - 1, _SCHEME):
        found = _ADDRESS.match(state.src, at - scheme, state.posMax) if at >= scheme else None
        if found and found.end() > at:
            if not silent:
                state.append_pending(decoded(state.src[at : found.end()]))
            state.pos = found.end()
            return True
    return False


def plain_paragraph(state: StateBlock, line: int, _: int, silent: bool) -> bool:  # noqa: FBT001
    """A paragraph whose lines all begin as no other block does.

    To be asked first: the library asks nine rules about each line before it finds that out. It ends
    where a line is empty, or begins an item.
    """
    if silent:
        return False
    end = line
    while end < state.lineMax and not state.isEmpty(end):
        indent = state.sCount[end] - state.blkIndent
        begins = state.bMarks[end] + state.tShift[end]
        if not (0 <= indent < _CODE_INDENT and _PLAIN.match(state.src, begins)):
            if end > line and _is_item(state, end):
                break
            return False
        end += 1
    state.line = end
    state.push("paragraph_open", "p", 1).map = [line, end]
    words = state.push("inline", "", 0)
    words.content = mdTrim(state.getLines(line, end, state.blkIndent, keepLastLF=False))
    words.map, words.children = [line, end], []
    state.push("paragraph_close", "p", -1)
    return True


def _is_item(state: StateBlock, line: int) -> bool:
    """Whether *line* ends the paragraph above it since it begins an item, as the library has it."""
    if state.level >= DEEPEST or not 0 <= state.sCount[line] < state.blkIndent + _CODE_INDENT:
        return False
    before, state.parentType = state.parentType, "paragraph"
    found = list_block(state, line, state.lineMax, True)  # noqa: FBT003 - the library's form
    state.parentType = before
    return found


def _whole_list(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A list of ``-`` whose items have one line each, as one token.

    Who cuts a file into blocks asks of a list only which of its lines are wrapped, or are code.
    Here none is: each is an item, deeper than the one above it or as deep as an earlier one.
    """
    if silent or state.level or state.sCount[line]:
        return False
    depths = [0]
    after = at = line
    while at < end:
        if state.isEmpty(at):
            at += 1
            continue
        begins, depth = state.bMarks[at] + state.tShift[at], state.sCount[at]
        if not _ONE_LINE.match(state.src, begins):
            if at == after or depth >= _BULLET or state.src[begins] == "-":
                return False
            break
        while depths[-1] > depth:
            depths.pop()
        if depth > depths[-1]:
            if not _BULLET <= depth - depths[-1] < _BULLET + _CODE_INDENT:
                return False
            depths.append(depth)
        at = after = at + 1
    state.push("bullet_list_open", "ul", 0).map = [line, after]
    state.line = after
    return True


def _whole_table(state: StateBlock, line: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A table as one token: who cuts a file into blocks does not ask what stands in its cells."""
    if not table(state, line, end, True):  # noqa: FBT003 - the library's form
        return False
    if silent:
        return True
    after = line + 2
    before, state.parentType = state.parentType, "table"
    ends = state.md.block.ruler.getRules("blockquote")
    while (
        after < end
        and state.sCount[after] >= state.blkIndent
        and not state.isEmpty(after)
        and not state.is_code_block(after)
        and not any(rule(state, after, end, True) for rule in ends)  # noqa: FBT003
    ):
        after += 1
    state.parentType = before
    state.push("table_open", "table", 0).map = [line, after]
    state.line = after
    return True


def _flush_left(state: StateBlock, line: int, _: int, silent: bool) -> bool:  # noqa: FBT001
    """Ends the paragraph of an item before a line that is not indented as the item is."""
    return silent and 0 <= state.sCount[line] < state.blkIndent


def _bounded(rule: BlockRule) -> BlockRule:
    """*rule*, but for blocks that are nested too deep."""
    return lambda state, start, end, silent: (
        state.level < DEEPEST and rule(state, start, end, silent)
    )


@cache
def parser() -> MarkdownIt:
    """The parser; its tokens keep escaped signs apart (``text_special``) and footnotes in place."""
    made = MarkdownIt("commonmark")
    made.inline = _Inline()
    made.configure("commonmark", {"maxNesting": _GIVES_UP, "store_labels": True})
    made.enable(["table", "strikethrough"]).disable("code")
    footnote_plugin(made, inline=False, move_to_end=False)
    made.block.ruler.before("paragraph", "flush_left", _flush_left, {"alt": ["paragraph"]})
    made.core.ruler.enableOnly(["normalize", "block", "inline"])
    made.block.ruler.before("table", "plain_paragraph", plain_paragraph)
    made.inline.ruler.after("text", "address", _address)
    for rule in made.block.ruler.__rules__:
        if rule.name in {"list", "blockquote", "footnote_def"}:
            rule.fn = _bounded(rule.fn)
    made.normalizeLink = made.normalizeLinkText = _as_typed  # type: ignore[assignment,method-assign]
    made.validateLink = _any_link  # type: ignore[method-assign]
    return made


@cache
def block_parser() -> MarkdownIt:
    """CommonMark with tables and footnotes: its blocks alone."""
    made = MarkdownIt("commonmark").enable("table")
    footnote_plugin(made, inline=False, move_to_end=False, always_match_refs=True)
    made.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    made.block.ruler.before("list", "whole_list", _whole_list)
    made.block.ruler.before("table", "plain_paragraph", plain_paragraph)
    made.core.ruler.enableOnly(["normalize", "block"])
    return made


@cache
def reference_parser() -> MarkdownIt:
    """Marks alone; notes where a link is by reference, and what its address is to be written at.

    ``env["written"]`` gains ``(start, end, address)`` of each, in code points.
    """

    def noted(state: StateInline, silent: bool, *, rule: InlineRule, signs: int) -> bool:  # noqa: FBT001
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if silent:
            return True
        label_end = parseLinkLabel(state, start + signs - 1, signs == 1)
        if state.src[label_end + 1 : label_end + 2] == "(" and state.pos > label_end + 1:
            return True
        kinds = {"link_open", "image"}
        target = next(token for token in state.tokens[before:] if token.type in kinds).attrs
        url = str(target.get("href") or target.get("src") or "")
        title = str(target.get("title", "")).replace('"', "&quot;")
        told = f"(<{url}>" if not url or set(url) & set(" ()") else f"({url}"
        written = told + (f' "{title}")' if title else ")")
        state.env["written"].append((label_end + 1, state.pos, written))
        return True

    made = MarkdownIt("commonmark")
    made.normalizeLink = _as_typed  # type: ignore[method-assign]
    made.inline.ruler.at("link", lambda state, silent: noted(state, silent, rule=link, signs=1))
    made.inline.ruler.at("image", lambda state, silent: noted(state, silent, rule=image, signs=2))
    return made


def _as_typed(url: str) -> str:
    return url


def _any_link(url: str) -> bool:  # noqa: ARG001 - whoever says it decides
    return True
