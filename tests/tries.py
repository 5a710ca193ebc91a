"""How many examples a law is tried on: half as many for CI, ten times as many for `make test-all`."""

from hypothesis import settings

USUAL = 100
"""Examples of the profile that `make fuzz` uses, of which the others are parts and multiples."""


def tries(count: int) -> settings:
    """Try a law on *count* examples, and on as many more as the profile asked for has more."""
    return settings(max_examples=max(1, count * settings().max_examples // USUAL))
