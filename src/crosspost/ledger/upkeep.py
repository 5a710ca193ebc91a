"""Looking after a ledger: a copy of it as it is at one moment, and what is wrong with it.

SQLite copies itself by its backup API (https://www.sqlite.org/backup.html): consistent, journal
included, while workers write. Copying the file alone is neither.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from .._record import Record
from ..errors import ConfigError, system_reason
from ..files import OWNER
from .open import HEAD, VERSION, ledger_place, look_into_ledger
from .rows import LedgerError, as_ledger_errors, display_url

TABLES = "SELECT name FROM sqlite_master"
PAGES = 4096
"""So many pages are copied at a time; between them others may write."""


class LedgerHealth(Record):
    """What there is to say of a ledger."""

    place: str
    """Its file, or its address without a password."""
    version: str = ""
    """Of its tables; nothing where there is no ledger yet."""
    wrong: str = ""
    """What is broken, as the database says it."""
    seconds_off: float = 0.0
    """How far a server's clock is ahead of ours."""

    @property
    def current(self) -> bool:
        """Whether this crosspost made its tables, or has brought them up to date."""
        return self.version == HEAD


def _version(connection: sqlite3.Connection, shown: str) -> str:
    """Of the tables; nothing where there are none yet.

    Raises:
        LedgerError: the tables are another program's.
    """
    tables = sorted(name for (name,) in connection.execute(TABLES))
    if not tables:
        return ""
    if VERSION.name not in tables:
        raise LedgerError("ledger.of-others", location=shown, tables=tables[:3])
    return str(connection.execute(f"SELECT version_num FROM {VERSION.name}").fetchone()[0])  # noqa: S608 - ours


def back_up(url: str | None, target: Path) -> int:
    """Copy the ledger at *url*, which is a file, to *target*; the size of the copy in bytes.

    Args:
        url: as for `open_ledger`.
        target: a file that is not there yet; it is its owner's alone.

    Raises:
        LedgerError: it is a server's, is not there, or the copy is damaged.
        ConfigError: *target* is there, or cannot be written.
    """
    source = _file(url)
    new = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER))
        with as_ledger_errors(sa.make_url(f"sqlite:///{source}")):
            _copied(source, new)
        os.link(new, target)  # fails where something is
        return target.stat().st_size
    except FileExistsError:
        raise ConfigError("file.there-already", location=str(target)) from None
    except OSError as error:
        reason = system_reason(error)
        raise ConfigError("file.cannot-write", location=str(target), reason=reason) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink()


def _copied(source: Path, new: Path) -> None:
    with _opened(source, "ro") as here, _opened(new, "rw") as copy:
        here.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without journals beside it
        said = _looked_through(copy)
        if said:
            raise LedgerError("ledger.damaged", location=str(source), said=said)


def _looked_through(connection: sqlite3.Connection) -> str:
    """What is broken, as SQLite says it; nothing where all is well."""
    told = str(connection.execute("PRAGMA quick_check").fetchone()[0])
    return "" if told == "ok" else told


@contextlib.contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def _file(url: str | None) -> Path:
    """The file of a SQLite ledger, which is there."""
    place = ledger_place(url)
    if place.get_backend_name() != "sqlite":
        at = display_url(place)
        raise LedgerError("ledger.not-a-file", location=at, database=place.database or "crosspost")
    file = Path(os.path.realpath(place.database or ""))
    if not file.is_file():
        raise LedgerError("ledger.not-there", location=str(file))
    return file


def health(url: str | None) -> LedgerHealth:
    """What there is to say of the ledger at *url*; none is made, and nothing is changed.

    Raises:
        LedgerError: it cannot be opened.
    """
    place = ledger_place(url)
    shown = display_url(place)
    if place.get_backend_name() == "sqlite":
        file = Path(os.path.realpath(place.database or ""))
        if not file.is_file():
            return LedgerHealth(place=shown)
        with as_ledger_errors(place), _opened(file, "ro") as connection:
            said = _looked_through(connection)
            version = _version(connection, shown)
        if not version and not said:
            return LedgerHealth(place=shown)
        wrong = LedgerError("ledger.damaged", location=shown, said=said) if said else ""
        return LedgerHealth(place=shown, version=version or "?", wrong=str(wrong))
    ledger = look_into_ledger(url)
    if ledger is None:
        return LedgerHealth(place=shown, version="?")
    with ledger, ledger.engine.begin() as connection:
        theirs = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        off = (theirs - ledger.now()).total_seconds()
    return LedgerHealth(place=shown, version=HEAD, seconds_off=off)
