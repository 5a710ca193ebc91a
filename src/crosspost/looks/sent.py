"""Sent: a message whose channel's entry says how it is written, read back by the same table."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from .. import registry
from ..compose.plain_text import SentText, read_sent
from ..errors import ChannelSpecError
from ..model.draft import Message
from ..text.richtext import Mark, Rich
from .elements import Span
from .findings import Found
from .scene import Scene
from .text import link, shown_text, styled

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
