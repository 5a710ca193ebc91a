"""What can go wrong, as a tree.

::

    CrosspostError
    ├── PostError      a post cannot be read
    ├── BookError      an entry of the book cannot be read
    ├── ChannelError   a channel's own code failed
    ├── ConfigError    crosspost.toml cannot be read
    ├── TimeError      a time, zone, duration or slot cannot be read
    ├── FitError       a post cannot be brought inside a channel's limits
    └── SendError      a channel did not take a message
        ├── Refused      it said no: never tried again
        ├── Later        it surely did not take it, and may in a while
        ├── Unknown      it may have taken it: looked up, never sent again blindly
        └── CannotTell   nobody can say from here whether it took it

Each says where, what was found there and what to write instead; none needs a traceback, and none
shows a secret, whatever a server sent back.
"""

from .scrubbing import scrub


class CrosspostError(Exception):
    """Something a person can put right.

    Args:
        found: what stands there, quoted where that helps.
        at: where: ``post.md:12:3`` (line and column from 1, in code points) or a key's path.
        write: what to write instead.

    >>> print(PostError('unknown heading "天气:"', at="post.md:7:1", write='"发生了什么:"'))
    post.md:7:1: unknown heading "天气:"
      write: "发生了什么:"
    """

    def __init__(self, found: str, *, at: str = "", write: str = "") -> None:
        super().__init__(scrub(found))
        self.found = scrub(found)
        self.at = at
        self.write = scrub(write)

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        instead = f"\n  write: {self.write}" if self.write else ""
        return f"{where}{self.found}{instead}"


class PostError(CrosspostError):
    """A post cannot be read: where in the file, and what to write instead."""


class BookError(CrosspostError):
    """An entry of the book cannot be read: which file, which key."""


class ChannelError(CrosspostError):
    """A channel's own code failed: where in it, and what it said; other channels go on."""


class ConfigError(CrosspostError):
    """``crosspost.toml`` cannot be read: which key."""


class TimeError(CrosspostError):
    """A time, zone, duration or slot cannot be read: which column of what was said."""


class FitError(CrosspostError):
    """A post cannot be brought inside a channel's limits, whatever is left out."""


class SendError(CrosspostError):
    """A channel did not take a message, or did not say so."""


class Refused(SendError):
    """The channel said no, in plain words, and what to do about it; never tried again.

    Args:
        found: what the channel said.
        at: which account and message.
        write: what to do.
        whole: it said no to the account, not to this message: signed out, out of money, blocked.
    """

    def __init__(self, found: str, *, at: str = "", write: str = "", whole: bool = False) -> None:
        super().__init__(found, at=at, write=write)
        self.whole = whole


class Later(SendError):
    """Surely not taken: a full quota, a server that is down before the call, no connection.

    Args:
        found: what the channel said.
        after: seconds to wait, where the channel says how long.
        at: which account and message.
        write: what to do.
    """

    def __init__(
        self, found: str, *, after: float | None = None, at: str = "", write: str = ""
    ) -> None:
        super().__init__(found, at=at, write=write)
        self.after = after


class Unknown(SendError):
    """A timeout, a cut connection, a garbled answer after the call began: it may be there."""


class CannotTell(SendError):
    """Looking it up is impossible on this channel: a person has to look."""
