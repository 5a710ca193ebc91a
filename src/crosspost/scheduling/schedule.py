"""Schedule: a post to its accounts later, in one call; another time or text for what waits."""

import datetime as dt
from asyncio import to_thread
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import UNSET, structs

from ..adapters.base import Destination
from ..configuration import Settings, read
from ..configuration.tables import PostingPolicy
from ..errors import CrosspostError
from ..ledger.rows import LedgerError, collides
from ..ledger.store import Ledger
from ..model.draft import Draft, picture_digests
from ..model.post import Post, check_post
from ..predictions.record import remember
from ..publishing.preflight import (
    check_approval,
    check_bound,
    check_findings,
    check_place,
    check_size,
    prepare_uploads,
    seen_pictures,
    with_still_pictures,
)
from ..publishing.publish import Accounts, destinations_of, drafts_of, words_of
from ..times import moment
from ..times import zone as named_zone
from .deliveries import Delivery, DeliveryPlan
from .duplicates import Publications
from .plan import (
    COLLISIONS,
    Prepared,
    Scheduled,
    When,
    add,
    check_aware,
    check_gap,
    free_slots,
    known_as,
    other_dues,
    slot_zone,
    terms_at,
    zone_of,
)
from .store import Schedule, open_schedule, schedule_in


def schedule(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    when: When | dt.datetime | str | None = None,
    *,
    drafts: Iterable[Draft] | None = None,
    zone: str | None = None,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Schedule | Ledger | str | None = None,
    config: Settings | None = None,
) -> list[Scheduled]:
    """Have *post* sent to every account later, as it is now, by a worker (``crosspost worker``).

    The same call once more gives the same deliveries. All of them are written down, or none; and
    with them what the post predicts.

    Args:
        post: what to say.
        accounts: names of accounts, or destinations (`Settings.destination`); or one of them. The
            worker looks each up by its name when its time comes.
        when: an aware time, words such as ``tomorrow 9:00`` and ``明天上午9点``, or a `When` that
            says more; nothing for the next free slot of each account.
        drafts: the drafts of *post* that were looked at, one for each account, to be sent as they
            are; without them it is rendered anew.
        zone: of words that name none, an IANA name; this machine's without it.
        approved: what was said yes to, as ``preview`` and `model.draft.approval` have it: words,
            place and pictures; any other draft is refused.
        allow_unreviewed: send what a program wrote (`drafting`) and nobody has read.
        base: the folder that the paths of pictures start from.
        ledger: an open schedule or ledger, its URL, or nothing for the one that *config* names.
        config: whose accounts they are (`config`); without it, those of ``crosspost.toml``.

    Returns:
        One result for each account, in order: its delivery, whether that is new, and what the
        draft says of itself.

    Raises:
        ConfigError: an account is not there, has no slots, or none of the drafts is for it.
        FitError: the post cannot be brought inside an account's limits.
        TimeError: a time cannot be read, says no zone, is past, or too close to another delivery.
        Rejected: a draft would not be taken, or a picture is not there.
        LedgerError: the ledger cannot be used.

    >>> from crosspost import config
    >>> from crosspost.testing import memory_ledger
    >>> mine = config({"accounts": {"公告": {"channel": "telegram", "chat": "@gonggao"}}})
    >>> when = dt.datetime(2999, 3, 1, 9, tzinfo=dt.UTC)
    >>> with memory_ledger() as ledger:
    ...     first = schedule(Post(title="搬家了 🎉"), "公告", when, ledger=ledger, config=mine)
    ...     again = schedule(Post(title="搬家了 🎉"), "公告", when, ledger=ledger, config=mine)
    >>> first[0].new, again[0].new, f"{first[0].delivery.due:%Y-%m-%d %H:%M}"
    (True, False, '2999-03-01 09:00')
    """
    if isinstance(when, dt.datetime):
        check_aware("when", when)
    check_post(post)
    settings = config or read()
    destinations = destinations_of(accounts, settings)
    said_yes = words_of(approved)
    with _opened(ledger, settings) as opened:
        made = drafts_of(
            post, drafts, destinations, opened.ledger, allow_unreviewed=allow_unreviewed
        )
        prepared = [
            prepare(
                draft,
                post,
                one,
                _policy(draft.account, settings),
                base=Path(base),
                approved=said_yes,
            )
            for draft, one in made
        ]
        if isinstance(when, str):
            when = moment(when, now=opened.ledger.now(), zone=named_zone(zone))
        return add(prepared, when if isinstance(when, When) else When(at=when), opened)


async def schedule_async(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    when: When | dt.datetime | str | None = None,
    *,
    drafts: Iterable[Draft] | None = None,
    zone: str | None = None,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Schedule | Ledger | str | None = None,
    config: Settings | None = None,
) -> list[Scheduled]:
    """As `schedule`, while the loop goes on.

    Where the task is cancelled meanwhile, all of it is written down, or none.
    """
    return await to_thread(schedule, **locals())


def _policy(account: str, settings: Settings) -> PostingPolicy:
    """When *account* posts: as its settings say; a destination of its own may be in none."""
    known = account in settings.accounts
    return settings.posting_policy(account) if known else PostingPolicy()


@contextmanager
def _opened(ledger: Schedule | Ledger | str | None, settings: Settings) -> Iterator[Schedule]:
    if isinstance(ledger, Schedule):
        yield ledger
        return
    if isinstance(ledger, Ledger):
        with schedule_in(ledger) as opened:
            yield opened
        return
    with open_schedule(ledger or settings.ledger) as opened:
        yield opened


def prepare(
    draft: Draft,
    post: Post,
    destination: Destination,
    policy: PostingPolicy,
    *,
    base: Path = Path(),
    source: str = "",
    approved: Collection[str] | None = None,
) -> Prepared:
    """*draft* with its pictures, checked as far as can be done before its time comes.

    The paths of pictures start from *base*; of the *approved*, as of `schedule`, it must be one.

    Raises:
        Rejected: its channel would not take it, something else was approved, or a picture is not
            there.
        Retryable: the address of a picture does not answer now.
    """
    draft = structs.replace(draft, approval=UNSET)
    account, place = destination.account, destination.place
    check_approval(draft, approved)
    check_findings(draft)
    check_place(draft, destination, place)
    check_size(draft, account.spec)
    found = seen_pictures(draft, base, account.pictures_from)
    if approved is not None:
        check_bound(draft, approved, place, found)
    uploads = prepare_uploads(
        draft, account.spec, {}, base, lambda picture: found[picture.path or picture.url]
    )
    names = picture_digests(found)
    return Prepared(
        draft=with_still_pictures(draft, uploads),
        post=post,
        policy=policy,
        place=place,
        source=source,
        names=names,
        pictures={names[name]: data for name, data in found.items()},
    )


# Another time or another text for a delivery that waits
def move(schedule: Schedule, before: Delivery, at: dt.datetime) -> Delivery:
    """Send *before* at *at* (aware, in its author's zone) instead, under its own terms.

    Raises:
        TimeError: that is past, too late by its terms, or too close to another delivery.
        TooLate: a message of it was sent, or is being sent right now.
    """
    check_aware("at", at)
    zone, due = zone_of(at), at.astimezone(dt.UTC)
    terms = terms_at(before.terms, due, zone)
    gap = dt.timedelta(seconds=terms.gap)
    now = schedule.ledger.now()
    dues = other_dues(schedule, before.account, now - gap, before)
    check_gap(before.account, due, dues, gap, now, zone=zone)
    return schedule.move(before.id, due, terms)


def move_into_slot(schedule: Schedule, before: Delivery, policy: PostingPolicy) -> Delivery:
    """Send *before* in the next free slot of its account instead, which is another than its own.

    Raises:
        ConfigError: the account has no slots.
        TimeError: it must not be sent as late as that.
        TooLate: a message of it was sent, or is being sent right now.
    """
    for _ in range(COLLISIONS):
        slot = next(free_slots(before.account, policy, schedule, without=before))
        terms = terms_at(before.terms, slot, slot_zone(policy, slot))
        try:
            return schedule.move(before.id, slot, terms, slot)
        except LedgerError as error:
            if not collides(error):
                raise
    raise CrosspostError("slots.taken-meanwhile")


def replacement(schedule: Schedule, before: Delivery, new: Prepared) -> DeliveryPlan:
    """What `edit` would send instead of *before*, at its time and under its terms.

    Raises:
        CrosspostError: the same text was delivered already, or is on its way by another delivery.
    """
    draft = new.draft
    number = Publications(schedule, [draft.account]).occurrence(draft)
    if isinstance(number, Delivery):
        raise CrosspostError(
            "delivery.same-text", location=before.id, delivery=before.id, other=number.id
        )
    terms = structs.replace(
        before.terms,
        occurrence=number,
        pictures=new.names,
        source=new.source,
        place=new.place,
        who=known_as(schedule.ledger, new),
    )
    return DeliveryPlan(draft=draft, due=before.due, terms=terms, pictures=new.pictures)


def edit(schedule: Schedule, before: Delivery, new: Prepared) -> Delivery:
    """Send *new* instead of *before*, and record what its post predicts.

    Raises:
        CrosspostError: the same text was delivered already, or is on its way by another delivery.
        TooLate: a message of it was sent, or is being sent right now.
    """
    plan = replacement(schedule, before, new)
    remember(new.post, [new.draft], schedule.ledger)
    return schedule.edit(before.id, plan)
