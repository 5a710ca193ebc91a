"""``crosspost publish``: a post on its way to its accounts, each message once."""

import argparse
import shlex
import sys
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import structs

from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..model.draft import Draft
from ..model.post import Post
from ..model.receipts import Failure
from ..preview import show
from ..publishing.mended import standing
from ..publishing.publish import publish as publish_drafts
from ..service.drafts import approvable
from . import _findings, _options, _output
from ._output import FAILED, agreed, asks, code_of, complain, text
from ._results import Results, complained, reported, shown_result, watched


def publish(options: argparse.Namespace) -> int:
    """Send what could be written down; every receipt as it comes, what failed to the end."""
    settings = _options.read_settings()
    post = _options.read_post(options)
    drafts, failed = _options.drafts(post, options, options.post)
    if options.dry_run:
        return _rehearsed(post, drafts, failed, options)
    with open_ledger(settings.ledger, now=_output.now) as ledger:
        new = [draft for draft in drafts if options.republish or not _sent(draft, ledger)]
        asking = bool(new) and asks(options)
        if asking and options.format == "text":
            shown, _ = approvable(new, _options.folder(options.post))
            show(post, shown, _options.usual_form())
            sys.stdout.flush()
        _findings.warn(new)
        if _findings.stopped(new, options.fail_on) or (
            asking and not agreed(_question(new, options, ledger))
        ):
            complain(text("publish.nothing-sent"))
            return FAILED
        results = _published(post, drafts, options, ledger)
        _findings.warn(_told_since(drafts, results))
        if drafts and not new and options.format == "text":
            sys.stdout.write(f"{text('publish.all-sent')}\n")
    return _reported(results, failed, options) if drafts else complained(failed)


def _rehearsed(
    post: Post,
    drafts: Sequence[Draft],
    failed: Sequence[CrosspostError],
    options: argparse.Namespace,
) -> int:
    """Show what would be sent, and fail where sending it would."""
    shown, unseen = approvable(drafts, _options.folder(options.post), fetch=True)
    failed = (*failed, *unseen)
    show(post, shown, "json" if options.format == "json" else _options.usual_form())
    sys.stdout.flush()
    _findings.warn(drafts)
    _findings.warn(drafts, "error")
    complained(failed)
    level = options.fail_on or "error"
    bad = sum(_findings.stops(draft.findings, level) for draft in drafts)
    return code_of(bad + len(failed), len(drafts) + len(failed) - len(unseen))


def _told_since(drafts: Sequence[Draft], results: Results) -> list[Draft]:
    """*drafts* with what only sending has found: a page that does not answer, say."""
    known = {draft.account: frozenset(draft.findings) for draft in drafts}
    found = {
        one.account: tuple(each for each in one.findings if each not in known[one.account])
        for one in results
    }
    return [structs.replace(draft, findings=found.get(draft.account, ())) for draft in drafts]


def _sent(draft: Draft, ledger: Ledger) -> bool:
    rows = ledger.rows(draft.digest, draft.account, ledger.last_run(draft.digest, draft.account))
    return sum(row.state == "sent" for row in rows) == len(draft.messages)


def _question(drafts: Sequence[Draft], options: argparse.Namespace, ledger: Ledger) -> str:
    stand = 0 if options.republish else sum(standing(draft, ledger) for draft in drafts)
    count = sum(len(draft.messages) for draft in drafts) - stand
    return text("publish.ask", count=count, accounts=[draft.account for draft in drafts])


def _published(
    post: Post, drafts: Sequence[Draft], options: argparse.Namespace, ledger: Ledger
) -> Results:
    return watched(
        publish_drafts,
        post,
        [draft.account for draft in drafts],
        form=options.format,
        drafts=drafts,
        republish=options.republish,
        approved=options.approved,
        base=_options.folder(options.post),
        ledger=ledger,
    )


def _reported(
    results: Results, failed: Sequence[CrosspostError], options: argparse.Namespace
) -> int:
    """Say what did not work, and how to go on."""
    go_on = _going_on([one.failure for one in results if one.failure], options)
    if options.format == "json":
        sys.stdout.write(_document(results, failed, go_on))
        sys.stdout.flush()
    return reported(results, failed, go_on)


def _going_on(failures: Sequence[Failure], options: argparse.Namespace) -> str:
    """The command that sends the rest: the same, for the accounts that failed.

    Where a call was made, ``--republish`` has begun a publication; a second would begin another.
    """
    begun = dict.fromkeys(one.account for one in failures if one.index)
    others = dict.fromkeys(one.account for one in failures if not one.index)
    again = ["--republish"] if options.republish else []
    commands = [
        _command(names, more, options) for names, more in ((begun, []), (others, again)) if names
    ]
    return "; ".join(commands)


def _command(names: Iterable[str], more: list[str], options: argparse.Namespace) -> str:
    words = ["crosspost", "publish", options.post]
    words += ["--from", options.form] if options.form else []
    words += [word for tag in options.language for word in ("--language", tag)]
    words += [word for name in names for word in ("--to", name)]
    words += [word for digest in options.approved or [] for word in ("--approved", digest)]
    words += ["--allow-unreviewed"] if options.allow_unreviewed else []
    words += ["--fit-media"] if options.fit_media else []
    return shlex.join([*words, *more])


def _document(results: Results, failed: Sequence[CrosspostError], go_on: str) -> str:
    """What a program reads, described in ``docs/publishing.md``."""
    plain = {
        "results": list(map(shown_result, results)),
        "errors": [str(error) for error in failed],
        "go_on": go_on,
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"
