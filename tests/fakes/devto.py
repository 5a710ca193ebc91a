"""A Forem site on loopback, by its OpenAPI document and the code of its server.

The types of an article's fields are the document's (swagger/v1/api_v1.json, version 1.0.0). What it
leaves out is from its repository: app/models/article.rb (limits, duplicates),
app/controllers/concerns/api/articles_controller.rb (``tags`` is a list, and else ignored, though
the document says a string).
"""

from collections.abc import Callable, Iterator
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

KEY = "dG9rZW4tb2YtYW4tYXV0aG9y"
FIELDS = {
    "body_markdown": str,
    "canonical_url": str,
    "description": str,
    "main_image": str,
    "published": bool,
    "series": str,
    "tags": list,
    "title": str,
}
TITLE, TAGS, TAG, BODY = 128, 4, 30, 800 * 1024


class DevToFake(Fake):
    """One author of one site."""

    NAME = "devto"

    def refusal(self, kind: str) -> Answer:
        """As its controllers word one."""
        headers = {"retry-after": "7"} if kind.startswith(("429", "503")) else {}
        return Answer({"error": f"fault: {kind}", "status": int(kind[:3])}, int(kind[:3]), headers)

    def answer(self, request: Request) -> Answer:
        if request.headers.get("api-key") != KEY:
            return Answer({"error": "unauthorized", "status": 401}, 401)
        if request.headers.get("accept") != "application/vnd.forem.api-v1+json":
            return Answer({"error": "not the first version", "status": 406}, 406)
        ways: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/api/users/me"): lambda _: Answer({"id": 1234, "username": "chuanzhang"}),
            ("POST", "/api/articles"): self._create,
            ("GET", "/api/articles/me/all"): self._listed,
        }
        way = self._update if request.method == "PUT" else ways.get((request.method, request.path))
        return way(request) if way else Answer({"error": "not found", "status": 404}, 404)

    def _create(self, request: Request) -> Answer:
        article = request.json().get("article")
        wrong = "; ".join([*_invalid(article), *self._taken(article)])
        if wrong:
            return Answer({"error": wrong, "status": 422}, 422)
        number = len(self.posts) + 1
        slug = f"article-{number}" if article["published"] else f"article-{number}-temp-slug-77"
        shown = {
            "type_of": "article",
            "id": number,
            "title": " ".join(article["title"].split()),
            "body_markdown": article["body_markdown"],
            "published": article["published"],
            "published_at": "2026-11-30T12:00:00.000Z" if article["published"] else None,
            "url": f"{self.url}/chuanzhang/{slug}",
        }
        made = {"id": str(number), "text": article["title"], "parent": None, "media": []}
        self.posts.append({**made, "body": article, "shown": shown})
        return Answer(shown, 201, {"location": str(shown["url"])})

    def _update(self, request: Request) -> Answer:
        number = request.path.removeprefix("/api/articles/")
        article = request.json().get("article")
        post = next((one for one in self.posts if one["id"] == number), None)
        if post is None:
            return Answer({"error": "not found", "status": 404}, 404)
        if article == {"published": False}:  # it is out of its readers' sight
            self.posts.remove(post)
            return Answer(post["shown"] | {"published": False})
        if wrong := "; ".join(_invalid(post["body"] | article)):
            return Answer({"error": wrong, "status": 422}, 422)
        post["body"] |= article
        post["text"] = article["title"]
        names = ("title", "body_markdown", "published")
        post["shown"] |= {name: post["body"][name] for name in names}
        return Answer(post["shown"])

    def _taken(self, article: dict[str, Any]) -> Iterator[str]:
        title = " ".join(article["title"].split())
        if title in {one["shown"]["title"] for one in self.posts}:
            yield "Title has already been used in the last five minutes"

    def _listed(self, request: Request) -> Answer:
        page, per_page = int(request.query["page"]), int(request.query["per_page"])
        every = [one["shown"] for one in reversed(self.posts)]
        every.sort(key=lambda one: bool(one["published"]))  # drafts first
        return Answer(every[(page - 1) * per_page : page * per_page])


def _invalid(article: dict[str, Any]) -> Iterator[str]:
    if strange := article.keys() - FIELDS:
        yield f"nobody knows {sorted(strange)}"
    yield from (
        f"{name} is no {FIELDS[name].__name__}"
        for name in article.keys() & FIELDS
        if not isinstance(article[name], FIELDS[name])
    )
    if not 0 < len(article["title"]) <= TITLE:
        yield "Title is too long (maximum is 128 characters for full_post)"
    if len(article["body_markdown"].encode()) > BODY:
        yield "Body markdown is too long."
    tags = article.get("tags", [])
    if len(tags) > TAGS:
        yield "Tag list exceed the maximum of 4 tags"
    if wrong := [one for one in tags if not one.isalnum() or len(one) > TAG]:
        yield f"Tag {wrong} contains non-alphanumeric or prohibited unicode characters"


if __name__ == "__main__":
    main(DevToFake)
