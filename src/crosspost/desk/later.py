"""Later: what was approved on the desk, scheduled instead of sent."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from ..accounts import Settings
from ..draft import Draft
from ..post import Post
from .words import Words


def scheduled(
    post: Post, drafts: Sequence[Draft], when: str, settings: Settings, base: Path, words: Words
) -> list[str]:
    """Have *drafts* sent at *when*, or in their accounts' next free slots: a line for each.

    Raises:
        CrosspostError: the time cannot be read, is past, or too close to another delivery, or
            something is missing; nothing was scheduled.
    """
    from ..scheduling import open_schedule, schedule, workers_alive  # noqa: PLC0415
    from ..timing import said  # noqa: PLC0415

    with open_schedule(settings.ledger) as opened:
        names = [draft.account for draft in drafts]
        approved = {draft.digest for draft in drafts}
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
            time = said(due.astimezone(dt.UTC), zone, words["language"])
            key = "scheduled" if one.new else "scheduled_already"
            lines.append(words[key].format(name=one.delivery.account, time=time))
        if not workers_alive(opened):
            lines.append(words["no_worker"])
    return lines
