"""A ledger that cannot be written, and two processes at one."""

import multiprocessing
import time
from pathlib import Path

import pytest

from crosspost.adapters.base import Identity
from crosspost.ledger import Ledger, LedgerError, open_ledger
from crosspost.model.draft import Message
from crosspost.model.receipts import Receipt, Sent
from crosspost.publishing import Job, PublishOptions, PublishResult, RunContext, deliver, run_job
from tests.ledger.drafts import draft
from tests.publishing.door import destination
from tests.publishing.memory import Channel

FULL = ("the disk is full",)
LONG = draft(*(f"第{index}条" for index in range(60)), account="很长的名字" * 100)


def fill_up(ledger: Ledger, pages: int) -> None:
    """Leave room for *pages* more in the database: SQLite then says what a full disk says."""
    with ledger.engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar()
        assert isinstance(used, int)
        connection.exec_driver_sql(f"PRAGMA max_page_count = {used + pages}")


@pytest.mark.parametrize(
    "pages",
    [at if at % 9 == 4 else pytest.param(at, marks=pytest.mark.long) for at in range(4, 32, 3)],
)
@pytest.mark.fault(
    "a full disk",
    "no call without its intent; not sent now",
)
def test_a_full_disk_makes_no_call_that_is_not_written_down(pages: int, around: RunContext):
    channel = Channel()
    fill_up(around.ledger, pages)
    job = Job(draft=LONG, destination=destination(LONG.account, channel))
    failure = run_job(job, PublishOptions(), around).failure
    assert failure is not None
    assert "database or disk is full" in failure.reason
    assert failure.outcome == ("unknown" if around.ledger.in_doubt() else "later")
    kept = [row.index for row in around.ledger.rows(LONG.digest)]
    assert kept == list(range(1, len(channel.calls) + 1)), "one intent for each call, before it"
    assert len(around.ledger.in_doubt()) <= 1

    fill_up(around.ledger, 1000)
    assert len(run_job(job, PublishOptions(), around).receipts) == 60
    assert len(channel.posts) == len(channel.calls) == 60


@pytest.mark.fault(
    "a disk that is full when the answer comes",
    "told, with where it stands; looked up before anything is sent",
)
def test_an_answer_that_cannot_be_written_down_is_told(
    around: RunContext, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> Receipt:
        raise LedgerError(*FULL)

    channel, post = Channel(), draft("芯片之战 🎉", "second")
    with monkeypatch.context() as patch:
        patch.setattr(around.ledger, "sent", full)
        failure = deliver(post, channel, around).failure
    assert failure is not None
    assert failure.outcome == "unknown"
    assert failure.reason == "it was delivered as 1, but the disk is full"
    assert [row.state for row in around.ledger.in_doubt()] == ["sending"]
    assert len(deliver(post, channel, around).receipts) == len(channel.posts) == 2


class Slow(Channel):
    """Writes to a file that both processes see; a call takes a while."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def send(self, message: Message, key: str, *_: object) -> Sent:
        time.sleep(0.02)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{message.text}\n")
        return Sent(id=key)

    def whoami(self) -> Identity:
        return Identity(name="@主号")


SHORT = draft("一", "two", "三", "four", "五")


def publish_it(folder: Path, results: "multiprocessing.Queue[PublishResult]") -> None:
    with open_ledger(f"sqlite:///{folder}/账本.sqlite3") as ledger:
        results.put(deliver(SHORT, Slow(folder / "posts.txt"), RunContext(ledger)))


def test_two_processes_at_once_send_it_once(tmp_path: Path):
    """Both make the ledger, too: there is none yet."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    both = [context.Process(target=publish_it, args=(tmp_path, queue)) for _ in range(2)]
    for process in both:
        process.start()
    first, second = queue.get(timeout=180), queue.get(timeout=180)
    for process in both:
        process.join()
    assert (tmp_path / "posts.txt").read_text("utf-8").split() == [
        one.text for one in SHORT.messages
    ]
    assert first == second
    assert len(first.receipts) == 5
