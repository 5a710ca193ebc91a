"""What can go wrong, as a tree.

::

    CrosspostError
    ├── PostError         a post cannot be read
    ├── ChannelSpecError  a channel's file cannot be read
    ├── ChannelError      a channel's own code failed
    ├── ConfigError       crosspost.toml or a theme cannot be read
    ├── TimeError         a time, zone, duration or slot cannot be read
    ├── FitError          a post cannot be brought inside a channel's limits
    └── SendError         a channel did not take a message
        ├── Rejected        it said no: never tried again
        ├── Retryable       it surely did not take it, and may in a while
        ├── UnknownOutcome  it may have taken it: looked up, never sent again blindly
        └── Unverifiable    nobody can say from here whether it took it

An error is data: a code, where, and the values that go into its message and hint. The sentences
are in ``translations/errors.toml`` under ``CODE`` and ``CODE.hint``, and are made when somebody
reads them, in that person's language. None needs a traceback, and none shows a secret, whatever a
server sent back.
"""

import errno
from collections.abc import Iterable
from functools import reduce
from typing import TypeVar

from .redaction import harmless, presentable
from .translations import Phrase, texts, translate

ROOM = "errors"


class Position:
    """A line and a column of a file, both from 1, in code points.

    >>> str(Position("post.md", 12, 3))
    'post.md:12:3'
    """

    __slots__ = ("column", "line", "name")

    def __init__(self, name: str, line: int, column: int) -> None:
        self.name = name
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{harmless(self.name)}:{self.line}:{self.column}"


ErrorPlace = str | Phrase | Position
"""Where: a file, a position in it, a key's path, an option, an account."""


def within(where: str, said: str) -> str:
    """What is *said* of *where*, as a line of the user's language.

    >>> within("公告", "sent")
    '公告: sent'
    """
    return translate(ROOM, "within", where=where, said=said)


def phrase(key: str, **values: object) -> Phrase:
    """The part *key* of an error's text, translated with it."""
    return Phrase(ROOM, key, **values)


def either(choices: Iterable[object]) -> object:
    """One of *choices*, at least one, as a value.

    >>> str(either(["9:00", "21:00"])), either(["周五"])
    ('9:00 or 21:00', '周五')
    """
    return reduce(lambda first, second: phrase("either", first=first, second=second), choices)


def did_you_mean(names: Iterable[str]) -> Phrase:
    """That one of *names*, at least one, may be meant, as the value of a hint.

    >>> str(did_you_mean(["telegram"])), did_you_mean(["wechat-moments", "朋友圈"]).translated("zh")
    ('did you mean telegram?', '是不是 wechat-moments 或朋友圈？')
    """
    found = list(names)
    return phrase("did-you-mean", names=found if len(found) > 2 else either(found))  # noqa: PLR2004 - a pair


def offered(close: Iterable[str], every: Iterable[str]) -> Phrase:
    """What to write in place of a name that nobody knows, as the value of a hint.

    Args:
        close: those that may be meant; perhaps none.
        every: all that there are.

    >>> str(offered([], ["墨", "竹"])), str(offered(["bamboo"], ["ink", "bamboo"]))
    ('one of 墨, 竹', 'did you mean bamboo?')
    """
    found = list(close)
    return did_you_mean(found) if found else phrase("one-of", choices=list(every))


def read_from(source: str) -> object:
    """Where a secret was read from, as a value behind the advice to change it.

    >>> str(read_from("钥匙串")), str(read_from(""))
    (' (now from: 钥匙串)', '')
    """
    return phrase("secret.source", source=source) if source else ""


SYSTEM = {
    errno.ENOENT: "system.no-such-file",
    errno.EACCES: "system.not-permitted",
    errno.EISDIR: "system.is-a-folder",
    errno.ENOTDIR: "system.not-a-folder",
    errno.EEXIST: "system.exists",
    errno.ENOSPC: "system.no-space",
    errno.EFBIG: "system.too-large",
    errno.EROFS: "system.read-only",
    errno.ENAMETOOLONG: "system.name-too-long",
}
"""What the system says no with most often: it would say so in English."""


def system_reason(error: Exception) -> object:
    """Why the system refused, as a value.

    >>> reason = system_reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    >>> str(reason), phrase("file.unreadable", reason=reason).translated("zh")
    ('No such file or directory', '无法读取：没有这个文件或目录')
    """
    key = SYSTEM.get(getattr(error, "errno", None) or 0)
    return phrase(key) if key else getattr(error, "strerror", None) or str(error)


class CrosspostError(Exception):
    """Something a person can put right.

    Args:
        code: which error: dotted, and it does not change (``post.no-text``). One that is
            not in the table, a newer version's or a sentence of a channel outside this package,
            is told as it is, with ``hint`` of the values.
        location: where; several from the outermost inwards.
        values: what stands for the ``{name}`` in the message and the hint: texts, numbers, lists
            of them, and `Phrase`, which is translated with them.

    >>> error = PostError("post.no-languages", location="Post.title", name="title", text="天气 🎉")
    >>> error.code, error.location, error.values
    ('post.no-languages', 'Post.title', {'name': 'title', 'text': '天气 🎉'})
    """

    def __init__(
        self, code: str, *, location: ErrorPlace | tuple[ErrorPlace, ...] = (), **values: object
    ) -> None:
        code = presentable(code)  # a channel outside may quote its server
        super().__init__(code)
        self.code = code
        self.values = {name: _presentable(value) for name, value in values.items()}
        places = location if isinstance(location, tuple) else (location,)
        self.places = tuple(presentable(one) if isinstance(one, str) else one for one in places)
        self.others: tuple[CrosspostError, ...] = ()
        """What else is wrong with the same file."""

    @property
    def text(self) -> Phrase:
        """The message as a value for another text."""
        if self.code in texts(ROOM)["en"]:
            return Phrase(ROOM, self.code, **self.values)
        return Phrase(ROOM, "verbatim", text=self.code)

    @property
    def hint_text(self) -> object:
        """The hint as a value for another text; a value of that name goes before the table's."""
        key = f"{self.code}.hint"
        if "hint" in self.values or key not in texts(ROOM)["en"]:
            return self.values.get("hint", "")
        return Phrase(ROOM, key, **self.values)

    @property
    def location(self) -> str:
        """Where, in the user's language; empty where there is no place."""
        places = [shown for one in self.places if (shown := str(one))]
        return reduce(within, places) if places else ""

    @property
    def message(self) -> str:
        """What is wrong, in the user's language."""
        return str(self.text)

    @property
    def hint(self) -> str:
        """What to write or do instead, in the user's language; empty where nobody can say."""
        return str(self.hint_text)

    @property
    def position(self) -> Position | None:
        """The line and column, where it is in a file that has them."""
        return next((place for place in self.places if isinstance(place, Position)), None)

    def inside(self, *places: ErrorPlace) -> None:
        """Say that it was found inside *places*: an option's value, an account."""
        shown = (presentable(one) if isinstance(one, str) else one for one in places)
        self.places = (*shown, *self.places)

    def __str__(self) -> str:
        said = within(self.location, self.message) if self.location else self.message
        hint = f"\n  {translate(ROOM, 'hint', hint=self.hint)}" if self.hint else ""
        return "\n".join([f"{said}{hint}", *map(str, self.others)])


Misread = TypeVar("Misread", bound=CrosspostError)
"""An error of a file that was read."""


def several(errors: Iterable[Misread]) -> Misread:
    """All that is wrong with one file as one error: the first, which brings the others along.

    >>> print(several([PostError("post.empty"), PostError("post.no-text", location="帖子.md")]))
    the file is empty
      hint: a title, to begin with
    帖子.md: no text in it
      hint: a title, to begin with
    """
    found = list(errors)
    first = found[0]
    every: list[CrosspostError] = []
    for one in found:
        every += [one, *one.others]
    for error in every:
        error.others = ()
    first.others = tuple(every[1:])
    return first


def _presentable(value: object) -> object:
    """*value* without secrets, and harmless: what a server said is a value."""
    if isinstance(value, str):
        return presentable(value)
    if isinstance(value, list | tuple):
        return [_presentable(each) for each in value]
    if isinstance(value, Phrase):
        inner = {name: _presentable(each) for name, each in value.values.items()}
        return Phrase(value.room, value.key, **inner)
    return value


class WrongValue(ValueError):
    """What a record says of values that it cannot hold, as data, for whoever reads a file into it.

    >>> str(WrongValue("write.placeholder", key="hashtag", needed=["{}"]))
    'hashtag must hold {} once'
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return translate(ROOM, self.code, **self.values)


class PostError(CrosspostError):
    """A post cannot be read: where in the file, and what to write instead."""


class ChannelSpecError(CrosspostError):
    """A channel's file cannot be read: which file, which key."""


class ChannelError(CrosspostError):
    """A channel's own code failed: where in it, and what it said; other channels go on."""


class ConfigError(CrosspostError):
    """``crosspost.toml`` or a theme cannot be read (which key), or something is not installed."""


class TimeError(CrosspostError):
    """A time, zone, duration or slot cannot be read: which column of what was written."""


class FitError(CrosspostError):
    """A post cannot be brought inside a channel's limits, whatever is left out."""


class SendError(CrosspostError):
    """A channel did not take a message, or did not say so."""


class Rejected(SendError):
    """The channel said no; the same is never tried again.

    Args:
        code: which error.
        location: which account and message.
        account_level: it said no to the account, not to this message: signed out, out of money,
            blocked.
        values: as for `CrosspostError`; what the channel said is one of them.
    """

    def __init__(
        self,
        code: str,
        *,
        location: ErrorPlace | tuple[ErrorPlace, ...] = (),
        account_level: bool = False,
        **values: object,
    ) -> None:
        super().__init__(code, location=location, **values)
        self.account_level = account_level


LONGEST_WAIT = 86_400.0
"""Seconds: no channel's quota is longer than a day, and what a server says is only its word."""


def bounded_wait(seconds: float) -> float | None:
    """So many *seconds*, from none to a day; nothing of what is no number.

    >>> bounded_wait(30), bounded_wait(10**20), bounded_wait(-1), bounded_wait(float("nan"))
    (30.0, 86400.0, 0.0, None)
    """
    return None if seconds != seconds else float(min(max(seconds, 0), LONGEST_WAIT))  # noqa: PLR0124 - not a number


def read_lifetime(said: object) -> float:
    """Seconds that a token holds, as its server says it: a day at most, none of what is no number.

    >>> [read_lifetime(said) for said in (7200, "7200", "永远 🎉", None, {}, 1e308, float("nan"))]
    [7200.0, 7200.0, 0.0, 0.0, 0.0, 86400.0, 0.0]
    """
    try:
        return bounded_wait(float(said)) or 0.0  # type: ignore[arg-type] # whatever it is
    except (TypeError, ValueError, OverflowError):
        return 0.0


class Retryable(SendError):
    """Surely not taken: a full quota, a server that is down before the call, no connection.

    Args:
        code: which error.
        location: which account and message.
        after: seconds to wait, where the channel says how long; see `bounded_wait`.
        values: as for `CrosspostError`.
    """

    def __init__(
        self,
        code: str,
        *,
        location: ErrorPlace | tuple[ErrorPlace, ...] = (),
        after: float | None = None,
        **values: object,
    ) -> None:
        super().__init__(code, location=location, **values)
        self.after = None if after is None else bounded_wait(after)


class UnknownOutcome(SendError):
    """A timeout, a cut connection, a garbled answer after the call began: it may be there."""


class Unverifiable(SendError):
    """Looking it up is impossible on this channel: a person has to look."""
