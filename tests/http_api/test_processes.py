"""``crosspost serve`` as processes: two on one database, and the end of one, in order."""

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from crosspost.ledger import Ledger, callers, open_ledger
from crosspost.testing.server import Fault
from tests.alerts.test_webhooks import SECRET, target
from tests.board import POST
from tests.fakes.wechat import WeChat
from tests.http_api.processes import Serving, serving

pytestmark = pytest.mark.slow


def settings(robot: WeChat, more: str = "") -> None:
    """The folder's settings with *more* at their head."""
    account = f'[accounts.board]\nchannel = "wecom"\napi = "{robot.url}"\n'
    Path("crosspost.toml").write_text(more + account, encoding="utf-8")


def asked(running: Serving, token: str, name: str, key: str = "", **body: Any) -> httpx.Response:
    head = {"Authorization": f"Bearer {token}"}
    head |= {"Idempotency-Key": key} if key else {}
    return httpx.post(f"{running.address}/v1/{name}", json=body, headers=head, timeout=60)


def approval(running: Serving, token: str, post: str) -> str:
    (draft,) = asked(running, token, "preview", post=post).json()["drafts"]
    found: str = draft["approval"]
    return found


def test_two_processes_on_one_postgresql_send_once(
    robot: WeChat, tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    settings(robot, f'ledger = "{postgresql}"\n')
    with open_ledger(postgresql) as ledger:
        token = callers.add(ledger, "编辑部", sends=True)
    posts = [POST, POST.replace("转接头", "插头")]
    with serving(tmp_path) as one, serving(tmp_path) as other:
        for key, post in zip(("发-1".encode().hex(), ""), posts, strict=True):
            body = {"post": post, "approved": [approval(one, token, post)]}
            start = Barrier(4)

            def call(where: Serving, key: str = key, body: Any = body, start: Any = start) -> Any:
                start.wait()
                return asked(where, token, "publish", key, **body)

            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(call, [one, other, one, other]))
            said = {answer.status_code for answer in answers}
            assert said <= ({200, 409} if key else {200})
            sent = [answer.json() for answer in answers if answer.status_code == 200]
            assert {each["results"][0]["outcome"] for each in sent} == {"sent"}
            assert len({each["results"][0]["messages"][0]["at"] for each in sent}) == 1
            for where in (one, other):  # and each knows the other's answer
                again = asked(where, token, "publish", key, **body).json()
                assert again["results"][0]["outcome"] == "sent"
        assert len(robot.posts) == 2
        watched = {"account": "board", "digest": body["approved"][0]}
        head = {"Authorization": f"Bearer {token}"}
        seen = [
            httpx.get(f"{each.address}/v1/events", params=watched, headers=head).text
            for each in (one, other)
        ]
    assert seen[0] == seen[1]
    assert seen[0].count("event: message.sent") == 1


def test_it_ends_in_order_and_lets_watchers_go(ledger: Ledger, robot: WeChat, tmp_path: Path):
    token = callers.add(ledger, "编辑部", sends=True)
    nothing = {"account": "board", "digest": "sha256:" + "a" * 64}
    head = {"Authorization": f"Bearer {token}"}
    with serving(tmp_path) as running:
        robot.faults.append(Fault("slow", seconds=2))
        body: dict[str, Any] = {"post": POST, "approved": [approval(running, token, POST)]}
        with (
            ThreadPoolExecutor(2) as pool,
            httpx.stream(
                "GET", f"{running.address}/v1/events", params=nothing, headers=head, timeout=60
            ) as watching,
        ):
            under_way = pool.submit(asked, running, token, "publish", **body)
            while not robot.requests:
                pass
            assert running.stop() == 0, running.said()
            assert "".join(watching.iter_text()) == ""
            answer = under_way.result()
    assert answer.json()["results"][0]["outcome"] == "sent", "what was under way is answered"
    assert len(robot.posts) == 1


SAID = {
    "en": ("nobody has a token yet", "other machines reach it"),
    "zh": ("还没有任何令牌", "其他机器可以连到这里"),
}


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_that_others_reach_it_is_said_and_ctrl_c_ends_it(
    robot: WeChat, tmp_path: Path, language: str
):
    del robot
    with serving(tmp_path, "--host", "0.0.0.0", language=language) as running:  # noqa: S104
        assert all(words in running.said() for words in SAID[language])
        assert running.stop(signal.SIGINT) == 0, running.said()


def test_webhooks_are_told_by_what_serves(
    robot: WeChat, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    token = callers.add(ledger, "编辑部", sends=True)
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    monkeypatch.setenv("CROSSPOST_WEBHOOKS_ARCHIVE_SECRET", SECRET)
    with target() as archive:
        settings(robot, f'[webhooks.archive]\nurl = "{archive.address}"\nprivate = true\n')
        with serving(tmp_path) as running:
            body: dict[str, Any] = {"post": POST, "approved": [approval(running, token, POST)]}
            assert asked(running, token, "publish", **body).is_success
            assert running.stop() == 0, running.said()
        (said,) = archive.verified()
    assert said["type"] == "publication.sent"
    assert json.dumps(said["data"]["messages"])
    assert SECRET not in running.said()
