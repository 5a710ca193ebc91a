"""What the readers are made of, as tables: languages, due dates, sources."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost._record import plain
from crosspost.readers.prediction import due_date
from crosspost.readers.sources_and_tags import source
from crosspost.readers.translation_pairs import units_of
from crosspost.text.languages import pick, tell_language
from crosspost.text.line_languages import split_line
from tests.linear import assert_linear

CASES = Path(__file__).parents[1] / "cases"


def table(name: str, key: str = "case") -> list[Any]:
    rows = tomllib.loads((CASES / name).read_text("utf-8"))[key]
    return [pytest.param(row, id=f"{at} {row['why']}") for at, row in enumerate(rows, 1)]


@pytest.mark.parametrize("case", table("reading-languages.toml", "tell"))
def test_a_text_is_in_the_language_of_its_words_not_of_its_names(case: dict[str, Any]):
    assert tell_language(case["text"], case.get("among", ())) == case["language"]


@pytest.mark.parametrize("case", table("reading-languages.toml", "split"))
def test_one_line_in_two_languages_is_parted_at_the_boundary(case: dict[str, Any]):
    assert [list(part) for part in split_line(case["line"], case.get("among", ()))] == case["parts"]


@pytest.mark.parametrize("case", table("reading-due.toml"))
def test_a_due_date_is_the_last_day_of_what_is_named(case: dict[str, Any]):
    assert due_date([case["text"]]) == case.get("due")


@pytest.mark.parametrize("case", table("reading-sources.toml"))
def test_a_source_is_taken_apart(case: dict[str, Any]):
    empty = {"title": "", "authors": "", "year": None, "url": "", "doi": "", "ssrn": "", "note": ""}
    assert plain(source(case["text"])) == empty | case["source"]


@pytest.mark.parametrize(
    ("has", "wanted", "key"),
    [
        (("en", "zh"), "zh", "zh"),
        (("EN", "zh"), "en", "EN"),
        (("en", "zh-Hans"), "zh", "zh-Hans"),
        (("zh",), "zh-Hant", "zh"),
        (("zh-Hant", "zh"), "zh-CN", "zh"),
        (("zh-TW", "zh-CN"), "zh-Hans", "zh-CN"),
        (("zh-Hant",), "zh-Hans", None),
        (("pt-BR",), "pt", "pt-BR"),
        (("en",), "zh", None),
    ],
)
def test_a_reader_gets_the_nearest_language_that_is_there(
    has: tuple[str, ...], wanted: str, key: str | None
):
    assert pick(dict.fromkeys(has, "…"), wanted) == key


def test_a_line_that_begins_with_many_spaces_is_read_in_time_as_long_as_itself():
    """A list under a list under a list, as deep as somebody cares to type it."""
    assert_linear(lambda text: list(units_of("list", [f"{text}- x 芯片"])), " ", 100)
