"""Reads text of headed sections: Markdown, or plain text whose line breaks are meant."""

from typing import Any

from ..errors import Position, PostError
from ..model.post import Meta, Post
from .board_text import fields
from .front_matter import parted
from .lines import Page
from .merge_languages import finished, together


def headed(text: str, name: str, *, wrapped: bool) -> Post:
    """The post that *text* is.

    Args:
        text: the whole file.
        name: what errors call it.
        wrapped: lines are wrapped, so that a line break alone means nothing.

    Raises:
        PostError: it cannot be read.
    """
    front, body, first = parted(text, name)
    page = Page(name, front.languages, wrapped=wrapped)
    found = fields(body, page, first, titled=bool(front.title))
    for key in ("title", "tags", "media", "prediction", "score", "comments"):
        value = _agreed(getattr(front, key), found.get(key), key, name)
        if value not in (None, {}, ()):
            found[key] = value
    if not found.keys() - {"score", "comments"} and not front.channels:
        raise PostError("post.no-text", location=Position(name, first, 1))
    meta = Meta(
        author=front.author,
        date=front.date,
        description=front.description,
        canonical_url=front.canonical_url,
        score=found.pop("score", None),
        comments=found.pop("comments", None),
        follows=front.follows,
    )
    return finished(Post(**found, languages=front.languages, channels=front.channels, meta=meta))


def _agreed(front: Any, body: Any, key: str, name: str) -> Any:  # noqa: ANN401 - any field
    """What front matter and text say together.

    Raises:
        PostError: they contradict each other.
    """
    if not front and front != 0:
        return body
    if body in (None, {}, (), front):
        return front
    whole = together(front, body)
    if whole is None:
        raise PostError("post.front-matter-differs", location=(name, key), key=key)
    return whole


def read_text(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: it cannot be read: line and column, what was found, what to write.

    >>> post = read_text(
    ...     "3\n\nThe War / 战争\n\n🔮 My prediction (⭐⭐):\nBy Q4 2026. 🎉", "post.txt"
    ... )
    >>> post.meta.score, post.prediction.stars, post.prediction.due
    (3, 2, datetime.date(2026, 12, 31))
    """
    return headed(text, name, wrapped=False)


def read_markdown(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: it cannot be read: line and column, what was found, what to write.

    >>> read_markdown("# 芯片之战\n\n## 发生了什么\n\n它\n开始了。🎉", "post.md").happened
    {'zh': '它开始了。🎉'}
    """
    return headed(text, name, wrapped=True)
