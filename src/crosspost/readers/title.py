"""Title: what stands before the first heading: a score, the title, perhaps the news itself."""

from typing import Any

from .._lazy_re import later
from ..text.languages import UNDETERMINED, split_line
from ..text.texts import Markdown
from .lines import Line, Page
from .paragraphs import prose

_SCORE = later(r"[+-]?[0-9]{1,9}")
_SENTENCE = later(r"[.。!！;；:：][”’」』）)\"】》*_]*$")
_LONGEST = 200
"""Code points; what is longer is no title."""


def opening(lines: list[Line], page: Page, *, titled: bool = False) -> dict[str, Any]:
    r"""Score, title and, where text stands before the first heading, what happened.

    Where the title is known already (*titled*), only a Markdown heading is one.

    >>> page = Page("post.txt")
    >>> opening(page.lines("12\n\nThe War of Chips / 芯片之战 🎉"), page)
    {'score': 12, 'title': {'en': 'The War of Chips', 'zh': '芯片之战 🎉'}}
    """
    found: dict[str, Any] = {}
    rest = _stripped(lines)
    if rest and is_score(rest[0]) and (len(rest) == 1 or not rest[1].text):
        found["score"] = int(rest[0].text)
        rest = _stripped(rest[1:])
    title: Markdown = {}
    while rest and (more := _title(rest, title, page, titled=titled)):
        title |= more
        rest = rest[1:]
        if rest and not rest[0].text:
            rest = _stripped(rest)
    if title:
        found["title"] = title
    if said := prose(rest, page):
        found["happened"] = said
    return found


def is_score(line: Line) -> bool:
    """Whether *line* is how a board scored the post: a number and nothing else."""
    return not (line.raw or line.level) and _SCORE.fullmatch(line.text) is not None


def title_texts(text: str, page: Page) -> Markdown:
    """A title in each of its languages: ``English / 中文``.

    >>> title_texts("**The War / 战争**", Page("post.txt"))
    {'en': 'The War', 'zh': '战争'}
    """
    for sign in ("**", "__"):
        inner = text.removeprefix(sign).removesuffix(sign)
        if len(inner) == len(text) - 2 * len(sign) and sign not in inner:
            text = inner
    parts = split_line(text, page.among)
    if len({tag for tag, _ in parts}) < len(parts):
        parts = [(parts[0][0], text)]
    default = next(iter(page.among), UNDETERMINED)
    return {(default if tag == UNDETERMINED else tag): said for tag, said in parts}


def _title(rest: list[Line], title: Markdown, page: Page, *, titled: bool) -> Markdown:
    """The next line as a title: the first one, or one that says it in another language."""
    line, after = rest[0], rest[1:2]
    if line.raw or line.text.startswith(("<!--", "- ", "* ")) or (titled and not line.level):
        return {}
    texts = title_texts(line.text, page)
    if not title:
        return texts if len(line.text) <= _LONGEST else {}
    ends = not after or not after[0].text or len(line.text) <= _LONGEST // 2
    if set(texts) & {*title, UNDETERMINED} or _SENTENCE.search(line.text) or not ends:
        return {}
    return texts if len(line.text) <= _LONGEST else {}


def _stripped(lines: list[Line]) -> list[Line]:
    """Without empty lines at the start."""
    first = next((at for at, line in enumerate(lines) if line.text), len(lines))
    return lines[first:]
