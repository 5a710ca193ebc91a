"""WordPress's REST API, signed in by an application password.

It takes no key that makes a second call harmless, and a slug that is taken gets a number, for a
draft not even that. So each post has a slug of its own, by which it is looked for before it is
sent, and found again in doubt.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from typing import Any, NamedTuple

import httpx

from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..article.sites import own_slug, placed, to_do
from ..base import Destination, Identity, Upload
from ..outcomes import BUSY, Noes, Unclear
from ..uploads import PictureStore
from ..web_api import ApiConnection, WebApi, as_json, needed, read_json, read_list

ROOT = "/wp-json"
POSTS = f"{ROOT}/wp/v2/posts"
NOES = Noes(
    account={
        "incorrect_password": "wordpress.wrong-password",
        "invalid_email": "wordpress.wrong-password",
        "invalid_username": "wordpress.wrong-password",
        "rest_cannot_assign_term": "wordpress.may-not",
        "rest_cannot_create": "wordpress.may-not",
        "rest_cannot_edit": "wordpress.may-not",
        "rest_cannot_delete": "wordpress.may-not",
        "rest_cannot_publish": "wordpress.may-not",
        "rest_forbidden": "wordpress.may-not",
        "rest_forbidden_context": "wordpress.may-not",
        "rest_forbidden_status": "wordpress.may-not",
        "rest_no_route": "wordpress.no-api",
        "rest_not_logged_in": "wordpress.wrong-password",
    },
    message={
        "db_insert_error": "wordpress.not-as-wanted",
        "empty_content": "wordpress.not-as-wanted",
        "rest_already_trashed": "change.not-there",
        "rest_invalid_param": "wordpress.not-as-wanted",
        "rest_post_invalid_id": "change.not-there",
        "rest_upload_file_too_big": "wordpress.no-picture",
        "rest_upload_limited_space": "wordpress.no-picture",
        "rest_upload_sideload_error": "wordpress.no-picture",
        "rest_upload_unknown_error": "wordpress.no-picture",
    },
)
PAGE = 100


class KnownTerm(Rejected):
    """A tag is there already, under this number."""

    def __init__(self, number: int, said: str) -> None:
        super().__init__("wordpress.not-as-wanted", said=said)
        self.number = number


class StoredPicture(NamedTuple):
    """A picture in the site's library."""

    number: int
    url: str


class WordPress(ApiConnection):
    """One site, as one of its users."""

    def __init__(self, destination: Destination) -> None:
        self._site = destination.settings["api"].rstrip("/")
        user, password = destination.settings["user"], destination.credentials.get("password")
        signed = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"authorization": f"Basic {signed}"}
        self._api = WebApi(self._site, headers=headers, refusal=refusal)
        self._pictures = PictureStore(self._uploaded)
        self._tags: dict[str, int] = {}

    def whoami(self) -> Identity:
        """The user's name and the site's title."""
        me = read_json(self._api.get(f"{ROOT}/wp/v2/users/me"), Retryable)
        site = read_json(self._api.get(f"{ROOT}/", params={"_fields": "name,home"}), Retryable)
        number, user = needed(me, "id", Retryable), needed(me, "name", Retryable)
        home = str(site.get("home") or self._site).rstrip("/")
        name = " @ ".join(filter(None, (user, unescape(str(site.get("name") or "")))))
        return Identity(name=name, id=f"{home} {number}", url=home)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Make the post, unless it is there; its pictures and tags are made before."""
        del above
        slug = own_slug(message, key)
        if there := self._found(slug):
            return there
        body = self._body(message, slug, uploads)
        made = read_json(self._api.post(POSTS, UnknownOutcome, **as_json(body)), UnknownOutcome)
        return self._sent(made, UnknownOutcome)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the post say *message*; its slug stays, and it is not taken back once it is out."""
        body = self._body(message, "", uploads)
        if not message.payload.get("publish"):
            del body["status"]
        content = as_json(body)
        answer = self._api.change("PUT", f"{POSTS}/{stands.sent.id}", UnknownOutcome, **content)
        return self._sent(read_json(answer, UnknownOutcome), UnknownOutcome)

    def delete(self, stands: Receipt) -> None:
        """Put the post into the bin, from where a person may take it back."""
        with base.gone_is_done():
            self._api.change("DELETE", f"{POSTS}/{stands.sent.id}", UnknownOutcome)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The post with its slug, which nothing else has."""
        del above, since
        return self._found(own_slug(message, key))

    def _body(self, message: Message, slug: str, uploads: Sequence[Upload]) -> dict[str, Any]:
        """The call's post; its pictures are stored, and its tags made, by then."""
        said = message.payload
        stored = self._pictures.stored(message, uploads)
        terms = {
            "categories": [self._category(name) for name in names(said.get("categories"))],
            "tags": [self._tag(str(name)) for name in _list(said.get("tags"))],
        }
        wanted = {key: ids for key, ids in terms.items() if ids}
        return {**post_of(message, slug, stored), **wanted}

    def _found(self, slug: str) -> Sent | None:
        made = self._listed(POSTS, {"slug": slug, "status": "any", "context": "edit"})
        return self._sent(made[0], Retryable) if made else None

    def _category(self, name: str) -> int:
        """The number of a category, which nobody makes by a slip of the pen.

        Raises:
            Rejected: there is none of that name.
        """
        number = self._term("categories", name)
        if number is None:
            raise Rejected("wordpress.no-category", category=name)
        return number

    def _tag(self, name: str) -> int:
        """The number of a tag, which is made where there is none."""
        if name not in self._tags:
            number = self._term("tags", name)
            self._tags[name] = self._made_tag(name) if number is None else number
        return self._tags[name]

    def _made_tag(self, name: str) -> int:
        try:
            answer = self._api.post(f"{ROOT}/wp/v2/tags", Retryable, **as_json({"name": name}))
        except KnownTerm as known:  # under a name that is written another way
            return known.number
        return _number(read_json(answer, Retryable))

    def _term(self, kind: str, name: str) -> int | None:
        stored = escape(name, quote=False)  # as the site keeps it, and looks into it
        asked = {"search": stored, "per_page": str(PAGE), "_fields": "id,name"}
        for one in self._listed(f"{ROOT}/wp/v2/{kind}", asked):
            if unescape(str(one.get("name"))).casefold() == name.casefold():
                return _number(one)
        return None

    def _uploaded(self, upload: Upload) -> StoredPicture:
        answer = self._api.post(
            f"{ROOT}/wp/v2/media",
            Retryable,
            files={"file": (upload.name, upload.data, upload.mime)},
            data={"alt_text": upload.alt},
        )
        made = read_json(answer, Retryable)
        return StoredPicture(_number(made), str(made.get("source_url") or ""))

    def _listed(self, path: str, params: dict[str, str]) -> list[dict[str, Any]]:
        return read_list(self._api.get(path, params=params), Retryable)

    def _sent(self, made: Mapping[str, Any], unclear: Unclear) -> Sent:
        number = needed(made, "id", unclear)
        out = made.get("status") == "publish"
        draft = f"{self._site}/wp-admin/post.php?post={number}&action=edit"
        url = str(made.get("link") or "") if out else draft
        return Sent(id=number, url=url, more=to_do(published=out))


def post_of(message: Message, slug: str, stored: Mapping[str, StoredPicture]) -> dict[str, Any]:
    """The call's post, but for its categories and tags.

    Args:
        message: the article.
        slug: its own; without one, the post keeps it.
        stored: what became of each of its pictures, by path or address in the post.
    """
    said = message.payload
    content = placed(str(said["html"]), {name: one.url for name, one in stored.items()})
    post: dict[str, Any] = {
        "title": escape(str(said["title"]), quote=False),
        **({"slug": slug} if slug else {}),
        "content": without_shortcodes(content),
        "status": "publish" if said.get("publish") else "draft",
    }
    if said.get("digest"):
        post["excerpt"] = without_shortcodes(escape(str(said["digest"]), quote=False))
    if cover := stored.get(str(said.get("cover"))):
        post["featured_media"] = cover.number
    return post


def without_shortcodes(html: str) -> str:
    """*html* in which WordPress reads no shortcode (``[gallery]``), and people see the same.

    >>> without_shortcodes("<p>[gallery] 见[1]和[/audio] 🎉</p>")
    '<p>&#91;gallery] 见[1]和&#91;/audio] 🎉</p>'
    """
    return re.sub(r"\[(?=/?[^\W\d_])", "&#91;", html)


def names(said: Json) -> list[str]:
    """The names in a list that a person wrote with commas.

    >>> names("芯片，AI 🎉、 Markets,")
    ['芯片', 'AI 🎉', 'Markets']
    """
    return list(filter(None, (one.strip() for one in re.split("[,，、]", str(said or "")))))


def _list(said: Json) -> list[Json]:
    return said if isinstance(said, list) else []


def _number(made: Mapping[str, Any]) -> int:
    """The number of something that may be made again without harm."""
    try:
        return int(made["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise Retryable("web.unreadable") from error


def refusal(response: httpx.Response) -> SendError | None:
    """What a no of WordPress's means; None where its status says that.

    >>> said = {"code": "rest_cannot_create", "message": "抱歉，您不能以此用户的身份创建文章。🎉"}
    >>> refusal(httpx.Response(401, json=said)).code
    'wordpress.may-not'
    """
    if response.status_code == BUSY:
        return None
    try:
        error = json.loads(response.content)
        name, said = str(error["code"]), str(error["message"])
    except (ValueError, KeyError, TypeError):
        missing = response.status_code == httpx.codes.NOT_FOUND
        return Rejected("wordpress.no-api", account_level=True, said="404") if missing else None
    if name == "term_exists":
        return KnownTerm(int(error["data"]["term_id"]), said)
    return NOES.outcome(name, said=f"{name}: {unescape(said)}")
