"""A draft of three messages on its way to a fake, and what a fault makes of it.

Destinations are made of plain settings and secrets, without any file or environment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from pkgutil import resolve_name
from unittest.mock import patch

import PIL.Image
from msgspec import structs

from ..adapters.base import Destination, Upload
from ..errors import CrosspostError
from ..ledger import Ledger
from ..model.channel_rules import placeholders
from ..model.channel_spec import Account, ChannelSpec, Limit
from ..model.draft import Draft, Message, Picture
from ..model.layout import Options
from ..model.post import Media, Post
from ..model.receipts import Failure, Sent, message_key
from ..publishing.changes import find_earlier
from ..publishing.context import (
    Event,
    PublishOptions,
    RetryPolicy,
    RunContext,
)
from ..publishing.run import Job, run
from ..publishing.update import delete_job, update_job
from ..registry import load_channel
from ..rendering import render
from .server import Fake, Fault

PREPARE = "crosspost.images.prepare_picture"


class Given:
    """Credentials that are simply there; what is kept can be looked at."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)

    def get(self, key: str) -> str:
        """The secret *key*."""
        return self.secrets[key]

    def find(self, key: str) -> str | None:
        """The secret *key*, if there is one."""
        return self.secrets.get(key)

    def source(self, key: str) -> str:
        """Where it comes from."""
        return "given" if key in self.secrets else ""

    def keep(self, key: str, value: str) -> None:
        """Have *value* from now on."""
        self.secrets[key] = value


def destination(
    channel: str, settings: Mapping[str, str], secrets: Mapping[str, str], name: str = "中文号"
) -> Destination:
    """An account called *name* on *channel*, as its entry has it."""
    spec = load_channel(channel)
    account = Account(name=name, spec=spec, layout=spec.layout)
    usual = {
        key: one.default for key, one in spec.account.settings.items() if one.default is not None
    }
    return Destination(account=account, settings={**usual, **settings}, credentials=Given(secrets))


SENTENCES = (
    "芯片之战一触即发，各家都涨价。",
    "一条街上只成交三套，谁来付钱？",
    "街景变了，人没有变，天气也好🎉。",
)
ROOM = {"utf-8": 60, "weighted": 60}
"""For one of them and its number, but not for two; 30 where a character counts 1."""
FILM = Upload(
    name="海浪.mp4",
    mime="video/mp4",
    data=b"\0\0\0\x20ftypisom" + bytes(range(256)) * 40,
    width=64,
    height=48,
    alt="海浪 🌊",
    kind="video",
    seconds=5,
)
"""A film as it is sent; nobody has to read it."""
UNREACHABLE = "unreachable"
"""The one fault that is none of a request: nobody listens."""


@dataclass(frozen=True)
class FakedChannel:
    """One channel and its fake."""

    title: str
    fake: type[Fake]
    call: str
    """What the call holds that makes a post."""
    secrets: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    replies: bool = True
    """Whether each message stands under the one before."""
    second: int = 2
    """Which message the fault hits."""
    edit: str = ""
    """What the call holds that changes a post, where the channel's entry has ``[edit]``."""
    delete: str = ""
    """What the call holds that deletes one, where it has ``[delete]``."""
    place: Callable[[Fake], dict[str, str]] = lambda fake: {"api": fake.url}
    """The settings that lead to the fake."""
    faults: tuple[str, ...] = ()
    """What can go wrong with its call, where it has no answers as HTTP has them."""
    entry: str = ""
    """Whose form it is, where it is one that the *options* of another channel choose."""
    options: Options = field(default_factory=dict)
    upload: str = ""
    """What the call holds that brings a film, where the channel's entry has ``[media.video]``."""


def shown(message: Message) -> str:
    """How *message* is called on its fake: by its text, an article by its title."""
    return str(message.payload.get("title", message.text))


class Trial:
    """A draft of three messages on its way to one channel, and what a run told of it.

    Args:
        name: the channel.
        faked: how its fake is met.
        fake: what it meets there.
        ledger: a real one.
        folder: where the picture of an article lies.
        account: whose; the ledger knows it by this name.
        film: instead, a draft of one message with a film, and every fault hits the film's upload.
    """

    def __init__(
        self,
        name: str,
        faked: FakedChannel,
        fake: Fake,
        ledger: Ledger,
        folder: Path,
        account: str,
        *,
        film: bool = False,
    ) -> None:
        if film:
            faked = replace(faked, call=faked.upload, second=1)
        self.channel, self.fake, self.ledger, self.folder = faked, fake, ledger, folder
        settings = {**self.channel.place(fake), **self.channel.settings}
        there = destination(faked.entry or name, settings, faked.secrets, account)
        own = structs.replace(there.account, options=faked.options)
        there = structs.replace(there, account=own)
        whole = faked.second == 1
        self.draft = _filmed(own, folder) if film else _draft(own, folder, whole=whole)
        self.mended = self.draft if film else _draft(own, folder, whole=whole, mended=True)
        """The same post with one word changed."""
        self.job = Job(draft=self.draft, destination=there)
        self.events: list[Event] = []
        """What the last run told."""
        self._down = False

    def run(self, patience: RetryPolicy, fault: str = "", times: int = 1) -> Failure | None:
        """Publish, while *fault* hits the second message so many *times*; no wait takes time.

        Returns:
            What failed; nothing if all of it stands.
        """
        self.events.clear()
        self.fake.faults.clear()
        if fault and fault != UNREACHABLE:
            skip = self.channel.second - 1
            self.fake.faults.append(Fault(fault, times, self.channel.call, skip, seconds=60))

        def told(event: Event) -> None:
            self.events.append(event)
            begins = (event.kind, event.index, event.attempt) == ("sending", self.channel.second, 1)
            if begins and fault == UNREACHABLE:
                self._down = True
                self.fake.stop()

        def sleep(_: float) -> None:
            if times == 1:
                self._up()

        around = RunContext(self.ledger, told, retry=patience, sleep=sleep)
        with patch(PREPARE, partial(_prepared, resolve_name(PREPARE))):
            [result] = run([self.job], PublishOptions(base=self.folder), around)
        self._up()
        return result.failure

    def update(self, patience: RetryPolicy, fault: str = "", times: int = 1) -> Failure | None:
        """Make the message say something else, while *fault* hits that so many *times*."""
        self.draft = self.mended
        job = update_job(self.draft, self.job.destination, self.ledger)
        return self._changed(job, self.channel.edit, patience, fault, times)

    def delete(self, patience: RetryPolicy, fault: str = "", times: int = 1) -> Failure | None:
        """Delete all that stands, while *fault* hits the first call for that so many *times*."""
        try:
            standing = find_earlier(self.draft, self.ledger)
        except CrosspostError:  # nothing stands any more
            return None
        job = delete_job(standing, self.job.destination)
        return self._changed(job, self.channel.delete, patience, fault, times)

    def _changed(
        self,
        job: Job,
        call: str,
        patience: RetryPolicy,
        fault: str,
        times: int,
    ) -> Failure | None:
        self.events.clear()
        self.fake.faults.clear()
        if fault:
            self.fake.faults.append(Fault(fault, times, call, seconds=60))
        around = RunContext(self.ledger, self.events.append, retry=patience, sleep=lambda _: None)
        [result] = run([job], PublishOptions(base=self.folder), around)
        return result.failure

    def _up(self) -> None:
        if self._down:
            self._down = False
            self.fake.start()

    def calls(self) -> int:
        """How many calls the run made for the message that the fault hits."""
        return self.kinds().count("sending")

    def kinds(self) -> list[str]:
        """What the run told of the message that the fault hits."""
        return [one.kind for one in self.events if one.index == self.channel.second]

    def in_doubt(self) -> list[str]:
        """What the ledger does not know of this account."""
        account = self.draft.account
        return [row.key for row in self.ledger.in_doubt() if row.account == account]

    def standing(self) -> list[tuple[str, int]]:
        """What stands: each text, and which of all it is under, from 1; 0 for none."""
        ids = [None, *(post["id"] for post in self.fake.posts)]
        return [(post["text"], ids.index(post["parent"])) for post in self.fake.posts]

    def wanted(self, most: int) -> list[tuple[str, int]]:
        """What should stand of the first *most* messages."""
        return [
            (shown(message), message.index - 1 if self.channel.replies else 0)
            for message in self.draft.messages[:most]
        ]

    def settle(self, failure: Failure) -> None:
        """A person looks whether the message that failed stands, and says so."""
        name = message_key(failure.digest, failure.account, failure.run, failure.index)
        wanted = shown(self.draft.messages[self.channel.second - 1])
        ids = [post["id"] for post in self.fake.posts if post["text"] == wanted]
        self.ledger.resolve(name, Sent(id=ids[0]) if ids else None)


def _draft(account: Account, folder: Path, *, whole: bool, mended: bool = False) -> Draft:
    """Three messages of one sentence each; an article is one, as a *whole*, with its cover."""
    sentences = "".join(SENTENCES)
    title = "房价的代价 🎉"
    if mended:
        title, sentences = title.replace("代价", "价码"), sentences.replace("三套", "两套")
    if whole and account.spec.thread.by != "none":
        return render(Post(title={"zh": title}, happened={"zh": SENTENCES[0]}), account)
    if whole:
        PIL.Image.new("RGB", (9, 9)).save(folder / "封面.png")
        cover = Media(path="封面.png", alt={"zh": "一条街"})
        post = Post(title={"zh": title}, happened={"zh": SENTENCES[0]}, media=(cover,))
        return render(post, account)
    layout = structs.replace(
        account.layout,
        order=("happened",),
        headings="none",
        languages=("zh",),
        language_mode="first",
    )
    spec = _narrow(account.spec)
    narrow = structs.replace(account, spec=spec, layout=layout)
    return render(Post(happened={"zh": sentences}), narrow)


def _prepared(prepare: Callable[..., Upload], picture: Picture, *given: object) -> Upload:
    """A film is ready at once, wherever it lies; a picture is made ready as ever."""
    if picture.kind != "video":
        return prepare(picture, *given)
    return structs.replace(FILM, alt=picture.alt)


def _filmed(account: Account, folder: Path) -> Draft:
    """One message with a film: in *folder*, or on the web where the channel wants that."""
    (folder / FILM.name).write_bytes(FILM.data)
    away = account.spec.media is not None and account.spec.media.by_address
    place = {"url": f"https://example.com/{FILM.name}"} if away else {"path": FILM.name}
    media = (Media(**place, alt={"zh": FILM.alt}),)
    layout = structs.replace(account.layout, headings="none", languages=("zh",))
    plain = structs.replace(account, layout=layout)
    return render(Post(happened={"zh": SENTENCES[0]}, media=media), plain)


def _narrow(spec: ChannelSpec) -> ChannelSpec:
    """*spec* with so little room that three sentences are a thread."""
    times = 2 if spec.write and "html" in placeholders(spec.write.payload) else 1  # said twice

    def less(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        return tuple(structs.replace(one, max=times * ROOM.get(one.unit, 30)) for one in limits)

    text = structs.replace(spec.text, limits=less(spec.text.limits))
    forms = {
        name: structs.replace(form, limits=less(form.limits)) for name, form in spec.forms.items()
    }
    return structs.replace(spec, text=text, forms=forms)
