"""Write rules: how a channel of plain text is written, as its entry says in ``[write]``."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from msgspec import Meta

from .._record import Json, Record
from ..errors import WrongValue


class MarksRule(Record):
    """A channel's signs for marks, each a template: what is written, and what is read back.

    No mark stands inside another, or goes on over the end of a line.

    >>> MarksRule(strong="**{}**", link="[{}]({href})", twins={"*": "＊"}).twins
    {'*': '＊'}
    """

    strong: str = ""
    emphasis: str = ""
    code: str = ""
    link: str = ""
    """With ``{}`` for the words and ``{href}`` for the address."""
    quote: str = ""
    """Around each line of a quote: ``> {}``."""
    escapes: dict[str, str] = {}
    """How a character is written that would be read as a sign; readers see the character."""
    twins: dict[str, str] = {}
    """What is written in its place where there is no way to escape it; readers see that."""
    lead_twins: dict[str, str] = {}
    """The same for what is a sign only at the beginning of a line."""
    href: dict[str, str] = {}
    """What is written for a character of an address behind words."""

    def __post_init__(self) -> None:
        for name in ("strong", "emphasis", "code", "link", "quote"):
            template = getattr(self, name)
            needed = ("{}", "{href}") if name == "link" else ("{}",)
            if template and not all(template.count(part) == 1 for part in needed):
                raise WrongValue("write.placeholder", key=name, needed=needed)


PLACEHOLDERS = ("text", "language")
"""What the strings of a payload may be filled in with, beside the channel's options."""


class WriteRule(Record):
    """How a channel is written that needs no code of its own: the templates of its texts."""

    payload: Annotated[dict[str, Json], Meta(min_length=1)]
    """The call's arguments. In its strings ``{text}`` is the message as it is sent, ``{language}``
    the language of its thread, and the name of an option what is chosen of it."""
    links: Literal["as they are", "spaced", "encoded"] = "as they are"
    """How addresses stand in a text: ``spaced``, where the channel would take Chinese beside one
    along, ``encoded``, where it would end one at Chinese inside it."""
    hashtag: str = "#{}"
    """``#{}#`` where a hashtag may hold spaces."""
    mention: str = "@{}"
    links_itself: tuple[Literal["url", "mention", "hashtag", "cashtag"], ...] = ()
    """What the channel makes links of by itself; the page shows it so."""
    languages: tuple[str, ...] = ()
    """Tags with a region that the channel knows; of others it is told the first part alone."""
    marks: MarksRule = MarksRule()

    def __post_init__(self) -> None:
        if "text" not in placeholders(self.payload):
            raise WrongValue("write.no-text")
        for name, template in (("hashtag", self.hashtag), ("mention", self.mention)):
            if template.count("{}") != 1:
                raise WrongValue("write.placeholder", key=name, needed=["{}"])


def placeholders(template: Json) -> set[str]:
    """The names in braces in the strings of *template*.

    >>> sorted(placeholders({"status": "{text}", "topic": ["{话题}"]}))
    ['text', '话题']
    """
    if isinstance(template, str):
        return set(re.findall(r"\{(\w+)\}", template))
    inner = template.values() if isinstance(template, dict) else template
    return set().union(*map(placeholders, inner)) if isinstance(inner, Iterable) else set()
