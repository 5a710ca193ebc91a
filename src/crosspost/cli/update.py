"""``crosspost update`` and ``delete``: what was published says what its post says now, or goes."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .._record import json_text, plain
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..model.draft import Draft
from ..model.post import Post
from ..preview.as_json import ChangesDocument
from ..publishing import delete as delete_standing
from ..publishing import update as update_standing
from ..publishing.asked_change import (
    AskedChange,
    asked_deletion,
    asked_update,
    changes_lines,
    shown_changes,
)
from ..publishing.changes import Revision, Standing, check_deletion, find, find_earlier
from ..publishing.update import compared_each
from ..service.drafts import approvable
from . import _lines, _options, _output
from ._output import FAILED, agreed, asks, complain, text
from .publish import Results, each, reported, rest_command, shown_result, watched

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
        meant = [
            asked_update(one, draft, rest=options.delete_rest)
            for one, draft in zip(changes, shown, strict=True)
        ]
        wanted = [one for one in meant if one.to_do]
        if options.format == "text":
            left = text("change.left")
            _print(line for one in meant for line in changes_lines(one, left=left))
        _lines.warn(drafts)
        if options.dry_run:
            _lines.warn(drafts, "error")
            return _ended(meant, (), failed, "", options)
        count = sum(len(each.to_do) for each in wanted)
        if _lines.stopped(drafts, options.fail_on) or not _agreed(
            "update.ask", count, [one.draft.account for one in wanted], options
        ):
            complain(text("update.nothing-changed"))
            return FAILED
        results = _updated(post, wanted, changes, options, ledger)
    return _ended(meant, results, failed, _going_on("update", results, options), options)


def _updated(
    post: Post,
    wanted: Sequence[AskedChange],
    changes: Sequence[Revision],
    options: argparse.Namespace,
    ledger: Ledger,
) -> Results:
    drafts = tuple(one.draft for one in wanted)
    return watched(
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


def delete(options: argparse.Namespace) -> int:
    """Show what stands, ask, and delete that alone, the last message first."""
    settings = _options.read_settings()
    failed: list[CrosspostError] = []
    with open_ledger(settings.ledger, now=_output.now) as ledger:
        standing = list(_meant(options, settings, ledger, failed))
        meant = [asked_deletion(one, ledger) for one in standing]
        if options.format == "text":
            _print(line for one in meant for line in changes_lines(one, whole=False))
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
    never = () if options.to else ("change.never-published",)
    found, missing, refused = compared_each(
        drafts, settings, ledger, of=options.of, rest=options.delete_rest, may_lack=never
    )
    failed += refused
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


def _print(lines: Iterable[object]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def _going_on(command: str, results: Results, options: argparse.Namespace) -> str:
    """The command that does the rest: the same, for the accounts that failed."""
    names = dict.fromkeys(one.account for one in results if one.failure)
    if not names:
        return ""
    more: list[str] = []
    if command == "update":
        more += ["--of", options.of] if options.of else []
        more += ["--delete-rest"] if options.delete_rest else []
        more += ["--allow-unreviewed"] if options.allow_unreviewed else []
    return rest_command(
        command, names, options, [*more, *each("--approved", options.approved or ())]
    )


def _ended(
    meant: Sequence[AskedChange],
    results: Results,
    failed: Sequence[CrosspostError],
    go_on: str,
    options: argparse.Namespace,
) -> int:
    """Say what did not work; the exit code."""
    if options.format == "json":
        document = ChangesDocument(
            changes=tuple(map(shown_changes, meant)),
            results=tuple(plain(shown_result(one)) for one in results),
            errors=tuple(str(error) for error in failed),
            go_on=go_on,
        )
        sys.stdout.write(json_text(plain(document)))
        sys.stdout.flush()
    return reported(results, failed, go_on)
