"""Tests: for programs that publish, an outbox and a ledger; for channels, all that one has to hold.

A program's own tests send nothing and need no secret::

    from crosspost.testing import Outbox, memory_ledger


    def test_the_news_goes_out():
        with Outbox() as outbox, memory_ledger() as ledger:
            my_service.announce("搬家了", ledger=ledger)
        assert outbox.texts("board") == ["搬家了"]

Whoever writes a channel has a fake server, and `check_channel`, which finds what is lost or
doubled.

::

    from crosspost.testing import Fake, FakedChannel, check_channel


    def test_my_channel(tmp_path):
        check_channel(
            "postcard", FakedChannel("Postcard", PostcardFake, "POST /cards", {}), tmp_path
        )

`check_writing` holds a channel's drafts to what holds for all of them, whatever the post holds.
"""

import shutil
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

from ..adapters import base, channel, uploads
from ..counting import Ruler
from ..ledger import memory_ledger, open_ledger
from ..model.channel_spec import Account
from ..model.draft import Draft
from ..model.post import Matters, Point, Post, Prediction, Source, Story
from ..model.receipts import Failure
from ..preview.as_html import section
from ..publishing.context import RetryPolicy
from ..registry import default_account, load_channel
from ..rendering import render
from .outbox import Outbox, OutboxMessage
from .server import Answer, Fake, Fault, Request
from .trial import UNREACHABLE, FakedChannel, Trial

__all__ = [
    "FAULTS",
    "FILM_FAULTS",
    "Answer",
    "Fake",
    "FakedChannel",
    "Fault",
    "Outbox",
    "OutboxMessage",
    "Request",
    "check_channel",
    "check_draft",
    "check_page",
    "check_writing",
    "memory_ledger",
]

LONG = {
    "zh": "一条街上只成交三套，谁来付钱？**第一家**说不急，第二家已经挂出了牌子🎉。" * 40,
    "en": "Only three flats were sold in the street, and *nobody* knows who pays. " * 40,
}
POSTS = (
    Post(title={"zh": "一句话🎉"}),
    Post(
        title={"zh": "芯片之战", "en": "The chip war"},
        happened={"zh": "各家都涨价，见 https://example.com/图。", "en": "See https://a.cn/b_(c)."},
        tags=("芯片", "history of science"),
    ),
    Post(
        title={"zh": "房价的代价", "en": "What a street costs"},
        happened=LONG,
        matters=Matters(points=(Point(text=LONG), Point(text={"zh": "`main.py` 与 @alice"}))),
        story=Story(text={"zh": "👨‍👩‍👧 一百年前。", "en": "A hundred years ago."}),
        prediction=Prediction(text={"zh": "明年会跌。", "en": "Down next year."}),
        discussion={"zh": "你怎么看？", "en": "What do you say?"},
        sources=(Source(title="年鉴", url="https://example.com/year"),),
        tags=("房价",),
    ),
)
"""Short, with links, and longer than any message; marks, emoji and two languages."""


def check_writing(name: str) -> None:
    """Write `POSTS` for the channel *name*, and see whether its drafts and its page keep the laws.

    Raises:
        AssertionError: which does not, and why.

    >>> check_writing("wechat-moments")  # 朋友圈
    """
    for post in POSTS:
        check_page(check_draft(post, default_account(name)))


def check_draft(post: Post, account: Account) -> Draft:
    """The draft of *post*, which keeps to what every draft does.

    It is the same each time; messages are numbered, answer an earlier one, hold some text, and
    none is over its limit; what it carries of the post is in messages that are there.

    Args:
        post: any.
        account: whose draft it is to be.

    Raises:
        AssertionError: it does not.

    >>> len(check_draft(Post(title="芯片之战 🎉"), default_account("x")).messages)
    1
    """
    draft = render(post, account)
    assert draft == render(post, account), "another draft the second time"
    indexes = [message.index for message in draft.messages]
    assert indexes == list(range(1, len(indexes) + 1)), f"messages are numbered {indexes}"
    for message in draft.messages:
        name = f"message {message.index}"
        assert message.of == len(indexes), f"{name} says that there are {message.of}"
        assert message.text.strip() or message.media, f"{name} is empty"
        own = account.spec.text.count
        shown = Ruler(message.unit, own).size(message.text)
        assert max(shown, message.size) <= message.limit, f"{name}: {shown} > {message.limit}"
    for carried in draft.carries or ():
        strange = set(carried.messages) - set(indexes)
        assert not strange, f"{carried.section} is said in messages {strange}"
    return draft


def check_page(draft: Draft) -> None:
    """What the page shows of *draft* are its messages' words, no more and no less.

    Raises:
        AssertionError: a word is missing on the page, or one is there that is not sent.

    >>> check_page(render(Post(title="芯片之战 🎉"), "x"))
    """
    reader = _Shown()
    reader.feed(str(section(draft, "draft")))
    reader.close()
    sent = "".join(message.text for message in draft.messages)
    assert _letters(reader.words) == _letters(sent), "the page shows other words than are sent"


def _letters(text: str) -> str:
    """*text* without white space, which an article's blocks have around them."""
    return "".join(text.split())


class _Shown(HTMLParser):
    """The words in elements with ``data-text``, those of voices and boxes aside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inside = bool(self._open and self._open[-1]) or "data-text" in given
        if tag not in {"br", "img", "hr", "input", "meta", "link", "use", "path"}:
            self._open.append(inside and "aria-hidden" not in given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"br", "img", "hr", "input", "meta", "link", "use", "path"} and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]:
            self.words += data


WAIT = 1.0
"""Seconds that a connection waits for an answer, instead of `base.TIMEOUT`."""
FAULTS = (
    UNREACHABLE,
    "timeout",
    "reset",
    "lost-answer",
    "cut",
    "garbled",
    "400",
    "401",
    "403",
    "429",
    "500",
    "503",
)
"""What goes wrong with the call of a message, once; see `Fault`."""
FILM_FAULTS = ("reset", "lost-answer", "garbled", "503")
"""What goes wrong with a film on its way, once; `Fake.film_ends` says how the work on it ends."""


def check_channel(name: str, faked: FakedChannel, folder: Path) -> None:
    """See whether the channel *name* keeps to what every channel does.

    Its drafts and its page keep the laws of `check_writing`; of what is published to its fake, with
    each fault once, nothing is lost or doubled. Where the entry has ``[media.video]``, a film is
    sent as well, whose upload fails, and which the service cannot work on, or not for ever.

    Args:
        name: of the entry.
        faked: its fake, and what the call holds that makes a post.
        folder: an empty one, for ledgers and a picture.

    Raises:
        AssertionError: a law is broken, or what stands at the end is not what was to be
            published, and which fault it was.

    >>> check_channel("xiaohongshu", FakedChannel("小红书", Fake, "", {}), Path())
    Traceback (most recent call last):
    AssertionError: xiaohongshu has no connect: people paste it
    """
    name = faked.entry or name
    assert not channel(name).pasted, f"{name} has no connect: people paste it"
    check_writing(name)
    empty = folder / "empty.sqlite3"  # making its tables takes longer than a trial
    open_ledger(f"sqlite:///{empty}").close()
    for fault in faked.faults or FAULTS:
        with (
            patch.object(base, "TIMEOUT", WAIT),
            faked.fake() as fake,
            open_ledger(f"sqlite:///{shutil.copy(empty, folder / fault)}") as ledger,
        ):
            trial = Trial(name, faked, fake, ledger, folder, account=fault)
            failure = _gone_on(trial, trial.run(RetryPolicy(), fault))
            assert failure is None, f"{fault}: {failure}"
            _check_standing(trial, fault)
            _check_changes(trial, fault)
    _check_films(name, faked, folder, empty)


def _gone_on(trial: Trial, failure: Failure | None) -> Failure | None:
    """What is left of *failure* once more is tried, and again after a person has looked."""
    if failure:
        failure = trial.run(RetryPolicy())
    if failure:
        trial.settle(failure)
        failure = trial.run(RetryPolicy())
    return failure


def _check_films(name: str, faked: FakedChannel, folder: Path, empty: Path) -> None:
    """A film stands once with its words, whatever happens to it on its way."""
    media = load_channel(name).media
    if media is None or media.video is None or not media.images:
        return
    if faked.options and not faked.upload:  # a form, which brings films as its channel does
        return
    assert faked.upload, f"{name} has [media.video]: say what call brings a film"
    ends = ("fails", "never") if faked.fake.film_ends else ()
    for fault in (*FILM_FAULTS, *ends):
        with (
            patch.object(base, "TIMEOUT", WAIT),
            patch.object(base, "PROCESSING", 0.0 if fault == "never" else base.PROCESSING),
            patch.object(uploads, "FIRST_PAUSE", 0.0),
            faked.fake() as fake,
            open_ledger(f"sqlite:///{shutil.copy(empty, folder / f'film-{fault}')}") as ledger,
        ):
            trial = Trial(name, faked, fake, ledger, folder, account=fault, film=True)
            broken = fault in ends
            fake.film_ends = fault if broken else fake.film_ends
            failure = trial.run(RetryPolicy(), "" if broken else fault)
            if broken:
                assert failure is not None, f"{fault}: a film is posted that is not ready"
                assert not fake.posts, f"{fault}: {fake.posts} stands"
                fake.film_ends = "done"
            failure = _gone_on(trial, failure)
            assert failure is None, f"film, {fault}: {failure}"
            _check_standing(trial, f"film, {fault}")
            shown = [len(one["media"]) for one in fake.posts]
            assert shown == [1], f"film, {fault}: messages with {shown} films"


def _check_standing(trial: Trial, fault: str) -> None:
    stands, wanted = trial.standing(), trial.wanted(len(trial.draft.messages))
    assert stands == wanted, f"{fault}: {stands} stands, not {wanted}"


def _check_changes(trial: Trial, fault: str) -> None:
    """What stands is changed and deleted, where the entry says so; each call may be made twice."""
    spec, fault = trial.job.destination.account.spec, "" if fault == UNREACHABLE else fault
    for verb, rule, do in (
        ("edit", spec.edit, trial.update),
        ("delete", spec.delete, trial.delete),
    ):
        if rule is None:
            continue
        assert getattr(trial.channel, verb), f"{spec.name} has [{verb}]: say what call that is"
        failure = do(RetryPolicy(), fault)
        if failure:
            failure = do(RetryPolicy())
        if failure and failure.outcome == "unknown":
            trial.settle(failure)
            failure = do(RetryPolicy())
        assert failure is None, f"{verb}, {fault}: {failure}"
        if verb == "edit":
            _check_standing(trial, f"{verb}, {fault}")
        else:
            assert trial.standing() == [], f"{verb}, {fault}: {trial.standing()} stands"
        assert trial.in_doubt() == [], f"{verb}, {fault}: {trial.in_doubt()} is in doubt"
