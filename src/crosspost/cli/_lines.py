"""Findings, and what the ledger knows of messages, as the lines that commands print.

Each finding once, the worst first, and which of them stop a command. Whatever is sent or scheduled,
what the post loses on its way stands on standard error, where no format of the results and no
``--yes`` hides it.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import structs

from .._record import Record
from ..model.draft import Draft, told_once
from ..model.finding_codes import CODES, FindingLevel
from ..model.finding_places import place_in_words
from ..model.findings import LEVELS, Finding
from ..preview.as_text import level_in_words, place
from ._output import complain, moment, some_of, text, words

if TYPE_CHECKING:
    from ..ledger import MessageRow


class Concern(Record):
    """A finding, and whom it concerns."""

    finding: Finding
    accounts: tuple[str, ...]
    whom: str
    """The same as a person says it."""


def concerns(drafts: Iterable[Draft]) -> list[Concern]:
    """Each finding once, the worst first."""
    every = tuple(drafts)
    shared, alone = told_once(every)
    accounts = {one: [draft.account for draft in every] for one in shared}
    for draft in alone:
        for one in draft.findings:
            accounts.setdefault(one, []).append(draft.account)

    def whom(one: Finding, names: list[str]) -> str:
        if one in shared:
            return text("check.post")
        return text("check.all") if len(names) == len(every) > 1 else text("list", items=names)

    found = (
        Concern(finding=one, accounts=tuple(names), whom=whom(one, names))
        for one, names in accounts.items()
    )
    return sorted(found, key=lambda one: LEVELS.index(one.finding.level))


def without_notes(drafts: Iterable[Draft]) -> tuple[tuple[Draft, ...], int]:
    """*drafts* with nothing but what is lost or wrong, and how many notes that leaves out."""
    every = tuple(drafts)
    notes = {one for draft in every for one in draft.findings if _is_note(one)}
    shown = (
        structs.replace(draft, findings=tuple(one for one in draft.findings if not _is_note(one)))
        for draft in every
    )
    return tuple(shown), len(notes)


def _is_note(found: Finding) -> bool:
    """Whether nothing of the post is missing where it tells of something."""
    return found.level == "info" and not CODES[found.code].loses


def finding_line(found: Finding, whom: str) -> str:
    """A finding, and whom it concerns."""
    where = place_in_words(found)
    level, message = level_in_words(found), found.message
    if whom != where:
        message = text("check.at", place=where, message=message)
    return text("check.line", whom=whom, level=level, message=message, code=found.code)


def warn(drafts: Iterable[Draft], level: FindingLevel = "warning") -> None:
    """Say what *drafts* lose, or with ``error`` why they cannot be sent."""
    for one in concerns(drafts):
        if one.finding.level == level:
            complain(finding_line(one.finding, one.whom))


def stops(findings: Iterable[Finding], level: str | None) -> bool:
    """Whether one of *findings* is as bad as *level* (``error``, ``warning``), or worse.

    >>> from crosspost.model.findings import WholeThread, in_post, finding
    >>> cost = finding("x.cost", WholeThread(), price=0.015, currency="USD")
    >>> no_alt = finding("media.no-alt", in_post("media", 0))
    >>> stops([cost], "warning"), stops([cost, no_alt], "warning"), stops([no_alt], "error")
    (False, True, False)
    """
    if level is None:
        return False
    bad = LEVELS[: LEVELS.index("error" if level == "error" else "warning") + 1]
    return any(found.level in bad for found in findings)


def stopped(drafts: Sequence[Draft], level: str | None) -> bool:
    """Whether ``--fail-on`` holds all of *drafts* back; says so."""
    if not stops((found for draft in drafts for found in draft.findings), level):
        return False
    warn(drafts, "error")
    complain(text(f"findings.stopped-{level}"))
    return True


DIGEST = len("sha256:") + 12


def message_lines(rows: "Iterable[MessageRow]", draft: Draft | None) -> Iterator[str]:
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
        heading.append(some_of(draft.messages[0].text.partition("\n")[0]))
    yield " · ".join(heading)
    for row in rows:
        yield from _message(row)


def _message(row: "MessageRow") -> Iterator[str]:
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
