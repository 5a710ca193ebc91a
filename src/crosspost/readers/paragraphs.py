"""Prose: lines and blocks of one or several languages become a text in each.

Paragraphs alternate by language, follow each other without a blank line, or share one line;
``[zh]`` says a language where the script cannot. What has no words stands in every language, what
is foreign in that of its neighbourhood.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.languages import UNDETERMINED, size, tell_language
from ..text.line_languages import split_line
from ..text.texts import Markdown
from .bilingual import WORDLESS, Languages, languages_said, leading_marker
from .lines import Page, SourceLine
from .source_blocks import THREAD_BREAK, SourceBlock, SourceKind
from .translation_pairs import LOOSE_LEAN

_ITEM = later(r"(?:[-*+•]|[0-9]{1,3}[.)、])[ \t]")


def prose(lines: Iterable[SourceLine], page: Page) -> Markdown:
    r"""What *lines* say in each language.

    Where the page does not say which languages these are, they are told from the lines alone.

    >>> page = Page("post.txt")
    >>> prose(page.lines("It began.\n开始了。🎉\n\nWhy? 为什么?"), page)
    {'en': 'It began.\n\nWhy?', 'zh': '开始了。🎉\n\n为什么?'}
    """
    return texts_of(blocks_of(lines), page)


def texts_of(blocks: Sequence[SourceBlock], page: Page) -> Markdown:
    r"""What *blocks* say in each language.

    >>> texts_of([SourceBlock("paragraph", "It began.\n开始了。🎉", 1)], Page("post.txt"))
    {'en': 'It began.', 'zh': '开始了。🎉'}
    """
    lines = [line for block in blocks for line in _by_line(block)]
    said = text_by_language(lines, Languages(page.among) if page.among else languages_said([lines]))
    return {tag: text.strip() for tag, text in said.items()}


def _by_line(block: SourceBlock) -> list[SourceBlock]:
    """A paragraph as one block a line, each of which may speak another language."""
    if block.kind != "paragraph":
        return [block]
    lines = [line.strip() for line in block.source.split("\n")]
    return [
        block._replace(source=line, tight=at > 0 or block.tight) for at, line in enumerate(lines)
    ]


def blocks_of(lines: Iterable[SourceLine]) -> list[SourceBlock]:
    r"""*lines* as blocks: code whole, every other line one. Comments go, but for a break.

    >>> [block.tight for block in blocks_of(Page("post.txt").lines("床前\n明月\n\n光 🎉"))]
    [False, True, False]
    """
    made: list[SourceBlock] = []
    code: list[SourceLine] = []
    tight = False
    for line in lines:
        if line.raw:
            code.append(line)
            continue
        if code:
            made.append(_code(code, tight=tight))
            code, tight = [], True
        if line.text and (not line.text.startswith("<!--") or THREAD_BREAK.fullmatch(line.text)):
            made.append(_block(line, tight=tight))
        tight = bool(line.text)
    return [*made, _code(code, tight=tight)] if code else made


def _code(lines: list[SourceLine], *, tight: bool) -> SourceBlock:
    """A fence, however deep in a list it stood."""
    first = lines[0]
    source = "\n".join(" " * max(0, line.indent - first.indent) + line.text for line in lines)
    return SourceBlock("code", source, first.number, tight)


def _block(line: SourceLine, *, tight: bool) -> SourceBlock:
    if line.text.startswith("<!--"):
        return SourceBlock("break", BREAK, line.number)
    if _ITEM.match(line.text):
        return SourceBlock("list", " " * line.indent * tight + line.text, line.number, tight)
    kind: SourceKind = "quote" if line.text.startswith(">") else "paragraph"
    return SourceBlock(kind, line.text, line.number, tight)


class _Said(NamedTuple):
    """A block, or some of its lines, and who is to read it."""

    tag: str
    """Its language; empty where it stands in every one, ``und`` where it has no word."""
    source: str
    kind: str
    tight: bool
    """It stands right under what is before it."""


def text_by_language(blocks: Iterable[SourceBlock], languages: Languages) -> Markdown:
    r"""What *blocks* say in each of the post's languages.

    Blocks without words stand in every language; what is foreign stays in its neighbourhood.

    >>> para = lambda *texts: [SourceBlock("paragraph", text, 1) for text in texts]
    >>> text_by_language(para("It began. 开始了。🎉", "`ls`"), Languages(("en", "zh")))
    {'en': 'It began.\n\n`ls`', 'zh': '开始了。🎉\n\n`ls`'}
    >>> text_by_language(para("他说过：", "Stay hungry.", "一直有人引用。"), Languages(("zh",)))
    {'zh': '他说过：\n\nStay hungry.\n\n一直有人引用。'}
    """
    said = _at_home(list(_said(blocks, languages.tags)), languages.tags)
    tags = dict.fromkeys(one.tag for one in said if one.tag) or languages.tags
    return {tag: _joined(said, tag) for tag in tags} if said else {}


def _said(blocks: Iterable[SourceBlock], tags: Sequence[str]) -> Iterator[_Said]:
    named = ""
    """The language that a marker on a line of its own names, until the next one."""
    for block in blocks:
        if block.kind in WORDLESS:
            yield _Said("", block.source, block.kind, block.tight)
        elif (marker := leading_marker(block.source.strip(), tags)) and marker[1]:
            named = marker[0]
        else:
            yield from _block_said(block, (named,) if named else tags)


def _block_said(block: SourceBlock, tags: Sequence[str]) -> Iterator[_Said]:
    """The lines of *block*, those that follow each other in one language together."""
    if block.kind == "table":
        yield _Said(tell_language(block.source, tags), block.source, block.kind, block.tight)
        return
    told, lines, tight = "", list[str](), block.tight
    for line in block.source.split("\n"):
        halves = split_line(line, tags)
        if len(halves) < 2 and not leading_marker(line.strip(), tags):  # noqa: PLR2004 - it is whole
            halves = [(halves[0][0] if halves else UNDETERMINED, line)]
        for tag, text in halves:
            here = "" if tag == UNDETERMINED and tag not in tags else tag
            if lines and len(halves) == 1 and here in {"", told}:
                lines.append(text)
                continue
            if lines:
                yield _Said(told or UNDETERMINED, "\n".join(lines), block.kind, tight)
                tight = len(halves) == 1
            told, lines = here, [text]
    if lines:
        yield _Said(told or UNDETERMINED, "\n".join(lines), block.kind, tight)


def _at_home(said: list[_Said], tags: Sequence[str]) -> list[_Said]:
    """*said*, what is foreign or nobody's translation with what stands around it."""
    for at, one in enumerate(said):
        if one.tag == UNDETERMINED and one.tag not in tags:
            near = said[at - 1].tag if at and one.tight else ""
            said[at] = one._replace(tag=near)
    runs = _runs(said)
    said = _with_neighbours(said, runs, [said[run[0]].tag not in tags for run in runs])
    runs = _runs(said)
    much = [sum(max(1, size(said[at].source)) for at in run) for run in runs]
    return _with_neighbours(said, runs, [_is_aside(at, much) for at in range(len(runs))])


def _runs(said: Sequence[_Said]) -> list[list[int]]:
    """The places of what is said in one language without another between."""
    worded = [at for at, one in enumerate(said) if one.tag]
    return [list(run) for _, run in groupby(worded, lambda at: said[at].tag)]


def _is_aside(at: int, much: Sequence[int]) -> bool:
    """Whether a run is far too short for a translation of what stands beside it."""
    beside = [much[near] for near in (at - 1, at + 1) if 0 <= near < len(much)]
    return bool(beside) and all(much[at] * LOOSE_LEAN < other for other in beside)


def _with_neighbours(
    said: list[_Said], runs: Sequence[Sequence[int]], strange: Sequence[bool]
) -> list[_Said]:
    """*said*, each strange run in the language before it, or after it, or else in every one."""
    own = (said[run[0]].tag for run, odd in zip(runs, strange, strict=True) if not odd)
    home = next(own, "")
    made = list(said)
    for run, odd in zip(runs, strange, strict=True):
        home = home if odd else said[run[0]].tag
        for at in run:
            made[at] = said[at]._replace(tag=home)
    return made


def _joined(said: Sequence[_Said], tag: str) -> str:
    """What is said in the language *tag*: paragraphs parted by an empty line."""
    parts: list[str] = []
    last = -1
    for at, one in enumerate(said):
        if one.tag not in {"", tag} or (one.source == BREAK and parts[-1:] == [BREAK]):
            continue
        close = one.tight and (last == at - 1 or one.kind == said[last].kind == "list")
        close = close and "break" not in {one.kind, said[last].kind}
        if last >= 0:
            parts.append("\n" if close else "\n\n")
        parts.append(one.source)
        last = at
    return "".join(parts)
