"""The thread that live tests publish: two languages, a picture, links."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import UNSET, structs

import crosspost
from crosspost.adapters.base import Connection, Upload
from crosspost.images import prepare_picture
from crosspost.ledger import open_ledger
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Message
from crosspost.model.post import Media
from crosspost.model.receipts import Receipt
from crosspost.publishing import RunContext, deliver

EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURE = Media(
    path="dow-changes-chips.png",
    alt={"en": "Two chips change seats", "zh": "两枚芯片交换座位 🪑"},
)


def thread(account: Account) -> Draft:
    """What *account* shall receive."""
    post = crosspost.read(EXAMPLES / "price-of-a-street.txt")
    return crosspost.render(structs.replace(post, media=(PICTURE,)), account)


def uploads(draft: Draft, account: Account) -> dict[int, list[Upload]]:
    """Its pictures, made ready, by the index of their message."""
    rule = account.spec.media
    assert rule
    return {
        message.index: [prepare_picture(picture, rule, EXAMPLES) for picture in message.media]
        for message in draft.messages
        if message.media is not UNSET
    }


def published(
    draft: Draft, connection: Connection, pictures: Mapping[int, list[Upload]], folder: Path
) -> dict[int, Receipt]:
    """Publish it as ``crosspost publish`` does; its receipts by the index of their message."""
    around = RunContext(open_ledger(f"sqlite:///{folder / 'ledger.sqlite3'}"))
    result = deliver(draft, connection, around, uploads=pictures)
    receipts = result.receipts
    assert len(receipts) == len(draft.messages), result
    return {receipt.index: receipt for receipt in receipts}


def above(message: Message, receipts: Mapping[int, Receipt]) -> Receipt | None:
    """The receipt of what *message* replies to."""
    return receipts.get(message.index - 1 if message.after is UNSET else message.after)
