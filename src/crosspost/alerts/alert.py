"""An alert: something needs a person, in plain words and with the commands that put it right."""

import datetime as dt
from typing import Literal

import msgspec

from .._record import Record
from ..configuration.tables import NoticeLanguage
from ..credentials import scrub
from ..scheduling.deliveries import Delivery
from ..translations import translate

AlertKind = Literal[
    "refused",
    "unknown",
    "expired",
    "overdue",
    "held",
    "paused",
    "stuck",
    "sign-in",
    "token",
    "prediction",
]

TITLE = 60
"""Characters of a title that an alert shows."""


class Alert(Record, omit_defaults=True, kw_only=True):
    """What a person is told; also what a command or a webhook gets, as JSON."""

    key: str = ""
    """What it is about, for ever: nothing is told twice under the same one."""
    kind: AlertKind
    account: str = ""
    channel: str = ""
    delivery: str = ""
    title: str = ""
    """The first line of what is, or was, to be sent."""
    due: dt.datetime | None = None
    reason: str = ""
    advice: str = ""
    commands: tuple[str, ...] = ()
    """To copy, in order."""
    occurrence: int = 1
    """Which of the alerts that read the same it is."""


class Notification(Record, omit_defaults=True):
    """An alert on its way to a person, in a language."""

    alert: Alert
    language: NoticeLanguage

    @property
    def headline(self) -> str:
        """What it is, in one line."""
        return self._text(f"{self.alert.kind}.headline", account=self.alert.account)

    @property
    def details(self) -> tuple[str, ...]:
        """What it is about, why, and what to do, a paragraph each."""
        one = self.alert
        about = self._text(
            "about",
            account=one.account,
            title=one.title if len(one.title) <= TITLE else f"{one.title[:TITLE]}…",
            delivery=one.delivery,
            due=f"{one.due:%Y-%m-%d %H:%M} UTC" if one.due else "",
        )
        parts = (
            about if one.delivery else "",
            self._why(),
            self._text(f"{one.kind}.advice", account=one.account),
            one.advice,
        )
        return tuple(scrub(part) for part in parts if part)

    def _why(self) -> str:
        """What the channel said; a prediction says itself."""
        reason = self.alert.reason
        if not reason or self.alert.kind == "prediction":
            return reason
        return self._text("why", reason=reason)

    def _text(self, key: str, **values: str) -> str:
        return translate("alerts", key, self.language, **values)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        lines = [f"crosspost: {self.headline}", *self.details, *self.alert.commands]
        return "\n".join(lines[:1] + [f"  {line}" for line in lines[1:]])

    def json(self) -> bytes:
        """All of it for a program; ``text`` is what Slack and its kin show."""
        plain = {
            **msgspec.to_builtins(self.alert),
            "reason": scrub(self.alert.reason),
            "advice": scrub(self.alert.advice),
            "headline": self.headline,
            "text": self.text,
        }
        return msgspec.json.encode(plain)


def about(
    one: Delivery, kind: AlertKind, commands: tuple[str, ...], language: NoticeLanguage
) -> Alert:
    """An alert about the delivery *one*."""
    return Alert(
        kind=kind,
        account=one.account,
        channel=one.channel,
        delivery=one.id,
        title=one.title,
        due=one.due,
        reason=one.problem.reason(language) if one.problem else "",
        advice=one.problem.advice(language) if one.problem else "",
        commands=commands,
        occurrence=one.attempt,
    )
