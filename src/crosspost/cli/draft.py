"""``crosspost draft``: words that a program writes into the post's file, and a person reads.

With ``--format json`` a program is told what was asked, answered, refused and written.
"""

import argparse
import difflib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import structs

from .. import readers, registry
from .._record import Json, json_text
from ..compose.language_choice import post_languages, select_languages
from ..drafting import DraftedWords, WordsKey, drafted_words, source_digest
from ..drafting.asks import WantedWords, WordsPlace, accept_words, asks_for
from ..drafting.claims import missing_links, names_to_check
from ..drafting.protocol import (
    VERSION,
    AskKind,
    DraftRequest,
    answered,
    command_of,
)
from ..drafting.report import (
    DraftReport,
    refused_words,
    reported_words,
    unfounded_parts,
    words_id,
)
from ..errors import CrosspostError, PostError
from ..model.post import ALL, Post
from ..post_file import FileChanged, PostFile, read, write
from ..post_keys import KeyChanges, with_keys
from ..rendering import render
from . import _options
from ._output import FAILED, FINE, PARTLY, agreed, asks, complain, text


def draft(options: argparse.Namespace) -> int:
    """Have texts written, review them, or list those that are there."""
    if options.post == "-":
        raise PostError("draft.no-file", location="-")
    document = read(Path(options.post))
    if document.raw is None:
        raise PostError("file.no-post", location=options.post, reason=text("draft.not-there"))
    name = str(document.path)
    form = options.form or readers.form_of(name, document.text)
    post = readers.parse(document.text, form, name)
    if options.review:
        return _review(post, document, form, options)
    if options.command is None:
        return _list(post, options)
    return _have_written(post, document, form, options)


def _have_written(post: Post, document: PostFile, form: str, options: argparse.Namespace) -> int:
    command = command_of(options.command)
    seconds = _options.read_duration("--timeout", options.timeout).total_seconds()
    wanted = _wanted(post, options)
    if not wanted:
        if not _report(DraftReport(), post, options):
            _print(text("draft.nothing-missing"))
        return FINE
    request = DraftRequest(version=VERSION, post=post, asks=tuple(one.ask for one in wanted))
    answer, told = answered(command, request, seconds)
    program = Path(command[0]).name
    for line in told:
        complain(f"{program}: {line}")
    changes, refused = accept_words(wanted, answer, post, program)
    for error in refused:
        complain(str(error))
    report = DraftReport(
        dry_run=options.dry_run,
        asked=request.asks,
        answered=answer.texts,
        refused=tuple(map(refused_words, refused)),
        told=told,
    )
    if refused and not (options.partly and changes):
        _report(report, post, options)
        complain(text("draft.nothing-written"))
        return FAILED
    made = readers.parse(_written(changes, document, form, options), form, str(document.path))
    new = [
        one for one in drafted_words(made) if ("channels", one.where, "drafted", one.key) in changes
    ]
    report = structs.replace(report, written=tuple(map(words_id, new)))
    if not _report(report, made, options) and not options.dry_run:
        _print(*map(_line, new), text("draft.read-it", post=options.post))
    return PARTLY if refused else FINE


def _report(report: DraftReport, post: Post, options: argparse.Namespace) -> bool:
    """Print what was done to *post*, which is as it is now, if a program is to read it."""
    if options.format != "json":
        return False
    whole = structs.replace(report, words=tuple(reported_words(post)))
    sys.stdout.write(json_text(whole))
    return True


def _print(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _wanted(post: Post, options: argparse.Namespace) -> list[WantedWords]:
    said: dict[AskKind, bool] = {
        "hook": options.hook,
        "digest": options.digest,
        "short": options.short,
    }
    kinds = [kind for kind, wanted in said.items() if wanted]
    if not kinds and not options.translate:
        raise CrosspostError("draft.nothing-asked")
    found: list[WantedWords] = []
    for place, languages in _places(post, options):
        again = options.again
        found += asks_for(post, place, ["translation"], options.translate, again=again)
        wanted = options.language or languages
        found += asks_for(post, place, kinds, wanted, again=again)
    return found


def _places(post: Post, options: argparse.Namespace) -> Iterator[tuple[WordsPlace, Sequence[str]]]:
    """Where words will stand, and in which languages that says the post."""
    names = [*options.channel, *options.to]
    if not names:
        yield WordsPlace(ALL), post_languages(post)
    for name in names:
        by_channel = name in options.channel
        account = registry.default_account(name) if by_channel else _options.look_up(name)
        try:
            shown = tuple(message.text for message in render(post, account).messages)
        except CrosspostError:  # of this account's draft; its words may be what it lacks
            shown = ()
        yield WordsPlace(name, account, shown), select_languages(post, account.layout)


def _written(
    changes: KeyChanges,
    document: PostFile,
    form: str,
    options: argparse.Namespace,
) -> str:
    """The post's text with *changes*: in its file, or shown as what would differ."""
    before = document.text
    made = with_keys(before, str(document.path), changes, form)
    if options.dry_run:
        if options.format == "text":
            _show_change(before, made, document.name)
        return made
    try:
        write(made, document)
    except FileChanged as error:
        raise PostError("draft.file-changed", location=document.name) from error
    return made


def _show_change(before: str, made: str, name: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), made.splitlines(keepends=True), name, name
    )
    sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _list(post: Post, options: argparse.Namespace) -> int:
    if not _report(DraftReport(), post, options):
        _print(*([_line(one) for one in drafted_words(post)] or [text("draft.none")]))
    return FINE


def _line(one: DraftedWords) -> str:
    """Words that a program wrote, and how they stand."""
    state = "reviewed" if one.drafted.reviewed else "unreviewed"
    states = [text(f"draft.{state}"), *([text("draft.stale")] if one.stale else [])]
    where = ".".join(map(str, one.path))
    lines = [text("draft.line", where=where, by=one.drafted.by, state=states)]
    return "\n  ".join([*lines, *_remarks(one)])


def _remarks(one: DraftedWords) -> Iterator[str]:
    """What whoever reads the words should look at."""
    if one.drafted.reviewed:
        return
    language = WordsKey.of(one.key).language
    if said := unfounded_parts(one):
        yield text("draft.look-unfounded", parts=said)
    if names := names_to_check(one.text, language, one.source):
        yield text("draft.look-names", names=names)
    if one.key.startswith("sections.") and (gone := missing_links(one.text, one.source)):
        yield text("draft.look-links", links=gone)


def _review(post: Post, document: PostFile, form: str, options: argparse.Namespace) -> int:
    """Show each text beside its source, and keep that it was read."""
    open_ones = [one for one in drafted_words(post) if one.stale or not one.drafted.reviewed]
    if not open_ones:
        if not _report(DraftReport(), post, options):
            _print(text("draft.all-reviewed"))
        return FINE
    read_ones = [one for one in open_ones if _is_right(one, options)]
    if read_ones:
        changes: dict[tuple[str, ...], Json] = {
            ("channels", one.where, "drafted", one.key): {
                "by": one.drafted.by,
                "source": source_digest(one.source),
                "reviewed": True,
            }
            for one in read_ones
        }
        post = readers.parse(_written(changes, document, form, options), form, str(document.path))
    report = DraftReport(dry_run=options.dry_run, reviewed=tuple(map(words_id, read_ones)))
    _report(report, post, options)
    left = len(open_ones) - len(read_ones)
    if left:
        complain(text("draft.left", count=left))
    return FAILED if left and not read_ones else PARTLY if left else FINE


def _is_right(one: DraftedWords, options: argparse.Namespace) -> bool:
    """Whether a person says so; where a program reads along, only ``--yes`` does."""
    if options.format == "json":
        return bool(options.yes)
    sys.stdout.write(_beside(one))
    sys.stdout.flush()
    return options.yes or (asks(options) and agreed(text("draft.ask")))


def _beside(one: DraftedWords) -> str:
    """Words beside what they were made from."""
    parts = [_line(one)]
    for tag, said in one.source.texts:
        parts += [f"  ── {tag}", *(f"  {line}" for line in said.markdown.split("\n"))]
    language = WordsKey.of(one.key).language
    parts += [f"  ══ {language}", *(f"  {line}" for line in one.text.markdown.split("\n"))]
    return "\n".join(parts) + "\n\n"
