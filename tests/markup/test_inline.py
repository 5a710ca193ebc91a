"""Inline marks: what authors write, read without surprises beside Chinese."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.text.richtext import Mark, Rich, join
from crosspost.text.texts import Text
from tests.linear import assert_linear

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/inline.toml").read_text(encoding="utf-8")
)["case"]


def said(text: str, mark: Mark) -> str:
    address = f" -> {mark.href}" if mark.href else ""
    return f"{mark.kind} {text[mark.start : mark.end]}{address}"


def read(text: str) -> Rich:
    return join([rich for rich, _ in Text(text).paragraphs()], "\n\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_marks_are_read(case: dict[str, Any]):
    rich = read(case["text"])
    assert rich.text == case["shown"]
    assert [said(rich.text, mark) for mark in rich.marks] == case["marks"]


HOSTILE = {
    "openers": "**中",
    "closers": "中** ",
    "both": "中*文**",
    "brackets": "[",
    "links without end": "[a](",
    "links without end, with brackets": "[a](x(b)",
    "backticks": "`a``",
    "angles": "<https://a",
    "addresses": "https://",
    "escapes": "\\*",
    "blank lines": "\n \n",
    "number signs": "#",
    "ats": "@a",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_time_as_long_as_itself(piece: str):
    assert_linear(read, piece, 500)
