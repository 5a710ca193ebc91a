"""What the ledger knows of messages, in lines that several commands print."""

import shlex
from collections.abc import Iterable, Iterator

from ..ledger import MessageRow
from ..model.draft import Draft
from ..preview.as_text import place
from ._output import moment, text, words

TITLE = 40
"""Characters of a draft that say which one it is."""
DIGEST = len("sha256:") + 12


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
    state: str = "unknown" if row.in_doubt and row.state != "deleting" else row.state
    if state == "sent" and row.sent and "todo" in row.sent.more:
        state = "ready"  # a person has to paste or publish it still
    if row.replaces and not row.sent:
        state = f"edit-{state}"
    state = words("message", state)
    yield f"  {row.index}/{row.of} {state} · {moment(row.at)}" + (f" · {where}" if where else "")
    if row.in_doubt:
        yield f"    {text('resolve.command', key=shlex.quote(row.key))}"
    elif row.advice and row.state != "sent":
        yield f"    {text('hint', hint=row.advice)}"


def _title(draft: Draft) -> str:
    line = draft.messages[0].text.partition("\n")[0]
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"
