"""What is set up once: the settings file, and what shells and editors complete by.

``crosspost`` alone, ``init``, ``config check``, ``trust``, ``untrust``, ``completion``, ``schema``.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import shtab

from .. import configuration, registry
from ..configuration import trust as trusting
from ..configuration.editing import new_file
from ..drafting.protocol import answer_schema, request_schema
from ..drafting.report import report_schema
from ..errors import CrosspostError
from ..model.json_schema import post_schema
from ..preview.as_json import changes_schema, preview_schema
from ..translations import translate
from ._arguments import parser
from ._options import wrong_with
from ._output import FAILED, FINE, complain, text
from ._parser import actions_of, sentence


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


def check(options: argparse.Namespace) -> int:
    """Whether ``crosspost.toml`` can be read whole; nothing is signed in to."""
    if options.file is None:
        settings = configuration.read()
    else:
        settings = configuration.read_file(Path(options.file))
    failed = 0
    for name in settings.accounts:
        if wrong := wrong_with(settings, name):
            failed += 1
            complain(wrong)
    if (
        settings.notify
        and settings.notify.account
        and settings.notify.account not in settings.accounts
    ):
        failed += 1
        complain(text("config.notify-nobody", account=settings.notify.account))
    if settings.env_file and not settings.env_file.is_file():
        failed += 1
        complain(text("config.no-env-file", file=settings.env_file))
    if failed:
        return FAILED
    sys.stdout.write(f"{text('config.fine', count=len(settings.accounts))}\n")
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


def completion(options: argparse.Namespace) -> int:
    """Print it; ``eval "$(crosspost completion bash)"`` in a start-up file switches it on."""
    whole = parser()
    _teach(whole)
    sys.stdout.write(shtab.complete(whole, shell=options.shell).rstrip() + "\n")
    return FINE


def _teach(parser: argparse.ArgumentParser) -> None:
    """Say what is a file and what is a name: of a channel, or of an account of today's."""
    channels, own = registry.channel_names(), tuple(configuration.read(for_drafts=True).accounts)
    names = {"channel": channels, "name": channels, "to": own, "account": own}
    parser.description = sentence(parser.description or "")
    for action in parser._actions:  # noqa: SLF001 - argparse shows them in no other way
        if action.dest in {"post", "output"}:
            vars(action)["complete"] = shtab.FILE  # where shtab looks for it
        elif names.get(action.dest):
            action.choices = names[action.dest]
    for below in actions_of(parser).values():
        _teach(below)


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema as it is published in ``schema/``."""
    schemas = {
        "post": post_schema,
        "preview": preview_schema,
        "changes": changes_schema,
        "draft-request": request_schema,
        "draft-answer": answer_schema,
        "draft-report": report_schema,
    }
    made = schemas[options.of]()
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return FINE
