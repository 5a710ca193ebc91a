"""``crosspost trust`` and ``untrust``: which ``crosspost.toml`` may do all that it says."""

import argparse
import os
import sys
from pathlib import Path

from .. import configuration
from ..configuration import trust as trusting
from ._output import FAILED, FINE, complain, text


def trust(options: argparse.Namespace) -> int:
    """Trust the file as it is now, and say what it may do; or list what is trusted."""
    if options.list:
        return _list()
    path = _file(options.folder)
    wishes = configuration.wishes_of(path)
    if not wishes:
        sys.stdout.write(f"{text('trust.needless', path=path)}\n")
        return FINE
    trusting.trust(path)
    may = text("trust.may", wishes=wishes)
    sys.stdout.write(f"{text('trust.done', path=path)}\n  {may}\n")
    return FINE


def _list() -> int:
    every = trusting.trusted()
    for path, is_as_it_was in every:
        shown = str(path) if is_as_it_was else text("trust.changed", path=path)
        sys.stdout.write(f"{shown}\n")
    if not every:
        complain(text("trust.none"))
    return FINE


def untrust(options: argparse.Namespace) -> int:
    """Trust it no longer."""
    path = _file(options.folder)
    if trusting.untrust(path):
        sys.stdout.write(f"{text('trust.undone', path=path)}\n")
        return FINE
    complain(text("trust.was-not", path=path))
    return FAILED


def _file(folder: str) -> Path:
    """The file that is meant, by its whole path: a folder, or the file itself."""
    path = Path(os.path.realpath(folder))
    return path if path.name == configuration.FILE else path / configuration.FILE
