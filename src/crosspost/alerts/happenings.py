"""What happened to a publication, as programs are told it: by a webhook, or as they watch."""

import datetime as dt

from .._record import Record
from ..configuration.webhooks import WebhookEvent
from ..ledger import Ledger
from ..ledger.journal import JournalEntry
from ..model.receipts import SentMessage
from ..publishing.changes import publication_name
from ..redaction import presentable


class Happening(Record):
    """Something that happened to a publication, or to one of its messages."""

    type: WebhookEvent
    """``publication.…``: the whole has ended so, for now or for good; ``message.…``: one of it."""
    at: dt.datetime
    account: str
    channel: str
    publication: str
    """What ``update``, ``delete`` and ``status`` know it by."""
    digest: str
    """Of its draft."""
    run: int
    """Which publication of the same draft; 0 where none was begun."""
    index: int
    """Which message, from 1; 0 for the publication as a whole."""
    of: int
    attempt: int
    """Which call for the message, from 1; 0 for the publication as a whole."""
    messages: tuple[SentMessage, ...] = ()
    """Those that stand: the one, or all of the publication."""
    code: str = ""
    """Why not; the same in every language."""
    reason: str = ""
    hint: str = ""


def told(entry: JournalEntry, ledger: Ledger, language: str) -> Happening:
    """*entry* as a program is told it, with reasons in *language*."""
    problem = entry.problem
    what = "message" if entry.index else "publication"
    return Happening(
        type=f"{what}.{entry.kind}",  # type: ignore[arg-type] # a test holds the two lists together
        at=entry.at,
        account=entry.account,
        channel=entry.channel,
        publication=publication_name(entry.digest, entry.run),
        digest=entry.digest,
        run=entry.run,
        index=entry.index,
        of=entry.of,
        attempt=entry.attempt,
        messages=_standing(entry, ledger),
        code=problem.code if problem else "",
        reason=presentable(problem.reason(language)) if problem else "",
        hint=presentable(problem.advice(language)) if problem else "",
    )


def _standing(entry: JournalEntry, ledger: Ledger) -> tuple[SentMessage, ...]:
    if entry.index:
        if entry.kind == "deleted" or entry.sent is None:
            return ()
        sent = entry.sent
        return (SentMessage(index=entry.index, id=sent.id, url=sent.url, at=entry.at),)
    if not entry.run:
        return ()
    return tuple(map(SentMessage.of, ledger.receipts(entry.digest, entry.account, entry.run)))
