"""What the buttons around publishing and scheduling do."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from ..config import Settings
from ..errors import CrosspostError
from ..model.draft import Draft
from ..model.post import Post
from ..times import time_in_zone
from ..translations import Words
from .actions import ActionAnswer, ActionRequest, notice
from .approval import Asked, approval, dialog
from .html import banner, button, losses
from .publication import Publication
from .session import Session


def scheduled(
    post: Post, drafts: Sequence[Draft], when: str, settings: Settings, base: Path, words: Words
) -> list[str]:
    """Have *drafts* sent at *when*, or in their accounts' next free slots: a line for each.

    Raises:
        CrosspostError: the time cannot be read, is past, or too close to another delivery, or
            something is missing; nothing was scheduled.
    """
    from ..scheduling import open_schedule, schedule, workers_alive  # noqa: PLC0415

    with open_schedule(settings.ledger) as opened:
        names = [draft.account for draft in drafts]
        approved = {draft.approval or draft.digest for draft in drafts}
        found = schedule(
            post,
            names,
            when or None,
            drafts=drafts,
            approved=approved,
            base=base,
            ledger=opened,
        )
        lines = []
        for one in found:
            due, zone = one.delivery.due, ZoneInfo(one.delivery.terms.zone)
            time = time_in_zone(due.astimezone(dt.UTC), zone).translated(words["language"])
            key = "scheduled" if one.new else "scheduled_already"
            lines.append(words[key].format(name=one.delivery.account, time=time))
            if one.other_time:
                lines.append(words["scheduled_other"].format(id=one.delivery.id))
            lines += losses(one.findings, words)
        if not workers_alive(opened):
            lines.append(words["no_worker"])
    return lines


async def ask(session: Session, request: ActionRequest) -> ActionAnswer:
    """Show what would be sent, and ask."""
    session.take(request.text)
    view = await session.render()
    words = session.words
    if session.publication and not session.publication.ended:
        return notice(session, words["running"])
    if view.post is None:
        return notice(session, words["ask_problem"])
    made = await asyncio.to_thread(approval, view, session.settings, session.base)
    session.approval = made
    ticked = [
        one.target for one in made.asked if not request.again or one.target in request.accounts
    ]
    unsaved = session.text != session.saved
    asking = dialog(made, ticked, words, unsaved=unsaved, when=request.when)
    return {"parts": {"asking": asking}, "open": "asking"}


async def publish(session: Session, request: ActionRequest) -> ActionAnswer:
    """Send what was approved: exactly those drafts, and once, whoever clicks how often."""
    if session.publication and not session.publication.ended:
        return {**notice(session, session.words["running"]), "close": "asking"}
    made = session.approval
    wanted = _approved(session, request)
    if wanted is None:
        return {**notice(session, session.words["asked_anew"]), "close": "asking"}
    if wanted and made is not None:
        _begin(session, made.post, wanted)
    return {"parts": {"failure": Markup()}, "close": "asking"}


async def schedule_asked(session: Session, request: ActionRequest) -> ActionAnswer:
    """Send what was approved later; a time that is no good is asked for again."""
    made, words = session.approval, session.words
    wanted = _approved(session, request)
    if made is None or wanted is None:
        return {**notice(session, words["asked_anew"]), "close": "asking"}
    if not wanted:
        return {"close": "asking"}
    drafts = [one.draft for one in wanted]
    try:
        lines = await asyncio.to_thread(
            scheduled, made.post, drafts, request.when, session.settings, session.base, words
        )
    except CrosspostError as error:
        session.approval = made  # nothing was scheduled: the same may be asked once more
        unsaved = session.text != session.saved
        wrong = words["failed"].format(why=str(error))
        asking = dialog(
            made, request.accounts, words, unsaved=unsaved, when=request.when, wrong=wrong
        )
        return {"parts": {"asking": asking}, "open": "asking"}
    away = button("hush", words["close"])
    return {"parts": {"done": banner(lines, away), "failure": Markup()}, "close": "asking"}


def _approved(session: Session, request: ActionRequest) -> list[Asked] | None:
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


async def stop(session: Session, _request: ActionRequest) -> ActionAnswer:
    """Make no further call; the one under way ends, and is written down."""
    if session.publication:
        session.publication.halt.set()
        session.show(run=session.publication.shown(session.words))
    return {}


async def dismiss(session: Session, _request: ActionRequest) -> ActionAnswer:
    """The end of a publication has been read."""
    if session.publication and session.publication.ended:
        session.publication = None
        session.show(run=Markup())
    return {}
