"""The channel registry: what each channel accepts, one TOML file an entry, found and read.

Our entries are ``channels/*.toml``. A user's own stand in their configuration folder and win by
name; one that says ``extends = "x"`` changes only what it names. Installed packages bring others by
an entry point of the group ``crosspost.channels``: its name is the channel's, its value the package
that holds ``channel.toml`` and the code. This is the only place left of `Draft` that looks at the
environment.
"""

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from platformdirs import user_config_dir

from ._validation import alike, fitted
from .errors import ChannelSpecError, did_you_mean, phrase, system_reason
from .model.channel_spec import Account, ChannelSpec, unknown_name
from .translations import Phrase

TomlTable = dict[str, Any]
GROUP = "crosspost.channels"
"""Of the entry points by which installed packages bring channels."""
PACKAGED = "channel.toml"
"""An entry's file in a package that brings it."""

# Inside, paths are strings, which are quicker to make: every command lists the entries.


def channels_folder() -> Path:
    """Our entries: inside the installed package, or beside ``src/`` in a checkout."""
    return Path(_ours())


def user_config_folder() -> Path:
    """The user's configuration folder, whether or not it exists."""
    return Path(_config())


def user_channels_folder() -> Path:
    """The user's own entries, whether or not the folder exists."""
    return user_config_folder() / "channels"


def _ours() -> str:
    package = os.path.dirname(__file__)
    inside = os.path.join(package, "channels")
    checkout = os.path.dirname(os.path.dirname(package))
    return inside if os.path.isdir(inside) else os.path.join(checkout, "channels")


def _config() -> str:
    """The user's configuration folder."""
    return user_config_dir("crosspost", appauthor=False)


def channel_names() -> list[str]:
    """Every entry by name: ours, the user's, and those of installed packages.

    >>> "wechat-moments" in channel_names()  # 朋友圈
    True
    """
    return sorted({**_packages(), **_entries()})


USUAL = 4
"""So many channels of each language are shown where nobody says which."""


def usual_channels(languages: Collection[str]) -> list[str]:
    """The channels that readers of *languages* use most, by ``page_order``, and the user's own.

    Args:
        languages: tags; readers of one that no entry speaks of use what readers of English do.

    >>> usual_channels(["zh-Hant"])[0], usual_channels(["zh", "en"])[:2], usual_channels(["de"])[0]
    ('wechat-article', ['wechat-article', 'wechat-moments'], 'x')
    """
    entries: dict[str, dict[str, int]] = {}
    for name in channel_names():
        with suppress(ChannelSpecError):  # whoever asks for it by name is told
            entries[name] = load_channel(name).page_order
    spoken = {tag for order in entries.values() for tag in order}
    bases = [tag.partition("-")[0] for tag in languages] or ["en"]
    ours, files = set(_in(_ours()).values()), _entries()
    found = {name: None for name in entries if files.get(name) not in ours}
    for base in bases:
        reader = base if base in spoken else "en"
        places = sorted((order.get(reader, USUAL + 1), name) for name, order in entries.items())
        found |= {name: None for place, name in places if place <= USUAL}
    return list(found)


def place_on_page(name: str, language: str) -> int:
    """Where the channel *name* stands for readers of *language*: 1 is first.

    Among the last stands what its entry says nothing of, and one whose entry is gone.
    """
    with suppress(ChannelSpecError):
        return load_channel(name).page_order.get(language, LAST_PLACE)
    return LAST_PLACE


LAST_PLACE = 99


@cache
def load_channel(name: str) -> ChannelSpec:
    """The entry *name*; only its own file is read, and the one it extends.

    What else people call a channel will do, where it is one channel's.

    Raises:
        ChannelSpecError: there is no such entry, or it cannot be read: which file, which key.

    >>> load_channel("wechat-moments").title, load_channel("推特").name
    ('WeChat Moments', 'x')
    """
    path = _entries().get(name) or _packages().get(name)
    if path is None:
        if len(named := _with_alias(name, _aliases(channel_names()))) == 1:
            return load_channel(named[0])
        raise _unknown(name, channel_names())
    return _spec({**_merged(path, name, ()), "name": name}, path)


def default_account(channel: str | ChannelSpec) -> Account:
    """The channel as its entry has it, nothing changed, under its own name.

    >>> default_account("wechat-moments").layout.languages
    ('zh', 'en')
    """
    spec = load_channel(channel) if isinstance(channel, str) else channel
    return Account(name=spec.name, spec=spec, layout=spec.layout)


def _entries() -> dict[str, str]:
    """The file of each entry, by name."""
    return _in(_ours()) | _in(os.path.join(_config(), "channels"))


@cache
def _packages() -> dict[str, str]:
    """The file of each entry that an installed package brings; asked only where no other has it."""
    return {
        name: os.path.join(_package_folder(package), PACKAGED)
        for name, package in _installed().items()
    }


@cache
def _installed() -> dict[str, str]:
    """The package that brings each channel."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - it reads what is installed

    return {point.name: point.value for point in entry_points(group=GROUP)}


def _package_folder(package: str) -> str:
    """Where *package* lies; its name where it cannot be found: reading its entry then says so."""
    try:
        found = find_spec(package)
    except Exception:  # noqa: BLE001 - finding it runs the code of what it is in
        return package
    folders = (found and found.submodule_search_locations) or [package]
    return folders[0]


def _in(folder: str) -> dict[str, str]:
    """The files of the entries in *folder*, by name; none where it cannot be listed."""
    try:
        files = os.listdir(folder)
    except OSError:
        return {}
    return {_name(file): os.path.join(folder, file) for file in files if file.endswith(".toml")}


def _name(path: str) -> str:
    """The entry that is in the file *path*."""
    return os.path.basename(path).removesuffix(".toml")


def _merged(path: str, name: str, above: tuple[str, ...]) -> TomlTable:
    """The tables of the entry *name* in *path* over those of the entry it extends, if any."""
    own = _parsed(path)
    said = own.get("name", name)
    if said != name:
        raise ChannelSpecError(
            "channel.name-differs",
            location=f"{home_relative(path)}: name",
            name=str(said),
            own=name,
        )
    own = {**own, **_adapter(own, name, path)}
    if "extends" not in own:
        return own
    extended = own.pop("extends")
    base = _base(extended, name, path)
    if base in (path, *above):
        raise ChannelSpecError(
            "channel.extends-in-turn",
            location=f"{home_relative(path)}: extends",
            channel=str(extended),
        )
    under = _merged(base, extended, (path, *above))
    _spec(under, base)
    gone = [str(one) for one in own.pop("without")] if isinstance(own.get("without"), list) else []
    table = deep_merge(without(under, gone), own)
    return {**table, "source": _footnotes(under, own, table, gone)}


def _adapter(own: TomlTable, name: str, path: str) -> TomlTable:
    """Where an entry's code is: a file beside it by its whole path, or the package it came in."""
    said = own.get("adapter")
    folder = os.path.dirname(path)
    if isinstance(said, str) and said.endswith(".py"):
        return {"adapter": os.path.join(folder, said)}
    if said is not None or folder == _ours():
        return {}
    if os.path.basename(path) == PACKAGED:
        return {"adapter": _installed()[name]}
    beside = f"{path.removesuffix('.toml')}.py"
    return {"adapter": beside} if os.path.isfile(beside) else {}


def _base(extended: object, name: str, path: str) -> str:
    """The entry that is extended; a user's ``x`` that extends ``x`` means ours."""
    entries = _entries()
    if extended == name and os.path.dirname(path) != _ours():
        entries = _in(_ours())
    if not isinstance(extended, str) or extended not in entries:
        raise _unknown(extended, entries, f"{home_relative(path)}: extends")
    return entries[extended]


def deep_merge(under: TomlTable, own: TomlTable) -> TomlTable:
    """*own* over *under*: tables merge key by key; anything else is replaced.

    >>> deep_merge({"marks": {"bold": "粗", "italic": "斜"}}, {"marks": {"bold": "黑"}})
    {'marks': {'bold': '黑', 'italic': '斜'}}
    """
    merged = dict(under)
    for key, value in own.items():
        below = under.get(key)
        tables = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = deep_merge(below or {}, value) if tables else value
    return merged


def without(table: TomlTable, keys: Iterable[str]) -> TomlTable:
    """*table* without what the dotted *keys* name; one that it does not have is nothing.

    >>> without(
    ...     {"media": {"video": {"max": 1}, "images": 4}, "cost": "¥🎉"}, ["media.video", "cost"]
    ... )
    {'media': {'images': 4}}
    """
    left = dict(table)
    for key in keys:
        first, _, rest = key.partition(".")
        below = left.get(first)
        if rest and isinstance(below, dict):
            left[first] = without(below, [rest])
        elif not rest:
            left.pop(first, None)
    return left


def _footnotes(
    under: TomlTable, own: TomlTable, merged: TomlTable, gone: Collection[str]
) -> object:
    """The entry's own, then those of the base for what is still as it says there."""
    notes = own.get("source", [])
    if not isinstance(notes, list):
        return notes
    for note in under.get("source", ()):
        covers = [
            key
            for key in note["covers"]
            if _at(under, key) == _at(merged, key)
            and not any(f"{key}.".startswith(f"{one}.") for one in gone)
        ]
        if covers:
            notes = [*notes, {**note, "covers": covers}]
    return notes


def _at(table: TomlTable, key: str) -> object:
    value: object = table
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _parsed(path: str) -> TomlTable:
    try:
        with open(path, encoding="utf-8") as file:
            return tomllib.loads(file.read())
    except tomllib.TOMLDecodeError as error:
        found, _, where = str(error).rpartition(" (at ")
        line_and_column = [f":{word.strip(',)')}" for word in where.split() if word[0].isdigit()]
        at = home_relative(path) + "".join(line_and_column)
        raise ChannelSpecError("file.not-toml", location=at, reason=found) from error
    except UnicodeDecodeError as error:
        raise ChannelSpecError(
            "file.not-utf-8", location=home_relative(path), offset=error.start
        ) from error
    except OSError as error:
        raise ChannelSpecError(
            "file.unreadable", location=home_relative(path), reason=system_reason(error)
        ) from error


def _spec(data: TomlTable, path: str) -> ChannelSpec:
    spec = fitted(data, ChannelSpec, ChannelSpecError, f"{home_relative(path)}: ")
    if strange := unknown_name(spec):
        key, unit, known = strange
        raise ChannelSpecError(
            "value.unknown",
            location=f"{home_relative(path)}: {key}",
            value=f'"{unit}"',
            choices=known,
        )
    return spec


def similar_names(name: str, among: Collection[str]) -> list[str]:
    """Those *among* channels that *name* may stand for: another name of theirs, or a slip.

    >>> similar_names("推特", channel_names()), similar_names("twiter", channel_names())
    (['x'], ['x'])
    >>> similar_names("公从号", channel_names())
    ['wechat-article']
    """
    aliases = _aliases(among)
    if named := _with_alias(name, aliases):
        return named
    parts = name.casefold().replace("/", "-").split("-")
    inside = [entry for entry in among if entry in parts]  # twitter-x
    words = {word: entry for entry, every in aliases.items() for word in every}
    words |= {entry: entry for entry in among}
    words = {word: entry for word, entry in words.items() if word.isascii() == name.isascii()}
    close = [words[word] for word in alike(name.casefold(), words, most=3)]
    return list(dict.fromkeys((*inside, *close)))


def likely_channel(name: str, among: Collection[str]) -> Phrase:
    """What to write in place of *name*, which is no channel, as the value of a hint.

    >>> str(likely_channel("twiter", channel_names())), str(likely_channel("天气", channel_names()))
    ('did you mean x?', 'crosspost channels lists them')
    """
    close = similar_names(name, among)
    return did_you_mean(close) if close else phrase("channel.see-list")


def _with_alias(name: str, aliases: Mapping[str, Collection[str]]) -> list[str]:
    """The channels that people call *name*, by the *aliases* of each."""
    return [entry for entry, words in aliases.items() if name.casefold() in words]


def _aliases(among: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What else people call each of the channels *among* these; a user's own keep ours' names."""
    found: dict[str, tuple[str, ...]] = {}
    for entries in (_in(_ours()), _entries()):
        for entry in (one for one in entries if one in among):
            with suppress(ChannelSpecError, OSError):  # a broken entry has an error of its own
                path = entries[entry]
                said = _also_called(path, os.stat(path).st_mtime_ns)
                found[entry] = found.get(entry, ()) if said is None else said
    return found


@cache
def _also_called(path: str, changed: int) -> tuple[str, ...] | None:
    """What else people call the channel of the entry at *path*, which was *changed* then."""
    del changed  # a file that is written anew is read anew
    aliases = _parsed(path).get("aliases")
    return None if aliases is None else tuple(aliases)


def _unknown(name: object, entries: Collection[str], at: str = "") -> ChannelSpecError:
    return ChannelSpecError(
        "channel.unknown",
        location=at,
        channel=str(name),
        choices=likely_channel(str(name), entries),
    )


def home_relative(path: str) -> str:
    """*path* as a person would write it, from their home folder on."""
    home = os.path.join(os.path.expanduser("~"), "")
    return f"~/{path.removeprefix(home)}" if path.startswith(home) else path
