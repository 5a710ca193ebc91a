"""``crosspost preview``: a post as every channel will carry it."""

import argparse
import os
import sys

from ..files import write_file
from ..preview import rendered, show
from ..translations import user_language
from . import _options
from ._output import FAILED, FINE, PARTLY, complain

FORMATS = ("terminal", "text", "json", "html")
ENDINGS = {".html": "html", ".htm": "html", ".json": "json"}
"""What a file's name says about the form it is wanted in."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, for whom, in what form."""
    _options.add_target_arguments(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="terminal where the output is one, else what FILE's ending says, or text; "
        "json is documented in docs/json.md, html in docs/page.md",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to FILE, whole or not at all, instead of standard output",
    )


def run(options: argparse.Namespace) -> int:
    """Show what could be written down; what could not goes to standard error."""
    post = _options.read_post(options)
    drafts, failed = _options.drafts(post, options)
    if drafts:
        form = options.format or _usual(options.output)
        more = {"base": _folder(options.post), "language": user_language()}
        if options.output is None:
            show(post, drafts, form, **more)
            sys.stdout.flush()
        else:
            text = rendered(post, drafts, form, **more)
            write_file(options.output, text.encode("utf-8", "backslashreplace"))
    for error in failed:
        complain(str(error))
    if failed:
        return PARTLY if drafts else FAILED
    return FINE


def _usual(path: str | None) -> str:
    if path is not None:
        return ENDINGS.get(os.path.splitext(path)[1].lower(), "text")
    return "terminal" if sys.stdout.isatty() else "text"


def _folder(post: str) -> str:
    """Where paths in the post start from."""
    return "" if post == "-" else os.path.dirname(post)
