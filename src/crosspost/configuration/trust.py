"""Trust: what the ``crosspost.toml`` of a folder that one happens to stand in may not do by itself.

Whoever unpacks an archive or clones a repository stands in a folder that somebody else wrote. Its
``crosspost.toml`` may arrange languages and layouts; what reaches further (a program to run, a
database, a file of secrets, a server that is told them, an account of one's own in another's place)
does nothing until the file is trusted once, as it is: one changed byte, and it asks again. The
user's own configuration folder is trusted.

A trusted file is one of the user's data folder, named by the sha256 of the path and the content,
as direnv has it (https://direnv.net/man/direnv.1.html). ``CROSSPOST_TRUST`` names folders, as
``PATH`` does, whose file is trusted whatever it says, as are those below: for services.
"""

import hashlib
import os
import shlex
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from platformdirs import user_data_path

from .. import files
from ..errors import ConfigError, phrase, system_reason
from ..registry import TomlTable
from ..translations import Phrase

VARIABLE = "CROSSPOST_TRUST"
REACHING = {"ledger": "trust.ledger", "env_file": "trust.env-file"}
"""Keys of the file that reach further than a draft, and what they want, as do ``notify`` and
``webhooks``."""
REACHING_NOTIFY = {
    "command": "trust.command",
    "webhook": "trust.webhook",
    "account": "trust.notice",
}
REACHING_SETTINGS = {
    "api": "trust.server",
    "server": "trust.server",
    "video_api": "trust.server",
    "relays": "trust.relays",
    "file": "trust.feed",
    "pictures_from": "trust.pictures",
    "watch": "trust.watch",
}
"""Keys of an account that do."""


def wishes(tables: TomlTable, own_accounts: Collection[str]) -> list[Phrase]:
    """What a file that says *tables* wants to do beyond a draft.

    Args:
        tables: as the file has them, whatever they are.
        own_accounts: names of the accounts in the user's own file.

    >>> found = wishes({"notify": {"command": ["rm", "-r", "我的 文件"]}, "ledger": "x"}, ())
    >>> [str(one) for one in found]
    ['keep the ledger in x', "run rm -r '我的 文件'"]
    """
    found = [phrase(REACHING[key], value=tables[key]) for key in REACHING if key in tables]
    notify = tables.get("notify", {})
    for key, value in notify.items() if isinstance(notify, dict) else ():
        if key in REACHING_NOTIFY:
            shown = shlex.join(map(str, value)) if isinstance(value, list) else value
            found.append(phrase(REACHING_NOTIFY[key], value=shown))
    webhooks = tables.get("webhooks", {})
    told = webhooks.values() if isinstance(webhooks, dict) else ()
    found += [
        phrase("trust.told", value=table.get("url", "…"))
        for table in told
        if isinstance(table, dict)
    ]
    accounts = tables.get("accounts", {})
    for name, table in accounts.items() if isinstance(accounts, dict) else ():
        reaching = [key for key in REACHING_SETTINGS if isinstance(table, dict) and key in table]
        found += [
            phrase(REACHING_SETTINGS[key], account=name, value=table[key]) for key in reaching
        ]
        if name in own_accounts:
            found.append(phrase("trust.account", account=name))
    return found


def without_wishes(tables: TomlTable, own_accounts: Collection[str]) -> TomlTable:
    """*tables* with nothing in them that reaches further than a draft.

    >>> without_wishes({"ledger": "x", "accounts": {"号": {"channel": "x", "api": "…"}}}, ())
    {'accounts': {'号': {'channel': 'x'}}}
    """
    reaching = {*REACHING, "notify", "webhooks"}
    kept = {key: value for key, value in tables.items() if key not in reaching}
    if isinstance(accounts := tables.get("accounts"), dict):
        kept["accounts"] = {
            name: {key: value for key, value in table.items() if key not in REACHING_SETTINGS}
            if isinstance(table, dict)
            else table
            for name, table in accounts.items()
            if name not in own_accounts
        }
    return kept


def is_trusted(path: Path, data: bytes) -> bool:
    """Whether the file *path* may do all that it says, when it holds *data*.

    Raises:
        ConfigError: what is trusted cannot be read.
    """
    file = Path(os.path.realpath(path))
    named = filter(None, os.environ.get(VARIABLE, "").split(os.pathsep))
    if any(file.is_relative_to(os.path.realpath(one)) for one in named):
        return True
    return bool(files.read_private(_entry(path, data)))


def trust(path: Path) -> None:
    """Trust the file *path* as it is now; what it held before is trusted no longer.

    Raises:
        ConfigError: there is no such file, or it cannot be written down that it is trusted.
    """
    data = file_bytes(path)
    untrust(path)
    files.write_private(_entry(path, data), f"{os.path.realpath(path)}\n")


def untrust(path: Path) -> bool:
    """Trust the file *path* no longer, whatever it holds; whether it was trusted.

    Raises:
        ConfigError: that cannot be written down.
    """
    entries = [entry for entry, trusted in _entries() if trusted == Path(os.path.realpath(path))]
    for entry in entries:
        files.remove(entry)
    return bool(entries)


def trusted() -> list[tuple[Path, bool]]:
    """Every file that was trusted, and whether it still is what it was then.

    Raises:
        ConfigError: what is trusted cannot be read.
    """
    return sorted((path, _is_as_it_was(path)) for _, path in _entries())


def _is_as_it_was(path: Path) -> bool:
    try:
        return is_trusted(path, path.read_bytes())
    except OSError:
        return False


def _entries() -> Iterator[tuple[Path, Path]]:
    folder = _folder()
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if said := files.read_private(entry).rstrip("\n"):
            yield entry, Path(said)


def _entry(path: Path, data: bytes) -> Path:
    named = os.fsencode(os.path.realpath(path)) + b"\n" + data
    return _folder() / hashlib.sha256(named).hexdigest()


def _folder() -> Path:
    return user_data_path("crosspost") / "trusted"


def file_bytes(path: Path) -> bytes:
    """What *path* holds.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            "file.cannot-read", location=str(path), reason=system_reason(error)
        ) from error


def last_written(places: Iterable[Path]) -> tuple[tuple[int, int], ...]:
    """What changes when a file of the settings is written: of each, when, and how long it is."""
    return tuple(map(_seen, places))


def _seen(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except OSError:
        return 0, 0
    return said.st_mtime_ns, said.st_size
