"""The notifier: whatever needs a person is told once, over all workers and restarts.

In a thread of its own: a channel that hangs or fails never holds back what is to be sent. One that
fails is tried again, ever more rarely, for a day. A channel is a way by which an alert reaches a
person: a program, a webhook, an account.
"""

import logging
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import structs

from ..adapters.base import Destination
from ..configuration import Settings, tables
from ..configuration.tables import NoticeLanguage, Notify
from ..errors import CrosspostError, system_reason
from ..ledger.store import Ledger
from ..ledger.tasks import NotDelivered, Rounds, done_keys
from ..model.post import Post
from ..publishing.context import PublishOptions, RetryPolicy, RunContext
from ..publishing.run import Job, run_job
from ..rendering import render
from ..scheduling.store import Schedule
from .alert import Notification
from .conditions import CONDITIONS, Condition, DuePredictions, TokenChecks
from .webhooks import Webhooks, posted

AlertChannel = Callable[[Notification], object]

RETRY = RetryPolicy(attempts=3, total=20, longest=10)
RUNS = 60.0
"""Seconds that a command may take."""


def channels(settings: Settings, ledger: Ledger) -> Iterator[tuple[str, AlertChannel]]:
    """Each way that *settings* name, and what it is called.

    Raises:
        ConfigError: a webhook's address is none.
    """
    said = settings.notify or Notify()
    if said.command:
        yield "command", lambda notification: run(said.command, notification)
    if where := tables.webhook(said, settings.env_file):
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
            reason=system_reason(error),
        ) from error
    if done.returncode:
        *_, last = ["", *done.stderr.decode(errors="replace").splitlines()]
        raise NotDelivered(
            "notify.failed", program=command[0], status=done.returncode, said=last or "–"
        )


def post(where: str, notification: Notification) -> None:
    """Post the alert as JSON to a webhook.

    Raises:
        NotDelivered: it does not answer in time, or not with a 2xx.
    """
    posted(notification.json(), {}, lambda: {"url": where})


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


EVERY = 15.0
"""Seconds between two looks, where nobody calls for one."""

logger = logging.getLogger("crosspost")


class Notifier(Rounds):
    """Looks for what needs a person, by `CONDITIONS` and *more*, and tells it.

    *settings* gives what ``crosspost.toml`` says now.
    """

    def __init__(
        self,
        schedule: Schedule,
        settings: Callable[[], Settings],
        more: Sequence[Callable[[], Iterator[Condition]]] = (),
    ) -> None:
        super().__init__("alerts", EVERY, schedule.ledger)
        self._schedule = schedule
        self._settings = settings
        self._more = more
        self._done: set[str] = set()
        self._known: Settings | None = None
        self._channels: list[tuple[str, AlertChannel]] = []

    def look(self) -> None:
        """Tell what has not been told."""
        for condition in self._conditions():
            settings = self._settings()
            language = (settings.notify or Notify()).language
            for name, channel in self._channels_of(settings):
                self._tell(condition, name, channel, language)

    def _channels_of(self, settings: Settings) -> list[tuple[str, AlertChannel]]:
        """The channels; looked up once, for a keyring takes its time."""
        if settings is not self._known:
            self._known, self._channels = settings, [("log", _log)]
            try:
                self._channels += channels(settings, self._ledger)
            except CrosspostError as error:
                logger.error("alerts: %s", error)  # noqa: TRY400 - no slip of ours
        return self._channels

    def _conditions(self) -> Iterator[Condition]:
        for look in CONDITIONS:
            yield from look(self._schedule)
        for more in self._more:
            yield from more()

    def _tell(
        self, condition: Condition, name: str, channel: AlertChannel, language: NoticeLanguage
    ) -> None:
        key = f"{name}: {condition.key}"
        if key in self._done:
            return

        def tell() -> None:
            alert = structs.replace(condition.make(language), key=condition.key)
            channel(Notification(alert=alert, language=language))

        if self.tell_once(key, name, tell, what=f"an alert by {name}") is None:
            self._done |= done_keys(self._ledger, [key])


def _log(notification: Notification) -> None:
    """Every alert is in the log of the worker that found it first."""
    logger.warning("%s", notification.text.removeprefix("crosspost: "))


def of_a_worker(
    schedule: Schedule, settings: Callable[[], Settings], destination: Callable[[str], Destination]
) -> tuple[Notifier, Webhooks]:
    """All that a worker tells, to persons and to programs."""
    more = (DuePredictions(schedule).conditions, TokenChecks(schedule, destination).conditions)
    return Notifier(schedule, settings, more), Webhooks(schedule.ledger, settings)
