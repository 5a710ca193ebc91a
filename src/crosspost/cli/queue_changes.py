"""What ``crosspost queue`` changes: deliveries moved, edited, cancelled; accounts paused."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from msgspec import structs

from .. import configuration, scheduling
from ..configuration import Settings
from ..errors import CrosspostError, within
from ..model.draft import Draft
from ..model.post import Post
from ..model.receipts import Problem
from ..preview.as_text import attachment_lines, title, visible
from ..scheduling import Delivery, Prepared, Schedule, prepare
from . import _lines, _options, _output
from ._options import read_time, zoned_moment
from ._output import FAILED, FINE, agreed, asks, code_of, complain, moment, text
from .queue import opened


def _say(one: Delivery, key: str, **values: object) -> None:
    sys.stdout.write(f"{within(f'{one.id} {one.account}', text(key, **values))}\n")


def cancel(options: argparse.Namespace) -> int:
    """Cancel each; one that cannot be holds back no other."""
    failed = 0
    with opened(options) as schedule:
        for name in options.id:
            try:
                one = schedule.cancel(name.lower(), rest=options.rest)
            except CrosspostError as error:
                failed += 1
                complain(str(error))
                continue
            if one.delivered:
                _say(one, "cancelled-rest", sent=one.delivered, count=one.messages)
            else:
                _say(one, "cancelled", time=zoned_moment(one.due, one.terms, _output.now()))
            sys.stdout.flush()
    return code_of(failed, len(options.id))


def move(options: argparse.Namespace) -> int:
    """Move a delivery, and say from when to when."""
    with opened(options) as schedule:
        before, now = schedule.get(options.id.lower()), _output.now()
        if options.not_after:
            end = _time("--not-after", options.not_after, options, before)
            before = structs.replace(before, terms=structs.replace(before.terms, not_after=end))
        if options.next_slot:
            policy = configuration.read().posting_policy(before.account)
            one = scheduling.move_into_slot(schedule, before, policy)
        else:
            at = _time("--at", options.at, options, before)
            one = scheduling.move(schedule, before, at)
    _say(one, "moved-to", time=zoned_moment(one.due, one.terms, now))
    sys.stdout.write(f"  {text('moved-from', time=zoned_moment(before.due, before.terms, now))}\n")
    return FINE


def _time(option: str, said: str, options: argparse.Namespace, before: Delivery) -> dt.datetime:
    return read_time(option, said, options.tz or before.terms.zone, _output.now())


def edit(options: argparse.Namespace) -> int:
    """Show what changes, ask, and replace the draft."""
    settings = configuration.read()
    with opened(options) as schedule:
        before = schedule.get(options.id.lower())
        post = _options.read_post(options)
        new = _wanted(before, post, settings, options)
        old = schedule.draft(before.id)
        if new.draft.digest == old.digest:
            _say(before, "edit.nothing-changed")
            return FINE
        scheduling.replacement(schedule, before, new)  # says in time what keeps it from being sent
        sys.stdout.writelines(f"{line}\n" for line in _difference(old, new.draft))
        if asks(options) and not agreed(text("edit.ask", account=before.account)):
            complain(text("edit.nothing"))
            return FAILED
        one = scheduling.edit(schedule, before, new)
    _say(one, "edit.done", time=zoned_moment(one.due, one.terms, _output.now()))
    return FINE


def _wanted(
    before: Delivery, post: Post, settings: Settings, options: argparse.Namespace
) -> Prepared:
    """*post*, written for the account of *before*, and its pictures."""
    options.to, options.channel = [before.account], []
    drafts, failed = _options.drafts(post, options, options.post)
    if failed:
        raise failed[0]
    _lines.warn(drafts)
    source = "" if options.post == "-" else options.post
    return prepare(
        drafts[0],
        post,
        settings.destination(before.account),
        settings.posting_policy(before.account),
        base=Path(source).parent,
        source=source,
    )


def _difference(old: Draft, new: Draft) -> Iterator[str]:
    """The lines that change, as ``diff -u`` shows them."""
    names = (text("edit.before"), text("edit.after"))
    lines = unified_diff(_texts(old), _texts(new), *names, lineterm="", n=2)
    yield from (visible(line) for line in lines)


def _texts(draft: Draft) -> list[str]:
    lines: list[str] = []
    for message in draft.messages:
        lines += [
            f"── {' · '.join((title(message), *attachment_lines(message, draft)))}",
            *message.text.split("\n"),
        ]
    return lines


def retry(options: argparse.Namespace) -> int:
    """Have a delivery tried at once."""
    with opened(options) as schedule:
        one = schedule.retry(options.id.lower())
        paused = one.account in schedule.pauses()
    if one.delivered:
        _say(one, "retried-rest", sent=one.delivered, count=one.messages)
    else:
        _say(one, "retried")
    if paused:
        sys.stdout.write(f"{text('retried-but-paused', account=one.account)}\n")
    return FINE


def pause(options: argparse.Namespace) -> int:
    """Pause an account; what is on its way to it stops before its next message."""
    name = options.account
    with opened(options) as schedule:
        if before := schedule.pauses().get(name):
            since, why = before
            line = text("paused-already", account=name, since=moment(since), reason=why)
        else:
            _known(schedule, name)
            count = schedule.pause(name, _why(options.reason))
            line = text("paused", account=name, count=count)
    sys.stdout.write(f"{line}\n")
    return FINE


def _why(reason: str | None) -> Problem:
    if reason:
        return Problem.said("account.paused-because", reason=reason)
    return Problem.said("account.paused-by-hand")


def resume(options: argparse.Namespace) -> int:
    """Go on; what came due meanwhile goes by its late policy, and by the account's gap."""
    name = options.account
    with opened(options) as schedule:
        if name not in schedule.pauses():
            _known(schedule, name)
            line = text("not-paused", account=name)
        elif count := schedule.resume(name):
            line = text("resumed-due", account=name, count=count)
        else:
            line = text("resumed", account=name)
    sys.stdout.write(f"{line}\n")
    return FINE


def _known(schedule: Schedule, name: str) -> None:
    """An account of today's settings, or of a delivery: a slip of the pen would pause nobody."""
    if not schedule.deliveries(accounts=[name], limit=1):
        configuration.read().account(name)
