"""One post on the desk, from the first key to the last.

Everything that is shown is a part of the page by its id; whoever listens is sent the parts that
changed since they last heard. So the latest text wins, and nothing piles up, however fast one
types. Where the post stands that this one follows is asked once, not at each key.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup, escape

from .. import configuration
from ..compose.language_choice import post_languages
from ..configuration import Settings
from ..configuration.trust import last_written
from ..errors import ConfigError, CrosspostError
from ..post_file import PostFile, read
from ..redaction import unforeseen
from ..translations import LANGUAGES, texts, use_language
from .autosave import Autosave, UnsavedText
from .background import DeskWorker
from .frame import read_preferences
from .html import PageParts, changed, discarded, left_behind, state, went_on_with
from .targets import Target, View, default_choices, post_of, targets

if TYPE_CHECKING:
    from .accounts_page import BrowserSignIn
    from .approval import Approval, FreeSlots
    from .publish_actions import Publication
    from .render import Renderer


logger = logging.getLogger("crosspost")

AUTOSAVE_DELAY = 0.25
"""Seconds that keys are gathered for, before the text is kept on the disk."""
FILE_CHECK_INTERVAL = 1.0
"""Seconds between two looks at the file."""
CALM = 0.15
"""Seconds after a key for which drafts that are out of sight wait: another key comes first."""
HAND_OUT = 0.002
"""Seconds that a thread which renders lets the loop alone in: what is made goes out to the page."""
KEEPALIVE_INTERVAL = 15.0
"""Seconds after which a word is said to whoever listens, though nothing changed."""


PARTS = ("draft-", "found-", "about-", "owned-")
"""What the ids of a draft's parts begin with."""


class Session:
    """What is on the desk.

    Args:
        document: the post's file as it is now.
        text: what is on the paper.
        settings: the accounts.
        there: every account and channel.
        keeper: keeps what is not saved.
        renderer: draws the post for them.
    """

    def __init__(
        self,
        document: PostFile,
        text: str,
        settings: Settings,
        there: Sequence[Target],
        keeper: Autosave,
        renderer: "Renderer",
    ) -> None:
        self.document = document
        self.text, self.saved = text, document.text
        self.settings = settings
        self.there = there
        self.choices = default_choices(there, LANGUAGES)
        self.chosen = False
        """The author has said which channels are to be seen."""
        self.keeper = keeper
        self.left = keeper.left_behind(besides=text)
        self.went_on: UnsavedText | None = None
        """The text of last time, with which the paper began."""
        self.discarded: UnsavedText | None = None
        """What was discarded last, as long as that can be undone."""
        self.theirs: PostFile | None = None
        """The file as another program has left it."""
        self.approval: Approval | None = None
        self.slots: FreeSlots = {}
        """Of each account, when the question was asked."""
        self.publication: Publication | None = None
        self.sending: asyncio.Task[None] | None = None
        self.view = View(text=text)
        self.words = texts("desk")["en"]
        self._written = last_written(configuration.places())
        self.preferences_file = keeper.folder.parent / "desk.json"
        self.preferences = read_preferences(self.preferences_file)
        self.sign_in: BrowserSignIn | None = None
        """A sign-in on a service's own page, as long as it is under way."""
        self.worker = DeskWorker(lambda: self.settings)
        """Sends what is due as long as the desk is open."""
        self.seen: frozenset[str] = frozenset()
        """The drafts that are on the screen: they are made first."""
        self.tab = ""
        """The tab that is written in: the one that was opened last."""
        self.parts: PageParts = {}
        self.closing = False
        self.not_kept = ""
        self._renderer = renderer
        self._typed, self._unkept = asyncio.Event(), asyncio.Event()
        self._typed_at = 0.0
        self._listening: set[asyncio.Event] = set()
        self._given: dict[str, PageParts] = {}
        self._one_keeps = threading.Lock()
        self._one_renders = asyncio.Lock()

    @property
    def base(self) -> Path:
        """The folder that the paths of pictures start from."""
        return self.document.path.parent if self.document.path else Path()

    @property
    def name(self) -> str:
        """What errors call the post, and what says what it is written in."""
        return self.document.name or "post.md"

    def follow_settings(self) -> None:
        """Go by ``crosspost.toml`` as it is now; one that cannot be read leaves all as it was."""
        if last_written(configuration.places()) != self._written:
            self._written = last_written(configuration.places())
            with contextlib.suppress(CrosspostError):
                self.use_settings(configuration.read())

    def use_settings(self, settings: Settings) -> None:
        """Go by *settings* from now on: an account has been connected, or a file has changed."""
        self._written = last_written(configuration.places())
        before = {(one.own, one.name): self.choices[one.id] for one in self.there}
        self.settings, self.there = settings, targets(settings)
        usual = default_choices(self.there, LANGUAGES)
        self.choices = {
            one.id: before.get((one.own, one.name), usual[one.id]) for one in self.there
        }
        self._renderer.there = self.there
        self.tab = ""  # a page that is open knows the accounts of before: it is to be loaded anew

    def show(self, **parts: Markup) -> None:
        """Change parts of the page, for everyone who looks."""
        self.parts.update(parts)
        if "order" in parts:
            shown = set(parts["order"].split())
            for gone in [
                one
                for one in self.parts
                if one.startswith(PARTS) and f"draft-{one.partition('-')[2]}" not in shown
            ]:
                del self.parts[gone]
        for one in self._listening:
            one.set()

    def take(self, text: str) -> None:
        """There is a new text on the paper."""
        if text != self.text:
            self.text = text
            self._unkept.set()
        self._typed_at = time.monotonic()
        self._typed.set()
        self.show_state()

    def show_state(self) -> None:
        """Say whether the text is safe."""
        safe = "new_file" if self.document.raw is None else "saved"
        safe = safe if self.text == self.saved else "unsaved"
        disk = changed(self.theirs.digest, self.words) if self.theirs else Markup()
        left = left_behind(self.left, self.words)
        if self.discarded:
            left = discarded(self.discarded, self.words) + left
        if self.went_on:
            left = went_on_with(self.went_on, self.words) + left
        title = self.document.name or self.words["untitled"]
        said = state(self.words, safe, self.not_kept)
        self.show(state=said, disk=disk, left=left, title=escape(title))

    async def open_page(self, language: str) -> str:
        """A tab is opened, and is the one that is written in from now on; its name comes back."""
        self.follow_settings()
        self.tab = secrets.token_hex(8)
        self.words = texts("desk")[language]
        use_language(language)
        if not self.chosen:
            self.choices = default_choices(self.there, self._languages(language))
        if self.publication:
            self.show(run=self.publication.shown(self.words))
        await self.render()
        self.show_state()
        self._given[self.tab] = dict(self.parts)
        return self.tab

    def _languages(self, language: str) -> tuple[str, ...]:
        """Whose channels are to be seen: readers of the post's languages, else of *language*."""
        try:
            return post_languages(post_of(self.text, self.name)) or (language,)
        except CrosspostError:
            return (language,)

    async def render(self, overtaken: Callable[[], bool] = lambda: False) -> View:
        """Show the text as it is now, and what is wrong with it, in the browser's language.

        Args:
            overtaken: there is another text by now, and it is enough to show the first draft.
        """
        use_language(self.words["language"])
        loop = asyncio.get_running_loop()

        async def hand_out(parts: PageParts) -> None:
            self.show(**parts)
            await asyncio.sleep(HAND_OUT)

        def show(parts: PageParts) -> None:
            asyncio.run_coroutine_threadsafe(hand_out(parts), loop).result()

        render = self._renderer.render
        async with self._one_renders:  # or an older text might come in last
            made = await asyncio.to_thread(
                render, self.text, self.name, self.choices, self.words, self.seen, show, overtaken
            )
            self.view = made or self.view
            return self.view

    async def news(self, tab: str, language: str, elsewhere: Markup) -> AsyncIterator[PageParts]:
        """Parts that changed, as they change.

        Args:
            tab: who listens.
            language: its own; what is in another one is not shown there.
            elsewhere: what a tab is told that is not written in.
        """
        given = self._given.pop(tab, {})
        woken = asyncio.Event()
        self._listening.add(woken)
        try:
            while not self.closing:
                woken.clear()
                here, same = tab == self.tab, language == self.words["language"]
                now = dict(self.parts) if here or same else given
                now = {**now, "elsewhere": Markup() if here else elsewhere}
                yield {name: html for name, html in now.items() if given.get(name) != html}
                given = now
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), KEEPALIVE_INTERVAL)
        finally:
            self._listening.discard(woken)

    async def work(self) -> None:
        """Render, keep and look at the file, until cancelled."""
        work = (self._rendering(), self._keeping(), self._looking())
        await asyncio.gather(*work, return_exceptions=True)  # none takes the others along

    async def _rendering(self) -> None:
        loop = asyncio.get_running_loop()

        async def another_key() -> bool:
            with contextlib.suppress(TimeoutError):
                rest = self._typed_at + CALM - time.monotonic()
                await asyncio.wait_for(self._typed.wait(), max(0, rest))
            return self._typed.is_set()

        def overtaken() -> bool:
            return asyncio.run_coroutine_threadsafe(another_key(), loop).result()

        while True:
            await self._typed.wait()
            self._typed.clear()
            try:
                await self.render(overtaken)
            except Exception as error:  # a mistake of ours must not end what keeps the text
                logger.exception("the text could not be shown")
                self.show(problem=escape(unforeseen(error)))

    async def _keeping(self) -> None:
        while True:
            await self._unkept.wait()
            await asyncio.sleep(AUTOSAVE_DELAY)
            self._unkept.clear()
            before = self.not_kept
            await asyncio.to_thread(self.keep)
            if before != self.not_kept:
                self.show_state()

    def keep(self) -> None:
        """Have the text on the disk, unless it is in its file."""
        with self._one_keeps:
            try:
                if self.text == self.saved:
                    self.keeper.forget()
                else:
                    self.keeper.keep(self.text)
            except (CrosspostError, OSError) as error:
                self.not_kept = str(error)
            else:
                self.not_kept = ""

    def move(self, keeper: Autosave) -> None:
        """The post has got a name: keep its text under that."""
        with self._one_keeps:
            self.keeper.forget()
            self.keeper.close()
            self.keeper = keeper
        self._unkept.set()

    async def _looking(self) -> None:
        """Notice that another program changes the file."""
        last = self.document.digest
        while True:
            await asyncio.sleep(FILE_CHECK_INTERVAL)
            if self.document.path is None:
                continue
            try:
                now = await asyncio.to_thread(read, self.document.path)
            except CrosspostError:
                continue  # saving it will say why
            if now.digest != last:
                last = now.digest
                self.theirs = now if now.digest != self.document.digest else None
                self.show_state()

    def file_seen(self, document: PostFile) -> None:
        """The author has seen the file as it is now."""
        self.document, self.theirs = document, None
        self.saved = document.text
        self._unkept.set()
        self.show_state()

    def change_post(self, document: PostFile, text: str, keeper: Autosave) -> None:
        """Another post is on the desk from now on; the text of this one is kept first.

        Raises:
            ConfigError: it cannot be kept.
        """
        self.keep()
        if self.not_kept:
            keeper.close()
            raise ConfigError("desk.not-kept", reason=self.not_kept)
        with self._one_keeps:
            self.keeper.close()
            self.keeper = keeper
            self.document, self.text, self.saved = document, text, document.text
        self.left = keeper.left_behind(besides=text)
        self.theirs = self.went_on = self.discarded = self.approval = None
        self.chosen = False
        self._renderer.move(self.base)
        self.tab = ""

    def close(self) -> None:
        """Let everyone go who listens; no further call is made for a publication under way."""
        self.closing = True
        self.worker.halt()
        if self.publication:
            self.publication.halt.set()
        for one in self._listening:
            one.set()

    async def end(self) -> None:
        """Keep the text, and wait for the call of a publication that is under way."""
        await asyncio.to_thread(self.keep)
        self.keeper.close()
        if self.sending:
            await self.sending


def encoded(parts: PageParts) -> bytes:
    """One server-sent event; a comment where there is nothing to say."""
    if not parts:
        return b": still here\n\n"
    return b"data: " + msgspec.json.encode({"parts": parts}, enc_hook=str) + b"\n\n"
