"""Finding: the prediction that a person means by its id or how it begins; those that are due."""

import datetime as dt
from difflib import get_close_matches

from ..errors import CrosspostError
from ..languages import pick
from ..ledger import Ledger
from ..ledger.predictions import Kept, published
from ..post import Texts

MOST = 5
"""How many others an error names."""


def find(ledger: Ledger, meant: str) -> Kept:
    """The published prediction *meant*: its id, or as much of it as no other begins with.

    Raises:
        CrosspostError: there is none, or more than one; it names those that are close.
    """
    known = {one.id: one for one in published(ledger)}
    wanted = meant.strip().lower()
    found = [one for name, one in known.items() if wanted and name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        said = f'"{meant}" begins {len(found)} predictions'
        raise CrosspostError(said, hint=_listed(found))
    close = get_close_matches(wanted, known, n=MOST, cutoff=0.5) or list(known)[-MOST:]
    said = f'no published prediction "{meant}"'
    nothing = "nothing yet: a prediction is kept when its post is published"
    raise CrosspostError(said, hint=_listed([known[name] for name in close]) or nothing)


def titled(said: Texts, languages: tuple[str, ...]) -> str:
    """A title in every language it has, on one line.

    >>> titled({"zh": "一条街的价格", "en": "The Price of a Street"}, ("en", "zh"))
    'The Price of a Street / 一条街的价格'
    """
    tags = dict.fromkeys((*(pick(said, tag) for tag in languages), *said))
    return " / ".join(" ".join(said[tag].split()) for tag in tags if tag)


def _listed(some: list[Kept]) -> str:
    return ", or ".join(f"{one.id} ({titled(one.said.title, one.said.languages)})" for one in some)


def due(ledger: Ledger, today: dt.date) -> list[Kept]:
    """The published predictions that nobody has settled and whose last day is *today* or past.

    Args:
        ledger: where they are kept.
        today: in the author's own time zone.
    """
    return [
        one
        for one in published(ledger)
        if one.outcome == "open" and (day := one.said.prediction.due) and day <= today
    ]
