"""``crosspost edit``: a post and what becomes of it, side by side in the browser."""

import argparse

from ..errors import ConfigError
from ._output import FINE


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, and where."""
    parser.add_argument(
        "post",
        nargs="?",
        metavar="POST",
        help="a file, or the name of a new one; a new post without",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="a port of this machine; a free one without"
    )
    parser.add_argument(
        "--no-open", action="store_true", help="print the address, and open no browser"
    )


def run(options: argparse.Namespace) -> int:
    """Serve it until Ctrl-C."""
    try:
        from ..desk import serve  # noqa: PLC0415 - needs libraries that no other command does
    except ModuleNotFoundError as error:
        found = f"the desk needs the library {error.name}"
        raise ConfigError(found, hint='pip install "crosspost[desk]"') from error
    serve(options.post, port=options.port, browse=not options.no_open)
    return FINE
