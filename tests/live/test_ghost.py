"""What Ghost's own schema and converter make of our posts: the same words, blocks and links."""

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from msgspec import UNSET, structs

import crosspost
from crosspost.adapters.ghost.client import post_of
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.registry import default_account
from tests.examples import EXAMPLES
from tests.live.ghost import judged

PLACES = "https://blog.example/content/images/"
BLOCKS = Post(
    title={"zh": "各种块 🎉"},
    happened={
        "zh": "一段**粗**、*斜*、~~删~~、`码 <b>`、[链](https://a.cn/?a&b)。\n\n"
        "- 甲\n  1. 乙\n  2. 丙\n- 丁\n\n3. 三\n4. 四\n\n> 引“文”。\n>\n> 第二段。\n\n"
        "```python\nif 芯片 < 5:\n    跑()\n```\n\n| 型号 | 价格 |\n| --- | ---: |\n| a | **8** |\n\n"
        "![一条“街”](在/街.png)\n\n---\n\n注[^1]。\n\n[^1]: 说明。\n"
    },
)


TWO = Post(
    languages=("ar", "zh"),
    title={"ar": "الأسعار", "zh": "涨价 🎉"},
    happened={"ar": "ارتفعت الأسعار.", "zh": "涨了。"},
)


def drafted(post: Post, language: str) -> list[Message]:
    """Two languages one after the other, where it has no English."""
    account = default_account("ghost")
    mode = "blocks" if post is TWO else "first"
    languages = (language, *sorted({"en", "zh"} - {language}))
    layout = structs.replace(account.layout, languages=languages, language_mode=mode)
    return list(crosspost.render(post, structs.replace(account, layout=layout)).messages)


def call(message: Message) -> dict[str, Any]:
    """The post of the call, its pictures uploaded."""
    media = () if message.media is UNSET else message.media
    names = {one.path or one.url: f"{PLACES}{at}.png" for at, one in enumerate(media)}
    return post_of(message, "slug-1a2b3c4d", names, ())


def words(html: str) -> str:
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def tags(html: str, names: str) -> Counter[str]:
    return Counter(re.findall(rf"<({names})\b", html))


def hrefs(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<a [^>]*href="([^"]*)"', html)]


@pytest.fixture(scope="module")
def every() -> list[tuple[dict[str, Any], dict[str, str]]]:
    """Each call of each example in each language, and of all kinds of blocks, with what became of it."""
    posts = [crosspost.read(path) for path in EXAMPLES]
    calls = [
        call(message)
        for post in posts
        for language in ("en", "zh")
        for message in drafted(post, language)
    ]
    calls += map(call, (*drafted(TWO, "ar"), *drafted(BLOCKS, "zh")))
    return list(zip(calls, judged(calls), strict=True))


def test_ghost_s_schema_takes_every_call(every):
    assert [found["wrong"] for _, found in every if found["wrong"]] == []


def test_its_readers_see_every_word(every):
    for sent, found in every:
        assert words(found["html"]) == words(sent["html"])


def test_blocks_stay_what_they_are(every):
    kept = "h2|h3|h4|ul|ol|li|blockquote|pre|table|td|hr|img|figcaption|strong|em|code"
    for sent, found in every:
        assert tags(found["html"], kept) == tags(sent["html"], kept)


def test_links_lead_where_they_led(every):
    for sent, found in every:
        assert hrefs(found["html"]) == hrefs(sent["html"])


def test_a_picture_keeps_its_place_and_alt_text(every):
    html = every[-1][1]["html"]
    assert re.search(
        rf'8</strong>.*<img src="{PLACES}0.png"[^>]* alt="一条“街”".*<hr>', html, re.DOTALL
    )


def test_what_the_schema_refuses_is_what_the_entry_says():
    spec = default_account("ghost").spec
    post = call(drafted(BLOCKS, "zh")[0])
    most = spec.field_limits["digest"].max
    over = [post | {"custom_excerpt": "字" * (most + more)} for more in (0, 1)]
    over += [post | {"slug": "a" * (191 + more)} for more in (0, 1)]
    assert [bool(one["wrong"]) for one in judged(over)] == [False, True, False, True]
