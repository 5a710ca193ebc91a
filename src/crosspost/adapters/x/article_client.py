"""X Articles by X's API: a draft, and its publication where that is wanted.

https://docs.x.com/x-api/articles/introduction. X lists no drafts and changes none. So the id of a
draft is kept as soon as it is known: whoever goes on after a crash publishes the same one, and
never makes it again. A draft whose answer got lost is not found: where it was all that was wanted,
a person looks; where it was to be published it is made anew, and nobody but its author sees the
first one.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from msgspec import structs

from ...errors import Rejected, Retryable, UnknownOutcome, Unverifiable
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ..article.sites import to_do
from ..base import Identity, NoNotes, Upload
from ..uploads import PictureStore, UploadNotes
from .calls import MAY_NOT
from .client import EARLIER, XConnection

EDITOR = "https://x.com/compose/articles/edit"
"""Where its author reads a draft, and publishes it."""
LOOKED_AT = ["created_at", "article", "article_title"]


class XArticles(XConnection):
    """The articles of one account on X."""

    def whoami(self) -> Identity:
        """Ask X who we are; what posts may hold says nothing of articles."""
        return structs.replace(super().whoami(), limits={})

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Make the draft, unless it is known to be there, and publish it if that is wanted."""
        del above
        self._sign_in()
        draft = self.notes.note(key) or self._drafted(message, key, uploads)
        if not message.payload.get("publish"):
            return _kept(draft)
        with self._may_write(), self.calls(unclear=UnknownOutcome):
            answer = self.client.request(
                "POST", f"/2/articles/{draft}/publish", user_auth=self.signed
            )
            return self._sent(answer.json()["data"]["post_id"])

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The draft that is known, or our post with the article.

        Raises:
            Unverifiable: X does not let this app read, or nobody knows of a draft.
            Retryable: it cannot say now.
        """
        del above
        draft = self.notes.note(key)
        if not message.payload.get("publish"):
            if draft:
                return _kept(draft)
            raise Unverifiable("x.unknown-draft", location=self.at)
        if not draft:  # nothing was published without one
            return None
        self._sign_in()
        for post in self._posts(since - EARLIER, LOOKED_AT):
            if _title(post) == message.payload["title"]:
                return self._sent(post["id"])
        return None

    def _drafted(self, message: Message, key: str, uploads: Sequence[Upload]) -> str:
        """The id of a new draft, kept before anything else is done."""
        warning = str(message.payload.get("sensitive_media_warning") or "")

        def store(upload: Upload) -> str:
            return self.uploaded([upload], UploadNotes(NoNotes(), key), warning)[0]

        numbers = PictureStore(store).stored(message, uploads)
        # Of a draft that is to be published a second one harms nobody
        unclear = Retryable if message.payload.get("publish") else UnknownOutcome
        with self._may_write(), self.calls(unclear=unclear):
            answer = self.client.request(
                "POST",
                "/2/articles/draft",
                json=article_of(message, numbers),
                user_auth=self.signed,
            )
            number = str(answer.json()["data"]["id"])
        self.notes.keep_note(key, number)
        return number

    @contextmanager
    def _may_write(self) -> Iterator[None]:
        try:
            yield
        except Rejected as error:
            if error.code not in MAY_NOT:
                raise
            said = error.values.get("status", "")
            raise Rejected("x.no-articles", location=self.at, status=said) from error


def article_of(message: Message, numbers: Mapping[str, str]) -> dict[str, Any]:
    """The call's body.

    Args:
        message: the article.
        numbers: X's ids of its pictures, by path or address in the post.

    >>> state = {"blocks": [{"text": "涨了🎉", "type": "unstyled"}], "entities": []}
    >>> said = Message(
    ...     index=1,
    ...     of=1,
    ...     text="涨了🎉",
    ...     size=6,
    ...     limit=9,
    ...     unit="weighted",
    ...     payload={"title": "房价", "content_state": state, "cover": "街.png"},
    ... )
    >>> article_of(said, {"街.png": "7"})["cover_media"]
    {'media_category': 'tweet_image', 'media_id': '7'}
    """
    state = cast("dict[str, Any]", message.payload["content_state"])
    entities = [{**one, "value": _uploaded(one["value"], numbers)} for one in state["entities"]]
    body = {
        "title": message.payload["title"],
        "content_state": {**state, "entities": entities},
    }
    if cover := numbers.get(str(message.payload.get("cover"))):
        body["cover_media"] = {"media_category": "tweet_image", "media_id": cover}
    return body


def _uploaded(entity: dict[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """*entity* with X's ids of its pictures for what the post calls them."""
    data = entity["data"]
    if "media_items" not in data:
        return entity
    items = [{**one, "media_id": numbers[one["media_id"]]} for one in data["media_items"]]
    return {**entity, "data": {**data, "media_items": items}}


def _title(post: Mapping[str, Any]) -> str:
    article = post.get("article")
    own = article.get("title") if isinstance(article, dict) else ""
    return str(own or post.get("article_title") or "")


def _kept(number: str) -> Sent:
    return Sent(id=number, url=f"{EDITOR}/{number}", more=to_do(published=False))
