"""Hooks: the ways by which a notice reaches a person; each raises where it does not."""

import subprocess
from collections.abc import Callable, Iterator

from .. import notify
from ..accounts import Settings
from ..credentials import scrub
from ..errors import CrosspostError
from ..ledger import Ledger
from ..notify import Notify
from ..post import Post
from ..publishing import Job, Patience, Surroundings, Terms, do
from ..receipts import Failure
from ..rendering import render
from .notice import Telling

Hook = Callable[[Telling], object]

PATIENCE = Patience(attempts=3, total=20, longest=10)
RUNS = 60.0
"""Seconds that a command may take."""
ANSWERS = 15.0
"""Seconds that a webhook may take."""


class HookError(CrosspostError):
    """A notice did not reach anybody."""


def hooks(settings: Settings, ledger: Ledger) -> Iterator[tuple[str, Hook]]:
    """Each way that *settings* name, and what it is called.

    Raises:
        ConfigError: a webhook's address is none.
    """
    said = settings.notify or Notify()
    if said.command:
        yield "command", lambda telling: run(said.command, telling)
    if where := notify.webhook(said, settings.env_file):
        yield "webhook", lambda telling: post(where, telling)
    if said.account:
        yield "account", lambda telling: send(settings, ledger, said.account, telling)


def run(command: tuple[str, ...], telling: Telling) -> None:
    """Start a program, which reads the notice as JSON on its standard input; no shell is asked.

    Raises:
        HookError: it cannot be started, it takes too long, or it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 - its owner has named it
            command, input=telling.json(), capture_output=True, timeout=RUNS, check=False
        )
    except subprocess.TimeoutExpired as error:
        found = f"{command[0]} took longer than {RUNS:.0f} s"
        raise HookError(found) from error
    except OSError as error:
        found = f"{command[0]} cannot be started: {error.strerror}"
        raise HookError(found, location="notify.command", hint="a program that is there") from error
    if done.returncode:
        *_, last = ["", *done.stderr.decode(errors="replace").splitlines()]
        found = f"{command[0]} ended with {done.returncode} {scrub(last)}".strip()
        raise HookError(found)


def post(where: str, telling: Telling) -> None:
    """Post the notice as JSON to a webhook.

    Raises:
        HookError: it does not answer, or not with a 2xx.
    """
    import httpx  # noqa: PLC0415 - a tenth of a second, and rarely needed

    headers = {"content-type": "application/json"}
    try:
        answer = httpx.post(where, content=telling.json(), headers=headers, timeout=ANSWERS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        found = f"the webhook does not answer ({type(error).__name__})"
        raise HookError(found) from error
    if not answer.is_success:
        found = f"the webhook answered {answer.status_code}"
        raise HookError(found)


def send(settings: Settings, ledger: Ledger, name: str, telling: Telling) -> None:
    """Send the notice to an account as a post of its own; the ledger sees to it that it is one.

    Raises:
        HookError: it does not stand there.
    """
    destination = settings.destination(name)
    commands = [f"`{command}`" for command in telling.notice.commands]
    said = "\n\n".join([*telling.details, *commands])
    language = telling.language
    words = Post(
        languages=(language,),
        title={language: f"crosspost: {telling.headline}"},
        happened={language: said},
    )
    draft = render(words, destination.account)
    terms = Terms(number=telling.notice.occurrence)
    around = Surroundings(ledger, patience=PATIENCE)
    *_, last = do(Job(draft=draft, destination=destination), terms, around)
    if isinstance(last, Failure):
        found = f"{name} did not take the notice: {last.reason}"
        raise HookError(found, hint=last.advice)
