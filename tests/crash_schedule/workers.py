"""Workers as processes, forked from one that has imported everything."""

import multiprocessing
import os
import signal
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Self

from crosspost.scheduling import new_name
from tests.crash_schedule import life

PATIENCE = 180
"""Seconds in which a worker that is told to end surely does."""


def context() -> ForkServerContext:
    """Where workers are forked from."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["tests.crash_schedule.life"])
    return made


@dataclass
class Workers:
    """Workers of one schedule."""

    url: str
    addresses: dict[str, str]
    folder: Path
    context: ForkServerContext = field(default_factory=context)
    alive: list[ForkServerProcess] = field(default_factory=list)

    def start(self) -> ForkServerProcess:
        """One more."""
        name = new_name()
        arguments = (self.url, name, self.addresses, self.folder / f"{name}.sending")
        process = self.context.Process(target=life.live, args=arguments, name=name)
        process.start()
        self.alive.append(process)
        return process

    def sends(self, process: ForkServerProcess) -> bool:
        """Whether it has made a call."""
        return (self.folder / f"{process.name}.sending").exists()

    def kill(self, process: ForkServerProcess) -> None:
        """SIGKILL: it learns nothing of it."""
        process.kill()
        process.join()
        self.alive.remove(process)

    def freeze(self, process: ForkServerProcess) -> None:
        """A laptop's lid is shut."""
        os.kill(process.pid or 0, signal.SIGSTOP)

    def thaw(self, process: ForkServerProcess) -> None:
        """And opened again."""
        os.kill(process.pid or 0, signal.SIGCONT)

    def set_clock(self, wrong_by: float) -> None:
        """Step the clock of the machine that they all are on."""
        written = self.folder / "written"
        written.write_text(f"{wrong_by}")
        written.replace(self.folder / life.CLOCK)

    def end(self) -> None:
        """Tell all to end, and wait until they have."""
        for process in self.alive:
            process.terminate()
        for process in self.alive:
            process.join(PATIENCE)
            process.kill()
        self.alive.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in tuple(self.alive):
            self.kill(process)
