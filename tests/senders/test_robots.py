"""Robots in a chat, each against a fake of its service: what arrives, and what each no becomes."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.chat_robot import host_of
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.fakes import dingtalk, discord, feishu, slack
from tests.senders.matrix import CHANNELS

POST = Post(
    title={"zh": "房价的代价 🎉"},
    happened={"zh": "<@1> 一条街的价格变了，“成交”只有*三套*。@everyone"},
)
COVER = Upload(
    name="封面.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n0", width=9, height=9, alt="一条街"
)
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """The fake of the channel that the test names first."""
    with CHANNELS[request.param].fake() as running:
        yield running


def connected(name: str, fake: Fake, settings: Any = (), **secrets: str) -> Connection:
    faked = CHANNELS[name]
    given = {"api": fake.url, **faked.settings, **dict(settings)}
    there = destination(name, given, {**faked.secrets, **secrets})
    return channel_of(there.account.spec).connect(there)


def message(name: str, **options: Any) -> Message:
    spec = load_channel(name)
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    return render(POST, account).messages[0]


def refused(name: str, fake: Fake, kind: str) -> SendError:
    fake.faults.append(Fault(kind))
    connection = connected(name, fake)
    with pytest.raises(SendError) as caught:
        connection.send(message(name), "键", None, ())
    connection.close()
    return caught.value


of_discord = pytest.mark.parametrize("fake", ["discord"], indirect=True)


@of_discord
def test_a_webhook_of_discord_s_says_who_it_is_and_what_it_made(fake: Fake):
    connection = connected("discord", fake)
    who = connection.whoami()
    assert (who.name, who.id) == ("船长钩子 🪝", discord.WEBHOOK)
    sent = connection.send(message("discord"), "键", None, ())
    assert sent.url == f"https://discord.com/channels/{discord.GUILD}/{discord.CHANNEL}/{sent.id}"
    body = fake.posts[0]["body"]
    assert body["allowed_mentions"] == {"parse": []}
    assert body["flags"] == 4
    assert "\\<@1>" in body["content"]
    connection.close()


@of_discord
def test_previews_are_an_option_of_discord_s(fake: Fake):
    connection = connected("discord", fake)
    connection.send(message("discord", link_previews=True), "键", None, ())
    assert "flags" not in fake.posts[0]["body"]
    connection.close()


@of_discord
def test_pictures_go_to_discord_with_their_alt_texts(fake: Fake):
    connection = connected("discord", fake)
    connection.send(message("discord"), "键", None, (COVER, COVER))
    assert fake.posts[0]["media"] == ["一条街", "一条街"]
    connection.close()


@of_discord
def test_a_thread_of_discord_s_is_a_setting(fake: Fake):
    whole = f"https://discord.com/api/webhooks/{discord.WEBHOOK}/{discord.TOKEN}?wait=true"
    connection = connected("discord", fake, {"thread": discord.THREAD}, webhook=whole)
    connection.send(message("discord"), "键", None, ())
    assert fake.posts[0]["thread"] == discord.THREAD
    assert connection.whoami().id == f"{discord.WEBHOOK} {discord.THREAD}"
    connection.close()


@of_discord
@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("10015", "discord.no-webhook", True),
        ("50027", "discord.no-webhook", True),
        ("220001", "discord.forum", True),
        ("200000", "discord.filtered", False),
        ("40005", "discord.too-large", False),
        ("50013", "web.refused", True),
        ("400", "web.refused", False),
    ],
)
def test_what_discord_s_noes_mean(fake: Fake, kind: str, code: str, account: bool):
    error = refused("discord", fake, kind)
    assert isinstance(error, Rejected)
    assert (error.code, error.account_level) == (code, account)


@of_discord
def test_discord_says_how_long_to_wait(fake: Fake):
    error = refused("discord", fake, "429")
    assert isinstance(error, Retryable)
    assert error.after == 2


@of_discord
def test_what_discord_finds_wrong_is_told_in_its_words(fake: Fake):
    spoilt = Message(
        index=1,
        of=1,
        text="长",
        size=1,
        limit=1,
        unit="code points",
        payload={"content": "长" * 2001, "allowed_mentions": {"parse": []}},
    )
    connection = connected("discord", fake)
    with pytest.raises(Rejected, match="2000 or fewer") as caught:
        connection.send(spoilt, "键", None, ())
    assert caught.value.code == "discord.not-as-wanted"
    connection.close()


@of_discord
def test_a_lost_answer_of_discord_s_is_asked_of_a_person(fake: Fake):
    assert isinstance(refused("discord", fake, "lost-answer"), UnknownOutcome)
    with pytest.raises(Unverifiable):
        connected("discord", fake).find(message("discord"), "键", None, NOW)


ROBOTS = {
    "feishu": ("webhook", f"https://open.larksuite.com/open-apis/bot/v2/hook/{feishu.END}"),
    "dingtalk": (
        "access_token",
        f"https://oapi.dingtalk.com/robot/send?access_token={dingtalk.TOKEN}",
    ),
}
of_a_robot = pytest.mark.parametrize(
    ("name", "fake"), [(one, one) for one in ROBOTS], indirect=["fake"]
)


@of_a_robot
def test_a_robot_speaks_at_the_end_of_its_address_or_all_of_it(name: str, fake: Fake):
    secret, address = ROBOTS[name]
    for given in ({}, {secret: address}):
        connection = connected(name, fake, **given)
        assert connection.send(message(name), "键", None, ()).id == "键"
        connection.close()
    assert len(fake.posts) == 2
    assert connection.whoami().name == "中文号"
    with pytest.raises(Unverifiable):
        connection.find(message(name), "键", None, NOW)


@of_a_robot
def test_what_the_list_of_chats_shows_is_the_first_line(name: str, fake: Fake):
    connection = connected(name, fake)
    connection.send(message(name), "键", None, ())
    body = fake.posts[0]["body"]
    shown = (
        body["card"]["config"]["summary"]["content"]
        if name == "feishu"
        else body["markdown"]["title"]
    )
    assert shown == "房价的代价 🎉"
    connection.close()


@of_a_robot
def test_the_fullest_message_is_taken_whatever_it_holds(name: str, fake: Fake):
    """Quotation marks, backslashes and line ends are two bytes each in a body, Chinese three."""
    connection = connected(name, fake)
    quoted = '“引”说"a"，\\\\ *b*_c_<at id=all></at>。🎉\n'
    long = render(Post(title={"zh": quoted}, happened={"zh": quoted * 900}), name)
    assert len(long.messages) > 1
    assert max(one.size for one in long.messages) > 0.6 * load_channel(name).text.limits[0].max
    for one in long.messages:
        connection.send(one, "键", None, ())
    assert len(fake.posts) == len(long.messages)
    connection.close()


@pytest.mark.parametrize(
    ("name", "fake", "kind", "code", "account"),
    [
        ("feishu", "feishu", "19001", "robot.not-there", True),
        ("feishu", "feishu", "19021", "robot.signature", True),
        ("feishu", "feishu", "19022", "robot.address-not-listed", True),
        ("feishu", "feishu", "19024", "robot.keyword", False),
        ("feishu", "feishu", "9499", "robot.not-as-wanted", False),
        ("feishu", "feishu", "99999", "robot.refused", False),
        ("dingtalk", "dingtalk", "300001", "robot.not-there", True),
        ("dingtalk", "dingtalk", "310000", "robot.security", True),
        ("dingtalk", "dingtalk", "430102", "robot.content", False),
        ("dingtalk", "dingtalk", "460101", "robot.not-as-wanted", False),
    ],
    indirect=["fake"],
)
def test_what_a_robot_s_noes_mean(name: str, fake: Fake, kind: str, code: str, account: bool):
    error = refused(name, fake, kind)
    assert isinstance(error, Rejected)
    assert (error.code, error.account_level) == (code, account)


@pytest.mark.parametrize(
    ("name", "fake", "kind", "after"),
    [
        ("feishu", "feishu", "11232", None),
        ("dingtalk", "dingtalk", "130101", 600),
        ("dingtalk", "dingtalk", "410100", 600),
    ],
    indirect=["fake"],
)
def test_a_robot_that_has_said_too_much_waits(
    name: str, fake: Fake, kind: str, after: float | None
):
    error = refused(name, fake, kind)
    assert isinstance(error, Retryable)
    assert error.after == after


@pytest.mark.parametrize(("name", "fake"), [("feishu", "feishu")], indirect=["fake"])
def test_an_address_of_lark_s_is_enough(name: str, fake: Fake):
    there = destination(name, {"api": "https://open.feishu.cn"}, {})
    address = ROBOTS[name][1]
    assert host_of(there, address) == "https://open.larksuite.com"
    assert host_of(there, feishu.END) == "https://open.feishu.cn"
    assert host_of(destination(name, {"api": fake.url}, {}), address) == fake.url


of_slack = pytest.mark.parametrize("fake", ["slack"], indirect=True)


def receipt(sent: Sent) -> Receipt:
    return Receipt(
        channel="slack", account="中文号", digest="摘要", index=1, run=1, sent=sent, at=NOW
    )


@of_slack
def test_slack_s_bot_says_who_it_is_and_what_it_made(fake: Fake):
    connection = connected("slack", fake)
    who = connection.whoami()
    assert (who.name, who.caller) == ("crosspost @ 编辑部", "T01 U01")
    sent = connection.send(message("slack"), "键", None, ())
    assert sent.url == f"https://bianji.slack.com/archives/C0123456789/p{sent.id.replace('.', '')}"
    rule = load_channel("slack").receipt
    assert rule
    assert rule.read(sent.url) == sent.id
    body = fake.posts[0]["body"]
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert "&lt;@1>" in body["markdown_text"]
    connection.close()


@of_slack
def test_a_thread_of_slack_s_hangs_under_its_first_message(fake: Fake):
    connection = connected("slack", fake)
    first = connection.send(message("slack"), "一", None, ())
    second = connection.send(message("slack"), "二", receipt(first), ())
    third = connection.send(message("slack"), "三", receipt(second), ())
    told = connection.send(message("slack"), "四", receipt(Sent(id=third.id)), ())
    assert [one["thread"] for one in fake.posts] == [None, first.id, first.id, first.id]
    assert told.more["thread"] == first.id
    connection.close()


@of_slack
def test_a_doubt_is_settled_by_the_key_in_a_message_s_metadata(fake: Fake):
    connection = connected("slack", fake)
    first = connection.send(message("slack"), "一", None, ())
    second = connection.send(message("slack"), "二", receipt(first), ())
    assert connection.find(message("slack"), "一", None, NOW) == first
    assert connection.find(message("slack"), "二", receipt(first), NOW) == second
    assert connection.find(message("slack"), "三", receipt(first), NOW) is None
    connection.close()


@of_slack
@pytest.mark.parametrize(
    ("lacks", "no"), [("may_read", Rejected), ("shows_metadata", Unverifiable)]
)
def test_a_doubt_that_slack_does_not_settle_is_a_person_s(
    fake: Fake, lacks: str, no: type[Rejected | Unverifiable]
):
    connection = connected("slack", fake)
    connection.send(message("slack"), "一", None, ())
    setattr(fake, lacks, False)
    with pytest.raises(no):
        connection.find(message("slack"), "二", None, NOW)
    connection.close()


@of_slack
def test_pictures_go_to_slack_with_their_alt_texts(fake: Fake):
    connection = connected("slack", fake)
    connection.send(message("slack"), "键", None, (COVER, COVER))
    assert fake.posts[0]["media"] == ["一条街", "一条街"]
    assert "markdown_text" not in fake.posts[0]["body"]
    connection.close()


@of_slack
@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("200 invalid_auth", "slack.wrong-token", True),
        ("200 channel_not_found", "slack.no-channel", True),
        ("200 not_in_channel", "slack.not-in-channel", True),
        ("200 missing_scope", "slack.may-not", True),
        ("200 msg_too_long", "slack.too-long", False),
        ("200 invalid_arguments", "slack.refused", False),
    ],
)
def test_what_slack_s_noes_mean(fake: Fake, kind: str, code: str, account: bool):
    error = refused("slack", fake, kind)
    assert isinstance(error, Rejected)
    assert (error.code, error.account_level) == (code, account)


@of_slack
@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("200 ratelimited", Retryable), ("429", Retryable), ("200 fatal_error", UnknownOutcome)],
)
def test_what_slack_cannot_do_now(fake: Fake, kind: str, becomes: type[SendError]):
    assert type(refused("slack", fake, kind)) is becomes


of_slack_s_webhook = pytest.mark.parametrize("fake", ["slack-webhook"], indirect=True)


@of_slack_s_webhook
def test_a_webhook_of_slack_s_takes_mrkdwn_and_gives_no_id(fake: Fake):
    whole = f"https://hooks.slack.com/services/{slack.HOOK}"
    connection = connected("slack-webhook", fake, webhook=whole)
    assert connection.send(message("slack-webhook"), "键", None, ()).id == "键"
    text = fake.posts[0]["body"]["text"]
    assert "\u200b*房价的代价 🎉*\u200b" in text
    assert "&lt;@1&gt;" in text
    assert "只有\u200b_三套_\u200b" in text
    with pytest.raises(Unverifiable):
        connection.find(message("slack-webhook"), "键", None, NOW)
    connection.close()


@of_slack_s_webhook
@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("404 no_service", "slack.no-webhook", True),
        ("410 channel_is_archived", "slack.no-webhook", True),
        ("403 action_prohibited", "slack.webhook-may-not", True),
        ("400 invalid_payload", "slack.refused", False),
        ("400 msg_too_long", "slack.too-long", False),
        ("403", "web.refused", True),
    ],
)
def test_what_noes_of_slack_s_webhook_mean(fake: Fake, kind: str, code: str, account: bool):
    error = refused("slack-webhook", fake, kind)
    assert isinstance(error, Rejected)
    assert (error.code, error.account_level) == (code, account)


@of_slack_s_webhook
def test_another_answer_than_ok_is_a_person_s(fake: Fake):
    assert isinstance(refused("slack-webhook", fake, "lost-answer"), UnknownOutcome)
    assert isinstance(refused("slack-webhook", fake, "500"), UnknownOutcome)
