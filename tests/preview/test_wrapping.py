"""Lines for a terminal: nothing lost, nothing too wide, no closing mark at a line's start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crosspost.preview.terminal import wrapped
from tests.tries import tries

TEXTS = st.text(st.sampled_from("中文，。！「」（）ab c.1é🎉👨‍👩‍👧\u0301\n"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("two words", 5, ["two", "words"]),
        ("芯片之战，开始了。", 10, ["芯片之战，", "开始了。"]),
        ("芯片之战，开始了。", 8, ["芯片之", "战，开始", "了。"]),
        ("请看「引号」", 6, ["请看", "「引", "号」"]),
        ("https://example.com/long", 10, ["https://ex", "ample.com/", "long"]),
        ("一\n\n二", 10, ["一", "", "二"]),
        ("  1. 缩进", 10, ["  1. 缩进"]),
        ("", 10, [""]),
    ],
)
def test_lines(text: str, columns: int, lines: list[str]):
    assert wrapped(text, columns).split("\n") == lines


@tries(300)
@given(TEXTS, st.integers(8, 40))
def test_nothing_is_lost_and_nothing_too_wide(text: str, columns: int):
    lines = wrapped(text, columns).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cell_len(line) <= columns
