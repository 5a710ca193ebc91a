"""What every test may use: golden files, and a switch to rewrite them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import browser, window
from tests.databases import postgresql, server, url

__all__ = [
    "browser",
    "postgresql",
    "server",
    "url",
    "window",
]  # fixtures that every test may ask for

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", print_blob=True)
settings.load_profile("repeatable")  # make fuzz asks for the other

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[str, str], None]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait, for a killed process or a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with ``tests/golden/NAME``; ``pytest --accept`` writes it instead."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if not path.exists():
            pytest.fail(f"no golden file {path}: look at the output, then pytest --accept")
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read(), "pytest --accept writes it, once you agree"

    return check
