"""``crosspost edit``: a post and what becomes of it, side by side in the browser."""

import argparse

from ..desk import serve
from ._output import FINE


def edit(options: argparse.Namespace) -> int:
    """Serve it until Ctrl-C."""
    serve(options.post, port=options.port, browse=not options.no_open)
    return FINE
