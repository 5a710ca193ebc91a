"""Of many threads one works at a time, and none holds up the others while it waits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace

import pytest

from crosspost.ledger.gate import Gate, Rank

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


def waiting(gate: Gate, rank: Rank, done: list[str], name: str) -> threading.Thread:
    """A thread that stands before *gate*, and says so in *done* when it was inside."""

    def work() -> None:
        gate.enter(rank)
        done.append(name)
        gate.leave(threading.get_ident())

    before = gate.waiting
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while gate.waiting == before:
        time.sleep(0.001)
    return thread


def test_answers_come_in_before_calls_and_calls_before_what_begins():
    gate, done = Gate(1), list[str]()
    order = [(Rank.NEW, "新一"), (Rank.CALL, "call"), (Rank.NEW, "新二"), (Rank.BACK, "answer")]
    with gate:
        threads = [waiting(gate, rank, done, name) for rank, name in order]
    for thread in threads:
        thread.join(ENOUGH)
    assert done == ["answer", "call", "新一", "新二"]


def test_who_waits_in_vain_leaves_no_gap():
    gate, done = Gate(1), list[str]()
    with gate:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(gate.enter, Rank.CALL, 0.01).result() is False
        thread = waiting(gate, Rank.NEW, done, "后来")
    thread.join(ENOUGH)
    assert done == ["后来"]
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(gate.enter, Rank.CALL, 0.01).result() is True


def test_who_is_interrupted_hands_its_place_on(monkeypatch: pytest.MonkeyPatch):
    """Ctrl-C comes in the main thread, and may come when the place has just been handed over."""
    gate = Gate(1)

    class Interrupted:
        """A lock whose waiter is interrupted once it has been handed over."""

        def __init__(self) -> None:
            self._lock = threading.Lock()

        def acquire(self, timeout: float | None = None) -> bool:
            if timeout is None:
                return self._lock.acquire()
            self._lock.acquire()
            raise KeyboardInterrupt

        def release(self) -> None:
            self._lock.release()

    def work() -> None:
        with suppress(KeyboardInterrupt):
            gate.enter(Rank.CALL)

    thread = threading.Thread(target=work, daemon=True)
    locks = SimpleNamespace(Lock=Interrupted, get_ident=threading.get_ident)
    with gate:
        monkeypatch.setattr("crosspost.ledger.gate.threading", locks)
        thread.start()
        while not gate.waiting:
            time.sleep(0.001)
    thread.join(ENOUGH)
    monkeypatch.undo()
    assert gate.enter(Rank.CALL, ENOUGH)


def test_who_is_interrupted_on_the_way_back_holds_nothing(monkeypatch: pytest.MonkeyPatch):
    def interrupted(rank: Rank) -> bool:
        raise KeyboardInterrupt(rank)

    gate = Gate(1)
    with pytest.raises(KeyboardInterrupt), gate, gate.outside():
        monkeypatch.setattr(gate, "enter", interrupted)
    monkeypatch.undo()
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(gate.enter, Rank.CALL, 0.01).result() is True
