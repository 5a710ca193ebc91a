"""Lines break where cutting would break: a table, and laws for any text. No font is asked."""

import tomllib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.card.line_breaks import lines
from crosspost.counting import boundaries
from crosspost.text.cjk import NOT_AT_LINE_END, NOT_AT_LINE_START
from crosspost.text.entities import atoms
from tests.laws.strategies import texts
from tests.transcripts import ROOT

CASES = tomllib.loads((ROOT / "tests/cases/card-lines.toml").read_text("utf-8"))["case"]
EM = 2.0


def width(text: str) -> float:
    clusters = (text[start:end] for start, end in pairwise(boundaries(text)))
    return sum(2.0 if one > "\u2e80" else 1.0 for one in clusters)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_table(case):
    made = lines(case["text"], width, case["room"], EM, even=case.get("even", False))
    assert made == case["lines"]


@given(texts(30), st.integers(8, 60), st.booleans())
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, room: int, even: bool):
    made = lines(text, width, room, EM, even=even)
    assert "".join("".join(made).split()) == "".join(text.split())
    for line in made:
        assert width(line) - EM <= room or len(boundaries(line)) == 2, line


@given(texts(30), st.integers(24, 60), st.booleans())
def test_rules_of_line_ends_hold(text: str, room: int, even: bool):
    for paragraph in text.split("\n"):
        spans = atoms(paragraph.strip())
        cut = sorted(_cuts(paragraph.strip(), lines(paragraph, width, room, EM, even=even)))
        words = [width(word) for word in paragraph.split()]
        if max(words, default=0) > room / 2:
            continue  # a word that is wider than a line has to break somewhere
        inside = set(boundaries(paragraph.strip()))
        for at in cut:
            assert at in inside
            before, after = paragraph.strip()[at - 1], paragraph.strip()[at:].lstrip()[:1]
            assert after not in NOT_AT_LINE_START, paragraph
            assert before not in NOT_AT_LINE_END, paragraph
            assert not any(start < at < end for start, end in spans), paragraph


def _cuts(text: str, made: list[str]) -> list[int]:
    """Where in *text* each line but the last ends."""
    ends, at = [], 0
    for line in made[:-1]:
        at = text.index(line, at) + len(line)
        ends.append(at)
    return ends
