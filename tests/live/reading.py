"""Calls of a test's own to a real server, which may be long busy with something else."""

from typing import Any

import httpx

PATIENCE = 60.0
"""Seconds for an answer: a loaded machine is no failure."""


def read(address: str, **more: Any) -> httpx.Response:
    """What is at *address*; asked once more where nothing came, for reading changes nothing."""
    try:
        return httpx.get(address, timeout=PATIENCE, **more)
    except httpx.TransportError:
        return httpx.get(address, timeout=PATIENCE, **more)
