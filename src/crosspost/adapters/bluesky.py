"""Bluesky: short posts, threads by reply, marks as facets.

A payload is the record of ``app.bsky.feed.post`` but for ``createdAt`` and ``reply``, which only
sending knows: https://docs.bsky.app/docs/advanced-guides/posts. Links stay behind their words;
facets are ours, because the service's own detection swallows the Chinese after an address.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..connections import Connection, Destination
from ..draft import Finding, Json
from ..markup.facets import facets
from ..markup.lost import lost
from ..markup.plain import spelled_out
from ..outline import Outline, Strand, outline
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Kind, Rich
from ..threads import thread_messages
from . import Written

if TYPE_CHECKING:
    from ..page.scene import Look

RECORD = "app.bsky.feed.post"
STYLES: tuple[Kind, ...] = ("strong", "emphasis", "code")


def write(post: Post, account: Account) -> Written:
    """A thread a language, each post inside both limits: graphemes and bytes."""
    made = outline(post, account.layout)
    most = account.profile.max_count("langs")
    messages, cuts = thread_messages(made, account, _payload(most), prepare=_prepared)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (
        *made.findings,
        *lost(made, account.profile.title, STYLES),
        *cuts,
        *pictures,
        *_mentions(made),
        *_languages(made, most),
    )
    return messages, findings


def connect(destination: Destination) -> Connection:
    """Prepare the account for sending."""
    from ..senders import bluesky as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A thread of posts with their facets."""
    from ..page.looks.bluesky import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _prepared(text: Rich) -> Rich:
    """Addresses that no link of the app opens, such as ``mailto:``, are spelled out."""
    return spelled_out(text, lambda address: not address.lower().startswith("http"))


def _payload(most: int | None) -> Callable[[Rich, Strand], dict[str, Json]]:
    def payload(text: Rich, strand: Strand) -> dict[str, Json]:
        return {
            "$type": RECORD,
            "text": text.text,
            "facets": list(facets(text)),
            "langs": list(strand.languages[:most]),
        }

    return payload


def _mentions(made: Outline) -> Iterator[Finding]:
    """A mention's facet needs the account's DID, which only the network knows."""
    names = dict.fromkeys(
        passage.text.text[mark.start : mark.end]
        for strand in made.strands
        for passage in strand.passages
        for mark in passage.text.marks
        if mark.kind == "mention"
    )
    if names:
        message = f"stays text, nobody is notified: {', '.join(names)}"
        yield Finding(
            level="info",
            code="bluesky.mention",
            where="text",
            message=message,
            words=tuple(names),
        )


def _languages(made: Outline, most: int | None) -> Iterator[Finding]:
    for strand in made.strands:
        if most is not None and len(strand.languages) > most:
            message = f"a post names at most {most} languages: {', '.join(strand.languages[:most])}"
            yield Finding(level="info", code="bluesky.langs", where="languages", message=message)
