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
        return {
            key: below
            for key, below in kept.items()
            if below is not False and below not in (None, "", [], {})
        }
    return [full(below) for below in value] if isinstance(value, list | tuple) else value


def short(post: dict[str, Any]) -> dict[str, Any]:
    """*post*, its sections as tables write them: ``discussion: Q / 问``, or an own one whole."""
    post.pop("languages_seen", None)
    if "sections" in post:
        post["sections"] = [_short(part) for part in post["sections"]]
    if "reading" in post:
        post["reading"] = [found["code"] for found in post["reading"]]
    return post


def _short(part: dict[str, Any]) -> str | dict[str, Any]:
    if part["section"] == "own":
        plain = {key: value for key, value in part.items() if key != "section"}
        return {key: value for key, value in plain.items() if (key, value) != ("level", 2)}
    return f"{part['section']}: {' / '.join(part['heading'].values())}"


@pytest.mark.parametrize("case", cases("reading.toml"))
def test_what_authors_write_is_the_post_they_mean(case: dict[str, Any]):
    post = parse(case["text"], case.get("format", "text"))
    assert short(full(plain(post))) == case["post"]


@pytest.mark.parametrize("case", cases("reading-errors.toml"))
def test_what_cannot_be_read_is_said_where_and_what_to_write(case: dict[str, Any]):
    with pytest.raises(PostError) as caught:
        parse(case["text"], case.get("format", "text"), "post")
    error = caught.value
    assert (error.location, error.message) == (case["at"], case["found"])
    assert error.hint == case.get("write", error.hint)
    assert [other.location for other in error.others] == case.get("others", [])


@pytest.mark.parametrize("case", cases("reading-own.toml"))
def test_whatever_an_author_writes_is_read_and_what_is_odd_is_told(case: dict[str, Any]):
    post = parse(case["text"], case.get("format", "markdown"))
    told = [found.text("en") for found in post.reading]
    known = short(full(plain(post)))
    known.pop("reading", None)
    known.pop("languages")
    assert (known, told) == (case["post"], case.get("told", []))
