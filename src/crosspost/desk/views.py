"""Views: what a text is for every target that is chosen, or why it is none yet."""

from collections.abc import Sequence

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
    problem: CrosspostError | None = None
    """Why the text cannot be read."""


def view(text: str, name: str, there: Sequence[Target], choices: Choices) -> View:
    """Read *text*, which the file *name* holds, and render it for each target that is chosen."""
    try:
        post = parse(text, _form(text, name), name)
    except CrosspostError as error:
        return View(text=text, problem=error)
    wanted = [one for one in there if choices[one.id].shown]
    return View(text=text, post=post, shown=tuple(_shown(post, one, choices) for one in wanted))


def _form(text: str, name: str) -> str:
    ending = f".{name.rpartition('.')[2].lower()}"
    named = (form for form, endings in FORMATS.items() if ending in endings)
    return next(named, "") or guess(text)


def _shown(post: Post, target: Target, choices: Choices) -> Shown:
    if target.account is None:
        return Shown(target=target, wrong=target.wrong)
    try:
        own = wanting(post, target.account, choices[target.id].changes)
        return Shown(target=target, draft=render(own, target.account))
    except CrosspostError as error:
        return Shown(target=target, wrong=str(error))
