"""Actions: what the buttons of the page do. Each gives what the page is to do in turn."""

import logging

from ..credentials import scrub
from ..errors import CrosspostError
from .buttons import Action, Answer, Request, said
from .editing import choices, compare, discard, restore, save, take, text
from .sending import ask, dismiss, publish, schedule, stop
from .session import Session

logger = logging.getLogger("crosspost")


async def done(action: Action, session: Session, request: Request) -> Answer:
    """What *action* gives, or why it did not work."""
    try:
        return await action(session, request)
    except CrosspostError as error:
        return said(session, session.words["failed"].format(why=str(error)))
    except Exception as error:  # a mistake of ours, which the page must not take for the end
        logger.exception("%s did not work", action.__name__)
        why = scrub(f"{type(error).__name__}: {error}")
        return said(session, session.words["failed"].format(why=why))


ACTIONS: dict[str, Action] = {
    one.__name__: one
    for one in (
        text,
        choices,
        save,
        take,
        compare,
        restore,
        discard,
        ask,
        publish,
        schedule,
        stop,
        dismiss,
    )
}
"""What a page may ask for, by its path."""
