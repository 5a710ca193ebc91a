"""A publication is watched as it happens, and gone on with where a watcher was cut off."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from crosspost.alerts.webhooks import Happening
from crosspost.http_api import watching
from crosspost.http_api.watching import PublicationEnd
from crosspost.ledger import Ledger, callers
from crosspost.service.operations import schema_of
from crosspost.testing.server import Fault
from tests.fakes.wechat import WeChat
from tests.http_api.conftest import POST
from tests.http_api.test_api import publish

Event = dict[str, Any]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "POLL", 0.01)


def draft_of(client: TestClient) -> dict[str, str]:
    (draft,) = client.post("/v1/preview", json={"post": POST}).json()["drafts"]
    return {"account": draft["account"], "digest": draft["approval"]}


def parsed(text: str) -> Iterator[Event]:
    """Each event of a stream, comments left out."""
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            yield {**fields, "data": json.loads(fields["data"])}


def watched(client: TestClient, last: str = "", **asked: Any) -> list[Event]:
    head = {"Last-Event-ID": last} if last else {}
    answer = client.get("/v1/events", params=asked, headers=head)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return list(parsed(answer.text))


def kinds(found: list[Event]) -> list[str]:
    return [one["event"] for one in found]


SENT = ["message.sending", "message.sent", "publication.sent", "end"]


def test_what_happened_is_told_to_the_end(sender: TestClient, robot: WeChat):
    one = draft_of(sender)
    publish(sender)
    found = watched(sender, **one)
    assert kinds(found) == SENT
    assert found[-1]["data"] == {"outcome": "sent", "delivered": 1, "of": 1}
    assert len(robot.posts) == 1
    for event in found[:-1]:
        jsonschema.Draft202012Validator(schema_of(Happening)).validate(event["data"])
        assert event["data"]["type"] == event["event"]
    jsonschema.Draft202012Validator(schema_of(PublicationEnd)).validate(found[-1]["data"])


def test_a_watcher_goes_on_after_what_it_saw(sender: TestClient):
    one = draft_of(sender)
    publish(sender)
    every = watched(sender, **one)
    for seen in range(len(every) - 1):
        rest = watched(sender, last=every[seen]["id"], **one)
        assert rest == every[seen + 1 :]
    again = sender.get("/v1/events", params=one, headers={"Last-Event-ID": every[-1]["id"]})
    assert (again.status_code, again.text) == (204, ""), "as the standard says: come no more"


def test_who_watches_before_it_begins_sees_it_all(sender: TestClient):
    one, found = draft_of(sender), []
    watching = threading.Thread(target=lambda: found.extend(watched(sender, **one)))
    watching.start()
    publish(sender)
    watching.join(20)
    assert kinds(found) == SENT


def test_a_refusal_ends_it_and_a_second_try_is_watched_from_there(
    sender: TestClient, robot: WeChat
):
    one = draft_of(sender)
    robot.faults.append(Fault("40058"))
    assert publish(sender).json()["results"][0]["outcome"] != "sent"
    first = watched(sender, **one)
    assert kinds(first)[0] == "message.sending"
    end = first[-1]["data"]
    assert (kinds(first)[-1], end["delivered"]) == ("end", 0)
    assert first[-2]["event"] == f"publication.{end['outcome']}"
    assert first[-2]["data"]["reason"]
    robot.faults.clear()
    publish(sender)
    second = watched(sender, after=first[-2]["id"], **one)
    assert kinds(second) == SENT


def test_a_token_that_is_taken_back_ends_it_at_once(sender: TestClient, ledger: Ledger):
    one, found = draft_of(sender), []
    watching = threading.Thread(target=lambda: found.extend(watched(sender, **one)))
    watching.start()
    time.sleep(0.05)
    callers.revoke(ledger, "编辑部")
    watching.join(20)
    assert not watching.is_alive()
    assert found == []


WRONG: dict[str, dict[str, str]] = {
    "nothing": {},
    "no account": {"digest": "sha256:" + "a" * 64},
    "no digest": {"account": "board"},
    "a short one": {"account": "board", "digest": "sha256:abc"},
    "no number": {"account": "board", "digest": "sha256:" + "a" * 64, "after": "-1"},
    "too large": {"account": "board", "digest": "sha256:" + "a" * 64, "run": "9" * 40},
    "a slip": {"account": "board", "digest": "sha256:" + "a" * 64, "form": "1"},
}


@pytest.mark.parametrize("case", WRONG)
def test_what_names_no_publication_is_a_problem(sender: TestClient, case: str):
    answer = sender.get("/v1/events", params=WRONG[case])
    assert (answer.status_code, answer.json()["code"]) == (422, "http.no-publication")


def test_nobody_watches_without_a_token(sender: TestClient):
    answer = sender.get("/v1/events", params=draft_of(sender), headers={"Authorization": ""})
    assert answer.status_code == 401


def test_readiness_is_that_of_the_ledger(sender: TestClient, ledger: Ledger):
    assert sender.get("/readyz").json() == {"status": "ok"}
    assert ledger.engine.url.database
    Path(ledger.engine.url.database).unlink()
    ledger.engine.dispose()
    answer = sender.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "http.no-ledger")
    assert sender.get("/healthz").status_code == 200, "a restart would not help"
