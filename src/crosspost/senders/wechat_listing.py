"""Listings: which articles an account has, as drafts or published, to find one of ours again.

https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_batchget.html.
"""

import datetime as dt
from collections.abc import Iterator

import msgspec

from ..draft import Message
from ..errors import Retryable
from ..record import converted
from .wechat import Platform

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
