"""E-mail against aiosmtpd: what arrives, who gets it, and what each reply becomes."""

import datetime as dt
import email
import email.policy
import re
import ssl
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosspost
from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.smtp.client import Correspondents, letter, message_id
from crosspost.errors import ConfigError, Rejected, Retryable, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Json, Message, Picture
from crosspost.registry import load_channel
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.smtp import LONGEST, PASSWORD, READER, SENDER, USER, SmtpFake, letter_of
from tests.tries import tries

POST = """\
---
tags: [芯片, GPU]
---
# 芯片之战：谁来付“最后一张”账单？🎉

各家都涨价，见[报告](https://example.com/a_(1))。

.开头是点的一行

![港口](图/港口.png "港口一景")

> 引用一句话。

| 型号 | 价格 |
| --- | --- |
| 甲 | 8 |
"""
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
PIXELS = b"\x89PNG\r\n\x1a\n0"
HARBOUR = Upload(name="港口.png", mime="image/png", data=PIXELS, width=9, height=9, alt="港口")
SETTINGS = {"encryption": "none", "from": SENDER, "to": READER, "bcc": "", "user": ""}


@pytest.fixture
def fake() -> Iterator[SmtpFake]:
    with SmtpFake() as running:
        yield running


def connected(fake: SmtpFake, password: str = PASSWORD, **settings: str) -> Connection:
    given = {"server": fake.url, **SETTINGS, **settings}
    there = destination("smtp", given, {"password": password})
    return channel_of(there.account.spec).connect(there)


def message(folder: Path, source: str = POST) -> Message:
    path = folder / "post.md"
    path.write_text(source, encoding="utf-8")
    spec = load_channel("smtp")
    account = Account(name="中文号", spec=spec, layout=spec.layout)
    return crosspost.render(crosspost.read(path), account).messages[0]


def parts(post: dict[str, Any]) -> tuple[EmailMessage, str, str, list[MIMEPart]]:
    """A letter, its plain text, its HTML, and its pictures."""
    whole = letter_of(post)
    assert whole.get_content_type() == "multipart/alternative"
    plain, shown = (one for one in whole.iter_parts())
    if shown.get_content_type() != "multipart/related":
        return whole, plain.get_content(), shown.get_content(), []
    html, *pictures = shown.iter_parts()
    return whole, plain.get_content(), html.get_content(), pictures


def test_a_letter_says_the_same_as_plain_text_and_as_html_with_its_pictures_inside(fake, tmp_path):
    connection = connected(fake)
    sent = connection.send(message(tmp_path), "键-1", None, [HARBOUR])
    [post] = fake.posts
    whole, plain, html, [picture] = parts(post)
    assert whole["subject"] == "芯片之战：谁来付“最后一张”账单？🎉"
    assert whole["from"].addresses == (Address("编辑部", "news", "example.com"),)
    assert whole["to"].addresses == (Address("读者", "reader", "example.org"),)
    assert whole["message-id"] == sent.id == message_id("键-1", whole["from"].addresses[0])
    assert abs(whole["date"].datetime - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert whole["content-language"] == "zh"
    assert whole["keywords"] == "芯片, GPU"
    assert plain.replace("\r\n", "\n") == (
        "各家都涨价，见报告 (https://example.com/a_(1))。\n\n.开头是点的一行\n\n[港口]\n港口一景\n\n"
        "> 引用一句话。\n\n型号  价格\n甲    8\n"
    )
    cid = picture["content-id"].strip("<>")
    assert f'src="cid:{cid}" alt="港口"><figcaption>港口一景</figcaption></figure>' in html
    assert '<html lang="zh">' in html
    assert (
        '<div style="display: none; max-height: 0; overflow: hidden">各家都涨价，见报告。</div>'
        in html
    )
    assert re.search(r'<table style="[^"]+"><thead><tr><th style="[^"]+">型号</th>', html)
    assert "<style" not in html, "some mail programs take none"
    assert ".开头是点的一行" in html
    assert picture.get_content() == PIXELS
    assert (picture.get_content_type(), picture.get_filename()) == ("image/png", "港口.png")
    assert picture.get_content_disposition() == "inline"
    connection.close()


def test_those_in_bcc_get_it_and_nobody_sees_them(fake, tmp_path):
    connection = connected(fake, to="a@example.org, 乙 <b@例子.cn>", bcc="c@example.org")
    assert connection.whoami().name == USER
    connection.send(message(tmp_path, "# 一句话\n\n🎉\n"), "键", None, ())
    [post] = fake.posts
    assert post["to"] == ["a@example.org", "b@xn--fsqu00a.cn", "c@example.org"]
    assert "c@example.org" not in letter_of(post).as_string()


def test_who_is_refused_for_good_is_told_and_the_others_have_it(fake, tmp_path):
    fake.replies["b@example.org"] = "550 5.1.1 no such mailbox"
    connection = connected(fake, to="a@example.org, b@example.org")
    sent = connection.send(message(tmp_path), "键", None, [HARBOUR])
    assert fake.posts[0]["to"] == ["a@example.org"]
    assert "b@example.org (550 5.1.1 no such mailbox)" in str(sent.more["todo"])


def test_where_one_can_only_be_written_to_later_nobody_gets_it_yet(fake, tmp_path):
    fake.replies["b@example.org"] = "450 4.2.0 greylisted"
    connection = connected(fake, to="a@example.org, b@example.org")
    with pytest.raises(Retryable, match=r"b@example\.org.*greylisted"):
        connection.send(message(tmp_path), "键", None, [HARBOUR])
    assert not fake.posts


@pytest.mark.parametrize(
    ("replies", "kind", "error", "code"),
    [
        ({"MAIL FROM": "553 5.7.1 not yours"}, "", Rejected, "smtp.sender"),
        ({"MAIL FROM": "552 5.3.4 too large"}, "", Rejected, "smtp.too-large"),
        ({"MAIL FROM": "451 4.3.0 later"}, "", Retryable, "smtp.later"),
        ({"reader@example.org": "550 5.1.1 nobody"}, "", Rejected, "smtp.no-recipient"),
        ({}, "554", Rejected, "smtp.refused"),
        ({}, "552", Rejected, "smtp.too-large"),
        ({}, "451", Retryable, "smtp.later"),
        ({}, "lost-answer", UnknownOutcome, "web.no-answer"),
        ({}, "garbled", UnknownOutcome, "web.unreadable"),
        ({}, "cut", UnknownOutcome, "web.unreadable"),
    ],
)
def test_what_each_reply_means(replies, kind, error, code, fake, tmp_path):
    fake.replies |= replies
    if kind:
        fake.faults.append(Fault(kind))
    with pytest.raises(error) as caught:
        connected(fake).send(message(tmp_path), "键", None, [HARBOUR])
    assert caught.value.code == code
    assert len(fake.posts) == (error is UnknownOutcome)


def test_a_letter_that_is_too_large_is_refused_before_its_text_is_sent(tmp_path):
    with SmtpFake(largest=900) as fake, pytest.raises(Rejected, match="too large"):
        connected(fake).send(message(tmp_path), "键", None, [HARBOUR])


@pytest.mark.parametrize("password", ["wrong", "密码"])
def test_a_wrong_password_is_the_account_s_trouble(password, fake):
    with pytest.raises(Rejected) as caught:
        connected(fake, password).whoami()
    assert caught.value.code == "smtp.wrong-password"
    assert caught.value.account_level
    assert password not in str(caught.value)


def test_nothing_can_be_looked_up(fake, tmp_path):
    with pytest.raises(Unverifiable, match=r"\.crosspost@example\.com"):
        connected(fake).find(message(tmp_path), "键", None, NOW)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"server": "mail.example.com"}, "smtp.not-encrypted"),
        ({"server": "http://a.cn/"}, "smtp.no-server"),
        ({"encryption": "ssl3"}, "value.unknown"),
        ({"to": ""}, "smtp.no-address"),
        ({"to": "a@b.cn\nBcc: c@d.cn"}, "smtp.no-address"),
        ({"to": "读者"}, "smtp.no-address"),
        ({"to": "读者@example.com"}, "smtp.no-address"),
        ({"from": "a@b.cn, c@d.cn"}, "smtp.no-address"),
    ],
)
def test_settings_that_cannot_be(settings, code, fake):
    with pytest.raises(ConfigError) as caught:
        connected(fake, **settings)
    assert caught.value.code == code


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for 127.0.0.1, signed by itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    import ipaddress  # noqa: PLC0415

    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_the_way_is_encrypted_and_the_server_proves_who_it_is(
    encryption, certificate, tmp_path, monkeypatch
):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    kinds = {"starttls": SmtpFake(tls=context), "tls": SmtpFake(implicit=context)}
    with kinds[encryption] as fake:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(Retryable, match="certificate"):
            connected(fake, encryption=encryption).whoami()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        connected(fake, encryption=encryption).send(message(tmp_path), "键", None, [HARBOUR])
        assert len(fake.posts) == 1


def test_without_starttls_neither_password_nor_letter_leaves(fake, tmp_path):
    with pytest.raises(Rejected) as caught:
        connected(fake, encryption="starttls").send(message(tmp_path), "键", None, [HARBOUR])
    assert caught.value.code == "smtp.not-supported"
    assert not fake.posts


BETWEEN = Correspondents(
    sender=Address("编辑部", "news", "example.com"), to=(Address("读者", "r", "example.org"),)
)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=400
).map(lambda said: " ".join(said.split()) or "题")


@tries(60)
@given(title=WORDS, tag=WORDS, alt=WORDS, body=WORDS)
def test_whatever_a_post_says_headers_stay_headers_and_lines_short(title, tag, alt, body):
    said = Message(
        index=1,
        of=1,
        text=body,
        size=1,
        limit=9,
        unit="code points",
        payload={"title": title, "html": f"<p>{len(body)}</p>", "plain": body, "tags": [tag]},
        media=(Picture(path="图.png", alt=alt),),
    )
    upload = Upload(name=alt, mime="image/png", data=PIXELS, width=1, height=1, alt=alt)
    made = letter(said, [upload], BETWEEN, "<1@example.com>", NOW)
    data = made.as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= LONGEST
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0] for line in head if line[:1] not in {b" ", b"\t"}]
    read = email.message_from_bytes(data, policy=email.policy.default)
    assert read["subject"] == title
    assert read["keywords"] == tag
    assert names == [
        *(b"Subject", b"From", b"To", b"Date", b"Message-ID", b"Keywords"),
        *(b"MIME-Version", b"Content-Type"),
    ]


def test_a_line_break_in_a_title_makes_no_header():
    bad: dict[str, Json] = {"title": "一\r\nBcc: a@b.cn", "html": "<p>🎉</p>", "plain": "🎉"}
    said = Message(index=1, of=1, text="", size=1, limit=9, unit="code points", payload=bad)
    made = letter(said, [], BETWEEN, "<1@example.com>", NOW)
    read = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
    assert read["subject"] == "一 Bcc: a@b.cn"
    assert read["bcc"] is None
