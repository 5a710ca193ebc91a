"""The table of docs/security.md: every test that it names is there, in Chinese too."""

import ast
import re

import pytest

from tests.transcripts import ROOT


def rows(page: str) -> list[list[str]]:
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return [line.strip("|").split(" | ") for line in lines if line.startswith("|")][2:]


ROWS = rows("security.md")
ATTACKERS = (
    "reader of the disk",
    "another user of the machine",
    "another program",
    "write into the database",
    "author of a post",
    "author of a picture",
    "settings file",
    "channel entry",
    "web page open beside the desk",
    "channel's server",
    "network",
    "agent",
    "feed",
    "watched",
    "sign-in",
    "webhook",
)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0].strip()} {at}" for at, row in enumerate(ROWS)])
def test_a_row_names_a_test_that_is_there(row: list[str]):
    assert len(row) == 4
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", row[3])
    assert named, row
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("whom", ATTACKERS)
def test_everybody_who_could_want_something_is_asked_about(whom: str):
    assert any(whom in row[0] for row in ROWS)


def test_the_page_in_chinese_names_the_same_tests():
    assert [row[3:] for row in rows("security.zh.md")] == [row[3:] for row in ROWS]
