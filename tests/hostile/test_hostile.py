"""Hostile posts come out whole; and a fault that somebody plants is found."""

import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

import crosspost
from crosspost.model.draft import Draft
from crosspost.service import drafts as selected
from tests.hostile.judges import JUDGES, Judge
from tests.hostile.posts import Canary, HostilePost, hostile_post
from tests.hostile.trial import faults_of

pytestmark = pytest.mark.skipif(not JUDGES.is_dir(), reason="no ../shared: no judges to ask")
PLAIN = HostilePost(
    "post.md",
    "# A title\n\nThe Zorbalu came first. 最先来的是玉出昆冈。\n",
    [Canary("Zorbalu", "own", "en"), Canary("玉出昆冈", "own", "zh")],
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


@pytest.mark.slow
@pytest.mark.parametrize("ten", range(20))
def test_nothing_is_lost_too_long_or_a_traceback(ten: int, judge: Judge):
    posts = [hostile_post(f"ci/{ten * 10 + number}") for number in range(10)]
    assert {post.text: faults for post in posts if (faults := faults_of(post, judge))} == {}


def loses_a_word(draft: Draft) -> Draft:
    return changed(draft, lambda text: text.replace("Zorbalu", "Zorbala"))


def says_too_much(draft: Draft) -> Draft:
    return changed(draft, lambda text: text * 200)


def fails(draft: Draft) -> Draft:
    raise KeyError(draft.channel)


def takes_long(draft: Draft) -> Draft:
    until = time.process_time() + 1.5
    while time.process_time() < until:
        pass
    return draft


@pytest.mark.parametrize(
    ("planted", "kind"),
    [(loses_a_word, "lost"), (says_too_much, "limit"), (fails, "traceback"), (takes_long, "slow")],
)
def test_a_planted_fault_is_found(
    planted: Callable[[Draft], Draft], kind: str, judge: Judge, monkeypatch: pytest.MonkeyPatch
):
    assert faults_of(PLAIN, judge, ("x", "telegram", "bluesky")) == []
    render = crosspost.render
    monkeypatch.setattr("tests.hostile.trial.LONGEST", 1)
    monkeypatch.setattr(
        selected,
        "render",
        lambda post, account, under: planted(render(post, account, under)),
    )
    found = faults_of(PLAIN, judge, ("x", "telegram", "bluesky"))
    assert {fault.partition(":")[0] for fault in found} == {kind}


def changed(draft: Draft, change: Callable[[str], str]) -> Draft:
    """*draft* with its texts changed, where readers see them and where they are sent."""
    messages = []
    for message in draft.messages:
        payload = {
            name: change(value) if isinstance(value, str) else value
            for name, value in message.payload.items()
        }
        messages.append(
            msgspec.structs.replace(message, text=change(message.text), payload=payload)
        )
    return msgspec.structs.replace(draft, messages=tuple(messages))
