"""A real server of the Mastodon API keeps what was drafted: text, replies, picture and alt text.

Languages are checked against the fake (tests/senders): snac keeps none.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from crosspost.adapters.base import Connection, Destination
from crosspost.adapters.mastodon.client import Mastodon, same_text
from crosspost.errors import Rejected
from crosspost.testing.trial import destination
from tests.live import snac
from tests.live.reading import read
from tests.live.threads import above, published, thread, uploads
from tests.senders.messages import status

USER = "ann"


@pytest.fixture
def account(tmp_path) -> Iterator[Destination]:
    """A new server for every test: it starts in a moment."""
    with snac.snac(tmp_path, USER) as (address, password):
        token = snac.access_token(address, USER, password)
        yield destination("mastodon", {"api": address}, {"access_token": token})


@pytest.fixture
def mastodon(account: Destination) -> Iterator[Connection]:
    with contextlib.closing(Mastodon(account)) as connection:
        yield connection


def asked(account: Destination, path: str) -> Any:
    token = account.credentials.get("access_token")
    headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
    return read(f"{account.settings['api']}/api/v1/{path}", headers=headers).json()


def statuses(account: Destination) -> list[dict[str, Any]]:
    me = asked(account, "accounts/verify_credentials")["id"]
    return list(asked(account, f"accounts/{me}/statuses?limit=40"))


def test_a_bilingual_thread_reads_back_as_it_was_drafted(account, mastodon, tmp_path):
    draft = thread(account.account)
    pictures = uploads(draft, account.account)
    receipts = published(draft, mastodon, pictures, tmp_path)
    assert len(statuses(account)) == len(draft.messages)
    for one in draft.messages:
        kept = asked(account, f"statuses/{receipts[one.index].sent.id}")
        assert same_text(str(one.payload["status"]), kept["content"])
        reply_to = above(one, receipts)
        assert kept["in_reply_to_id"] == (reply_to and reply_to.sent.id)
    first = asked(account, f"statuses/{receipts[1].sent.id}")
    (shown,), (sent,) = first["media_attachments"], pictures[1]
    assert shown["description"] == "Two chips change seats"
    assert read(shown["url"]).content == sent.data
    assert first["url"] == receipts[1].sent.url


def test_what_was_sent_is_found_and_nothing_else(mastodon):
    before = dt.datetime.now(dt.UTC)
    sent = mastodon.send(status("你好，世界 👋 1/2"), "钥匙-1", None, [])
    assert mastodon.find(status("你好，世界 👋 1/2"), "钥匙-1", None, before) == sent
    assert mastodon.find(status("你好，世界 👋 2/2"), "钥匙-2", None, before) is None
    later = before + dt.timedelta(minutes=5)
    assert mastodon.find(status("你好，世界 👋 1/2"), "钥匙-3", None, later) is None


def test_a_token_it_does_not_know_is_refused(account):
    wrong = destination("mastodon", account.settings, {"access_token": "wrong"})
    with contextlib.closing(Mastodon(wrong)) as connection, pytest.raises(Rejected):
        connection.whoami()


def test_it_knows_its_name_and_the_server_s_limit(account, mastodon):
    us = mastodon.whoami()
    assert us.name == f"@ann@{account.settings['api'].removeprefix('http://')}"
    assert us.limits["mastodon"] > 500
