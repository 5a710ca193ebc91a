"""Publishing and scheduling from the desk: what its buttons do, and what is to be seen of a run."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ..configuration import Settings
from ..errors import CrosspostError
from ..looks.elements import element
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.post import Post
from ..model.receipts import Failure
from ..redaction import unforeseen
from ..translations import Words
from .approval import Approval, Asked, FreeSlots, approval, dialog
from .background import loaded
from .html import ActionAnswer, banner, button, links, losses, notice, say, to_page, whose
from .session import Session

if TYPE_CHECKING:
    from ..publishing import Event, PublishResult
    from .actions import ActionRequest

SLOTS = 4
"""Free slots that are offered."""

logger = logging.getLogger("crosspost")


class Publication:
    """One run, in a thread of its own; every event is kept for whoever looks.

    Args:
        post: what they were made of; what it foretells is remembered.
        drafts: what was approved, exactly.
        changed: told after each event, in the thread where it happens.
    """

    def __init__(self, post: Post, drafts: Sequence[Draft], changed: Callable[[], object]) -> None:
        self.post = post
        self.drafts = tuple(drafts)
        self.halt = threading.Event()
        self.ended = False
        self.problem = ""
        """What kept the run as a whole from beginning."""
        self._changed = changed
        self._latest: dict[tuple[str, int], Event] = {}
        self._failures: dict[str, Failure] = {}
        self._findings: dict[str, tuple[Finding, ...]] = {}

    def run(self, settings: Settings, base: Path) -> None:
        """Send what does not stand yet; the ledger and the accounts are those of every command."""
        try:
            results = self._run(settings, base)
        except CrosspostError as error:
            self.problem = str(error)
        except Exception as error:  # whatever it was, nobody may take it for a success
            logger.exception("a publication broke off")
            self.problem = unforeseen(error)
        else:
            self._failures = {one.account: one.failure for one in results if one.failure}
            self._findings = {one.account: one.findings for one in results}
        finally:
            self.ended = True
            self._changed()

    def _run(self, settings: Settings, base: Path) -> "list[PublishResult]":
        from ..publishing import publish as publish_from_publishing  # noqa: PLC0415 - only who publishes needs its libraries

        return publish_from_publishing(
            self.post,
            [settings.destination(draft.account) for draft in self.drafts],
            drafts=self.drafts,
            approved={draft.approval or draft.digest for draft in self.drafts},
            base=base,
            ledger=settings.ledger,
            on_event=self._heard,
            halt=self.halt,
        )

    def _heard(self, event: "Event") -> None:
        self._latest[event.account, event.index] = event
        self._changed()

    def shown(self, words: Words) -> Markup:
        """How far each account has come, and, at the end, what to do next."""
        stop = Markup() if self.ended else button("stop", words["stop"])
        if self.halt.is_set() and not self.ended:
            stop = escape(words["stopping"])
        rows = Markup().join(self._account(draft, words) for draft in self.drafts)
        away = button("dismiss", words["close"]) if self.ended else ""
        wrong = escape(say(words, "failed", why=self.problem)) if self.problem else Markup()
        heading = element("h2", escape(words["progress"]) + " " + stop + away)
        problem = element("p", wrong, {"role": "alert", "class": "desk-error"}) if wrong else ""
        return element("div.desk-run", heading + problem + element("ul", rows))

    def _account(self, draft: Draft, words: Words) -> Markup:
        """One account: how many of its messages are there, where, and what is wrong."""
        events = [self._latest.get((draft.account, one.index)) for one in draft.messages]
        done = [one for one in events if one and one.kind in {"sent", "known"}]
        of, failure = len(events), self._failures.get(draft.account)
        counted = say(words, "run_count", count=len(done), of=of)
        bar = element(
            "progress",
            counted,
            {"max": str(of), "value": str(len(done)), "aria-label": f"{draft.account}: {counted}"},
        )
        head = whose(draft.account, draft.channel) + bar
        ended = self.ended and not failure and len(done) == of
        said = words["run_all"] if ended else self._under_way(draft, events, words) or counted
        state = element("b", said, {"role": "status"} if self.ended else {})
        parts = [element("p.desk-run-head", head + state)]
        parts += [_links(draft, events), *self._notes(draft, events, words)]
        kind = failure.outcome if failure else "sent" if ended else "todo"
        done_with = {"class": "desk-end"} if self.ended and not self.problem else {}
        return element("li", Markup().join(parts), {"data-kind": kind, **done_with})

    def _under_way(self, draft: Draft, events: "Sequence[Event | None]", words: Words) -> str:
        """What is being done for an account just now; nothing where nothing is."""
        if self.ended:
            return ""
        now = next((one for one in events if one and one.kind in UNDER_WAY), None)
        if now is None:
            begun = any(events) or (draft.account, 0) in self._latest
            return "" if begun else words["preparing"]
        said = say(words, f"state_{now.kind}", seconds=f"{now.seconds:.0f}", reason=now.reason)
        return say(words, "run_now", index=now.index, of=len(events), says=said)

    def _notes(
        self, draft: Draft, events: "Sequence[Event | None]", words: Words
    ) -> Iterator[Markup]:
        """What a person has to know of an account: what was lost, what failed, what to do."""
        todo = [str(one.receipt.sent.more.get("todo", "")) for one in events if one and one.receipt]
        for advice in dict.fromkeys(filter(None, todo)):
            yield element("p", say(words, "what_next", advice=advice))
        if not self.ended:
            return
        for one in losses(self._findings.get(draft.account, ()), words):
            yield element("p.desk-warning", one)
        if failure := self._failures.get(draft.account):
            reason = say(words, f"state_{failure.outcome}", reason=failure.reason)
            yield element("p.desk-error", reason)
            yield element("p", words[f"end_{failure.outcome}"])
            if failure.advice:
                yield element("p", say(words, "what_next", advice=failure.advice))
            page = TO_PAGE.get(failure.outcome)
            if page:
                yield element("p", element("a", words[f"to_{page}"], {"href": page}))


UNDER_WAY = {"sending", "waiting", "looking"}
TO_PAGE = {"unknown": "history"}
"""Where a person says what became of it."""


def _links(draft: Draft, events: "Sequence[Event | None]") -> Markup:
    """Where its messages stand, as far as they have an address."""
    of = len(draft.messages)
    return links(
        (one.receipt.sent.url, f"{one.index}/{of}") for one in events if one and one.receipt
    )


async def ask(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Show what would be sent, and ask."""
    session.take(request.text)
    view = await session.render()
    words = session.words
    if session.publication and not session.publication.ended:
        return notice(words["running"], words)
    if view.post is None:
        why = "ask_problem" if request.text.strip() else "ghost_summary"
        return notice(words[why], words)
    made = await asyncio.to_thread(
        approval, view, session.settings, session.base, words["language"]
    )
    session.approval = made = await asyncio.to_thread(_with_waiting, session, made)
    session.slots = await asyncio.to_thread(_free_slots, session)
    ticked = [
        one.target for one in made.asked if not request.again or one.target in request.accounts
    ]
    unsaved = session.text != session.saved
    asking = dialog(made, ticked, words, unsaved=unsaved, when=request.when, slots=session.slots)
    return {"parts": {"asking": asking}, "open": "asking"}


async def publish(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Send what was approved: exactly those drafts, and once, whoever clicks how often."""
    if session.publication and not session.publication.ended:
        return {**notice(session.words["running"], session.words), "close": "asking"}
    made = session.approval
    wanted = _approved(session, request)
    if wanted is None:
        return {**notice(session.words["asked_anew"], session.words), "close": "asking"}
    if wanted and made is not None:
        _begin(session, made.post, wanted)
    return {"parts": {"failure": Markup()}, "close": "asking"}


async def schedule_asked(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Send what was approved later; a time that is no good is asked for again."""
    made, words = session.approval, session.words
    wanted = _approved(session, request)
    if made is None or wanted is None:
        return {**notice(words["asked_anew"], words), "close": "asking"}
    if not wanted:
        return {"close": "asking"}
    try:
        lines = await asyncio.to_thread(
            loaded("queue_edit").scheduled, session, made.post, wanted, request.when
        )
    except CrosspostError as error:
        session.approval = made  # nothing was scheduled: the same may be asked once more
        unsaved = session.text != session.saved
        wrong = say(words, "failed", why=str(error))
        asking = dialog(
            made,
            request.accounts,
            words,
            unsaved=unsaved,
            when=request.when,
            wrong=wrong,
            slots=session.slots,
        )
        return {"parts": {"asking": asking}, "open": "asking"}
    done = banner(lines, to_page("queue", words), button("hush", words["close"]))
    return {"parts": {"done": done, "failure": Markup()}, "close": "asking"}


def _free_slots(session: Session) -> FreeSlots:
    """The next free slots of each account that has any; none where nothing can be scheduled."""
    with suppress(CrosspostError, ModuleNotFoundError):
        slots: FreeSlots = loaded("queue_edit").free(session, SLOTS)
        return slots
    return {}


def _with_waiting(session: Session, made: Approval) -> Approval:
    """What of *made* waits already; unknown where nothing can be scheduled."""
    with suppress(CrosspostError, ModuleNotFoundError):
        marked: Approval = loaded("queue_edit").with_waiting(session, made)
        return marked
    return made


def _approved(session: Session, request: "ActionRequest") -> list[Asked] | None:
    """What was said yes to, used up by being asked for; nothing where it was before."""
    made = session.approval
    if made is None or made.id != request.approval:
        return None
    session.approval = None
    return [one for one in made.asked if one.target in request.accounts and one.sendable]


def _begin(session: Session, post: Post, wanted: list[Asked]) -> None:
    loop = asyncio.get_running_loop()

    def progress() -> None:
        session.show(run=publication.shown(session.words))

    publication = Publication(
        post, [one.draft for one in wanted], lambda: loop.call_soon_threadsafe(progress)
    )
    session.publication = publication
    progress()
    session.sending = asyncio.create_task(
        asyncio.to_thread(publication.run, session.settings, session.base)
    )


async def stop(session: Session, _request: "ActionRequest") -> ActionAnswer:
    """Make no further call; the one under way ends, and is written down."""
    if session.publication:
        session.publication.halt.set()
        session.show(run=session.publication.shown(session.words))
    return {}


async def dismiss(session: Session, _request: "ActionRequest") -> ActionAnswer:
    """The end of a publication has been read."""
    if session.publication and session.publication.ended:
        session.publication = None
        session.show(run=Markup())
    return {}
