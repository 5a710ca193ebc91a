"""What an update or a deletion would do, as people and programs read it."""

from collections.abc import Iterator

from ..ledger import Ledger, MessageRow
from ..model.draft import Draft
from ..preview.as_json import ShownChanges, ShownMessageChange
from ..preview.as_text import message_difference, place, visible
from ..publishing.changes import MessageChange, Revision, Standing, message_of
from ..translations import translate


def _said(key: str, **values: object) -> str:
    return translate("service", key, **values)


def to_do(one: Revision, *, rest: bool) -> list[MessageChange]:
    """What of *one* is more than leaving a message as it is; with *rest*, deletions as well."""
    return [
        each for each in one.messages if each.kind != "same" and (rest or each.kind != "unneeded")
    ]


def changes_lines(one: Revision, *, rest: bool, left: str = "") -> Iterator[str]:
    """A heading, then every message that changes, with what it says no longer and what instead.

    Args:
        one: what would be done.
        rest: whether messages that are not needed any more are deleted.
        left: what is said of those that are not.
    """
    draft, changed = one.draft, len(to_do(one, rest=rest))
    count = _said("change.count", changed=changed, count=len(draft.messages))
    count = count if changed else _said("change.none")
    yield f"{draft.account} · {count} · {one.standing.name}"
    for each in one.messages:
        if each.kind != "same":
            yield from _message_lines(one, each, rest=rest, left=left or _said("change.left"))


def _message_lines(one: Revision, each: MessageChange, *, rest: bool, left: str) -> Iterator[str]:
    unneeded = each.kind == "unneeded"
    kept = unneeded and not rest
    what = left if kept else _said(f"change.{'deleted' if unneeded else each.kind}")
    where = f" · {place(each.stands)}" if each.stands else ""
    of = each.before.of if unneeded and each.before else len(one.draft.messages)
    yield f"  {each.index}/{of} {what}{where}"
    difference = message_difference(None if kept else each.before, each.after)
    yield from (f"    {line}" for line in difference)
    if each.pictures:
        yield f"    {_said('change.pictures')}"
    if each.kind == "edited" and each.before is None:
        yield f"    {_said('change.doubt')}"
    elif each.kind == "edited" and each.before and each.after:
        same = each.before.text == each.after.text and not each.pictures
        yield from (f"    {line}" for line in ([_said("change.unseen")] if same else []))


def standing_lines(one: Standing, ledger: Ledger, *, whole: bool = False) -> Iterator[str]:
    """A heading, then every message that stands, by its first line or *whole*."""
    yield f"{one.draft.account} · {_said('change.stands', count=len(one.every))} · {one.name}"
    for row in one.every:
        message = message_of(row, ledger)
        where = f" · {place(row.sent)}" if row.sent else ""
        yield f"  {row.index}/{row.of}{where}"
        said = message.text.split("\n") if message else []
        yield from (visible(f"    - {line}") for line in (said if whole else said[:1]))


def shown_changes(one: Revision, draft: Draft) -> ShownChanges:
    """*one* as programs read it; *draft* says what its approval is."""
    return ShownChanges(
        channel=draft.channel,
        account=draft.account,
        publication=one.standing.name,
        digest=draft.digest,
        messages=tuple(map(_shown_message, one.messages)),
        approval=draft.approval,
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


def shown_standing(one: Standing, ledger: Ledger) -> ShownChanges:
    """The same of what would be deleted."""

    def shown(row: MessageRow) -> ShownMessageChange:
        said = message_of(row, ledger)
        return _shown_message(
            MessageChange(
                kind="unneeded", index=row.index, before=said, key=row.key, stands=row.sent
            )
        )

    return ShownChanges(
        channel=one.draft.channel,
        account=one.draft.account,
        publication=one.name,
        digest=one.draft.digest,
        messages=tuple(map(shown, one.every)),
        approval=one.draft.digest,
    )
