"""The first words of ``crosspost``, and ``crosspost init``: a settings file to fill in."""

import argparse
import sys
from pathlib import Path

from .. import configuration
from ..configuration.editing import new_file
from ..errors import CrosspostError
from ..translations import translate
from ._output import FINE, text


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
