"""Writing an account into ``crosspost.toml``: every other letter of the file stays as it is."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from .. import files
from ..errors import ConfigError, system_reason
from ..registry import user_config_folder
from . import FILE, VARIABLE, trust

TRIES = 5
"""So often an account is written anew where another program writes the file at the same time."""


def file_to_edit() -> Path:
    """The file that a new account goes into: the working folder's, if it is there, or one's own.

    The one that ``--config`` or ``CROSSPOST_CONFIG`` names goes before both.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    here = Path(FILE)
    return here if here.is_file() else user_config_folder() / FILE


def add_account(
    path: Path, name: str, table: Mapping[str, str | bool], *, env_file: str = ""
) -> None:
    """Write the account *name* into the file *path*, which is made if it is not there.

    A file that was trusted, or wanted nothing that needs trust, is trusted with the account.

    Args:
        path: a ``crosspost.toml``.
        name: not one of its accounts.
        table: what it says of the account.
        env_file: a file of secrets that is named as well, where it names none.

    Raises:
        ConfigError: it cannot be read or written, or has the account.
    """
    for _ in range(TRIES):
        before = _bytes(path)
        after = with_account((before or b"").decode(), name, table, env_file=env_file).encode()
        trusted = _may_do_all_it_says(path, before)
        if _written(path, after, before):
            if trusted:
                _trust(path, after)
            return
    raise ConfigError("config.changed-meanwhile", location=str(path))


def new_file(path: Path, text: str) -> None:
    """Write *text* into the file *path*, which must not be there.

    Raises:
        ConfigError: it is there, or cannot be written.
    """
    if not _written(path, text.encode(), None):
        raise ConfigError("config.there-already", location=str(path))


def _written(path: Path, data: bytes, expected: bytes | None) -> bool:
    """Write *data* in place of what is *expected*; not where something else is there."""
    try:
        if expected is None:
            _make_folder(path)
        return files.replace_unchanged(path, data, expected)
    except OSError as error:
        reason = system_reason(error)
        raise ConfigError("file.cannot-write", location=str(path), reason=reason) from error


def with_account(
    text: str, name: str, table: Mapping[str, str | bool], *, env_file: str = ""
) -> str:
    r"""*text*, a ``crosspost.toml``, with one account more.

    Raises:
        ConfigError: it is no TOML, has the account already, or holds its accounts in a way that
            leaves no room for one more.

    >>> print(with_account("# 我的账号\n", "中文号", {"channel": "x"}), end="")
    # 我的账号
    <BLANKLINE>
    [accounts."中文号"]
    channel = "x"
    """
    try:
        wanted = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("config.not-toml", location=FILE, reason=str(error)) from error
    accounts = wanted.setdefault("accounts", {})
    if not isinstance(accounts, dict) or name in accounts:
        raise ConfigError("account.there-already", location=FILE, account=name)
    accounts[name] = dict(table)
    try:
        made = tomlkit.parse(text)
        if env_file and "env_file" not in wanted:
            wanted["env_file"] = env_file
            made["env_file"] = env_file
        written = _below(tomlkit.dumps(made), _heading(name, table))
        if tomllib.loads(written) == wanted:
            return written
    except (TOMLKitError, ValueError):
        pass  # accounts in a table of one line, say
    raise ConfigError("account.no-room", location=FILE, account=name)


def _heading(name: str, table: Mapping[str, str | bool]) -> str:
    """The account as TOML: a heading of its own, and its keys."""
    own = tomlkit.table()
    for key, value in table.items():
        own.add(key, value)
    accounts = tomlkit.table(is_super_table=True)
    accounts.append(name, own)
    return tomlkit.dumps({"accounts": accounts})


def _below(text: str, more: str) -> str:
    """*more* behind *text*, an empty line between, with its line ends."""
    end = "\r\n" if "\r\n" in text else "\n"
    gap = "" if not text else end if text.endswith("\n") else 2 * end
    return text + gap + more.replace("\n", end)


def _may_do_all_it_says(path: Path, data: bytes | None) -> bool:
    """Whether nothing that *data* says waits for trust."""
    if data is None or path.parent == user_config_folder():
        return True
    wishes = trust.wishes(tomllib.loads(data.decode()), ())
    return not wishes or trust.is_trusted(path, data)


def _trust(path: Path, data: bytes) -> None:
    own = path.parent == user_config_folder()
    wishes = trust.wishes(tomllib.loads(data.decode()), ())
    if wishes and not own and not trust.is_trusted(path, data):
        trust.trust(path)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(
            "file.cannot-read", location=str(path), reason=system_reason(error)
        ) from error


def _make_folder(path: Path) -> None:
    if not path.parent.is_dir():
        files.make_private_folder(path.parent)
