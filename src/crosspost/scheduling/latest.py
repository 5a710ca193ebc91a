"""Latest: ``crosspost.toml`` as it is now, for a process that lives for months."""

import logging
import shutil
import threading
from pathlib import Path

from .. import accounts
from ..accounts import FILE, Settings
from ..book import user_config
from ..connections import Destination
from ..errors import ConfigError, CrosspostError
from ..notify import Notify, webhook

Stamp = tuple[tuple[int, int], ...]

logger = logging.getLogger("crosspost")


class Latest:
    """The settings, read anew when a file of them has changed.

    One that cannot be read any more is complained of once, and the settings before it go on: a
    slip of the pen must not stop what was approved. The ledger stays the one of the start.

    Raises:
        ConfigError: they cannot be read at the start.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = _stamp()
        self._settings = accounts.read()

    def settings(self) -> Settings:
        """What the files say now, or said before one of them went wrong."""
        with self._lock:
            stamp = _stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._settings = accounts.read()
                    logger.warning("%s has changed, and is read anew", FILE)
                except CrosspostError as error:
                    logger.error("the settings stay as they were: %s", error)  # noqa: TRY400 - no slip of ours
            return self._settings

    def check(self) -> None:
        """See at the start what would only come out when somebody has to be told.

        Raises:
            ConfigError: what ``[notify]`` names is not there.
        """
        settings = self.settings()
        said = settings.notify or Notify()
        webhook(said, settings.env_file)
        if said.account:
            settings.destination(said.account)
        if said.command and shutil.which(said.command[0]) is None:
            found = f'no program "{said.command[0]}"'
            raise ConfigError(found, location=f"{FILE}: notify.command", hint="its whole path")

    def destination(self, name: str) -> Destination:
        """The account *name* with all that sending needs.

        Raises:
            ConfigError: there is none, or it says what cannot be.
        """
        return self.settings().destination(name)


def _stamp() -> Stamp:
    """What changes when a file is written."""
    return tuple(_seen(path) for path in (user_config() / FILE, Path(FILE)))


def _seen(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except OSError:
        return 0, 0
    return said.st_mtime_ns, said.st_size
