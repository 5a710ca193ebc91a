"""Adapters: one module a channel, named by the profile's ``adapter``.

An adapter is a module with two functions, not a class. ``write`` is pure: no network, clock or
environment; the same post and account give the same bytes. ``connect`` opens the door to the
channel; it imports the SDK, which nothing else does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ..draft import Finding, Message
from ..errors import BookError
from ..post import Post
from ..profile import Account, Profile

if TYPE_CHECKING:
    from ..connections import Connection, Destination

Written = tuple[tuple[Message, ...], tuple[Finding, ...]]


class Adapter(Protocol):
    """What a channel's module offers; a module satisfies it."""

    def write(self, post: Post, account: Account) -> Written:
        """Write *post* down as *account* wants it, inside its profile's limits."""
        ...

    def connect(self, destination: "Destination") -> "Connection":
        """Open the door to *destination*; no call is made yet.

        Raises:
            ConfigError: a secret or a setting is missing.
        """
        ...


def adapter(profile: Profile) -> Adapter:
    """The module that *profile* names: ours by short name, anyone's by dotted path.

    Raises:
        BookError: there is no such module.
    """
    name = profile.adapter
    path = name if "." in name else f"{__name__}.{name}"
    try:
        module = import_module(path)
    except ModuleNotFoundError as error:
        if not f"{path}.".startswith(f"{error.name}."):  # it is there; what it needs is not
            raise
        found = f'no module "{name}"'
        instead = "the name of a module in crosspost.adapters, or a dotted path"
        raise BookError(found, location=f"{profile.name}.toml: adapter", hint=instead) from error
    return cast("Adapter", module)
