"""Planning: when each draft goes out, and under which terms; all of them, or an error."""

import datetime as dt
from bisect import insort
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from msgspec import structs

from .._record import Record
from ..configuration.tables import IfLate, PostingPolicy
from ..errors import ConfigError, CrosspostError, TimeError
from ..ledger.rows import LedgerError, collides
from ..ledger.store import Ledger
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.post import Post
from ..predictions.record import remember
from ..times import Slots, duration_text, time_in_zone
from ..times.slots import free_times, is_clear, nearest_clear
from .deliveries import Delivery, DeliveryPlan, DeliveryTerms
from .duplicates import Publications
from .store import Schedule

COLLISIONS = 100
"""How often others may take the slots that we were about to fill."""


class When(Record):
    """When drafts go out, and what holds for all of them."""

    at: dt.datetime | None = None
    """Aware, in the author's zone; without it, in the next free slot of each account."""
    spread: dt.timedelta = dt.timedelta()
    """Between one delivery and the next."""
    not_after: dt.datetime | None = None
    when_overdue: IfLate | None = None
    """What the account says, unless something is said here."""
    republish: bool = False
    """Publish once more what was delivered, or waits, already."""

    def __post_init__(self) -> None:
        """Refuse a time that says no zone: it would go by this machine's.

        Raises:
            TimeError: which one.
        """
        check_aware("When.at", self.at)
        check_aware("When.not_after", self.not_after)


def check_aware(path: str, at: dt.datetime | None) -> None:
    """Go on only where the time *at*, which is the value of *path*, says its zone.

    Raises:
        TimeError: it does not, and how it would.

    >>> check_aware("when", dt.datetime(2030, 3, 1, 9))
    Traceback (most recent call last):
    crosspost.errors.TimeError: when: 2030-03-01 09:00 says no time zone
      hint: datetime(2030, 3, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    """
    if at is not None and at.utcoffset() is None:
        call = f"datetime({at.year}, {at.month}, {at.day}, {at.hour}, {at.minute}"
        raise TimeError("time.naive", location=path, time=f"{at:%Y-%m-%d %H:%M}", call=call)


class Prepared(Record):
    """A draft that somebody wants delivered, as it was checked: it goes out so, whatever happens.

    Made by `schedule.prepare`.
    """

    draft: Draft
    post: Post
    """What it was made of; what that predicts is recorded with the delivery."""
    policy: PostingPolicy
    """Of its account."""
    place: dict[str, str]
    """Where its account leads."""
    source: str
    """The file that the post was read from."""
    names: dict[str, str]
    """The path or address of each picture, and the sha256 of its bytes."""
    pictures: dict[str, bytes]
    """The bytes by their sha256."""

    @property
    def key(self) -> tuple[str, str]:
        """Of two with the same one, one is delivered."""
        return self.draft.digest, self.draft.account


class Planned(Record):
    """What is to be written down, and what was before."""

    plans: tuple[DeliveryPlan, ...]
    known: tuple[Delivery, ...]
    """Deliveries of the same drafts that are on their way already."""


class Scheduled(Record):
    """One delivery, and whether it is a new one."""

    delivery: Delivery
    new: bool
    findings: tuple[Finding, ...] = ()
    """What the draft says of itself: what is lost on the way, what it costs."""
    other_time: bool = False
    """It stands for another time than the one that was said; `move` moves it."""

    @property
    def account(self) -> str:
        """Whose it is, as a `PublishResult` says it."""
        return self.delivery.account

    @property
    def channel(self) -> str:
        """Where it goes, as a `PublishResult` says it."""
        return self.delivery.channel

    @property
    def digest(self) -> str:
        """Of the draft, as a `PublishResult` says it."""
        return self.delivery.digest


def planned(wanted: Sequence[Prepared], when: When, schedule: Schedule) -> Planned:
    """A plan for each of *wanted* that is not on its way yet, as things are now.

    Raises:
        CrosspostError: one of them cannot be scheduled so: why, and what to do instead.
    """
    each = {one.key: one for one in wanted}
    publications = Publications(schedule, {account for _, account in each})
    numbers: list[tuple[Prepared, int]] = []
    known: dict[str, Delivery] = {}
    for one in each.values():
        number = publications.occurrence(one.draft, republish=when.republish)
        if isinstance(number, Delivery):
            known[number.id] = number
        else:
            numbers.append((one, number))
    new = [one for one, _ in numbers]
    times = _in_slots(new, schedule) if when.at is None else _from(when.at, new, when.spread)
    plans = [
        _plan(one, number, due, when, schedule.ledger)
        for (one, number), due in zip(numbers, times, strict=False)
    ]
    if when.at is not None:
        _check_gaps(plans, schedule)
    return Planned(plans=tuple(plans), known=tuple(known.values()))


def add(wanted: Sequence[Prepared], when: When, schedule: Schedule) -> list[Scheduled]:
    """Write down what `planned` gives, all of it or nothing; in the order of *wanted*.

    With it what the posts predict: it counts once it is delivered.

    Another process that fills the same slot at the same moment decides it: the next one is taken.

    Raises:
        CrosspostError: as `planned`, or the ledger cannot be written.
    """
    for _ in range(COLLISIONS):
        made = planned(wanted, when, schedule)
        for one in wanted:  # before anything may be sent
            remember(one.post, [one.draft], schedule.ledger)
        try:
            schedule.add(made.plans)
        except LedgerError as error:
            if not collides(error):
                raise
            continue
        return _added(made, wanted, when, schedule)
    raise CrosspostError("slots.taken-meanwhile")


def _added(
    made: Planned, wanted: Sequence[Prepared], when: When, schedule: Schedule
) -> list[Scheduled]:
    dues = {plan.id: plan.due for plan in made.plans}
    there = schedule.deliveries(ids=dues) if dues else []
    found = {(one.digest, one.account): one for one in (*made.known, *there)}
    results = []
    for key, findings in {one.key: one.draft.findings for one in wanted}.items():
        one = found[key]
        new = dues.get(one.id) == one.due
        late = dt.timedelta() if new or when.at is None else one.due - when.at
        other = late % when.spread if when.spread else late  # one of several, one after another
        results.append(Scheduled(delivery=one, new=new, findings=findings, other_time=bool(other)))
    return results


def known_as(ledger: Ledger, wanted: Prepared) -> str:
    """Who the account of *wanted* was at its last sign-in, if it led where it leads now."""
    place, who = ledger.remembered(wanted.draft.account)
    return who if place == wanted.place else ""


def _plan(one: Prepared, number: int, due: dt.datetime, when: When, ledger: Ledger) -> DeliveryPlan:
    """What delivers *one* as publication *number*: in a slot where *when* says no time."""
    policy = one.policy
    terms = DeliveryTerms(
        occurrence=number,
        not_after=when.not_after,
        when_overdue=when.when_overdue or policy.if_late,
        overdue_after=round(policy.late_after.total_seconds()),
        gap=round(policy.gap.total_seconds()),
        pictures=one.names,
        source=one.source,
        place=one.place,
        who=known_as(ledger, one),
    )
    zone = zone_of(when.at) if when.at else slot_zone(policy, due)
    return DeliveryPlan(
        draft=one.draft,
        due=due,
        slot=None if when.at else due,
        pictures=one.pictures,
        terms=terms_at(terms, due, zone),
    )


def terms_at(terms: DeliveryTerms, due: dt.datetime, zone: ZoneInfo) -> DeliveryTerms:
    """*terms* for a delivery that is due then, by clocks of *zone*.

    Raises:
        TimeError: it must not be sent as late as that.
    """
    if terms.not_after is not None and terms.not_after < due:
        raise TimeError(
            "time.after-not-after",
            due=time_in_zone(due, zone),
            not_after=time_in_zone(terms.not_after, zone),
        )
    offset = due.astimezone(zone).utcoffset() or dt.timedelta()
    minutes = round(offset.total_seconds() / 60)
    return structs.replace(terms, zone=zone.key, offset=minutes)


def zone_of(at: dt.datetime) -> ZoneInfo:
    """The zone of *at*; UTC where it has an offset alone."""
    return at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def slot_zone(policy: PostingPolicy, due: dt.datetime) -> ZoneInfo:
    """The zone of the slot that is *due*: of the first one where clocks went forward over it."""
    assert policy.slots is not None  # noqa: S101 - it was filled
    for slot in policy.slots.each:
        local = due.astimezone(ZoneInfo(slot.zone))
        if local.weekday() in slot.days and local.time() in slot.times:
            return ZoneInfo(slot.zone)
    return ZoneInfo(policy.slots.each[0].zone)


def _in_slots(wanted: Sequence[Prepared], schedule: Schedule) -> Iterator[dt.datetime]:
    """The next free slot of its account for each."""
    ahead: dict[str, Iterator[dt.datetime]] = {}
    for one in wanted:
        account = one.draft.account
        if account not in ahead:
            ahead[account] = free_slots(account, one.policy, schedule)
        time = next(ahead[account], None)
        if time is None:
            raise TimeError("slots.none-free", location=account)
        yield time


def free_slots(
    account: str, policy: PostingPolicy, schedule: Schedule, without: Delivery | None = None
) -> Iterator[dt.datetime]:
    """The slots of *account* that are free now, in order; as if *without* moved out of the way.

    Raises:
        ConfigError: it has no slots.
    """
    slots: Slots | None = policy.slots
    if slots is None:
        raise ConfigError("slots.none", location=account)
    now = schedule.ledger.now()
    dues = other_dues(schedule, account, now - policy.gap, without)
    return free_times(slots, now, schedule.taken(account, now), dues, policy.gap)


def other_dues(
    schedule: Schedule, account: str, since: dt.datetime, without: Delivery | None
) -> list[dt.datetime]:
    """When anything but *without* goes out to *account* from *since* on, in order."""
    dues = schedule.dues(account, since)
    if without is not None and without.at in dues:
        dues.remove(without.at)
    return dues


def _from(
    at: dt.datetime, wanted: Sequence[Prepared], spread: dt.timedelta
) -> Iterator[dt.datetime]:
    """One after another from *at* on."""
    if not spread and len({one.draft.account for one in wanted}) < len(wanted):
        raise TimeError("time.several-at-once")
    return (at.astimezone(dt.UTC) + spread * count for count in range(len(wanted)))


def _check_gaps(plans: Sequence[DeliveryPlan], schedule: Schedule) -> None:
    """Refuse what comes too close to something else on the same account."""
    now = schedule.ledger.now()
    dues: dict[str, list[dt.datetime]] = {}
    for plan in plans:
        account, gap = plan.draft.account, dt.timedelta(seconds=plan.terms.gap)
        known = dues.setdefault(account, schedule.dues(account, now - gap))
        check_gap(account, plan.due, known, gap, now, zone=ZoneInfo(plan.terms.zone))
        insort(known, plan.due)


def check_gap(
    account: str,
    due: dt.datetime,
    dues: Sequence[dt.datetime],
    gap: dt.timedelta,
    now: dt.datetime,
    *,
    zone: ZoneInfo,
) -> None:
    """Go on only where *due* is to come, and not closer than *gap* to something else.

    Raises:
        TimeError: it is, and when there is room.
    """
    if due <= now:
        raise TimeError("time.past-by-now", location=account, time=time_in_zone(due, zone))
    if is_clear(due, dues, gap):
        return
    near = min(dues, key=lambda one: abs(one - due))
    raise TimeError(
        "time.too-close",
        location=account,
        time=time_in_zone(due, zone),
        gap=duration_text(gap),
        other=f"{near.astimezone(zone):%H:%M}",
        free=nearest_clear(due, dues, gap, now).astimezone(zone).isoformat(timespec="seconds"),
    )
