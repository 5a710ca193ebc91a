"""Reading, as tables: what authors write and the post it is, or the error they get."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost import PostError
from crosspost._record import plain
from crosspost.readers import parse

CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[Any]:
    table = tomllib.loads((CASES / name).read_text("utf-8"))["case"]
    return [pytest.param(case, id=case["why"]) for case in table]


def full(value: Any) -> Any:
    """*value* without its empty fields."""
    if isinstance(value, dict):
        kept = {key: full(below) for key, below in value.items()}
        return {key: below for key, below in kept.items() if below not in (None, "", [], {})}
    return [full(below) for below in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("case", cases("reading.toml"))
def test_what_authors_write_is_the_post_they_mean(case: dict[str, Any]):
    post = parse(case["text"], case.get("format", "text"))
    assert full(plain(post)) == case["post"]


@pytest.mark.parametrize("case", cases("reading-errors.toml"))
def test_what_cannot_be_read_is_said_where_and_what_to_write(case: dict[str, Any]):
    with pytest.raises(PostError) as caught:
        parse(case["text"], case.get("format", "text"), "post")
    error = caught.value
    assert (error.location, error.message) == (case["at"], case["found"])
    assert error.hint == case.get("write", error.hint)
