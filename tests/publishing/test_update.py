"""What stands is made to say what its post says today, or taken back: nothing else is touched."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import resolve_name
from typing import Any

import pytest
from msgspec import UNSET, structs

from crosspost.adapters import channel as channel_named
from crosspost.adapters.base import Connection
from crosspost.adapters.slack.client import Slack
from crosspost.errors import CrosspostError
from crosspost.ledger import Ledger, open_ledger
from crosspost.ledger.open import utc_now
from crosspost.model.draft import Draft, Json, Message, digest
from crosspost.model.post import Post
from crosspost.publishing import Job, PublishOptions, PublishResult, RetryPolicy, RunContext, run
from crosspost.publishing.update import compared, delete, update
from crosspost.registry import channel_names
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.senders.matrix import CHANNELS

POST = Post(title={"zh": "芯片之战"})
THREAD = ("芯片之战一触即发，各家都涨价。1/3", "一条街上只成交三套。2/3", "谁来付钱？🎉 3/3")
MENDED = ("芯片之战一触即发，各家都涨价。1/3", "一条街上只成交两套。2/3", "谁来付钱？🎉 3/3")
LONGER = (*(text.replace("/3", "/4") for text in THREAD), "天气也好。4/4")
SHORTER = ("芯片之战一触即发，各家都涨价。1/2", "一条街上只成交三套。2/2")
WORDS = {"mastodon": "status", "discord": "content"}
MORE: Mapping[str, dict[str, Json]] = {
    "mastodon": {"language": "zh"},
    "discord": {"allowed_mentions": {"parse": []}, "link_previews": False},
}


def thread(channel: str, texts: Sequence[str], *, at: Mapping[int, int] = {}) -> Draft:
    """A draft of *texts*; *at* says which of them open a thread of their own, under which."""
    messages = tuple(
        Message(
            index=index,
            of=len(texts),
            text=text,
            size=len(text),
            limit=500,
            unit="mastodon" if channel == "mastodon" else "code points",
            payload={WORDS[channel]: text, **MORE[channel]},
            after=at.get(index, UNSET),
        )
        for index, text in enumerate(texts, 1)
    )
    return Draft(
        channel=channel,
        account="中文号",
        languages=("zh",),
        digest=digest(channel, messages),
        messages=messages,
        findings=(),
    )


@dataclass
class World:
    """One account of a fake, and a ledger whose clock can be set."""

    channel: str
    fake: Fake
    ledger: Ledger
    ahead: list[dt.timedelta] = field(default_factory=lambda: [dt.timedelta()])

    def __post_init__(self) -> None:
        told = CHANNELS[self.channel]
        settings = {"api": self.fake.url, **told.settings}
        self.there = destination(self.channel, settings, told.secrets)

    def publish(self, *texts: str, **more: Mapping[int, int]) -> PublishResult:
        job = Job(draft=thread(self.channel, texts, **more), destination=self.there)
        around = RunContext(self.ledger, sleep=lambda _: None)
        [result] = run([job], PublishOptions(), around)
        assert result.failure is None
        self.fake.requests.clear()
        return result

    def update(self, *texts: str, at: Mapping[int, int] = {}, **options: Any) -> PublishResult:
        drafts = [thread(self.channel, texts, at=at)]
        [result] = update(POST, self.there, drafts=drafts, ledger=self.ledger, **options)
        return result

    def delete(self, *texts: str) -> PublishResult:
        drafts = [thread(self.channel, texts)]
        [result] = delete(POST, self.there, drafts=drafts, ledger=self.ledger)
        return result

    def texts(self) -> list[str]:
        return [post["text"] for post in self.fake.posts]

    def calls(self) -> list[str]:
        return [one.method for one in self.fake.requests if one.method != "GET"]

    def states(self) -> list[str]:
        rows = sorted(self.ledger.rows(), key=lambda row: (row.run, row.at, row.index))
        return [f"{row.index} {row.state}" for row in rows]


@pytest.fixture(params=["mastodon", "discord"])
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(channel: str, sqlite: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    ahead = [dt.timedelta()]
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 1)
    impatient = lambda *args, **kinds: RunContext(*args, **kinds, sleep=lambda _: None)  # noqa: E731
    monkeypatch.setattr(import_module(update.__module__), "RunContext", impatient)
    with (
        CHANNELS[channel].fake() as fake,
        open_ledger(sqlite, now=lambda: utc_now() + ahead[0]) as ledger,
    ):
        yield World(channel, fake, ledger, ahead)


only = pytest.mark.parametrize


def test_what_changed_is_edited_and_nothing_else(world: World):
    world.publish(*THREAD)
    before = [post["id"] for post in world.fake.posts]
    result = world.update(*MENDED)
    assert result.failure is None
    assert world.texts() == list(MENDED)
    assert [post["id"] for post in world.fake.posts] == before
    assert len(world.calls()) == 1
    assert [one.sent.id for one in result.receipts] == before


def test_the_same_again_changes_nothing(world: World):
    world.publish(*THREAD)
    world.update(*MENDED)
    world.fake.requests.clear()
    assert world.update(*MENDED).failure is None
    assert world.calls() == []


def test_back_to_the_first_wording(world: World):
    world.publish(*THREAD)
    world.update(*MENDED)
    assert world.update(*THREAD).failure is None
    assert world.texts() == list(THREAD)


@only("channel", ["mastodon"])
def test_what_is_new_at_the_end_goes_under_it(world: World):
    world.publish(*THREAD)
    assert world.update(*LONGER).failure is None
    assert world.texts() == list(LONGER)
    assert world.fake.posts[3]["parent"] == world.fake.posts[2]["id"]


@only("channel", ["mastodon"])
def test_each_thread_of_a_draft_grows_by_itself(world: World):
    """Chinese under English: one more of the first thread moves the second, which is edited not."""
    world.publish("One.", "Two.", "一。", "二。", at={3: 1})
    assert world.update("One.", "Two.", "Three.", "一。", "二。", at={4: 1}).failure is None
    parents = {post["text"]: post["parent"] for post in world.fake.posts}
    ids = {post["text"]: post["id"] for post in world.fake.posts}
    assert world.calls() == ["POST"]
    assert parents["Three."] == ids["Two."]
    assert parents["二。"] == ids["一。"]


@only("channel", ["discord"])
def test_where_nothing_answers_what_is_new_is_refused(world: World):
    world.publish(*THREAD)
    failure = world.update(*LONGER).failure
    assert failure
    assert failure.problem.code == "change.cannot-add"
    assert (world.texts(), world.calls()) == (list(THREAD), [])


def test_what_is_not_needed_stays_until_it_is_asked_for(world: World):
    world.publish(*THREAD)
    assert world.update(*SHORTER).failure is None
    assert world.texts() == [*SHORTER, THREAD[2]]
    result = world.update(*SHORTER, delete_rest=True)
    assert world.texts() == list(SHORTER)
    assert [one.index for one in result.deleted] == [3]


@only("fault", ["timeout", "lost-answer", "garbled", "429", "503"])
def test_an_edit_without_an_answer_is_made_once_more(world: World, fault: str):
    world.publish(*THREAD)
    verb = {"mastodon": "PUT /api/v1/statuses", "discord": "PATCH /webhooks"}[world.channel]
    world.fake.faults.append(Fault(fault, on=verb))
    assert world.update(*MENDED).failure is None
    assert world.texts() == list(MENDED)
    assert [call for call in world.calls() if call == "POST"] == []


@only("fault", ["timeout", "lost-answer", "cut", "429", "503"])
def test_a_deletion_without_an_answer_is_made_once_more(world: World, fault: str):
    world.publish(*THREAD)
    world.fake.faults.append(Fault(fault, on="DELETE "))
    result = world.delete(*THREAD)
    assert result.failure is None
    assert [one.index for one in result.deleted] == [3, 2, 1]
    assert world.texts() == []


def test_an_edit_that_is_never_answered_is_gone_on_with(world: World):
    world.publish(*THREAD)
    world.fake.faults.append(Fault("lost-answer", times=99, on=f"/{world.fake.posts[1]['id']}"))
    failure = world.update(*MENDED).failure
    assert failure
    assert (failure.outcome, failure.problem.next_step) == ("unknown", "again")
    world.fake.faults.clear()
    assert world.update(*MENDED).failure is None
    assert world.texts() == list(MENDED)
    assert world.ledger.in_doubt() == []


def test_after_half_an_update_another_wording_goes_on_from_what_stands(world: World):
    changed = tuple(text.replace("/3", "/３") for text in THREAD)
    world.publish(*THREAD)
    world.fake.faults.append(Fault("400", times=99, on=f"/{world.fake.posts[1]['id']}"))
    assert world.update(*changed).failure
    assert world.texts() == [changed[0], *THREAD[1:]]
    world.fake.faults.clear()
    world.fake.requests.clear()
    assert world.update(*MENDED).failure is None
    assert world.texts() == list(MENDED)
    assert len(world.calls()) == 2


def test_what_somebody_deleted_by_hand_is_gone_and_cannot_be_edited(world: World):
    world.publish(*THREAD)
    del world.fake.posts[1]
    failure = world.update(*MENDED).failure
    assert failure
    assert failure.problem.code == "change.not-there"
    assert failure.outcome == "refused"
    assert world.delete(*MENDED).failure is None
    assert world.texts() == []


def test_what_was_deleted_is_not_published_again_unless_that_is_said(world: World):
    world.publish(*THREAD)
    world.update(*MENDED)
    world.delete(*MENDED)
    assert {row.state for row in world.ledger.rows()} == {"deleted"}
    for texts, code in ((THREAD, "send.mended-since"), (MENDED, "send.deleted-since")):
        job = Job(draft=thread(world.channel, texts), destination=world.there)
        [result] = run([job], PublishOptions(), RunContext(world.ledger))
        assert result.failure
        assert result.failure.problem.code == code
    [result] = run([job], PublishOptions(republish=True), RunContext(world.ledger))
    assert result.failure is None
    assert world.texts() == list(MENDED)


def test_one_of_two_publications_has_to_be_named(world: World):
    world.publish(*THREAD)
    job = Job(draft=thread(world.channel, THREAD), destination=world.there)
    run([job], PublishOptions(republish=True), RunContext(world.ledger))
    failure = world.update(*MENDED).failure
    assert failure
    assert failure.problem.code == "change.several"
    name = compared(
        thread(world.channel, MENDED), world.there, world.ledger, of=f"{job.draft.digest}/2"
    )
    assert name.standing.name.endswith("/2")
    assert world.update(*MENDED, of=name.standing.name).failure is None
    assert world.texts() == [*THREAD, *MENDED]


def test_what_was_never_published_is_nothing_to_change(world: World):
    world.publish("完全另一篇。")
    failure = world.update(*THREAD).failure
    assert failure
    assert failure.problem.code == "change.never-published"
    with pytest.raises(CrosspostError, match="nothing stands there of sha256:0000"):
        delete("sha256:0000", world.there, ledger=world.ledger)


def test_a_channel_that_cannot_is_told_before_any_call(world: World):
    world.publish(*THREAD)
    spec = world.there.account.spec
    assert spec.edit is not None
    late = structs.replace(spec, edit=structs.replace(spec.edit, within_hours=48), delete=None)
    account = structs.replace(world.there.account, spec=late)
    world.there = structs.replace(world.there, account=account)
    assert world.update(*MENDED).failure is None
    failure = world.delete(*MENDED).failure
    assert failure
    assert failure.problem.code == "change.cannot-delete"
    world.ahead[0] = dt.timedelta(hours=48)
    failure = world.update(*THREAD).failure
    assert failure
    assert failure.problem.code == "change.too-late"
    assert world.texts() == list(MENDED)


def test_other_words_than_were_approved_are_refused(world: World):
    world.publish(*THREAD)
    failure = world.update(*MENDED, approved=["sha256:0"]).failure
    assert failure
    assert failure.problem.code == "send.not-approved"
    assert world.texts() == list(THREAD)


def test_an_older_doubt_is_left_to_whoever_looks(world: World):
    """A deletion that may have happened stays in doubt after a clear no to the next call."""
    world.publish(*THREAD)
    where = f"/{world.fake.posts[2]['id']}"
    world.fake.faults += [Fault("timeout", on=where), Fault("403", times=9, on=where)]
    failure = world.delete(*THREAD).failure
    assert failure
    assert [row.state for row in world.ledger.in_doubt()] == ["deleting"]
    [row] = world.ledger.in_doubt()
    assert (failure.outcome, failure.problem.next_step) == ("unknown", "resolve")
    unclear = world.update(*MENDED).failure
    assert unclear
    assert unclear.problem.code == "change.deletion-unclear"
    world.ledger.resolve(row.key, None)
    world.fake.faults.clear()
    assert world.delete(*THREAD).failure is None
    assert [row.state for row in world.ledger.rows()] == ["deleted"] * 3


def test_retries_are_those_of_publishing(world: World):
    assert RetryPolicy().attempts > 1
    world.publish(*THREAD)
    world.fake.faults.append(Fault("503", times=99, on="DELETE "))
    failure = world.delete(*THREAD).failure
    assert failure
    assert len(world.calls()) == RetryPolicy().attempts


@pytest.mark.parametrize("name", channel_names())
def test_what_an_entry_allows_its_code_does_and_a_fake_tries(name: str):
    there = channel_named(name)
    for verb in ("edit", "delete"):
        if getattr(there.spec, verb):
            sends = resolve_name(there.module.connect)
            sends = sends if isinstance(sends, type) else Slack
            assert getattr(sends, verb) is not getattr(Connection, verb)
            assert name not in CHANNELS or getattr(CHANNELS[name], verb)
