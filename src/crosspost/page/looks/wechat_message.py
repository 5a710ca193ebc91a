"""WeChat customer-service messages: plain text in the chat with an official account."""

from collections.abc import Sequence

from ...draft import Message
from ..found import Found
from ..pictures import pictures
from ..scene import Drawn, Look, Scene
from ..sent import sent
from .bubbles import bubble


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One bubble."""
    text, paste = sent(message, scene, found)
    return Drawn(shown=bubble(text + pictures(message, scene), scene), paste=paste)


LOOK = Look(name="wechat_message", draw=draw, family="chats")
