"""Wishes for accounts on X's terms, and a schedule whose clock stands still."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosspost.configuration.tables import PostingPolicy
from crosspost.ledger import Ledger
from crosspost.model.draft import Draft
from crosspost.model.post import Post
from crosspost.model.receipts import Sent, message_key
from crosspost.scheduling import Prepared, Schedule, open_schedule, prepare
from crosspost.times import slots
from tests.ledger.drafts import draft
from tests.publishing.door import destination
from tests.publishing.memory import Channel

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CLOSE = PostingPolicy(gap=dt.timedelta())
"""No gap at all."""
X = destination("主号", Channel())
WEEKDAYS = PostingPolicy(slots=slots("工作日 9:00 和 18:30 Asia/Shanghai"))


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all its tables, to be copied."""
    path = tmp_path_factory.mktemp("fresh") / "账本.sqlite3"
    with open_schedule(f"sqlite:///{path}"):
        return path


@pytest.fixture
def schedule(fresh: Path, tmp_path: Path) -> Iterator[Schedule]:
    """An empty schedule on a Monday morning."""
    path = shutil.copy(fresh, tmp_path / "账本.sqlite3")
    with open_schedule(f"sqlite:///{path}", now=lambda: MONDAY, read_only=True) as opened:
        yield opened


def wanted(*texts: str, account: str = "主号", policy: PostingPolicy = CLOSE) -> Prepared:
    """A thread that somebody wants delivered."""
    return of(draft(*texts, account=account), policy)


def of(what: Draft, policy: PostingPolicy = CLOSE) -> Prepared:
    """*what*, wanted."""
    return prepare(what, Post(), X, policy, source="稿子.md")


def stand(ledger: Ledger, what: Draft, count: int) -> None:
    """The first *count* messages of *what* are there."""
    run = ledger.run(what)
    for index in range(1, count + 1):
        ledger.begin(what, run, index)
        ledger.sent(message_key(what.digest, what.account, run, index), Sent(id=f"{index}"))
