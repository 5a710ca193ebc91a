"""Changes: what stands of a post, held against what its draft says today.

Only what an earlier publication is known to have left in a channel is changed or deleted: by the
receipts in the ledger, never by a search in the channel.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

from msgspec import UNSET

from .._record import Record
from ..errors import CrosspostError, Rejected, phrase
from ..ledger.rows import MessageRow
from ..ledger.store import Ledger
from ..model.channel_spec import ChannelSpec, DeleteRule
from ..model.draft import Draft, Message
from ..model.receipts import Sent
from .mended import alike

LOOKED_AT = 200
"""Publications of an account, the latest first, among which an earlier wording is looked for."""
SHOWN = len("sha256:") + 12
"""Characters of a digest that name a publication."""

STANDS = frozenset({"sent", "deleting"})
"""States of a message that is there, or may be."""
ENDED = frozenset({"replaced", "deleting", "deleted"})
"""States of a message that nothing is to be changed into any more."""

ChangeKind = Literal["same", "edited", "new", "unneeded"]


class Standing(Record):
    """A publication of which something stands."""

    draft: Draft
    run: int
    rows: Mapping[int, MessageRow]
    """What stands, by the index of its message; each is delivered."""
    says: Mapping[int, Message]
    """What each of them says; those are left out of which that is not known."""
    rest: tuple[MessageRow, ...] = ()
    """What stands of the wordings that it replaced, and has no place in it."""

    @property
    def every(self) -> tuple[MessageRow, ...]:
        """All that stands, in the order in which it was sent."""
        return tuple(sorted((*self.rows.values(), *self.rest), key=lambda row: (row.at, row.index)))

    @property
    def name(self) -> str:
        """What `find` knows it by: ``sha256:…``, and its number where that is not 1."""
        return publication_name(self.draft.digest, self.run)


class MessageChange(Record):
    """What becomes of one message."""

    kind: ChangeKind
    """``unneeded``: it stands, and the draft has none in its place."""
    index: int
    """Of the message in the draft; of one that is not needed, in what stands."""
    before: Message | None = None
    """What stands; nothing of one that is new, or where nobody knows how a change of it ended."""
    after: Message | None = None
    pictures: bool = False
    """Whether its pictures are others."""
    key: str = ""
    """Of what stands, in the ledger."""
    stands: Sent | None = None
    """Where that is."""


class Revision(Record):
    """What would be done for *draft* to stand in the place of *standing*."""

    draft: Draft
    standing: Standing
    messages: tuple[MessageChange, ...]

    @property
    def none(self) -> bool:
        """Whether what stands is what the draft says."""
        return all(one.kind in {"same", "unneeded"} for one in self.messages)

    @property
    def rows(self) -> dict[str, MessageRow]:
        """What stands, by its key."""
        return {row.key: row for row in self.standing.every}

    def of(self, kind: ChangeKind) -> list[MessageChange]:
        """Those of that *kind*."""
        return [one for one in self.messages if one.kind == kind]


def publication_name(digest: str, run: int) -> str:
    """What `find` knows a publication by.

    >>> publication_name("sha256:" + "ab" * 32, 2)
    'sha256:abababababab/2'
    """
    return digest[:SHOWN] + (f"/{run}" if run > 1 else "")


def publications(ledger: Ledger, account: str) -> list[Standing]:
    """What stands on *account*, publication by publication, the latest first.

    What an earlier wording has left behind belongs to the one that goes on in its place.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    every = ledger.rows(account=account)
    rows = {row.key: row for row in every}
    taken = {row.replaces for row in every if row.replaces and row.state != "replaced"}
    groups = {which: list(group) for which, group in groupby(every, _publication)}
    before: dict[tuple[str, int], set[tuple[str, int]]] = {
        which: {_publication(rows[row.replaces]) for row in group if row.replaces in rows}
        for which, group in groups.items()
    }
    over = set().union(*before.values())
    latest = sorted(groups.keys() - over, key=lambda which: max(row.at for row in groups[which]))
    found: list[Standing] = []
    for which in reversed(latest):
        rest = [
            row
            for earlier in dict.fromkeys(_all_before(which, before))
            for row in groups[earlier]
            if row.state in STANDS and row.key not in taken
        ]
        standing = _standing(groups[which], rest, rows, ledger)
        if standing and (standing.rows or rest):
            found.append(standing)
        if len(found) == LOOKED_AT:
            break
    return found


def _publication(row: MessageRow) -> tuple[str, int]:
    return row.digest, row.run


def _all_before(
    which: tuple[str, int], before: Mapping[tuple[str, int], set[tuple[str, int]]]
) -> Iterator[tuple[str, int]]:
    """The publications that *which* goes on from, and those that they went on from."""
    for one in sorted(before[which]):
        yield one
        yield from _all_before(one, before)


def _standing(
    group: Sequence[MessageRow],
    rest: Sequence[MessageRow],
    rows: Mapping[str, MessageRow],
    ledger: Ledger,
) -> Standing | None:
    first = group[0]
    draft = ledger.draft(first.digest, first.account, first.run)
    if draft is None:
        return None
    there: dict[int, MessageRow] = {}
    says: dict[int, Message] = {}
    for row in group:
        before = rows.get(row.replaces)
        if row.state in STANDS:
            there[row.index], says[row.index] = row, draft.messages[row.index - 1]
        elif before and before.state == "sent" and row.state not in ENDED:
            there[row.index] = before
            message = None if row.in_doubt else message_of(before, ledger)
            if message:
                says[row.index] = message
    return Standing(draft=draft, run=first.run, rows=there, says=says, rest=tuple(rest))


def message_of(row: MessageRow, ledger: Ledger) -> Message | None:
    """The message of *row*, as it was sent; nothing where its draft was not kept."""
    draft = ledger.draft(*row.publication)
    return draft.messages[row.index - 1] if draft else None


def find(ledger: Ledger, account: str, meant: str) -> Standing:
    """The publication on *account* that *meant* names: the beginning of its digest, its number.

    Raises:
        CrosspostError: nothing of it stands, or several are meant.
    """
    every = publications(ledger, account)
    some = [one for one in every if _is_meant(meant, one.draft.digest, one.run)]
    if len(some) == 1:
        return some[0]
    code = "change.several" if some else "change.nothing-stands"
    choices = [_told(one) for one in some]
    raise CrosspostError(code, location=account, meant=meant, choices=choices)


def _is_meant(meant: str, digest: str, run: int) -> bool:
    wanted, _, number = meant.partition("/")
    return digest.startswith(wanted) and number in {"", str(run)}


def find_named(draft: Draft, ledger: Ledger, meant: str) -> Standing:
    """As `find`; and where *draft* has begun to take the place of what is meant, that.

    Raises:
        CrosspostError: as of `find`.
    """
    try:
        return find(ledger, draft.account, meant)
    except CrosspostError as error:
        if error.code != "change.nothing-stands":
            raise
        rows = {row.key: row for row in ledger.rows(account=draft.account)}
        over = [(row, rows[row.replaces]) for row in rows.values() if row.replaces in rows]
        begun = {
            row.run
            for row, before in over
            if row.digest == draft.digest and _is_meant(meant, before.digest, before.run)
        }
        if not begun:
            raise
        return find(ledger, draft.account, f"{draft.digest}/{max(begun)}")


def find_earlier(draft: Draft, ledger: Ledger) -> Standing:
    """What stands on the account of *draft* and is the same post: as it is, or in other words.

    Raises:
        CrosspostError: nothing does, or more than one.
    """
    every = publications(ledger, draft.account)
    same = [one for one in every if one.draft.digest == draft.digest]
    same = same or [one for one in every if _alike(one.draft, draft)]
    if len(same) == 1:
        return same[0]
    code = "change.several" if same else "change.never-published"
    choices = [_told(one) for one in same]
    raise CrosspostError(code, location=draft.account, meant=draft.account, choices=choices)


def _told(one: Standing) -> str:
    return f"{one.name} ({one.draft.messages[0].text.partition(chr(10))[0][:40]})"


def _alike(before: Draft, now: Draft) -> bool:
    """Whether *now* may be *before* after an author's hand went over it."""
    if before.channel != now.channel:
        return False
    return alike(*(" ".join(one.text for one in each.messages) for each in (before, now)))


def compare(draft: Draft, standing: Standing, ledger: Ledger) -> Revision:
    """What has to be done for *draft* to stand in the place of *standing*.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    places = {place: one for one, place in _places(standing.draft.messages)}
    made: list[MessageChange] = []
    taken: set[int] = set()
    for message, place in _places(draft.messages):
        before = places.get(place)
        if before is None or before.index not in standing.rows:
            made.append(MessageChange(kind="new", index=message.index, after=message))
            continue
        taken.add(before.index)
        made.append(_compared(message, before.index, standing))
    over = [standing.rows[index] for index in sorted(standing.rows.keys() - taken)]
    for row in (*over, *standing.rest):
        says = message_of(row, ledger)
        made.append(
            MessageChange(
                kind="unneeded", index=row.index, before=says, key=row.key, stands=row.sent
            )
        )
    return Revision(draft=draft, standing=standing, messages=tuple(made))


def _compared(message: Message, index: int, standing: Standing) -> MessageChange:
    says = standing.says.get(index)
    same = says and (says.payload, says.media) == (message.payload, message.media)
    return MessageChange(
        kind="same" if same else "edited",
        index=message.index,
        before=says,
        after=message,
        pictures=bool(says and says.media != message.media),
        key=standing.rows[index].key,
        stands=standing.rows[index].sent,
    )


def _places(messages: Sequence[Message]) -> Iterator[tuple[Message, tuple[int, int]]]:
    """Each message, and which one it is of which thread of the draft."""
    thread, at = 0, 0
    for message in messages:
        if message.after is not UNSET:
            thread, at = thread + 1, 0
        yield message, (thread, at)
        at += 1


def check(changes: Revision, spec: ChannelSpec, ledger: Ledger, *, rest: bool) -> None:
    """Refuse *changes* that *spec* does not allow, before any call is made.

    With *rest*, what is not needed any more is to be deleted.

    Raises:
        Rejected: which message, and what its channel does not allow.
    """
    draft, before = changes.draft, changes.standing.draft
    rows = changes.rows
    if any(row.state == "deleting" for row in rows.values()):
        raise Rejected("change.deletion-unclear", location=draft.account)
    if (draft.options, _under(draft)) != (before.options, _under(before)):
        raise Rejected("change.options", location=draft.account)
    for one in changes.messages:
        at = (draft.account, phrase("place.message", index=one.index))
        if one.kind == "edited":
            if spec.edit is None:
                code = "change.cannot-edit" if spec.delete else "change.neither"
                raise Rejected(code, location=at, channel=spec.title)
            if one.pictures and not spec.edit.pictures:
                raise Rejected("change.pictures", location=at, channel=spec.title)
            _check_time(spec.edit, rows[one.key], spec, ledger)
        elif one.kind == "new" and spec.thread.by != "reply":
            raise Rejected("change.cannot-add", location=at, channel=spec.title)
        elif one.kind == "unneeded" and rest:
            check_deletion(rows[one.key], spec, ledger)


def check_deletion(row: MessageRow, spec: ChannelSpec, ledger: Ledger) -> None:
    """Refuse to delete what *spec* does not allow to.

    Raises:
        Rejected: why.
    """
    if spec.delete is None:
        at = (row.account, phrase("place.message", index=row.index))
        code = "change.cannot-delete" if spec.edit else "change.neither"
        raise Rejected(code, location=at, channel=spec.title)
    _check_time(spec.delete, row, spec, ledger)


def _check_time(rule: DeleteRule, row: MessageRow, spec: ChannelSpec, ledger: Ledger) -> None:
    hours = rule.within_hours
    if hours is None or ledger.now() - ledger.first_sent(row) < dt.timedelta(hours=hours):
        return
    at = (row.account, phrase("place.message", index=row.index))
    raise Rejected("change.too-late", location=at, channel=spec.title, hours=hours)


def _under(draft: Draft) -> str:
    return "" if draft.under is UNSET else draft.under.sent.id


def take_over(changes: Revision, ledger: Ledger) -> int:
    """Begin *changes*, once their account is ours alone: which publication of the draft they make.

    Raises:
        Rejected: what stands is not what it was when they were looked at.
    """
    draft, standing = changes.draft, changes.standing
    now = find(ledger, draft.account, f"{standing.draft.digest}/{standing.run}")
    if compare(draft, now, ledger) != changes:
        raise Rejected("change.moved-on", location=draft.account)
    if standing.draft.digest == draft.digest:
        return standing.run
    run = ledger.last_run(draft.digest, draft.account) + 1
    taken = [*changes.of("same"), *changes.of("edited")]
    changed = {one.index for one in changes.of("edited")}
    ledger.take_over(draft, run, {one.index: changes.rows[one.key] for one in taken}, changed)
    return run
