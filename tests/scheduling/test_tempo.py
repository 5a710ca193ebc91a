"""A worker with all its hands full looks for more often, and one with none seldom."""

from contextlib import ExitStack

import pytest

from crosspost.scheduling.tempo import FAST, SLOW, Tempo


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ([1, 1, 0, 2, 0, 0], []),
        ([3, 0, 0], [FAST, SLOW]),
        ([3, 1, 0, 0], [FAST, SLOW]),
        ([2, 4, 3, 0], [FAST] * 3 + [SLOW]),
        ([3, 0, 3, 0, 0, 0], [FAST, SLOW, FAST, SLOW]),
    ],
)
def test_often_while_there_is_much_to_do_and_a_while_longer(turns: list[int], said: list[float]):
    """By how many turns there were at the same time between two signs of life; three are full."""
    asked: list[float] = []
    tempo = Tempo(3, asked.append)
    for many in turns:
        with ExitStack() as hands:
            for _ in range(many):
                hands.enter_context(tempo)
        tempo.ease()
    assert asked == said


def test_a_turn_under_way_keeps_it_awake():
    asked: list[float] = []
    tempo = Tempo(1, asked.append)
    with tempo:
        for _ in range(3):
            tempo.ease()
        assert asked == [FAST]
    tempo.ease()
    assert asked == [FAST, SLOW]
