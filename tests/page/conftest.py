"""Galleries in a browser: opened as a person opens the file, and read back from what is drawn."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import crosspost
from crosspost.model.draft import Draft
from crosspost.model.post import Post
from crosspost.preview.as_html import embedded, page
from tests.browser import Window
from tests.examples import EXAMPLES, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHANNELS = sorted(path.stem for path in (ROOT / "channels").glob("*.toml"))
POSTS = sorted({path.stem: path for path in EXAMPLES}.values())
"""One file of each: examples of one name are one post."""
FEW = [
    path
    if path.stem in {"dow-changes-chips", "how-an-emoji-is-born"}
    else pytest.param(path, marks=pytest.mark.long)
    for path in POSTS
]
"""What CI opens: pictures and prices; families, flags and five scripts."""
READING = Path(__file__).with_name("reading.js").read_text(encoding="utf-8")

Opened = Callable[..., "Page"]


@cache
def drafts_of(path: Path) -> tuple[Draft, ...]:
    """What every channel receives of an example."""
    return drafted(crosspost.read(path))


def drafted(post: Post, *channels: str) -> tuple[Draft, ...]:
    """What *channels*, or all there are, receive of *post*."""
    return tuple(crosspost.render(post, name) for name in channels or CHANNELS)


@pytest.fixture
def opened(window: Window, tmp_path: Path) -> Iterator[Opened]:
    """``opened(drafts, language="zh", width=390, dark=True)``: their gallery, from a file.

    Whatever the page's policy stops, a script of its throws, or it asks of a network fails the
    test at its end, unless the test says ``watched=False``.
    """
    troubles: list[str] = []

    def open_(
        drafts: Sequence[Draft], language: str = "en", *, watched: bool = True, **more: object
    ) -> "Page":
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.html"
        show = embedded(ROOT / "examples")
        html = page(drafts, language=language, show=show)
        file.write_text(html, encoding="utf-8", newline="")
        view = window(**more)
        if watched:
            view.on("console", lambda said: troubles.append(said.text))
            view.on("pageerror", lambda error: troubles.append(str(error)))
            view.on("request", lambda asked: troubles.append(asked.url[:80]))
            view.on("dialog", lambda dialog: troubles.append(dialog.message))
        view.goto(file.as_uri())
        own = file.as_uri()[:80]
        troubles[:] = [one for one in troubles if one != own and one[:5] != "data:"]
        return view

    yield open_
    assert troubles == []


def seen(view: "Page") -> list[list[str]]:
    """The visible text of every message, by draft, as it stands in the document."""
    found: list[list[str]] = view.evaluate(READING)
    return found
