"""``crosspost status`` and ``resolve``: what is published, refused, unconfirmed; confirming it."""

import argparse
import sys
from itertools import groupby

from .. import config
from ..errors import CrosspostError
from ..ledger import Ledger, MessageRow, open_ledger
from ..model.draft import Draft
from ..model.receipts import Sent
from ..registry import load_channel
from . import _options
from ._ledger_text import as_json, lines
from ._output import FAILED, FINE, complain, text


def status(options: argparse.Namespace) -> int:
    """Print every publication with its messages."""
    drafts, failed = _drafts(options)
    with open_ledger(config.read().ledger) as ledger:
        rows = [row for row in ledger.rows() if _meant(row, drafts, options)]
        if options.format == "json":  # described in docs/publishing.md
            sys.stdout.write(as_json({"messages": [row.as_json() for row in rows]}))
        else:
            _print(rows, ledger)
    begun = {(row.digest, row.account) for row in rows}
    unsent = [draft for draft in drafts or () if (draft.digest, draft.account) not in begun]
    if options.format == "text":
        for draft in unsent:
            sys.stdout.write(f"{draft.account} · {text('status.nothing-yet')} · {draft.digest}\n")
        if not rows and not unsent and not failed:
            sys.stdout.write(f"{text('status.nothing-ever')}\n")
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    return FAILED if failed else FINE


def _drafts(
    options: argparse.Namespace,
) -> tuple[tuple[Draft, ...] | None, tuple[CrosspostError, ...]]:
    """What the post would be sent as, by which the ledger knows it; nothing without a post."""
    if options.post is None:
        return None, ()
    return _options.drafts(_options.read_post(options), options)


def _meant(row: MessageRow, drafts: tuple[Draft, ...] | None, options: argparse.Namespace) -> bool:
    if drafts is not None:
        return any((row.digest, row.account) == (one.digest, one.account) for one in drafts)
    return not options.to or row.account in options.to


def _print(rows: list[MessageRow], ledger: Ledger) -> None:
    """The latest publication last, as a terminal shows it best."""

    def publication(row: MessageRow) -> tuple[str, str, int]:
        return row.digest, row.account, row.run

    groups = [list(group) for _, group in groupby(rows, key=publication)]
    for group in sorted(groups, key=lambda group: max(row.at for row in group)):
        draft = ledger.draft(*publication(group[0]))
        sys.stdout.write("\n".join(lines(group, draft)) + "\n")


def resolve(options: argparse.Namespace) -> int:
    """Write down what a person has seen; without that, list what is to be confirmed."""
    with open_ledger(config.read().ledger) as ledger:
        unconfirmed = ledger.in_doubt()
        several = not unconfirmed or len(unconfirmed) > 1
        if options.key is None and (several or not _decided(options)):
            return _listed(unconfirmed, ledger, options)
        row = _message(options.key, unconfirmed)
        if not _decided(options):
            return _listed([row], ledger, options)
        ledger.resolve(row.key, None if options.not_sent else _sent(row, options.sent))
    key = "resolve.not-sent" if options.not_sent else "resolve.sent"
    sys.stdout.write(f"{row.account}: {text(key, index=row.index, count=row.of)}\n")
    return FINE


def _decided(options: argparse.Namespace) -> bool:
    return options.sent is not None or options.not_sent


def _listed(unconfirmed: list[MessageRow], ledger: Ledger, options: argparse.Namespace) -> int:
    """Each with its text, for a person to look it up; a decision about several is none."""
    for row in unconfirmed:
        draft = ledger.draft(row.digest, row.account, row.run)
        said = draft.messages[row.index - 1].text if draft else ""
        shown = [*lines([row], draft), *(f"    | {line}" for line in said.splitlines())]
        sys.stdout.write("\n".join(shown) + "\n")
    if not unconfirmed:
        sys.stdout.write(f"{text('resolve.nothing')}\n")
    elif _decided(options):
        raise CrosspostError("resolve.several", count=len(unconfirmed))
    return FAILED if _decided(options) else FINE


def _message(key: str | None, unconfirmed: list[MessageRow]) -> MessageRow:
    for row in unconfirmed:
        if key in {None, row.key}:
            return row
    if not unconfirmed:
        raise CrosspostError("resolve.none", key=key)
    raise CrosspostError("resolve.unknown", key=key, choices=[row.key for row in unconfirmed])


def _sent(row: MessageRow, said: str) -> Sent:
    """What the channel would have answered, from the address or id that a person has copied.

    Raises:
        CrosspostError: the rest of the thread answers to it, and no id is in what they say.
    """
    rule = load_channel(row.channel).receipt
    name = rule.read(said) if rule else ""
    if rule and not name and row.index < row.of:
        raise CrosspostError("resolve.address-needed", location="--sent")
    return Sent(id=name or row.key, url=said if "://" in said[:8] else "")
