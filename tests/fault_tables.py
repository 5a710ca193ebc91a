"""The tables of docs/faults.md in Chinese: the same cells, in the words of cases/fault-words.toml.

The English ones are written by the tests of `tests.senders` and by what is marked ``fault``.
"""

import re
import tomllib
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "faults.md"
FILE = Path(__file__).parent / "cases" / "fault-words.toml"
WORDS: dict[str, str] = {
    cell: words
    for group in tomllib.loads(FILE.read_text(encoding="utf-8")).values()
    for cell, words in group.items()
}
CORNERS = {
    "once": "once",
    "lasting": "all the time",
    "edit": "an edit",
    "delete": "a deletion",
    "film": "a film",
    "beside": "what goes wrong",
}
"""The first heading of each table, by the name that the Chinese page has for it."""


def faults(corner: str) -> list[list[str]]:
    """The table that begins with *corner*, in Chinese.

    Raises:
        KeyError: a cell that has no words in the file.
    """
    return [[_words(cell) for cell in row] for row in cells(corner)]


def cells(corner: str) -> list[list[str]]:
    """What stands in the English table, headings first."""
    page = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^\| {re.escape(corner)} \|.*\n(?:\|.*\n)+", page, re.MULTILINE)
    assert found, f"{PAGE} has no table that begins with {corner}"
    heading, _, *rows = [line.strip("| ").split(" | ") for line in found[0].splitlines()]
    return [heading, *rows]


def _words(cell: str) -> str:
    return cell if cell == "–" or cell.startswith("`") else WORDS[cell]
