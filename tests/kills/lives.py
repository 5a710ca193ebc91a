"""Runs commands in processes that are forked, for a start that costs next to nothing."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import force_setattr

import crosspost.adapters.bluesky.client
import crosspost.adapters.mastodon.client
import crosspost.adapters.telegram.client
import crosspost.adapters.webhook.client
import crosspost.adapters.wecom.client
import crosspost.adapters.x.client
import crosspost.cli.publish
import crosspost.cli.schedule
import crosspost.cli.worker  # noqa: F401 - lives begin with it
from crosspost.cli import run
from crosspost.model.draft import Message
from crosspost.model.receipts import Sent
from crosspost.publishing import send
from crosspost.publishing.context import RunContext
from crosspost.scheduling import attempt, service, worker


def hurry() -> None:
    """Make the waits that a person would not mind short: nothing else is changed."""
    policies = [attempt.RETRY, *_defaults(RunContext.__init__, "retry")]
    for policy in policies:
        force_setattr(policy, "settle", 0.3)
        force_setattr(policy, "first", 0.05)
    places = (worker.Worker.__init__, worker.workers_alive, service.Service.__init__)
    for place in places:
        for beat in _defaults(place, "heartbeat"):
            force_setattr(beat, "every", 0.2)
            force_setattr(beat, "dead_after", 10)


def mark_before_calling() -> None:
    """A fault on purpose: the ledger says that a message was sent before it is."""
    call = send.Sender._call  # noqa: SLF001

    def marked(self: send.Sender, step: send.OutgoingMessage) -> Sent:
        connection = self._connection

        class Early:
            def __getattr__(self, name: str) -> Any:
                return getattr(connection, name)

            def send(self, message: Message, key: str, *more: Any) -> Sent:
                ledger.sent(key, Sent(id="7000"))
                time.sleep(0.1)
                return connection.send(message, key, *more)

        ledger = self._ledger
        self._connection = Early()
        try:
            return call(self, step)
        finally:
            self._connection = connection

    send.Sender._call = marked  # type: ignore[method-assign]  # noqa: SLF001


def send_without_looking() -> None:
    """A fault on purpose: what is in doubt is taken for not sent."""
    send.Sender._look_up = lambda *_: None  # type: ignore[method-assign]  # noqa: SLF001


PLANTED: dict[str, Callable[[], None]] = {
    "marks before it calls": mark_before_calling,
    "sends without looking": send_without_looking,
}


def _defaults(function: Any, name: str) -> list[Any]:
    named = function.__kwdefaults__ or {}
    plain = function.__defaults__ or ()
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    by_place = dict(zip(names[len(names) - len(plain) :], plain, strict=True))
    return [one[name] for one in (named, by_place) if name in one]


def main() -> None:
    """For each line of standard input, ``{arguments, env, out}``, fork a life; print its number."""
    hurry()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # lives are reaped by themselves
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _live(order)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _live(order: dict[str, Any]) -> None:
    """One command, to its end or until it is killed; its exit code stands in ``OUT.code``."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = Path(order["out"])
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    for number, name in ((1, out), (2, out.with_suffix(".err"))):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode) for n, mode in enumerate("rww"))
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    PLANTED.get(order["planted"], lambda: None)()
    code = run(order["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    done = out.with_suffix(".code")
    done.with_suffix(".new").write_text(str(code))
    done.with_suffix(".new").replace(done)
    os._exit(code)


if __name__ == "__main__":
    main()
