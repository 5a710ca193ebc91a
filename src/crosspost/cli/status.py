"""``crosspost status``: what stands, what was refused, and what nobody knows."""

import argparse
import sys
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from . import _options
from ._ledger_text import lines
from ._output import FAILED, FINE, complain

if TYPE_CHECKING:
    from ..errors import CrosspostError
    from ..ledger import Ledger, Row
    from ..model.draft import Draft


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of everything, or of one post as it is now."""
    _options.add_post_arguments(parser, nargs="?")
    _options.add_account_arguments(parser)
    parser.set_defaults(channel=[])
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Print every publication with its messages."""
    from .. import config  # noqa: PLC0415
    from ..ledger import open_ledger  # noqa: PLC0415

    drafts, failed = _drafts(options)
    with open_ledger(config.read().ledger) as ledger:
        rows = [row for row in ledger.rows() if _meant(row, drafts, options)]
        if options.format == "json":
            sys.stdout.write(_document(rows))
        else:
            _print(rows, ledger)
    begun = {(row.digest, row.account) for row in rows}
    unsent = [draft for draft in drafts or () if (draft.digest, draft.account) not in begun]
    if options.format == "text":
        for draft in unsent:
            sys.stdout.write(f"{draft.account} · nothing sent · {draft.digest}\n")
        if not rows and not unsent and not failed:
            sys.stdout.write("nothing was ever sent\n")
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    return FAILED if failed else FINE


def _drafts(
    options: argparse.Namespace,
) -> "tuple[tuple[Draft, ...] | None, tuple[CrosspostError, ...]]":
    """What the post would be sent as, by which the ledger knows it; nothing without a post."""
    if options.post is None:
        return None, ()
    return _options.drafts(_options.read_post(options), options)


def _meant(row: "Row", drafts: "tuple[Draft, ...] | None", options: argparse.Namespace) -> bool:
    if drafts is not None:
        return any((row.digest, row.account) == (one.digest, one.account) for one in drafts)
    return not options.to or row.account in options.to


def _print(rows: "list[Row]", ledger: "Ledger") -> None:
    """The latest publication last, as a terminal shows it best."""

    def publication(row: "Row") -> tuple[str, str, int]:
        return row.digest, row.account, row.run

    groups = [list(group) for _, group in groupby(rows, key=publication)]
    for group in sorted(groups, key=lambda group: max(row.at for row in group)):
        draft = ledger.draft(*publication(group[0]))
        sys.stdout.write("\n".join(lines(group, draft)) + "\n")


def _document(rows: "list[Row]") -> str:
    """What a program reads, described in ``docs/publishing.md``."""
    plain = msgspec.json.encode({"messages": [row.as_json() for row in rows]})
    return msgspec.json.format(plain, indent=2).decode() + "\n"
