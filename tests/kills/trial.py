"""One trial: a post, six channels, one command that is killed until all of it stands."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO, Any

import pytest

from tests.kills.server import Channels

CHANNELS = ("x", "telegram", "mastodon", "bluesky", "wecom", "webhook")
BLIND = {"telegram", "wecom", "webhook"}
"""Channels that cannot tell what stands on them: a person is asked."""
PARTS = 4
MOST_LIVES, FEW_LIVES = 150, 50
"""Of commands, until it is plain that it never ends; few where a fault is planted."""
LONGEST = 1.2
"""Seconds that a life has before it is killed, at most."""
AHEAD = (12, 60, 300)
"""Seconds to come for which a post is scheduled; more where the machine is too busy for that."""
ENDED_BADLY = {"unknown", "refused", "expired", "held", "overdue"}
"""States of a delivery that a person takes up again."""
ALONE = 600
"""Seconds in which a life that nobody kills surely ends, on a machine with ten times its work."""
FAST = "[rate]\nper_second = 10_000\n"
SETTINGS = {
    "telegram": 'chat = "@killed"\n',
    "bluesky": 'handle = "killed.test"\n',
}
SECRETS = {
    "x": ("api_key", "api_secret", "access_token", "access_token_secret"),
    "telegram": ("token",),
    "mastodon": ("access_token",),
    "bluesky": ("password",),
    "wecom": ("key",),
}


class Zygote:
    """A process that has imported everything, from which lives are forked."""

    def __init__(self) -> None:
        """Begin."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.lives"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()

    def fork(self, order: dict[str, Any]) -> int:
        """A life that does what *order* says; its process number."""
        with self._lock:
            return int(_asked(self._process.stdin, self._process.stdout, json.dumps(order)))

    def end(self) -> None:
        """No more lives."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def _asked(to: IO[str] | None, back: IO[str] | None, line: str) -> str:
    assert to
    assert back
    to.write(line + "\n")
    to.flush()
    return back.readline()


@dataclass
class Trial:
    """A post on its way; what is *planted* is a fault on purpose, to see whether it is found.

    ``lost`` and ``doubled`` spoil what stands; the others are faults of the product (`lives`).
    """

    folder: Path
    seed: str
    zygote: Zygote
    ledger: str
    by_worker: bool
    kills: int
    """How many at most."""
    planted: str = ""
    killed: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write the files that a person would have."""
        self._random = Random(self.seed)  # noqa: S311 - nothing is kept secret by it
        self._lives = 0

    def run(self) -> "Trial":
        """Kill until all stands, or it is plain that it never will; then judge."""
        with Channels(self.seed) as channels:
            self._write(channels.url)
            wanted = self._wanted()
            if self.by_worker and not self._scheduled():
                return self
            most = FEW_LIVES if self.planted else MOST_LIVES
            while self._lives < most:
                code = self._life()
                if code is not None and self._is_over(code, channels, wanted):
                    break
            else:
                self.faults.append(f"hidden: {most} lives, and no end")
            if self.planted == "lost":
                channels.stands["mastodon"].pop()
            if self.planted == "doubled":
                channels.stands["wecom"].append(channels.stands["wecom"][0])
            self._judge(channels, wanted)
        return self

    def _write(self, url: str) -> None:
        parts = [f"第{number}条，芯片之战 {self.seed} 🎉" for number in range(1, PARTS + 1)]
        (self.folder / "post.md").write_text("\n\n<!-- thread -->\n\n".join(parts) + "\n", "utf-8")
        config = self.folder / "config" / "crosspost"
        (config / "channels").mkdir(parents=True)
        accounts = [f'ledger = "{self.ledger}"\n']
        for name in CHANNELS:
            (config / "channels" / f"fast-{name}.toml").write_text(
                f'extends = "{name}"\nname = "fast-{name}"\n{FAST}'
            )
            more = SETTINGS.get(name, "")
            api = f"{url}/hook" if name == "webhook" else url
            accounts.append(
                f'[accounts.{name}]\nchannel = "fast-{name}"\napi = "{api}"\ngap = "0s"\n{more}'
            )
        (config / "crosspost.toml").write_text("\n".join(accounts), "utf-8")

    def _scheduled(self) -> bool:
        for ahead in AHEAD:
            due = time.monotonic() + ahead
            if self._command("schedule", "post.md", "--at", f"in {ahead} seconds", "--yes") == 0:
                time.sleep(max(0, due - time.monotonic()))
                return True
        self.faults.append(f"hidden: not scheduled: {self._said()}")
        return False

    def _wanted(self) -> dict[str, list[str]]:
        """What each channel is to say, by what `preview` prints."""
        if self._command("preview", "post.md", "--format", "json") != 0:
            raise AssertionError(self._said())
        drafts = json.loads(self._out.read_text("utf-8"))["drafts"]
        return {
            draft["account"]: [_text(message["payload"]) for message in draft["messages"]]
            for draft in drafts
        }

    def _life(self) -> int | None:
        """One run of the command: its exit code; nothing where it was killed."""
        words = (
            ["worker", "--until-empty"]
            if self.by_worker
            else ["publish", "post.md", "--yes", "--format", "json"]
        )
        number = self._begin(words)
        if self.killed >= self.kills:
            return self._ended(number, ALONE)
        code = self._ended(number, self._random.uniform(0, LONGEST))
        if code is None:
            _kill(number)
            self.killed += 1
        return code

    def _is_over(self, code: int, channels: Channels, wanted: dict[str, list[str]]) -> bool:
        """Whether the ledger says that all stands; else a person settles what nobody else can."""
        if self._command("status", "--format", "json") not in {0, 3}:
            self.faults.append(f"hidden: status fails: {self._said()}")
            return True
        rows = json.loads(self._out.read_text("utf-8"))["messages"]
        states = Counter(row["state"] for row in rows)
        if states == {"sent": sum(map(len, wanted.values()))}:
            return True
        if code == 0 and not self.by_worker:
            self.faults.append(f"hidden: exit code 0, and {dict(states)}")
            return True
        time.sleep(0.1)  # what is under way arrives before a person looks
        for row in rows:
            if row["state"] in {"unknown", "sending"} and row["account"] in BLIND:
                self._look(row, channels, wanted)
        if self.by_worker:
            self._retry()
        return False

    def _retry(self) -> None:
        """A person tries again what ended, or waits for a channel, now that doubts are settled."""
        self._command("queue", "--all", "--format", "json")
        for row in json.loads(self._out.read_text("utf-8"))["deliveries"]:
            if row["state"] in ENDED_BADLY or (row["state"] == "waiting" and row["deferrals"]):
                self._command("queue", "retry", row["id"])

    def _look(self, row: dict[str, Any], channels: Channels, wanted: dict[str, list[str]]) -> None:
        text = wanted[row["account"]][row["index"] - 1]
        there = [post for post in channels.stands.get(row["account"], []) if post["text"] == text]
        said = ["--sent", f"https://t.me/killed/{there[0]['id']}"] if there else ["--not-sent"]
        if there and row["account"] != "telegram":
            said = ["--sent"]
        self._command("resolve", row["key"], *said)

    def _judge(self, channels: Channels, wanted: dict[str, list[str]]) -> None:
        for account, texts in wanted.items():
            found = [post["text"] for post in channels.stands.get(account, [])]
            for text in texts:
                if found.count(text) != 1:
                    kind = "doubled" if text in found else "lost"
                    self.faults.append(f"{kind}: {account}: {text}")
            if [text for text in found if text not in texts]:
                self.faults.append(f"doubled: {account}: something that nobody wrote")

    def _command(self, *words: str) -> int:
        code = self._ended(self._begin(list(words)), ALONE)
        if code is None:
            pytest.fail(f"{words} never ended: {self._said()}")
        return code

    def _begin(self, words: list[str]) -> int:
        self._lives += 1
        self._out = self.folder / f"{self._lives}.out"
        secrets = {
            f"CROSSPOST_{name.upper()}_{key.upper()}": "5:killed"
            if key == "token"
            else f"{key}-of-{name}"
            for name, keys in SECRETS.items()
            for key in keys
        }
        places = {
            f"XDG_{kind}_HOME": str(self.folder / kind.lower())
            for kind in ("CONFIG", "DATA", "STATE", "CACHE")
        }
        env = {**secrets, **places, "NO_COLOR": "1", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        return self.zygote.fork(
            {
                "arguments": words,
                "env": env,
                "out": str(self._out),
                "folder": str(self.folder),
                "planted": self.planted,
            }
        )

    def _ended(self, number: int, within: float) -> int | None:
        done, until = self._out.with_suffix(".code"), time.monotonic() + within
        while not done.exists():
            if time.monotonic() > until:
                return None
            if not Path(f"/proc/{number}").exists() and not done.exists():
                self.faults.append(f"hidden: a life ended by itself: {self._said()}")
                return 1
            time.sleep(0.005)
        return int(done.read_text())

    def _said(self) -> str:
        return self._out.with_suffix(".err").read_text("utf-8")[-600:]


def _kill(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return
    while Path(f"/proc/{number}").exists():
        time.sleep(0.001)


def _text(payload: dict[str, Any]) -> str:
    inner = payload.get("markdown", {}).get("content", "") if "markdown" in payload else ""
    return str(inner or payload.get("text") or payload.get("status"))
