"""A real Synapse keeps what was drafted: text, HTML, thread, pictures; and each message once."""

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec import structs

from crosspost.adapters.base import Connection, Destination
from crosspost.adapters.matrix.client import Matrix
from crosspost.errors import Rejected
from crosspost.model.post import Post
from crosspost.model.receipts import Receipt
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.trial import destination
from tests.live import synapse
from tests.live.reading import PATIENCE, read
from tests.live.threads import above, published, thread, uploads
from tests.senders.threads import PNG

COUNT = itertools.count(1)
NOW = dt.datetime.now(dt.UTC)
PASSWORD = "密码-of-a-test"  # noqa: S105 - of an account that lives as long as the test


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with synapse.synapse(tmp_path_factory.mktemp("synapse")) as address_and_secret:
        yield address_and_secret


@pytest.fixture
def account(server: tuple[str, str]) -> Destination:
    """A new user in a new room for every test."""
    address, secret = server
    token = synapse.account(address, secret, f"user{next(COUNT)}", PASSWORD)
    there = destination("matrix", {"api": address, "room": ""}, {"access_token": token})
    there.settings["room"] = told(there, "createRoom", {"name": "频道"})["room_id"]
    return there


@pytest.fixture
def matrix(account: Destination) -> Iterator[Connection]:
    with contextlib.closing(Matrix(account)) as connection:
        yield connection


def header(account: Destination) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.credentials.get('access_token')}"}


def told(account: Destination, path: str, body: Any) -> Any:
    address = f"{account.settings['api']}/_matrix/client/v3/{path}"
    answer = httpx.post(address, json=body, headers=header(account), timeout=PATIENCE)
    return answer.raise_for_status().json()


def events(account: Destination) -> list[dict[str, Any]]:
    """What was said in the room, the oldest first."""
    room, asked = account.settings["room"], {"dir": "b", "limit": "100"}
    address = f"{account.settings['api']}/_matrix/client/v3/rooms/{room}/messages"
    chunk = read(address, headers=header(account), params=asked).json()["chunk"]
    return [one for one in reversed(chunk) if one["type"] == "m.room.message"]


def message(text: str) -> Any:
    return render(Post(title={"zh": text}), "matrix").messages[0]


def test_a_draft_reads_back_as_it_was_written(account, matrix, tmp_path):
    draft = thread(account.account)
    pictures = uploads(draft, account.account)
    receipts = published(draft, matrix, pictures, tmp_path)
    said = {one["event_id"]: one["content"] for one in events(account)}
    for one in draft.messages:
        kept, reply_to = said[receipts[one.index].sent.id], above(one, receipts)
        assert one.payload.items() <= kept.items()
        relation = kept.get("m.relates_to", {})
        assert relation.get("event_id") == (reply_to and receipts[1].sent.id)
    (shown,) = [one for one in said.values() if one["msgtype"] == "m.image"]
    assert shown["body"] == "Two chips change seats"
    media = f"{account.settings['api']}/_matrix/client/v1/media/download/"
    address = shown["url"].replace("mxc://", media)
    assert read(address, headers=header(account)).content == pictures[1][0].data


def test_a_thread_is_one(account, matrix):
    first = matrix.send(message("一 🎉"), "一", None, ())
    receipt = Receipt(
        channel="matrix", account="中文号", digest="摘要", index=1, run=1, sent=first, at=NOW
    )
    second = matrix.send(message("二"), "二", receipt, ())
    room = account.settings["room"]
    path = f"_matrix/client/v1/rooms/{room}/relations/{first.id}/m.thread"
    chunk = read(f"{account.settings['api']}/{path}", headers=header(account)).json()["chunk"]
    assert [one["event_id"] for one in chunk] == [second.id]


def test_the_same_key_never_makes_a_second_message(account, matrix):
    before = dt.datetime.now(dt.UTC)
    sent = matrix.send(message("你好，世界"), "钥匙-1", None, ())
    assert matrix.send(message("你好，世界"), "钥匙-1", None, ()).id == sent.id
    assert matrix.find(message("你好，世界"), "钥匙-1", None, before) == sent
    assert matrix.find(message("没有发出"), "钥匙-2", None, before) is None
    assert len(events(account)) == 1


def test_a_message_is_replaced_and_then_redacted(account, matrix):
    sent = matrix.send(message("你好，世界"), "钥匙-4", None, [PNG])
    stands = Receipt(
        channel="matrix", account="中文号", digest="摘要", index=1, run=1, sent=sent, at=NOW
    )
    for _ in range(2):
        assert matrix.edit(message("你好，🎉"), stands, []) == sent
    where = f"rooms/{account.settings['room']}/relations/{sent.id}/m.replace"
    address = f"{account.settings['api']}/_matrix/client/v1/{where}"
    replaced = read(address, headers=header(account)).raise_for_status().json()["chunk"]
    assert [one["content"]["m.new_content"]["body"] for one in replaced] == ["你好，🎉"] * 2
    for _ in range(2):
        matrix.delete(stands)
    shown = [one for one in events(account) if one["content"].get("msgtype") == "m.image"]
    there = next(one for one in events(account) if one["event_id"] == sent.id)
    assert (there["content"], shown) == ({}, [])
    with pytest.raises(Rejected) as no:
        matrix.edit(message("再来"), stands, [])
    assert no.value.code == "change.not-there"


def test_another_session_finds_it_too(account, matrix):
    before = dt.datetime.now(dt.UTC)
    sent = matrix.send(message("你好"), "钥匙-1", None, ())
    user = {"type": "m.id.user", "user": matrix.whoami().caller}
    asked = {"type": "m.login.password", "identifier": user, "password": PASSWORD}
    signed = told(account, "login", asked)
    other = destination("matrix", account.settings, {"access_token": signed["access_token"]})
    with contextlib.closing(Matrix(other)) as connection:
        assert connection.find(message("你好"), "钥匙-1", None, before) == sent


def test_a_full_message_fits(matrix):
    most = load_channel("matrix").text.limits[0].max
    full = "长" * (most // 2 // 3)
    payload = {**message("长").payload, "body": full, "formatted_body": full}
    assert matrix.send(structs.replace(message("长"), payload=payload), "长", None, ()).id


def test_an_encrypted_room_is_refused(account, matrix):
    room = account.settings["room"]
    address = f"{account.settings['api']}/_matrix/client/v3/rooms/{room}/state/m.room.encryption/"
    sealed = {"algorithm": "m.megolm.v1.aes-sha2"}
    httpx.put(address, json=sealed, headers=header(account), timeout=PATIENCE).raise_for_status()
    with pytest.raises(Rejected, match="encrypted"):
        matrix.whoami()
    assert events(account) == []


def test_a_wrong_token_is_refused_and_says_what_to_set(account):
    wrong = destination("matrix", account.settings, {"access_token": "wrong"})
    with contextlib.closing(Matrix(wrong)) as connection, pytest.raises(Rejected) as refused:
        connection.whoami()
    assert refused.value.code == "matrix.wrong-token"


def test_it_knows_its_name_and_the_server_s_limit(matrix):
    who = matrix.whoami()
    assert who.caller.endswith(":localhost")
    assert who.limits == dict.fromkeys(("media.bytes", "media.video.bytes"), 52_428_800)
