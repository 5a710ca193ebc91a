"""WeChat's platform, as articles, customer-service messages and robots call it.

It has no Python SDK that is kept up and knows drafts, so this is `WebApi`. Every
call is a POST; the answer is HTTP 200 with an ``errcode`` inside:
https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html and, for WeCom,
https://developer.work.weixin.qq.com/document/path/90313. A code that is not in the table is a
refusal in the platform's own words.

Customer-service messages are answers to a follower who has written to the account:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import httpx

from ...credentials.tokens import Token, fresh
from ...errors import Rejected, Retryable, UnknownOutcome, read_lifetime
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...redaction import Hidden
from ...translations import translate
from ..base import CannotLook, Destination, Identity, Upload
from ..outcomes import Noes, Unclear
from ..web_api import WebApi, as_json, fingerprint, read_json

PlatformAnswer = dict[str, Any]


NOES = Noes(
    account={
        40001: "wechat.wrong-secret-or-token",
        40003: "wechat.no-follower",
        40013: "wechat.wrong-app-id",
        40014: "wechat.wrong-token",
        40125: "wechat.wrong-secret",
        40164: "wechat.address-not-listed",
        40243: "wechat.secret-frozen",
        42001: "wechat.token-over",
        45015: "wechat.follower-silent",
        45028: "wechat.published-enough",
        45047: "wechat.answered-enough",
        48001: "wechat.may-not-call",
        48002: "wechat.takes-no-messages",
        48004: "wechat.barred",
        50002: "wechat.limited",
        76022: "wechat.may-not-call",
        93000: "wechat.no-robot",
    },
    message={
        40004: "wechat.picture-kind",
        40005: "wechat.picture-kind",
        40007: "wechat.no-cover-there",
        40009: "wechat.picture-over-1-mb",
        40033: "wechat.escapes",
        40058: "wechat.text-not-as-wanted",
        40137: "wechat.picture-kind",
        44003: "wechat.empty-article",
        44004: "wechat.empty-message",
        45001: "wechat.picture-too-large",
        45002: "wechat.text-too-long",
        45003: "wechat.title-too-long",
        45004: "wechat.description-too-long",
        45005: "wechat.link-too-long",
        45008: "wechat.article-too-large",
        45166: "wechat.content",
        87014: "wechat.filtered",
    },
    later={
        -1: "wechat.busy",
        45009: "wechat.calls-used-up",
        45011: "wechat.too-many-calls",
        89503: "wechat.administrator",
    },
    other="wechat.refused",
)
"""Of what says no to the account some says it to the one follower or chat that it writes to."""
STALE = frozenset({"wechat.wrong-secret-or-token", "wechat.wrong-token", "wechat.token-over"})
"""The token is wrong or over: a new one is asked for, once."""


def read_answer(response: httpx.Response, unclear: Unclear) -> PlatformAnswer:
    """The platform's answer, where that is no error.

    Raises:
        Rejected: the platform said no.
        Retryable: it cannot take it now, or *unclear* where nobody can read what it said.
        UnknownOutcome: as *unclear* says.
    """
    answer = read_json(response, unclear)
    if code := answer.get("errcode", 0):
        said = str(answer.get("errmsg", ""))
        raise NOES.outcome(code, errcode=str(code), said=said) or unclear("web.unreadable")
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
        except Rejected as error:
            if error.code not in STALE:
                raise
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
