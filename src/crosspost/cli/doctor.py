"""``crosspost doctor``: what is set up here, and what is wrong.

Nothing is signed in to, nothing is changed, and no secret is shown: where each comes from is.
"""

import argparse
import os
import platform
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import indent
from typing import Literal

from platformdirs import user_data_path

from .. import __version__, configuration
from .._record import Record, json_text
from ..credentials.lookup import keyring_title
from ..errors import CrosspostError
from ..files import OWNER, OWNER_FOLDER
from ..registry import user_config_folder
from ..times import zone
from . import EXTRAS
from ._options import wrong_with
from ._output import FAILED, FINE, text

CLOCK_OFF = 5.0
"""Seconds that a database's clock may be away from ours."""
BUILT = 1_764_000_000
"""A moment in November 2025 as Unix has it: no clock that is right shows an earlier one."""


class Diagnosis(Record):
    """One thing that was looked at."""

    part: Literal["version", "extra", "path", "settings", "secrets", "ledger", "clock", "fonts"]
    name: str
    found: str
    """What is there."""
    wrong: str = ""
    """What is wrong with it, and what to do; nothing where it is fine."""
    matters: bool = True
    """Whether something cannot work because of it; an extra that is not installed may be wanted by
    nobody."""


def doctor(options: argparse.Namespace) -> int:
    """Say what is here and what is wrong with it; fail where something cannot work."""
    found = list(_everything())
    failed = any(one.wrong and one.matters for one in found)
    if options.format == "json":
        sys.stdout.write(json_text({"diagnoses": found}))
        return FAILED if failed else FINE
    part = ""
    for one in found:
        if one.part != part:
            part = one.part
            sys.stdout.write(f"{_heading(part)}\n")
        sign = "✗" if one.wrong and one.matters else "-" if one.wrong else "✓"
        said = text("doctor.line", name=one.name, found=one.found)
        sys.stdout.write(f"  {sign} {said if one.found else one.name}\n")
        if one.wrong:
            sys.stdout.write(f"{indent(one.wrong, '      ')}\n")
    wrong = sum(bool(one.wrong and one.matters) for one in found)
    sys.stdout.write(f"\n{text('doctor.end', count=wrong) if wrong else text('doctor.fine')}\n")
    return FAILED if failed else FINE


def _everything() -> Iterator[Diagnosis]:
    """Every part; settings that cannot be read are told once, not again where they are needed."""
    told: set[str] = set()
    for look, part in PARTS.items():
        try:
            yield from look()
        except CrosspostError as error:
            if str(error) in told:
                continue
            told.add(str(error))
            yield Diagnosis(part=part, name=_heading(part), found="", wrong=str(error))


def _heading(part: str) -> str:
    return text(f"doctor.{part}-part" if part in {"extra", "ledger"} else f"doctor.{part}")


def _versions() -> Iterator[Diagnosis]:
    yield Diagnosis(part="version", name="crosspost", found=__version__)
    yield Diagnosis(part="version", name="Python", found=platform.python_version())
    yield Diagnosis(part="version", name="SQLite", found=sqlite3.sqlite_version)
    yield Diagnosis(part="version", name=platform.system(), found=platform.release())


def _extras() -> Iterator[Diagnosis]:
    for extra, modules in EXTRAS.items():
        missing = sorted(one for one in modules if not _is_there(one))
        yield Diagnosis(
            part="extra",
            name=f"crosspost[{extra}]",
            found="" if missing else text("doctor.installed"),
            wrong=text("doctor.extra", extra=extra, missing=missing) if missing else "",
            matters=False,
        )


def _is_there(module: str) -> bool:
    """Whether *module* can be imported, as far as can be told without doing so."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # what stands in its place is broken
        return False


def _paths() -> Iterator[Diagnosis]:
    here, own = Path(configuration.FILE), user_config_folder() / configuration.FILE
    named = os.environ.get(configuration.VARIABLE, "")
    for path in (Path(named),) if named else (here, own):
        there = path.exists()
        found = str(path.absolute()) if there else text("doctor.none", path=path)
        wrong = text("doctor.no-file") if there and not path.is_file() else ""
        yield Diagnosis(part="path", name=text("doctor.settings-file"), found=found, wrong=wrong)
    data = user_data_path("crosspost")
    folder = _private(text("doctor.data-folder"), data, OWNER_FOLDER)
    yield folder
    for path in sorted(data.rglob("*")) if folder.wrong else ():  # else nobody gets that far
        most = OWNER_FOLDER if path.is_dir() else OWNER
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & ~most & 0o077:
            yield _private(path.name, path, most)


def _private(name: str, path: Path, most: int) -> Diagnosis:
    """That others cannot look into *path*, where it is there."""
    if not path.exists():
        return Diagnosis(part="path", name=name, found=text("doctor.none", path=path))
    mode = stat.S_IMODE(path.stat().st_mode)
    opened = os.name == "posix" and mode & 0o077
    wrong = text("doctor.open", mode=f"{mode:o}", most=f"{most:o}", path=path) if opened else ""
    return Diagnosis(part="path", name=name, found=str(path), wrong=wrong)


def _settings() -> Iterator[Diagnosis]:
    settings = configuration.read()
    if not settings.accounts:
        none = text("doctor.no-accounts")
        yield Diagnosis(part="settings", name=text("doctor.accounts"), found=none)
    for name in settings.accounts:
        wrong = wrong_with(settings, name)
        channel = str(settings.accounts[name].table.get("channel", "?"))
        yield Diagnosis(part="settings", name=name, found=channel, wrong=wrong)
    keyring = keyring_title()
    found = keyring or text("doctor.no-keyring")
    yield Diagnosis(part="secrets", name=text("doctor.keyring"), found=found)
    for name in settings.accounts:
        if not wrong_with(settings, name):
            yield from _secrets(settings, name)
    if settings.env_file and settings.env_file.exists():
        there = _private("env_file", settings.env_file, OWNER)
        yield Diagnosis(part="secrets", name="env_file", found=there.found, wrong=there.wrong)


def _secrets(settings: configuration.Settings, name: str) -> Iterator[Diagnosis]:
    """Where the account's secrets come from, and which are missing."""
    try:
        there = settings.destination(name)
        rule, credentials = there.account.spec.account, there.credentials
        sources = {key: credentials.source(key) for key in rule.secrets}
    except CrosspostError as error:
        yield Diagnosis(part="secrets", name=name, found="", wrong=str(error))
        return
    for key, secret in rule.secrets.items():
        source = sources[key]
        spared = not secret.needed or (secret.unless and sources.get(secret.unless))
        if source or not spared:
            wrong = "" if source else text("doctor.no-secret", account=name)
            yield Diagnosis(part="secrets", name=f"{name}: {key}", found=source, wrong=wrong)


def _ledger() -> Iterator[Diagnosis]:
    try:
        from ..ledger import upkeep  # noqa: PLC0415 - an extra has its libraries
    except ModuleNotFoundError:
        return
    found = upkeep.health(configuration.read().ledger)
    name = text("doctor.ledger")
    if not found.version:
        none = text("doctor.none", path=found.place)
        yield Diagnosis(part="ledger", name=name, found=none)
        return
    wrong = found.wrong or ("" if found.current else text("doctor.migrates"))
    matters = bool(found.wrong)
    yield Diagnosis(part="ledger", name=name, found=found.place, wrong=wrong, matters=matters)
    if abs(found.seconds_off) > CLOCK_OFF:
        off = text("doctor.clock-off", seconds=f"{found.seconds_off:.0f}")
        yield Diagnosis(part="clock", name=text("doctor.database-clock"), found="", wrong=off)


def _clock() -> Iterator[Diagnosis]:
    wrong = text("doctor.clock-early") if time.time() < BUILT else ""
    now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    yield Diagnosis(part="clock", name=text("doctor.time"), found=now, wrong=wrong)
    try:
        here = str(zone(None))
        wrong = ""
    except CrosspostError as error:
        here, wrong = time.tzname[0], str(error)
    yield Diagnosis(part="clock", name=text("doctor.zone"), found=here, wrong=wrong)


def _fonts() -> Iterator[Diagnosis]:
    name = text("doctor.chinese-font")
    try:
        from ..card import fonts  # noqa: PLC0415 - an extra has Pillow

        found = fonts.family("sans").name
    except ModuleNotFoundError:
        return
    except CrosspostError as error:
        yield Diagnosis(part="fonts", name=name, found="", wrong=str(error), matters=False)
    else:
        yield Diagnosis(part="fonts", name=name, found=found)


PARTS: dict[
    Callable[[], Iterator[Diagnosis]],
    Literal["version", "extra", "path", "settings", "ledger", "clock", "fonts"],
] = {
    _versions: "version",
    _extras: "extra",
    _paths: "path",
    _settings: "settings",
    _ledger: "ledger",
    _clock: "clock",
    _fonts: "fonts",
}
