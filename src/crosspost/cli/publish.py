"""``crosspost publish``: a post on its way to its accounts, each message once."""

import argparse
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..preview import show
from ..preview.as_json import shown_finding
from . import _options
from ._ledger_text import known, place
from ._output import FAILED, FINE, PARTLY, agreed, asks, cleared, complain, show_event, usual

if TYPE_CHECKING:
    from ..errors import CrosspostError
    from ..ledger import Ledger
    from ..model.draft import Draft
    from ..model.post import Post
    from ..model.receipts import Failure, Receipt
    from ..publishing import Event, PublishResult

    Results = Sequence[PublishResult]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, for whom, and what to ask before."""
    _options.add_post_arguments(parser)
    _options.add_account_arguments(parser)
    parser.set_defaults(channel=[])
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would be sent, and send nothing"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask; without a terminal nobody is asked anyway"
    )
    parser.add_argument(
        "--republish",
        action="store_true",
        help="publish again, even if already sent",
    )
    parser.add_argument("--again", dest="republish", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--approved",
        action="append",
        metavar="DIGEST",
        help="send only a draft with this sha256:… of the preview; repeatable",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="json: one object at the end"
    )


def run(options: argparse.Namespace) -> int:
    """Send what could be written down; every receipt as it comes, what failed to the end."""
    settings = _options.read_settings()
    post = _options.read_post(options)
    drafts, failed = _options.drafts(post, options)
    if options.dry_run:
        show(post, drafts, "json" if options.format == "json" else usual())
        results: Results = []
    else:
        from ..ledger import open_ledger  # noqa: PLC0415

        with open_ledger(settings.ledger) as ledger:
            new = [draft for draft in drafts if options.republish or not _stands(draft, ledger)]
            if new and asks(options):
                if options.format == "text":
                    show(post, new, usual())
                if not agreed(_question(new)):
                    complain("nothing was sent")
                    return FAILED
            results = _published(post, drafts, options, ledger)
            if drafts and not new and options.format == "text":
                sys.stdout.write("nothing was sent: it all stands; --republish publishes it anew\n")
    return _reported(results, failed, options) if drafts else _complained(failed)


def _stands(draft: "Draft", ledger: "Ledger") -> bool:
    return len(ledger.receipts(draft.digest, draft.account)) == len(draft.messages)


def _question(drafts: Sequence["Draft"]) -> str:
    """What is asked; first, which account leaves out the language that the post says most in."""
    count = sum(len(draft.messages) for draft in drafts)
    names = ", ".join(draft.account for draft in drafts)
    left_out = [
        f"{draft.account}: {found.message}\n"
        for draft in drafts
        for found in draft.findings
        if found.code == "language.larger-omitted"
    ]
    return f"{''.join(left_out)}Send {count} message{'s' * (count != 1)} to {names}?"


def _published(
    post: "Post", drafts: Sequence["Draft"], options: argparse.Namespace, ledger: "Ledger"
) -> "Results":
    from ..publishing import publish  # noqa: PLC0415

    def tell(event: "Event") -> None:
        if not show_event(event) and event.receipt and options.format == "text":
            cleared()
            sys.stdout.write(_line(event.receipt, event) + "\n")
            sys.stdout.flush()

    try:
        return publish(
            post,
            [draft.account for draft in drafts],
            drafts=drafts,
            republish=options.republish,
            approved=options.approved,
            base=Path() if options.post == "-" else Path(options.post).parent,
            ledger=ledger,
            on_event=tell,
        )
    finally:
        cleared()


def _line(receipt: "Receipt", event: "Event") -> str:
    if event.kind == "known":
        return known(receipt, event.of)
    return f"{receipt.account}: {receipt.index}/{event.of} sent: {place(receipt.sent)}"


def _reported(
    results: "Results", failed: Sequence["CrosspostError"], options: argparse.Namespace
) -> int:
    """Say what did not work, and how to go on."""
    failures = [one.failure for one in results if one.failure]
    go_on = _going_on(failures, options)
    if options.format == "json" and not options.dry_run:
        sys.stdout.write(_document(results, failed, go_on))
        sys.stdout.flush()
    for one in failures:
        complain(_failure(one))
    _complained(failed)
    if go_on:
        complain(f"to go on: {go_on}")
    if not failures and not failed:
        return FINE
    some = any(one.receipts for one in results)
    doubt = any(one.outcome == "unknown" for one in failures)
    return PARTLY if some or doubt or options.dry_run else FAILED


def _complained(failed: Sequence["CrosspostError"]) -> int:
    for error in failed:
        complain(str(error))
    return FAILED if failed else FINE


def _failure(failure: "Failure") -> str:
    """What became of a message that does not stand, or may not, and what to do."""
    message = f"message {failure.index} " if failure.index else ""
    became = {
        "refused": f"{message}refused",
        "later": f"{message}not sent now",
        "unknown": f"{message}may be there or not",
    }[failure.outcome]
    write = f"\n  hint: {failure.advice}" if failure.advice else ""
    return f"{failure.account}: {became}: {failure.reason}{write}"


def _going_on(failures: Sequence["Failure"], options: argparse.Namespace) -> str:
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
    return shlex.join([*words, *more])


def _document(results: "Results", failed: Sequence["CrosspostError"], go_on: str) -> str:
    """What a program reads, described in ``docs/publishing.md``."""
    plain = {
        "results": [
            msgspec.to_builtins(one)
            | {
                "outcome": one.failure.outcome if one.failure else "sent",
                "failure": one.failure and one.failure.as_json(),
                "findings": [shown_finding(each) for each in one.findings],
            }
            for one in results
        ],
        "errors": [str(error) for error in failed],
        "go_on": go_on,
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"
