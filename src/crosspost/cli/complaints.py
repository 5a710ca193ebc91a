"""Complaints: what goes to standard error, one clear message each."""

import sys


def complain(message: str) -> None:
    """Say what went wrong, apart from the results."""
    sys.stderr.write(f"crosspost: {message}\n")
