"""Drafts written by hand, so that nothing but the ledger is tried."""

from collections.abc import Mapping

import msgspec

from crosspost.model.draft import Draft, Message, digest


def draft(
    *texts: str, account: str = "主号", channel: str = "x", after: Mapping[int, int] = {}
) -> Draft:
    """A thread of *texts*; *after* says which messages do not reply to the one before."""
    messages = tuple(
        Message(
            index=index,
            of=len(texts),
            text=text,
            size=len(text),
            limit=280,
            unit="weighted",
            payload={"text": text},
            after=after.get(index, msgspec.UNSET),
        )
        for index, text in enumerate(texts, 1)
    )
    return Draft(
        channel=channel,
        account=account,
        languages=("zh",),
        digest=digest(channel, messages),
        messages=messages,
        findings=(),
    )
