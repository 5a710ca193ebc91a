"""WeChat articles: a draft in an official account's box, for a person to publish.

Publishing by API is closed to most accounts and against the platform's rules for what no person
has seen, so it happens only where the account's settings say ``publish = "true"``:
https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_submit.html. One of ours is
found again in the listings of an account's articles:
https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html.
"""

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import msgspec

from ..._record import converted
from ...errors import ConfigError, Rejected, Retryable, UnknownOutcome, Unverifiable
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from ..base import Connection, Destination, Identity, Upload
from ..outcomes import Unclear
from ..uploads import PictureStore
from .article_words import PicturePlace, placed
from .client import Platform, PlatformAnswer

DRAFTS = "/cgi-bin/draft/batchget"
PUBLISHED = "/cgi-bin/freepublish/batchget"
PAGE = 20
"""Articles that WeChat lists in one answer at most."""
SLACK = dt.timedelta(minutes=1)
"""How far WeChat's clock may be behind ours."""


class Article(msgspec.Struct):
    """What a listing says of an article."""

    title: str = ""
    digest: str = ""
    author: str = ""
    url: str = ""
    is_deleted: bool = False


class Content(msgspec.Struct):
    """The articles that stand together."""

    news_item: list[Article] = []


class ListedItem(msgspec.Struct):
    """A draft, or what was published at one time."""

    content: Content
    update_time: int
    media_id: str = ""
    article_id: str = ""


class Listing(msgspec.Struct):
    """One page of drafts or of published articles."""

    total_count: int
    item: list[ListedItem] = []


def page(platform: Platform, path: str, at: int) -> Listing:
    """One page of the listing at *path*, from its item *at* on; the texts are left out.

    Raises:
        Rejected: the account may not see it.
        Retryable: WeChat cannot say now.
    """
    body = {"offset": at, "count": PAGE, "no_content": 1}
    try:
        return converted(platform.ask(path, body), Listing)
    except msgspec.ValidationError as error:
        raise Retryable("web.unreadable") from error


def listed(platform: Platform, path: str, since: dt.datetime) -> Iterator[ListedItem]:
    """What was changed at *since* or after, of all pages: their order is not documented."""
    oldest = (since - SLACK).timestamp()
    at, total = 0, 1
    while at < total:
        found = page(platform, path, at)
        total = found.total_count if found.item else 0
        at += len(found.item)
        yield from (item for item in found.item if item.update_time >= oldest)


def same(item: ListedItem, message: Message) -> Article | None:
    """The article of *item* if it is *message*; WeChat may have changed its spaces."""
    for article in item.content.news_item[:1]:
        pairs = [
            (article.title, message.payload["title"]),
            (article.author, message.payload["author"]),
            # WeChat writes a digest of its own where it is given none
            (article.digest, message.payload["digest"] or article.digest),
        ]
        if not article.is_deleted and all(_bare(one) == _bare(str(two)) for one, two in pairs):
            return article
    return None


def _bare(text: str) -> str:
    return "".join(text.split())


BOX = "https://mp.weixin.qq.com/"
"""Where a person finds the draft."""
COVER = "/cgi-bin/material/add_material?type=image"
INSIDE = "/cgi-bin/media/uploadimg"
"""Where pictures are stored: a lasting one for the cover, an address for one in the text."""
PAUSE, TRIES = 2.0, 10
"""Seconds between questions whether an article is out, and how many."""
GOING_OUT = 1
FAILED = {
    2: "wechat.not-original",
    3: "wechat.publishing-failed",
    4: "wechat.review-said-no",
    5: "wechat.deleted",
    6: "wechat.taken-down",
}
"""What ``publish_status`` means, but for 0, which is success."""


class DraftBox(Connection):
    """An official account's drafts, and its articles where it may publish them itself."""

    def __init__(self, destination: Destination) -> None:
        self._platform = Platform(destination)
        self._name = destination.account.name
        self._publishes = _yes(destination.settings["publish"], destination.account.name)
        self._covers = PictureStore(partial(self._stored_as, COVER, "media_id"))
        self._inside = PictureStore(partial(self._stored_as, INSIDE, "url"))

    def whoami(self) -> Identity:
        """Signed in, and whether it may publish by API, as only certified accounts may.

        Raises:
            Rejected: it is to publish, and may not.
        """
        try:
            page(self._platform, PUBLISHED, 0)
        except Rejected as error:
            if self._publishes or error.code != "wechat.may-not-call":
                raise
            note = "wechat.drafts-only"
        else:
            note = "wechat.certified"
        return Identity(
            name=self._name,
            id=self._platform.id,
            notes=(translate("channels", note),),
            ends=self._platform.ends,
            renews=True,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Put the article into the draft box, and publish it if the settings say so."""
        del key, above
        article = self._article(message, uploads)
        answer = self._platform.do("/cgi-bin/draft/add", {"articles": [article]})
        draft = _said(answer, "media_id", UnknownOutcome)
        return self._published(draft) if self._publishes else Sent(id=draft, url=BOX, more=_todo())

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Put the article in the place of the draft, as long as nobody has published it."""
        article = self._article(message, uploads)
        draft = _draft(stands)
        body = {"media_id": draft, "index": 0, "articles": article}
        with _in_the_box():
            self._platform.do("/cgi-bin/draft/update", body)
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Delete the draft, as long as nobody has published it."""
        draft = _draft(stands)
        with _in_the_box():
            self._platform.do("/cgi-bin/draft/delete", {"media_id": draft})

    def _article(self, message: Message, uploads: Sequence[Upload]) -> dict[str, Json]:
        """The article with its cover and its pictures, which are stored before."""
        if not uploads:
            raise Rejected("wechat.no-cover")
        return {
            **message.payload,
            "thumb_media_id": self._covers.once(uploads[0]),
            "content": placed(str(message.payload["content"]), self._places(uploads[1:])),
        }

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The draft, or the published article, of the same title, digest and author.

        Raises:
            Unverifiable: it is to be published, and still in the box: nobody knows if it goes out.
        """
        del key, above
        if self._publishes:
            for item in listed(self._platform, PUBLISHED, since):
                if article := same(item, message):
                    return Sent(id=item.article_id, url=article.url)
        for item in listed(self._platform, DRAFTS, since):
            if not same(item, message):
                continue
            if self._publishes:
                raise Unverifiable("wechat.still-in-the-box", box=BOX)
            return Sent(id=item.media_id, url=BOX, more=_todo())
        return None

    def close(self) -> None:
        """Let go of the network."""
        self._platform.close()

    def _places(self, pictures: Sequence[Upload]) -> list[PicturePlace]:
        """Where the pictures of the text are, once they are uploaded."""
        urls = [self._inside.once(picture) for picture in pictures]
        return [
            PicturePlace(url=url.replace("http://", "https://", 1), width=picture.width)
            for url, picture in zip(urls, pictures, strict=True)
        ]

    def _stored_as(self, path: str, field: str, picture: Upload) -> str:
        return _said(self._platform.upload(path, picture), field, Retryable)

    def _published(self, draft: str) -> Sent:
        """*draft* handed in to be published, and its address if it is out soon."""
        try:
            answer = self._platform.do("/cgi-bin/freepublish/submit", {"media_id": draft})
        except Rejected as error:
            raise Rejected("wechat.not-published", reason=error.text, box=BOX) from error
        except Retryable as error:  # sent again, it would be a second draft
            raise UnknownOutcome("wechat.not-handed-in", reason=error.text) from error
        job = _said(answer, "publish_id", UnknownOutcome)
        for _ in range(TRIES):
            try:
                state = self._platform.ask("/cgi-bin/freepublish/get", {"publish_id": job})
            except Retryable:
                break  # handed in it is; only its address stays unknown
            if state.get("publish_status") != GOING_OUT:
                return _out(draft, state)
            time.sleep(PAUSE)
        todo = translate("channels", "wechat.being-published")
        return Sent(id=draft, url=BOX, more={"todo": todo, "publish_id": job})


def _draft(stands: Receipt) -> str:
    """The draft that *stands*.

    Raises:
        Rejected: it was published, and articles that are out cannot be changed.
    """
    if {"draft", "publish_id"} & stands.sent.more.keys():
        raise Rejected("wechat.is-out", box=BOX)
    return stands.sent.id


@contextmanager
def _in_the_box() -> Iterator[None]:
    """A call within about a draft, which somebody may have published or deleted by hand."""
    try:
        yield
    except Rejected as error:
        if error.code == "wechat.no-cover-there":
            raise Rejected("wechat.not-in-the-box", box=BOX) from error
        raise


def _todo() -> dict[str, Json]:
    """What a person does with a draft."""
    return {"todo": translate("channels", "wechat.draft")}


def _yes(said: str, account: str) -> bool:
    if said in {"true", "false"}:
        return said == "true"
    at = f"accounts.{account}.publish"
    raise ConfigError("value.neither-true-nor-false", location=at, value=said, key="publish")


def _said(answer: PlatformAnswer, field: str, unclear: Unclear) -> str:
    """An id from an answer; without one nobody knows what became of the call."""
    if not (said := answer.get(field)):
        raise unclear("wechat.answer-without", field=field)
    return str(said)


def _out(draft: str, state: PlatformAnswer) -> Sent:
    """The article that *draft* has become, as ``freepublish/get`` tells it."""
    status = state.get("publish_status")
    if status in FAILED:
        raise Rejected(FAILED[status], box=BOX)
    try:
        url = str(state["article_detail"]["item"][0]["article_url"])
        return Sent(id=str(state["article_id"]), url=url, more={"draft": draft})
    except (KeyError, IndexError, TypeError):
        return Sent(id=draft, url=BOX)
