"""WeChat customer-service messages: plain text in the chat with an official account."""

from collections.abc import Iterator, Sequence

from ...counting import links
from ...draft import Message
from ..found import Found
from ..pictures import pictures
from ..scene import Drawn, Look, Scene
from ..spans import Span
from ..texts import link, shown_text
from .bubbles import bubble


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One bubble."""
    text = str(message.payload.get("text", ""))
    body = shown_text(text, scene, _links(text), found) + pictures(message, scene)
    return Drawn(shown=bubble(body, scene), paste=text)


def _links(text: str) -> Iterator[Span]:
    for start, end in links.urls(text, bare=False):
        yield link(start, end, text[start:end])


LOOK = Look(name="wechat_message", draw=draw, family="chats")
