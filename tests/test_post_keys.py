"""Keys are set in a post's own text: what was meant is there, and every other line as it was."""

import json
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.errors import PostError
from crosspost.post_keys import with_keys
from crosspost.readers import parse
from tests.examples import EXAMPLES

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("post_keys.toml").read_text("utf-8")
)["case"]


def keys_of(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["why"])
def test_a_key_is_set_and_nothing_else(row: dict[str, Any]):
    value = None if row.get("gone") else row["value"]
    changes = {keys_of(row["key"]): value}
    name = row.get("name", "post.md")
    if "error" in row:
        with pytest.raises(PostError) as caught:
            with_keys(row["before"], name, changes)
        assert caught.value.code == row["error"]
        return
    made = with_keys(row["before"], name, changes)
    assert made == row["after"]
    assert with_keys(made, name, changes) == made


WORDS = st.text(
    st.sampled_from("芯片之战 a:#-'\"{}[]&*!|>%@`\n\t，“”🎉\\0"), min_size=1, max_size=30
).map(str.strip)
FORMS = {
    "post.md": "---\ntitle: 标题 # 好\nchannels: {telegram: {numbering: none}}  # 号\n---\n\n正文。\n",
    "post.txt": "标题\n\n正文。\n",
    "post.yaml": "title: 标题\n\n# 一句话\nhappened:\n  zh: |\n    正文。\n\n    又一段。\n\n# 完\n",
    "post.toml": '# 一\ntitle = "标题" # 二\nhappened = "正文。"\n\n[meta]\nauthor = "韩"\n',
    "post.json": '{\n\t"title": "标题",\n\t"happened": {"zh": "正文。"}\n}\n',
}


def data_of(name: str, text: str) -> Any:
    return parse(text, name.rpartition(".")[2], name).channels


@given(st.sampled_from(sorted(FORMS)), WORDS.filter(bool), WORDS.filter(bool))
def test_whatever_is_written_is_read_again(name: str, one: str, other: str):
    keys = ("channels", "x", "text", "zh"), ("channels", "x", "hook", "en")
    before = FORMS[name]
    try:
        made = with_keys(before, name, {keys[0]: one})
        made = with_keys(made, name, {keys[1]: other})
    except PostError as error:  # a tab inside
        assert error.code in {"post.control-character", "file.cannot-set-key"}  # noqa: PT017
        return
    said = data_of(name, made)["x"]
    assert said.text["zh"].markdown.split() == one.split() or "<!--" in one or "\\" in one
    kept = [*lines_kept(before, made)]
    assert kept == before.splitlines() or name in {"post.json", "post.md"}
    back = with_keys(made, name, dict.fromkeys(keys))
    assert data_of(name, back) == data_of(name, before)
    if name not in {"post.txt", "post.toml"}:
        assert back == before


def lines_kept(before: str, after: str) -> Iterator[str]:
    one, other = before.splitlines(), after.splitlines()
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        yield from one[block.a : block.a + block.size]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_takes_a_key_and_gives_it_back(path: Path):
    before = path.read_text("utf-8")
    keys = ("channels", "all", "sections", "discussion", "en")
    made = with_keys(before, path.name, {keys: "Who pays?\n\nAnd why?"})
    assert data_of(path.name, made)["all"].sections["discussion"]["en"].words.endswith("And why?")
    again = with_keys(made, path.name, {keys: None})
    if path.suffix == ".json":
        assert json.loads(again) == json.loads(before)
    assert data_of(path.name, again) == data_of(path.name, before)
