"""``crosspost schedule``: a post that is sent later, exactly as it is previewed now."""

import argparse
import datetime as dt
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from .. import readers
from .._record import json_text
from ..configuration import Settings
from ..errors import ConfigError, CrosspostError, within
from ..model.draft import Draft, approval
from ..model.post import Post
from ..preview import show_drafts
from ..preview.as_json import shown_finding
from ..scheduling import (
    DeliveryPlan,
    Planned,
    Prepared,
    Schedule,
    Scheduled,
    When,
    add,
    open_schedule,
    planned,
    prepare,
    workers_alive,
)
from ..times import time_in_zone
from . import _lines, _options, _output
from ._options import read_duration, read_time, zoned_moment
from ._output import FAILED, FINE, agreed, asks, complain, text
from .queue import delivery_as_json

Posts = list[tuple[str, Post, tuple[Draft, ...]]]
"""Where each was read from, the post, and its drafts."""


def schedule(options: argparse.Namespace) -> int:
    """Schedule all of it, or nothing."""
    settings = _options.read_settings()
    when = _when(options)
    posts, failed = _drafts(options)
    every = [draft for _, _, drafts in posts for draft in drafts]
    _lines.warn(every)
    if _lines.stopped(every, options.fail_on):
        complain(text("schedule.nothing"))
        return FAILED
    wanted = _wanted(posts, settings, options, failed)
    if failed:
        for said in dict.fromkeys(map(str, failed)):
            complain(said)
        complain(text("schedule.all-or-nothing"))
        return FAILED
    with open_schedule(settings.ledger, now=_output.now, read_only=options.dry_run) as deliveries:
        made = planned(wanted, when, deliveries)
        if options.dry_run:
            return _rehearsed(made, options)
        if made.plans and asks(options):
            _show(made)
            if not agreed(_question(made)):
                complain(text("schedule.nothing"))
                return FAILED
        results = add(wanted, when, deliveries)
        return _reported(results, when, deliveries, options)


def _when(options: argparse.Namespace) -> When:
    now = _output.now()
    if options.every and options.next_slot:
        raise CrosspostError("option.every-with-slots")

    def time(option: str, text: str | None) -> dt.datetime | None:
        return None if text is None else read_time(option, text, options.tz, now)

    return When(
        at=time("--at", options.at),
        spread=read_duration("--every", options.every) if options.every else dt.timedelta(),
        not_after=time("--not-after", options.not_after),
        when_overdue=options.when_overdue,
        republish=options.republish,
    )


def _drafts(options: argparse.Namespace) -> tuple[Posts, list[CrosspostError]]:
    """Every post with its drafts, and what is wrong with others."""
    posts: Posts = []
    failed: list[CrosspostError] = []
    for name in options.post:
        try:
            post = readers.read(name, format=options.form)
        except CrosspostError as error:
            failed.append(error)
            continue
        drafts, errors = _options.drafts(post, options, name)
        posts.append(("" if name == "-" else name, post, drafts))
        failed += errors
    return posts, failed


def _wanted(
    posts: Posts, settings: Settings, options: argparse.Namespace, failed: list[CrosspostError]
) -> list[Prepared]:
    """Every draft, checked, its pictures read; what is wrong with others is added to *failed*."""
    wanted: list[Prepared] = []
    for source, post, drafts in posts:
        base = Path(source).parent
        for draft in drafts:
            try:
                destination = settings.destination(draft.account)
                policy = settings.posting_policy(draft.account)
                wanted.append(
                    prepare(
                        draft,
                        post,
                        destination,
                        policy,
                        base=base,
                        source=source,
                        approved=options.approved,
                    )
                )
            except ConfigError as error:
                failed.append(error)
            except CrosspostError as error:
                error.inside(source, draft.account)
                failed.append(error)
    return wanted


def _show(made: Planned) -> None:
    """Every draft, then when each goes out."""
    show_drafts([_approvable(plan) for plan in made.plans], _options.usual_form())
    sys.stdout.write("\n")
    sys.stdout.writelines(f"{line}\n" for line in _times(made))


def _approvable(plan: DeliveryPlan) -> Draft:
    """The draft of *plan*, with what ``--approved`` takes for a yes to it."""
    yes = approval(plan.draft, plan.terms.place, plan.terms.pictures)
    return structs.replace(plan.draft, approval=yes)


def _times(made: Planned) -> Iterator[str]:
    now = _output.now()
    for plan in made.plans:
        yield within(plan.draft.account, zoned_moment(plan.due, plan.terms, now))
    for one in made.known:
        already = text("schedule.already", time=zoned_moment(one.due, one.terms, now), id=one.id)
        yield within(one.account, already)


def _question(made: Planned) -> str:
    count = sum(len(plan.draft.messages) for plan in made.plans)
    names = list(dict.fromkeys(plan.draft.account for plan in made.plans))
    return text("schedule.ask", count=count, accounts=names)


def _rehearsed(made: Planned, options: argparse.Namespace) -> int:
    if options.format == "text":
        _show(made)
        return FINE

    plans = [
        {"id": plan.id, "account": plan.draft.account, "due": plan.due, "slot": plan.slot}
        | {"draft": msgspec.to_builtins(_approvable(plan))}
        for plan in made.plans
    ]
    known = [delivery_as_json(one) for one in made.known]
    sys.stdout.write(json_text({"plans": plans, "known": known}))
    return FINE


def _reported(
    results: Sequence[Scheduled], when: When, deliveries: Schedule, options: argparse.Namespace
) -> int:
    for one in results:
        if one.other_time:
            complain(_other_time(one, when))
    if options.format == "json":
        found = [
            delivery_as_json(one.delivery)
            | {"new": one.new, "findings": [shown_finding(each) for each in one.findings]}
            for one in results
        ]
        sys.stdout.write(json_text({"deliveries": found}))
    else:
        sys.stdout.writelines(f"{_line(one)}\n" for one in results)
        sys.stdout.flush()
        if not workers_alive(deliveries):
            complain(text("schedule.no-worker"))
    return FINE


def _line(one: Scheduled) -> str:
    delivery = one.delivery
    key = "schedule.done" if one.new else "schedule.already"
    time = zoned_moment(delivery.due, delivery.terms, _output.now())
    return within(delivery.account, text(key, time=time, id=delivery.id))


def _other_time(one: Scheduled, when: When) -> str:
    """That it stands for another time than was said now, and how it is moved."""
    assert when.at is not None  # noqa: S101 - else there is no other time
    delivery = one.delivery
    wanted = when.at.isoformat(timespec="minutes")
    time = time_in_zone(delivery.due, ZoneInfo(delivery.terms.zone))
    said = text("schedule.other-time", time=time, id=delivery.id, wanted=shlex.quote(wanted))
    return within(delivery.account, said)
