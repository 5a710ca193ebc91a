"""Sign-ins: once a day, whether the accounts that have something to send would still let us in.

A token that ends unseen is a silent channel: it is told two weeks before. One that is over already
is told now, and not only when the next post is held.
"""

import datetime as dt
import logging
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing

import sqlalchemy as sa

from ..connections import Destination, Identity
from ..errors import ConfigError, CrosspostError, Rejected
from ..ledger.tables import delivery, paused
from ..notify import Language
from ..publishing.checking import connected
from . import once
from .deliveries import OPEN
from .notice import Notice
from .rows import millis
from .store import Schedule
from .troubles import Case
from .wording import FRAME

SOON = dt.timedelta(days=14)
EVERY = dt.timedelta(minutes=10)
"""Between two looks for accounts that nobody has asked today."""

logger = logging.getLogger("crosspost")


class SignIns:
    """Asks each account once a day.

    Args:
        schedule: whose accounts.
        destination: an account by name.
    """

    def __init__(self, schedule: Schedule, destination: Callable[[str], Destination]) -> None:
        self._schedule = schedule
        self._destination = destination
        self._found: dict[str, Case] = {}
        self._next: dt.datetime | None = None

    def cases(self) -> Iterator[Case]:
        """What was found wrong so far; asks those whom nobody has asked today."""
        now = self._schedule.ledger.now()
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            for account, at in self._open().items():
                if once.only(self._schedule.ledger, f"asked {now:%Y-%m-%d} {account}"):
                    self._ask(account, soon=at < millis(now + EVERY))
        yield from self._found.values()

    def _open(self) -> dict[str, int]:
        """Accounts with something to send, and when next; of one that is paused somebody knows."""
        columns = delivery.c
        wanted = sa.select(columns.account, sa.func.min(columns.at).label("at")).where(
            columns.state.in_(OPEN), columns.account.not_in(sa.select(paused.c.account))
        )
        with self._schedule.ledger.reading() as connection:
            rows = connection.execute(wanted.group_by(columns.account))
            return {row.account: row.at for row in rows}

    def _ask(self, account: str, *, soon: bool) -> None:
        """Ask it; what is about to be sent will tell itself that it is refused."""
        try:
            with closing(connected(self._destination(account))) as connection:
                self._look(account, connection.whoami())
        except (Rejected, ConfigError) as error:
            if soon:
                return
            month = f"{self._schedule.ledger.now():%Y-%m}"
            self._add(account, f"sign-in {account} {month}", _refused(account, error))
        except CrosspostError as error:  # it may answer tomorrow; a delivery will tell
            logger.info("%s: %s", account, error)

    def _look(self, account: str, who: Identity) -> None:
        ends = who.ends
        if ends is None or who.renews or ends - self._schedule.ledger.now() > SOON:
            return

        def make(key: str, language: Language) -> Notice:
            reason = FRAME[language]["ends"].format(ends=f"{ends:%Y-%m-%d %H:%M} UTC")
            return Notice(
                key=key, kind="token", account=account, reason=reason, commands=_anew(account)
            )

        self._add(account, f"token {account} {ends:%Y-%m-%d}", make)

    def _add(self, account: str, key: str, make: Callable[[str, Language], Notice]) -> None:
        self._found[account] = Case(key=key, make=lambda language: make(key, language))


def _refused(account: str, error: CrosspostError) -> Callable[[str, Language], Notice]:
    return lambda key, _: Notice(
        key=key,
        kind="sign-in",
        account=account,
        reason=error.message,
        advice=error.hint,
        commands=_anew(account),
    )


def _anew(account: str) -> tuple[str, ...]:
    name = shlex.quote(account)
    return f"crosspost accounts login {name}", f"crosspost accounts check {name}"
