"""The two forms of an article's text, as a table, and as a law: both say the same."""

import html as entities
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

import crosspost
from tests.laws.strategies import posts
from tests.tries import tries

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/articles.toml").read_text("utf-8"))
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.fixture
def article(tmp_path):
    def written(body: str, form: str) -> str:
        path = tmp_path / "post.md"
        path.write_text(f"# 题目\n\n{body}\n", encoding="utf-8")
        channel = {"markdown": "juejin", "html": "zhihu"}[form]
        draft = crosspost.render(crosspost.read(path), channel)
        return str(draft.messages[0].payload[form])

    return written


@pytest.mark.parametrize("case", CASES["block"], ids=lambda case: case["why"])
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_body_as_an_article(case, form, article):
    assert article(case["source"], form) == case[form]


@tries(15)
@given(post=posts())
def test_both_forms_say_the_same(post):
    """A reader of Markdown makes of the one what the other is, but for where emphasis ends."""
    made = {}
    for form, channel in (("markdown", "juejin"), ("html", "zhihu")):
        try:
            made[form] = crosspost.render(post, channel).messages
        except crosspost.FitError:
            return
    for markdown, html in zip(made["markdown"], made["html"], strict=True):
        assert words(READER.render(str(markdown.payload["markdown"]))) == words(
            str(html.payload["html"])
        )


def words(html: str) -> str:
    """The letters, digits and signs that a reader sees."""
    boxes = html.replace("☑", "[x]").replace("☐", "[ ]")
    return "".join(entities.unescape(re.sub(r"<[^>]*>", "", boxes)).split())
