"""World: accounts whose posts are lines of a file, drafts for them, and workers as processes.

It is an adapter as anyone's by dotted path: nothing is faked but the channel itself.
"""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from crosspost.adapters.base import Connection, Destination, Identity, Upload
from crosspost.adapters.x import write
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Message, digest
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.scheduling import DeliveryPlan, DeliveryTerms

__all__ = ["connect", "write"]

ROOT = Path(__file__).parents[2]
YEAR = dt.timedelta(days=365)
TEXT = "第{}条：芯片之战，第三周。The chip war, week three 🎉"


class Line(Connection):
    """A channel that writes each call down, with its time."""

    def __init__(self, destination: Destination) -> None:
        self._settings = destination.settings

    def whoami(self) -> Identity:
        """The bot, where the accounts share one."""
        return Identity(name="@bench", caller=self._settings["caller"])

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """One line, whole even where several processes write."""
        del above, uploads
        time.sleep(float(self._settings["wait"]))
        number = message.text.partition("：")[0]
        file = os.open(self._settings["file"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{time.time()} {number}\n".encode())
        os.close(file)
        return Sent(id=key)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Nothing is ever lost here."""
        del message, key, above, since
        return None

    def close(self) -> None:
        """There is no network."""


def connect(destination: Destination) -> Connection:
    """The door to the file."""
    return Line(destination)


class Nothing:
    """No secrets at all."""

    def get(self, key: str) -> str:
        """None."""
        raise KeyError(key)

    def find(self, key: str) -> None:
        """None."""

    def source(self, key: str) -> str:
        """Nowhere."""
        return key[:0]

    def keep(self, key: str, value: str) -> None:
        """Forget it."""


def destination(name: str, file: str, rate: int, wait: float = 0) -> Destination:
    """An account on X's terms, whose calls take *wait* seconds, as over a network.

    With a *rate*, of one bot that takes so many calls a second.
    """
    limits = {"per_second": rate} if rate else {}
    spec = msgspec.structs.replace(
        load_channel("x"), adapter="benchmarks.scheduling.world", rate=limits
    )
    account = Account(name=name, spec=spec, layout=spec.layout)
    settings = {"file": file, "caller": "@bot" if rate else "", "wait": f"{wait}"}
    return Destination(account=account, settings=settings, credentials=Nothing())


def draft(name: str, account: str) -> Draft:
    """One message, half of it Chinese."""
    text = TEXT.format(name)
    size = len(text)
    message = Message(
        index=1,
        of=1,
        text=text,
        size=size,
        limit=280,
        unit="weighted",
        payload={"text": text},
    )
    return Draft(
        channel="x",
        account=account,
        languages=("zh", "en"),
        digest=digest("x", (message,)),
        messages=(message,),
        findings=(),
    )


def plans(
    name: str, count: int, accounts: int, due: dt.datetime, spread: float = 0.0
) -> list[DeliveryPlan]:
    """So many deliveries in turn to the *accounts*, from *due* on over *spread* seconds."""
    step = dt.timedelta(seconds=spread / max(1, count))
    return [
        DeliveryPlan(
            draft=draft(f"{name}{index}", f"账号{index % accounts}"),
            due=due + index * step,
            terms=DeliveryTerms(zone="Asia/Shanghai", offset=480),
        )
        for index in range(count)
    ]


@contextmanager
def workers(
    url: str, file: Path, count: int = 1, rate: int = 0, wait: float = 0
) -> Iterator[list[int]]:
    """So many worker processes, up and looking; their ids."""
    life = ["-m", "benchmarks.scheduling.life"]
    command = [sys.executable, *life, url, str(file), str(rate), str(wait)]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    try:
        for one in started:
            if one.stdout is None or one.stdout.readline() != "up\n":
                raise ChildProcessError(one.args)
        yield [one.pid for one in started]
    finally:
        for one in started:
            one.terminate()
        for one in started:
            try:
                one.wait(90)
            except subprocess.TimeoutExpired:
                one.kill()


def cpu(process: int) -> float:
    """CPU seconds that *process* has used, all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy() -> float:
    """CPU seconds that all of the machine's cores have been busy."""
    user, nice, system, *_ = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(map(int, (user, nice, system))) / os.sysconf("SC_CLK_TCK")


def calls(file: Path, count: int, patience: float) -> list[tuple[float, str]]:
    """Time and number of the calls in *file* by time, once there are *count* or patience ends."""
    end = time.time() + patience
    while True:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) >= count or time.time() > end:
            pairs = (line.split(" ", 1) for line in lines)
            return sorted((float(at), name) for at, name in pairs)
        time.sleep(0.3)
