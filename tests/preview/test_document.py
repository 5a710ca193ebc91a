"""The JSON form is a contract: it follows its published schema, and the post in it reads back."""

import json

import jsonschema

from crosspost._record import decoded
from crosspost.model.draft import Draft
from crosspost.model.post import Post
from crosspost.preview.as_json import Preview, document, preview_schema
from tests.transcripts import ROOT

POST = Post(languages=("zh",), title={"zh": "芯片之战 🎉"}, tags=("芯片",))


def test_the_document_follows_its_schema(draft: Draft):
    jsonschema.validate(json.loads(document(POST, [draft])), preview_schema())


def test_the_published_schema_is_current():
    published = ROOT / "schema" / "preview.schema.json"
    current = json.dumps(preview_schema(), ensure_ascii=False, indent=2) + "\n"
    assert published.read_text(encoding="utf-8") == current, "crosspost schema preview > it"


def test_a_program_finds_every_key_it_was_promised(draft: Draft):
    made = json.loads(document(POST, [draft]))
    assert list(made) == ["post", "drafts"]
    assert list(made["drafts"][0]) == [
        "channel",
        "account",
        "languages",
        "digest",
        "messages",
        "findings",
    ]
    first, _, last = made["drafts"][0]["messages"]
    usual = ["index", "of", "text", "size", "limit", "unit", "payload"]
    assert list(first) == usual
    assert list(last) == [*usual, "after", "media"]
    assert made["drafts"][0]["findings"][0] == {
        "level": "info",
        "code": "x.cost",
        "where": "thread",
        "message": "$0.045",
    }


def test_post_and_drafts_read_back(draft: Draft, reply: Draft):
    made = decoded(document(POST, [draft, reply]), Preview)
    assert made == Preview(post=POST, drafts=(draft, reply))


def test_what_a_thread_replies_to_stands_last(reply: Draft):
    made = json.loads(document(POST, [reply]))
    jsonschema.validate(made, preview_schema())
    assert list(made["drafts"][0])[-1] == "under"
    assert made["drafts"][0]["under"]["sent"]["id"] == "1990"


def test_chinese_stands_as_itself(draft: Draft):
    assert "芯片之战 🎉" in document(POST, [draft])
