"""X's articles on loopback: a draft and its publication, bodies checked by X's OpenAPI document.

What the document says in words alone is checked here: https://docs.x.com/x-api/articles/create-draft-article.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from crosspost.testing.server import Answer, Request, main
from tests.fakes.x import FIRST, XFake, invalid, weight

MARKDOWN = 10_000
ATOMIC = {"image", "markdown", "divider"}


class XArticlesFake(XFake):
    """One account with Premium; its drafts are among its posts, as nobody but itself sees them."""

    NAME = "x articles"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.plan = "Premium"

    def answer(self, request: Request) -> Answer:
        where = f"{request.method} {request.path}"
        if not where.startswith("POST /2/articles/"):
            return super().answer(request)
        if not self._known(request):
            return self.refusal("401")
        if self.plan == "None":
            return self.refusal("403")
        if where == "POST /2/articles/draft":
            return self._draft(request.json())
        drafts = {f"POST /2/articles/{one['id']}/publish": one for one in self.posts}
        return self._publish(drafts[where]) if where in drafts else self.refusal("404")

    def _draft(self, body: dict[str, Any]) -> Answer:
        wrong = invalid(body, "ArticleCreateDraftRequest") or "; ".join(self._wrong(body))
        if wrong:
            return self.refusal("400", wrong)
        self._made = max(self._made, len(self.posts)) + 1
        draft = {
            "id": str(FIRST + self._made),
            "text": body["title"],
            "title": body["title"],
            "parent": None,
            "media": [self.pictures[one] for one in _media(body)],
            "body": body,
            "draft": True,
        }
        self.posts.append(draft)
        return Answer({"data": {"id": draft["id"], "title": draft["title"]}}, 201)

    def _publish(self, draft: dict[str, Any]) -> Answer:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        draft |= {"id": f"{draft['id'][:-3]}777", "draft": False, "created_at": now}
        return Answer({"data": {"post_id": draft["id"]}})

    def _wrong(self, body: dict[str, Any]) -> Iterator[str]:
        state = body["content_state"]
        entities = [one["value"] for one in state["entities"]]
        if [one["key"] for one in state["entities"]] != [str(at) for at in range(len(entities))]:
            yield "keys are no indices"
        for block in state["blocks"]:
            yield from _wrong_block(block, entities)
        if not set(_media(body)) <= set(self.pictures):
            yield "unknown media"
        markdown = "".join(one["data"].get("markdown", "") for one in entities)
        if weight(markdown) > MARKDOWN:
            yield "too much Markdown"
        if any(one["type"] == "link" and "://" not in one["data"]["url"] for one in entities):
            yield "no address"


def _wrong_block(block: dict[str, Any], entities: list[dict[str, Any]]) -> Iterator[str]:
    units = len(block["text"].encode("utf-16-le")) // 2
    spans = [*block.get("entity_ranges", ()), *block.get("inline_style_ranges", ())]
    if any(one["length"] < 1 or one["offset"] + one["length"] > units for one in spans):
        yield "a range leaves its block"
    kinds = [entities[one["key"]]["type"] for one in block.get("entity_ranges", ())]
    wanted = ATOMIC if block["type"] == "atomic" else {"link"}
    if not set(kinds) <= wanted or (block["type"] == "atomic" and len(kinds) != 1):
        yield "an entity where none may be"


def _media(body: dict[str, Any]) -> Iterator[str]:
    if cover := body.get("cover_media"):
        yield cover["media_id"]
    for one in body["content_state"]["entities"]:
        yield from (each["media_id"] for each in one["value"]["data"].get("media_items", ()))


if __name__ == "__main__":
    main(XArticlesFake)
