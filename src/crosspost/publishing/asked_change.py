"""An update or a deletion as it is shown to whoever says yes to it: exactly what would be done."""

import hashlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

from .._record import Json, Record, converted, encoded, plain
from ..ledger import Ledger
from ..ledger.approvals import AskedDraft
from ..model.draft import Draft
from ..preview.as_json import ShownChanges, ShownMessageChange
from ..preview.as_text import message_difference, place, visible
from ..translations import translate
from .changes import MessageChange, Revision, Standing, message_of, publication_name


class AskedChange(Record):
    """What would be done on one account, with all that it is made of."""

    verb: Literal["update", "delete"]
    draft: Draft
    """That is to stand, with its approval; of a deletion, the one that stands."""
    digest: str
    """Of the publication that is changed; its number is *run*."""
    run: int
    messages: tuple[MessageChange, ...]
    """Of a deletion, each is ``unneeded``."""
    rest: bool = True
    """Whether messages that are not needed any more are deleted."""

    @property
    def publication(self) -> str:
        """What ``crosspost status`` knows that publication by."""
        return publication_name(self.digest, self.run)

    @property
    def to_do(self) -> tuple[MessageChange, ...]:
        """What of it is more than leaving a message as it is."""
        return tuple(
            one
            for one in self.messages
            if one.kind != "same" and (self.rest or one.kind != "unneeded")
        )

    @property
    def approval(self) -> str:
        """What says yes to it: made of every word before and after, and of where each stands."""
        made_of = [self.draft.account, self.draft.approval or self.draft.digest, self.kept()]
        return f"sha256:{hashlib.sha256(encoded(made_of, order='sorted')).hexdigest()}"

    def kept(self) -> dict[str, Json]:
        """It as plain data, without the draft, which is kept beside it."""
        told: dict[str, Json] = plain(self)
        del told["draft"]
        return told

    @classmethod
    def of(cls, asked: AskedDraft) -> "AskedChange | None":
        """The one that was asked about; None where a draft is to be published."""
        if asked.change is None:
            return None
        return converted({**asked.change, "draft": plain(asked.draft)}, cls)

    def goes_on(self, before: "AskedChange") -> bool:
        """Whether it only does what *before* left undone, so that a yes to that is one to it."""
        allowed = {(one.kind, one.index, one.key) for one in before.to_do}
        return (
            (self.verb, self.rest, self.draft) == (before.verb, before.rest, before.draft)
            and bool(self.to_do)
            and all((one.kind, one.index, one.key) in allowed for one in self.to_do)
        )


def asked_update(one: Revision, draft: Draft, *, rest: bool) -> AskedChange:
    """*one* as somebody is asked about it; *draft* is its draft, with its approval."""
    standing = one.standing
    return AskedChange(
        verb="update",
        draft=draft,
        digest=standing.draft.digest,
        run=standing.run,
        messages=one.messages,
        rest=rest,
    )


def asked_deletion(one: Standing, ledger: Ledger) -> AskedChange:
    """The same of taking back all that stands of *one*."""
    return AskedChange(
        verb="delete",
        draft=one.draft,
        digest=one.draft.digest,
        run=one.run,
        messages=tuple(
            MessageChange(
                kind="unneeded",
                index=row.index,
                before=message_of(row, ledger),
                key=row.key,
                stands=row.sent,
            )
            for row in one.every
        ),
    )


class ChangeLine(NamedTuple):
    """A line of what a person is shown of a change."""

    depth: int
    """0: of the account; 1: of a message; 2: of what it says."""
    text: str
    sign: Literal["", "-", "+"] = ""
    """Whether it says no longer this, or this instead."""

    def __str__(self) -> str:
        """As a terminal shows it."""
        return f"{'  ' * self.depth}{self.sign}{' ' if self.sign else ''}{self.text}"


def _said(key: str, **values: object) -> str:
    return translate("preview", key, **values)


def changes_lines(one: AskedChange, *, left: str = "", whole: bool = True) -> Iterator[ChangeLine]:
    """A heading, then every message that changes, with what it says no longer and what instead.

    Args:
        one: what would be done.
        left: what is said of messages that are not needed any more, and stay.
        whole: of a deletion, show each message whole and not only its first line.
    """
    draft, changed = one.draft, len(one.to_do)
    if one.verb == "delete":
        count = _said("change.stands", count=changed)
    else:
        count = _said("change.count", changed=changed, count=len(draft.messages))
        count = count if changed else _said("change.none")
    yield ChangeLine(0, f"{draft.account} · {count} · {one.publication}")
    for each in one.messages:
        if one.verb == "delete":
            yield from _deleted_lines(one, each, whole=whole)
        elif each.kind != "same":
            yield from _message_lines(one, each, left=left or _said("change.left"))


def _deleted_lines(one: AskedChange, each: MessageChange, *, whole: bool) -> Iterator[ChangeLine]:
    where = f" · {place(each.stands)}" if each.stands else ""
    of = each.before.of if each.before else len(one.draft.messages)
    yield ChangeLine(1, f"{each.index}/{of}{where}")
    said = each.before.text.split("\n") if each.before else []
    yield from (ChangeLine(2, visible(line), "-") for line in (said if whole else said[:1]))


def _message_lines(one: AskedChange, each: MessageChange, *, left: str) -> Iterator[ChangeLine]:
    unneeded = each.kind == "unneeded"
    kept = unneeded and not one.rest
    what = left if kept else _said(f"change.{'deleted' if unneeded else each.kind}")
    where = f" · {place(each.stands)}" if each.stands else ""
    of = each.before.of if unneeded and each.before else len(one.draft.messages)
    yield ChangeLine(1, f"{each.index}/{of} {what}{where}")
    for line in message_difference(None if kept else each.before, each.after):
        yield ChangeLine(2, line[2:], "-" if line.startswith("-") else "+")
    if each.pictures:
        yield ChangeLine(2, _said("change.pictures"))
    if each.kind == "edited" and each.before is None:
        yield ChangeLine(2, _said("change.doubt"))
    elif each.kind == "edited" and each.before and each.after and not each.pictures:
        same = each.before.text == each.after.text
        yield from ([ChangeLine(2, _said("change.unseen"))] if same else [])


def shown_changes(one: AskedChange) -> ShownChanges:
    """*one* as programs read it."""
    approval = one.draft.digest if one.verb == "delete" else one.draft.approval
    return ShownChanges(
        channel=one.draft.channel,
        account=one.draft.account,
        publication=one.publication,
        digest=one.draft.digest,
        messages=tuple(map(_shown_message, one.messages)),
        approval=approval,
    )


def _shown_message(one: MessageChange) -> ShownMessageChange:
    return ShownMessageChange(
        kind=one.kind,
        index=one.index,
        before=one.before.text if one.before else "",
        after=one.after.text if one.after else "",
        pictures=one.pictures,
        key=one.key,
        id=one.stands.id if one.stands else "",
        url=one.stands.url if one.stands else "",
    )
