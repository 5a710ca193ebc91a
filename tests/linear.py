"""Whether work grows as its input does, by CPU time of one run against another."""

import gc
from collections.abc import Callable
from time import process_time_ns


def least_time(read: Callable[[str], object], text: str) -> int:
    """Nanoseconds of CPU that *read* takes for *text*, the least of three times."""
    times = []
    gc.collect()
    gc.disable()  # what other tests left behind would be looked through again and again
    try:
        for _ in range(3):
            begun = process_time_ns()
            read(text)
            times.append(process_time_ns() - begun)
    finally:
        gc.enable()
    return min(times)


def assert_linear(read: Callable[[str], object], piece: str, count: int) -> None:
    """Ten times the text takes at most forty times the CPU time; a square would take a hundred.

    Args:
        read: what is looked at.
        piece: repeated, the text.
        count: how many times in the shorter text.
    """
    assert least_time(read, piece * count * 10) < 40 * max(least_time(read, piece * count), 100_000)
