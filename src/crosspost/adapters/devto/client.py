"""Forem's API with a key: articles by themselves, found again among all of the author's.

It takes no key that makes a second call harmless. The author's articles are listed with their
text, drafts first: https://developers.forem.com/api/v1#tag/articles/operation/getUserAllArticles.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

import httpx

from ...errors import Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...text.richtext import letters
from .. import base
from ..article.sites import to_do
from ..base import Destination, Identity, Upload, not_there
from ..outcomes import Noes, Unclear
from ..web_api import ApiConnection, WebApi, as_json, json_of, needed, read_json, read_list

HEADERS = {"accept": "application/vnd.forem.api-v1+json", "user-agent": "crosspost"}
"""Of a call without a name for its program it thinks that it is a robot."""
NOES = Noes(
    account={401: "devto.wrong-key", 404: "devto.no-api"},
    message={422: "devto.not-as-wanted"},
)
PAGE = 100
"""Articles in one answer; Forem allows 1,000, with all of their texts."""
SLACK = dt.timedelta(minutes=5)
"""How far its clock may be behind ours."""


class DevTo(ApiConnection):
    """An author of one Forem site."""

    def __init__(self, destination: Destination) -> None:
        self._site = destination.settings["api"].rstrip("/")
        key = {"api-key": destination.credentials.get("api_key")}
        self._api = WebApi(self._site, headers=HEADERS | key, refusal=refusal)

    def whoami(self) -> Identity:
        """The author's name."""
        me = read_json(self._api.get("/api/users/me"), Retryable)
        number, name = needed(me, "id", Retryable), needed(me, "username", Retryable)
        host = urlsplit(self._site).netloc
        return Identity(name=f"@{name}", id=f"{number}@{host}", url=f"{self._site}/{name}")

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Make the article."""
        del key, above, uploads
        body = as_json({"article": article_of(message)})
        made = read_json(self._api.post("/api/articles", UnknownOutcome, **body), UnknownOutcome)
        return _sent(made, UnknownOutcome, published=bool(message.payload.get("publish")))

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the article say *message*; it is not taken back once it is out."""
        del uploads
        article = article_of(message)
        if not article["published"]:
            del article["published"]
        body = as_json({"article": article})
        with not_there("devto.no-api"):
            where = f"/api/articles/{stands.sent.id}"
            answer = self._api.change("PUT", where, UnknownOutcome, **body)
        made = read_json(answer, UnknownOutcome)
        out = bool(made.get("published_at") or made.get("published"))
        return _sent(made, UnknownOutcome, published=out)

    def delete(self, stands: Receipt) -> None:
        """Take the article back: it is a draft again, and its author alone can delete that."""
        where, body = f"/api/articles/{stands.sent.id}", {"article": {"published": False}}
        with base.gone_is_done(), not_there("devto.no-api"):
            self._api.change("PUT", where, UnknownOutcome, **as_json(body))

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The article of the same title and text; what was published before *since* is another."""
        del key, above
        wanted = article_of(message)
        for one in self._articles(since - SLACK):
            if _same(one, wanted):
                return _sent(one, Retryable, published=bool(one.get("published")))
        return None

    def _articles(self, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """All drafts, and what was published since then: drafts come first, then the newest."""
        page, length = 1, PAGE
        while length == PAGE:
            asked = {"page": str(page), "per_page": str(PAGE)}
            answer = self._api.get("/api/articles/me/all", params=asked)
            every = read_list(answer, Retryable)
            new = [one for one in every if not _published_before(one, since)]
            yield from new
            page, length = page + 1, len(new)


def article_of(message: Message) -> dict[str, Any]:
    """The call's article: its fields win over nothing, for its text has no front matter.

    >>> payload = {"title": "芯片之战 🎉", "markdown": "---", "digest": "谁赢？", "tags": ["ai"]}
    >>> said = Message(index=1, of=1, text="芯片🎉", size=3, limit=9, unit="utf-8", payload=payload)
    >>> article_of(said)["body_markdown"], article_of(said)["published"]
    ('***', False)
    """
    said = message.payload
    article = {
        "title": said["title"],
        "body_markdown": as_forem_reads(str(said["markdown"])),
        "published": bool(said.get("publish")),
        "description": said.get("digest"),
        "canonical_url": said.get("canonical_url"),
        "main_image": said.get("cover"),
        "series": said.get("series"),
        "tags": said.get("tags"),
    }
    return {name: value for name, value in article.items() if value is not None}


_CODE = re.compile(r"[^\S\n]*~{3}.*?~{3}|[^\S\n]*`{3,}.*?`{3,}|`{2}.+?`{2}|`.+?`|\\.", re.DOTALL)
"""What Forem itself takes for code, in which it reads no Liquid; and what is escaped."""
_ESCAPES = {"\\`": "&#96;", "\\|": "&#124;", "\\$": "$"}
"""What a backslash does not escape there."""
_LIQUID = re.compile(r"\{(?=[{%])")
_OPENED = "{% raw %}{{% endraw %}"
_SIGN = re.compile(r"\\.|\*\*|\*|~~", re.DOTALL)
_TAGS = {"**": "strong", "*": "em", "~~": "s"}


def as_forem_reads(markdown: str) -> str:
    r"""*markdown* of ours so that Forem shows what any other reader of it does.

    Forem reads Markdown with Redcarpet, for which emphasis begins only behind a space or a bracket:
    inside a Chinese sentence it is written as HTML. ``{{`` and ``{%`` are signs of Liquid, and
    ``---`` on top would open front matter.

    >>> as_forem_reads("他说**好**了 **🎉** {{ x }} `{{ y }}`")
    '他说<strong>好</strong>了 **🎉** {% raw %}{{% endraw %}{ x }} `{{ y }}`'
    """
    out: list[str] = []
    at = 0
    for code in _CODE.finditer(markdown):
        before = markdown[: code.start()].rpartition("\n")[2].lstrip("> ")
        kept = _code_in_table(code[0]) if before.startswith("|") else code[0]
        out += (markdown[at : code.start()], _ESCAPES.get(code[0], kept))
        at = code.end()
    out.append(markdown[at:])
    text = "".join(_outside_code(out))
    return f"***{text[3:]}" if text.startswith("---") else text


def _code_in_table(code: str) -> str:
    """*code* of a cell; one with a bar is written as HTML."""
    if r"\|" not in code or not code.startswith("`"):
        return code
    words = escape(code.strip("`").strip().replace(r"\|", "|"), quote=False)
    return f"<code>{_LIQUID.sub(_OPENED, words.replace('|', '&#124;'))}</code>"


def _outside_code(parts: Sequence[str]) -> Iterator[str]:
    """*parts*, of which every second one is code, with the others as Forem reads them."""
    opened: list[tuple[str, bool]] = []
    before = "\n"
    for number, part in enumerate(parts):
        if number % 2:
            yield part
        else:
            yield from _signs(_LIQUID.sub(_OPENED, part), before, opened)
        before = (part or before)[-1]


def _signs(part: str, before: str, opened: list[tuple[str, bool]]) -> Iterator[str]:
    """*part* with the signs of emphasis that Redcarpet would not read as HTML."""
    at = 0
    for found in _SIGN.finditer(part):
        sign = found[0]
        yield part[at : found.start()]
        at = found.end()
        last = part[found.start() - 1] if found.start() else before
        if sign not in _TAGS:
            yield sign
        elif opened and opened[-1][0] == sign:
            _, as_html = opened.pop()
            yield f"</{_TAGS[sign]}>" if as_html else sign
        else:
            as_html = not (last.isspace() or last in ">(")
            opened.append((sign, as_html))
            yield f"<{_TAGS[sign]}>" if as_html else sign
    yield part[at:]


def _published_before(article: Mapping[str, Any], since: dt.datetime) -> bool:
    try:
        at = dt.datetime.fromisoformat(str(article.get("published_at")))
    except ValueError:
        return False
    return (
        bool(article.get("published")) and (at if at.tzinfo else at.replace(tzinfo=dt.UTC)) < since
    )


def _same(article: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether title and text are the same; Forem changes spaces, and rare signs of a title."""
    title, text = str(article.get("title")), str(article.get("body_markdown"))
    same_title = letters(title) == letters(wanted["title"])
    return same_title and text.split() == wanted["body_markdown"].split()


def _sent(article: Mapping[str, Any], unclear: Unclear, *, published: bool) -> Sent:
    number, url = needed(article, "id", unclear), str(article.get("url") or "")
    where = url if published or not url else f"{url}/edit"
    return Sent(id=number, url=where, more=to_do(published=published))


def refusal(response: httpx.Response) -> SendError | None:
    """What a no of Forem's means; None where its status says that.

    >>> said = {"error": "Title has already been used 🎉", "status": 422}
    >>> refusal(httpx.Response(422, json=said)).code
    'devto.not-as-wanted'
    """
    said = json_of(response).get("error", response.reason_phrase)
    return NOES.outcome(response.status_code, said=str(said))
