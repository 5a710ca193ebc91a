"""``crosspost check``: what the channels cannot carry of posts; a gate for hooks and pipelines."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from .. import readers
from .._record import Record, json_text
from ..errors import CrosspostError, PostError
from ..model.findings import Finding
from ..readers.post_files import post_files
from ..readers.text_files import load
from ..redaction import harmless
from ..service.drafts import told as told_error
from ..service.drafts import with_full_rates
from . import _findings, _options, _output
from ._output import FAILED, FINE, complain, text

if TYPE_CHECKING:
    from ..model.draft import Draft
    from ..model.post import Post


class Region(Record):
    """A part of a file: lines and columns from 1, in code points; the end is behind the part."""

    line: int
    column: int
    end_line: int
    end_column: int


class CheckedFinding(Record):
    """A finding, whom it concerns, and where in the file its author wrote what it is about."""

    finding: Finding
    accounts: tuple[str, ...]
    whom: str
    """The same as a person says it."""
    region: Region | None = None


class CheckedPost(Record):
    """What became of one file."""

    file: str
    findings: tuple[CheckedFinding, ...] = ()
    errors: tuple[CrosspostError, ...] = ()
    """Why it cannot be read, or an account cannot have a draft of it."""
    unreadable: bool = False


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with each post; fail on errors, or on what is said to be as bad.

    A file that cannot be read is an error of that file; the others are checked all the same.
    """
    files, missing = post_files(options.post)
    placed = len(files) > 1 or options.format != "text"
    every = [_missing(error) for error in missing]
    every += [_checked(file, options, placed=placed) for file in files]
    if options.format == "json":
        sys.stdout.write(_document(every, options.fail_on))
    elif options.format == "sarif":
        from .sarif import sarif_log  # noqa: PLC0415 - where it is wanted

        sys.stdout.write(json_text(sarif_log(every)))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(every, placed=len(every) > 1))
        sys.stdout.write(f"{_summary(every)}\n")
    sys.stdout.flush()
    for one in every if options.format == "text" else ():
        for error in one.errors:
            complain(str(error))
    return FAILED if _failed(every, options.fail_on) else FINE


def _missing(error: PostError) -> CheckedPost:
    return CheckedPost(file=error.location, errors=(error,), unreadable=True)


def _checked(file: str, options: argparse.Namespace, *, placed: bool) -> CheckedPost:
    try:
        post, source = _read(file, options.form)
    except PostError as error:
        errors = (error, *error.others)
        return CheckedPost(file=file, errors=errors, unreadable=True)
    drafts, failed = _options.drafts(post, options, file, only_to_look=True)
    drafts = with_full_rates(drafts, _output.now)
    regions = _Regions(source, post, drafts) if placed else None
    accounts = _findings.concerned(drafts)
    findings = (
        CheckedFinding(
            finding=found,
            accounts=tuple(accounts[found]),
            whom=whom,
            region=regions.of(found) if regions else None,
        )
        for found, whom in _findings.told(drafts)
    )
    return CheckedPost(file=file, findings=tuple(findings), errors=failed)


def _read(file: str, form: str | None) -> "tuple[Post, str]":
    """The post in *file* and its text: standard input can be read once."""
    name = "<stdin>" if file == "-" else file
    known = form or ("" if file == "-" else readers.form_of(file, ""))
    source = load(file, name)
    return readers.parse(source, known or readers.guess(source), name), source


class _Regions:
    """Where in *source* findings of *drafts* are."""

    def __init__(self, source: str, post: "Post", drafts: "Sequence[Draft]") -> None:
        from ..desk.finding_positions import SearchableText, span_of_finding  # noqa: PLC0415

        text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self._source, self._span = SearchableText(text), span_of_finding
        self._post, self._drafts = post, drafts

    def of(self, finding: Finding) -> Region | None:
        """Where the author wrote what it is about, if that is one place."""
        for draft in self._drafts:
            if finding in draft.findings and (
                span := self._span(self._source, finding, self._post, draft)
            ):
                line, column = self._source.position(span[0])
                end_line, end_column = self._source.position(span[1])
                return Region(line=line, column=column, end_line=end_line, end_column=end_column)
        return None


def _lines(every: Iterable[CheckedPost], *, placed: bool) -> Iterator[str]:
    """One line a finding; of several files each says where it is, as compilers do."""
    for one in every:
        for found in one.findings:
            line = _findings.line(found.finding, found.whom)
            at = f":{found.region.line}:{found.region.column}" if found.region else ""
            yield f"{harmless(one.file)}{at}: {line}" if placed else line


def counts(every: Sequence[CheckedPost]) -> dict[str, int]:
    """How many posts, errors, warnings and notes, and how many files that cannot be read."""
    levels = [found.finding.level for one in every for found in one.findings]
    return {
        "posts": len(every),
        "errors": levels.count("error") + sum(len(one.errors) for one in every),
        "warnings": levels.count("warning"),
        "notes": levels.count("info"),
        "unreadable": sum(one.unreadable for one in every),
    }


def _summary(every: Sequence[CheckedPost]) -> str:
    found = counts(every)
    return text("check.summary.unreadable" if found["unreadable"] else "check.summary", **found)


def _failed(every: Iterable[CheckedPost], level: str) -> bool:
    return any(
        one.errors or _findings.stops((found.finding for found in one.findings), level)
        for one in every
    )


def _document(every: Sequence[CheckedPost], level: str) -> str:
    """What a program reads of it, described in ``docs/json.md``."""
    posts = [
        {
            "file": one.file,
            "findings": [_shown(found) for found in one.findings],
            "errors": [_shown_error(error) for error in one.errors],
        }
        for one in every
    ]
    return json_text({"posts": posts, "failed": _failed(every, level), "counts": counts(every)})


def _shown(found: CheckedFinding) -> dict[str, Any]:
    from ..preview.as_json import shown_finding  # noqa: PLC0415 - text has no need of it

    shown: dict[str, Any] = msgspec.to_builtins(shown_finding(found.finding))
    region = msgspec.to_builtins(found.region)
    return shown | {"accounts": found.accounts, "region": region}


def _shown_error(error: CrosspostError) -> dict[str, Any]:
    at = error.position
    shown: dict[str, Any] = msgspec.to_builtins(told_error(error))
    return shown | {"line": at.line if at else None, "column": at.column if at else None}
