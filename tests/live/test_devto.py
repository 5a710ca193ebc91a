"""What Forem's own readers make of our articles: what any other reader of Markdown does."""

import re
from collections import Counter
from html import unescape

import pytest
from markdown_it import MarkdownIt
from msgspec import structs

import crosspost
from crosspost.adapters.devto.client import article_of
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.registry import default_account
from tests.examples import EXAMPLES
from tests.live.forem import read

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BLOCKS = Post(
    title={"zh": "各种块 🎉"},
    happened={
        "zh": "他说**“好”**了，*斜*的~~删~~去，`码 {{ x }}`和 {{ y }}、{% if %}，2^10，a_b_c，\\*星\\*，#号。\n\n"
        "- **甲**：一\n  1. 乙\n  2. 丙\n\n     乙的段落\n- 丁\n\n3. 三\n\n   段落**里**的\n4. 四\n\n"
        "> 引**文**。\n>\n> 第二段 `{% raw %}`。\n\n```python\nif 芯片 < 5 {{ z }}:\n    跑(**x**)\n```\n\n"
        "| 型号 | 价格 |\n| --- | ---: |\n| a\\|b | 共**8**元 |\n| `x\\|y {{ z }}` | <b> |\n\n"
        "![一条“街”](https://a.cn/街.png)\n\n---\n\n两个反引号：\\`a {{ b }} \\` c。注[^1]。见 <https://a.cn/路?a=1&b=2>。\n\n"
        "[^1]: 说明。\n"
    },
)


def drafted(post: Post, language: str) -> list[Message]:
    account = default_account("devto")
    layout = structs.replace(account.layout, languages=(language, *{"en", "zh"} - {language}))
    return list(crosspost.render(post, structs.replace(account, layout=layout)).messages)


@pytest.fixture(scope="module")
def every() -> list[tuple[str, str]]:
    """What others read of each article, and what Forem does."""
    posts = [(crosspost.read(path), tag) for path in EXAMPLES for tag in ("en", "zh")]
    posts.append((BLOCKS, "zh"))
    messages = [message for post, tag in posts for message in drafted(post, tag)]
    found = read(article_of(message)["body_markdown"] for message in messages)
    return [
        (READER.render(str(message.payload["markdown"])), html)
        for message, html in zip(messages, found, strict=True)
    ]


def words(html: str) -> str:
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def tags(html: str) -> Counter[str]:
    every = re.findall(r"<(h2|h3|ul|ol|li|blockquote|pre|td|hr|img|strong|em|code|s|del)\b", html)
    return Counter("s" if one == "del" else one for one in every)


def test_its_readers_see_every_word(every: list[tuple[str, str]]):
    for wanted, found in every:
        assert words(found) == words(wanted)


def test_blocks_and_marks_are_the_same(every: list[tuple[str, str]]):
    for wanted, found in every:
        assert tags(found) == tags(wanted)


def test_links_lead_to_the_same(every: list[tuple[str, str]]):
    for wanted, found in every:
        assert hrefs(found) == hrefs(wanted)


def hrefs(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a [^>]*href="([^"]*)"', html)]
