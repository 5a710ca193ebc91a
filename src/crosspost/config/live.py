"""Live settings: ``crosspost.toml`` as it is now, for a worker, which lives for months."""

import logging
import shutil
import threading
from pathlib import Path

from ..adapters.base import Destination
from ..errors import ConfigError, CrosspostError
from ..registry import user_config_folder
from . import FILE, Settings, read
from .tables import Notify, webhook

Stamp = tuple[tuple[int, int], ...]

logger = logging.getLogger("crosspost")


class LiveSettings:
    """The settings, read anew when a file of them has changed.

    One that cannot be read any more is complained of once, and the settings before it go on: a
    slip of the pen must not stop what was approved. The ledger stays the one of the start.

    Raises:
        ConfigError: they cannot be read at the start.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = _stamp()
        self._settings = read()

    def settings(self) -> Settings:
        """What the files say now, or said before one of them went wrong."""
        with self._lock:
            stamp = _stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._settings = read()
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
            at = f"{FILE}: notify.command"
            raise ConfigError("notify.no-program", location=at, program=said.command[0])

    def destination(self, name: str) -> Destination:
        """The account *name* with all that sending needs.

        Raises:
            ConfigError: there is none, or it says what cannot be.
        """
        return self.settings().destination(name)


def _stamp() -> Stamp:
    """What changes when a file is written."""
    return tuple(_seen(path) for path in (user_config_folder() / FILE, Path(FILE)))


def _seen(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except OSError:
        return 0, 0
    return said.st_mtime_ns, said.st_size
