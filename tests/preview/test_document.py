"""The JSON form is a contract: it follows its published schema, and the post in it reads back."""

import json
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import jsonschema
import pytest

from crosspost._record import decoded
from crosspost.model.draft import Draft
from crosspost.model.post import Post
from crosspost.preview.as_json import Preview, changes_schema, document, preview_schema
from crosspost.translations import use_language
from tests.transcripts import ROOT

POST = Post(languages=("zh",), title={"zh": "芯片之战 🎉"}, tags=("芯片",))


def test_the_document_follows_its_schema(draft: Draft):
    jsonschema.validate(json.loads(document(POST, [draft])), preview_schema())


@pytest.mark.parametrize(
    ("name", "schema"), [("preview", preview_schema), ("changes", changes_schema)]
)
def test_the_published_schema_is_current(
    name: str, schema: Callable[[], dict[str, Any]], request: pytest.FixtureRequest
):
    published = ROOT / "schema" / f"{name}.schema.json"
    current = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    if request.config.getoption("--accept"):
        published.write_text(current, encoding="utf-8")
    assert published.read_text(encoding="utf-8") == current, "make accept"


def test_a_program_finds_every_key_it_was_promised(draft: Draft):
    made = json.loads(document(POST, [draft]))
    assert list(made) == ["version", "post", "drafts", "findings"]
    assert list(made["drafts"][0]) == [
        "channel",
        "account",
        "languages",
        "digest",
        "messages",
        "findings",
        "carries",
        "chosen",
    ]
    first, _, last = made["drafts"][0]["messages"]
    usual = ["index", "of", "text", "size", "limit", "unit", "payload"]
    assert list(first) == usual
    assert list(last) == [*usual, "after", "media"]
    cost, bare, _ = made["drafts"][0]["findings"]
    assert cost == {
        "level": "info",
        "code": "x.cost",
        "where": "thread",
        "message": "about $0.045: 3 posts × $0.015",
        "location": {"in": "thread"},
        "words": [],
        "places": [],
        "values": {
            "price": 0.045,
            "currency": "USD",
            "plain": 3,
            "price_plain": 0.015,
            "linked": 0,
            "price_linked": 0.2,
        },
    }
    assert bare["location"] == {"in": "message", "index": 2, "field": ""}
    assert bare["places"] == [{"message": 2, "start": 4, "end": 7}]
    assert made["drafts"][0]["carries"] == [
        {"section": "title", "languages": ["en", "zh"], "messages": [1]}
    ]
    [of_the_post] = made["findings"]
    assert (of_the_post["code"], of_the_post["where"]) == ("typography.nfc", "post")


def test_a_person_reads_it_in_their_language(draft: Draft):
    def told() -> str:
        use_language("zh")
        return document(POST, [draft])

    made = json.loads(copy_context().run(told))
    assert made["findings"][0]["message"].startswith("合成了组合字符")
    assert made["findings"][0]["where"] == "post"


def test_post_and_drafts_read_back(draft: Draft, reply: Draft):
    made = decoded(document(POST, [draft, reply]), Preview)
    assert made.post == POST
    assert [one.messages for one in made.drafts] == [draft.messages, reply.messages]
    assert [one.digest for one in made.drafts] == [draft.digest, reply.digest]


def test_what_a_thread_replies_to_stands_last(reply: Draft):
    made = json.loads(document(POST, [reply]))
    jsonschema.validate(made, preview_schema())
    assert list(made["drafts"][0])[-1] == "under"
    assert made["drafts"][0]["under"]["sent"]["id"] == "1990"


def test_chinese_stands_as_itself(draft: Draft):
    assert "芯片之战 🎉" in document(POST, [draft])
