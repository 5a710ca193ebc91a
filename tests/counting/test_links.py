"""What is found in a text: links, tags, names, and what must not be cut."""

import tomllib
from pathlib import Path

import pytest

from crosspost.counting import links
from crosspost.text.entities import atoms
from crosspost.text.richtext import Mark, Rich

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "counting-links.toml").read_text("utf-8")
)
FINDERS = {
    "urls": links.urls,
    "addresses": lambda text: links.urls(text, bare=False),
    "hashtags": links.hashtags,
    "mentions": links.mentions,
    "cashtags": links.cashtags,
    "atoms": atoms,
}


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_what_is_found_in_a_text(case):
    text = case["text"]
    for kind, finder in FINDERS.items():
        if kind in case:
            assert [text[start:end] for start, end in finder(text)] == case[kind], kind


def test_marks_that_mean_nothing_once_cut_are_atoms():
    link = Mark(start=1, end=5, kind="mention", href="https://example.com/alice")
    strong = Mark(start=0, end=6, kind="strong")
    assert atoms(Rich(text="问爱丽丝🎉好", marks=(link, strong))) == [(1, 5)]
    assert atoms("问爱丽丝🎉好", [link]) == [(1, 5)]


def test_a_link_that_cutting_would_make_is_none_in_the_whole_text():
    text = "太多了" * 20 + "。Musical.ly"
    assert links.urls(text) == []
    assert links.urls(text[-10:]) == [(0, 10)]
