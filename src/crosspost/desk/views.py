"""Views: what a text is for every target that is chosen, or why it is none yet."""

from ..draft import Draft
from ..errors import CrosspostError
from ..post import Post
from ..readers import FORMATS, parse
from ..readers.guess import guess
from ..record import Record
from ..rendering import render
from .choices import Choices, Target, wanting


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


def shown(post: Post, target: Target, choices: Choices) -> Shown:
    """What *target* makes of *post*."""
    if target.account is None:
        return Shown(target=target, wrong=target.wrong)
    try:
        own = wanting(post, target.account, choices[target.id].changes)
        return Shown(target=target, draft=render(own, target.account))
    except CrosspostError as error:
        return Shown(target=target, wrong=str(error))
