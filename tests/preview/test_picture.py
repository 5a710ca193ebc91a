"""The README's picture is what the terminal shows; ``--accept`` draws it again."""

import html
import io
import re

import pytest
from msgspec import structs
from rich.cells import cell_len
from rich.console import Console

import crosspost
from crosspost.preview.terminal import show_in_terminal
from tests.transcripts import ROOT

TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]+)</text>')
PICTURE = ROOT / "docs" / "preview.svg"


def drawn() -> str:
    """The opening of a thread on X, and the same post in WeChat Moments."""
    post = crosspost.read(ROOT / "examples" / "price-of-a-street.txt")
    thread, moments = crosspost.render(post, "x"), crosspost.render(post, "wechat-moments")
    opening = structs.replace(thread, messages=thread.messages[:3])
    console = Console(record=True, width=88, file=io.StringIO(), force_terminal=True)
    show_in_terminal([opening, moments], console)
    picture = console.export_svg(title="crosspost preview", unique_id="preview")
    return TEXT.sub(_stretched, picture)


def _stretched(found: re.Match[str]) -> str:
    """A text as long as a terminal shows it: rich takes every character for one column."""
    length, text = float(found[1]), html.unescape(found[3])
    return f'textLength="{length / len(text) * cell_len(text):g}"{found[2]}>{found[3]}</text>'


def test_the_picture_is_current(request: pytest.FixtureRequest):
    if request.config.getoption("--accept"):
        PICTURE.write_text(drawn(), encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == drawn()
