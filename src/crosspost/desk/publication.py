"""Publication: drafts that were approved on their way, and what is to be seen of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ..config import Settings
from ..credentials import scrub
from ..errors import CrosspostError
from ..looks.elements import element
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.post import Post
from ..model.receipts import Failure
from ..translations import Words
from .html import button, losses

if TYPE_CHECKING:
    from ..publishing import Event, PublishResult

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
            self.problem = scrub(f"{type(error).__name__}: {error}")
        else:
            self._failures = {one.account: one.failure for one in results if one.failure}
            self._findings = {one.account: one.findings for one in results}
        finally:
            self.ended = True
            self._changed()

    def _run(self, settings: Settings, base: Path) -> "list[PublishResult]":
        from ..publishing import publish  # noqa: PLC0415 - only who publishes needs its libraries

        return publish(
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
        """What became of each message so far, and, at the end, what to do next."""
        stop = Markup() if self.ended else button("stop", words["stop"])
        if self.halt.is_set() and not self.ended:
            stop = escape(words["stopping"])
        rows = Markup().join(self._draft(draft, words) for draft in self.drafts)
        away = button("dismiss", words["close"]) if self.ended else ""
        wrong = escape(words["failed"].format(why=self.problem)) if self.problem else Markup()
        heading = element("h2", escape(words["progress"]) + " " + stop + away)
        ends = element("div", wrong + self._ends(words), {"role": "status"})
        return element("div", heading + rows + ends, {"class": "desk-run"})

    def _draft(self, draft: Draft, words: Words) -> Markup:
        indices = [message.index for message in draft.messages]
        items = Markup().join(self._message(draft, index, words) for index in indices)
        return element("ul", items, {"aria-label": draft.account})

    def _message(self, draft: Draft, index: int, words: Words) -> Markup:
        event = self._latest.get((draft.account, index))
        kind = event.kind if event else "todo"
        if not event and (draft.account, 0) not in self._latest and not self.ended and index == 1:
            said = words["preparing"]
        else:
            seconds = f"{event.seconds:.0f}" if event else ""
            reason = event.reason if event else ""
            said = words[f"state_{kind}"].format(seconds=seconds, reason=reason)
        parts = [escape(f"{draft.account} {index}/{len(draft.messages)}"), element("b", said)]
        if event and event.receipt and event.receipt.sent.url.startswith(("https://", "http://")):
            url = event.receipt.sent.url
            beside = {"href": url, "target": "_blank", "rel": "noreferrer noopener"}
            parts.append(element("a", url, beside))
        todo = str(event.receipt.sent.more.get("todo", "")) if event and event.receipt else ""
        if todo:
            parts.append(escape(words["what_next"].format(advice=todo)))
        return element("li", Markup(" ").join(parts), {"data-kind": kind})

    def _ends(self, words: Words) -> Markup:
        """How each account ended, and what to do about it."""
        if not self.ended or self.problem:
            return Markup()
        ends = (self._end(draft.account, words) for draft in self.drafts)
        return Markup().join(element("p", one, {"class": "desk-end"}) for one in ends)

    def _end(self, account: str, words: Words) -> Markup:
        failure = self._failures.get(account)
        if failure is None:
            lost = losses(self._findings.get(account, ()), words)
            return Markup("<br>").join([words["end_sent"].format(name=account), *lost])
        end = words[f"end_{failure.outcome}"].format(name=account)
        reason = words[f"state_{failure.outcome}"].format(reason=failure.reason)
        next_ = words["what_next"].format(advice=failure.advice) if failure.advice else ""
        return Markup("<br>").join(filter(None, (end, reason, next_)))
