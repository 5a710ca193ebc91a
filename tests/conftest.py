"""What every test may use: golden files, and a switch to rewrite them."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backends import fail

from crosspost.translations import use_language_everywhere
from tests.browser import browser, window
from tests.databases import bare, either, postgresql, ready, server, sqlite, tables, url

__all__ = [
    "bare",
    "browser",
    "either",
    "postgresql",
    "ready",
    "server",
    "sqlite",
    "tables",
    "url",
    "window",
]  # fixtures that every test may ask for

# A container's image often says otherwise, and then each of hundreds of processes that tests start
# compiles the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

gc.disable()  # until all tests are there, and nothing that collecting them makes is thrown away

# A grammar of addresses, which takes longer to build than most tests: jsonschema goes without it,
# and no schema here is asked about such a format.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("repeatable"), max_examples=1000)
settings.register_profile(
    "fuzz", print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repeatable")  # make fuzz and make test-all ask for the others

SLOW = 4
"""Seconds that a slow test takes which does not say: ``slow(60)`` does."""
GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[str, str], None]


@pytest.hookimpl(optionalhook=True)  # tests run without pytest-xdist, too
def pytest_xdist_auto_num_workers() -> int:
    """Twice as many as there are cores: the slow tests wait, for a killed process or a browser."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure(config: pytest.Config) -> None:
    """Files are handed out in the order below; pytest-xdist would begin with those of most tests."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is long; the longest files come first, so that none is left over at the end."""
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    takes: Counter[Path] = Counter()
    for item in items:
        slow = item.get_closest_marker("slow")
        takes[item.path] += (slow.args[0] if slow.args else SLOW) if slow else 0
    items.sort(key=lambda item: -takes[item.path])


def pytest_collection_finish() -> None:
    """The thousands of tests stay until the end: the collector need not walk them again and again."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files")
    parser.addoption(
        "--long", action="store_true", help="all kills and races, and what is marked `long`"
    )


@pytest.fixture(scope="session", autouse=True)
def no_keyring() -> None:
    """As on a server: nobody's own keyring is asked, nor one that a test has made."""
    keyring.set_keyring(fail.Keyring())


@pytest.fixture(autouse=True)
def no_language_is_left() -> Iterator[None]:
    """No command that a test runs in this process leaves its language to the next one."""
    yield
    use_language_everywhere("")


@pytest.fixture(scope="session", autouse=True)
def trusted_folders() -> None:
    """What tests write into a ``crosspost.toml`` holds; those of `trust` say otherwise."""
    os.environ["CROSSPOST_TRUST"] = os.sep


@pytest.fixture
def times(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How often to try what chance decides: ``times(200)`` is 200 with ``--long``, a fifth without."""
    return lambda count: count if request.config.getoption("--long") else count // 5


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often a trial kills what it is about: 200 times with ``--long``, a tenth without."""
    return 200 if request.config.getoption("--long") else 20


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
