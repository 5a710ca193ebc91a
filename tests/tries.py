"""How much is tried: a fifth of a law's examples and a diagonal of a grid in CI, all of them at length."""

from collections.abc import Sequence

import pytest
from hypothesis import settings

USUAL = 100
"""Examples of the profile that `make fuzz` uses, of which the others are parts and multiples."""


def tries(count: int) -> settings:
    """Try a law on *count* examples, and on as many more as the profile asked for has more."""
    return settings(max_examples=max(1, count * settings().max_examples // USUAL))


def grid(names: str, rows: Sequence[object], columns: Sequence[object]) -> pytest.MarkDecorator:
    """Every one of *rows* with every one of *columns*; CI takes a diagonal, with each at least once.

    ``@grid("channel, status", CHANNELS, STATUSES)`` calls a test with one of each; the pairs beside the
    diagonal are marked ``long``.
    """
    width = len(columns)
    taken = {(at % len(rows), at % width) for at in range(max(len(rows), width))}
    pairs = [
        pytest.param(
            row,
            column,
            id=f"{row}-{column}"[:60],
            marks=[] if (high, wide) in taken else [pytest.mark.long],
        )
        for high, row in enumerate(rows)
        for wide, column in enumerate(columns)
    ]
    return pytest.mark.parametrize(names, pairs)
