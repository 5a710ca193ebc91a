"""A thread to look at: three posts, a reply, a picture, and findings of every level."""

import datetime as dt

import pytest
from msgspec import structs

from crosspost.model.draft import Carried, Draft, Message, Picture, digest
from crosspost.model.findings import MessagePart, PostPath, WholeThread, finding, of_words
from crosspost.model.receipts import Receipt, Sent


def _message(index: int, text: str, size: int, **more: object) -> Message:
    return Message(
        index=index,
        of=3,
        text=text,
        size=size,
        limit=280,
        unit="weighted",
        payload={"text": text},
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def draft() -> Draft:
    messages = (
        _message(1, "The Vertical Silicon War / 垂类芯片之战 🎉\n\n📰 It began. 1/3", 64),
        _message(2, "亚马逊（AWS）展示了路线图，甚至 Apple 都已采用。👨‍👩‍👧‍👦 🇨🇳 ❤️ 2/3", 270),
        _message(
            3,
            "[bold]no markup[/bold] :smile: \x1b[31m 3/3",
            120,
            after=1,
            media=(Picture(path="chip.png", alt="一块芯片"),),
        ),
    )
    findings = (
        finding("typography.nfc", PostPath(), count=1, examples=("“é” → “é”",)),
        finding(
            "x.cost",
            WholeThread(),
            price=0.045,
            currency="USD",
            plain=3,
            price_plain=0.015,
            linked=0,
            price_linked=0.2,
        ),
        of_words("x.bare-link", 2, messages[1].text, [(4, 7)]),
        finding("x.cashtags", MessagePart(index=3), words=("$A", "$B"), limit=1),
    )
    return Draft(
        channel="x",
        account="zhongwen",
        languages=("en", "zh"),
        digest=digest("x", messages),
        messages=messages,
        findings=findings,
        carries=(Carried(section="title", languages=("en", "zh"), messages=(1,)),),
    )


@pytest.fixture
def reply(draft: Draft) -> Draft:
    """The same thread under an older post."""
    above = Receipt(
        channel="x",
        account="zhongwen",
        digest="sha256:00",
        index=1,
        run=1,
        sent=Sent(id="1990", url="https://x.com/zhongwen/status/1990000000000000000"),
        at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    )
    return structs.replace(draft, under=above, digest=digest("x", draft.messages, above))
