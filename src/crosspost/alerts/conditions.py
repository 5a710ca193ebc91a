"""Conditions: what needs a person, as the database and the channels tell it.

It is looked up there rather than handed on from where it happened, so that a crash in between
keeps it from nobody.
"""

import datetime as dt
import logging
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import msgspec
import sqlalchemy as sa

from .._record import Record
from ..adapters.base import Destination
from ..configuration.tables import NoticeLanguage
from ..errors import ConfigError, CrosspostError, Rejected
from ..ledger.schema import delivery, paused
from ..ledger.tasks import run_once
from ..model.receipts import Problem
from ..predictions.record import due
from ..predictions.stored import StoredPrediction
from ..publishing.preflight import connect
from ..scheduling.deliveries import ACTIVE, GIVE_UP, OPEN
from ..scheduling.store import COLUMNS, Schedule
from ..text.languages import pick
from ..text.texts import Texts
from ..translations import translate
from .alert import TITLE, Alert, AlertKind, about

WEEK = dt.timedelta(days=7)
"""What ended longer ago is no news."""
STUCK = dt.timedelta(hours=1)
"""How late a delivery that is tried again and again may be before somebody is told."""
TOKEN_ENDS = dt.timedelta(days=14)
"""How long before its end a token is told of."""
EVERY = dt.timedelta(minutes=10)
"""Between two looks for accounts that nobody has asked today, and for predictions."""
NEWS = dt.timedelta(days=30)
"""A prediction that fell due longer ago is no news; ``crosspost predictions --due`` lists it."""

logger = logging.getLogger("crosspost")


class Condition(Record):
    """Something that needs a person."""

    key: str
    make: Callable[[NoticeLanguage], Alert]
    """Reads the rest, once it is clear that it has not been told."""


FindConditions = Callable[[Schedule], Iterator[Condition]]


def ended(schedule: Schedule) -> Iterator[Condition]:
    """Deliveries that were refused, that nobody knows of, that were not sent, are held, or ask."""
    week = schedule.ledger.now() - WEEK
    wanted = sa.select(COLUMNS.id, COLUMNS.attempt, COLUMNS.state).where(
        sa.or_(
            COLUMNS.state.in_(["overdue", "held"]),
            COLUMNS.state.in_(["refused", "unknown", "expired"]) & (COLUMNS.ended > week),
        )
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"{row.state} {row.id} {row.attempt}"
        yield Condition(key=key, make=partial(_ended, schedule, row.id, row.state))


QUEUE_COMMANDS: dict[AlertKind, tuple[str, ...]] = {
    "overdue": ("retry", "cancel"),
    "refused": ("show", "retry"),
    "held": ("show", "retry", "cancel"),
}
"""What ``crosspost queue`` may be asked then; to retry in any other case."""


def _ended(schedule: Schedule, name: str, kind: AlertKind, language: NoticeLanguage) -> Alert:
    verbs = QUEUE_COMMANDS.get(kind, ("retry",))
    commands = tuple(f"crosspost queue {verb} {name}" for verb in verbs)
    made = about(schedule.get(name), kind, commands, language)
    return msgspec.structs.replace(made, advice="") if kind == "overdue" else made


def pauses(schedule: Schedule) -> Iterator[Condition]:
    """Accounts that are paused by their own trouble: a delivery is on hold for that very reason."""
    same = (COLUMNS.account == paused.c.account) & (COLUMNS.problem == paused.c.problem)
    wanted = (
        sa.select(paused.c.account, paused.c.since, sa.func.min(COLUMNS.id).label("id"))
        .join(delivery, same & (COLUMNS.state == "on-hold"))
        .group_by(paused.c.account, paused.c.since)
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"paused {row.account} {row.since:%Y-%m-%dT%H:%M:%S}"
        yield Condition(key=key, make=partial(_paused, schedule, row.id))


def _paused(schedule: Schedule, id: str, language: NoticeLanguage) -> Alert:  # noqa: A002
    one = schedule.get(id)
    name = shlex.quote(one.account)
    commands = (f"crosspost accounts check {name}", f"crosspost queue resume {name}")
    return about(one, "paused", commands, language)


def stuck(schedule: Schedule) -> Iterator[Condition]:
    """Accounts whose channel has not taken something for an hour: a quota gone, a server down."""
    now = schedule.ledger.now()
    wanted = (
        sa.select(COLUMNS.account, sa.func.min(COLUMNS.due).label("due"))
        .where(
            COLUMNS.state.in_(ACTIVE),
            COLUMNS.deferrals > 0,
            COLUMNS.due < now - STUCK,
            COLUMNS.at < now + GIVE_UP,  # by the index: all that waits for long is not read
        )
        .group_by(COLUMNS.account)
    )
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        key = f"stuck {row.account} {row.due:%Y-%m-%d}"
        yield Condition(key=key, make=partial(_stuck, schedule, row.account, row.due))


def _stuck(schedule: Schedule, account: str, due: dt.datetime, language: NoticeLanguage) -> Alert:
    why = sa.select(COLUMNS.problem).where(COLUMNS.account == account, COLUMNS.due == due)
    with schedule.ledger.reading() as connection:
        problem = connection.scalar(why)
    reason = problem.reason(language) if problem else ""
    since = f"{due:%Y-%m-%d %H:%M} UTC"
    name = shlex.quote(account)
    return Alert(
        kind="stuck",
        account=account,
        reason=translate("alerts", "since", language, since=since, reason=reason),
        commands=(f"crosspost queue --to {name}", f"crosspost accounts check {name}"),
    )


CONDITIONS: tuple[FindConditions, ...] = (ended, pauses, stuck)
"""Where they are looked for, one after the other; another kind is another function here."""


class TokenChecks:
    """Asks each account once a day whether it would still let us in.

    A token that ends unseen is a silent channel: it is told two weeks before. One that is over
    already is told now, and not only when the next post is put on hold.
    """

    def __init__(self, schedule: Schedule, destination: Callable[[str], Destination]) -> None:
        self._schedule = schedule
        self._destination = destination
        self._found: dict[str, Condition] = {}
        self._next: dt.datetime | None = None

    def conditions(self) -> Iterator[Condition]:
        """What was found wrong so far; asks those whom nobody has asked today."""
        now = self._schedule.ledger.now()
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            for account, at in self._open().items():
                if run_once(self._schedule.ledger, f"asked {now:%Y-%m-%d} {account}"):
                    self._ask(account, soon=at < now + EVERY)
        yield from self._found.values()

    def _open(self) -> dict[str, dt.datetime]:
        """Accounts with something to send, and when next; of one that is paused somebody knows."""
        wanted = sa.select(COLUMNS.account, sa.func.min(COLUMNS.at).label("at")).where(
            COLUMNS.state.in_(OPEN), COLUMNS.account.not_in(sa.select(paused.c.account))
        )
        with self._schedule.ledger.reading() as connection:
            rows = connection.execute(wanted.group_by(COLUMNS.account))
            return {row.account: row.at for row in rows}

    def _ask(self, account: str, *, soon: bool) -> None:
        """Ask it; what is about to be sent will tell itself that it is refused."""
        now = self._schedule.ledger.now()
        try:
            with closing(connect(self._destination(account))) as connection:
                who = connection.whoami()
        except (Rejected, ConfigError) as error:
            if not soon:
                key = f"sign-in {account} {now:%Y-%m}"
                make = partial(_no_sign_in, account, Problem.of(error))
                self._found[account] = Condition(key=key, make=make)
        except CrosspostError as error:  # it may answer tomorrow; a delivery will tell
            logger.info("%s: %s", account, error)
        else:
            if who.ends and not who.renews and who.ends - now <= TOKEN_ENDS:
                key = f"token {account} {who.ends:%Y-%m-%d}"
                make = partial(_token_ends, account, who.ends)
                self._found[account] = Condition(key=key, make=make)


def _no_sign_in(account: str, problem: Problem, language: NoticeLanguage) -> Alert:
    return Alert(
        kind="sign-in",
        account=account,
        reason=problem.reason(language),
        advice=problem.advice(language),
        commands=_anew(account),
    )


def _token_ends(account: str, ends: dt.datetime, language: NoticeLanguage) -> Alert:
    reason = translate("alerts", "ends", language, ends=f"{ends:%Y-%m-%d %H:%M} UTC")
    return Alert(kind="token", account=account, reason=reason, commands=_anew(account))


def _anew(account: str) -> tuple[str, ...]:
    name = shlex.quote(account)
    return f"crosspost accounts login {name}", f"crosspost accounts check {name}"


class DuePredictions:
    """Looks now and then for predictions that their author has to settle and to follow up."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._next: dt.datetime | None = None
        self._found: list[Condition] = []

    def conditions(self) -> Iterator[Condition]:
        """Those that are due by the date here, and open."""
        now = self._schedule.ledger.now()
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            today = now.astimezone().date()
            self._found = [
                Condition(key=f"prediction {one.id}", make=partial(_due, one))
                for one in due(self._schedule.ledger, today)
                if one.record.prediction.due and one.record.prediction.due > today - NEWS
            ]
        yield from self._found


def _due(one: StoredPrediction, language: NoticeLanguage) -> Alert:
    title, text = _in(one.record.title, language), _in(one.record.prediction.text, language)
    if len(text) > 2 * TITLE:
        text = f"{text[: 2 * TITLE]}…"
    return Alert(
        kind="prediction",
        title=title,
        reason=translate(
            "alerts",
            "predicted",
            language,
            title=title,
            due=f"{one.record.prediction.due}",
            text=text,
        ),
        commands=(
            f"crosspost predictions settle {one.id} --true",
            f"crosspost predictions follow-up {one.id}",
        ),
    )


def _in(said: Texts, language: NoticeLanguage) -> str:
    """*said* in *language*, or in another that it has, on one line."""
    key = pick(said, language) or next(iter(said), "")
    return " ".join(said[key].words.split()) if key else ""
