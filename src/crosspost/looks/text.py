"""Texts: what a reader sees of a message, marked up, each paragraph in its language.

Where the channel's entry says how a message is written, the same table reads it back (`sent`).
"""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from .. import registry
from ..compose.channel_text import SentText, read_sent
from ..errors import ChannelSpecError
from ..model.draft import Message
from ..text.languages import UNDETERMINED, tell, written
from ..text.richtext import Mark, Rich
from .elements import TaggedSpan, element, with_spans
from .look import DrawContext, Found

REACHABLE = re.compile(r"(?:https?|tg)://[^\s]", re.IGNORECASE)
"""Addresses that a page may lead to; ``javascript:`` and its kin stay words."""


def shown_text(
    text: str, context: DrawContext, spans: Iterable[TaggedSpan] = (), found: Iterable[Found] = ()
) -> Markup:
    """*text* as the one element that the law of the page reads: its words are the message's.

    Args:
        text: what the payload says.
        context: whose languages it is in.
        spans: what the channel makes of parts of it.
        found: findings, marked at the words that they are about.
    """
    base = context.draft.languages[0] if context.draft.languages else ""
    marks = [mark for one in found for mark in _marks(one, context.words["lang"])]
    inner = with_spans(text, [*spans, *_languages(text, context, base), *marks])
    attributes = {"data-text": "", "class": "text", "dir": "auto"}
    return element("div", inner, attributes | ({"lang": base} if base else {}))


def link(start: int, end: int, address: str, kind: str = "link") -> TaggedSpan:
    """A link that opens beside the page, or words that look like one.

    >>> link(0, 2, "javascript:alert(1)").tag, link(0, 2, "https://例子.中国/").tag
    ('span', 'a')
    """
    if not REACHABLE.match(address):
        return TaggedSpan(start=start, end=end, tag="span", attributes={"class": kind})
    attributes = {"class": kind, "href": address, "rel": "noreferrer", "target": "_blank"}
    return TaggedSpan(start=start, end=end, tag="a", attributes=attributes)


def styled(start: int, end: int, kind: str) -> TaggedSpan:
    """Words that a channel shows in a way of its own: a hashtag, a mention."""
    return TaggedSpan(start=start, end=end, tag="span", attributes={"class": kind})


def _languages(text: str, context: DrawContext, base: str) -> Iterator[TaggedSpan]:
    """Lines in another language than the draft's first: a voice reads each in its own."""
    among = context.draft.languages
    several = among if len(among) > 1 else ()  # a single one would hold for every line
    at = 0
    for line in text.split("\n"):
        told = tell(line, several) if line.strip() else UNDETERMINED
        if told != UNDETERMINED and written(told) != written(base):
            yield TaggedSpan(start=at, end=at + len(line), tag="span", attributes={"lang": told})
        at += len(line) + 1


def _marks(found: Found, language: str) -> Iterator[TaggedSpan]:
    attributes = {
        "class": f"found {found.finding.level}",
        "aria-describedby": found.name,
        "title": found.finding.text(language),
    }
    for start, end in found.spans:
        yield TaggedSpan(start=start, end=end, tag="mark", attributes=attributes)


TAGS = {"strong": "b", "emphasis": "i", "code": "code"}


def sent(message: Message, context: DrawContext, found: Iterable[Found]) -> tuple[Markup, str]:
    """What a reader sees of *message*, and what a person pastes."""
    text = _read(message, context.draft.channel)
    return shown_text(text.shown.text, context, _spans(text.shown), found), text.plain


def _read(message: Message, channel: str) -> SentText:
    """The text of *message*; as it stands where no table made it."""
    try:
        read = read_sent(message.payload, registry.load_channel(channel))
    except ChannelSpecError:  # an entry that is gone, of a draft that was kept
        read = None
    return read or SentText(plain=message.text, shown=Rich(text=message.text))


def _spans(rich: Rich) -> Iterator[TaggedSpan]:
    for mark in rich.marks:
        if mark.kind in {"link", "url"}:
            yield link(mark.start, mark.end, mark.href)
        elif mark.kind == "quote":
            yield TaggedSpan(start=mark.start, end=_line_end(rich.text, mark), tag="blockquote")
        elif mark.kind in TAGS:
            yield TaggedSpan(start=mark.start, end=mark.end, tag=TAGS[mark.kind])
        else:
            yield styled(mark.start, mark.end, "link")


def _line_end(text: str, mark: Mark) -> int:
    """A quote is a block: the line end behind it is its own, or an empty line would follow."""
    return mark.end + 1 if text[mark.end : mark.end + 1] == "\n" else mark.end
