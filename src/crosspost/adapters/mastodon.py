"""Mastodon: statuses of plain text, threads by reply, one language a status.

``POST /api/v1/statuses``: https://docs.joinmastodon.org/methods/statuses/#create. Hidden addresses
are written out; an address or a mention keeps a space to the Chinese around it, which Mastodon
would take for a part of it. Another server's limits are an entry of one's own.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..connections import Connection, Destination
from ..draft import Finding, Json
from ..markup.lost import lost
from ..markup.parted import parted
from ..markup.plain import flatten
from ..outline import Outline, Strand, outline
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Rich
from ..threads import thread_messages
from . import Written

if TYPE_CHECKING:
    from ..page.scene import Look

REGIONAL = {"zh-cn": "zh-CN", "zh-hk": "zh-HK", "zh-tw": "zh-TW"}
"""The languages with a region that Mastodon knows beside plain ISO 639 codes:
https://github.com/mastodon/mastodon/blob/main/app/helpers/languages_helper.rb."""


def write(post: Post, account: Account) -> Written:
    """A thread a language, each status inside the server's limit."""
    made = outline(post, account.layout)
    messages, cuts = thread_messages(made, account, _payload, prepare=_plain)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (
        *made.findings,
        *lost(made, account.profile.title),
        *cuts,
        *pictures,
        *_languages(made),
    )
    return messages, findings


def connect(destination: Destination) -> Connection:
    """Prepare the account for sending."""
    from ..senders import mastodon as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A thread of statuses."""
    from ..page.looks.mastodon import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _plain(text: Rich) -> Rich:
    return parted(flatten(text))


def _payload(text: Rich, strand: Strand) -> dict[str, Json]:
    return {"status": text.text, "language": language(strand.languages[0])}


def language(tag: str) -> str:
    """The code Mastodon knows for a BCP 47 tag.

    >>> language("zh-Hant-TW"), language("zh-Hans"), language("pt-BR")
    ('zh-TW', 'zh', 'pt')
    """
    parts = tag.split("-")
    return REGIONAL.get(f"{parts[0]}-{parts[-1]}".lower(), parts[0].lower())


def _languages(made: Outline) -> Iterator[Finding]:
    """Several languages in one status: only the first is named."""
    for strand in made.strands:
        if len(strand.languages) > 1:
            message = f"a status has one language: {', '.join(strand.languages)} is sent as "
            yield Finding(
                level="info",
                code="mastodon.language",
                where="languages",
                message=message + language(strand.languages[0]),
            )
