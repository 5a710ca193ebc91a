"""Page: the lines of a text, each with its place, and what holds for all of them."""

from typing import NamedTuple

from .._lazy_re import later
from ..errors import Position, PostError
from ..model.findings import Finding, PostPath, Value, finding

_TAB = 4
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


class Page:
    """What holds for every line of a text, and what reading it has to tell."""

    def __init__(self, name: str, among: tuple[str, ...] = ()) -> None:
        self.name = name
        """What errors call the file."""
        self.among = among
        """The languages the author named, if any."""
        self.told: list[Finding] = []
        """What the author should know of how the text was read."""

    def error(self, line: Line, code: str, **values: object) -> PostError:
        """What is wrong with *line*, to be raised."""
        return PostError(code, location=Position(self.name, line.number, line.column), **values)

    def tell(self, code: str, line: int, **values: Value) -> None:
        """Keep a finding about the line of the file with this number."""
        self.told.append(finding(code, PostPath(), words=(), places=(), line=line, **values))

    def lines(self, text: str, first: int = 1) -> list[Line]:
        r"""The lines of *text*, which begins on the line *first* of its file.

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
            elif fence and opened and stripped == fence[0] and opened.text.startswith(fence[0]):
                opened = None
            lines.append(line)
        return lines
