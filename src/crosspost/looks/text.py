"""Texts: what a reader sees of a message, marked up, each paragraph in its language."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from ..text.languages import UNDETERMINED, tell, written
from .elements import Span, drawn, element
from .findings import Found
from .scene import Scene

REACHABLE = re.compile(r"(?:https?|tg)://[^\s]", re.IGNORECASE)
"""Addresses that a page may lead to; ``javascript:`` and its kin stay words."""


def shown_text(
    text: str, scene: Scene, spans: Iterable[Span] = (), found: Iterable[Found] = ()
) -> Markup:
    """*text* as the one element that the law of the page reads: its words are the message's.

    Args:
        text: what the payload says.
        scene: whose languages it is in.
        spans: what the channel makes of parts of it.
        found: findings, marked at the words that they are about.
    """
    base = scene.draft.languages[0] if scene.draft.languages else ""
    marks = [mark for one in found for mark in _marks(one, scene.words["lang"])]
    inner = drawn(text, [*spans, *_languages(text, scene, base), *marks])
    attributes = {"data-text": "", "class": "text", "dir": "auto"}
    return element("div", inner, attributes | ({"lang": base} if base else {}))


def link(start: int, end: int, address: str, kind: str = "link") -> Span:
    """A link that opens beside the page, or words that look like one.

    >>> link(0, 2, "javascript:alert(1)").tag, link(0, 2, "https://例子.中国/").tag
    ('span', 'a')
    """
    if not REACHABLE.match(address):
        return Span(start=start, end=end, tag="span", attributes={"class": kind})
    attributes = {"class": kind, "href": address, "rel": "noreferrer", "target": "_blank"}
    return Span(start=start, end=end, tag="a", attributes=attributes)


def styled(start: int, end: int, kind: str) -> Span:
    """Words that a channel shows in a way of its own: a hashtag, a mention."""
    return Span(start=start, end=end, tag="span", attributes={"class": kind})


def _languages(text: str, scene: Scene, base: str) -> Iterator[Span]:
    """Lines in another language than the draft's first: a voice reads each in its own."""
    among = scene.draft.languages
    several = among if len(among) > 1 else ()  # a single one would hold for every line
    at = 0
    for line in text.split("\n"):
        told = tell(line, several) if line.strip() else UNDETERMINED
        if told != UNDETERMINED and written(told) != written(base):
            yield Span(start=at, end=at + len(line), tag="span", attributes={"lang": told})
        at += len(line) + 1


def _marks(found: Found, language: str) -> Iterator[Span]:
    attributes = {
        "class": f"found {found.finding.level}",
        "aria-describedby": found.name,
        "title": found.finding.text(language),
    }
    for start, end in found.spans:
        yield Span(start=start, end=end, tag="mark", attributes=attributes)
