"""Threads: a container, kept by its number until it is published, and then the publication.

A container that nobody publishes shows nowhere and ends after a day, so making one may be tried
again. Publishing it is the one call that counts. If its answer is lost, the container itself says
what became of it (https://developers.facebook.com/documentation/threads/troubleshooting), and our
own posts have its number. A token lives 60 days and is renewed after 30:
https://developers.facebook.com/docs/threads/get-started/long-lived-tokens.
"""

import contextlib
import datetime as dt
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from ...credentials.tokens import Token, fresh
from ...errors import (
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    Unverifiable,
)
from ...model.draft import Message, Picture
from ...model.receipts import Receipt, Sent
from ...redaction import Hidden
from ...translations import translate
from ..base import Destination, Identity, NoNotes, Upload
from ..uploads import asked_for, until_ready
from ..web_api import ApiConnection, WebApi, json_of, needed, read_json

V1, PUBLISH = "/v1.0", "/me/threads_publish"
READY_WITHIN = 60.0
"""Seconds that a container may take; Meta speaks of 30 on average."""
SOON = 30.0
"""Seconds until what takes longer is asked for again."""
HOUR = 3600.0
UNREADY = ("IN_PROGRESS", "")
OVER = ("ERROR", "EXPIRED")
"""States of a container from which none is ever published."""
EARLIER = dt.timedelta(minutes=2)
"""How far our clock may be ahead of Meta's."""
PAGE = 50
LONGEST_LIFE = 60 * 24 * HOUR
"""Seconds that a token lives at most."""
BUSY_CODES = frozenset({4, 17, 32, 613})
PASSING = frozenset({1, 2})
TOKEN_CODES = frozenset({102, 190})
NO_PERMISSION = range(200, 300)
DENIED = 10
ACCOUNT = frozenset({"threads.wrong-token", "threads.may-not"})
"""These say no to the account, whatever is sent."""
MISSING = 4279009
"""Subcode: what was made a moment ago is not there yet."""
GONE = frozenset({"threads.refused", "threads.not-ready"})
"""What Meta says of a post that is not there."""
HIDES = "is_spoiler_media"
LONGEST = "at most 500 characters"
LINK_LIMIT = "THREADS_API__LINK_LIMIT_EXCEEDED"


class Threads(ApiConnection):
    """One profile on Threads."""

    def __init__(self, destination: Destination) -> None:
        self._given = destination.credentials.get("access_token")
        self._name = destination.account.name
        self._notes = destination.notes or NoNotes()
        self._ends: dt.datetime | None = None
        self._api = WebApi(destination.settings["api"], refusal=refusal)

    def whoami(self) -> Identity:
        """The profile, and how much of today's quota is left.

        Raises:
            Retryable: nothing of it is.
        """
        me = self._ask("/me", fields="id,username")
        number, name = needed(me, "id", Retryable), needed(me, "username", Retryable)
        fields = "quota_usage,config,reply_quota_usage,reply_config"
        posts, replies = _left(self._ask("/me/threads_publishing_limit", fields=fields))
        if posts == 0:
            raise Retryable("threads.quota", after=HOUR)
        left = translate("channels", "threads.quota-left", posts=posts, replies=replies)
        return Identity(
            name=f"@{name}",
            id=number,
            url=f"https://www.threads.com/@{name}",
            notes=() if posts is None else (left,),
            ends=self._ends,
            renews=True,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Publish *message*'s container, made before the call if there is none that still holds."""
        films = [one for one in uploads if one.kind == "video"]  # Meta fetches them itself
        container = self._notes.note(key)
        state = self._state(container)[0] if container else ""
        if state == "PUBLISHED":  # since somebody looked: `find` has its number
            raise UnknownOutcome("threads.published-already")
        if not state or state in OVER:
            container = self._container(message, above, films)
            self._notes.keep_note(key, container)
        self._wait_for(container, films)
        answer = read_json(
            self._signed().post(f"{V1}{PUBLISH}", UnknownOutcome, data={"creation_id": container}),
            UnknownOutcome,
        )
        number = needed(answer, "id", UnknownOutcome)
        return Sent(id=number, url=self._address(number))

    def delete(self, stands: Receipt) -> None:
        """Delete the post; what nobody can ask for any more is gone.

        https://developers.facebook.com/docs/threads/posts/delete-posts.
        """
        where = f"{V1}/{stands.sent.id}"
        try:
            self._signed().change("DELETE", where, UnknownOutcome)
        except Rejected as error:
            if error.code not in GONE or self._is_there(stands.sent.id):
                raise

    def _is_there(self, number: str) -> bool:
        try:
            self._ask(f"/{number}", fields="id")
        except SendError as error:
            if error.code not in GONE:
                raise
            return False
        return True

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Ask the container; where it is published, which of our own posts it is.

        Raises:
            Unverifiable: nobody says which, or the container is gone.
            Retryable: it is published, and our posts do not show it yet.
        """
        container = self._notes.note(key)
        if not container:
            return None
        state, _ = self._state(container)
        if state not in {"PUBLISHED", ""}:
            return None
        for one in self._own(above, since - EARLIER):
            if _same(one, message, above):
                return Sent(id=str(one["id"]), url=str(one.get("permalink") or ""))
        if state:
            raise Retryable("threads.not-shown-yet", after=SOON)
        raise Unverifiable("threads.container-gone")

    def _container(self, message: Message, above: Receipt | None, films: Sequence[Upload]) -> str:
        """The number of a container of *message*, with its pictures and *films*."""
        content = dict(message.payload)
        hidden = content.pop(HIDES, None)  # of what is shown; a text has nothing to hide
        pictures = message.media or ()
        if len(pictures) == 1:
            content |= _picture(pictures[0])
        elif pictures:
            each = [self._made({**_picture(one), "is_carousel_item": "true"}) for one in pictures]
            for one in each:
                self._wait_for(one, films)
            content |= {"media_type": "CAROUSEL", "children": ",".join(each)}
        if pictures and hidden:
            content[HIDES] = "true"
        if above:
            content["reply_to_id"] = above.sent.id
        return self._made(content)

    def _made(self, content: Mapping[str, Any]) -> str:
        form = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in content.items()
        }
        made = read_json(self._signed().post(f"{V1}/me/threads", Retryable, data=form), Retryable)
        return needed(made, "id", Retryable)

    def _state(self, container: str) -> tuple[str, str]:
        """What has become of *container*, and why it failed; nothing where nobody knows it."""
        try:
            said = self._ask(f"/{container}", fields="status,error_message")
        except (Rejected, Retryable) as error:
            if error.code not in GONE:
                raise
            return "", ""
        return str(said.get("status") or ""), str(said.get("error_message") or "")

    def _wait_for(self, container: str, films: Sequence[Upload] = ()) -> None:
        """Until *container* can be published.

        Raises:
            Rejected: it never can.
            Retryable: not within a minute, or of *films* within `base.PROCESSING`.
        """

        def ready() -> str | None:
            state, why = self._state(container)
            if state in OVER:
                raise Rejected("threads.container-failed", said=why or state)
            return None if state in UNREADY else state

        if films:
            until_ready(ready, films[0], self._name)
        elif asked_for(ready, READY_WITHIN) is None:
            raise Retryable("threads.not-ready", after=SOON)

    def _own(self, above: Receipt | None, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """Our posts since then, or our replies where *above* is answered; the latest first."""
        path = "/me/replies" if above else "/me/threads"
        asked = {
            "fields": "id,text,permalink,timestamp" + (",replied_to" if above else ""),
            "since": str(int(since.timestamp())),
            "limit": str(PAGE),
        }
        while True:
            page = self._ask(path, **asked)
            yield from page.get("data") or []
            paging = page.get("paging") or {}
            after = (paging.get("cursors") or {}).get("after")
            if not (after and paging.get("next")):
                return
            asked["after"] = str(after)

    def _address(self, number: str) -> str:
        """Where the post is; that it cannot be asked changes nothing of its being there."""
        with contextlib.suppress(SendError):
            return str(self._ask(f"/{number}", fields="permalink").get("permalink") or "")
        return ""

    def _ask(self, path: str, **params: str) -> dict[str, Any]:
        return read_json(self._signed().get(f"{V1}{path}", params=params), Retryable)

    def _signed(self) -> WebApi:
        """The API with a token that holds for a while."""
        if self._ends is None or self._ends <= dt.datetime.now(dt.UTC):
            token = fresh((self._given,), self._renewed)
            self._api.query["access_token"] = token.value.reveal() or self._given
            self._ends = token.ends
        return self._api

    def _renewed(self, last: Token | None) -> Token:
        """The next token, asked for half-way to the end of this one.

        One that is not a day old cannot be renewed yet; whether one is any good at all shows with
        the first call. The one that we were given is not kept beside where it came from: an empty
        one stands for it.
        """
        now, token = dt.datetime.now(dt.UTC), last.value.reveal() if last else ""
        self._api.query["access_token"] = token or self._given
        try:
            path, asked = "/refresh_access_token", {"grant_type": "th_refresh_token"}
            said = read_json(self._api.get(path, params=asked), Retryable)
            lasts = dt.timedelta(seconds=min(max(float(said["expires_in"]), 0), LONGEST_LIFE))
            value = Hidden(str(said["access_token"]))
        except Rejected:
            return Token(value=Hidden(token), ends=now + dt.timedelta(days=1))
        except (KeyError, TypeError, ValueError) as error:
            raise Retryable("web.unreadable") from error
        return Token(value=value, ends=now + lasts / 2)


def _left(said: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Posts and replies that may still be published today; None where nobody says.

    >>> _left({"data": [{"quota_usage": 4, "config": {"quota_total": 250}}]})  # 今日已发四条
    (246, None)
    """
    usage: dict[str, Any] = next(iter(said.get("data") or ()), {})

    def left(name: str, config: str) -> int | None:
        used, most = usage.get(name), (usage.get(config) or {}).get("quota_total")
        known = isinstance(used, int) and isinstance(most, int)
        return max(most - used, 0) if known else None  # type: ignore[operator] # known

    return left("quota_usage", "config"), left("reply_quota_usage", "reply_config")


def _picture(picture: Picture) -> dict[str, str]:
    """What a container of *picture* is made of.

    >>> _picture(Picture(url="https://example.com/浪.mp4", alt="海浪🌊"))["media_type"]
    'VIDEO'
    """
    alt = {"alt_text": picture.alt} if picture.alt else {}
    if picture.kind == "video":
        return {"media_type": "VIDEO", "video_url": picture.url, **alt}
    return {"media_type": "IMAGE", "image_url": picture.url, **alt}


def _same(post: Mapping[str, Any], message: Message, above: Receipt | None) -> bool:
    """Whether *post*, as Threads gives it, is *message*, under the post that it answers."""
    answered = (post.get("replied_to") or {}).get("id")
    if above and answered is not None and str(answered) != above.sent.id:
        return False
    ours = unicodedata.normalize("NFC", str(message.payload.get("text", "")))
    theirs = unicodedata.normalize("NFC", str(post.get("text") or ""))
    return ours.split() == theirs.split()


def refusal(response: httpx.Response) -> SendError | None:
    """What a no of Meta's comes to, by its code; None leaves that to the status.

    https://developers.facebook.com/docs/graph-api/guides/error-handling.
    """
    error = json_of(response).get("error")
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        return None
    code, subcode = error["code"], error.get("error_subcode")
    said = f"{code}{f'/{subcode}' if subcode else ''}: {error.get('message') or ''}"
    if code in BUSY_CODES:
        return Retryable("threads.too-many-calls", said=said)
    if subcode == MISSING:
        return Retryable("threads.not-ready", after=SOON)
    if code in PASSING or error.get("is_transient") is True:
        request = response.request
        counts = request.url.path.endswith(PUBLISH) or request.method == "DELETE"
        return (UnknownOutcome if counts else Retryable)("web.in-trouble", status=said)
    name = _name_of(code, said)
    return Rejected(name, account_level=name in ACCOUNT, said=said)


def _name_of(code: int, said: str) -> str:
    if code in TOKEN_CODES:
        return "threads.wrong-token"
    if code == DENIED or code in NO_PERMISSION:
        return "threads.may-not"
    if LONGEST in said:
        return "threads.too-long"
    return "threads.too-many-links" if LINK_LIMIT in said else "threads.refused"
