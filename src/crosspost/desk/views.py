"""Views: what a text is for every target that is chosen, or why it is none yet."""

from collections.abc import Mapping

from msgspec import UNSET

from .._record import Record
from ..errors import CrosspostError
from ..model.draft import Draft
from ..model.post import Post
from ..model.receipts import Receipt
from ..readers import FORMATS, guess, parse
from ..rendering import render
from .targets import Choices, Target, wanting

Originals = Mapping[str, Receipt]
"""By account, the first message of the post that this one follows."""


class Shown(Record):
    """One target's draft, or why it has none."""

    target: Target
    draft: Draft | None = None
    wrong: str = ""


class View(Record):
    """What a text looks like."""

    text: str
    post: Post | None = None
    """Nothing where the text cannot be read."""
    shown: tuple[Shown, ...] = ()


def post_of(text: str, name: str) -> Post:
    """*text* as the post that the file *name* holds.

    Raises:
        PostError: it cannot be read.
    """
    ending = f".{name.rpartition('.')[2].lower()}"
    named = (form for form, endings in FORMATS.items() if ending in endings)
    return parse(text, next(named, "") or guess(text), name)


def shown(post: Post, target: Target, choices: Choices, under: Originals) -> Shown:
    """What *target* makes of *post*, which may follow another one on some accounts."""
    if target.account is None:
        return Shown(target=target, wrong=str(target.failure or ""))
    try:
        own = wanting(post, target.account, choices[target.id].changes)
        above = under.get(target.account.name, UNSET)
        return Shown(target=target, draft=render(own, target.account, above))
    except CrosspostError as error:
        return Shown(target=target, wrong=str(error))
