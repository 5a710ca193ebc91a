"""Differences: two texts line by line, for a person who has to choose."""

from collections.abc import Iterator
from difflib import SequenceMatcher

AROUND = 2
"""Lines that both have, shown beside those that differ."""


def differences(mine: str, theirs: str) -> Iterator[tuple[str, str, str]]:
    r"""Rows of what differs: a kind (``equal`` or else), what one says, what the other says.

    >>> list(differences("一\n二\n三", "一\n2 🎉\n三"))
    [('equal', '一', '一'), ('replace', '二', '2 🎉'), ('equal', '三', '三')]
    """
    left, right = mine.split("\n"), theirs.split("\n")
    for group in SequenceMatcher(None, left, right).get_grouped_opcodes(AROUND):
        for kind, start, end, first, last in group:
            yield kind, "\n".join(left[start:end]), "\n".join(right[first:last])
