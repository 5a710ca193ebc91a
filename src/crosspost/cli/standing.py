"""Standing: what became of messages, as lines to read."""

import datetime as dt
import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..draft import Draft
    from ..ledger import Row
    from ..receipts import Receipt, Sent

TITLE = 40
"""Characters of a draft that say which one it is."""
DIGEST = len("sha256:") + 12


def place(sent: "Sent") -> str:
    """Where a message stands: its id and its address, and what a person still has to do.

    >>> from crosspost.receipts import Sent
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


def known(receipt: "Receipt", of: int) -> str:
    """A message that stands since an earlier run."""
    where, since = place(receipt.sent), moment(receipt.at)
    return f"{receipt.account}: {receipt.index}/{of} stands since {since}: {where}"


def resolving(name: str) -> str:
    """The command by which a person settles the doubt about the message *name*."""
    return f"crosspost resolve {shlex.quote(name)} --sent [URL], or --not-sent"


def lines(rows: Iterable["Row"], draft: "Draft | None") -> Iterator[str]:
    """One publication: a heading, then every message that has been begun."""
    rows = list(rows)
    first = rows[0]
    name = first.account
    if first.account != first.channel:
        name = f"{first.account} ({first.channel})"
    stand = sum(row.state == "sent" for row in rows)
    again = f" · publication {first.run}" if first.run > 1 else ""
    title = f" · {_title(draft)}" if draft else ""
    yield f"{name} · {stand} of {first.of} sent · {first.digest[:DIGEST]}{again}{title}"
    for row in rows:
        yield from _message(row)


def _message(row: "Row") -> Iterator[str]:
    where = place(row.sent) if row.sent else row.reason
    state = "unknown" if row.in_doubt else row.state
    yield f"  {row.index}/{row.of} {state} · {moment(row.at)}" + (f" · {where}" if where else "")
    if row.in_doubt:
        yield f"    {resolving(row.key)}"
    elif row.advice and row.state != "sent":
        yield f"    hint: {row.advice}"


def _title(draft: "Draft") -> str:
    line = draft.messages[0].text.partition("\n")[0]
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"
