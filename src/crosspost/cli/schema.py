"""``crosspost schema``: the JSON Schema of what goes in or comes out."""

import argparse
import json
import sys

from ._output import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the two."""
    parser.add_argument("of", nargs="?", choices=("post", "preview"), default="post")


def run(options: argparse.Namespace) -> int:
    """Print it as it is published in ``schema/``."""
    if options.of == "post":
        from ..model.json_schema import post_schema as schema  # noqa: PLC0415
    else:
        from ..preview.as_json import preview_schema as schema  # noqa: PLC0415
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")
    return FINE
