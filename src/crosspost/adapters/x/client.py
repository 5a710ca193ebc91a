"""Sends to X by tweepy: https://docs.x.com/x-api/posts/create-post.

A post in doubt is looked up by its text, which X writes a little differently from how it was sent.
"""

import base64
import datetime as dt
import functools
import html
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tweepy

from ...counting import links
from ...errors import (
    Rejected,
    Retryable,
    UnknownOutcome,
    Unverifiable,
)
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from ..base import Connection, Destination, Identity, NoNotes, Upload
from ..uploads import UploadNotes
from .calls import Doubled, Films, calls, user_token, wired


def same(ours: str, post: Mapping[str, Any]) -> bool:
    """Tell whether *post*, as X gives it, has the text *ours*.

    X shortens every address to one of its own and names the real one among the entities, escapes
    ``&``, ``<`` and ``>``, and puts an address behind the text for the pictures.

    >>> shown = {
    ...     "text": "天气 &amp; 地图 https://t.co/a1 https://t.co/b2",
    ...     "entities": {
    ...         "urls": [
    ...             {"url": "https://t.co/a1", "expanded_url": "https://example.com/图"},
    ...             {"url": "https://t.co/b2", "media_key": "3_1"},
    ...         ]
    ...     },
    ... }
    >>> same("天气 & 地图 https://example.com/图", shown), same("天气", shown)
    (True, False)
    """
    whole = post.get("note_tweet") or post.get("note_post") or post  # a long post's text is a note
    return _essence(ours) == _essence(_expanded(whole))


def _expanded(post: Mapping[str, Any]) -> str:
    text = html.unescape(str(post.get("text", "")))
    for link in (post.get("entities") or {}).get("urls") or ():
        short = link.get("url") or ""
        text = text.replace(short, "" if link.get("media_key") else link.get("expanded_url") or "")
    return text


def _essence(text: str) -> str:
    """*text* without what X may change: its form of Unicode, white space, how an address begins."""
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(links.urls(text)):
        address = text[start:end].lower().rstrip("/")
        bare = address.removeprefix("https://").removeprefix("http://")
        text = text[:start] + bare + text[end:]
    return " ".join(text.split())


EARLIER = dt.timedelta(minutes=2)
"""How far our clock may be ahead of X's."""
LAG = dt.timedelta(minutes=1)
"""How long a post that X says it has may stand before our own posts show it."""
SOON = dt.timedelta(seconds=15)
"""When to look again."""
LOOKED_AT = ["created_at", "entities", "note_tweet", "referenced_tweets"]
SHORT = 280
"""Weighted characters that every account may write."""


def _client(destination: Destination) -> tuple[tweepy.Client, bool]:
    """tweepy's, and whether it signs with OAuth 1.0a, which does not end; OAuth 2.0 does."""
    secrets = destination.credentials
    if not secrets.find("access_token"):
        return tweepy.Client(return_type=dict), False
    client = tweepy.Client(
        consumer_key=secrets.get("api_key"),
        consumer_secret=secrets.get("api_secret"),
        access_token=secrets.get("access_token"),
        access_token_secret=secrets.get("access_token_secret"),
        return_type=dict,
    )
    return client, True


class XConnection(Connection):
    """One account on X.

    Args:
        destination: whose it is.

    Raises:
        ConfigError: a secret is missing.
    """

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self.at = destination.account.name
        client, signed = _client(destination)
        secret = destination.credentials.source("access_token" if signed else "refresh_token")
        self.calls = functools.partial(calls, self.at, secret)
        self.client = client
        self.signed = signed
        self.user: dict[str, Any] = {}
        """Who we are; empty until X was asked."""
        self.doubled: set[str] = set()
        """Keys of the messages that X refused because it has their text."""
        self.notes = destination.notes or NoNotes()
        wired(client.session, destination.settings["api"])

    def whoami(self) -> Identity:
        """Ask X who we are, and whether long posts are ours to write; see `Connection.whoami`."""
        self._sign_in()
        user = self._me()
        plan = user.get("subscription_type")
        notes = (
            (translate("channels", "x.subscription", plan=plan),)
            if plan not in {None, "", "None"}
            else ()
        )
        short = plan == "None" and self.destination.account.spec.text.limits[0].max > SHORT
        return Identity(
            name=f"@{user['username']}",
            id=str(user["id"]),
            url=f"https://x.com/{user['username']}",
            limits={"weighted": SHORT} if short else {},
            notes=notes,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Upload the pictures, then make the post; see `Connection.send`.

        X knows no key that would make a second call harmless: `find` has to look.
        """
        self._sign_in()
        arguments: dict[str, Any] = dict(message.payload)
        if poll := arguments.pop("poll", None):
            arguments["poll_options"] = poll["options"]
            arguments["poll_duration_minutes"] = poll["duration_minutes"]
        warning = str(arguments.pop("sensitive_media_warning", ""))
        if uploads:
            arguments["media_ids"] = self.uploaded(uploads, UploadNotes(self.notes, key), warning)
        if above:
            arguments["in_reply_to_tweet_id"] = above.sent.id
        try:
            with self.calls(unclear=UnknownOutcome):
                answer = self.client.create_tweet(user_auth=self.signed, **arguments)
                return self._sent(answer["data"]["id"])
        except Doubled:
            self.doubled.add(key)
            raise

    def delete(self, stands: Receipt) -> None:
        """Delete the post."""
        self._sign_in()
        try:
            with self.calls(unclear=UnknownOutcome):
                answer = self.client.delete_tweet(stands.sent.id, user_auth=self.signed)
                gone = answer["data"]["deleted"]
        except Rejected as error:
            if not str(error.values.get("status", "")).startswith("404"):
                raise
            return
        if not gone:
            raise Rejected("x.not-deleted", location=self.at)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read our own posts since *since*: same text, same place in the thread.

        Raises:
            Unverifiable: X does not let this app read, or has this text from another time.
            Retryable: it cannot say now.
        """
        answered = above.sent.id if above else None
        text = str(message.payload.get("text", ""))
        self._sign_in()
        for post in self._posts(since - EARLIER, LOOKED_AT):
            if _answered(post) == answered and same(text, post):
                return self._sent(post["id"])
        if key in self.doubled:
            raise self._hidden(since)
        return None

    def close(self) -> None:
        """Let go of the network."""
        self.client.session.close()

    def _sign_in(self) -> None:
        if not self.signed:
            self.client.bearer_token = user_token(self.destination)

    def _hidden(self, since: dt.datetime) -> Retryable | Unverifiable:
        """X has the text, and our posts since then do not show it: late, or from another time."""
        left = since + LAG - dt.datetime.now(dt.UTC)
        if left > dt.timedelta():
            after = min(left, SOON).total_seconds()
            return Retryable("x.not-shown-yet", after=after, location=self.at)
        return Unverifiable("x.text-from-another-time", location=self.at)

    def _me(self) -> dict[str, Any]:
        if not self.user:
            with self.calls(unclear=Retryable):
                fields = ["subscription_type"]
                answer = self.client.get_me(user_fields=fields, user_auth=self.signed)
                self.user = dict(answer["data"])
        return self.user

    def _posts(self, since: dt.datetime, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Our posts since then, the latest first, page after page."""
        us, token = self._me()["id"], None
        while True:
            with self.calls(unclear=Retryable):
                page = self.client.get_users_tweets(
                    us,
                    start_time=since,
                    max_results=100,
                    tweet_fields=list(fields),
                    pagination_token=token,
                    user_auth=self.signed,
                )
                posts = list(page.get("data", ()))
                token = page["meta"].get("next_token")
            yield from posts
            if not token:
                return

    def uploaded(
        self, uploads: Sequence[Upload], notes: UploadNotes, warning: str = ""
    ) -> list[str]:
        """The ids of *uploads*, once X has them, each with its alt text and its *warning*."""
        films = Films(self.client, self.calls, notes, signed=self.signed)
        return [self._uploaded(one, films, warning) for one in uploads]

    def _uploaded(self, upload: Upload, films: Films, warning: str) -> str:
        """The id of *upload*, once X has it, its alt text and its *warning*."""
        if upload.kind == "picture":
            category = "tweet_gif" if upload.mime == "image/gif" else "tweet_image"
            data = base64.b64encode(upload.data).decode()
            with self.calls(unclear=Retryable):
                body = {"media": data, "media_category": category}
                answer = self.client.request(
                    "POST", "/2/media/upload", json=body, user_auth=self.signed
                )
                number = str(answer.json()["data"]["id"])
        else:
            number = films.uploaded(upload)
        words: dict[str, Any] = {"alt_text": {"text": upload.alt}} if upload.alt else {}
        if warning:
            words["sensitive_media_warning"] = {warning: True}
        if words:
            about = {"id": number, "metadata": words}
            with self.calls(unclear=Retryable):
                self.client.request("POST", "/2/media/metadata", json=about, user_auth=self.signed)
        return number

    def _sent(self, number: str) -> Sent:
        """A link works without the name too, but not as nicely."""
        name = self.user.get("username", "i")
        return Sent(id=str(number), url=f"https://x.com/{name}/status/{number}")


def _answered(post: dict[str, Any]) -> str | None:
    """The id of the post that *post* replies to; X's document calls the field by its new name."""
    others = post.get("referenced_tweets") or post.get("referenced_posts") or ()
    return next((str(one["id"]) for one in others if one["type"] == "replied_to"), None)
