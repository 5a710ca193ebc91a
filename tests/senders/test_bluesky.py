"""Bluesky against a fake: what each failure becomes, and that nothing is ever there twice.

What a real server makes of our records is in tests/live.
"""

import contextlib
import datetime as dt
import logging
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs

from crosspost import errors, parse, read, render
from crosspost.adapters.base import LinkCard
from crosspost.adapters.bluesky import client
from crosspost.adapters.bluesky.client import SORTABLE, record_key
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Json, Message
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES
from tests.fakes.bluesky import DID, HANDLE, PASSWORD, TID, BlueskyFake
from tests.senders.messages import post
from tests.senders.threads import PNG, receipt, send_all
from tests.tries import tries

TABLE = Path(__file__).parents[1] / "cases/sending-bluesky.toml"
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def fake():
    with BlueskyFake() as running:
        yield running


@pytest.fixture
def connect(fake):
    """Connects with a password; closes what it connected."""
    with contextlib.ExitStack() as opened:

        def to(password=PASSWORD, handle=HANDLE):
            said = {"api": fake.url, "handle": handle}
            made = client.Bluesky(destination("bluesky", said, {"password": password}))
            return opened.enter_context(contextlib.closing(made))

        yield to


def under(sent) -> Receipt:
    return receipt(sent, channel="bluesky")


def plain(facet: dict[str, Any]) -> dict[str, Any]:
    """A facet without the ``$type`` that the SDK adds where there is only one."""
    index = {key: facet["index"][key] for key in ("byteStart", "byteEnd")}
    return {"index": index, "features": facet["features"]}


@pytest.mark.parametrize("case", CASES, ids=[f"{one['on']} {one['fault']}" for one in CASES])
def test_a_failure_has_one_outcome_and_what_stands_is_found(fake, connect, case):
    fake.faults.append(Fault(case["fault"], on=case["on"]))
    channel = connect()
    with pytest.raises(getattr(errors, case["outcome"])) as caught:
        channel.send(post("天气：晴"), "k", None, [PNG])
    assert len(fake.posts) == case["stands"]
    assert len([one for one in fake.requests if case["on"] in one.path]) == 1, "no second try"
    assert case.get("says", "") in str(caught.value)
    assert getattr(caught.value, "account_level", False) == case.get("whole", False)
    assert getattr(caught.value, "after", None) == pytest.approx(case.get("after"), abs=2)
    assert PASSWORD not in str(caught.value)
    found = channel.find(post("天气：晴"), "k", None, LONG_AGO)
    assert [post["id"] for post in fake.posts] == ([found.id] if found else [])
    if found is None:
        channel.send(post("天气：晴"), "k", None, [PNG])
    assert len(fake.posts) == 1


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_what_stands_is_the_draft(fake, connect, path):
    draft = render(read(path), "bluesky")
    sent = send_all(connect(), draft)
    for kept, one in zip(fake.posts, draft.messages, strict=True):
        record = kept["record"]
        assert (kept["text"], record["langs"]) == (one.text, one.payload["langs"])
        assert list(map(plain, record["facets"])) == one.payload["facets"]
        assert len(kept["media"]) == len(one.media or ())
        assert record.get("reply", {"root": {"uri": sent[0].id}})["root"]["uri"] == sent[0].id
    assert [post["parent"] for post in fake.posts] == [None, *(one.id for one in sent[:-1])]
    key = sent[0].id.rpartition("/")[2]
    assert sent[0].url == f"https://bsky.app/profile/{HANDLE}/post/{key}"


def test_a_picture_goes_with_its_alt_text_and_its_shape(fake, connect):
    connect().send(post("街景"), "k", None, [PNG])
    (image,) = fake.posts[0]["media"]
    assert image["alt"] == "一条街"
    assert (image["aspectRatio"]["width"], image["aspectRatio"]["height"]) == (9, 9)
    assert list(fake.blobs.values()) == [PNG.data]


def carded(title: str) -> Message:
    url = "https://a.cn/%E5%85%A8%E6%96%87"
    card = {"uri": url, "title": title, "description": ""}
    embed: dict[str, Json] = {"$type": "app.bsky.embed.external", "external": {**card}}
    said = post("街景")
    return structs.replace(said, payload={**said.payload, "embed": embed}, link_card=url)


def test_a_card_says_what_its_page_says(fake, connect):
    page = LinkCard(**structs.asdict(PNG), title="全文", description="谁来付钱？")
    connect().send(carded("自己的标题"), "k", None, [page])
    card = fake.posts[0]["record"]["embed"]["external"]
    assert (card["title"], card["description"]) == ("全文", "谁来付钱？")
    assert fake.blobs[card["thumb"]["ref"]["$link"]] == PNG.data
    assert card["uri"] == "https://a.cn/%E5%85%A8%E6%96%87"


@pytest.mark.parametrize(("title", "kept"), [("自己的标题", True), ("", False)])
def test_a_card_without_its_page_has_the_posts_own_words_or_is_none(fake, connect, title, kept):
    connect().send(carded(title), "k", None, [])
    embed = fake.posts[0]["record"].get("embed")
    assert bool(embed) == kept
    assert not embed or embed["external"]["title"] == title


def test_a_call_that_arrives_late_doubles_nothing(fake, connect):
    """Looked up too early, sent again, and then both are there: the server takes the key once."""
    channel = connect()
    first = channel.send(post("天气"), "k", None, [])
    fake.faults.append(Fault("400", on="createRecord"))
    assert channel.send(post("天气"), "k", None, []) == first
    with pytest.raises(errors.UnknownOutcome):
        channel.send(post("天气"), "k", None, [])
    assert channel.find(post("天气"), "k", None, LONG_AGO) == first
    assert len(fake.posts) == 1


def test_another_process_finds_what_one_has_sent(connect):
    top = connect().send(post("一"), "k1", None, [])
    below = connect().send(post("二"), "k2", under(top), [])
    assert connect().find(post("二"), "k2", under(top), LONG_AGO) == below


def test_a_session_that_ended_is_opened_anew(fake, connect):
    channel = connect()
    channel.send(post("一"), "k1", None, [])
    fake.sessions += 1  # its token is good no longer
    with pytest.raises(errors.Retryable):
        channel.send(post("二"), "k2", None, [])
    channel.send(post("二"), "k2", None, [])
    assert [post["text"] for post in fake.posts] == ["一", "二"]


def test_one_session_is_enough(fake, connect):
    channel = connect()
    channel.whoami()
    channel.send(post("一"), "k1", None, [])
    channel.find(post("二"), "k2", None, LONG_AGO)
    assert fake.sessions == 1


@pytest.mark.parametrize("text", ["长" * 301, "👨‍👩‍👧‍👦" * 121], ids=["graphemes", "bytes"])
def test_what_bluesky_would_not_take_is_refused(connect, text):
    with pytest.raises(errors.Rejected, match="must not be longer"):
        connect().send(post(text), "k", None, [])


def test_nobody_can_look_who_may_not_sign_in(connect):
    with pytest.raises(errors.Rejected, match="app password"):
        connect("wrong").find(post("天气"), "k", None, LONG_AGO)


def test_what_is_not_there_cannot_be_answered(connect):
    channel = connect()
    gone = Sent(id="at://did:plc:none/app.bsky.feed.post/3jont4dsvtcis")
    with pytest.raises(errors.Rejected):
        channel.send(post("二"), "k2", under(gone), [])


def test_nobody_there_is_for_later(fake, connect):
    channel = connect()
    channel.whoami()
    fake.stop()
    for call in (channel.whoami, lambda: channel.send(post("再来"), "k", None, [])):
        with pytest.raises(errors.Retryable, match="no connection"):
            call()


def test_who_we_are_and_whether_the_account_is_open(fake, connect):
    channel = connect(handle=f"@{HANDLE}")
    said = channel.whoami()
    assert (said.name, said.url) == (f"@{HANDLE}", f"https://bsky.app/profile/{HANDLE}")
    fake.active = False
    with pytest.raises(errors.Rejected, match="not active"):
        channel.whoami()


def test_the_password_is_in_no_log(fake, connect, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    channel = connect()
    for fault in ("401", "garbled", "timeout", "500", "429"):
        fake.faults.append(Fault(fault, on="create"))
        with pytest.raises(errors.SendError):
            channel.send(post("天气"), "k", None, [])
    assert PASSWORD not in caplog.text + "".join(capfd.readouterr())


@given(st.text(min_size=1))
@tries(200)
def test_every_message_has_one_record_key_of_its_own(name):
    key = record_key(name)
    assert TID.fullmatch(key)
    assert key == record_key(name) != record_key(f"{name}!")
    number = sum(SORTABLE.index(one) << 5 * place for place, one in enumerate(reversed(key)))
    made = dt.datetime.fromtimestamp((number >> 10) / 1e6, dt.UTC)
    assert made.year in {2023, 2024, 2025}, "none lies in the future"


def test_what_a_person_has_found_by_its_address_is_answered(fake, connect):
    """Of such a message crosspost knows no cid; the server tells it, and where the thread began."""
    account = connect()
    first = account.send(post("一。"), "k1", None, ())
    second = account.send(post("二。"), "k2", under(first), ())
    rule = load_channel("bluesky").receipt
    assert rule is not None
    seen = f"https://bsky.app/profile/{DID}/post/{second.id.rpartition('/')[2]}"
    third = account.send(post("三。"), "k3", under(Sent(id=rule.read(seen), url=seen)), ())
    reply = fake.posts[-1]["record"]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.id, second.id)
    assert third.more["root"] == {"uri": first.id, "cid": first.more["cid"]}


def test_a_handle_in_the_address_will_do():
    rule = load_channel("bluesky").receipt
    assert rule is not None
    said = "https://bsky.app/profile/zhong.wen.example/post/3jont4dsvtcis"
    assert rule.read(said) == "at://zhong.wen.example/app.bsky.feed.post/3jont4dsvtcis"
    assert rule.read("3jont4dsvtcis🎉") == ""


@pytest.fixture
def drafting(fake):
    """An account that leaves its threads among its drafts."""
    there = destination("bluesky", {"api": fake.url, "handle": HANDLE}, {"password": PASSWORD})
    account = structs.replace(there.account, options={"draft": True})
    made = client.Bluesky(structs.replace(there, account=account))
    with contextlib.closing(made):
        yield made


def drafted(text: str) -> tuple[Message, ...]:
    entry = load_channel("bluesky")
    account = Account(name="中文号", spec=entry, layout=entry.layout, options={"draft": True})
    return render(parse(text, "markdown"), account).messages


def test_a_thread_is_one_draft_and_nothing_is_posted(fake, drafting):
    messages = drafted(
        "# 涨价\n\n" + "芯片之战一触即发，各家都涨价，见[报告](https://a.cn/图)。🎉" * 20
    )
    above, sent = None, []
    for one in messages:
        sent.append(drafting.send(one, f"k{one.index}", above, ()))
        above = under(sent[-1])
    [kept] = fake.drafts.values()
    assert [one["text"] for one in kept["posts"]] == [one.payload["text"] for one in messages]
    assert "(https://a.cn/图)" in kept["posts"][0]["text"], "a draft has no facets"
    assert kept["langs"] == ["zh"]
    assert fake.posts == []
    assert len({one.id for one in sent}) == len(messages) > 1
    drafting.delete(under(sent[0]))
    assert fake.drafts == {}


@pytest.mark.parametrize("lost", [1, 2])
def test_a_draft_whose_answer_is_lost_is_found(fake, drafting, lost):
    messages = drafted("# 涨价\n\n" + "芯片之战一触即发，各家都涨价。🎉" * 20)
    above = None
    for one in messages[: lost - 1]:
        above = under(drafting.send(one, f"k{one.index}", above, ()))
    message = messages[lost - 1]
    assert drafting.find(message, "k", above, LONG_AGO) is None
    fake.faults.append(Fault("lost-answer", 1, "Draft"))
    with pytest.raises(errors.UnknownOutcome):
        drafting.send(message, "k", above, ())
    found = drafting.find(message, "k", above, LONG_AGO)
    assert found
    assert found.more["posts"] == [{"text": one.payload["text"]} for one in messages[:lost]]


def test_a_draft_answers_no_post_and_has_no_pictures(drafting):
    [first, *_] = drafted("# 涨价\n\n芯片之战")
    with pytest.raises(errors.Rejected, match="draft"):
        drafting.send(first, "k", under(Sent(id="at://a/b/c")), ())
    entry = load_channel("bluesky")
    account = Account(name="a", spec=entry, layout=entry.layout, options={"draft": True})
    made = render(parse("# 涨价\n\n芯片\n\n![港口](港口.png)\n", "markdown"), account)
    assert all(one.media is UNSET for one in made.messages)
    assert ("media.omitted", "draft") in {
        (one.code, one.values.get("reason")) for one in made.findings
    }
