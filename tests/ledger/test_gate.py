"""Of many threads one works at a time, and none holds up the others while it waits."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from crosspost.ledger.gate import Gate

ENOUGH = 30


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_work_at_a_time_than_there_are_places(places: int):
    gate, counting = Gate(places), threading.Lock()
    inside, most = 0, []

    def work(_: int) -> None:
        nonlocal inside
        for _ in range(50):
            with gate:
                with counting:
                    inside += 1
                    most.append(inside)
                with counting:
                    inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert max(most) <= places
    assert len(most) == 400


def test_all_wait_for_their_channels_at_the_same_time():
    """Each goes on only when all have come as far."""
    gate, all_there = Gate(1), threading.Barrier(8, timeout=ENOUGH)

    def work(_: int) -> None:
        with gate, gate.outside():
            all_there.wait()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


def test_to_wait_inside_a_wait_or_without_a_place_is_to_wait():
    gate = Gate(1)
    with gate.outside(), gate:
        with gate.outside(), gate.outside(), gate:
            pass
        with pytest.raises(ZeroDivisionError), gate.outside():
            1 / 0  # noqa: B018 - fails
        taken = threading.Thread(target=gate.__enter__, daemon=True)
        taken.start()
        taken.join(0.05)
        assert taken.is_alive(), "the place is held again after a wait that failed"
    taken.join(ENOUGH)
    assert not taken.is_alive()
