"""Foretold: predictions that have fallen due, for their author to settle and to follow up."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from ..languages import pick
from ..ledger.predictions import Kept
from ..notify import Language
from ..predictions import due
from .notice import TITLE, Notice
from .store import Schedule
from .troubles import Case
from .wording import FRAME

EVERY = dt.timedelta(minutes=10)
"""Between two looks: all that was published is read."""
NEWS = dt.timedelta(days=30)
"""What fell due longer ago is no news; ``crosspost predictions --due`` still lists it."""


class Foretold:
    """Looks for them now and then.

    Args:
        schedule: whose ledger is looked at.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._next: dt.datetime | None = None
        self._found: list[Case] = []

    def cases(self) -> Iterator[Case]:
        """Those that are due by the date here, and open."""
        now = self._schedule.ledger.now()
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            today = now.astimezone().date()
            self._found = [
                Case(key=f"prediction {one.id}", make=partial(_notice, one))
                for one in due(self._schedule.ledger, today)
                if one.said.prediction.due and one.said.prediction.due > today - NEWS
            ]
        yield from self._found


def _notice(one: Kept, language: Language) -> Notice:
    title, text = _in(one.said.title, language), _in(one.said.prediction.text, language)
    if len(text) > 2 * TITLE:
        text = f"{text[: 2 * TITLE]}…"
    frame = FRAME[language]["foretold"]
    return Notice(
        key=f"prediction {one.id}",
        kind="prediction",
        title=title,
        reason=frame.format(title=title, due=one.said.prediction.due, text=text),
        commands=(
            f"crosspost predictions settle {one.id} --true",
            f"crosspost predictions follow-up {one.id}",
        ),
    )


def _in(said: dict[str, str], language: Language) -> str:
    """*said* in *language*, or in another that it has, on one line."""
    key = pick(said, language) or next(iter(said), "")
    return " ".join(said.get(key, "").split())
