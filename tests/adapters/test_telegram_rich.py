"""Rich messages of Telegram: the page that is sent, its limits, and the call, judged by the fake."""

import datetime as dt

import pytest
from msgspec import UNSET

import crosspost
from crosspost.adapters import channel_of
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.model.receipts import Receipt
from crosspost.registry import load_channel
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES
from tests.fakes.telegram import TOKEN, TelegramFake

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
POST = """---
languages: [zh, en]
title:
  zh: 价格 <3>
  en: Prices
---
## 发生了什么

见[报告](https://a.cn/x)，**涨了**。https://b.cn/路

- 甲
  1. 乙

```python
跑("<a>")
```

| 型号 | 价 |
| --- | --- |
| o5 | 8 🎉 |

> 引

<!-- en -->

It *rose*.
"""


def rich(text: str, tmp_path) -> Draft:
    path = tmp_path / "post.md"
    path.write_text(text, encoding="utf-8")
    return crosspost.render(crosspost.read(path), account())


def account() -> Account:
    spec = load_channel("telegram")
    return Account(name="中文号", spec=spec, layout=spec.layout, options={"form": "rich"})


def pages(draft: Draft) -> list[str]:
    payloads = [one.payload.get("rich_message") for one in draft.messages]
    return [str(one["html"]) for one in payloads if isinstance(one, dict)]


def test_what_a_post_has_is_what_the_page_has(tmp_path):
    [page] = pages(rich(POST, tmp_path))
    for part in (
        "<h1>",
        '<a href="https://a.cn/x">报告</a>',
        "<strong>涨了</strong>",
        "<ul><li>甲<ol><li>乙</li></ol></li></ul>",
        '<pre><code class="language-python">跑(&quot;&lt;a&gt;&quot;)',
        "<table><tr><th>型号</th><th>价</th></tr><tr><td>o5</td><td>8 🎉</td></tr></table>",
        "<blockquote><p>引</p></blockquote>",
    ):
        assert part in page, page


def test_a_second_language_folds():
    post = crosspost.Post(
        languages=("en", "zh"),
        title={"en": "Prices", "zh": "价格"},
        happened={"en": "It rose. 🎉", "zh": "涨了。"},
    )
    [page] = pages(crosspost.render(post, account()))
    first, _, second = page.partition("<details><summary>中文</summary>")
    assert "It rose" in first
    assert "涨了。" not in first
    assert "<h1>价格</h1>" in second
    assert second.endswith("</details>")


def test_a_table_of_too_many_columns_stands_as_lines(tmp_path):
    row = "|".join(f" {at} " for at in range(21))
    rule = "|".join(" --- " for _ in range(21))
    table = f"# 题\n\n|{row}|\n|{rule}|\n|{row}|\n"
    [page] = pages(rich(table, tmp_path))
    assert "<table" not in page
    assert "20" in page


def test_beyond_its_blocks_sections_give_way_and_the_author_is_told(tmp_path):
    items = "\n".join(f"- {at} 项🎉" for at in range(600))
    draft = rich(f"# 题\n\n{items}\n", tmp_path)
    told = {one.code for one in draft.findings}
    assert told & {"article.omitted", "article.shortened"}
    assert all(page.count("<li") <= 500 for page in pages(draft))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_taken_by_the_bot_api(example):
    draft = crosspost.render(crosspost.read(example), account())
    with TelegramFake() as fake:
        there = destination("telegram", {"api": fake.url, "chat": "@kuajie"}, {"token": TOKEN})
        connection = channel_of(there.account.spec).connect(there)
        said = [one for one in draft.messages if one.media is UNSET]
        sent = [connection.send(one, str(one.index), None, ()) for one in said]
        connection.close()
    assert [one.id for one in sent] == [post["id"] for post in fake.posts]
    assert all(one.size <= one.limit for one in draft.messages)


def test_a_page_that_stands_is_changed():
    before, after = (
        crosspost.render(crosspost.Post(happened={"zh": words}), account()).messages[0]
        for words in ("涨了。🎉", "又涨了。🎉")
    )
    with TelegramFake() as fake:
        there = destination("telegram", {"api": fake.url, "chat": "@kuajie"}, {"token": TOKEN})
        connection = channel_of(there.account.spec).connect(there)
        sent = connection.send(before, "1", None, ())
        stands = Receipt(
            channel="telegram", account="中文号", digest="", index=1, run=1, sent=sent, at=NOW
        )
        for _ in range(2):  # twice is once
            assert connection.edit(after, stands, ()).id == sent.id
        connection.close()
    assert [post["text"].strip() for post in fake.posts] == ["📰 发生了什么\n\n又涨了。🎉"]


def test_pictures_go_before_it():
    [example] = [path for path in EXAMPLES if path.name == "dow-changes-chips.json"]
    draft = crosspost.render(crosspost.read(example), account())
    first, second = draft.messages
    assert first.media is not UNSET
    assert first.payload["caption"] == ""
    assert "rich_message" in second.payload


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("lost-answer", UnknownOutcome),
        ("429", Retryable),
        ("400", Rejected),
        ("500", UnknownOutcome),
    ],
)
def test_what_becomes_of_a_call_that_fails(kind: str, outcome: type[SendError]):
    [said] = crosspost.render(crosspost.Post(happened={"zh": "涨了。🎉"}), account()).messages
    with TelegramFake() as fake:
        fake.faults.append(Fault(kind))
        there = destination("telegram", {"api": fake.url, "chat": "@kuajie"}, {"token": TOKEN})
        connection = channel_of(there.account.spec).connect(there)
        with pytest.raises(outcome):
            connection.send(said, "键", None, ())
        connection.close()
