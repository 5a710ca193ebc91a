"""``crosspost ledger``: where the ledger is, and a copy of it."""

import argparse
import sys
from pathlib import Path

from .. import configuration
from ..ledger import upkeep
from ._output import FINE, text


def show_ledger(_: argparse.Namespace) -> int:
    """Say where the ledger is."""
    found = upkeep.health(configuration.read().ledger)
    said = found.place if found.version else text("doctor.none", path=found.place)
    sys.stdout.write(f"{said}\n")
    return FINE


def back_up(options: argparse.Namespace) -> int:
    """Copy the ledger as it is at this moment."""
    size = upkeep.back_up(configuration.read().ledger, Path(options.file))
    sys.stdout.write(f"{text('ledger.copied', file=options.file, size=f'{size:,}')}\n")
    return FINE
