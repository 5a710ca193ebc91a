"""A run in which every call of the system fails once in turn: of the ledger's file and of the wire.

As SQLite tries itself: the n-th call fails, for every n, and each time what stands at the end is
what was to be published, once. What fails is real: libc's own functions, by a library that is
loaded before it (``io_faults.c``).

    python -m tests.crash.io_faults [CHANNEL…]
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from crosspost.errors import CrosspostError, Retryable, UnknownOutcome
from crosspost.ledger import Ledger, LedgerError, open_ledger
from crosspost.model.draft import digest
from crosspost.model.receipts import Failure, Receipt, Sent
from crosspost.publishing import Job, PublishOptions, RetryPolicy, RunContext, run_job
from crosspost.publishing.send import OutgoingMessage, Sender
from crosspost.testing.server import Fake
from tests.crash import thread
from tests.crash.trial import BLIND, FAKES

CODE = Path(__file__).with_name("io_faults.c")
PATIENCE = RetryPolicy(attempts=2, first=0.01, settle=0.05)
MESSAGES = 2
"""Of each thread."""


def compiler() -> str | None:
    """A C compiler, if there is one."""
    return shutil.which("cc") or shutil.which("gcc")


def built(folder: Path) -> Path:
    """The library, made in *folder*."""
    library = folder / "io_faults.so"
    command = [compiler() or "cc", "-shared", "-fPIC", "-o", str(library), str(CODE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def short(channel: str, number: int, api: str) -> Job:
    """The thread *number* of two messages."""
    job = thread.job(channel, number, api)
    kept = tuple(
        msgspec.structs.replace(one, of=MESSAGES, after=UNSET)
        for one in job.draft.messages[:MESSAGES]
    )
    draft = msgspec.structs.replace(job.draft, messages=kept, digest=digest(channel, kept))
    return Job(draft=draft, destination=job.destination)


def publish(url: str, channel: str, number: int, api: str) -> list[Failure]:
    """Publish one thread; why it failed, if it did."""
    with open_ledger(url) as ledger:
        context = RunContext(ledger, retry=PATIENCE)
        result = run_job(short(channel, number, api), PublishOptions(), context)
    return [result.failure] if result.failure else []


class Lives:
    """A process that forks one for each run, with the library in it.

    Args:
        folder: an empty one.
        channel: where it publishes.
        api: the fake's address.
        planted: one of `PLANTED`, for the harness itself to be tried.
    """

    def __init__(self, folder: Path, channel: str, api: str, planted: str = "") -> None:
        self.url = f"sqlite:///{folder}/账本.sqlite3"
        environment = {**os.environ, "LD_PRELOAD": str(built(folder))}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.crash.io_faults",
                "--lives",
                self.url,
                channel,
                api,
                planted,
            ],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, number: int, fails_at: int) -> tuple[int, list[Failure] | None]:
        """Publish the thread *number* while call *fails_at* fails (0: none does).

        Returns:
            How many calls there were, and what the run told, if it told anything.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{number} {fails_at}\n")
        self._process.stdin.flush()
        count, told = json.loads(self._process.stdout.readline())
        return count, None if told is None else msgspec.convert(told, list[Failure], strict=False)

    def end(self) -> None:
        """Let go of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(180)
        self._process.stdout.close()


def swallow_the_ledger() -> None:
    """A fault on purpose: an answer that cannot be written down is taken for written."""
    write = Ledger.sent

    def sent(self: Ledger, name: str, sent: Sent, **more: Any) -> Receipt:
        try:
            return write(self, name, sent, **more)
        except LedgerError:
            row = self.row(name)
            assert row is not None
            return Receipt(
                channel=row.channel,
                account=row.account,
                digest=row.digest,
                index=row.index,
                run=row.run,
                sent=sent,
                at=row.at,
            )

    Ledger.sent = sent  # type: ignore[method-assign]


def swallow_the_wire() -> None:
    """A fault on purpose: a call of which nobody knows is taken for delivered."""
    call = Sender._call  # noqa: SLF001

    def called(self: Sender, step: OutgoingMessage) -> Sent:
        try:
            return call(self, step)
        except (Retryable, UnknownOutcome):
            return Sent(id="110000")

    Sender._call = called  # type: ignore[method-assign]  # noqa: SLF001


PLANTED: dict[str, Callable[[], None]] = {
    "the ledger": swallow_the_ledger,
    "the wire": swallow_the_wire,
}
"""Programs that swallow what went wrong with what."""


def live(url: str, channel: str, api: str, planted: str = "") -> None:
    """Fork a process for each line of standard input, and print what it tells."""
    library = ctypes.CDLL(None)
    publish(url, channel, 0, api)  # everything is imported, and the tables are made
    PLANTED.get(planted, lambda: None)()
    for line in sys.stdin:
        number, fails_at = map(int, line.split())
        reading, writing = os.pipe()
        if not os.fork():
            library.io_faults_arm(fails_at)
            told = None
            try:
                with suppress(CrosspostError):
                    told = [msgspec.to_builtins(one) for one in publish(url, channel, number, api)]
            finally:
                count = library.io_faults_disarm()
                os.write(writing, json.dumps([count, told]).encode() + b"\n")
                os._exit(0)
        os.close(writing)
        os.wait()
        with os.fdopen(reading) as said:
            sys.stdout.write(said.readline())
        sys.stdout.flush()


@contextmanager
def lives(channel: str, fake: Fake, planted: str = "") -> Iterator[Lives]:
    """Lives that publish to *fake*."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as around:
        made = Lives(Path(folder), channel, fake.url, planted)
        around.callback(made.end)
        yield made


def trial(channel: str, step: int = 1, planted: str = "") -> tuple[int, list[str]]:
    """Let every *step*-th call fail in turn; how many there were, and what went wrong."""
    wrong: list[str] = []
    with FAKES[channel]() as fake, lives(channel, fake, planted) as here:
        fails_at = number = 1
        count, _ = here.run(number, 0)
        while fails_at <= count:
            number += 1
            _, told = here.run(number, fails_at)
            wrong += _finished(here, fake, channel, number, fails_at, told)
            fails_at += step
    return count, wrong


def first_wrong(channel: str, planted: str) -> list[str]:
    """Let one call fail after the other, the last first, until something goes wrong; what."""
    with FAKES[channel]() as fake, lives(channel, fake, planted) as here:
        count, _ = here.run(1, 0)
        for number, fails_at in enumerate(range(count, 0, -1), 2):
            _, told = here.run(number, fails_at)
            if wrong := _finished(here, fake, channel, number, fails_at, told):
                return wrong
    return []


def _finished(
    here: Lives, fake: Fake, channel: str, number: int, fails_at: int, told: list[Failure] | None
) -> list[str]:
    """Run it again until it stands, with a person's word where nobody else can tell."""
    wrong = []
    for _ in range(4):
        if told == []:
            break
        with open_ledger(here.url) as ledger:
            for row in ledger.in_doubt():
                if channel in BLIND and told is not None:
                    text = thread.text(number, row.index)
                    there = [one for one in fake.posts if one["text"] == text]
                    ledger.resolve(row.key, Sent(id=there[0]["id"]) if there else None)
        _, told = here.run(number, 0)
    if told != []:
        wrong.append(f"{channel}, call {fails_at}: it never ends: {told}")
    with open_ledger(here.url) as ledger:
        draft = short(channel, number, "").draft
        kept = [row.state for row in ledger.rows(draft.digest, draft.account)]
    if kept != ["sent"] * MESSAGES:
        wrong.append(f"{channel}, call {fails_at}: the ledger says {kept}")
    texts = [thread.text(number, index) for index in range(1, MESSAGES + 1)]
    stand = [one["text"] for one in fake.posts if one["text"] in texts]
    if stand != texts:
        wrong.append(f"{channel}, call {fails_at}: {stand} stands, not {texts}")
    return wrong


def main(wanted: Sequence[str]) -> None:
    """Try *wanted* channels, or all."""
    if wanted[:1] == ["--lives"]:
        live(*wanted[1:])
        return
    for channel in wanted or FAKES:
        count, wrong = trial(channel)
        sys.stdout.write(
            "\n  ".join([f"{channel}: {count} calls, {len(wrong)} wrong", *wrong]) + "\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
