"""``crosspost completion`` and ``schema``: what shells, editors and other programs complete by."""

import argparse
import json
import sys

import shtab

from .. import configuration, registry
from ..drafting.protocol import answer_schema, request_schema
from ..drafting.report import report_schema
from ..model.json_schema import post_schema
from ..preview.as_json import changes_schema, preview_schema
from ._arguments import parser
from ._output import FINE
from ._parser import actions_of, sentence


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
