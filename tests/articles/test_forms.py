"""The two forms of an article's text, as a table, and as a law: both say the same."""

import html as entities
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from msgspec import structs

import crosspost
from crosspost.registry import default_account
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


TWO = """\
---
languages: [{languages}]
title: {{{first}: "{title}", en: "Prices"}}
---
## What happened / {heading}

{said}

Prices [rose](https://a.cn/1).

#### {deep}

{said}

## Sources

- Report. https://a.cn/2
"""


@pytest.fixture
def bilingual(tmp_path):
    def written(channel: str, form: str, first: str, *wanted: str) -> str:
        words = {
            "zh": {"title": "涨价", "heading": "发生了什么", "said": "涨了。🎉", "deep": "细看"},
            "ar": {
                "title": "الأسعار",
                "heading": "ما حدث",
                "said": "ارتفعت الأسعار.",
                "deep": "نظرة",
            },
        }[first]
        path = tmp_path / "post.md"
        path.write_text(
            TWO.format(first=first, languages=f"en, {first}", **words), encoding="utf-8"
        )
        account = default_account(channel)
        layout = structs.replace(account.layout, languages=wanted, language_mode="blocks")
        account = structs.replace(account, layout=layout)
        return str(crosspost.render(crosspost.read(path), account).messages[0].payload[form])

    return written


BLOCKS = [
    (
        "the second language has its title over its sections, and says which it is",
        ("ghost", "html", "zh", "en", "zh"),
        [
            "<h2>📰 What happened</h2>",
            '<hr>\n<h2 lang="zh">涨价</h2>\n<h3 lang="zh">📰 发生了什么</h3>\n',
            '<p lang="zh">涨了。🎉</p>\n<h5 lang="zh">细看</h5>',
            "<h2>📎 Sources / 来源</h2>",
        ],
    ),
    (
        "what is written from right to left says so, and what is not does among it",
        ("ghost", "html", "ar", "ar", "en"),
        ['<p lang="ar" dir="rtl">ارتفعت الأسعار.</p>', '<hr>\n<h2 lang="en" dir="ltr">Prices</h2>'],
    ),
    (
        "an editor of two levels of headings gets bold lines below, and no links where it keeps none",
        ("toutiao", "html", "zh", "en", "zh"),
        [
            '<p>Prices rose (<a href="https://a.cn/1">https://a.cn/1</a>).</p>',
            '<h3 lang="zh">📰 发生了什么</h3>',
            '<p lang="zh"><strong>细看</strong></p>',
        ],
    ),
    (
        "Markdown has no language of a block",
        ("juejin", "markdown", "zh", "en", "zh"),
        ["\n---\n\n## 涨价\n\n### 📰 发生了什么\n\n涨了。🎉", "[rose](https://a.cn/1)"],
    ),
    (
        "an e-mail's plain text underlines its headings",
        ("smtp", "plain", "zh", "en", "zh"),
        [
            "📰 What happened\n================\n\n",
            "* * *\n\n涨价\n====\n\n📰 发生了什么\n-------------\n\n",
        ],
    ),
]


@pytest.mark.parametrize(("why", "call", "expected"), BLOCKS, ids=lambda one: str(one)[:40])
def test_one_language_after_another(why, call, expected, bilingual):
    made = bilingual(*call)
    for part in expected:
        assert part in made, why
