"""Watching: new entries of feeds and folders become drafts, each once, for a person to say yes to.

`Watcher` makes a round over its sources: it sends what was agreed to since, asks for what is new,
and proposes, sends or schedules it by each account's rule. What it has taken stands in the ledger
(`ledger.watched`) before anything is done with it, so a round that was killed is gone on with.
"""

import datetime as dt
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from msgspec import structs

from .._record import Record
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, approvals
from ..ledger.watched import (
    EntryState,
    WatchedEntry,
    WatchedFeed,
    change,
    find_feed,
    keep_feed,
    known,
    take,
    unfinished,
)
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.post import Post
from ..publishing import publish
from ..service.drafts import Selection, approvable, drafts
from .entry_post import post_of
from .feeds import SourceEntry
from .polling import NotNow, PolledSource, look, named

logger = logging.getLogger("crosspost")
MOST_NEW = 20
"""Entries of a source that one account takes in a round, the oldest; the next round goes on."""
UNREADY = "post.draft"
"""The finding of a file that says it is a draft: it is no entry yet."""

ToldKind = Literal[
    "first",
    "loses",
    "asked",
    "sent",
    "scheduled",
    "declined",
    "refused",
    "later",
    "unknown",
    "edited",
    "edited-asked",
]
Ending = Literal["asked", "declined", "refused", "scheduled", "sent"]
"""A state that an entry comes to, which is told as well."""
States = dict[str, tuple[str, EntryState]]
"""By id, the fingerprint and state of entries."""


class Told(Record):
    """Something that a round did, for whoever reads its output."""

    kind: ToldKind
    source: str
    account: str = ""
    title: str = ""
    approval: str = ""
    reason: str = ""
    url: str = ""
    """Of the first message that was sent."""
    count: int = 0
    findings: tuple[Finding, ...] = ()
    """What is lost on the way, of an entry that was taken or sent."""


class Watcher:
    """Makes rounds over *sources*.

    Args:
        sources: addresses of feeds, and folders.
        ledger: where it is kept what was taken.
        tell: told of everything that a round does.
        complain: told what went wrong, each thing once as long as it stays so.
        include_old: take what is there in the first round, too.
        allow_private: whether an address may lead to this machine or its network.
    """

    def __init__(
        self,
        sources: Sequence[str],
        ledger: Ledger,
        *,
        tell: Callable[[Told], object],
        complain: Callable[[CrosspostError], object],
        include_old: bool = False,
        allow_private: bool = False,
    ) -> None:
        self._sources = tuple(dict.fromkeys(sources))
        self._ledger, self._tell, self._complain = ledger, tell, complain
        self._include_old, self._allow_private = include_old, allow_private
        self._wrong: set[str] = set()
        """What was complained of in the last round."""
        self._now_wrong: set[str] = set()

    def round(self, settings: Settings, accounts: Sequence[str]) -> bool:
        """Go on with what was taken, take what is new; whether nothing went wrong.

        Args:
            settings: whose *accounts* they are.
            accounts: for whom; each by its own rule.
        """
        self._now_wrong = set()
        for source in self._sources:
            for one in unfinished(self._ledger, named(source), accounts):
                self._go_on(one, settings)
            with self._told(source):
                self._look(source, settings, accounts)
        self._wrong = self._now_wrong
        return not self._wrong

    @contextmanager
    def _told(self, at: str, entry: str = "") -> Iterator[None]:
        """Whatever goes wrong within is told, and all else goes on: a mistake of ours, too."""
        try:
            yield
        except CrosspostError as error:
            if entry:
                error.inside(entry)
            self._went_wrong(error)
        except Exception as error:
            logger.exception("a mistake in crosspost itself")
            named = type(error).__name__
            here = (at, entry) if entry else at
            self._went_wrong(CrosspostError("watch.mistake", location=here, error=named))

    def _went_wrong(self, error: CrosspostError) -> None:
        said = str(error)
        self._now_wrong.add(said)
        if said not in self._wrong:
            self._complain(error)

    def _look(self, source: str, settings: Settings, accounts: Sequence[str]) -> None:
        """Look for entries that are new for one of *accounts*."""
        name, now = named(source), self._ledger.now()
        feeds = {one: find_feed(self._ledger, name, one) for one in accounts}
        every = list(feeds.values())
        waits = [one.not_before for one in every if one and one.not_before]
        if waits and (left := (max(waits) - now).total_seconds()) > 0:
            raise NotNow(location=source, after=left, status="Retry-After")
        same = len({(one.etag, one.modified) if one else None for one in every}) == 1
        try:
            found = look(
                source, every[0] if same else None, allow_private=self._allow_private, now=now
            )
        except NotNow as error:
            until = now + dt.timedelta(seconds=error.after)
            for account in accounts:
                before = feeds[account]
                if before is not None:
                    keep_feed(self._ledger, structs.replace(before, not_before=until))
            raise
        for each in found.complaints:
            self._went_wrong(each)
        if not found.unchanged:
            for account in accounts:
                self._take_new(name, account, feeds[account], found, settings)

    def _take_new(
        self,
        source: str,
        account: str,
        feed: WatchedFeed | None,
        found: PolledSource,
        settings: Settings,
    ) -> None:
        now = WatchedFeed(source=source, account=account, etag=found.etag, modified=found.modified)
        if feed is None and not self._include_old:
            seen = [_watched(source, account, one) for one in found.entries if _ready(one)]
            keep_feed(self._ledger, now, seen)
            self._tell(Told(kind="first", source=source, account=account, count=len(seen)))
            return
        before = known(self._ledger, source, account)
        self._tell_edited(source, account, found.entries, before)
        new = [one for one in found.entries if one.id not in before and _ready(one)]
        whole = len(new) <= MOST_NEW and not found.complaints
        for one in new[:MOST_NEW]:
            done = False
            with self._told(source, one.link or one.file or one.title):
                self._take(source, account, one, settings)
                done = True
            whole = whole and done
        keep_feed(self._ledger, now if whole else structs.replace(now, etag="", modified=""))

    def _tell_edited(
        self, source: str, account: str, entries: Sequence[SourceEntry], before: States
    ) -> None:
        for one in entries:
            fingerprint, state = before.get(one.id, (one.fingerprint, "seen"))
            if fingerprint != one.fingerprint:
                watched = _watched(source, account, one)
                change(self._ledger, watched, fingerprint=one.fingerprint)
                if state != "seen":
                    kind: ToldKind = "edited-asked" if state in {"to-ask", "asked"} else "edited"
                    self._tell(Told(kind=kind, source=source, account=account, title=one.title))

    def _take(self, source: str, account: str, entry: SourceEntry, settings: Settings) -> None:
        """Write *entry* down as taken, with its draft; then do as the account's rule has it.

        Raises:
            CrosspostError: there is no draft of it, or no room to ask about it: it is not taken.
        """
        rule = settings.watch_rule(account)
        post, base = post_of(entry, rule.text)
        with _folder(base) as folder:
            made, failed = drafts(post, Selection(accounts=(account,)), folder)
            if failed:
                raise failed[0]
            draft, approval = made[0], ""
            if rule.does == "ask":
                if len(approvals.waiting(self._ledger)) >= approvals.MOST:
                    raise CrosspostError("watch.too-many-wait", limit=approvals.MOST)
                draft, approval = _approvable(draft, folder)
        state: EntryState = STATES[rule.does]
        taken = structs.replace(
            _watched(source, account, entry),
            state=state,
            approval=approval,
            draft=draft,
            post=post,
        )
        if take(self._ledger, taken):
            self._warn(taken, draft.findings)
            self._go_on(taken, settings, base)

    def _say(self, kind: ToldKind, one: WatchedEntry, **more: Any) -> None:  # noqa: ANN401
        told = Told(kind=kind, source=one.source, account=one.account, title=one.title, **more)
        self._tell(told)

    def _warn(self, one: WatchedEntry, findings: Sequence[Finding]) -> None:
        if lost := tuple(found for found in findings if found.level == "warning"):
            self._say("loses", one, findings=lost)

    def _go_on(self, one: WatchedEntry, settings: Settings, base: Path | None = None) -> None:
        """Do with an entry what its state says is still to be done."""
        if one.draft is None or one.post is None:
            reason = str(CrosspostError("watch.damaged"))
            self._now_wrong.add(f"{one.account} {one.entry} {reason}")
            self._end(one, "refused", reason=reason)
            return
        base = base or (Path(one.file).parent if one.file else None)
        with self._told(one.source, one.title), _folder(base) as folder:
            match one.state:
                case "to-ask":
                    approvals.ask(self._ledger, {one.approval: one.draft})
                    self._end(one, "asked")
                case "asked":
                    self._answered(one, one.draft, one.post, settings, folder)
                case "to-schedule":
                    self._schedule(one, one.draft, one.post, settings, folder)
                case "to-send":
                    self._send(one, one.draft, one.post, settings, folder)

    def _answered(
        self, one: WatchedEntry, draft: Draft, post: Post, settings: Settings, folder: Path
    ) -> None:
        """Send what a person said yes to."""
        said = approvals.decisions(self._ledger, [one.approval]).get(one.approval)
        if said is None:
            waiting = {asked.approval for asked in approvals.waiting(self._ledger)}
            if one.approval not in waiting and len(waiting) < approvals.MOST:
                approvals.ask(self._ledger, {one.approval: draft})  # newer ones had pushed it out
        elif said:
            change(self._ledger, one, state="to-send")
            self._send(one, draft, post, settings, folder)
        else:
            self._end(one, "declined")

    def _send(
        self, one: WatchedEntry, draft: Draft, post: Post, settings: Settings, folder: Path
    ) -> None:
        """Send it, or go on with it: what was delivered already is not sent again."""
        (result,) = publish(
            post,
            settings.destination(one.account),
            drafts=[draft],
            approved=[one.approval] if one.approval else None,
            base=folder,
            ledger=self._ledger,
        )
        self._warn(one, [found for found in result.findings if found not in draft.findings])
        failure = result.failure
        if failure is None:
            url = next((each.sent.url for each in result.receipts if each.sent.url), "")
            self._end(one, "sent", url=url or "")
        elif failure.outcome == "refused":
            self._end(one, "refused", reason=failure.reason)
            self._now_wrong.add(failure.reason)
        else:  # the next round tries again, or looks whether it is there
            key = f"{one.account} {one.entry} {failure.outcome} {failure.reason}"
            self._now_wrong.add(key)
            if key not in self._wrong:
                self._say(failure.outcome, one, approval=one.approval, reason=failure.reason)

    def _schedule(
        self, one: WatchedEntry, draft: Draft, post: Post, settings: Settings, folder: Path
    ) -> None:
        """Put it into the next free slot; the same once more gives the same delivery."""
        scheduling: Any = import_module("crosspost.scheduling")  # an extra of its own
        (made,) = scheduling.schedule(
            post, one.account, drafts=[draft], base=folder, ledger=settings.ledger, config=settings
        )
        self._end(one, "scheduled", reason=made.delivery.id)

    def _end(self, one: WatchedEntry, state: Ending, url: str = "", reason: str = "") -> None:
        change(self._ledger, one, state=state)
        self._say(state, one, approval=one.approval, url=url, reason=reason)


STATES: dict[str, EntryState] = {"ask": "to-ask", "now": "to-send", "slot": "to-schedule"}
"""What is first to be done, by an account's rule."""


def _ready(entry: SourceEntry) -> bool:
    """Whether it is an entry yet: a file may say that it is a draft."""
    if not entry.file:
        return True
    try:
        post, _ = post_of(entry, "")
    except CrosspostError:  # told when it is taken
        return True
    return all(found.code != UNREADY for found in post.reading)


def _watched(source: str, account: str, entry: SourceEntry) -> WatchedEntry:
    return WatchedEntry(
        source=source,
        account=account,
        entry=entry.id,
        fingerprint=entry.fingerprint,
        title=entry.title or entry.link,
        file=entry.file,
    )


def _approvable(draft: Draft, folder: Path) -> tuple[Draft, str]:
    """*draft* with what says yes to it.

    Raises:
        CrosspostError: a picture cannot be seen now, or the account cannot be used.
    """
    shown, failed = approvable([draft], folder, fetch=True)
    if failed:
        raise failed[0]
    name = shown[0].approval
    if not isinstance(name, str):
        raise CrosspostError("watch.no-approval", location=draft.account)
    return shown[0], name


@contextmanager
def _folder(base: Path | None) -> Iterator[Path]:
    """Where pictures lie: beside a file; of a feed nowhere, so that none of ours goes out."""
    if base is not None:
        yield base
        return
    with tempfile.TemporaryDirectory() as empty:
        yield Path(empty)
