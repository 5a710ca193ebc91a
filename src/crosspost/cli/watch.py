"""``crosspost watch``: new entries of feeds and folders become drafts, each once."""

import argparse
import datetime as dt
import sys
import threading

from .. import configuration
from ..errors import ConfigError, TimeError
from ..ledger import open_ledger
from ..watching import Told, Watcher
from ..watching.polling import is_address
from . import _lines, _output
from ._options import checked_account, read_duration, read_settings
from ._output import FAILED, FINE, complain, stopping, text

SHORTEST = dt.timedelta(minutes=1)
"""Between two rounds over an address: whoever asks more often is asked to stop."""


def watch(options: argparse.Namespace) -> int:
    """Make one round, or rounds until a signal says to stop."""
    pause = read_duration("--every", options.every)
    if pause < SHORTEST and any(map(is_address, options.source)):
        raise TimeError("watch.too-often", location="--every", text=options.every)
    settings = read_settings()
    for name in options.to or settings.accounts:
        checked_account(settings, name)
    with open_ledger(settings.ledger, now=_output.now) as ledger:
        watcher = Watcher(
            options.source,
            ledger,
            tell=_tell,
            complain=lambda error: complain(str(error)),
            include_old=options.include_old,
            allow_private=options.allow_private,
        )
        halt = threading.Event()
        with stopping(halt):
            while True:
                fine = watcher.round(settings, options.to or list(settings.accounts))
                if options.once or halt.wait(pause.total_seconds()):
                    return FAILED if options.once and not fine else FINE
                settings = _settings_now(settings)


def _settings_now(before: configuration.Settings) -> configuration.Settings:
    """What ``crosspost.toml`` says now; while it cannot be read, what it said before."""
    try:
        return read_settings()
    except ConfigError as error:
        complain(str(error))
        return before


def _tell(told: Told) -> None:
    if told.kind == "loses":
        for found in told.findings:
            complain(f"{told.title}: {_lines.finding_line(found, told.account)}")
        return
    line = text(
        f"watch.{told.kind}",
        source=told.source,
        account=told.account,
        title=told.title,
        approval=told.approval,
        reason=told.reason,
        count=told.count,
    )
    sys.stdout.write(f"{line}{f': {told.url}' if told.url else ''}\n")
    sys.stdout.flush()
