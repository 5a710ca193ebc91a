"""A real PDS keeps what was drafted: text, facets, languages, replies, picture and alt text."""

import contextlib
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from crosspost.adapters.base import Connection, Destination, LinkCard
from crosspost.adapters.bluesky.client import Bluesky
from crosspost.errors import Rejected, SendError
from crosspost.model.receipts import Receipt
from crosspost.testing.trial import destination
from tests.live import pds
from tests.live.reading import read
from tests.live.threads import above, published, thread, uploads
from tests.senders.messages import post
from tests.senders.threads import PNG

PASSWORD = "abcd-efgh-中文"  # noqa: S105 - of an account that lives as long as the test
POST = "app.bsky.feed.post"
COUNT = itertools.count(1)
EXTRA = {"$type", "createdAt", "embed", "reply"}
YEAR_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(days=365)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pds.pds(tmp_path_factory.mktemp("pds")) as address:
        yield address


@pytest.fixture
def account(server: str) -> Destination:
    """A new account for every test."""
    handle = f"account-{next(COUNT)}.test"
    pds.account(server, handle, PASSWORD)
    return destination("bluesky", {"api": server, "handle": handle}, {"password": PASSWORD})


@pytest.fixture
def bluesky(account: Destination) -> Iterator[Connection]:
    connection = Bluesky(account)
    yield connection
    connection.close()


def records(account: Destination) -> list[dict[str, Any]]:
    """All posts of *account*, as anyone can read them."""
    settings = account.settings
    asked = {"repo": settings["handle"], "collection": POST, "limit": "100"}
    answer = read(f"{settings['api']}/xrpc/com.atproto.repo.listRecords", params=asked)
    return list(answer.raise_for_status().json()["records"])


def picture(account: Destination, record: dict[str, Any]) -> bytes:
    did = record["uri"].split("/")[2]
    cid = record["value"]["embed"]["images"][0]["image"]["ref"]["$link"]
    address = f"{account.settings['api']}/xrpc/com.atproto.sync.getBlob"
    return read(address, params={"did": did, "cid": cid}).raise_for_status().content


def said(kept: Any, wanted: Any) -> bool:
    """Whether *wanted* was kept as it is; the SDK adds the ``$type`` of what has only one."""
    if isinstance(wanted, dict):
        more = kept.keys() - wanted.keys()
        return more <= EXTRA and all(said(kept[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return len(kept) == len(wanted) and all(map(said, kept, wanted))
    return bool(kept == wanted)


def refs(root: Receipt, parent: Receipt) -> dict[str, Any]:
    return {
        "root": {"uri": root.sent.id, "cid": root.sent.more["cid"]},
        "parent": {"uri": parent.sent.id, "cid": parent.sent.more["cid"]},
    }


def test_a_bilingual_thread_reads_back_as_it_was_drafted(account, bluesky, tmp_path):
    draft = thread(account.account)
    pictures = uploads(draft, account.account)
    receipts = published(draft, bluesky, pictures, tmp_path)
    kept = {record["uri"]: record for record in records(account)}
    assert len(kept) == len(draft.messages)
    for one in draft.messages:
        record, reply_to = kept[receipts[one.index].sent.id], above(one, receipts)
        assert record["cid"] == receipts[one.index].sent.more["cid"]
        assert said(record["value"], one.payload)
        assert said(record["value"].get("reply"), reply_to and refs(receipts[1], reply_to))
    first = kept[receipts[1].sent.id]
    (shown,), (sent,) = first["value"]["embed"]["images"], pictures[1]
    assert shown["alt"] == "Two chips change seats"
    assert said(shown["aspectRatio"], {"width": sent.width, "height": sent.height})
    assert picture(account, first) == sent.data
    assert any(one.payload["facets"] for one in draft.messages)
    assert {tuple(record["value"]["langs"]) for record in kept.values()} == {("en",), ("zh",)}


def test_the_same_key_never_makes_a_second_post(account, bluesky):
    sent = bluesky.send(post("你好，世界"), "钥匙-1", None, [])
    with pytest.raises(SendError):
        bluesky.send(post("你好，世界"), "钥匙-1", None, [])
    assert bluesky.find(post("你好，世界"), "钥匙-1", None, YEAR_AGO) == sent
    assert [record["uri"] for record in records(account)] == [sent.id]


def test_what_was_never_sent_is_not_found(bluesky):
    assert bluesky.find(post("没有发出"), "钥匙-2", None, YEAR_AGO) is None


def test_a_text_over_the_limit_is_refused_with_the_server_s_reason(account, bluesky):
    with pytest.raises(Rejected, match="300"):
        bluesky.send(post("长" * 301), "钥匙-3", None, [])
    assert records(account) == []


def test_a_wrong_password_is_refused_and_says_what_to_set(account):
    wrong = destination("bluesky", account.settings, {"password": "wrong"})
    with contextlib.closing(Bluesky(wrong)) as connection, pytest.raises(Rejected) as refused:
        connection.whoami()
    assert "app password" in refused.value.hint


def test_it_knows_its_handle(account, bluesky):
    assert bluesky.whoami().name == f"@{account.settings['handle']}"


def test_the_card_of_a_page_is_kept_with_its_picture(account, bluesky):
    url = "https://a.cn/%E5%85%A8%E6%96%87"
    external: dict[str, Any] = {"uri": url, "title": "自己的", "description": ""}
    embed = {"$type": "app.bsky.embed.external", "external": external}
    said = post("街景")
    message = structs.replace(said, payload={**said.payload, "embed": embed}, link_card=url)
    page = LinkCard(**structs.asdict(PNG), title="全文", description="谁来付钱？")
    bluesky.send(message, "钥匙-4", None, [page])
    bluesky.send(message, "钥匙-5", None, [])
    kept = [one["value"]["embed"]["external"] for one in records(account)]
    assert sorted(one["title"] for one in kept) == ["全文", "自己的"]
    assert [one["thumb"]["size"] for one in kept if "thumb" in one] == [len(PNG.data)]
