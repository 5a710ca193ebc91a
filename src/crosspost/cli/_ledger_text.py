"""What the ledger knows of messages, as lines to read and as JSON."""

import datetime as dt
import shlex
from collections.abc import Iterable, Iterator

import msgspec

from ..ledger import MessageRow
from ..model.draft import Draft
from ..model.receipts import Receipt, Sent
from ._output import text, words

TITLE = 40
"""Characters of a draft that say which one it is."""
DIGEST = len("sha256:") + 12
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def as_json(plain: object) -> str:
    """Indented JSON; Chinese and emoji stand as themselves."""
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def place(sent: Sent) -> str:
    """Where a message is: its id and its address, and what a person still has to do.

    >>> place(Sent(id="45", url="https://t.me/zhongwen/45"))
    '45 https://t.me/zhongwen/45'
    >>> place(Sent(id="草稿1", more={"todo": "publish it there"}))
    '草稿1 (publish it there)'
    """
    todo = f"({sent.more['todo']})" if "todo" in sent.more else ""
    return " ".join(filter(None, (sent.id, sent.url, todo)))


def moment(at: dt.datetime) -> str:
    """A time to the minute, in UTC.

    >>> moment(dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    '2026-11-23 00:05 UTC'
    """
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def weekday(day: dt.date) -> str:
    """The day of the week, short, in the user's language.

    >>> weekday(dt.date(2026, 11, 27))
    'Fri'
    """
    return text(f"weekday.{DAYS[day.weekday()]}")


def sent_before(receipt: Receipt, of: int) -> str:
    """A message that was published by an earlier run."""
    line = text("publish.sent-before", since=moment(receipt.at), where=place(receipt.sent))
    return f"{receipt.account}: {receipt.index}/{of} {line}"


def lines(rows: Iterable[MessageRow], draft: Draft | None) -> Iterator[str]:
    """One publication: a heading, then every message that has been begun."""
    rows = list(rows)
    first = rows[0]
    name = first.account
    if first.account != first.channel:
        name = f"{first.account} ({first.channel})"
    sent = text("sent-of", sent=sum(row.state == "sent" for row in rows), count=first.of)
    heading = [name, sent, first.digest[:DIGEST]]
    if first.run > 1:
        heading.append(text("delivery.publication", number=first.run))
    if draft:
        heading.append(_title(draft))
    yield " · ".join(heading)
    for row in rows:
        yield from _message(row)


def _message(row: MessageRow) -> Iterator[str]:
    where = place(row.sent) if row.sent else row.reason
    state = words("message", "unknown" if row.in_doubt else row.state)
    yield f"  {row.index}/{row.of} {state} · {moment(row.at)}" + (f" · {where}" if where else "")
    if row.in_doubt:
        yield f"    {text('resolve.command', key=shlex.quote(row.key))}"
    elif row.advice and row.state != "sent":
        yield f"    {text('hint', hint=row.advice)}"


def _title(draft: Draft) -> str:
    line = draft.messages[0].text.partition("\n")[0]
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"
