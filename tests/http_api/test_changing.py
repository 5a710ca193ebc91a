"""What stands is changed and taken back by programs and agents: once a person has seen it."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from crosspost.ledger import Ledger, open_ledger
from crosspost.ledger.approvals import decide, waiting
from crosspost.ledger.rows import LedgerError
from crosspost.publishing.asked_change import AskedChange, changes_lines
from crosspost.service import sending
from crosspost.testing.server import Fault
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


def wish(client: TestClient, name: str, publication: str) -> dict[str, Any]:
    """What is asked for: the mended wording, or that all goes."""
    if name == "delete":
        return {"publication": publication}
    return {"post": MENDED, "approved": [approval(client, MENDED)]}


@pytest.mark.parametrize("name", ["update", "delete"])
def test_who_may_only_ask_waits_for_a_yes_to_exactly_this_change(
    editor: TestClient, book: Ledger, instance: MastodonFake, name: str
):
    sent(editor, "publish", POST)
    asker = client(book, "机器人", sends=False)
    (message,) = asked(asker, "status")["messages"]
    words = wish(asker, name, message["publication"])
    (result,) = asked(asker, name, **words)["results"]
    assert (result["outcome"], bool(result["changes"])) == ("needs-approval", True)
    assert result["hint"] == f"crosspost approve {result['change_approval']}"
    assert [post["text"] for post in instance.posts] == [message_text(POST)]
    (waits,) = waiting(book)
    change = AskedChange.of(waits)
    assert change is not None
    assert (change.verb, change.approval) == (name, waits.approval)
    assert "\n".join(map(str, changes_lines(change))) == SHOWN[name].replace(
        "…", f"{instance.posts[0]['id']} https://fake.example/@kuajie/{instance.posts[0]['id']}"
    ).replace("PUBLICATION", message["publication"])
    decide(book, waits.approval, approved=False)
    (result,) = asked(asker, name, **words)["results"]
    assert (result["outcome"], waits.approval in result["hint"]) == ("declined", True)
    decide(book, waits.approval, approved=True)
    (result,) = asked(asker, name, **words)["results"]
    assert result["outcome"] == f"{name}d"
    assert [post["text"] for post in instance.posts] == (
        [message_text(MENDED)] if name == "update" else []
    )
    again = asked(asker, name, **words)
    assert [one["outcome"] for one in again["results"]] == (
        ["unchanged"] if name == "update" else []
    )


SHOWN = {
    "update": """town · 1 of 1 message to change · PUBLICATION
  1/1 edited · …
    - 今天有雨，记得带伞。🌧
    + 今天有大雨，记得带伞。🌧""",
    "delete": """town · 1 message to delete · PUBLICATION
  1/1 · …
    - 天气
    - 
    - 今天有雨，记得带伞。🌧""",  # noqa: W291 - an empty line of the message
}


@pytest.mark.parametrize("name", ["update", "delete"])
def test_a_yes_is_for_what_stood_when_it_was_given(
    editor: TestClient, book: Ledger, instance: MastodonFake, name: str
):
    sent(editor, "publish", POST)
    asker = client(book, "机器人", sends=False)
    (message,) = asked(asker, "status")["messages"]
    (result,) = asked(asker, name, **wish(asker, name, message["publication"]))["results"]
    decide(book, result["change_approval"], approved=True)
    sent(editor, "update", POST.replace("有雨", "有雪"))  # somebody is faster
    (latest,) = (one for one in asked(asker, "status")["messages"] if one["state"] == "sent")
    (later,) = asked(asker, name, **wish(asker, name, latest["publication"]))["results"]
    assert later["outcome"] == "needs-approval"
    assert later["change_approval"] != result["change_approval"]
    assert ["有雪" in post["text"] for post in instance.posts] == [True]


def test_a_yes_to_publish_is_none_to_change_what_stands(
    editor: TestClient, book: Ledger, instance: MastodonFake
):
    sent(editor, "publish", POST)
    asker = client(book, "机器人", sends=False)
    (result,) = asked(asker, "publish", post=MENDED, approved=[approval(asker, MENDED)])["results"]
    decide(book, result["approval"], approved=True)
    (result,) = asked(asker, "update", **wish(asker, "update", ""))["results"]
    assert result["outcome"] == "needs-approval"
    assert [post["text"] for post in instance.posts] == [message_text(POST)]


LONG = POST + "\n\n".join(f"{hour} 点：{'风渐大，' * 60}。" for hour in range(3, 6)) + "\n"


@pytest.mark.parametrize("named", [False, True])
def test_a_change_that_ended_half_way_goes_on_without_a_second_yes(
    editor: TestClient, book: Ledger, instance: MastodonFake, *, named: bool
):
    mended = LONG.replace("风渐大", "风渐小")
    sent(editor, "publish", LONG)
    asker = client(book, "机器人", sends=False)
    words = {"post": mended, "approved": [approval(asker, mended)]}
    if named:
        words["of"] = asked(asker, "status")["messages"][0]["publication"]
    (result,) = asked(asker, "update", **words)["results"]
    decide(book, result["change_approval"], approved=True)
    instance.faults.append(Fault("401", times=9, on="PUT ", skip=1))
    (result,) = asked(asker, "update", **words)["results"]
    assert result["outcome"] not in {"updated", "needs-approval"}
    assert {"风渐小" in post["text"] for post in instance.posts} == {True, False}
    instance.faults.clear()
    (result,) = asked(asker, "update", **words)["results"]
    assert result["outcome"] == "updated", result
    assert all("风渐大" not in post["text"] for post in instance.posts)


def test_what_was_done_is_told_though_the_rest_cannot_be_allowed(
    editor: TestClient, instance: MastodonFake, monkeypatch: pytest.MonkeyPatch
):
    """It only costs a second yes."""

    def refuses(*_: object) -> None:
        raise LedgerError("ledger.disk-full", location="账本", reason="🎉")

    sent(editor, "publish", LONG)
    monkeypatch.setattr(sending, "ask", refuses)
    instance.faults.append(Fault("401", times=9, on="PUT ", skip=1))
    assert sent(editor, "update", LONG.replace("风渐大", "风渐小"))["outcome"] == "refused"
    assert {"风渐小" in post["text"] for post in instance.posts} == {True, False}


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
