"""Each call of the system fails once in turn (see ``io_faults``); here some of them."""

import pytest

from tests.crash import io_faults

STEP, WIDE = 9, 61
"""Between the calls that fail, with ``--long`` and without."""


@pytest.mark.slow
@pytest.mark.skipif(io_faults.compiler() is None, reason="no C compiler on this machine")
@pytest.mark.parametrize("channel", ["mastodon", "telegram"])
@pytest.mark.fault(
    "any one call of the ledger's file or of the wire fails",
    "each message stands once, when it has been run again",
)
def test_whatever_call_fails_nothing_is_lost_or_doubled(
    channel: str, request: pytest.FixtureRequest
):
    step = STEP if request.config.getoption("--long") else WIDE
    count, wrong = io_faults.trial(channel, step)
    assert count > 50, "the library is in it"
    assert wrong == []


@pytest.mark.slow
@pytest.mark.skipif(io_faults.compiler() is None, reason="no C compiler on this machine")
@pytest.mark.parametrize(
    "planted",
    [
        pytest.param(one, marks=pytest.mark.long) if at else one
        for at, one in enumerate(io_faults.PLANTED)
    ],
)
def test_a_program_that_swallows_an_error_is_found(planted: str):
    assert io_faults.first_wrong("mastodon", planted)
