"""What a program may have made up, told without any model: a table of cases."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost import read
from crosspost.drafting import section_names, section_texts_of
from crosspost.drafting.claims import WordsSource, names_to_check, unfounded
from crosspost.text.texts import Text
from tests.examples import EXAMPLES

CASES = tomllib.loads(
    Path(__file__).parents[1].joinpath("cases", "drafting.toml").read_text("utf-8")
)["case"]


def source_of(row: dict[str, Any]) -> WordsSource:
    return WordsSource(texts=tuple((tag, Text(said)) for tag, said in row["source"].items()))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["why"])
def test_what_the_source_does_not_say_is_named(row: dict[str, Any]):
    text, source = Text(row["said"]), source_of(row)
    found = [one.said for one in unfounded(text, row["language"], source)]
    assert found == row["refused"]
    if "check" in row:
        assert names_to_check(text, row["language"], source) == row["check"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_an_author_says_is_in_what_the_author_says(path: Path):
    post = read(path)
    for name in section_names(post):
        for tag, text in section_texts_of(post, name).items():
            assert unfounded(text, tag, WordsSource(texts=((tag, text),))) == []


NUMBERS = st.integers(1, 10**13)


@given(NUMBERS, st.sampled_from([1, 10**4, 10**8]), st.sampled_from(["", "，"]))
def test_a_number_is_the_same_in_every_form(number: int, myriad: int, comma: str):
    forms = [
        f"{number}",
        f"{number:,}",
        f"{number / myriad:.13g}{ {1: '', 10**4: '万', 10**8: '亿'}[myriad] }",
    ]
    if "e" in forms[2]:
        forms.pop()
    for one in forms:
        for other in forms:
            source = WordsSource(texts=(("zh", Text(f"有 {one}{comma} 的")),))
            assert unfounded(Text(f"共 {other} 。"), "zh", source) == []
            assert unfounded(Text(f"共 {number + 1} 。"), "zh", source)
