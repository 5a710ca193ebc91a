"""What would not survive WeChat's editor, as a table."""

import tomllib
from pathlib import Path

import pytest

from crosspost.adapters.wechat.article_lint import lint, visible

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/wechat_lint.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_it_finds_what_the_editor_removes(case):
    assert [problem.what for problem in lint(case["html"])] == case["gone"]


def test_it_says_where_and_what_to_write():
    (problem,) = lint("<section><span>芯片</span></section><blockquote></blockquote>")
    assert (problem.line, problem.column) == (1, 35)
    assert problem.why == "write section with border-left"


def test_what_a_reader_sees_has_no_tags_and_no_entities():
    html = "<section><section><span>a &lt; b</span></section><section>中<br>文</section></section>"
    assert visible(html) == "a < b\n\n中\n文"


def test_hostile_html_is_read_in_one_pass():
    assert len(lint("<div>" * 2000)) == 4000 + 1990
