"""Schedule: a post to its accounts later, in one call."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import UNSET

from .. import config as configuration
from ..config import Settings
from ..errors import ConfigError
from ..ledger import Ledger
from ..model.draft import Draft
from ..model.post import Post
from ..predictions import originals
from ..rendering import render
from ..times import moment
from ..times import zone as named_zone
from .plan import Scheduled, When, add
from .store import Schedule, open_schedule
from .types import DeliveryRequest, prepare


def schedule(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Sequence[str],
    when: When | dt.datetime | str | None = None,
    *,
    drafts: Sequence[Draft] | None = None,
    zone: str | None = None,
    approved: Collection[str] | None = None,
    base: Path = Path(),
    ledger: Schedule | str | None = None,
) -> list[Scheduled]:
    """Have *post* sent to every account later, as it is now, by a worker (``crosspost worker``).

    The same call once more gives the same deliveries. All of them are written down, or none; and
    with them what the post predicts.

    Args:
        post: what to say.
        accounts: names from ``crosspost.toml``.
        when: an aware time, words such as ``tomorrow 9:00`` and ``明天上午9点``, or a `When` that
            says more; nothing for the next free slot of each account.
        drafts: the drafts of *post* that were looked at, one for each account, to be sent as they
            are; without them it is rendered anew.
        zone: of words that name none, an IANA name; this machine's without it.
        approved: digests (``sha256:…``); a draft with any other is refused.
        base: the folder that the paths of pictures start from.
        ledger: an open schedule, the URL of its ledger, or nothing for the one that
            ``crosspost.toml`` names.

    Returns:
        For each account its delivery, and whether that is new.

    Raises:
        ConfigError: an account is not there, has no slots, or none of the drafts is for it.
        FitError: the post cannot be brought inside an account's limits.
        TimeError: a time cannot be read, is past, or too close to another delivery.
        Rejected: a draft would not be taken, or a picture is not there.
        LedgerError: the ledger cannot be used.
    """
    settings = configuration.read()
    with _opened(ledger, settings) as opened:
        made = _drafts(post, drafts, accounts, settings, opened.ledger)
        prepared = [prepare(request(draft, post, settings, base), approved) for draft in made]
        if isinstance(when, str):
            when = moment(when, now=opened.ledger.now(), zone=named_zone(zone))
        return add(prepared, when if isinstance(when, When) else When(at=when), opened)


def request(
    draft: Draft, post: Post, settings: Settings, base: Path = Path(), source: str = ""
) -> DeliveryRequest:
    """*draft* of *post*, wanted for its account as *settings* have it.

    Raises:
        ConfigError: the account is not there, or says what cannot be: which key.
    """
    destination = settings.destination(draft.account)
    return DeliveryRequest(
        draft=draft,
        post=post,
        spec=destination.account.spec,
        rhythm=settings.rhythm(draft.account),
        base=base,
        source=source,
    )


def _drafts(
    post: Post,
    drafts: Sequence[Draft] | None,
    accounts: Sequence[str],
    settings: Settings,
    ledger: Ledger,
) -> list[Draft]:
    """What each account receives: a post that follows another one, under it or with its link."""
    names = dict.fromkeys(accounts)
    if drafts is None:
        above = originals(post, ledger)
        return [render(post, settings.account(name), above.get(name, UNSET)) for name in names]
    made = {draft.account: draft for draft in reversed(drafts)}
    for name in names:
        if name not in made:
            raise ConfigError("send.no-draft", account=name)
    return [made[name] for name in names]


@contextmanager
def _opened(ledger: Schedule | str | None, settings: Settings) -> Iterator[Schedule]:
    if isinstance(ledger, Schedule):
        yield ledger
        return
    with open_schedule(ledger or settings.ledger) as opened:
        yield opened
