"""Looks: how channels show a message on the page, and what each is given to draw one.

How a channel itself looks stands with the channel: see `crosspost.adapters.Channel.draw`. Here is
what they share: each finding of a draft stands at the message that it is about, and at its words
there. What a reader sees of a message is marked up, each paragraph in its language; where the
channel's entry says how a message is written, the same table reads it back (`sent`). Style sheets
and the page's script are files beside the modules that they belong to.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.resources import files

from markupsafe import Markup

from .. import registry
from .._record import Record
from ..compose.channel_text import SentText, read_sent
from ..errors import ChannelSpecError
from ..model.draft import Draft, Message, Picture
from ..model.findings import Finding, MessagePart, PostPath
from ..text.languages import UNDETERMINED, script_tag, tell_language
from ..text.richtext import Mark, Rich
from ..translations import Words
from .elements import TaggedSpan, element, with_spans


class Found(Record):
    """One finding at one place of the page."""

    finding: Finding
    name: str
    """The id of the element that says it."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where in the message's text the words are that it is about (code points)."""


def found_at(message: Message, draft: Draft, name: str) -> list[Found]:
    """What *draft* says about *message*; ids begin with *name*."""
    about = (one for one in draft.findings if _about(one, message))
    return [
        Found(
            finding=one,
            name=f"{name}-f{at}",
            spans=tuple(
                (place.start, place.end) for place in one.places if place.message == message.index
            ),
        )
        for at, one in enumerate(about, 1)
    ]


def found_elsewhere(draft: Draft, name: str) -> list[Found]:
    """What *draft* says about no message of its own."""
    return named(
        (one for one in draft.findings if not any(_about(one, said) for said in draft.messages)),
        name,
    )


def named(findings: Iterable[Finding], name: str) -> list[Found]:
    """*findings* that mark no words; ids begin with *name*."""
    return [Found(finding=one, name=f"{name}-f{at}") for at, one in enumerate(findings, 1)]


def _about(finding: Finding, message: Message) -> bool:
    """Said of this message, of words in it, or of the pictures that go with it."""
    location = finding.location
    if any(place.message == message.index for place in finding.places):
        return True
    if isinstance(location, PostPath) and location.path[:1] == ("media",):
        return bool(message.media) and message.index == 1
    return isinstance(location, MessagePart) and location.index == message.index


PictureAddress = Callable[[Picture], str]
"""The address under which a page finds a picture: ``data:…``; empty where it has none."""


class DrawContext(Record):
    """One draft on its way to the page."""

    draft: Draft
    words: Words
    show: PictureAddress
    name: str
    """What ids begin with: every draft of a page has its own."""

    @property
    def speaker(self) -> str:
        """Whom the channel names beside a message."""
        own = self.draft.account
        return own if own != self.draft.channel else self.words["you"]

    @property
    def handle(self) -> str:
        """The speaker's name as an address has it."""
        own = self.draft.account
        return own if own != self.draft.channel else "you"


class Drawn(Record):
    """One message as its channel shows it, and what a person pastes there."""

    shown: Markup
    paste: str
    """Plain text."""
    rich: str = ""
    """HTML, where the channel takes it from the clipboard."""


Draw = Callable[[Message, DrawContext, Sequence[Found]], Drawn]


class Look(Record):
    """How one channel shows its messages on the page."""

    draw: Draw
    classes: str
    """What its screen is, on which its style hangs: ``posts x``."""
    css: str = ""
    """Its own style sheet."""


def style_sheet(package: str, name: str) -> str:
    """The text of the style sheet *name*, which lies beside the modules of *package*."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


FAMILY_NAMES = ("posts", "chats", "article", "plain")
FAMILIES = tuple(style_sheet(__package__, f"{name}.css") for name in FAMILY_NAMES)
"""The shapes that channels share, and the plain one."""
SCRIPT = style_sheet(__package__, "page.js")
"""Copying, and folds that hide nothing; it listens at the document, whatever comes and goes."""


def style(looks: Iterable[Look]) -> str:
    """CSS of a gallery whose drafts have *looks*; nothing in it asks a network."""
    own = dict.fromkeys(look.css for look in looks if look.css)
    return "\n".join((style_sheet(__package__, "page.css"), *FAMILIES, *own))


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
        told = tell_language(line, several) if line.strip() else UNDETERMINED
        if told != UNDETERMINED and script_tag(told) != script_tag(base):
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
        elif mark.kind == "pre":
            end, block = _line_end(rich.text, mark), {"class": "block"}
            yield TaggedSpan(start=mark.start, end=end, tag="code", attributes=block)
        elif mark.kind in TAGS:
            yield TaggedSpan(start=mark.start, end=mark.end, tag=TAGS[mark.kind])
        else:
            yield styled(mark.start, mark.end, "link")


def _line_end(text: str, mark: Mark) -> int:
    """The line end behind a quote or code is its own: an empty line would follow the block."""
    return mark.end + 1 if text[mark.end : mark.end + 1] == "\n" else mark.end
