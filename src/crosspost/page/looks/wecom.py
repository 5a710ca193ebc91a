"""WeCom: a robot in a group's chat; its Markdown is read back as the app shows it."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from ...book import load
from ...draft import Message
from ...plain_text import read_sent
from ...rich import Mark, Rich
from ..assets import style_sheet
from ..found import Found
from ..pictures import pictures
from ..scene import Drawn, Look, Scene
from ..spans import Span, element
from ..texts import link, shown_text
from .bubbles import bubble

TAGS = {"strong": "b", "code": "code", "quote": "blockquote"}


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One message of the robot."""
    form = str(message.payload.get("msgtype", "text"))
    body = cast("dict[str, Any]", message.payload.get(form) or {})
    content = str(body.get("content", ""))
    rich = read_sent(message.payload, load(scene.draft.channel)) or Rich(text=content)
    spans = _spans(rich.text, rich.marks)
    shown = shown_text(rich.text, scene, spans, found) + pictures(message, scene)
    tag = element("span", "机器人", {"class": "robot", "lang": "zh"})
    name = element("bdi", scene.speaker) + tag
    return Drawn(shown=bubble(shown, scene, name), paste=content)


def _spans(text: str, marks: Sequence[Mark]) -> Iterator[Span]:
    for mark in marks:
        if mark.kind in {"link", "url"}:
            yield link(mark.start, mark.end, mark.href or text[mark.start : mark.end])
        elif mark.kind == "quote":
            end = mark.end + 1 if text[mark.end : mark.end + 1] == "\n" else mark.end
            yield Span(start=mark.start, end=end, tag="blockquote")
        else:
            yield Span(start=mark.start, end=mark.end, tag=TAGS[mark.kind])


LOOK = Look(name="wecom", draw=draw, family="chats", css=style_sheet(__package__, "wecom.css"))
