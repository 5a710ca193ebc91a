"""A notice: something needs a person, in plain words and with the commands that put it right."""

import datetime as dt

import msgspec

from ..credentials import scrub
from ..notify import Language
from ..record import Record
from .deliveries import Delivery
from .wording import FRAME, SAYS, Kind

TITLE = 60
"""Characters of a title that a notice shows."""


class Notice(Record, omit_defaults=True):
    """What a person is told; also what a command or a webhook gets, as JSON."""

    key: str
    """What it is about, for ever: nothing is told twice under the same one."""
    kind: Kind
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
    """Which of the notices that read the same it is."""


class Telling(Record, omit_defaults=True):
    """A notice on its way, with its words."""

    notice: Notice
    language: Language

    @property
    def headline(self) -> str:
        """What it is, in one line."""
        return SAYS[self.language][self.notice.kind][0].format(account=self.notice.account)

    @property
    def details(self) -> tuple[str, ...]:
        """What it is about, why, and what to do, a paragraph each."""
        one, words = self.notice, FRAME[self.language]
        what = words["what"].format(
            account=one.account,
            title=one.title if len(one.title) <= TITLE else f"{one.title[:TITLE]}…",
            delivery=one.delivery,
            due=f"{one.due:%Y-%m-%d %H:%M} UTC" if one.due else "",
        )
        parts = (
            what if one.delivery else "",
            self._why(),
            SAYS[self.language][one.kind][1].format(account=one.account),
            one.advice,
        )
        return tuple(scrub(part) for part in parts if part)

    def _why(self) -> str:
        """What the channel said; a prediction says itself."""
        one = self.notice
        if not one.reason or one.kind == "prediction":
            return one.reason
        return FRAME[self.language]["why"].format(reason=one.reason)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        lines = [f"crosspost: {self.headline}", *self.details, *self.notice.commands]
        return "\n".join(lines[:1] + [f"  {line}" for line in lines[1:]])

    def json(self) -> bytes:
        """All of it for a program; ``text`` is what Slack and its kin show."""
        plain = {
            **msgspec.to_builtins(self.notice),
            "reason": scrub(self.notice.reason),
            "advice": scrub(self.notice.advice),
            "headline": self.headline,
            "text": self.text,
        }
        return msgspec.json.encode(plain)


def about(one: Delivery, key: str, kind: Kind, commands: tuple[str, ...]) -> Notice:
    """A notice about the delivery *one*."""
    return Notice(
        key=key,
        kind=kind,
        account=one.account,
        channel=one.channel,
        delivery=one.id,
        title=one.title,
        due=one.due,
        reason=one.reason,
        advice=one.advice,
        commands=commands,
        occurrence=one.turn,
    )
