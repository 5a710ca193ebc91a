"""Frames in the terminal: aligned, coloured only where colour is wanted, never steered by a post."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from crosspost.model.draft import Draft
from crosspost.preview.terminal import show_in_terminal
from tests.conftest import Golden


def shown(draft: Draft, width: int, **console: object) -> str:
    file = io.StringIO()
    options = {"force_terminal": True, "color_system": None, **console}
    show_in_terminal([draft], Console(file=file, width=width, **options))  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 88])
def test_a_draft_in_frames(draft: Draft, width: int, golden: Golden):
    golden(f"preview/terminal-{width}.txt", shown(draft, width))


@pytest.mark.parametrize("width", [12, 20, 40, 80, 200])
def test_frames_are_aligned_at_any_width(draft: Draft, width: int):
    lines = [line for line in shown(draft, width).splitlines() if line.startswith(("│", "╭", "╰"))]
    assert {cell_len(line) for line in lines} == {min(width, 88)}


def test_colour_says_how_full_a_message_is(draft: Draft):
    assert "\x1b[33m ██████████" in shown(draft, 80, color_system="standard")


def test_no_color_is_respected(draft: Draft, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in shown(draft, 80, color_system="standard")


def test_a_post_cannot_steer_the_terminal(draft: Draft):
    assert "␛[31m" in shown(draft, 80)
    assert "[bold]no markup[/bold] :smile:" in shown(draft, 80)


def test_a_thread_under_an_older_post_says_so(reply: Draft):
    assert "↳ replies to https://x.com/zhongwen/status/1990000000000000000" in shown(reply, 88)
