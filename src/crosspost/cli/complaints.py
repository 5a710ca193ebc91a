"""Complaints: what goes to standard error, one clear message each."""

import sys

from ..credentials import scrub


def complain(message: str) -> None:
    """Say what went wrong, apart from the results, and without any secret."""
    sys.stderr.write(scrub(f"crosspost: {message}\n"))
