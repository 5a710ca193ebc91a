"""Webhooks: programs are told what happened, signed as Standard Webhooks has it.

https://www.standardwebhooks.com. What is to be told stands in the ledger's journal, what was told
beside it, so that a restart loses nothing. At least once, always under the same id, in no promised
order. Each target has its own turn: one that hangs holds back no other, and nothing that is sent.
"""

import base64
import datetime as dt
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from .._record import Record, encoded, plain
from ..adapters.guard import within_deadline
from ..configuration import Settings
from ..configuration.webhooks import WebhookEvent, WebhookTarget, signing_keys
from ..errors import ConfigError, Rejected
from ..images.public_net import checked_request
from ..ledger import Ledger, journal
from ..ledger.journal import EntryKind, JournalEntry
from ..ledger.tasks import NotDelivered, Rounds, begun, hasten, run_once, untold
from ..model.receipts import SentMessage
from ..publishing.changes import publication_name
from ..redaction import presentable

EVERY = 2.0
"""Seconds between two looks."""
ANSWERS = 15.0
"""Seconds that a target may take in all."""
TURN = 20.0
"""Seconds after which the next look goes on with a target: it may be slow."""
AT_A_TIME = 100
PATIENCE = dt.timedelta(days=3)
"""How long one entry is tried, as Standard Webhooks advises."""
SETTLED = dt.timedelta(minutes=10)
"""After which no entry with a smaller number appears any more."""
RESTS, RESTS_LONG = 5.0, 300.0
"""Seconds that a target which failed is left alone: at first, and at most."""

logger = logging.getLogger("crosspost")


class Happening(Record):
    """Something that happened to a publication, or to one of its messages."""

    type: WebhookEvent
    """``publication.…``: the whole has ended so, for now or for good; ``message.…``: one of it."""
    at: dt.datetime
    account: str
    channel: str
    publication: str
    """What ``update``, ``delete`` and ``status`` know it by."""
    digest: str
    """Of its draft."""
    run: int
    """Which publication of the same draft; 0 where none was begun."""
    index: int
    """Which message, from 1; 0 for the publication as a whole."""
    of: int
    attempt: int
    """Which call for the message, from 1; 0 for the publication as a whole."""
    messages: tuple[SentMessage, ...] = ()
    """Those that stand: the one, or all of the publication."""
    code: str = ""
    """Why not; the same in every language."""
    reason: str = ""
    hint: str = ""


def told(entry: JournalEntry, ledger: Ledger, language: str) -> Happening:
    """*entry* as a program is told it, with reasons in *language*."""
    problem = entry.problem
    what = "message" if entry.index else "publication"
    return Happening(
        type=f"{what}.{entry.kind}",  # type: ignore[arg-type] # a test holds the two lists together
        at=entry.at,
        account=entry.account,
        channel=entry.channel,
        publication=publication_name(entry.digest, entry.run),
        digest=entry.digest,
        run=entry.run,
        index=entry.index,
        of=entry.of,
        attempt=entry.attempt,
        messages=_standing(entry, ledger),
        code=problem.code if problem else "",
        reason=presentable(problem.reason(language)) if problem else "",
        hint=presentable(problem.advice(language)) if problem else "",
    )


def _standing(entry: JournalEntry, ledger: Ledger) -> tuple[SentMessage, ...]:
    if entry.index:
        if entry.kind == "deleted" or entry.sent is None:
            return ()
        sent = entry.sent
        return (SentMessage(index=entry.index, id=sent.id, url=sent.url, at=entry.at),)
    if not entry.run:
        return ()
    return tuple(map(SentMessage.of, ledger.receipts(entry.digest, entry.account, entry.run)))


class Turn:
    """How it goes with one target in this process."""

    def __init__(self) -> None:
        self.rests_until = 0.0
        self.rested = 0.0
        """Seconds that it was left alone last."""
        self.failed = False
        """Whether it has taken nothing since."""
        self.after = 0
        """Up to which entry of the journal it was told everything."""
        self.swept_until = 0.0
        """Until when that need not be looked up again."""

    def rest(self) -> None:
        """Leave it alone for a while, each time for longer."""
        self.failed = True
        self.rested = min(max(RESTS, 2 * self.rested), RESTS_LONG)
        self.rests_until = time.monotonic() + self.rested


class Webhooks(Rounds):
    """Tells each webhook of *settings*, what ``crosspost.toml`` says now, what happened."""

    def __init__(self, ledger: Ledger, settings: Callable[[], Settings]) -> None:
        super().__init__("webhooks", EVERY, ledger)
        self._settings = settings
        self._turns: dict[str, Turn] = {}
        self._today = ""

    def look(self) -> None:
        """Tell what has not been told."""
        settings = self._settings()
        targets = list(settings.webhooks.values())
        if not targets:
            return
        today = f"{self._ledger.now():%Y-%m-%d}"
        if today != self._today:
            self._today = today
            if run_once(self._ledger, f"swept journal {today}"):
                journal.forget(self._ledger)
        with ThreadPoolExecutor(len(targets), thread_name_prefix="webhook") as pool:
            list(pool.map(partial(self._turn, settings), targets))

    def _turn(self, settings: Settings, target: WebhookTarget) -> None:
        turn = self._turns.setdefault(target.name, Turn())
        if time.monotonic() < turn.rests_until:
            return
        try:
            keys = signing_keys(target, settings.env_file)
        except ConfigError as error:
            turn.rest()
            logger.error("webhooks: %s", error)  # noqa: TRY400 - no slip of ours
            return
        ends = time.monotonic() + TURN
        for entry in self._untold(target, turn):
            worked = self.tell_once(
                _key(target, entry),
                f"webhook {target.name}",
                partial(self._tell, target, keys, entry),
                what=f"the webhook {target.name}",
                patience=PATIENCE,
            )
            if worked is None:
                continue
            if not worked:
                turn.rest()
                return
            if turn.failed:  # it is back: whatever it has missed may be told now
                turn.failed, turn.rested = False, 0.0
                hasten(self._ledger, _key(target))
            if time.monotonic() > ends:
                return

    def _untold(self, target: WebhookTarget, turn: Turn) -> list[JournalEntry]:
        """What it has to be told now, the first one first."""
        since = begun(self._ledger, f"webhook {target.name}")
        wanted = partial(
            untold,
            self._ledger,
            _key(target),
            _kinds(target),
            since=since,
            accounts=target.accounts,
        )
        if time.monotonic() >= turn.swept_until:
            turn.swept_until = time.monotonic() + SETTLED.total_seconds()
            all_before = journal.last_before(self._ledger, self._ledger.now() - SETTLED)
            first = wanted(resting=True, limit=1)
            turn.after = min([all_before, *(one.number - 1 for one in first)])
        return wanted(after=turn.after, limit=AT_A_TIME)

    def _tell(self, target: WebhookTarget, keys: Iterable[bytes], entry: JournalEntry) -> None:
        happening = told(entry, self._ledger, target.language)
        body = encoded({"type": happening.type, "timestamp": entry.at, "data": plain(happening)})
        now = int(self._ledger.now().timestamp())
        post(target, body, signed(_id(entry), now, body, keys))


def _key(target: WebhookTarget, entry: JournalEntry | None = None) -> str:
    """The task of telling *entry* to *target*, or how the keys of such tasks begin."""
    return f"webhook {target.name} {entry.number if entry else ''}"


def _kinds(target: WebhookTarget) -> set[tuple[EntryKind, bool]]:
    parts = (one.partition(".") for one in target.events)
    return {(kind, what == "publication") for what, _, kind in parts}  # type: ignore[misc]


def _id(entry: JournalEntry) -> str:
    """What names the entry for whoever is told: the same each time, and nobody else's."""
    plainly = f"{entry.number} {entry.digest} {entry.account} {entry.at.isoformat()}"
    return f"msg_{hashlib.sha256(plainly.encode()).hexdigest()[:32]}"


def signed(name: str, seconds: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The headers of Standard Webhooks: the name, the time, and a signature by each key.

    Args:
        name: of the message; no dot is in it.
        seconds: since 1970.
        body: what is sent.
        keys: one, or two while one takes the other's place.

    >>> signed("msg_1", 1614265330, '{"字": "🎉"}'.encode(), [b"k" * 24])["webhook-signature"]
    'v1,ztBKbNMSt89cma0sHX49NyhkofVPW0cIzb2apQBsI28='
    """
    said = f"{name}.{seconds}.".encode() + body
    digests = (hmac.digest(key, said, hashlib.sha256) for key in keys)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(digest).decode()}" for digest in digests
        ),
    }


def post(target: WebhookTarget, body: bytes, headers: dict[str, str]) -> None:
    """Post *body* to *target*.

    Raises:
        NotDelivered: as `posted`; or it is not public.
    """

    def request() -> dict[str, Any]:
        import httpx  # noqa: PLC0415 - a tenth of a second, and rarely needed

        at = httpx.URL(target.url)
        return {"url": at} if target.private else checked_request(at, target.url)

    try:
        posted(body, headers, request)
    except Rejected as error:
        raise NotDelivered("webhook.private-address", host=error.values["host"]) from error


def posted(body: bytes, headers: dict[str, str], request: Callable[[], dict[str, Any]]) -> None:
    """Post *body*, JSON, where *request* says; no redirect is followed, and no answer is read.

    Raises:
        NotDelivered: it does not answer in time, or not with a 2xx.
    """
    import httpx  # noqa: PLC0415

    def ask() -> int:
        to = request()
        named = {**to.pop("headers", {}), **headers, "content-type": "application/json"}
        with (
            httpx.Client(timeout=ANSWERS) as client,
            client.stream("POST", content=body, headers=named, **to) as answer,
        ):
            return answer.status_code

    try:
        status = within_deadline(ask, ANSWERS)
    except TimeoutError as error:
        raise NotDelivered("webhook.too-slow", seconds=round(ANSWERS)) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise NotDelivered("notify.webhook-silent", error=type(error).__name__) from error
    if not 200 <= status < 300:  # noqa: PLR2004
        raise NotDelivered("notify.webhook-refused", status=status)
