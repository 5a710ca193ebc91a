"""Adapters: each channel's own code, and the one record that everything else asks of it.

A channel is an entry of the registry and a module that the entry names. The module has ``write``,
a pure function: no network, clock or environment; the same post and account give the same bytes.
All else is optional:

- ``connect(destination)`` gives what sends; it imports the SDK, which nothing else does. Without
  it, a person pastes.
- ``load_look()`` gives how its messages look on the page; without it, they look plain.
- ``choices(option)`` gives the values that an option may have, where the entry cannot list them.
"""

import functools
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, TypeVar

from .. import registry
from .._record import Record
from ..errors import BookError, ChannelError, ConfigError, CrosspostError
from ..model.draft import Written
from ..model.post import Post
from ..model.profile import Account, Profile

if TYPE_CHECKING:
    from ..looks.scene import Look
    from .base import Connection, Destination

Write = Callable[[Post, Account], Written]
Connect = Callable[["Destination"], "Connection"]
Made = TypeVar("Made")
FUNCTIONS = {
    "write": "post, account",
    "connect": "destination",
    "load_look": "",
    "choices": "option",
}
"""What a channel's module may have, with the arguments of each; ``write`` it must have."""

_importing = threading.RLock()
"""SDKs are imported one after the other: Python gives half a module to a thread rather than let
two that import across each other wait for ever."""


class Adapter(Protocol):
    """What every channel's module has; a module satisfies it."""

    def write(self, post: Post, account: Account) -> Written:
        """*post* as *account* wants it, inside its channel's limits; pure."""
        ...


class Channel(Record):
    """A channel: what it accepts, and what its code does. Made by `channel`, which checks it.

    Whatever its code raises that is no `CrosspostError` becomes a `ChannelError` that names the
    channel and the place in the code, so that one channel's fault never ends another's work.
    """

    spec: Profile
    """Its entry."""
    module: ModuleType
    """Its code."""

    def write(self, post: Post, account: Account) -> Written:
        """*post* as *account*, one of this channel's, wants it; pure."""
        written: Written = self._asked(lambda: self.module.write(post, account))
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
        with _importing:
            try:
                if self.pasted:
                    from . import clipboard  # noqa: PLC0415 - for sending only

                    return clipboard.connect(destination)
                connection: Connection = self.module.connect(destination)
            except ModuleNotFoundError as error:
                found = f"{self.spec.title} needs {error.name}, which is not here"
                raise ConfigError(found, hint='pip install "crosspost[publish]"') from error
            except CrosspostError:
                raise
            except Exception as error:
                raise _fault(self.spec, error, self.module) from error
            return connection

    @property
    def look(self) -> "Look":
        """How its messages look on the page."""
        from ..looks.plain import PLAIN  # noqa: PLC0415 - most who write draw nothing

        if not hasattr(self.module, "load_look"):
            return PLAIN
        look: Look = self._asked(self.module.load_look)
        return look

    def choices(self, option: str) -> tuple[str, ...]:
        """The values that *option* may have; none where it may have any.

        >>> "ink" in channel("wechat-article").choices("theme")  # 墨
        True
        """
        rule = self.spec.options[option]
        if rule.choices or not hasattr(self.module, "choices"):
            return rule.choices
        return tuple(self._asked(lambda: self.module.choices(option)))

    def _asked(self, ask: Callable[[], Made]) -> Made:
        try:
            return ask()
        except CrosspostError:
            raise
        except Exception as error:
            raise _fault(self.spec, error, self.module) from error


@functools.cache
def channel(name: str) -> Channel:
    """The channel *name*: its entry, and its code, both checked.

    Raises:
        BookError: there is no such entry, it cannot be read, or its code is no channel's.

    >>> channel("wechat-moments").pasted  # 朋友圈
    True
    """
    return channel_of(registry.load(name))


def channel_of(spec: Profile) -> Channel:
    """The channel of *spec*, which may be another than the registry's of that name.

    Raises:
        BookError: there is no such code, or it is no channel's.
    """
    module = _module(spec)
    for name, arguments in FUNCTIONS.items():
        if not callable(getattr(module, name, None)) and (name == "write" or hasattr(module, name)):
            found = f"{_named(spec)} has no function {name}"
            instead = f"def {name}({arguments}):"
            raise BookError(found, location=f"{spec.name}.toml: adapter", hint=instead)
    return Channel(spec=spec, module=module)


def _module(spec: Profile) -> ModuleType:
    """Ours by short name, a Python file by its path, anyone's by dotted path."""
    name = spec.adapter
    try:
        with _importing:
            if name.endswith(".py"):
                return _from_file(name)
            return import_module(f"{__name__}.{name}" if _ours(name) else name)
    except CrosspostError:
        raise
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
            found = f'no module "{name}"'
            instead = "one of crosspost's own, a module that is installed, or a file NAME.py"
            raise BookError(found, location=f"{spec.name}.toml: adapter", hint=instead) from error
        raise _fault(spec, error) from error


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


def _named(spec: Profile) -> str:
    """The adapter of *spec* as a person knows it."""
    return registry.shown(spec.adapter) if spec.adapter.endswith(".py") else spec.adapter


def _fault(spec: Profile, error: Exception, module: ModuleType | None = None) -> ChannelError:
    """A mistake in a channel's own code: what, where, and whom to tell."""
    found = f"the code of {spec.title} failed: {type(error).__name__}: {error}"
    instead = f"mend the adapter {_named(spec)}, or tell whoever wrote it; other channels go on"
    return ChannelError(found.removesuffix(": "), location=_place(error, module), hint=instead)


def _place(error: Exception, module: ModuleType | None) -> str:
    """The last line of the channel's own code on the way to *error*: ``~/notebook.py:12``."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{registry.shown(error.filename)}:{error.lineno}"
    from pathlib import Path  # noqa: PLC0415 - only for an error
    from traceback import extract_tb  # noqa: PLC0415

    frames = extract_tb(error.__traceback__)
    home = Path(getattr(module, "__file__", None) or "-").parent
    own = [one for one in frames if Path(one.filename).is_relative_to(home)] or frames
    return f"{registry.shown(own[-1].filename)}:{own[-1].lineno}"


__all__ = ["Adapter", "Channel", "Written", "channel", "channel_of"]
