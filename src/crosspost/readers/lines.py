"""Page: the lines of a text, each with its place, and what holds for all of them."""

from typing import NamedTuple

from .._lazy_re import later
from ..errors import Position, PostError

_TAB = 4
_UNDERLINE = later(r"={2,}|-{2,}")
_FENCE = later(r"(`{3,}|~{3,})")


class Line(NamedTuple):
    """One line, without its indentation."""

    number: int
    """From 1."""
    indent: int
    """Columns; a tab is four."""
    text: str
    column: int = 1
    """Where *text* begins, in code points from 1."""
    raw: bool = False
    """Inside a code block: kept as it stands."""
    level: int = 0
    """Of a Markdown heading that names no section: one of several points has it as its label."""


class Page(NamedTuple):
    """What holds for every line of a text."""

    name: str
    """What errors call the file."""
    among: tuple[str, ...] = ()
    """The languages the author named, if any."""
    wrapped: bool = False
    """Lines are wrapped, as in Markdown: a line break alone means nothing."""

    def error(self, line: Line, code: str, **values: object) -> PostError:
        """What is wrong with *line*, to be raised."""
        return PostError(code, location=Position(self.name, line.number, line.column), **values)

    def lines(self, text: str, first: int = 1) -> list[Line]:
        r"""The lines of *text*, which begins on the line *first* of its file.

        Raises:
            PostError: a code block is opened and never closed.

        >>> Page("post.md").lines("一\n  二 🎉")[1]
        Line(number=2, indent=2, text='二 🎉', column=3, raw=False, level=0)
        """
        lines: list[Line] = []
        opened: Line | None = None
        for number, whole in enumerate(text.split("\n"), first):
            stripped = whole.strip()
            before = whole[: len(whole) - len(whole.lstrip())]
            indent = len(before.expandtabs(_TAB))
            line = Line(number, indent, stripped, len(before) + 1, raw=opened is not None)
            fence = _FENCE.match(stripped) if stripped.startswith(("```", "~~~")) else None
            if fence and opened is None:
                line = opened = line._replace(raw=True)
            elif self.wrapped and _UNDERLINE.fullmatch(stripped) and _underlined(lines, line):
                hashes = "#" if stripped.startswith("=") else "##"
                lines[-1] = lines[-1]._replace(text=f"{hashes} {lines[-1].text}")
                line = line._replace(text="")
            elif fence and opened and stripped == fence[0] and opened.text.startswith(fence[0]):
                opened = None
            lines.append(line)
        if opened:
            raise self.error(
                opened, "post.code-block-open", block=opened.text, fence=opened.text[:3]
            )
        return lines


def _underlined(lines: list[Line], line: Line) -> bool:
    """Whether *line* underlines one of text, which makes that a heading in Markdown."""
    above = lines[-1] if lines and not line.raw else None
    return bool(above and above.text[:1].isalnum() and (len(lines) == 1 or not lines[-2].text))
