"""The law of quick rules: what is found quickly is what the library finds by asking every rule."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_block import table
from markdown_it.token import Token

from crosspost.text.markdown_parser import block_parser, parser
from tests.tries import tries

LINES = (
    *(
        "one two",
        "**bold** x",
        "[a](b.c) y",
        "中文。",
        "**“引”**",
        "\u3000全角",
        "“引",
        "",
        "",
        "  ",
    ),
    *("- a", "- b  ", "-  two", "  - c", "   - w", "    - d", "      - e", "- ", "-", "- \tx"),
    *("* star", "+ plus", "- [ ] t", "- [x](y)", "- [r]", "- `c`", "- ``` ", "- :::tip", "- # h"),
    *("1. one", "2. two", "10. y", "1) x", "- 1. z", "1999. x", "2026 年", "- > q", "> - q", "> q"),
    *("```", "~~~", "- - -", "---", "***", "===", "  text", "    code", "      deep", "\ttab"),
    *("| a | b |", "| - | - |", "|---|---|", "a | b", "# h", "<b>x</b>", "<div>", ":::tip"),
    *("[r]: http://x.y", "[^1]: note", "x[^1]"),
)
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=9).map("\n".join)


@pytest.fixture(scope="module")
def slow_parser() -> MarkdownIt:
    return parser.__wrapped__().disable("plain_paragraph")


@pytest.fixture(scope="module")
def slow_block_parser() -> MarkdownIt:
    made = block_parser.__wrapped__().disable(["plain_paragraph", "whole_list"])
    made.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    return made


@tries(300)
@given(TEXTS)
def test_a_text_is_read_alike(slow_parser: MarkdownIt, text: str):
    assert shown(parser().parse(text, {})) == shown(slow_parser.parse(text, {}))


def shown(tokens: Sequence[Token]) -> list[tuple[object, ...]]:
    return [(one.type, one.map, one.content, one.level, one.hidden) for one in tokens]


@tries(300)
@given(TEXTS)
def test_a_file_is_cut_alike(slow_block_parser: MarkdownIt, text: str):
    quick, slow = block_parser().parse(text, {}), slow_block_parser.parse(text, {})
    assert blocks(quick, text) == blocks(slow, text)
    assert changed(quick) == changed(slow)


def blocks(tokens: Sequence[Token], text: str) -> list[tuple[str, int, int]]:
    """What stands at the top on which lines, without empty ones at the end."""
    lines = text.split("\n")
    made = []
    for one in tokens:
        if one.level == 0 and one.map and one.nesting >= 0:
            start, end = one.map
            while end > start + 1 and not lines[end - 1].strip():
                end -= 1
            made.append((one.type, start, end))
    return made


def changed(tokens: Sequence[Token]) -> set[tuple[str, int, str]]:
    """What the reader writes anew, wherever it stands: wrapped lines and indented code."""
    return {
        (one.type, one.map[0], one.content)
        for one in tokens
        if one.map and (one.type == "code_block" or (one.type == "inline" and "\n" in one.content))
    }
