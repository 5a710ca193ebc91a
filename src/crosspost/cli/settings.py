"""``crosspost`` alone, ``init``, ``trust`` and ``untrust``: the settings file."""

import argparse
import os
import sys
from pathlib import Path

from .. import configuration
from ..configuration import trust as trusting
from ..configuration.editing import new_file
from ..errors import CrosspostError
from ..translations import translate
from ._output import FAILED, FINE, complain, text


def welcome() -> int:
    """Say what crosspost can do, and with which command."""
    try:
        accounts = list(configuration.read(for_drafts=True).accounts)
    except CrosspostError:  # whoever wants an account is told what is wrong
        accounts = []
    more = text("welcome.accounts", accounts=accounts) if accounts else ""
    sys.stdout.write(f"{text('welcome', more=more)}\n")
    return FINE


def init(_: argparse.Namespace) -> int:
    """Write a commented ``crosspost.toml`` here, unless there is one."""
    path = Path(configuration.FILE)
    new_file(path, translate("init", "file"))
    sys.stdout.write(f"{text('init.done', path=path)}\n")
    return FINE


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
