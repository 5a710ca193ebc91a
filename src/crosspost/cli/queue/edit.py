"""``crosspost queue edit``: another text, under the same id and at the same time."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...preview.as_text import sides, title, visible
from .. import _options, _output
from .._options import told
from .._output import FAILED, FINE, agreed, asks, complain

if TYPE_CHECKING:
    from ...config import Settings
    from ...model.draft import Draft
    from ...model.post import Post
    from ...scheduling import Delivery, Prepared, Schedule


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which one, and what it sends instead."""
    parser.add_argument("id", metavar="ID", help="or its beginning")
    _options.add_post_arguments(parser)
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="say it in this language"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask; without a terminal nobody is asked anyway"
    )


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Show what changes, ask, and replace the draft."""
    from ...scheduling.reschedule import edit, replacement  # noqa: PLC0415

    before = schedule.get(options.id.lower())
    post = _options.read_post(options)
    new = _wanted(before, post, settings, options)
    old = schedule.draft(before.id)
    if new.request.draft.digest == old.digest:
        sys.stdout.write(f"{before.id} {before.account}: nothing has changed\n")
        return FINE
    replacement(schedule, before, new)  # says in time what keeps it from being sent
    sys.stdout.writelines(f"{line}\n" for line in _difference(old, new.request.draft))
    if asks(options) and not agreed(f"Send this to {before.account} instead?"):
        complain("nothing was changed")
        return FAILED
    one = edit(schedule, before, new)
    when = told(one.due, one.terms, _output.now())
    sys.stdout.write(f"{one.id} {one.account}: sends the new text, {when}\n")
    return FINE


def _wanted(
    before: "Delivery", post: "Post", settings: "Settings", options: argparse.Namespace
) -> "Prepared":
    """*post*, written for the account of *before*, and its pictures."""
    from ...scheduling import prepare, request  # noqa: PLC0415

    options.to, options.channel = [before.account], []
    drafts, failed = _options.drafts(post, options)
    if failed:
        raise failed[0]
    source = "" if options.post == "-" else options.post
    return prepare(request(drafts[0], post, settings, Path(source).parent, source))


def _difference(old: "Draft", new: "Draft") -> Iterator[str]:
    """The lines that change, as ``diff -u`` shows them."""
    from difflib import unified_diff  # noqa: PLC0415

    lines = unified_diff(_text(old), _text(new), "as it is", "as it will be", lineterm="", n=2)
    yield from (visible(line) for line in lines)


def _text(draft: "Draft") -> list[str]:
    lines: list[str] = []
    for message in draft.messages:
        lines += [
            f"── {' · '.join((title(message), *sides(message, draft)))}",
            *message.text.split("\n"),
        ]
    return lines
