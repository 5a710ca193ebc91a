"""How many examples a law is tried on: so many for CI, ten times as many for `make test-all`."""

from hypothesis import settings

USUAL = 100
"""Examples of the profile that CI uses, of which the others are multiples."""


def tries(count: int) -> settings:
    """Try a law on *count* examples, and on as many more as the profile asked for has more."""
    return settings(max_examples=count * settings().max_examples // USUAL)
