"""Killed while it publishes, the command line loses nothing, doubles nothing and hides nothing."""

import pytest

from tests.kills.__main__ import KINDS, run


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_hidden(kills: int):
    counts = run(kills // 2, seed=1, at_once=4, by_worker=(False,))
    assert {kind: counts[kind] for kind in KINDS} == dict.fromkeys(KINDS, 0)


@pytest.mark.slow
@pytest.mark.parametrize("planted", ["lost", "doubled"])
def test_a_planted_fault_is_found(planted: str):
    counts = run(1, seed=2, at_once=1, by_worker=(False,), planted=planted)
    assert counts[planted] > 0
