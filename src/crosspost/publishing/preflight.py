"""Preflight: all that can be known before the first call of a run.

A draft that would fail half-way is refused whole: what its own findings say, another text than was
approved, an account that cannot sign in, a live limit, a picture that the channel does not take.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType, structs

from ..adapters import channel_of
from ..adapters.base import Connection, Destination, Identity, MessageNotes, Upload
from ..configuration import Settings
from ..errors import Rejected, phrase
from ..ledger import Ledger, Rate, look_into_ledger, open_ledger
from ..ledger.rate_limits import rates
from ..model.channel_rules import rate_limits
from ..model.channel_spec import ChannelSpec, MediaRule, MovingRule, message_kind
from ..model.draft import Draft, Message, Picture, approval, digest, picture_digests
from ..model.findings import Finding, MessagePart, finding, in_post
from ..model.layout import Options
from .context import RetryPolicy, RunContext, Verb
from .retry import call_with_retries

Uploads = dict[int, tuple[Upload, ...]]


def check_approval(draft: Draft, approved: Collection[str] | None) -> None:
    """Refuse *draft* where other words were approved, or where it was changed since.

    Raises:
        Rejected: why, and what to do.
    """
    if digest(draft.channel, draft.messages, draft.under, draft.options) != draft.digest:
        raise Rejected("send.changed-draft")
    if approved is not None and draft.digest not in {one.partition("+")[0] for one in approved}:
        raise Rejected("send.not-approved", digest=draft.digest)


def check_bound(
    draft: Draft,
    approved: Collection[str],
    place: Mapping[str, str],
    pictures: Mapping[str, bytes],
) -> None:
    """Refuse *draft* where it was approved for elsewhere, or with other pictures.

    Args:
        draft: what is to be sent.
        approved: what was said yes to, each as `approval` has it.
        place: where its account leads.
        pictures: the bytes of each, by its path or address.

    Raises:
        Rejected: what it is now.
    """
    now = approval(draft, place, picture_digests(pictures))
    if now not in approved:
        settings = (f"{key} {value}" for key, value in place.items() if key != "channel")
        leads = ", ".join([place["channel"], *filter(lambda one: not one.endswith(" "), settings)])
        raise Rejected("send.approved-elsewhere", place=leads, approval=now)


def check_findings(draft: Draft) -> None:
    """Refuse *draft* where it says itself that its channel will.

    Of a picture `prepare_uploads` says more.

    Raises:
        Rejected: why.
    """
    for found in draft.findings:
        if found.level == "error" and found.code != "media.refused":
            raise Rejected("send.finding", location=found.where, finding=found)


def who_is(destination: Destination, identity: Identity) -> str:
    """What tells *destination* from every other account, once it has signed in.

    The same account under another name is the same one; where the channel tells nothing that
    stays, its name and its settings stand in.
    """
    kind = destination.account.spec.adapter
    if identity.id:
        return f"{kind} {identity.id}"
    settings = msgspec.json.encode(destination.settings, order="sorted").decode()
    return f"{kind} {settings} {destination.account.name}"


def take_note(destination: Destination, identity: Identity, ledger: str | None) -> str:
    """Keep who *destination* is in the *ledger*; who it was, where that is somebody else.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    name, place = destination.account.name, destination.place
    who = who_is(destination, identity)
    with open_ledger(ledger) as opened:
        before, known = opened.remembered(name)
        if before != place or known == who:
            return ""
        opened.recognise(name, who, place)
    return known


def seen_pictures(draft: Draft, base: Path, pictures_from: Sequence[str]) -> dict[str, bytes]:
    """The bytes of every picture of *draft*, by its path or address.

    Raises:
        Rejected: one is not there, or must not be sent.
        Retryable: the address of one does not answer now.
    """
    if all(message.media is UNSET for message in draft.messages):
        return {}
    from ..images.sources import pictures_of  # noqa: PLC0415 - only where there are pictures

    return pictures_of(draft, base, pictures_from)


def check_place(draft: Draft, destination: Destination, place: Mapping[str, str]) -> None:
    """Refuse *draft* where it was written for another channel, or approved for another *place*.

    Raises:
        Rejected: what is another.
    """
    now = destination.place
    if draft.channel != now["channel"]:
        raise Rejected("send.other-channel", was=draft.channel, now=now["channel"])
    for key in sorted({*place, *now}) if place else ():
        if place.get(key) != now.get(key):
            was, is_now = place.get(key, "–"), now.get(key, "–")
            raise Rejected("send.other-place", location=key, was=was, now=is_now)


def check_who(now: str, approved: str, account: str) -> None:
    """Refuse to send to anybody else than was *approved* for *account*, if that was known then.

    Raises:
        Rejected: somebody else is signed in.
    """
    if approved and now != approved:
        raise Rejected("send.other-account", was=approved, now=now, account=account)


MISDIRECTED = frozenset(
    {"send.other-channel", "send.other-place", "send.other-account", "send.over-channel-limit"}
)
"""How refusals are called of what was approved for somewhere else."""


def check_size(draft: Draft, spec: ChannelSpec) -> None:
    """Hold *draft* against the limits of its channel, whatever limits it says it was written for.

    Raises:
        Rejected: one of its messages is too long, or has too many pictures.
    """
    most = {message.unit: 0 for message in draft.messages}
    for rule in (spec.text, *spec.forms.values()):
        for limit in rule.limits:
            most[limit.unit] = max(limit.max, most.get(limit.unit, 0))
    if spec.media is not None:
        most["media.images"] = spec.media.images
    _check_within(draft, most, "send.over-channel-limit")


def connect(
    destination: Destination,
    options: Options | UnsetType = UNSET,
    notes: MessageNotes | None = None,
) -> Connection:
    """What sends to *destination* with the *options* that a draft was approved with; no call yet.

    Where messages are to be sent it keeps *notes* of them.

    Raises:
        ConfigError: a secret is missing, or a library.
        ChannelError: the channel's own code failed.
    """
    account = destination.account
    if options is not UNSET:
        account = structs.replace(account, options={**account.options, **options})
    destination = structs.replace(destination, account=account, notes=notes)
    return channel_of(account.spec).connect(destination)


def sign_in(connection: Connection, context: RunContext) -> Identity:
    """Sign in.

    Raises:
        Rejected: the channel does not know us.
        Retryable: it does not answer now.
    """
    policy = structs.replace(
        context.retry,
        attempts=min(context.retry.attempts, 3),
        total=min(context.retry.total, 20),  # the other accounts wait for this one
    )
    try:
        return call_with_retries(connection.whoami, context, policy)
    except Rejected as error:
        error.account_level = True
        raise


def check_limits(draft: Draft, limits: Mapping[str, int]) -> None:
    """Hold *draft* against what the account may do today (`Identity.limits`).

    Raises:
        Rejected: one of its messages is too much.
    """
    _check_within(draft, limits, "send.over-account-limit")


def _check_within(draft: Draft, limits: Mapping[str, int], code: str) -> None:
    for message in draft.messages:
        pictures = () if message.media is UNSET else message.media
        holds = {
            message.unit: message.size,
            "media.images": len(pictures),
            "media.alt": max((len(picture.alt) for picture in pictures), default=0),
        }
        for unit, size in holds.items():
            limit = limits.get(unit, size)
            if size > limit:
                at = phrase("place.message", index=message.index)
                raise Rejected(code, location=at, size=size, limit=limit, unit=unit)


def drawn_on(
    draft: Draft, spec: ChannelSpec, caller: str, message: Message, verb: Verb = "send"
) -> Sequence[Rate]:
    """What a call for *message* draws on: replies, posts and changes may have limits of their own.

    *caller* is `Identity.caller`, where that was said.
    """
    kind = message_kind(spec.thread, message.index, follows=draft.under is not UNSET)
    kind = kind if verb == "send" else verb
    limits = (limit for limit in rate_limits(spec.rate) if limit.counts(kind))
    return rates(limits, draft.account, caller)


def with_full_rates(
    drafts: Sequence[Draft], settings: Settings, now: Callable[[], dt.datetime]
) -> tuple[Draft, ...]:
    """*drafts*, which say from when on they could be sent; the ledger is only looked into.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    opened = look_into_ledger(settings.ledger, now=now)
    if opened is None:
        return tuple(drafts)
    with opened as ledger:
        return tuple(
            _with_full_rate(draft, settings.account(draft.account).spec, ledger)
            if draft.account in settings.accounts
            else draft
            for draft in drafts
        )


def _with_full_rate(draft: Draft, spec: ChannelSpec, ledger: Ledger) -> Draft:
    there = {one.index for one in ledger.receipts(draft.digest, draft.account)}
    left = [message for message in draft.messages if message.index not in there]
    calls = [drawn_on(draft, spec, "", message) for message in left]
    full = ledger.first_full(calls, RetryPolicy().total)
    if full is None:
        return draft
    found = finding(
        "rate.full",
        MessagePart(index=left[full.call].index),
        until=f"{dt.datetime.fromtimestamp(full.until, dt.UTC):%Y-%m-%d %H:%M} UTC",
        most=full.rate.most,
        minutes=round(full.rate.seconds / 60),
    )
    return structs.replace(draft, findings=(*draft.findings, found))


def prepare_uploads(
    draft: Draft,
    spec: ChannelSpec,
    limits: Mapping[str, int],
    base: Path,
    picture_bytes: Callable[[Picture], bytes | None] = lambda _: None,
    *,
    pictures_from: Sequence[str] = (),
) -> Uploads:
    """Every picture of *draft*, made ready.

    Args:
        draft: what is sent.
        spec: what its channel accepts.
        limits: what the account takes today.
        base: the folder that the paths of pictures start from.
        picture_bytes: a picture's bytes, where they were kept when the draft was approved.
        pictures_from: where else the account's pictures may come from.

    Raises:
        Rejected: the channel would not take one of them.
        Retryable: its address does not answer now.
    """
    ready: Uploads = {}
    rule = spec.media
    for message in draft.messages:
        if message.media is UNSET or rule is None:
            continue
        from ..images import prepare_picture  # noqa: PLC0415 - only where there are pictures

        live = live_rule(rule, limits)
        ready[message.index] = tuple(
            prepare_picture(one, live, base, picture_bytes(one), pictures_from)
            for one in message.media
        )
    return ready


def prepare_link_cards(
    draft: Draft, pictures_from: Sequence[str] = ()
) -> tuple[Uploads, tuple[Finding, ...]]:
    """The cards of *draft*, of what their pages say today; what is told of those that lack."""
    if all(message.link_card is UNSET for message in draft.messages):
        return {}, ()
    from ..images import link_cards  # noqa: PLC0415 - only where there are cards

    cards, told = link_cards(draft, pictures_from)
    return dict(cards), told


def live_rule(rule: MediaRule, limits: Mapping[str, int]) -> MediaRule:
    """*rule* within what the account may do today: the smaller figure of each.

    >>> rule = MediaRule(images=4, video=MovingRule(formats=("mp4",), bytes=99, seconds=60))
    >>> live = live_rule(rule, {"media.video.bytes": 40, "media.bytes": 16})  # 视频 🎬
    >>> live.bytes, live.video.bytes, live.video.seconds
    (16, 40, 60)
    """
    return _within(rule, "media", limits)


Rule = TypeVar("Rule", MediaRule, MovingRule)


def _within(rule: Rule, name: str, limits: Mapping[str, int]) -> Rule:
    changes: dict[str, Any] = {}
    for field in rule.__struct_fields__:
        value, most = getattr(rule, field), limits.get(f"{name}.{field}")
        if isinstance(value, MovingRule):
            changes[field] = _within(value, f"{name}.{field}", limits)
        elif most:
            changes[field] = min(most, value or most)
    return structs.replace(rule, **changes)


def with_still_pictures(draft: Draft, uploads: Uploads) -> Draft:
    """*draft*, which says of pictures that move no longer, as *uploads* has them, that they do."""
    still = [
        finding("media.still", in_post("media", picture.path or picture.url))
        for message in draft.messages
        if message.media is not UNSET and message.index in uploads
        for picture, upload in zip(message.media, uploads[message.index], strict=True)
        if upload.stands_still
    ]
    return structs.replace(draft, findings=tuple(dict.fromkeys((*draft.findings, *still))))
