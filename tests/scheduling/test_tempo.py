"""A worker with all its hands full looks for more often, and one with none seldom."""

from contextlib import ExitStack

import pytest

from crosspost.scheduling.tempo import FAST, SLOW, Tempo


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ([1, 1, 2], []),
        ([3], [FAST, SLOW]),
        ([2, 4, 1], [FAST, FAST, SLOW]),
        ([3, 3], [FAST, SLOW] * 2),
    ],
)
def test_often_only_while_there_is_much_to_do(turns: list[int], said: list[float]):
    """By how many turns there are at the same time, three being all there may be."""
    asked: list[float] = []
    tempo = Tempo(3, asked.append)
    for many in turns:
        with ExitStack() as hands:
            for _ in range(many):
                hands.enter_context(tempo)
    assert asked == said


def test_a_turn_that_fails_is_over_too():
    asked: list[float] = []
    tempo = Tempo(1, asked.append)
    with pytest.raises(ZeroDivisionError), tempo:
        raise ZeroDivisionError
    assert asked == [FAST, SLOW]
