"""`crosspost worker` as its users start it: a process of its own, with real SDKs and a fake Mastodon."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from crosspost.configuration import Entry, Settings
from crosspost.model.draft import Draft
from crosspost.model.post import BREAK, Post
from crosspost.rendering import render
from crosspost.scheduling import Delivery, DeliveryPlan, DeliveryTerms, open_schedule
from tests.fakes.mastodon import TOKEN
from tests.transcripts import ROOT

PARTS = tuple("一二三四五六")
ENOUGH = 180.0
"""Seconds in which anything that is waited for has happened."""


class Home:
    """A working folder with a ``crosspost.toml`` and a ledger.

    Args:
        folder: where it is.
        accounts: names, each an account on the server at *api*.
        api: the server's address.
        url: of the ledger; without one SQLite in *folder*.
    """

    def __init__(self, folder: Path, accounts: Sequence[str], api: str, url: str = "") -> None:
        self.folder = folder
        self.url = url or f"sqlite:///{folder}/账本.sqlite3"
        self.accounts = accounts
        self.api = api
        self.variables: dict[str, str] = {}
        self.write()

    def write(self, more: str = "") -> None:
        """Write the settings, with *more* at their end."""
        lines = [f'ledger = "{self.url}"']
        for name in self.accounts:
            lines += [f'[accounts."{name}"]', 'channel = "mastodon"', f'api = "{self.api}"']
        text = "\n".join([*lines, more, ""])
        (self.folder / "crosspost.toml").write_text(text, encoding="utf-8")

    def draft(self, account: str, title: str, parts: Sequence[str] = PARTS) -> Draft:
        """A thread of as many messages as *parts*."""
        table = {"channel": "mastodon", "api": self.api}
        settings = Settings(accounts={account: Entry(at=account, table=table)})
        text = f"\n\n{BREAK}\n\n".join(f"{title}：{part} 🎉" for part in parts)
        return render(Post(languages=("zh",), happened={"zh": text}), settings.account(account))

    def schedule(
        self,
        *drafts: Draft,
        after: float = 0,
        terms: DeliveryTerms = DeliveryTerms(),  # noqa: B008
    ) -> list[str]:
        """Schedule *drafts* for *after* seconds from now; their ids."""
        due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=after)
        plans = [DeliveryPlan(draft=one, due=due, terms=terms) for one in drafts]
        with open_schedule(self.url) as schedule:
            schedule.add(plans)
        return [plan.id for plan in plans]

    def deliveries(self) -> list[Delivery]:
        """What became of each."""
        with open_schedule(self.url) as schedule:
            return schedule.deliveries()

    @contextmanager
    def worker(self, *options: str) -> Iterator["Process"]:
        """A worker that is killed at the end, if it still lives."""
        command = [sys.executable, "-m", "crosspost", "run", *options]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "CROSSPOST_TRUST": str(self.folder),
            "MASTODON_ACCESS_TOKEN": TOKEN,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **self.variables,
        }
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield Process(process)
            finally:
                if process.poll() is None:
                    process.kill()


class Process:
    """A worker's process and what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [
            threading.Thread(target=lambda: self.out.extend(process.stdout or ()), daemon=True),
            threading.Thread(target=lambda: self.err.extend(process.stderr or ()), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def ended(self) -> int:
        """Its exit code, when it has ended."""
        try:
            code = self.process.wait(ENOUGH)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it does not end: {self.said()}")
        for reader in self._readers:
            reader.join(ENOUGH)
        return code

    def said(self) -> str:
        """All that it has printed, for a test that fails."""
        return "".join([*self.out, *self.err])


def until(what: Callable[[], object]) -> None:
    """Wait until *what* is true."""
    end = time.monotonic() + ENOUGH
    while not what():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)
