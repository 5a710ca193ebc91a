"""What publishing, changing and deleting tell: progress, receipts as they come, what failed."""

import shutil
import sys
import threading
from collections.abc import Callable, Sequence

import msgspec
from rich.cells import cell_len, set_cell_size

from ..errors import CrosspostError, within
from ..model.receipts import Failure, Receipt
from ..preview.as_json import shown_finding
from ..preview.as_text import place
from ..publishing.context import Event, PublishResult
from ._output import FAILED, FINE, PARTLY, complain, moment, stopping, text

Results = Sequence[PublishResult]
SLOW = ("sending", "editing", "deleting", "waiting", "looking")
"""The events that take a while."""


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
