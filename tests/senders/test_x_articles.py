"""X's articles against their fake: drafts, publication, and what becomes of a lost answer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

import crosspost
from crosspost.adapters.base import Upload
from crosspost.adapters.x.article_client import EDITOR, XArticles
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft, Message
from crosspost.registry import load_channel
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.x_articles import XArticlesFake

KEYS = dict.fromkeys(("api_key", "api_secret", "access_token", "access_token_secret"), "k")
SINCE = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
POST = """---
title: 房价的代价 🎉
media: [{path: 封面.png, alt: 一条街}]
---
## 发生了什么

**一条街**的🎉价格变了，见[报告](https://example.com/图)，`code`。

- 一
  - 里面

5. 五

> 少即是多

| 型号 | 价格 |
| --- | --- |
| o5 | 8 |

```python
if True:
    print("好")
```

---

![港口](港口.png)
"""


class Notes:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def note(self, key: str) -> str:
        return self.kept.get(key, "")

    def keep_note(self, key: str, note: str) -> None:
        self.kept[key] = note


@pytest.fixture
def fake() -> Iterator[XArticlesFake]:
    with XArticlesFake() as running:
        yield running


@pytest.fixture
def connection(fake: XArticlesFake) -> Iterator[XArticles]:
    there = destination("x-article", {"api": fake.url}, KEYS)
    made = XArticles(structs.replace(there, notes=Notes()))
    yield made
    made.close()


def draft(text: str = POST, **options: Any) -> Draft:
    spec = load_channel("x-article")
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    return crosspost.render(crosspost.parse(text, "markdown"), account)


def message(**options: Any) -> Message:
    [only] = draft(**options).messages
    return only


def uploads() -> list[Upload]:
    data = b"\x89PNG\r\n\x1a\n"
    return [
        Upload(name=name, mime="image/png", data=data + name.encode(), width=9, height=9, alt=alt)
        for name, alt in (("封面.png", "一条街"), ("港口.png", "港口"))
    ]


def test_an_article_is_a_draft_with_all_that_the_text_has(
    fake: XArticlesFake, connection: XArticles
):
    sent = connection.send(message(), "k", None, uploads())
    [made] = fake.posts
    assert made["draft"]
    assert sent.url == f"{EDITOR}/{made['id']}"
    assert sent.more["todo"]
    assert [one["alt"] for one in made["media"]] == ["一条街", "港口"]
    blocks = made["body"]["content_state"]["blocks"]
    entities = made["body"]["content_state"]["entities"]
    assert [(one["type"], one["text"]) for one in blocks] == [
        ("header-one", "📰 发生了什么"),
        ("unstyled", "一条街的🎉价格变了，见报告，code。"),
        ("unordered-list-item", "一\n• 里面"),
        ("unstyled", "5. 五"),
        ("blockquote", "少即是多"),
        *[("atomic", " ")] * 4,
    ]
    assert blocks[1]["inline_style_ranges"] == [{"offset": 0, "length": 3, "style": "bold"}]
    assert blocks[1]["entity_ranges"] == [{"key": 0, "offset": 12, "length": 2}]
    kinds = [one["value"]["type"] for one in entities]
    assert kinds == ["link", "markdown", "markdown", "divider", "image"]


def test_what_it_cannot_hold_is_told():
    long = "\n\n".join(f"```\n{'字' * 2000}{at}\n```" for at in range(3))
    told = {one.code: one.values for one in draft(f"{POST}\n{long}").findings}
    assert told["markup.dropped-code"]["count"] == 1
    assert told["x.article-plain"]["count"] == 1


def test_one_is_published_once_whatever_gets_lost(fake: XArticlesFake, connection: XArticles):
    """The publication's answer is lost: the post is found, and the draft is not made again."""
    fake.faults.append(Fault("lost-answer", 1, "/publish"))
    with pytest.raises(UnknownOutcome):
        connection.send(message(publish=True), "k", None, uploads())
    found = connection.find(message(publish=True), "k", None, SINCE)
    [made] = fake.posts
    assert found
    assert found.id == made["id"]
    assert not made["draft"]


@pytest.mark.parametrize(
    ("publish", "outcome"), [(False, UnknownOutcome), (True, Retryable)], ids=["draft", "post"]
)
def test_a_draft_whose_answer_is_lost(
    fake: XArticlesFake, connection: XArticles, publish: bool, outcome: type[SendError]
):
    """A person looks for a draft; one that was to be published is made anew, and out once."""
    fake.faults.append(Fault("lost-answer", 1, "/articles/draft"))
    with pytest.raises(outcome):
        connection.send(message(publish=publish), "k", None, uploads())
    if not publish:
        with pytest.raises(Unverifiable, match="drafts"):
            connection.find(message(), "k", None, SINCE)
        return
    assert connection.find(message(publish=True), "k", None, SINCE) is None
    connection.send(message(publish=True), "k", None, uploads())
    assert [one["draft"] for one in fake.posts] == [True, False]


def test_a_draft_that_is_known_is_not_made_again(fake: XArticlesFake, connection: XArticles):
    first = connection.send(message(), "k", None, uploads())
    assert connection.find(message(), "k", None, SINCE) == first
    assert connection.send(message(), "k", None, uploads()) == first
    assert len(fake.posts) == 1


def test_an_account_without_premium_is_told_why(fake: XArticlesFake, connection: XArticles):
    fake.plan = "None"
    with pytest.raises(Rejected) as caught:
        connection.send(message(), "k", None, uploads())
    assert caught.value.code == "x.no-articles"
