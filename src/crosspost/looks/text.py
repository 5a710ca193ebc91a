"""Texts: what a reader sees of a message, marked up, each paragraph in its language.

A message whose channel's entry says how it is written is read back by the same table. A channel
that nobody drew is shown so, with the call as it will be made under it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from markupsafe import Markup

from .. import registry
from ..compose.sent_text import SentText, read_sent
from ..errors import ChannelSpecError
from ..model.draft import Message
from ..text.languages import UNDETERMINED, tell, written
from ..text.richtext import Mark, Rich
from .elements import Span, drawn, element
from .findings import Found
from .images import pictures
from .scene import Drawn, Look, Scene

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


TAGS = {"strong": "b", "emphasis": "i", "code": "code"}


def sent(message: Message, scene: Scene, found: Iterable[Found]) -> tuple[Markup, str]:
    """What a reader sees of *message*, and what a person pastes."""
    text = _read(message, scene.draft.channel)
    return shown_text(text.shown.text, scene, _spans(text.shown), found), text.plain


def _read(message: Message, channel: str) -> SentText:
    """The text of *message*; as it stands where no table made it."""
    try:
        read = read_sent(message.payload, registry.load_channel(channel))
    except ChannelSpecError:  # an entry that is gone, of a draft that was kept
        read = None
    return read or SentText(plain=message.text, shown=Rich(text=message.text))


def _spans(rich: Rich) -> Iterator[Span]:
    for mark in rich.marks:
        if mark.kind in {"link", "url"}:
            yield link(mark.start, mark.end, mark.href)
        elif mark.kind == "quote":
            yield Span(start=mark.start, end=_line_end(rich.text, mark), tag="blockquote")
        elif mark.kind in TAGS:
            yield Span(start=mark.start, end=mark.end, tag=TAGS[mark.kind])
        else:
            yield styled(mark.start, mark.end, "link")


def _line_end(text: str, mark: Mark) -> int:
    """A quote is a block: the line end behind it is its own, or an empty line would follow."""
    return mark.end + 1 if text[mark.end : mark.end + 1] == "\n" else mark.end


def draw_plain(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """The text as the draft has it; the payload stands under it, folded."""
    text, paste = sent(message, scene, found)
    body = text + pictures(message, scene)
    call = msgspec.json.format(msgspec.json.encode(message.payload), indent=2).decode()
    code = element("pre", element("code", call), {"tabindex": "0"})
    details = element("details", element("summary", scene.words["payload"]) + code)
    return Drawn(shown=element("div", body + details, {"class": "note"}), paste=paste)


PLAIN = Look(name="plain", draw=draw_plain)


def load_plain_look() -> Look:
    """The same, for a channel that has none of its own."""
    return PLAIN
