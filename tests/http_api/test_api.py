"""What programs ask for by HTTP, and what they are answered."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from crosspost.http_api.openapi import document
from crosspost.ledger import Ledger, callers
from crosspost.ledger.approvals import decide, waiting
from crosspost.service.operations import OPERATIONS
from tests.fakes.wechat import ROBOT, WeChat
from tests.http_api.conftest import POST

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fea735811d0000000049454e44ae426082"
)


def approvals(client: TestClient) -> list[str]:
    """What a preview says of each draft."""
    drafts = client.post("/v1/preview", json={"post": POST}).json()["drafts"]
    return [draft["approval"] for draft in drafts]


def publish(client: TestClient, key: str = "", **more: Any) -> Any:
    """What becomes of the post."""
    asked = {"post": POST, "approved": approvals(client), **more}
    head = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/publish", json=asked, headers=head)


def test_the_description_is_valid_openapi(sender: TestClient):
    said = sender.get("/openapi.json").json()
    assert said == json.loads(json.dumps(document()))
    validate(said)
    assert {f"/v1/{name}" for name in OPERATIONS} < set(said["paths"])


def test_the_word_of_who_may_send_is_a_yes(sender: TestClient, robot: WeChat):
    for _ in range(2):
        (result,) = publish(sender).json()["results"]
        assert result["outcome"] == "sent"
    assert len(robot.posts) == 1


def test_whoever_may_only_ask_waits_for_a_person(asker: TestClient, ledger: Ledger, robot: WeChat):
    (result,) = publish(asker).json()["results"]
    assert result["outcome"] == "needs-approval"
    assert not robot.posts
    (asked,) = waiting(ledger)
    decide(ledger, asked.approval, approved=True)
    (result,) = publish(asker).json()["results"]
    assert result["outcome"] == "sent"
    assert len(robot.posts) == 1


def test_the_same_key_is_the_same_call(sender: TestClient, robot: WeChat):
    first, second = publish(sender, "发-1".encode().hex()), publish(sender, "发-1".encode().hex())
    assert first.content == second.content
    other = sender.post(
        "/v1/publish",
        json={"post": POST + "\n再说一句。\n", "approved": ["sha256:0"]},
        headers={"Idempotency-Key": "发-1".encode().hex()},
    )
    assert (other.status_code, other.json()["code"]) == (422, "request.other-body")
    assert len(robot.posts) == 1


def test_a_key_goes_on_after_a_yes(asker: TestClient, ledger: Ledger, robot: WeChat):
    """What waits for a person is no answer yet."""
    outcomes: list[str] = []
    for _ in range(3):
        (result,) = publish(asker, "k").json()["results"]
        outcomes.append(result["outcome"])
        decide(ledger, result["approval"], approved=True)
    assert (outcomes, len(robot.posts)) == (["needs-approval", "sent", "sent"], 1)


@pytest.mark.parametrize("key", ["", "a b", "x" * 201])
def test_what_is_no_key_is_a_problem(sender: TestClient, robot: WeChat, key: str):
    asked = {"post": POST, "approved": approvals(sender)}
    answer = sender.post("/v1/publish", json=asked, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "http.no-key")
    assert not robot.posts


def test_a_key_is_its_callers_own(sender: TestClient, asker: TestClient, robot: WeChat):
    assert publish(sender, "k").json()["results"][0]["outcome"] == "sent"
    assert publish(asker, "k").json()["results"][0]["outcome"] in {"needs-approval", "sent"}
    assert len(robot.posts) == 1


def test_a_call_under_way_is_not_begun_again(sender: TestClient, ledger: Ledger):
    body = json.dumps({"id": "aaaaaaaaaa"}).encode()
    digest = hashlib.sha256(b"cancel\0" + body).hexdigest()
    assert callers.begin_call(ledger, "编辑部", "k", digest) is None
    head = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    again = sender.post("/v1/cancel", content=body, headers=head)
    assert (again.status_code, again.json()["code"]) == (409, "request.under-way")
    callers.end_call(ledger, "编辑部", "k", None)
    assert sender.post("/v1/cancel", content=body, headers=head).status_code == 422


def test_a_picture_is_uploaded_and_named_in_a_post(sender: TestClient, tmp_path: Path):
    for _ in range(2):
        kept = sender.post("/v1/pictures", content=PNG, headers={"Content-Type": "image/png"})
        name = kept.json()["file"]
    assert (tmp_path / name).read_bytes() == PNG
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    found = sender.post(
        "/v1/preview", json={"post": f"# 图\n\n看。\n\n![插头]({name})\n", "channels": ["x"]}
    ).json()
    assert [one["code"] for one in found["drafts"][0]["findings"]] == ["x.cost"]


@pytest.mark.parametrize("data", [b"RIFF\0\0\0\0WAVEfmt ", PNG, "图".encode()])
def test_a_picture_is_what_it_is_said_to_be(sender: TestClient, data: bytes):
    answer = sender.post("/v1/pictures", content=data, headers={"Content-Type": "image/webp"})
    assert (answer.status_code, answer.json()["code"]) == (422, "http.other-picture")


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "no json": ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "no-json"),
    "a list": ({"json": []}, 400, "no-json"),
    "deep": (
        {"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}},
        400,
        "no-json",
    ),
    "a form": ({"data": {"post": POST}}, 415, "other-type"),
    "too large": ({"json": {"post": "字" * 3_000_000}}, 413, "too-large"),
    "no post": ({"json": {}}, 422, "post-or-file"),
    "a number": ({"json": {"post": 3}}, 422, "wrong-type"),
    "an unknown key": ({"json": {"pots": ""}}, 422, "unknown-key"),
    "outside": ({"json": {"file": "../../etc/passwd"}}, 422, "outside"),
    "secrets": ({"json": {"file": ".env", "format": "text"}}, 422, "no-post-file"),
    "settings": ({"json": {"file": "crosspost.toml", "format": "text"}}, 422, "no-post-file"),
    "hidden": ({"json": {"file": ".git/notes.md"}}, 422, "no-post-file"),
    "a link to secrets": ({"json": {"file": "link.md"}}, 422, "no-post-file"),
    "a pipe": ({"json": {"file": "pipe.md"}}, 422, "no-post-file"),
    "the folder": ({"json": {"file": "."}}, 422, "no-post-file"),
    "half a pair": (
        {"content": b'{"accounts": ["\\ud800"]}', "headers": {"Content-Type": "application/json"}},
        422,
        "characters",
    ),
    "half a key": (
        {"content": b'{"\\ud800": 1}', "headers": {"Content-Type": "application/json"}},
        422,
        "characters",
    ),
    "a zero": ({"json": {"file": "a\0.md"}}, 422, "characters"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_a_problem(sender: TestClient, case: str):
    asked, status, code = WRONG[case]
    Path(".env").write_text("CROSSPOST_BOARD_KEY='密钥'\n", encoding="utf-8")
    Path("link.md").symlink_to(".env")
    os.mkfifo("pipe.md")
    answer = sender.post("/v1/check", **asked)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == status
    assert code in said["code"]
    assert said["title"]
    assert "Traceback" not in answer.text


def test_problems_are_in_the_callers_language(sender: TestClient):
    head = {"Accept-Language": "zh-CN"}
    said = sender.post("/v1/check", json={}, headers=head).json()
    assert said["title"] == "post 和 file 必须且只能给一个"
    assert sender.post("/v1/check", json={}).json()["title"].startswith("exactly one")


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Basic eDp5"])
def test_without_a_token_nothing_is_said(sender: TestClient, said: str):
    answer = sender.post("/v1/channels", json={}, headers={"Authorization": said})
    assert (answer.status_code, answer.json()["code"]) == (401, "http.no-token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_that_was_taken_back_opens_nothing(sender: TestClient, ledger: Ledger):
    assert sender.post("/v1/channels", json={}).status_code == 200
    callers.revoke(ledger, "编辑部")
    assert sender.post("/v1/channels", json={}).status_code == 401


def test_other_paths_and_methods_are_problems(sender: TestClient):
    assert sender.get("/v1/publish").json()["code"] == "http.no-such-method"
    assert sender.post("/v1/没有").json()["code"] == "http.no-such-path"
    assert sender.get("/healthz").json() == {"status": "ok"}


def test_no_secret_is_answered(sender: TestClient, robot: WeChat):
    assert publish(sender).json()["results"][0]["outcome"] == "sent"
    assert len(robot.posts) == 1
    for name in ("channels", "status", "queue"):
        assert ROBOT not in sender.post(f"/v1/{name}", json={}).text
    told = sender.post("/v1/preview", json={"post": f"# 题\n\n密钥是 {ROBOT}。\n"}).text
    assert ROBOT not in told
