"""Telegram: messages one after another, marks as entities; or one caption under a picture.

``sendMessage`` (https://core.telegram.org/bots/api#sendmessage) and ``sendPhoto``; a payload's
keys are the arguments of python-telegram-bot's ``send_message`` and ``send_photo``. No parse mode:
nothing in a post can fail to parse. A profile whose thread is ``none`` has one message: the
caption, if the post has a picture.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from msgspec import UNSET, structs

from ..connections import Connection, Destination
from ..counting import links
from ..draft import Finding, Json, Level, Message
from ..errors import FitError
from ..inline import masked
from ..layout import Section
from ..markup.cleaned import cleaned
from ..markup.entities import entities, fewer, reachable
from ..markup.plain import spelled_out
from ..outline import Outline, Strand, outline
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Rich
from ..room import given_up
from ..threads import thread_messages
from . import Written

if TYPE_CHECKING:
    from ..page.scene import Look

NO_PICTURE = "no picture to stand under: written as a message of its own"


def write(post: Post, account: Account) -> Written:
    """Messages in a row, or the one caption with what goes first in it.

    Raises:
        FitError: not even what the layout never drops fits into the one caption.
    """
    made = outline(post, account.layout)
    single = account.profile.thread.by == "none"
    messages, cuts = _shortened(made, account) if single else _thread(made, account)
    messages, over = _capped(messages, account)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (*made.findings, *_altered(made), *cuts, *over, *pictures, *_bare(made))
    if single and messages and messages[0].media is UNSET:
        findings = (*findings, _finding("info", "telegram.no-picture", "media", NO_PICTURE))
    return tuple(_finished(message, post, single=single) for message in messages), findings


def connect(destination: Destination) -> Connection:
    """The bot and its chat, ready to send; see `crosspost.senders.telegram`."""
    from ..senders import telegram  # noqa: PLC0415 - the network stays out of whoever only writes

    return telegram.connect(destination)


def load_look() -> "Look":
    """Messages of a chat, with their entities."""
    from ..page.looks.telegram import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _thread(made: Outline, account: Account) -> Written:
    return thread_messages(made, account, _payload, prepare=_prepared)


def _prepared(text: Rich) -> Rich:
    """Cleaned as Telegram would, and with the addresses spelled out that it would refuse."""
    return cleaned(spelled_out(text, lambda address: not reachable(address)))


def _payload(text: Rich, strand: Strand) -> dict[str, Json]:
    del strand
    return {"text": text.text, "entities": list(entities(text))}


def _shortened(made: Outline, account: Account) -> Written:
    """The one message there is, without sections that the layout drops first.

    Whole sections go, in that order, until the rest fits; then what still has room comes back.
    """
    present = {passage.section for strand in made.strands for passage in strand.passages}
    drop = [section for section in account.layout.drop if section in present]
    out = given_up(drop, lambda out: _fits(_without(made, out), account))
    limit = account.profile.text.limits[0]
    message = f"left out: no room for it in {limit.max} {limit.unit}"
    messages, found = _thread(_without(made, out), account)
    return messages, (
        *found,
        *(_finding("warning", "telegram.left-out", at, message) for at in out),
    )


def _fits(made: Outline, account: Account) -> bool:
    try:
        _thread(made, account)
    except FitError:
        return False
    return True


def _without(made: Outline, sections: Sequence[Section]) -> Outline:
    strands = (
        structs.replace(
            strand, passages=tuple(one for one in strand.passages if one.section not in sections)
        )
        for strand in made.strands
    )
    return structs.replace(made, strands=tuple(strand for strand in strands if strand.passages))


def _capped(
    messages: tuple[Message, ...], account: Account
) -> tuple[tuple[Message, ...], list[Finding]]:
    """No more entities than Telegram keeps, the least important ones given up first."""
    most = account.profile.max_count("entities")
    capped: list[Message] = []
    findings: list[Finding] = []
    for message in messages:
        own = cast("list[dict[str, Json]]", message.payload["entities"])
        kept = own if most is None else fewer(own, most)
        capped.append(structs.replace(message, payload={**message.payload, "entities": list(kept)}))
        if len(kept) < len(own):
            found = f"{len(own)} entities, Telegram keeps {most}: the last and least are left out"
            where = f"message {message.index}"
            findings.append(_finding("warning", "telegram.entities", where, found))
    return tuple(capped), findings


def _finished(message: Message, post: Post, *, single: bool) -> Message:
    """With a preview of the post's own address or none; under a picture, as its caption.

    A preview of whichever address happens to come first would be an accident.
    """
    payload = message.payload
    if single and message.media is not UNSET:
        caption = {"caption": payload["text"], "caption_entities": payload["entities"]}
        return structs.replace(message, payload=caption)
    url = post.meta.canonical_url if message.index == 1 else ""
    preview: Json = {"url": url, "prefer_small_media": True} if url else {"is_disabled": True}
    return structs.replace(message, payload={**payload, "link_preview_options": preview})


def _altered(made: Outline) -> Iterator[Finding]:
    """Characters that Telegram would take out in silence; here they are gone already."""
    gone = {char for rich in _riches(made) for char in set(rich.text) - set(cleaned(rich).text)}
    if gone:
        names = ", ".join(f"U+{ord(char):04X}" for char in sorted(gone))
        message = f"Telegram takes out {names}: left out, a control character as a space"
        yield _finding("warning", "telegram.characters", "text", message)


def _bare(made: Outline) -> Iterator[Finding]:
    """Bare names such as ``main.py`` that Telegram would turn into links, code apart."""
    names = dict.fromkeys(
        rich.text[start:end]
        for rich in _riches(made)
        for start, end in links.urls(_unmarked(rich))
        if "://" not in rich.text[start:end]
    )
    if names:
        message = f"Telegram may make links of these, mark them as code: {', '.join(names)}"
        found = _finding("info", "telegram.bare-link", "text", message)
        yield structs.replace(found, words=tuple(names))


def _unmarked(rich: Rich) -> str:
    """*rich*'s text with spaces for code and links, in which nothing is detected."""
    spans = [(mark.start, mark.end) for mark in rich.marks if mark.kind in {"code", "link", "url"}]
    return masked(rich.text, spans)


def _riches(made: Outline) -> Iterator[Rich]:
    for strand in made.strands:
        for passage in strand.passages:
            yield from (passage.label, passage.text)


def _finding(level: Level, code: str, where: str, message: str) -> Finding:
    return Finding(level=level, code=code, where=where, message=message)
