"""Translations: every text that people read, in each language crosspost speaks.

One TOML file a room (``findings.toml``, ``errors.toml``, …); in it, one table a language:
``[en]`` and ``[zh]``, with the same keys in both. ``{name}`` is filled in with a value; a list is
joined as the language joins words; ``{count:message|messages}`` is the word for one or for many.

A text that ends in what to do says it as programs do, which call functions and have no options.
Where a person at a terminal would do it otherwise, ``KEY.cli`` says how, and where one would on the
pages of the desk, ``KEY.desk``: the command line and the desk show that instead (`speak_to`).
"""

import os
import re
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from typing import Literal, Protocol, runtime_checkable

LANGUAGES = ("en", "zh")
"""What crosspost speaks; the first stands in wherever a text or a wish is missing."""

Words = dict[str, str]
"""The texts of a room in one language, by key."""

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_of_process = ""
Reader = Literal["program", "terminal", "desk"]
_reader: Reader = "program"
_SEPARATORS = {"en": ", ", "zh": "、"}
_HAN = "[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]"


def user_language() -> str:
    """The language that the user reads: as chosen by `use_language`, else as the system has it."""
    return _chosen.get() or _of_process or language_of_environment(os.environ)


def use_language(tag: str) -> None:
    """Speak *tag* (``zh``, ``zh-Hans-CN``, ``en_GB``) in this context from now on."""
    _chosen.set(known_language(tag) or LANGUAGES[0])


def use_language_everywhere(tag: str) -> None:
    """Speak *tag* in every thread of this process, but where `use_language` chooses another.

    Args:
        tag: nothing of ours, such as an empty text, means what the system has.
    """
    global _of_process  # noqa: PLW0603 - who started the process reads one language
    _of_process = known_language(tag)
    _chosen.set(None)


def speak_to(reader: Reader) -> None:
    """Whether advice names options and commands, or pages, in every thread from now on."""
    global _reader  # noqa: PLW0603 - whoever started the process sits there, or nobody does
    _reader = reader


def known_language(tag: str) -> str:
    """The language of ours that *tag* asks for, or nothing.

    >>> known_language("zh_CN.UTF-8"), known_language("en-GB"), known_language("de")
    ('zh', 'en', '')
    """
    primary = tag.replace("_", "-").partition("-")[0].partition(".")[0].lower()
    return primary if primary in LANGUAGES else ""


def language_of_environment(environment: Mapping[str, str]) -> str:
    """The language of messages by POSIX: ``LC_ALL``, ``LC_MESSAGES``, then ``LANG``.

    >>> language_of_environment({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"})
    'en'
    >>> language_of_environment({"LANG": "zh_TW.UTF-8"}), language_of_environment({})
    ('zh', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return known_language(environment[name]) or LANGUAGES[0]
    return LANGUAGES[0]


def language_of_browser(accept: str) -> str:
    """The language of ours that a browser wants most, by its ``Accept-Language``.

    >>> [
    ...     language_of_browser(one)
    ...     for one in ("zh-CN,zh;q=0.9,en;q=0.8", "de, en;q=0.5, zh;q=0.7", "")
    ... ]
    ['zh', 'zh', 'en']
    """
    best, found = 0.0, LANGUAGES[0]
    for part in accept.split(","):
        tag, _, rest = part.strip().partition(";")
        language, weight = known_language(tag.strip()), _weight(rest)
        if language and weight > best:
            best, found = weight, language
    return found


def _weight(said: str) -> float:
    name, _, value = said.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def translate(room: str, key: str, language: str = "", /, **values: object) -> str:
    """The text *key* of ``ROOM.toml``, filled in with *values*.

    Args:
        room: the file's name without ``.toml``.
        key: which text; may hold dots and hyphens.
        language: one of `LANGUAGES`; the user's where it is not said.
        values: what stands for each ``{name}``; a tuple or list is joined.

    Raises:
        KeyError: there is no such text, or a value is missing.
    """
    language = language or user_language()
    return fill(wording(texts(room)[language], key), language, values)


def wording(words: Words, key: str) -> str:
    """The text *key* of *words* as whoever reads it would do what it says (`speak_to`).

    Raises:
        KeyError: there is no such text.

    >>> wording({"重发": "republish=True", "重发.cli": "--republish"}, "重发")
    'republish=True'
    """
    there = (f"{key}.{where}" for where in _WAYS[_reader])
    return next((words[one] for one in there if one in words), "") or words[key]


_WAYS: dict[Reader, tuple[str, ...]] = {
    "program": (),
    "terminal": ("cli",),
    "desk": ("desk", "cli"),
}
"""Whose way of doing something is told: whoever sits at the desk has a terminal, too."""


@runtime_checkable
class Translatable(Protocol):
    """What can stand in a text of any language."""

    def translated(self, language: str = "") -> str:
        """It in *language*, or in the user's."""
        ...


class Phrase:
    """A text that is in no language yet: it becomes one where somebody reads it.

    >>> str(Phrase("errors", "hint", hint="今天 9:00"))
    'hint: 今天 9:00'
    >>> Phrase("errors", "hint", hint="今天 9:00").translated("zh")
    '提示：今天 9:00'
    """

    __slots__ = ("key", "room", "values")

    def __init__(self, room: str, key: str, /, **values: object) -> None:
        self.room = room
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return self.translated()

    def __repr__(self) -> str:
        return f"Phrase({self.room!r}, {self.key!r}, {self.values!r})"

    def translated(self, language: str = "") -> str:
        """The text in *language*, or in the user's."""
        return translate(self.room, self.key, language, **self.values)


def fill(template: str, language: str, values: Mapping[str, object]) -> str:
    """*template* with *values* in it.

    >>> fill("{count} {count:message|messages}: {names}", "en", {"count": 1, "names": ["a", "b"]})
    '1 message: a, b'
    >>> fill("{count} 条消息：{names}", "zh", {"count": 3, "names": ["甲", "乙"]})
    '3 条消息：甲、乙'

    A space of a Chinese template sets Latin letters off; beside Chinese signs it falls away.

    >>> [fill("粘贴到 {channel} 里", "zh", {"channel": one}) for one in ("微博", "Substack")]
    ['粘贴到微博里', '粘贴到 Substack 里']
    """
    shown = {name: _shown(value, language) for name, value in values.items()}
    if language != "zh":
        return template.format_map(shown)
    edged = {name: f"\0{one}\0" if isinstance(one, str) else one for name, one in shown.items()}
    return _needless_space().sub("", template.format_map(edged)).replace("\0", "")


@cache
def _needless_space() -> re.Pattern[str]:
    """One between a Chinese sign of a template and one of a value, whose edges are marked.

    A weekday stands apart from its date.
    """
    return re.compile(f"(?<={_HAN})(?<!日) (?=\0{_HAN})|(?<={_HAN}\0) (?={_HAN})")


def _shown(value: object, language: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return _Count(value)
    if isinstance(value, list | tuple):
        return _SEPARATORS[language].join(str(_shown(each, language)) for each in value)
    return value.translated(language) if isinstance(value, Translatable) else value


class _Count(int):
    """A number whose format ``one|many`` is the word that goes with it."""

    def __format__(self, words: str) -> str:
        one, bar, many = words.partition("|")
        return (one if self == 1 else many) if bar else int.__format__(self, words)


def worded(texts: Mapping[str, str], language: str = "") -> str:
    """The one of *texts*, by language, that the user reads; the first where none is in theirs.

    >>> worded({"en": "the bot's token", "zh": "机器人的令牌"}, "zh"), worded({"de": "Kürzel"})
    ('机器人的令牌', 'Kürzel')
    """
    return texts.get(language or user_language()) or next(iter(texts.values()), "")


@cache
def texts(room: str) -> dict[str, Words]:
    """Every text of ``ROOM.toml``: by language, then by key."""
    with open(os.path.join(os.path.dirname(__file__), f"{room}.toml"), "rb") as file:
        return tomllib.load(file)
