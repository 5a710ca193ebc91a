"""What stands is changed and taken back by programs and agents: once a person has seen it."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from crosspost.ledger import Ledger, open_ledger
from tests.board import instance
from tests.fakes.mastodon import MastodonFake
from tests.http_api.conftest import client

__all__ = ["instance"]

POST = "# 天气\n\n今天有雨，记得带伞。🌧\n"
MENDED = POST.replace("有雨", "有大雨")


@pytest.fixture
def book(instance: MastodonFake) -> Iterator[Ledger]:
    del instance
    with open_ledger() as opened:
        yield opened


@pytest.fixture
def editor(book: Ledger) -> TestClient:
    """Its word is a person's yes."""
    return client(book, "编辑部", sends=True)


def asked(client: TestClient, name: str, **arguments: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/{name}", json=arguments)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approval(client: TestClient, post: str) -> str:
    (draft,) = asked(client, "preview", post=post)["drafts"]
    found: str = draft["approval"]
    return found


def sent(client: TestClient, name: str, post: str, **more: Any) -> dict[str, Any]:
    found = asked(client, name, post=post, approved=[approval(client, post)], **more)
    assert not found["errors"], found
    (result,) = found["results"]
    assert isinstance(result, dict)
    return result


def test_a_new_wording_takes_the_place_of_the_old_one(editor: TestClient, instance: MastodonFake):
    assert sent(editor, "publish", POST)["outcome"] == "sent"
    result = sent(editor, "update", MENDED)
    assert result["outcome"] == "updated"
    (change,) = result["changes"]["messages"]
    assert (change["kind"], "有雨" in change["before"], "有大雨" in change["after"]) == (
        ("edited", True, True)
    )
    assert ["有大雨" in post["text"] for post in instance.posts] == [True]
    assert sent(editor, "update", MENDED)["outcome"] == "unchanged"
    assert len(instance.posts) == 1


def test_what_stands_is_taken_back(editor: TestClient, instance: MastodonFake):
    sent(editor, "publish", POST)
    (message,) = asked(editor, "status")["messages"]
    (result,) = asked(editor, "delete", publication=message["publication"])["results"]
    assert (result["outcome"], len(result["deleted"])) == ("deleted", 1)
    assert not instance.posts
    again = asked(editor, "delete", publication=message["publication"])
    assert [one["code"] for one in again["errors"]] == ["change.nothing-stands"]


@pytest.mark.parametrize("name", ["update", "delete"])
def test_who_may_only_ask_is_told_the_command(
    editor: TestClient, book: Ledger, instance: MastodonFake, name: str
):
    sent(editor, "publish", POST)
    asker = client(book, "机器人", sends=False)
    (message,) = asked(asker, "status")["messages"]
    publication = message["publication"]
    words: dict[str, Any] = {"publication": publication}
    if name == "update":
        words = {"post": MENDED, "approved": [approval(asker, MENDED)]}
    (result,) = asked(asker, name, **words)["results"]
    assert result["outcome"] == "needs-approval"
    file = " POST --of" if name == "update" else ""
    assert result["hint"] == f"crosspost {name}{file} {publication} --to town"
    assert [post["text"] for post in instance.posts] == [message_text(POST)]


def message_text(post: str) -> str:
    return "天气\n\n" + post.split("\n\n", 1)[1].rstrip("\n")


def test_a_wording_that_was_not_previewed_changes_nothing(
    editor: TestClient, instance: MastodonFake
):
    sent(editor, "publish", POST)
    found = asked(editor, "update", post=MENDED, approved=["sha256:0"])
    assert [one["outcome"] for one in found["results"]] == ["changed"]
    assert [post["text"] for post in instance.posts] == [message_text(POST)]


def test_what_was_never_published_is_no_update(editor: TestClient):
    found = asked(editor, "update", post=POST, approved=[approval(editor, POST)])
    assert [one["code"] for one in found["errors"]] == ["change.never-published"]
    assert found["results"] == []


@pytest.mark.parametrize("publication", ["", "sha256:", "sha256:abc", "all", "sha256:%"])
def test_nothing_vague_is_deleted(editor: TestClient, instance: MastodonFake, publication: str):
    sent(editor, "publish", POST)
    answer = editor.post("/v1/delete", json={"publication": publication})
    assert answer.status_code == 422
    assert len(instance.posts) == 1
