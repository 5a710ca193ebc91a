"""``crosspost worker``: the worker, which sends what was scheduled when its time has come."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from ._output import FAILED, FINE, complain

if TYPE_CHECKING:
    from ..scheduling import Worker

HEALTH = "127.0.0.1:9464"
"""Where health is served unless told otherwise; the port is that of Prometheus exporters."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """For how long, and what it tells."""
    parser.add_argument(
        "--until-empty",
        action="store_true",
        help="end as soon as nothing is due any more: for cron",
    )
    parser.add_argument(
        "--health",
        nargs="?",
        const=HEALTH,
        metavar="[HOST:]PORT",
        help=f"serve /healthz, /readyz and /metrics; on {HEALTH} unless told otherwise",
    )
    parser.add_argument(
        "--quiet", action="store_true", help="print no line for each delivery, only what is wrong"
    )
    parser.add_argument("--verbose", action="store_true", help="tell each step of each message")


def run(options: argparse.Namespace) -> int:
    """Send what is due, until a signal says to stop or nothing is due any more."""
    from ..alerts import DuePredictions, Notifier, TokenChecks  # noqa: PLC0415
    from ..scheduling import new_name, open_schedule  # noqa: PLC0415
    from ..scheduling.service import LiveSettings, Service  # noqa: PLC0415
    from ._ledger_text import Lines  # noqa: PLC0415
    from ._options import read_settings  # noqa: PLC0415

    read_settings()  # says what to write where there is no account yet
    live, name = LiveSettings(), new_name()
    live.check()
    with _logged(options), open_schedule(live.settings().ledger, worker=name) as schedule:
        lines = Lines(schedule, quiet=options.quiet)
        more = (
            DuePredictions(schedule).conditions,
            TokenChecks(schedule, live.destination).conditions,
        )
        service = Service(
            schedule,
            name,
            live.destination,
            Notifier(schedule, live.settings, more),
            report=lines.ended,
            health=options.health or "",
        )
        with _stopping(service.worker):
            if not options.quiet:
                complain(f"worker {name} is at work; Ctrl-C ends it when what is under way is done")
            service.run(until_empty=options.until_empty)
        return lines.code() if options.until_empty else FINE


@contextmanager
def _stopping(worker: "Worker") -> Iterator[None]:
    """SIGTERM and SIGINT within: the first one ends *worker* gracefully, the second one at once."""

    def stop(number: int, _: FrameType | None) -> None:
        if worker.halt.is_set():
            os.write(
                sys.stderr.fileno(), b"crosspost: ended at once; the ledger knows what was sent\n"
            )
            os._exit(FAILED)
        worker.halt.set()
        name = signal.Signals(number).name
        said = f"crosspost: {name}: what is under way is finished; once more ends it at once\n"
        os.write(sys.stderr.fileno(), said.encode())

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def _logged(options: argparse.Namespace) -> Iterator[None]:
    """What the logger ``crosspost`` is told goes to standard error, without any secret."""
    from ..redaction import scrub_logs  # noqa: PLC0415

    scrub_logs()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("crosspost: %(message)s"))
    logger = logging.getLogger("crosspost")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if options.verbose else logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
