"""What an article has beside its title and text: what its channel's entry names, and no more."""

from typing import Any

import pytest
from msgspec import structs

from crosspost import render
from crosspost.compose.article_fields import slug
from crosspost.model.channel_rules import ArticleRule
from crosspost.model.channel_spec import Limit
from crosspost.model.post import Meta, Post
from crosspost.registry import default_account

POST = Post(
    title={"zh": "芯片之战 🎉", "en": "The chip war"},
    happened={"zh": "各家都涨价，**没有人**知道谁来付。", "en": "Prices rise, and nobody pays."},
    tags=("芯片",),
    meta=Meta(author="编辑部", canonical_url="https://example.com/2026/chip-war?from=x"),
)
EACH: dict[str, Any] = {
    "author": "编辑部",
    "canonical_url": "https://example.com/2026/chip-war?from=x",
    "digest": "各家都涨价，没有人知道谁来付。",
    "language": "zh",
    "plain": "各家都涨价，没有人知道谁来付。\n\n原文 https://example.com/2026/chip-war?from=x\n\n#芯片",
    "slug": "chip-war",
    "tags": ["芯片"],
}


def written(*names: str):
    account = default_account("zhihu")
    layout = structs.replace(account.layout, languages=("zh",), headings="none")
    spec = structs.replace(account.spec, article=ArticleRule(fields=names))  # type: ignore[arg-type]
    return render(POST, structs.replace(account, spec=spec, layout=layout))


@pytest.mark.parametrize("name", EACH)
def test_a_field_is_sent_where_the_entry_names_it_and_nowhere_else(name):
    draft = written(name)
    payload = draft.messages[0].payload
    assert payload.keys() == {"title", "html", name}
    assert payload[name] == EACH[name]
    assert bool(draft.chosen) == (name == "digest")


def test_without_fields_nothing_is_computed_told_or_explained():
    draft = written()
    [message] = draft.messages
    assert message.payload.keys() == {"title", "html"}
    assert not draft.chosen
    assert "#芯片" in message.text, "tags without a field stand in the text"
    assert EACH["canonical_url"] in str(message.payload["html"]), "and so does the address"


@pytest.mark.parametrize(
    ("title", "address", "most", "end"),
    [
        ("芯片之战", "https://a.cn/2026/Chip_War-2/", 100, "Chip_War-2"),
        ("芯片之战", "https://a.cn/2026/芯片", 100, ""),
        ("芯片之战", "https://a.cn/12345", 100, ""),
        ("Café's “Q4”: naïve 🎉", "", 100, "cafes-q4-naive"),
        ("AI 芯片", "", 100, ""),
        ("The chip war goes on", "", 12, "the-chip-war"),
        ("The chip war goes on", "", 10, "the-chip"),
        ("Donaudampfschifffahrt", "", 5, "donau"),
    ],
)
def test_the_end_of_an_address(title, address, most, end):
    account = default_account("zhihu")
    limits = {"slug": Limit(max=most, unit="code points")}
    account = structs.replace(account, spec=structs.replace(account.spec, field_limits=limits))
    post = Post(title={"zh": title}, meta=Meta(canonical_url=address))
    assert slug(post, account) == end
