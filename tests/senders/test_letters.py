"""Letters: Buttondown against a fake of its API."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import crosspost
from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload, hashed
from crosspost.errors import Rejected, Retryable, UnknownOutcome
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.registry import load_channel
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.buttondown import TOKEN, USER, ButtondownFake

POST = """\
---
canonical_url: https://example.com/2026/chip-war
tags: [芯片, GPU]
---
# 芯片之战 {{ 谁赢 }} 🎉

开头写 {{ subscriber.email }}，`{% if 雨 %}` 也不算模板。

![港口](图/港口.png)

```jinja
{% for one in 芯片 %}
```

1. 一
2. 二
"""
NOW = dt.datetime.now(dt.UTC)


def picture(name: str, alt: str) -> Upload:
    data = b"\x89PNG\r\n\x1a\n" + name.encode()
    return Upload(name=name, mime="image/png", data=data, width=9, height=9, alt=alt)


HARBOUR = picture("港口.png", "港口")


def message(channel: str, folder: Path, source: str = POST, **options: Any) -> Message:
    path = folder / "post.md"
    path.write_text(source, encoding="utf-8")
    spec = load_channel(channel)
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    return crosspost.render(crosspost.read(path), account).messages[0]


@pytest.fixture
def fake() -> Iterator[ButtondownFake]:
    with ButtondownFake() as running:
        yield running


def connected(fake: ButtondownFake, **options: Any) -> Connection:
    there = destination("buttondown", {"api": fake.url}, {"token": TOKEN})
    spec = load_channel("buttondown")
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    changed = type(there)(account=account, settings=there.settings, credentials=there.credentials)
    return channel_of(spec).connect(changed)


def test_an_e_mail_is_a_draft_in_markdown_in_which_nothing_is_a_template(fake, tmp_path):
    connection = connected(fake)
    sent = connection.send(message("buttondown", tmp_path), "键-1", None, [HARBOUR])
    connection.close()
    body = fake.posts[0]["body"]
    assert body["status"] == "draft"
    assert sent.url == f"https://buttondown.com/emails/{sent.id}"
    assert sent.more["todo"]
    assert body["subject"] == "芯片之战 ｛{ 谁赢 }} 🎉"
    assert (body["slug"], body["canonical_url"]) == (
        "chip-war",
        "https://example.com/2026/chip-war",
    )
    address = "https://assets.buttondown.email/images/1.png"
    assert body["image"] == address
    assert body["metadata"] == {"crosspost": hashed("键-1"), "tags": ["芯片", "GPU"]}
    assert body["body"] == (
        "<!-- buttondown-editor-mode: plaintext -->\n"
        "开头写 &#123;{ subscriber.email }}，<code>&#123;% if 雨 %}</code> 也不算模板。\n\n"
        f"![港口]({address})\n\n"
        '<pre><code class="language-jinja">&#123;% for one in 芯片 %}&#10;</code></pre>\n\n'
        "1. 一\n2. 二"
    )


def test_it_is_sent_where_the_account_says_so(fake, tmp_path):
    connection = connected(fake, status="about_to_send")
    assert connection.whoami().name == USER
    sent = connection.send(message("buttondown", tmp_path), "键-1", None, [HARBOUR])
    assert fake.posts[0]["body"]["status"] == "about_to_send"
    assert sent.url.startswith("https://buttondown.com/kuajie/archive/")
    assert not sent.more
    connection.close()


def test_the_same_key_makes_no_second_e_mail_and_finds_the_first(fake, tmp_path):
    connection = connected(fake)
    article = message("buttondown", tmp_path)
    assert connection.find(article, "键-1", None, NOW) is None
    fake.faults.append(Fault("lost-answer", on="POST /emails"))
    with pytest.raises(UnknownOutcome):
        connection.send(article, "键-1", None, [HARBOUR])
    found = connection.find(article, "键-1", None, NOW)
    assert found is not None
    assert connection.send(article, "键-1", None, [HARBOUR]) == found
    assert [len(fake.posts), len(fake.images)] == [1, 1]
    assert connection.find(article, "键-2", None, NOW) is None
    connection.close()


def test_a_key_that_may_not_read_leaves_a_doubt_to_a_person(fake, tmp_path):
    connection = connected(fake)
    fake.may_read = False
    with pytest.raises(Rejected, match="API key"):
        connection.find(message("buttondown", tmp_path), "键", None, NOW)
    connection.close()


@pytest.mark.parametrize(
    ("kind", "error", "code", "account_level"),
    [
        ("400 subject_invalid", Rejected, "buttondown.subject", False),
        ("400 slug_invalid", Rejected, "buttondown.slug", False),
        ("400 email_duplicate", Rejected, "buttondown.duplicate", False),
        ("400 email_not_confirmed", Rejected, "buttondown.not-confirmed", True),
        ("400 body_invalid", Rejected, "buttondown.refused", False),
        ("401", Rejected, "buttondown.wrong-key", True),
        ("403", Rejected, "buttondown.wrong-key", True),
        ("409", UnknownOutcome, "buttondown.under-way", False),
        ("422", Rejected, "buttondown.refused", False),
        ("429", Retryable, "web.too-many-calls", False),
        ("500", UnknownOutcome, "web.in-trouble", False),
    ],
)
def test_what_each_no_means(kind, error, code, account_level, fake, tmp_path):
    connection = connected(fake)
    fake.faults.append(Fault(kind, on="POST /emails"))
    with pytest.raises(error) as caught:
        connection.send(message("buttondown", tmp_path), "键", None, [HARBOUR])
    assert caught.value.code == code
    assert getattr(caught.value, "account_level", False) == account_level
    connection.close()
