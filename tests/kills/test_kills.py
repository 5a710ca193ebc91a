"""Killed while they send, the command line and the worker lose, double and hide nothing."""

from itertools import product

import pytest

from tests.kills.__main__ import KINDS, run


@pytest.fixture
def ways(request: pytest.FixtureRequest) -> tuple[bool, ...]:
    """Whether a worker sends: waiting for a dead one's lease takes minutes, so only at length."""
    return (False, True) if request.config.getoption("--long") else (False,)


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_hidden(kills: int, ways: tuple[bool, ...]):
    counts = run(len(ways) * kills // 4, seed=1, at_once=4, by_worker=ways, each=kills // 8)
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


PLANTED = {
    "lost": "lost",
    "doubled": "doubled",
    "marks before it calls": "lost",
    "sends without looking": "doubled",
}


@pytest.mark.parametrize(
    ("planted", "by_worker", "database"),
    [
        pytest.param(*one, marks=pytest.mark.long)
        for one in product(PLANTED, (False, True), ("sqlite", "postgresql"))
    ],
)
def test_a_planted_fault_is_found(planted: str, *, by_worker: bool, database: str):
    for seed in range(2, 6):
        counts = run(
            1, seed, 1, by_worker=(by_worker,), planted=planted, databases=(database,), each=8
        )
        if counts[PLANTED[planted]]:
            return
    pytest.fail(f"{planted} was not found")
