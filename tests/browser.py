"""One headless Chromium for all tests that need one; they skip, and say so, where there is none.

A fixture's module: ``tests/conftest.py`` offers `browser` and `window` to every test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without windows: the same pages for a third less of the processor."""
ARGUMENTS = [
    "--no-sandbox",  # CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # the same letters on every machine
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
"""No name but this machine's can be looked up, so that no page reaches out unseen."""

PATIENCE = 180_000
"""Milliseconds that anything may take: a busy machine is no failure."""

Window = Callable[..., "Page"]


def chromium() -> str | None:
    """Where the system's browser is; ``CHROMIUM`` names another."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next((path for path in found if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """The browser, started once for each file.

    Not once for all: its driver leaves an event loop running in this thread for as long as it
    lives, and other tests have loops of their own.
    """
    path = chromium()
    if path is None:
        pytest.skip(
            "no Chromium: apt-get install chromium-headless-shell fonts-noto-cjk"
            " fonts-noto-color-emoji"
        )
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is needed

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def window(browser: "Browser") -> Iterator[Window]:
    """Opens pages that share nothing with each other: ``window(width=390, dark=True)``.

    Other arguments are those of Playwright's ``new_context``.
    """
    contexts = []

    def opened(*, width: int = 1280, height: int = 900, dark: bool = False, **more: Any) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
