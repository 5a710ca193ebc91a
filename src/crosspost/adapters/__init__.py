"""Adapters: each channel's own code, and the one record that everything else asks of it.

A channel is an entry of the registry and a module that the entry names. The module has ``write``,
a pure function: no network, clock or environment; the same post and account give the same bytes.
All else is optional:

- ``connect(destination)`` gives what sends, a `base.Connection`: a function or that class itself;
  without it, a person pastes.
- ``draw(message, context, found)`` shows a message on the page as the channel does; without it, it
  looks plain. ``look.css`` beside the module is its style, every rule of it below ``.NAME``, the
  adapter's name; ``family`` names a style of `crosspost.looks` that it shares: ``posts``,
  ``chats``, ``article``.
- ``choices(option)`` gives the values that an option may have, where the entry cannot list them.

Each may also be a name, ``package.module:function``, whose module is imported when it is called:
whoever only writes needs neither an SDK nor a page.
"""

import functools
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from .. import registry
from .._record import Record
from ..errors import ChannelSpecError, ConfigError
from ..model.channel_spec import Account, ChannelSpec
from .guard import GuardedConnection, faults_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..looks import DrawContext, Drawn, Found
    from ..model.draft import Message, Written
    from ..model.post import Post
    from ..model.receipts import Receipt, Sent
    from .base import Connection, Destination, Upload

FUNCTIONS = {
    "write": "post, account",
    "connect": "destination",
    "draw": "message, context, found",
    "choices": "option",
}
"""What a channel's module may have, with the arguments of each; ``write`` it must have."""

WITHOUT = {
    "connect": "crosspost.adapters.plain.clipboard:clipboard",
    "draw": "crosspost.looks.widgets:draw_plain",
}
"""What stands in for a function that a channel's module does not have."""

_importing = threading.RLock()
"""SDKs are imported one after the other: Python gives half a module to a thread rather than let
two that import across each other wait for ever."""


class Channel(Record):
    """A channel: what it accepts, and what its code does. Made by `channel`, which checks it.

    Whatever its code raises that is no `CrosspostError` becomes a `ChannelError` that names the
    channel and the place in the code, so that one channel's fault never ends another's work.
    """

    spec: ChannelSpec
    """Its entry."""
    module: ModuleType
    """Its code."""

    def write(self, post: "Post", account: Account) -> "Written":
        """*post* as *account*, one of this channel's, wants it; pure."""
        with faults_of(self.spec, self.module):
            written: Written = _function(self.module, "write")(post, account)
            return written

    @property
    def pasted(self) -> bool:
        """Whether nothing can send there but a person's own hands."""
        return not hasattr(self.module, "connect")

    def connect(self, destination: "Destination") -> "Connection":
        """Open the way to *destination*; no call is made yet.

        Where a person has to paste, it leads to the clipboard.

        Raises:
            ConfigError: a secret, a setting or a library is missing.
        """
        with _importing, faults_of(self.spec, self.module):
            try:
                connection: Connection = _function(self.module, "connect")(destination)
            except ModuleNotFoundError as error:
                raise ConfigError(
                    "channel.needs-library",
                    channel=self.spec.title,
                    library=error.name or "?",
                    extra=getattr(self.module, "extra", "publish"),
                ) from error
        return GuardedConnection(connection, self.spec, self.module)

    def edit(
        self,
        connection: "Connection",
        message: "Message",
        stands: "Receipt",
        uploads: "Sequence[Upload]",
    ) -> "Sent":
        """Make what *stands* say what *message* says, with the pictures *uploads*.

        Raises:
            Rejected: the channel said no; ``change.not-there`` where it does not stand any more.
            Retryable: it surely is as it was.
            UnknownOutcome: nobody knows; the same call may be made again.
        """
        return connection.edit(message, stands, uploads)

    def delete(self, connection: "Connection", stands: "Receipt") -> None:
        """Take away what *stands*; what is gone already is no error.

        Raises:
            Rejected: the channel said no.
            Retryable: it surely stands.
            UnknownOutcome: nobody knows; the same call may be made again.
        """
        connection.delete(stands)

    def draw(self, message: "Message", context: "DrawContext", found: "Sequence[Found]") -> "Drawn":
        """*message* as the channel shows it, with what was *found* about it."""
        with faults_of(self.spec, self.module):
            drawn: Drawn = _function(self.module, "draw")(message, context, found)
            return drawn

    @property
    def css_classes(self) -> str:
        """The classes of its screen on the page: its family's, its adapter's name; or ``plain``."""
        if not hasattr(self.module, "draw"):
            return "plain"
        name = Path(self.spec.adapter).name.removesuffix(".py").replace(".", "_")
        return " ".join(dict.fromkeys(filter(None, (getattr(self.module, "family", ""), name))))

    @property
    def css(self) -> str:
        """Its own style sheet; empty where it has none."""
        return _style_sheet(getattr(self.module, "__file__", None) or "")

    def choices(self, option: str) -> tuple[str, ...]:
        """The values that *option* may have; none where it may have any.

        >>> "ink" in channel("wechat-article").choices("theme")  # 墨
        True
        """
        rule = self.spec.options[option]
        if rule.choices or not hasattr(self.module, "choices"):
            return rule.choices
        with faults_of(self.spec, self.module):
            return tuple(_function(self.module, "choices")(option))


def _function(module: ModuleType, name: str) -> Callable[..., Any]:
    """The function *name* of a channel's *module*, or what stands in for it."""
    found = getattr(module, name, None) or WITHOUT[name]
    if not isinstance(found, str):
        return cast("Callable[..., Any]", found)
    home, _, inside = found.partition(":")
    return cast("Callable[..., Any]", getattr(import_module(home), inside))


@functools.cache
def _style_sheet(module: str) -> str:
    """The text of ``look.css`` in the folder of the file *module*."""
    path = Path(module).with_name("look.css") if module else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else ""


def channel(name: str) -> Channel:
    """The channel *name*: its entry, and its code, both checked.

    Raises:
        ChannelSpecError: there is no such entry, it cannot be read, or its code is no channel's.

    >>> channel("wechat-moments").pasted  # 朋友圈
    True
    """
    return channel_of(registry.load_channel(name))


def channel_of(spec: ChannelSpec) -> Channel:
    """The channel of *spec*, which may be another than the registry's of that name.

    Raises:
        ChannelSpecError: there is no such code, or it is no channel's.
    """
    module = _module(spec)
    for name, arguments in FUNCTIONS.items():
        part = getattr(module, name, None)
        if not (callable(part) or isinstance(part, str)) and (name == "write" or part is not None):
            raise ChannelSpecError(
                "channel.no-function",
                location=f"{spec.name}.toml: adapter",
                adapter=registry.home_relative(spec.adapter),
                function=f"{name}({arguments})",
            )
    return Channel(spec=spec, module=module)


def _module(spec: ChannelSpec) -> ModuleType:
    """Ours by short name, a Python file by its path, anyone's by dotted path."""
    name = spec.adapter
    with _importing, faults_of(spec):
        try:
            if name.endswith(".py"):
                return _from_file(name)
            return import_module(f"{__name__}.{name}" if _ours(name) else name)
        except ModuleNotFoundError as error:
            if not f"{name}.".startswith(f"{error.name}."):  # it is there; what it needs is not
                raise
            raise ChannelSpecError(
                "channel.no-module", location=f"{spec.name}.toml: adapter", module=name
            ) from error


@functools.cache
def _ours(name: str) -> bool:
    """Whether there is a module *name* beside this one."""
    return find_spec(f"{__name__}.{name.partition('.')[0]}") is not None


def _from_file(path: str) -> ModuleType:
    """The module that is the file *path*, which stands beside its entry; loaded once."""
    name = f"crosspost_channel_{path}"
    if name not in sys.modules:
        found = spec_from_file_location(name, path)
        assert found is not None  # noqa: S101 - any .py file has one
        assert found.loader is not None  # noqa: S101
        sys.modules[name] = module = module_from_spec(found)
        try:
            found.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]


__all__ = ["Channel", "channel", "channel_of"]
