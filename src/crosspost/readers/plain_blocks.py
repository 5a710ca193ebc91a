r"""Plain blocks: a text of a board cut at its headings and empty lines; its line breaks are meant.

The same parts that a Markdown file is cut into (`source_blocks`), so that everything after that
reads one kind of thing.
"""

import re

from .._lazy_re import later
from .lines import Line, Page
from .section_heading import headline, unhashed
from .source_blocks import SourceBlock, SourceHeading, SourceKind, closed, without_comments

_ITEM = later(
    r"(?:[-*+•·●]|[0-9]{1,3}(?:[.)][ \t]|、)|[①-⑳]|[一二三四五六七八九十]{1,3}、)[ \t]*\S"
)
_RULE = later(r"[-*_=—](?:[ ]?[-*_=—]){2,}")
_HASHES = later(r"(#{1,6})[ \t]+\S")


def plain_blocks(text: str, page: Page, first: int = 1) -> list[SourceBlock | SourceHeading]:
    r"""The headings and blocks of *text*, which begins on the line *first* of its file.

    >>> for part in plain_blocks("芯片之战\n\n📰 发生了什么：\n一。\n二。🎉", Page("post.txt")):
    ...     print(part[:2])
    ('paragraph', '芯片之战')
    ('📰 发生了什么：', 0)
    ('paragraph', '一。\n二。🎉')
    """
    typed = text.split("\n")
    parts: list[SourceBlock | SourceHeading] = []
    run: list[Line] = []

    def end() -> None:
        if run:
            own = [typed[line.number - first] for line in run]
            parts.extend(_blocks(own, run))
            run.clear()

    before = ""
    for line in page.lines(text, first):
        code = bool(run) and run[0].raw
        if line.raw:
            if not code:
                end()
            run.append(line)
        elif not line.text:
            end()
        else:
            if code:
                end()
            heading = _heading(line, alone=not before)
            if heading:
                end()
                parts.append(heading)
            else:
                run.append(line)
        before = line.text
    end()
    return parts


def _heading(line: Line, *, alone: bool) -> SourceHeading | None:
    if hashes := _HASHES.match(line.text):
        at = line.column + len(line.text) - len(line.text[len(hashes[1]) :].lstrip())
        return SourceHeading(unhashed(line.text), len(hashes[1]), line.number, at)
    if headline(line, alone=alone) is None:
        return None
    return SourceHeading(line.text, 0, line.number, line.column)


def _blocks(own: list[str], run: list[Line]) -> list[SourceBlock]:
    source, number = "\n".join(own), run[0].number
    if run[0].raw:
        sign = re.match(r"`{3,}|~{3,}", run[0].text)
        return [SourceBlock("code", closed(source, sign[0] if sign else "```"), number)]
    if all(line.text.startswith("<!--") for line in run):
        return list(without_comments(source, number))
    if len(run) == 1 and _RULE.fullmatch(run[0].text):
        return [SourceBlock("rule", "---", number)]
    kind: SourceKind = "list" if _ITEM.match(run[0].text) else "paragraph"
    return [SourceBlock(kind, source, number)]
