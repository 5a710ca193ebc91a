"""Killed while they send, the command line and the worker lose, double and hide nothing."""

import pytest

from tests.kills.__main__ import KINDS, run


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_hidden(kills: int):
    counts = run(kills // 2, seed=1, at_once=4)
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


PLANTED = {
    "lost": "lost",
    "doubled": "doubled",
    "marks before it calls": "lost",
    "sends without looking": "doubled",
}


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("by_worker", [False, True], ids=["publish", "worker"])
@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str, by_worker: bool, database: str):
    for seed in range(2, 6):
        counts = run(1, seed, 1, by_worker=(by_worker,), planted=planted, databases=(database,))
        if counts[PLANTED[planted]]:
            return
    pytest.fail(f"{planted} was not found")
