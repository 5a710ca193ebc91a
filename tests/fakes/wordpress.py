"""A WordPress site on loopback; tests/live/test_wordpress.py asks a real one the same questions.

https://developer.wordpress.org/rest-api/reference/, and what version 6.1.9 was seen to answer.
"""

import base64
import re
from html import escape
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

USER, PASSWORD = "船长", "abcd EFGH 1234 ijkl MNOP 6789"
FIELDS = frozenset(
    {
        "categories",
        "content",
        "excerpt",
        "featured_media",
        "slug",
        "status",
        "tags",
        "title",
    }
)
CODES = {
    "400": "rest_invalid_param",
    "401": "rest_not_logged_in",
    "403": "rest_forbidden",
    "404": "rest_no_route",
}


class WordPressFake(Fake):
    """One site with two categories, and one user."""

    NAME = "wordpress"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.terms: dict[str, list[str]] = {"categories": ["未分类", "R&D 芯片"], "tags": []}
        self.pictures: list[dict[str, str]] = []
        self.bin: set[str] = set()

    def refusal(self, kind: str) -> Answer:
        """Of a code of WordPress's, or of a status that names none: ``403 rest_cannot_create``."""
        status, _, code = kind.partition(" ")
        headers = {"retry-after": "7"} if status in {"429", "503"} else {}
        if not code and status not in CODES:
            return Answer(b"<html>nginx</html>", int(status), headers)
        return _no(int(status), code or CODES[status], f"fault: {kind}")

    def answer(self, request: Request) -> Answer:
        signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if not request.path.startswith("/wp-json/"):
            return Answer(b"<!DOCTYPE html><title>404</title>", 404)
        if request.path == "/wp-json/":
            return Answer({"name": "船长的网站 &amp; 更多", "home": self.url})
        if request.headers.get("authorization") != f"Basic {signed}":
            return _no(401, "incorrect_password", "提供的密码是无效的应用程序密码。")
        kind = request.path.removeprefix("/wp-json/wp/v2/")
        ways = {
            ("GET", "users/me"): lambda _: Answer({"id": 7, "name": "船长"}),
            ("GET", "posts"): self._found,
            ("POST", "posts"): self._add,
            ("POST", "media"): self._upload,
            ("GET", "categories"): self._listed,
            ("GET", "tags"): self._listed,
            ("POST", "tags"): self._tag,
        }
        if kind.startswith("posts/"):
            return self._change(request, kind.removeprefix("posts/"))
        way = ways.get((request.method, kind))
        missing = "未找到匹配 URL 和请求方式的路由。"
        return way(request) if way else _no(404, "rest_no_route", missing)

    def _found(self, request: Request) -> Answer:
        wanted = {"status": "any", "context": "edit", "slug": request.query.get("slug", "")}
        if request.query != wanted:
            return _no(400, "rest_invalid_param", "参数无效。")
        return Answer([one["shown"] for one in self.posts if one["slug"] == wanted["slug"]])

    def _add(self, request: Request) -> Answer:
        post = request.json()
        if strange := post.keys() - FIELDS:
            return _no(400, "rest_invalid_param", f"nobody knows {sorted(strange)}")
        if not (post["title"] or post["content"]):
            return _no(400, "empty_content", "内容、标题和摘要为空。")
        if len(post["title"].encode()) > 65_535:
            return _no(500, "db_insert_error", "无法将文章插入数据库。")
        known = {kind: range(1, len(names) + 1) for kind, names in self.terms.items()}
        if any(one not in known[kind] for kind in known for one in post.get(kind, [])):
            return _no(400, "rest_invalid_param", "参数无效：categories, tags")
        number = len(self.posts) + 100
        out = post["status"] == "publish"
        link = f"{self.url}/{post['slug']}/" if out else f"{self.url}/?p={number}"
        shown: dict[str, Any] = {"id": number, "link": link, "status": post["status"]}
        pictures = re.findall(r'<img src="([^"]*)"', post["content"])
        numbers = {one["source_url"]: one for one in self.pictures}
        alts = [numbers[url]["alt_text"] for url in pictures if url in numbers]
        if cover := post.get("featured_media"):
            alts.insert(0, self.pictures[cover - 1]["alt_text"])
        made = {"id": str(number), "text": _unescaped(post["title"]), "parent": None, "media": alts}
        self.posts.append({**made, "slug": post["slug"], "body": post, "shown": shown})
        return Answer(shown, 201)

    def _change(self, request: Request, number: str) -> Answer:
        """One that was deleted is in the bin: it is known, and answers to no slug."""
        if number in self.bin:
            return _no(410, "rest_already_trashed", "该文章已被删除。")
        post = next((one for one in self.posts if one["id"] == number), None)
        if post is None:
            return _no(404, "rest_post_invalid_id", "文章ID无效。")
        if request.method == "DELETE":
            self.posts.remove(post)
            self.bin.add(number)
        else:
            body = request.json()
            if strange := body.keys() - FIELDS:
                return _no(400, "rest_invalid_param", f"nobody knows {sorted(strange)}")
            post["body"] |= body
            post["text"] = _unescaped(post["body"]["title"])
        return Answer(post["shown"] | {"status": post["body"]["status"]})

    def _upload(self, request: Request) -> Answer:
        fields, files = request.form()
        if files.keys() != {"file"}:
            return _no(400, "rest_upload_no_data", "未提供数据。")
        url = f"{self.url}/wp-content/uploads/2026/11/{len(self.pictures) + 1}.png"
        self.pictures.append({"alt_text": fields["alt_text"], "source_url": url})
        return Answer({"id": len(self.pictures), "source_url": url}, 201)

    def _listed(self, request: Request) -> Answer:
        """It looks into the names as they are stored: with ``&amp;`` for ``&``."""
        kind, search = request.path.rpartition("/")[2], request.query["search"]
        names = enumerate((escape(name, quote=False) for name in self.terms[kind]), 1)
        return Answer(
            [{"id": at, "name": name} for at, name in names if search.lower() in name.lower()]
        )

    def _tag(self, request: Request) -> Answer:
        name = request.json()["name"]
        names = [one.lower() for one in self.terms["tags"]]
        if name.lower() in names:
            at = names.index(name.lower()) + 1
            body = {
                "code": "term_exists",
                "message": "已存在。",
                "data": {"status": 400, "term_id": at},
            }
            return Answer(body, 400)
        self.terms["tags"].append(name)
        return Answer({"id": len(self.terms["tags"]), "name": escape(name, quote=False)}, 201)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _no(status: int, code: str, message: str) -> Answer:
    return Answer({"code": code, "message": message, "data": {"status": status}}, status)


if __name__ == "__main__":
    main(WordPressFake)
