"""``crosspost preview``: what becomes of a post."""

import argparse
import os
import sys

from msgspec import structs

from ..files import write_file
from ..model.post import Post, overrides_for
from ..preview import rendered, show
from ..preview.as_text import draft_difference, explanation, languages_line
from ..registry import default_account
from ..rendering import render
from ..service.drafts import approvable, unsaid_channels
from ..translations import user_language
from . import _lines, _options
from ._output import FAILED, FINE, PARTLY, complain, text

ENDINGS = {".html": "html", ".htm": "html", ".json": "json"}
"""What a file's name says about the form it is wanted in."""


def preview(options: argparse.Namespace) -> int:
    """Show what could be written down; what could not goes to standard error."""
    post = _options.read_post(options)
    if options.diff:
        sys.stdout.write(_difference(post, options.diff))
        return FINE
    drafts, failed = _options.drafts(post, options, options.post, only_to_look=True)
    if drafts:
        drafts, _ = approvable(drafts, _options.folder(options.post))
        form = options.format or _usual(options.output)
        more = {"base": str(_options.folder(options.post)), "language": user_language()}
        read_by_people = form in {"text", "terminal"}
        folded = 0
        if read_by_people and not options.verbose:
            drafts, folded = _lines.without_notes(drafts)
        head = languages_line(post) if read_by_people else ""
        head += "\n\n" if head else ""
        tail = _tail(options, post, folded) if read_by_people else ""
        if options.output is None:
            sys.stdout.write(head)
            sys.stdout.flush()
            show(post, drafts, form, **more)
            sys.stdout.write(tail)
            sys.stdout.flush()
        else:
            made = head + rendered(post, drafts, form, **more) + tail
            write_file(options.output, made.encode("utf-8", "backslashreplace"))
        if options.explain:
            readable = options.output is None and form in {"terminal", "text"}
            out = sys.stdout if readable else sys.stderr
            out.writelines(f"\n{part}" for part in explanation(drafts))
            out.flush()
    for error in failed:
        complain(str(error))
    if failed:
        return PARTLY if drafts else FAILED
    return FINE


def _tail(options: argparse.Namespace, post: Post, folded: int) -> str:
    """How many notes are folded, and how many channels not shown, where nobody said which."""
    others = unsaid_channels(_options.selection(options), post)
    lines = [text("preview.folded", count=folded)] if folded else []
    lines += [text("preview.others", count=len(others))] if others else []
    return "".join(f"\n{line}" for line in lines) + ("\n" if lines else "")


def _difference(post: Post, name: str) -> str:
    """What the post's override for the account or channel *name* changes, or else the account."""
    account = _options.look_up(name)
    own = [key for key, _ in overrides_for(post, account.spec.name, account.name)]
    if own:
        others = {key: said for key, said in post.channels.items() if key not in own}
        plain, there = structs.replace(post, channels=others), account
        without = text("diff.without", keys=[f"channels.{key}" for key in own])
    else:
        plain, there = post, default_account(account.spec)
        without = text("diff.entry", channel=account.spec.name)
    before, after = render(plain, there), render(post, account)
    return draft_difference(before, after, without) or f"{text('diff.none', account=name)}\n"


def _usual(path: str | None) -> str:
    if path is not None:
        return ENDINGS.get(os.path.splitext(path)[1].lower(), "text")
    return _options.usual_form()
