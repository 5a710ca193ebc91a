"""Channels: the ways by which an alert reaches a person; each raises where it does not."""

import subprocess
from collections.abc import Callable, Iterator
from functools import partial

from ..config import Settings, notify
from ..config.notify import Notify
from ..errors import CrosspostError
from ..ledger import Ledger
from ..model.post import Post
from ..publishing import Job, PublishOptions, RetryPolicy, RunContext, run_job
from ..rendering import render
from .alert import Notification

AlertChannel = Callable[[Notification], object]

RETRY = RetryPolicy(attempts=3, total=20, longest=10)
RUNS = 60.0
"""Seconds that a command may take."""
ANSWERS = 15.0
"""Seconds that a webhook may take."""


class NotDelivered(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """An alert did not reach anybody."""


def channels(settings: Settings, ledger: Ledger) -> Iterator[tuple[str, AlertChannel]]:
    """Each way that *settings* name, and what it is called.

    Raises:
        ConfigError: a webhook's address is none.
    """
    said = settings.notify or Notify()
    if said.command:
        yield "command", lambda notification: run(said.command, notification)
    if where := notify.webhook(said, settings.env_file):
        yield "webhook", lambda notification: post(where, notification)
    if said.account:
        yield "account", partial(send, settings, ledger, said.account)


def run(command: tuple[str, ...], notification: Notification) -> None:
    """Start a program, which reads the alert as JSON on its standard input; no shell is asked.

    Raises:
        NotDelivered: it cannot be started, it takes too long, or it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - its owner has named it
            command, input=notification.json(), capture_output=True, timeout=RUNS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotDelivered("notify.too-slow", program=command[0], seconds=int(RUNS)) from error
    except OSError as error:
        raise NotDelivered(
            "notify.cannot-start",
            location="notify.command",
            program=command[0],
            reason=error.strerror,
        ) from error
    if done.returncode:
        *_, last = ["", *done.stderr.decode(errors="replace").splitlines()]
        raise NotDelivered(
            "notify.failed", program=command[0], status=done.returncode, said=last or "–"
        )


def post(where: str, notification: Notification) -> None:
    """Post the alert as JSON to a webhook.

    Raises:
        NotDelivered: it does not answer, or not with a 2xx.
    """
    import httpx  # noqa: PLC0415 - a tenth of a second, and rarely needed

    headers = {"content-type": "application/json"}
    try:
        answer = httpx.post(where, content=notification.json(), headers=headers, timeout=ANSWERS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotDelivered("notify.webhook-silent", error=type(error).__name__) from error
    if not answer.is_success:
        raise NotDelivered("notify.webhook-refused", status=answer.status_code)


def send(settings: Settings, ledger: Ledger, name: str, notification: Notification) -> None:
    """Send the alert to an account as a post of its own; the ledger sees to it that it is one.

    Raises:
        NotDelivered: it was not delivered there.
    """
    destination = settings.destination(name)
    commands = [f"`{command}`" for command in notification.alert.commands]
    said = "\n\n".join([*notification.details, *commands])
    language = notification.language
    words = Post(
        languages=(language,),
        title={language: f"crosspost: {notification.headline}"},
        happened={language: said},
    )
    draft = render(words, destination.account)
    options = PublishOptions(run=notification.alert.occurrence)
    context = RunContext(ledger, retry=RETRY)
    result = run_job(Job(draft=draft, destination=destination), options, context)
    if result.failure is not None:
        why = result.failure.problem
        raise NotDelivered("notify.refused", account=name, why=why, hint=why.hint())
