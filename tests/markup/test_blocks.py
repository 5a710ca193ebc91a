"""Blocks: what authors write, as paragraphs, lists, tables…, none of it lost or shown as signs."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.text.blocks import Block, Code, List, Picture, Quote, Table
from crosspost.text.texts import Text
from crosspost.typography import repaired
from tests.linear import assert_linear

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/blocks.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_blocks_are_read(case: dict[str, Any]):
    text = Text(case["text"])
    assert [type(block).__name__ for block in text.blocks] == case["blocks"].split()
    assert text.words == case["shown"]
    assert list(text.dropped) == case.get("dropped", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_markdown_given_back_is_the_same_text(case: dict[str, Any]):
    text = Text(case["text"])
    again = Text(text.markdown)
    assert again == text
    assert again.markdown == text.markdown
    assert again.dropped == text.dropped


def one(markdown: str) -> Block:
    (block,) = Text(markdown).blocks
    return block


def test_a_table_says_how_its_columns_are_set():
    block = one("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|")
    assert isinstance(block, Table)
    assert block.align == ("", "left", "center", "right")
    assert [cell.text for cell in block.rows[0]] == ["1", "2", "3", ""]


def test_what_was_named_is_kept():
    code = one("~~~c++ {1}\nint x;\n~~~")
    assert isinstance(code, Code)
    assert (code.language, code.code) == ("c++", "int x;")
    assert code.text.marks[0].href == "c++"
    picture = one('![登录 *页*](b.png "图 🎉")')
    assert isinstance(picture, Picture)
    assert (picture.path, picture.alt, picture.caption.text) == ("b.png", "登录 页", "图 🎉")


def test_a_forgotten_end_of_code_swallows_nothing_that_is_added():
    assert (Text("```\n代码") + Text("后文")).markdown == "```\n代码\n```\n\n后文"


def test_words_of_every_block_are_set_right_and_code_is_not():
    text = Text(
        "- AI芯片\n  > AI芯片\n\n|AI芯片|\n|-|\n|`AI芯片`|\n\n```\nAI芯片\n```\n\n"
        '![AI芯片](AI芯片.png "AI芯片")\n\n见[^1]。\n\n[^1]: AI芯片'
    )
    made = repaired(text, "zh")
    right, typed = "AI 芯片", "AI芯片"
    said = [f"• {right}\n{right}", f"{right}\n{typed}", typed, right, "见[1]。", f"[1] {right}"]
    assert made.text.words.split("\n\n") == said
    assert len(made.repairs) == said.count(right) + 4
    picture = made.text.blocks[3]
    assert isinstance(picture, Picture)
    assert (picture.path, picture.alt) == ("AI芯片.png", "AI芯片")


def depth(block: Block) -> int:
    inner: list[Block] = []
    if isinstance(block, List):
        inner = [one for item in block.items for one in item.more]
    elif isinstance(block, Quote):
        inner = list(block.blocks)
    return 1 + max(map(depth, inner), default=0)


@pytest.mark.parametrize("sign", ["> ", "- ", "1. ", "> - "])
def test_what_is_nested_too_deep_stays_as_typed(sign: str):
    text = Text(f"{sign * 10_000}芯片 🎉")
    assert depth(text.blocks[0]) <= 30
    assert text.words.endswith("芯片 🎉")


HOSTILE = {
    "quotations": ">",
    "quotations, a line each": "> a\n",
    "lists": "- ",
    "items": "- a\n",
    "items in paragraphs": "a\n1、b\n",
    "paragraphs": "a\n\n",
    "tables": "a|b\n-|-\n1|2\n\n",
    "rows": "|-|\n",
    "fences": "```a\n\n",
    "pictures": "![a](b)\nc\n",
    "picture signs": "![",
    "addresses of mail": "<a@b.cn>",
    "references": "[a]: b\n",
    "footnotes": "[^a]: b\n",
    "signs of footnotes": "[^a] ",
    "comments": "<!-- a\n",
    "tags": '<p>\n<a "',
    "tags of lists": "<div><ul><li>a\n",
    "tags that are marks": "<b>a</b>",
    "figures": "<sup>1",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_time_as_long_as_itself(piece: str):
    assert_linear(Text, piece, 250)
