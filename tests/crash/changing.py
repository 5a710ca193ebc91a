"""What the process does that is killed while it changes or deletes what stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import crosspost.adapters.mastodon.client  # noqa: F401 - each process that is forked begins with it
from crosspost.publishing import delete, update
from crosspost.testing.trial import destination
from tests.fakes.mastodon import TOKEN
from tests.publishing.test_update import LONGER, POST, thread

ACTIONS: dict[str, Callable[..., Any]] = {"update": update, "delete": delete}


def change(action: str, api: str, url: str, begun: Path) -> None:
    """Change or delete the thread; the file *begun* is touched first."""
    begun.touch()
    there = destination("mastodon", {"api": api}, {"access_token": TOKEN})
    drafts = [thread("mastodon", LONGER)]
    [result] = ACTIONS[action](POST, there, drafts=drafts, ledger=url)
    assert result.failure is None, result.failure
