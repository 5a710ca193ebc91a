"""Title: a post's first line, where no heading says what it is called."""

from collections.abc import Sequence

from .._lazy_re import later
from ..text.languages import UNDETERMINED
from ..text.line_languages import split_line
from ..text.texts import Markdown
from .lines import Page
from .source_blocks import SourceBlock, SourceParts

_SENTENCE = later(r"[.。!！;；:：,，][”’」』）)\"】》*_]*$")
_INSIDE = later(r"[.!?](?:[”’)\"*_]*)\s|[。！？；](?=.)")
"""Where one sentence ends and another begins."""
_LONGEST = 200
"""Code points; what is longer is no title."""
_STRICT = 80
"""The same where nothing else says that the post has one."""


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
    return {(default if tag == UNDETERMINED else tag): as_paragraph(said) for tag, said in parts}


def as_paragraph(words: str) -> str:
    r"""*words* as Markdown that is no list: ``1. Setup`` is ``1\. Setup``.

    >>> print(as_paragraph("1. 安装 🎉"))
    1\. 安装 🎉
    """
    lead, space, rest = words.partition(" ")
    if rest and lead[:-1].isdigit() and lead[-1:] in {".", ")"}:
        return f"{lead[:-1]}\\{lead[-1]} {rest}"
    return f"\\{words}" if space and lead in {"-", "+", "*", ">"} else words


def title_of_lines(lines: Sequence[str], page: Page) -> Markdown:
    """The title that *lines* are: one, or one in each language.

    >>> title_of_lines(["The War", "战争 🎉"], Page("post.md"))
    {'en': 'The War', 'zh': '战争 🎉'}
    >>> title_of_lines(["The War", "战争 🎉"], Page("post.md", ("zh",)))
    {'zh': 'The War / 战争 🎉'}
    """
    said = [title_texts(line, page) for line in lines]
    made: Markdown = {}
    for tag, text in (each for texts in said for each in texts.items()):
        made[tag] = f"{made[tag]} / {text}" if tag in made else text
    return made


def title_of_blocks(parts: SourceParts, page: Page, *, loose: bool) -> list[str]:
    """The title that *parts* begin with, taken out of them: a line, perhaps one a language.

    Args:
        parts: the headings and blocks of a text.
        page: what holds for all of it.
        loose: something else (a known section, a score) says that this is a post with a title.
            Without it a title is a short line, no whole sentence, with text under it.

    >>> parts = [SourceBlock("paragraph", "一把伞", 1), SourceBlock("paragraph", "会坏。🎉", 3)]
    >>> title_of_blocks(parts, Page("post.txt"), loose=False), len(parts)
    (['一把伞'], 1)
    >>> caption = [SourceBlock("paragraph", "Morning. The ferry was late.", 1)]
    >>> title_of_blocks(caption, Page("post.txt"), loose=False), len(caption)
    ([], 1)
    """
    title: Markdown = {}
    lines: list[str] = []
    while parts and (block := parts[0]) and isinstance(block, SourceBlock):
        line, *below = block.source.split("\n")
        if block.kind != "paragraph" or not (loose or title or _alone(line, below, parts)):
            break
        more = _title(line, title, page, ends=not below)
        if not more:
            break
        title |= more
        lines.append(line)
        rest = "\n".join(below)
        parts[:1] = [block._replace(source=rest, line=block.line + 1)] if below else []
    return lines


def _alone(line: str, below: list[str], parts: SourceParts) -> bool:
    """Whether *line*, which begins *parts*, can only be a title."""
    prose = _SENTENCE.search(line) or _INSIDE.search(line) or "](" in line or "://" in line
    return not (below or prose or len(line) > _STRICT or len(parts) == 1)


def _title(line: str, title: Markdown, page: Page, *, ends: bool) -> Markdown:
    """*line* as a title, where none is there yet or where it says the same in another language."""
    texts = title_texts(line, page) if len(line) <= _LONGEST else {}
    if not title:
        return texts
    short = ends or len(line) <= _LONGEST // 2
    if set(texts) & {*title, UNDETERMINED} or _SENTENCE.search(line) or not short:
        return {}
    return texts
