"""WeChat's platform, as articles, customer-service messages and robots call it.

It has no Python SDK that is kept up and knows drafts, so this is httpx. Every call is a POST;
the answer is HTTP 200 with an ``errcode`` inside (see `errcodes`).

Listings: which articles an account has, as drafts or published, to find one of ours again.

https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html.

WeChat's customer-service messages: answers to a follower who has written to the account.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import msgspec

from ..._record import converted
from ...credentials.tokens import Hidden, Token, fresh
from ...errors import Rejected, Retryable, UnknownOutcome, Unverifiable
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..base import Destination, Identity, Upload
from .errors import Stale, refusal

Answer = dict[str, Any]
Unclear = type[Retryable] | type[UnknownOutcome]
"""What it is when no answer can be read: later for a question, unknown where something stands."""

BUSY = 429
DENIED = (401, 402, 403)
"""These say no to the account, whatever is sent."""


class Keyed(httpx.BaseTransport):
    """Puts a secret into the address behind httpx's back, which writes every address to its log.

    Args:
        address: where the calls go, for the proxy that the environment may name for it.
        key: the secret, by its name in the query.
    """

    def __init__(self, address: str, key: dict[str, str]) -> None:
        parts = urlsplit(address)
        direct = proxy_bypass(parts.hostname or "")
        self._network = httpx.HTTPTransport(
            proxy=None if direct else getproxies().get(parts.scheme)
        )
        self.key = key

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* with the key in its query."""
        return self._network.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_merge_params(self.key),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        """Let go of the network."""
        self._network.close()


def post(client: httpx.Client, path: str, unclear: Unclear, **content: Any) -> Answer:  # noqa: ANN401 - what httpx takes
    """One call, and its answer if that is no error.

    Raises:
        Rejected: the platform said no.
        Retryable: the call was surely not made, or may be made again.
        UnknownOutcome: where *unclear* says so, the call began and no answer could be read.
    """
    try:
        response = client.post(path, **content)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        found = f"no address: {error}"
        raise Rejected(found, location="api", hint="https://…") from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        found = f"no connection: {error}"
        raise Retryable(found) from error
    except httpx.TransportError as error:
        found = f"no answer: {error or type(error).__name__}"
        raise unclear(found) from error
    return _read(response, unclear)


def _read(response: httpx.Response, unclear: Unclear) -> Answer:
    status = f"{response.status_code} {response.reason_phrase}"
    if response.status_code == BUSY:
        wait = response.headers.get("retry-after", "")
        found = f"too many calls: {status}"
        raise Retryable(found, after=float(wait) if wait.isdigit() else None)
    if response.is_server_error:
        found = f"the platform is in trouble: {status}"
        raise unclear(found)
    if not response.is_success:
        found = f"the platform says no: {status}"
        whole = response.status_code in DENIED
        instead = "the address in api, if the account has its own"
        raise Rejected(found, hint=instead, account_level=whole)
    try:
        answer = json.loads(response.content)
    except ValueError as error:
        found = "an answer that nobody can read"
        raise unclear(found) from error
    if not isinstance(answer, dict):
        found = "an answer that nobody can read"
        raise unclear(found)
    if code := answer.get("errcode", 0):
        raise refusal(code, str(answer.get("errmsg", "")))
    return answer


def as_json(body: object) -> dict[str, Any]:
    """*body* as the platform wants JSON: it would show an escaped character as its escape.

    >>> as_json({"content": "你好🎉"})["content"].decode()
    '{"content": "你好🎉"}'
    """
    return {
        "content": json.dumps(body, ensure_ascii=False).encode(),
        "headers": {"content-type": "application/json; charset=utf-8"},
    }


class Platform:
    """An official account's API with its token, which is renewed when the platform wants that.

    ``stable_token`` gives the same token to whoever asks until five minutes before its end:
    https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html.
    """

    def __init__(self, destination: Destination) -> None:
        self._credentials = destination.credentials
        address = destination.settings["api"]
        self._signed = Keyed(address, {})
        self._client = httpx.Client(base_url=address, transport=self._signed, timeout=base.TIMEOUT)
        self._plain = httpx.Client(base_url=address, timeout=base.TIMEOUT)
        self.ends: dt.datetime | None = None
        """When the token ends, in UTC."""

    def ask(self, path: str, body: object) -> Answer:
        """Ask for something: nothing stands afterwards, so it may be asked again."""
        return self._call(path, Retryable, as_json(body))

    def do(self, path: str, body: object) -> Answer:
        """Make something that stays.

        Raises:
            UnknownOutcome: the call began and no answer could be read.
        """
        return self._call(path, UnknownOutcome, as_json(body))

    def upload(self, path: str, picture: Upload) -> Answer:
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
        self._signed.key = {"access_token": token.value.reveal()}
        self.ends = token.ends

    def close(self) -> None:
        """Let go of the network."""
        self._client.close()
        self._plain.close()

    def _call(self, path: str, unclear: Unclear, content: dict[str, Any]) -> Answer:
        if not self._signed.key:
            self.sign_in()
        try:
            return post(self._client, path, unclear, **content)
        except Stale:
            self.sign_in(self._signed.key["access_token"])
            return post(self._client, path, unclear, **content)

    def _granted(self, app_id: str, app_secret: str, refused: str) -> Token:
        """The token that WeChat gives; by force only where it is the *refused* one: 20 a day."""
        body = {"grant_type": "client_credential", "appid": app_id, "secret": app_secret}
        token = self._asked({**body, "force_refresh": False})
        if token.value.reveal() != refused:
            return token
        return self._asked({**body, "force_refresh": True})

    def _asked(self, body: object) -> Token:
        answer = post(self._plain, "/cgi-bin/stable_token", Retryable, **as_json(body))
        try:
            lasts = dt.timedelta(seconds=answer["expires_in"])
            return Token(value=Hidden(answer["access_token"]), ends=dt.datetime.now(dt.UTC) + lasts)
        except (KeyError, TypeError) as error:
            found = "an answer without a token"
            raise Retryable(found) from error


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


class Item(msgspec.Struct):
    """A draft, or what was published at one time."""

    content: Content
    update_time: int
    media_id: str = ""
    article_id: str = ""


class Listing(msgspec.Struct):
    """One page of drafts or of published articles."""

    total_count: int
    item: list[Item] = []


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
        found = f"a listing that nobody can read: {error}"
        raise Retryable(found) from error


def listed(platform: Platform, path: str, since: dt.datetime) -> Iterator[Item]:
    """What was changed at *since* or after, of all pages: their order is not documented."""
    oldest = (since - SLACK).timestamp()
    at, total = 0, 1
    while at < total:
        found = page(platform, path, at)
        total = found.total_count if found.item else 0
        at += len(found.item)
        yield from (item for item in found.item if item.update_time >= oldest)


def same(item: Item, message: Message) -> Article | None:
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


def connect(destination: Destination) -> "Answers":
    """The official account of *destination*, answering one follower."""
    return Answers(destination)


class Answers:
    """A chat of an official account with one follower."""

    def __init__(self, destination: Destination) -> None:
        self._platform = Platform(destination)
        self._name = destination.account.name
        self._to = destination.settings["to"]

    def whoami(self) -> Identity:
        """Signed in, and how many answers are left; whom they may go to cannot be asked."""
        answer = self._platform.ask("/cgi-bin/openapi/quota/get", {"cgi_path": SEND})
        left = answer.get("quota", {}).get("remain", "?")
        notes = (f"{left} answers left today",)
        return Identity(name=self._name, notes=notes, ends=self._platform.ends, renews=True)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Send *message*; WeChat gives no id, so it goes by its key."""
        del above, uploads
        text = {"content": message.payload["text"]}
        body = {"touser": self._to, "msgtype": "text", "text": text}
        self._platform.do(SEND, body)
        return Sent(id=key)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """WeChat shows no message again.

        Raises:
            Unverifiable: always.
        """
        del message, key, above, since
        found = "WeChat does not say what an account has answered"
        raise Unverifiable(found, hint="look in 客服 of mp.weixin.qq.com, or ask the follower")

    def close(self) -> None:
        """Let go of the network."""
        self._platform.close()
