"""Tests for whoever writes a channel: a fake server, and what every channel has to hold.

::

    from crosspost.testing import Fake, FakedChannel, check_channel


    def test_my_channel(tmp_path):
        check_channel(
            "postcard", FakedChannel("Postcard", PostcardFake, "POST /cards", {}), tmp_path
        )
"""

from pathlib import Path
from unittest.mock import patch

from ..adapters import base, channel
from ..ledger import open_ledger
from ..model.receipts import key
from ..publishing import RetryPolicy
from .laws import check_draft, check_page, check_writing
from .server import Answer, Fake, Fault, Request
from .trial import UNREACHABLE, FakedChannel, Trial

__all__ = [
    "FAULTS",
    "Answer",
    "Fake",
    "FakedChannel",
    "Fault",
    "Request",
    "check_channel",
    "check_draft",
    "check_page",
    "check_writing",
]

WAIT = 0.3
"""Seconds that a connection waits for an answer, instead of `base.TIMEOUT`."""
FAULTS = (
    UNREACHABLE,
    "timeout",
    "reset",
    "lost-answer",
    "cut",
    "garbled",
    "400",
    "401",
    "403",
    "429",
    "500",
    "503",
)
"""What goes wrong with the call of a message, once; see `Fault`."""


def check_channel(name: str, faked: FakedChannel, folder: Path) -> None:
    """See whether the channel *name* keeps to what every channel does.

    Its drafts and its page keep the laws of `check_writing`; of what is published to its fake, with
    each fault once, nothing is lost or doubled.

    Args:
        name: of the entry.
        faked: its fake, and what the call holds that makes a post.
        folder: an empty one, for ledgers and a picture.

    Raises:
        AssertionError: a law is broken, or what stands at the end is not what was to be
            published, and which fault it was.
    """
    assert not channel(name).pasted, f"{name} has no connect: people paste it"
    check_writing(name)
    for fault in FAULTS:
        with (
            patch.object(base, "TIMEOUT", WAIT),
            faked.fake() as fake,
            open_ledger(f"sqlite:///{folder}/{fault}.sqlite3") as ledger,
        ):
            trial = Trial(name, faked, fake, ledger, folder, account=fault)
            failure = trial.run(RetryPolicy(), fault)
            if failure:
                failure = trial.run(RetryPolicy())
            if failure:
                asked = key(failure.digest, failure.account, failure.run, failure.index)
                trial.settle(asked)
                failure = trial.run(RetryPolicy())
            assert failure is None, f"{fault}: {failure}"
            stands, wanted = trial.standing(), trial.wanted(len(trial.draft.messages))
            assert stands == wanted, f"{fault}: {stands} stands, not {wanted}"
