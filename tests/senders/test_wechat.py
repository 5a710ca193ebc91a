"""WeChat and WeCom against a fake of their platform: what arrives, and what each failure becomes."""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path

import pyperclip
import pytest
from msgspec import structs

from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.wechat import article_client
from crosspost.adapters.wechat.client import NOES
from crosspost.errors import (
    ConfigError,
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    Unverifiable,
)
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.model.post import Media, Post
from crosspost.model.receipts import Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.wechat import APP_ID, APP_SECRET, FOLLOWER, ROBOT, WeChat

SECRETS = {"app_id": APP_ID, "app_secret": APP_SECRET, "key": ROBOT}
POST = Post(
    title={"zh": "房价的代价 🎉"},
    happened={"zh": "一条街的价格变了，“成交”只有三套。"},
)
COVER = Upload(
    name="封面.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n0", width=9, height=9, alt="一条街"
)
NOW = dt.datetime.now(dt.UTC)
DRAFT = Sent(id="D1", url="https://mp.weixin.qq.com/", more={"todo": "a draft: publish it there"})
OPEN: list[Connection] = []
"""What a test has connected; closed when it ends."""


@pytest.fixture
def wechat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChat]:
    """A fake platform; tokens are kept in the test's own folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr(article_client, "PAUSE", 0.0)
    with WeChat() as fake:
        yield fake
        for connection in OPEN:
            connection.close()
        OPEN.clear()


def connected(channel: str, fake: WeChat, **settings: str) -> Connection:
    spec = load_channel(channel)
    defaults = {name: one.default or "" for name, one in spec.account.settings.items()}
    said = {**defaults, "to": FOLLOWER, "api": fake.url, **settings}
    there = destination(channel, said, SECRETS, name=channel)
    OPEN.append(channel_of(spec).connect(there))
    return OPEN[-1]


def message(channel: str) -> Message:
    return render(POST, channel).messages[0]


def sent(connection: Connection, channel: str, uploads: tuple[Upload, ...] = (COVER,)) -> Sent:
    return connection.send(message(channel), f"key-{channel}", None, uploads)


def found(connection: Connection, channel: str, since: dt.datetime = NOW) -> Sent | None:
    return connection.find(message(channel), f"key-{channel}", None, since)


def test_an_article_arrives_as_a_draft_with_its_cover_in_real_utf_8(wechat: WeChat):
    got = sent(connected("wechat-article", wechat), "wechat-article")
    assert got == DRAFT
    (article,) = wechat.drafts[0]["content"]["news_item"]
    assert article == {**message("wechat-article").payload, "thumb_media_id": "M1"}
    assert wechat.materials == {"M1": COVER.data}
    assert "房价的代价 🎉".encode() in wechat.requests[-1].body
    assert not wechat.published


def test_further_pictures_stand_in_the_text(wechat: WeChat):
    shown = Upload(name="b.png", mime="image/png", data=b"\x89PNG", width=640, height=9)
    post = structs.replace(POST, media=(Media(path="a.png"), Media(path="b.png")))
    (article,) = render(post, "wechat-article").messages
    assert 'src="picture-2"' in str(article.payload["content"])
    connected("wechat-article", wechat).send(article, "key", None, (COVER, shown))
    content = wechat.drafts[0]["content"]["news_item"][0]["content"]
    assert content.count("<img") == 1
    assert 'src="https://mmbiz.qpic.cn/mmbiz_png/' in content
    assert 'data-w="640"' in content
    assert "picture-2" not in content


def test_every_article_has_its_cover():
    spec = load_channel("wechat-article")
    layout = structs.replace(spec.layout, language_mode="threads", languages=("zh", "en"))
    post = structs.replace(
        POST,
        title={"zh": "一", "en": "One"},
        happened={"zh": "二。", "en": "Two."},
        media=(Media(path="a.png"),),
    )
    both = render(post, Account(name="both", spec=spec, layout=layout)).messages
    assert [len(one.media or ()) for one in both] == [1, 1]


def test_an_article_without_a_cover_is_refused_before_anything_is_sent(wechat: WeChat):
    with pytest.raises(Rejected, match="needs a cover"):
        sent(connected("wechat-article", wechat), "wechat-article", ())
    assert not wechat.requests


def test_a_second_attempt_does_not_store_the_cover_again(wechat: WeChat):
    connection = connected("wechat-article", wechat)
    wechat.faults.append(Fault("45011", on="draft/add"))
    with pytest.raises(Retryable, match="too many calls"):
        sent(connection, "wechat-article")
    sent(connection, "wechat-article")
    assert list(wechat.materials) == ["M1"]


def test_it_publishes_only_where_the_settings_say_so(wechat: WeChat):
    wechat.certified, wechat.slow_publishing = True, 2
    got = sent(connected("wechat-article", wechat, publish="true"), "wechat-article")
    assert (got.id, got.url) == ("AD1", "https://mp.weixin.qq.com/s/D1")
    assert not wechat.drafts


def test_an_account_that_may_not_publish_is_refused_before_the_first_call(wechat: WeChat):
    with pytest.raises(Rejected, match="may not call this"):
        connected("wechat-article", wechat, publish="true").whoami()
    identity = connected("wechat-article", wechat).whoami()
    assert identity.notes == ("drafts only: publishing by API is closed to it",)
    with pytest.raises(ConfigError, match="neither"):
        connected("wechat-article", wechat, publish="yes")


def test_a_draft_that_could_not_be_handed_in_is_not_written_twice(wechat: WeChat):
    wechat.certified = True
    connection = connected("wechat-article", wechat, publish="true")
    wechat.faults.append(Fault("-1", on="freepublish/submit"))
    with pytest.raises(UnknownOutcome, match="in the box"):
        sent(connection, "wechat-article")
    with pytest.raises(Unverifiable, match="in the box"):
        found(connection, "wechat-article")


def test_a_published_article_is_found_by_its_address(wechat: WeChat):
    wechat.certified = True
    connection = connected("wechat-article", wechat, publish="true")
    wechat.faults.append(Fault("lost-answer", on="freepublish/submit"))
    with pytest.raises(UnknownOutcome):
        sent(connection, "wechat-article")
    assert found(connection, "wechat-article") == Sent(
        id="AD1", url="https://mp.weixin.qq.com/s/D1"
    )


def test_a_draft_is_found_on_whatever_page_it_is_and_an_older_one_is_not(wechat: WeChat):
    connection = connected("wechat-article", wechat)
    assert found(connection, "wechat-article") is None
    wechat.faults.append(Fault("lost-answer", on="draft/add"))
    with pytest.raises(UnknownOutcome):
        sent(connection, "wechat-article")
    others = [{**wechat.drafts[0], "media_id": f"X{at}"} for at in range(45)]
    for other in others:
        other["content"] = {"news_item": [{"title": "别的", "content": "…"}]}
    wechat.drafts[:0] = others
    assert found(connection, "wechat-article") == DRAFT
    later = NOW + dt.timedelta(hours=1)
    assert found(connection, "wechat-article", later) is None


def test_a_follower_gets_an_answer(wechat: WeChat):
    connection = connected("wechat-message", wechat)
    assert connection.whoami().notes == ("500 answers left today",)
    assert sent(connection, "wechat-message") == Sent(id="key-wechat-message")
    assert wechat.posts[0]["text"] == message("wechat-message").text
    with pytest.raises(Unverifiable):
        found(connection, "wechat-message")


@pytest.mark.parametrize(
    "key", [ROBOT, f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}"]
)
def test_a_robot_speaks_with_its_key_or_its_address(
    wechat: WeChat, key: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(SECRETS, "key", key)
    connection = connected("wecom", wechat)
    assert sent(connection, "wecom") == Sent(id="key-wecom")
    assert "**房价的代价" in wechat.posts[0]["text"]
    with pytest.raises(Unverifiable):
        found(connection, "wecom")


def test_a_robot_that_has_said_enough_waits_a_minute(wechat: WeChat):
    wechat.faults.append(Fault("45009"))
    with pytest.raises(Retryable) as caught:
        sent(connected("wecom", wechat), "wecom")
    assert caught.value.after == 60


def test_a_token_that_is_over_is_renewed_once_and_shared(wechat: WeChat):
    connection = connected("wechat-article", wechat)
    connection.whoami()
    wechat.expire()
    sent(connection, "wechat-article")
    connected("wechat-message", wechat).whoami()
    assert wechat.renewals == [False, False]


def test_a_token_that_stays_refused_is_renewed_by_force_and_then_given_up(wechat: WeChat):
    wechat.faults.append(Fault("40001", times=2, on="webhook"))
    wechat.faults.append(Fault("40001", times=2, on="custom"))
    with pytest.raises(Rejected, match="AppSecret or the token is wrong"):
        sent(connected("wechat-message", wechat), "wechat-message")
    assert wechat.renewals == [False, False, True]


@pytest.mark.parametrize(
    ("wrong", "says", "advice"),
    [
        ({"app_secret": "別の"}, "the AppSecret is wrong", "设置与开发"),
        ({"app_id": "wx0"}, "the AppID is wrong", "设置与开发"),
    ],
)
def test_wrong_secrets_are_refused_in_plain_words(
    wechat: WeChat, wrong: dict[str, str], says: str, advice: str, monkeypatch: pytest.MonkeyPatch
):
    for key, value in wrong.items():
        monkeypatch.setitem(SECRETS, key, value)
    with pytest.raises(Rejected, match=says) as caught:
        connected("wechat-article", wechat).whoami()
    assert advice in caught.value.hint


def test_an_address_that_is_not_on_the_list_is_named(wechat: WeChat):
    wechat.allowed = False
    with pytest.raises(Rejected, match=r"127\.0\.0\.1") as caught:
        connected("wechat-article", wechat).whoami()
    assert "IP白名单" in caught.value.hint


CREATES = {"wechat-article": "draft/add", "wechat-message": "custom/send", "wecom": "webhook/send"}


@pytest.mark.parametrize("channel", CREATES)
@pytest.mark.parametrize(
    ("fault", "becomes", "stands"),
    [
        ("timeout", UnknownOutcome, 0),
        ("reset", UnknownOutcome, 0),
        ("lost-answer", UnknownOutcome, 1),
        ("cut", UnknownOutcome, 1),
        ("garbled", UnknownOutcome, 1),
        ("500", UnknownOutcome, 0),
        ("502", UnknownOutcome, 0),
        ("429", Retryable, 0),
        ("-1", Retryable, 0),
        ("45009", Retryable, 0),
        ("48001", Rejected, 0),
        ("45003", Rejected, 0),
        ("99999", Rejected, 0),
    ],
)
def test_what_each_fault_of_the_call_becomes(
    wechat: WeChat, channel: str, fault: str, becomes: type[SendError], stands: int
):
    connection = connected(channel, wechat)
    wechat.faults.append(Fault(fault, on=CREATES[channel]))
    with pytest.raises(becomes):
        sent(connection, channel)
    assert len(wechat.posts) == stands


@pytest.mark.parametrize("fault", ["timeout", "reset", "lost-answer", "cut", "garbled", "500"])
@pytest.mark.parametrize("call", ["stable_token", "add_material"])
def test_a_fault_before_the_call_is_never_a_doubt(wechat: WeChat, fault: str, call: str):
    wechat.faults.append(Fault(fault, on=call))
    with pytest.raises(Retryable):
        sent(connected("wechat-article", wechat), "wechat-article")
    assert not wechat.posts


@pytest.mark.parametrize("channel", CREATES)
def test_no_connection_is_never_a_doubt(wechat: WeChat, channel: str):
    connection = connected(channel, wechat)
    wechat.stop()
    with pytest.raises(Retryable, match="no connection"):
        sent(connection, channel)


@pytest.mark.parametrize("channel", CREATES)
def test_no_secret_gets_into_a_log_or_an_error(
    wechat: WeChat, channel: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    connection = connected(channel, wechat)
    sent(connection, channel)
    wechat.faults.append(Fault("reset"))
    with pytest.raises(SendError) as caught:
        sent(connection, channel, (COVER,))
    said = f"{caplog.text} {caught.value!r} {caught.value.__cause__!r}"
    assert "/cgi-bin/" in said
    assert not [secret for secret in (APP_SECRET, ROBOT, wechat.token + "&") if secret in said]
    assert "access_token=" not in said


def test_moments_are_copied_for_a_person(
    wechat: WeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    board: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", board.append)
    connection = connected("wechat-moments", wechat)
    got = sent(connection, "wechat-moments")
    assert got.more == {"todo": "paste it in WeChat Moments", "by": "clipboard"}
    assert board == [message("wechat-moments").text]
    assert "1 picture" in capsys.readouterr().err
    assert found(connection, "wechat-moments") is None


def test_moments_are_printed_where_there_is_no_clipboard(
    wechat: WeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def none(_text: str) -> None:
        raise pyperclip.PyperclipException

    monkeypatch.setattr(pyperclip, "copy", none)
    got = sent(connected("wechat-moments", wechat), "wechat-moments", ())
    assert got.more["by"] == "printed"
    assert message("wechat-moments").text in capsys.readouterr().err


def test_codes_that_say_no_to_the_account_hold_the_rest():
    for code in NOES.account:
        error = NOES.outcome(code, errcode=str(code), said="不行")
        assert isinstance(error, Rejected)
        assert error.account_level
    for code in (45003, 87014, 99999):
        error = NOES.outcome(code, errcode=str(code), said="不行")
        assert isinstance(error, Rejected)
        assert not error.account_level, "it is this message that is refused"
