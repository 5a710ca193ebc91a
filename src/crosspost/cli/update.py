"""``crosspost update`` and ``delete``: what was published says what its post says now, or goes."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .._record import json_text, plain
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, MessageRow, open_ledger
from ..model.draft import Draft
from ..preview.as_json import ChangesDocument, ShownChanges, ShownMessageChange
from ..preview.as_text import message_difference, visible
from ..publishing import delete as delete_standing
from ..publishing import update as update_standing
from ..publishing.changes import (
    MessageChange,
    Revision,
    Standing,
    check_deletion,
    find,
    find_earlier,
    message_of,
)
from ..publishing.update import compared
from ..service.drafts import approvable
from . import _findings, _options, _output
from ._output import FAILED, agreed, asks, complain, text
from .publish import Results, reported, shown_result, watched
from .status import place

DIGEST = re.compile(r"sha256:[0-9a-f]{6,64}(/\d+)?")


def update(options: argparse.Namespace) -> int:
    """Show what would be changed, ask, and change that alone."""
    settings = _options.read_settings()
    post = _options.read_post(options)
    drafts, errors = _options.drafts(post, options, options.post)
    failed = list(errors)
    with open_ledger(settings.ledger, now=_output.now) as ledger:
        changes = _compared(drafts, options, settings, ledger, failed)
        drafts = tuple(one.draft for one in changes)
        shown, unseen = approvable(drafts, _options.folder(options.post), fetch=options.dry_run)
        failed += unseen
        meant = [_shown(one, draft) for one, draft in zip(changes, shown, strict=True)]
        wanted = [one for one in changes if not one.none or _rest(one, options)]
        if options.format == "text":
            _print(line for one in changes for line in _changes(one, options))
        _findings.warn(drafts)
        if options.dry_run:
            _findings.warn(drafts, "error")
            return _ended(meant, (), failed, "", options)
        count = sum(one.kind != "same" for each in wanted for one in _done(each, options))
        if _findings.stopped(drafts, options.fail_on) or not _agreed(
            "update.ask", count, [one.draft.account for one in wanted], options
        ):
            complain(text("update.nothing-changed"))
            return FAILED
        drafts = tuple(one.draft for one in wanted)
        results = watched(
            update_standing,
            post,
            [draft.account for draft in drafts],
            form=options.format,
            of=options.of,
            delete_rest=options.delete_rest,
            drafts=drafts,
            approved=options.approved,
            base=_options.folder(options.post),
            ledger=ledger,
            looked_at={one.draft.account: one for one in changes},
        )
    return _ended(meant, results, failed, _going_on("update", results, options), options)


def delete(options: argparse.Namespace) -> int:
    """Show what stands, ask, and delete that alone, the last message first."""
    settings = _options.read_settings()
    failed: list[CrosspostError] = []
    with open_ledger(settings.ledger, now=_output.now) as ledger:
        standing = list(_meant(options, settings, ledger, failed))
        meant = [_shown_standing(one, ledger) for one in standing]
        if options.format == "text":
            _print(line for one in standing for line in _standing(one, ledger))
        if options.dry_run:
            return _ended(meant, (), failed, "", options)
        names = [one.draft.account for one in standing]
        if not _agreed("delete.ask", sum(len(one.every) for one in standing), names, options):
            complain(text("delete.nothing-deleted"))
            return FAILED
        results = [
            result
            for one in standing
            for result in watched(
                delete_standing,
                f"{one.draft.digest}/{one.run}",
                [one.draft.account],
                form=options.format,
                approved=options.approved,
                ledger=ledger,
                looked_at={one.draft.account: one},
            )
        ]
    return _ended(meant, results, failed, _going_on("delete", results, options), options)


def _compared(
    drafts: Sequence[Draft],
    options: argparse.Namespace,
    settings: Settings,
    ledger: Ledger,
    failed: list[CrosspostError],
) -> list[Revision]:
    """What would be done for each of *drafts*; why not, where nothing can be."""
    found: list[Revision] = []
    missing: list[CrosspostError] = []
    for draft in drafts:
        there = settings.destination(draft.account)
        try:
            rest, of = options.delete_rest, options.of
            found.append(compared(draft, there, ledger, of=of, rest=rest))
        except CrosspostError as error:
            never = error.code == "change.never-published" and not options.to
            (missing if never else failed).append(error)
    if not found and not failed:
        failed += missing
    elif options.format == "text":
        _print(text("update.never-published", account=one.location) for one in missing)
    return found


def _meant(
    options: argparse.Namespace,
    settings: Settings,
    ledger: Ledger,
    failed: list[CrosspostError],
) -> Iterator[Standing]:
    """What is to be deleted: a publication by its digest, or that of a post."""
    missing: list[CrosspostError] = []
    found = False
    named = DIGEST.fullmatch(options.post) and not Path(options.post).exists()
    drafts: Sequence[Draft] = ()
    if not named:
        drafts, errors = _options.drafts(_options.read_post(options), options, options.post)
        failed += errors
    wanted = (options.to or settings.accounts) if named else drafts
    for one in wanted:
        try:
            standing = (
                find_earlier(one, ledger)
                if isinstance(one, Draft)
                else find(ledger, settings.account(one).name, options.post)
            )
            spec = settings.account(standing.draft.account).spec
            for row in standing.every:
                check_deletion(row, spec, ledger)
        except CrosspostError as error:
            nothing = error.code in {"change.never-published", "change.nothing-stands"}
            (missing if nothing and not options.to else failed).append(error)
        else:
            found = True
            yield standing
    if not found and not failed:
        failed += missing


def _agreed(key: str, count: int, accounts: list[str], options: argparse.Namespace) -> bool:
    """Whether nothing is to be done, nobody is there to be asked, or they say yes."""
    if not count or not asks(options):
        return True
    return agreed(text(key, count=count, accounts=accounts))


def _rest(one: Revision, options: argparse.Namespace) -> bool:
    """Whether something is to be deleted."""
    return bool(options.delete_rest and one.of("unneeded"))


def _done(one: Revision, options: argparse.Namespace) -> list[MessageChange]:
    return [each for each in one.messages if each.kind != "unneeded" or options.delete_rest]


def _print(lines: Iterator[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _changes(one: Revision, options: argparse.Namespace) -> Iterator[str]:
    """A heading, then every message that changes, with what it says no longer and what instead."""
    draft = one.draft
    changed = sum(each.kind != "same" for each in _done(one, options))
    count = text("update.changes", changed=changed, count=len(draft.messages))
    count = count if changed else text("update.same")
    yield f"{draft.account} · {count} · {one.standing.name}"
    for each in one.messages:
        if each.kind == "same":
            continue
        kind: str = each.kind
        if kind == "unneeded":
            kind = "deleted" if options.delete_rest else "left"
        where = f" · {place(each.stands)}" if each.stands else ""
        of = each.before.of if each.kind == "unneeded" and each.before else len(draft.messages)
        yield f"  {each.index}/{of} {text(f'change.{kind}')}{where}"
        before = None if kind == "left" else each.before
        yield from (f"    {line}" for line in message_difference(before, each.after))
        if each.pictures:
            yield f"    {text('change.pictures')}"
        if each.kind == "edited" and each.before is None:
            yield f"    {text('change.doubt')}"
        elif each.kind == "edited" and each.before and each.after:
            same = each.before.text == each.after.text and not each.pictures
            yield from (f"    {line}" for line in ([text("change.unseen")] if same else []))


def _standing(one: Standing, ledger: Ledger) -> Iterator[str]:
    """A heading, then every message that stands, by its first line."""
    draft = one.draft
    yield f"{draft.account} · {text('delete.stands', count=len(one.every))} · {one.name}"
    for row in one.every:
        message = message_of(row, ledger)
        where = f" · {place(row.sent)}" if row.sent else ""
        yield f"  {row.index}/{row.of}{where}"
        if message:
            yield visible(f"    - {message.text.partition(chr(10))[0]}")


def _shown(one: Revision, draft: Draft) -> ShownChanges:
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


def _shown_standing(one: Standing, ledger: Ledger) -> ShownChanges:
    def shown(row: MessageRow) -> ShownMessageChange:
        said = message_of(row, ledger)
        stands = MessageChange(
            kind="unneeded", index=row.index, before=said, key=row.key, stands=row.sent
        )
        return _shown_message(stands)

    return ShownChanges(
        channel=one.draft.channel,
        account=one.draft.account,
        publication=one.name,
        digest=one.draft.digest,
        messages=tuple(map(shown, one.every)),
        approval=one.draft.digest,
    )


def _going_on(command: str, results: Results, options: argparse.Namespace) -> str:
    """The command that does the rest: the same, for the accounts that failed."""
    names = dict.fromkeys(one.account for one in results if one.failure)
    if not names:
        return ""
    words = ["crosspost", command, options.post]
    words += ["--from", options.form] if options.form else []
    words += [word for tag in options.language for word in ("--language", tag)]
    words += [word for name in names for word in ("--to", name)]
    if command == "update":
        words += ["--delete-rest"] if options.delete_rest else []
        words += ["--allow-unreviewed"] if options.allow_unreviewed else []
    words += [word for digest in options.approved or [] for word in ("--approved", digest)]
    return shlex.join(words)


def _ended(
    meant: Sequence[ShownChanges],
    results: Results,
    failed: Sequence[CrosspostError],
    go_on: str,
    options: argparse.Namespace,
) -> int:
    """Say what did not work; the exit code."""
    if options.format == "json":
        document = ChangesDocument(
            changes=tuple(meant),
            results=tuple(plain(shown_result(one)) for one in results),
            errors=tuple(str(error) for error in failed),
            go_on=go_on,
        )
        sys.stdout.write(json_text(plain(document)))
        sys.stdout.flush()
    return reported(results, failed, go_on)
