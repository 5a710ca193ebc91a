"""``crosspost schedule``: a post that is sent later, exactly as it is previewed now."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ConfigError, CrosspostError
from . import _options, _output
from ._options import read_duration, read_time, told
from ._output import FAILED, FINE, agreed, asks, complain, show_drafts

if TYPE_CHECKING:
    from ..config import Settings
    from ..model.draft import Draft
    from ..model.post import Post
    from ..scheduling import Planned, Prepared, Schedule, Scheduled, When

    Posts = list[tuple[str, Post, tuple[Draft, ...]]]
    """Where each was read from, the post, and its drafts."""

NOTHING = "nothing was scheduled: it is all of it, or nothing"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which posts, for whom, when, and what to ask before."""
    _options.add_post_arguments(parser, nargs="+")
    _options.add_account_arguments(parser)
    parser.set_defaults(channel=[])
    times = parser.add_mutually_exclusive_group(required=True)
    times.add_argument("--at", metavar="WHEN", help='"tomorrow 9:00", 明天上午9点, ISO 8601')
    times.add_argument(
        "--next-slot", action="store_true", help="in the next free slots of each account"
    )
    parser.add_argument(
        "--tz", metavar="ZONE", help="time zone for WHEN (default: this computer's)"
    )
    parser.add_argument("--not-after", metavar="WHEN", help="never later than this")
    parser.add_argument(
        "--when-overdue",
        choices=("send", "skip", "ask"),
        help="if the time was missed (default: as the account says)",
    )
    parser.add_argument(
        "--every", metavar="LENGTH", help="between one delivery and the next, such as 10m"
    )
    parser.add_argument(
        "--republish",
        action="store_true",
        help="publish again, even if already sent or scheduled",
    )
    parser.add_argument("--again", dest="republish", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--approved",
        action="append",
        metavar="DIGEST",
        help="schedule only a draft with this sha256:… of the preview; repeatable",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would be scheduled, and schedule nothing"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask; without a terminal nobody is asked anyway"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Schedule all of it, or nothing."""
    settings = _options.read_settings()
    when = _when(options)
    posts, failed = _drafts(options)
    wanted = _wanted(posts, settings, options, failed)
    if failed:
        for said in dict.fromkeys(map(str, failed)):
            complain(said)
        complain(NOTHING)
        return FAILED
    from ..scheduling import add, open_schedule, planned  # noqa: PLC0415

    with open_schedule(settings.ledger, now=_output.now, read_only=options.dry_run) as schedule:
        made = planned(wanted, when, schedule)
        if options.dry_run:
            return _rehearsed(made, options)
        if made.plans and asks(options):
            _show(made)
            if not agreed(_question(made)):
                complain("nothing was scheduled")
                return FAILED
        results = add(wanted, when, schedule)
        return _reported(results, when, schedule, options)


def _when(options: argparse.Namespace) -> "When":
    from ..scheduling import When  # noqa: PLC0415

    now = _output.now()
    if options.every and options.next_slot:
        found = "slots say when: --every goes with --at"
        raise CrosspostError(found, hint="one of the two")

    def time(option: str, text: str | None) -> dt.datetime | None:
        return None if text is None else read_time(option, text, options.tz, now)

    return When(
        at=time("--at", options.at),
        spread=read_duration("--every", options.every) if options.every else dt.timedelta(),
        not_after=time("--not-after", options.not_after),
        when_overdue=options.when_overdue,
        republish=options.republish,
    )


def _drafts(options: argparse.Namespace) -> tuple["Posts", list[CrosspostError]]:
    """Every post with its drafts, and what is wrong with others."""
    from .. import readers  # noqa: PLC0415

    posts: Posts = []
    failed: list[CrosspostError] = []
    for name in options.post:
        try:
            post = readers.read(name, format=options.form)
        except CrosspostError as error:
            failed.append(error)
            continue
        drafts, errors = _options.drafts(post, options)
        posts.append(("" if name == "-" else name, post, drafts))
        failed += errors
    return posts, failed


def _wanted(
    posts: "Posts",
    settings: "Settings",
    options: argparse.Namespace,
    failed: list[CrosspostError],
) -> list["Prepared"]:
    """Every draft, checked, its pictures read; what is wrong with others is added to *failed*."""
    from ..scheduling import prepare, request  # noqa: PLC0415

    wanted: list[Prepared] = []
    for source, post, drafts in posts:
        base = Path(source).parent
        for draft in drafts:
            try:
                wanted.append(
                    prepare(request(draft, post, settings, base, source), options.approved)
                )
            except ConfigError as error:
                failed.append(error)
            except CrosspostError as error:
                error.inside(source, draft.account)
                failed.append(error)
    return wanted


def _show(made: "Planned") -> None:
    """Every draft, then when each goes out."""
    show_drafts([plan.draft for plan in made.plans])
    sys.stdout.write("\n")
    sys.stdout.writelines(f"{line}\n" for line in _times(made))


def _times(made: "Planned") -> Iterator[str]:
    now = _output.now()
    for plan in made.plans:
        yield f"{plan.draft.account}: {told(plan.due, plan.terms, now)}"
    for one in made.known:
        yield f"{one.account}: is scheduled already, for {told(one.due, one.terms, now)} ({one.id})"


def _question(made: "Planned") -> str:
    count = sum(len(plan.draft.messages) for plan in made.plans)
    names = ", ".join(dict.fromkeys(plan.draft.account for plan in made.plans))
    return f"Schedule {count} message{'s' * (count != 1)} to {names}?"


def _rehearsed(made: "Planned", options: argparse.Namespace) -> int:
    if options.format == "text":
        _show(made)
        return FINE
    import msgspec  # noqa: PLC0415

    from .queue.listing import entry, written  # noqa: PLC0415

    plans = [
        {"id": plan.id, "account": plan.draft.account, "due": plan.due, "slot": plan.slot}
        | {"draft": msgspec.to_builtins(plan.draft)}
        for plan in made.plans
    ]
    known = [entry(one) for one in made.known]
    sys.stdout.write(written({"plans": plans, "known": known}))
    return FINE


def _reported(
    results: Sequence["Scheduled"],
    when: "When",
    schedule: "Schedule",
    options: argparse.Namespace,
) -> int:
    from ..scheduling import workers_alive  # noqa: PLC0415

    if options.format == "json":
        from .queue.listing import entry, written  # noqa: PLC0415

        found = [entry(one.delivery) | {"new": one.new} for one in results]
        sys.stdout.write(written({"deliveries": found}))
    else:
        sys.stdout.writelines(f"{_line(one, when)}\n" for one in results)
        sys.stdout.flush()
        if not workers_alive(schedule):
            complain("no worker is at work now: crosspost worker sends what is due")
    return FINE


def _line(one: "Scheduled", when: "When") -> str:
    delivery = one.delivery
    became = "scheduled for" if one.new else "is scheduled already, for"
    said = told(delivery.due, delivery.terms, _output.now())
    line = f"{delivery.account}: {became} {said} ({delivery.id})"
    if one.new or when.at is None or _on_the_way(delivery.due - when.at, when.spread):
        return line
    return f"{line}\n  another time: crosspost queue move {delivery.id} --at WHEN"


def _on_the_way(after: dt.timedelta, spread: dt.timedelta) -> bool:
    """Whether that long after the first may have been wanted, one after another."""
    return not (after % spread if spread else after)
