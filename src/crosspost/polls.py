"""Polls: a question whose options are a plain list can be asked as a poll."""

import re

from .profile import Profile
from .record import Record

OPTION = re.compile(r"^\s*(?:[-*•]|[A-Ha-h1-8][.)、）])\s*(?P<option>\S.*?)\s*$")


class Question(Record):
    """A question, and its options if they are listed under it."""

    text: str
    options: tuple[str, ...] = ()


def question(text: str) -> Question:
    """Read the options off the list that ends *text*.

    >>> question("谁会赢？\\n- 英伟达\\n- 定制芯片 🎉")
    Question(text='谁会赢？', options=('英伟达', '定制芯片 🎉'))
    >>> question("谁会赢？").options
    ()
    """
    lines = text.rstrip().split("\n")
    options: list[str] = []
    while lines and (found := OPTION.match(lines[-1])):
        options.insert(0, found["option"])
        lines.pop()
    return Question(text="\n".join(lines).rstrip(), options=tuple(options))


def trouble(asked: Question, profile: Profile, size: int) -> str:
    """Why *asked* cannot be a poll on this channel, or nothing.

    Args:
        asked: the question.
        profile: whose poll limits hold (``poll_option``, ``poll_options``, ``poll_least``).
        size: of the longest option, in the channel's own unit.
    """
    most, least = profile.most.get("poll_options"), profile.most.get("poll_least", 2)
    limit = profile.fields.get("poll_option")
    if most is None or limit is None:
        return "the channel has no polls"
    if not least <= len(asked.options) <= most:
        return f"a poll takes {least} to {most} listed options, not {len(asked.options)}"
    if size > limit.max:
        return f"an option is {size} long, over {limit.max} {limit.unit}"
    return ""
