"""``crosspost publish``: a post on its way to its accounts, each message once.

And what publishing, changing and deleting tell: progress, receipts as they come, what failed.
"""

import argparse
import shlex
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import structs
from rich.cells import cell_len, set_cell_size

from .._record import json_text
from ..errors import CrosspostError, within
from ..ledger import Ledger, open_ledger
from ..model.draft import Draft
from ..model.post import Post
from ..model.receipts import Failure, Receipt
from ..preview import show
from ..preview.as_json import shown_finding
from ..preview.as_text import place
from ..publishing.context import Event, PublishResult
from ..publishing.mended import standing
from ..publishing.publish import publish as publish_drafts
from ..service.drafts import approvable
from . import _lines, _options, _output
from ._output import (
    FAILED,
    FINE,
    PARTLY,
    agreed,
    asks,
    code_of,
    complain,
    moment,
    stopping,
    text,
)

Results = Sequence[PublishResult]
SLOW = ("sending", "editing", "deleting", "waiting", "looking")
"""The events that take a while."""


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
        _lines.warn(new)
        if _lines.stopped(new, options.fail_on) or (
            asking and not agreed(_question(new, options, ledger))
        ):
            complain(text("publish.nothing-sent"))
            return FAILED
        results = _published(post, drafts, options, ledger)
        _lines.warn(_told_since(drafts, results))
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
    _lines.warn(drafts)
    _lines.warn(drafts, "error")
    complained(failed)
    level = options.fail_on or "error"
    bad = sum(_lines.stops(draft.findings, level) for draft in drafts)
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
        plain = {  # described in ``docs/publishing.md``
            "results": list(map(shown_result, results)),
            "errors": [str(error) for error in failed],
            "go_on": go_on,
        }
        sys.stdout.write(json_text(plain))
        sys.stdout.flush()
    return reported(results, failed, go_on)


def _going_on(failures: Sequence[Failure], options: argparse.Namespace) -> str:
    """The command that sends the rest: the same, for the accounts that failed.

    Where a call was made, ``--republish`` has begun a publication; a second would begin another.
    """
    begun = dict.fromkeys(one.account for one in failures if one.index)
    others = dict.fromkeys(one.account for one in failures if not one.index)
    same = each("--approved", options.approved or ())
    same += ["--allow-unreviewed"] if options.allow_unreviewed else []
    same += ["--fit-media"] if options.fit_media else []
    again = [*same, "--republish"] if options.republish else same
    commands = [
        rest_command("publish", names, options, more)
        for names, more in ((begun, same), (others, again))
        if names
    ]
    return "; ".join(commands)


def rest_command(
    command: str, names: Iterable[str], options: argparse.Namespace, more: Iterable[str]
) -> str:
    """The same *command* for the accounts *names*, with *more* of its options."""
    words = ["crosspost", command, options.post]
    words += ["--from", options.form] if options.form else []
    return shlex.join([*words, *each("--language", options.language), *each("--to", names), *more])


def each(option: str, values: Iterable[str]) -> list[str]:
    """*option* once for each of *values*."""
    return [word for value in values for word in (option, value)]


def watched(
    do: Callable[..., Results],
    *words: object,
    form: str,
    **more: object,
) -> Results:
    """What *do* gives, which tells of its progress and may be stopped; receipts as they come.

    Args:
        do: publishes, changes or deletes.
        words: its arguments.
        form: receipts are printed where it is ``text``.
        more: its arguments by name.
    """

    def tell(event: Event) -> None:
        if event.kind in SLOW:
            _progress(_doing(event))
        elif event.receipt and form == "text":
            _progress("")
            sys.stdout.write(_line(event.receipt, event) + "\n")
            sys.stdout.flush()

    halt = threading.Event()
    try:
        with stopping(halt):
            return do(*words, on_event=tell, halt=halt, **more)
    finally:
        _progress("")


def _doing(event: Event) -> str:
    doing = text(f"doing.{event.kind}", seconds=f"{event.seconds:.0f}", reason=event.reason)
    return within(event.account, f"{event.index}/{event.of} {doing}")


def _progress(line: str) -> None:
    """Show *line* as the last one of a terminal, in place of the one before."""
    if not sys.stderr.isatty():
        return
    columns = shutil.get_terminal_size().columns
    if cell_len(line) >= columns:
        line = set_cell_size(line, columns - 1)
    sys.stderr.write(f"\r\x1b[2K{line}")
    sys.stderr.flush()


def _line(receipt: Receipt, event: Event) -> str:
    if event.kind == "known":
        return _sent_before(receipt, event.of)
    kind = "handed-over" if event.kind == "sent" and "todo" in receipt.sent.more else event.kind
    sent = text(f"publish.{kind}", where=place(receipt.sent))
    return within(receipt.account, f"{receipt.index}/{event.of} {sent}")


def _sent_before(receipt: Receipt, of: int) -> str:
    """A message that was published by an earlier run."""
    line = text("publish.sent-before", since=moment(receipt.at), where=place(receipt.sent))
    return within(receipt.account, f"{receipt.index}/{of} {line}")


def reported(results: Results, failed: Sequence[CrosspostError], go_on: str) -> int:
    """Say what of *results* did not work, and how to *go_on*; the exit code of it all."""
    failures = [one.failure for one in results if one.failure]
    for one in failures:
        complain(_failure(one))
    complained(failed)
    if go_on:
        complain(text("publish.go-on", command=go_on))
    if not failures and not failed:
        return FINE
    some = any(one.receipts or one.deleted for one in results)
    doubt = any(one.outcome == "unknown" for one in failures)
    return PARTLY if some or doubt else FAILED


def complained(failed: Sequence[CrosspostError]) -> int:
    """Say each error; the exit code."""
    for error in failed:
        complain(str(error))
    return FAILED if failed else FINE


def _failure(failure: Failure) -> str:
    """What became of a message that is not published, or may not be, and what to do."""
    key = f"failure.{failure.outcome}"
    became = text(f"{key}-message", index=failure.index) if failure.index else text(key)
    hint = f"\n  {text('hint', hint=failure.advice)}" if failure.advice else ""
    return within(within(failure.account, became), f"{failure.reason}{hint}")


def shown_result(one: PublishResult) -> dict[str, object]:
    """*one* as programs read it."""
    plain: dict[str, object] = msgspec.to_builtins(one)
    done = "deleted" if one.deleted and not one.receipts else "sent"
    return plain | {
        "outcome": one.failure.outcome if one.failure else done,
        "failure": one.failure and one.failure.as_json(),
        "findings": [shown_finding(each) for each in one.findings],
    }
