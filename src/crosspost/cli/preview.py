"""``crosspost preview``, ``check``, ``edit`` and ``schema``: what becomes of a post."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import structs

from ..files import write_file
from ..model.draft import Draft, told_once
from ..model.finding_places import place_in_words
from ..model.findings import LEVELS, EveryText, Finding, finding
from ..model.json_schema import post_schema
from ..preview import rendered, show
from ..preview.as_json import preview_schema
from ..preview.as_text import level_in_words
from ..registry import load_channel
from ..translations import user_language
from . import _options
from ._output import FAILED, FINE, PARTLY, complain, text

ENDINGS = {".html": "html", ".htm": "html", ".json": "json"}
"""What a file's name says about the form it is wanted in."""


def preview(options: argparse.Namespace) -> int:
    """Show what could be written down; what could not goes to standard error."""
    post = _options.read_post(options)
    drafts, failed = _options.drafts(post, options)
    drafts = _with_pictures(drafts, _folder(options.post))
    if drafts:
        form = options.format or _usual(options.output)
        more = {"base": _folder(options.post), "language": user_language()}
        if options.output is None:
            show(post, drafts, form, **more)
            sys.stdout.flush()
        else:
            made = rendered(post, drafts, form, **more)
            write_file(options.output, made.encode("utf-8", "backslashreplace"))
    for error in failed:
        complain(str(error))
    if failed:
        return PARTLY if drafts else FAILED
    return FINE


def _usual(path: str | None) -> str:
    if path is not None:
        return ENDINGS.get(os.path.splitext(path)[1].lower(), "text")
    return _options.usual_form()


def _folder(post: str) -> str:
    """Where paths in the post start from."""
    return "" if post == "-" else os.path.dirname(post)


def _with_pictures(drafts: Iterable[Draft], base: str) -> tuple[Draft, ...]:
    """*drafts* with what publishing would say of their pictures, whose paths start from *base*."""
    return tuple(
        structs.replace(draft, findings=(*draft.findings, *_pictures(draft, Path(base))))
        if any(message.media for message in draft.messages)
        else draft
        for draft in drafts
    )


def _pictures(draft: Draft, base: Path) -> tuple[Finding, ...]:
    rule = load_channel(draft.channel).media
    if rule is None:
        return ()
    try:
        from ..images import picture_findings  # noqa: PLC0415 - Pillow, only where there are any
    except ModuleNotFoundError:
        return (finding("media.unseen", EveryText()),)
    return tuple(picture_findings(draft, rule, base))


def check(options: argparse.Namespace) -> int:
    """One line a finding; fail on errors, or on any finding where asked to be strict."""
    drafts, failed = _options.drafts(_options.read_post(options), options)
    shared, alone = told_once(_with_pictures(drafts, _folder(options.post)))
    told = _told(shared, alone)
    for found, accounts in told:
        sys.stdout.write(_line(found, accounts))
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    wrong = [found for found, _ in told if options.strict or found.level == "error"]
    return FAILED if failed or wrong else FINE


def _told(shared: Iterable[Finding], drafts: Sequence[Draft]) -> list[tuple[Finding, str]]:
    """Each finding once, with what it holds for; the worst first."""
    found: dict[Finding, list[str]] = {one: [text("check.post")] for one in shared}
    for draft in drafts:
        for one in draft.findings:
            found.setdefault(one, []).append(draft.account)
    every = len(drafts) if len(drafts) > 1 else 0
    told = [
        (one, text("check.all") if len(names) == every else text("list", items=names))
        for one, names in found.items()
    ]
    return sorted(told, key=lambda one: LEVELS.index(one[0].level))


def _line(found: Finding, whom: str) -> str:
    place = place_in_words(found)
    level, message = level_in_words(found), found.message
    if whom != place:
        message = text("check.at", place=place, message=message)
    return text("check.line", whom=whom, level=level, message=message, code=found.code) + "\n"


def edit(options: argparse.Namespace) -> int:
    """Serve the post and what becomes of it, side by side in the browser, until Ctrl-C."""
    from ..desk import serve  # noqa: PLC0415 - a web server, which no other command here needs

    serve(options.post, port=options.port, browse=not options.no_open)
    return FINE


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema as it is published in ``schema/``."""
    made = post_schema() if options.of == "post" else preview_schema()
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return FINE
