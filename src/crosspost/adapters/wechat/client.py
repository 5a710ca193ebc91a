"""WeChat's platform, as articles, customer-service messages and robots call it.

It has no Python SDK that is kept up and knows drafts, so this is `WebApi`. Every
call is a POST; the answer is HTTP 200 with an ``errcode`` inside (see `errcodes`).

Listings: which articles an account has, as drafts or published, to find one of ours again.

https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html.

WeChat's customer-service messages: answers to a follower who has written to the account.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import msgspec

from ..._record import converted
from ...credentials.tokens import Token, fresh
from ...errors import Retryable, UnknownOutcome, read_lifetime
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...redaction import Hidden
from ...translations import translate
from ..base import CannotLook, Destination, Identity, Upload
from ..web_api import Unclear, WebApi, as_json, fingerprint, read_json
from .errcodes import Stale, refusal

PlatformAnswer = dict[str, Any]


def read_answer(response: httpx.Response, unclear: Unclear) -> PlatformAnswer:
    """The platform's answer, where that is no error.

    Raises:
        Rejected: the platform said no.
        Retryable: it cannot take it now, or *unclear* where nobody can read what it said.
        UnknownOutcome: as *unclear* says.
    """
    answer = read_json(response, unclear)
    if code := answer.get("errcode", 0):
        raise refusal(code, str(answer.get("errmsg", "")))
    return answer


class Platform:
    """An official account's API with its token, which is renewed when the platform wants that.

    ``stable_token`` gives the same token to whoever asks until five minutes before its end:
    https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html.
    """

    def __init__(self, destination: Destination) -> None:
        self._credentials = destination.credentials
        address = destination.settings["api"]
        self._signed = WebApi(address)
        self._plain = WebApi(address)
        self.ends: dt.datetime | None = None
        """When the token ends, in UTC."""

    @property
    def id(self) -> str:
        """What tells this official account from others."""
        return fingerprint(self._credentials.get("app_id"))

    def ask(self, path: str, body: object) -> PlatformAnswer:
        """Ask for something: nothing stands afterwards, so it may be asked again."""
        return self._call(path, Retryable, as_json(body))

    def do(self, path: str, body: object) -> PlatformAnswer:
        """Make something that stays.

        Raises:
            UnknownOutcome: the call began and no answer could be read.
        """
        return self._call(path, UnknownOutcome, as_json(body))

    def upload(self, path: str, picture: Upload) -> PlatformAnswer:
        """Store a picture; one that is stored twice disturbs nobody."""
        files = {"media": (picture.name, picture.data, picture.mime)}
        return self._call(path, Retryable, {"files": files})

    def sign_in(self, refused: str = "") -> None:
        """Take the token that is kept, or ask for one where that is *refused* or over.

        Raises:
            Rejected: AppID, AppSecret or this computer's address are not known.
            Retryable: the platform cannot say now.
        """
        secrets = (self._credentials.get("app_id"), self._credentials.get("app_secret"))
        token = fresh(secrets, lambda _: self._granted(*secrets, refused), refused=refused)
        self._signed.query["access_token"] = token.value.reveal()
        self.ends = token.ends

    def close(self) -> None:
        """Let go of the network."""
        self._signed.close()
        self._plain.close()

    def _call(self, path: str, unclear: Unclear, content: dict[str, Any]) -> PlatformAnswer:
        if not self._signed.query:
            self.sign_in()
        try:
            return read_answer(self._signed.post(path, unclear, **content), unclear)
        except Stale:
            self.sign_in(self._signed.query["access_token"])
            return read_answer(self._signed.post(path, unclear, **content), unclear)

    def _granted(self, app_id: str, app_secret: str, refused: str) -> Token:
        """The token that WeChat gives; by force only where it is the *refused* one: 20 a day."""
        body = {"grant_type": "client_credential", "appid": app_id, "secret": app_secret}
        token = self._asked({**body, "force_refresh": False})
        if token.value.reveal() != refused:
            return token
        return self._asked({**body, "force_refresh": True})

    def _asked(self, body: object) -> Token:
        said = self._plain.post("/cgi-bin/stable_token", Retryable, **as_json(body))
        answer = read_answer(said, Retryable)
        try:
            lasts = dt.timedelta(seconds=read_lifetime(answer["expires_in"]))
            return Token(value=Hidden(answer["access_token"]), ends=dt.datetime.now(dt.UTC) + lasts)
        except (KeyError, TypeError) as error:
            raise Retryable("wechat.answer-without", field="access_token") from error


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


SEND = "/cgi-bin/message/custom/send"


class Answers(CannotLook):
    """A chat of an official account with one follower."""

    cannot_look = "wechat.cannot-look"
    """WeChat shows no message again."""

    def __init__(self, destination: Destination) -> None:
        self._platform = Platform(destination)
        self._name = destination.account.name
        self._to = destination.settings["to"]

    def whoami(self) -> Identity:
        """Signed in, and how many answers are left; whom they may go to cannot be asked."""
        answer = self._platform.ask("/cgi-bin/openapi/quota/get", {"cgi_path": SEND})
        left = answer.get("quota", {}).get("remain", "?")
        notes = (translate("channels", "wechat.answers-left", count=left),)
        return Identity(
            name=self._name,
            id=f"{self._platform.id} {self._to}",
            notes=notes,
            ends=self._platform.ends,
            renews=True,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Send *message*; WeChat gives no id, so it goes by its key."""
        del above, uploads
        text = {"content": message.payload["text"]}
        body = {"touser": self._to, "msgtype": "text", "text": text}
        self._platform.do(SEND, body)
        return Sent(id=key)

    def close(self) -> None:
        """Let go of the network."""
        self._platform.close()
