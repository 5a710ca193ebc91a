"""``crosspost check``: what the channels cannot carry of posts; a gate for hooks and pipelines."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from msgspec import structs

from .. import __version__, readers
from .._record import Record, json_text
from ..desk.finding_positions import SearchableText, span_of_finding
from ..errors import ROOM, CrosspostError, PostError
from ..model.finding_codes import CODES
from ..model.finding_places import place_in_words
from ..model.findings import Finding
from ..preview.as_json import shown_finding
from ..readers.text_files import load, post_files
from ..redaction import harmless
from ..service.drafts import told as told_error
from ..service.drafts import with_full_rates
from ..translations import texts, user_language
from . import _options, _output
from ._lines import Concern, concerns, finding_line, stops
from ._output import FAILED, FINE, complain, text

if TYPE_CHECKING:
    from ..model.draft import Draft
    from ..model.post import Post

SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_VALUE = re.compile(r"\{[^{}]*\}")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


class FileRegion(Record):
    """A part of a file: lines and columns from 1, in code points; the end is behind the part."""

    line: int
    column: int
    end_line: int
    end_column: int


class FileFinding(Concern):
    """A finding, and where in the file its author wrote what it is about."""

    region: FileRegion | None = None


class CheckedPost(Record):
    """What became of one file."""

    file: str
    findings: tuple[FileFinding, ...] = ()
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
        sys.stdout.write(json_text(_sarif_log(every)))
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
    findings = (
        FileFinding(**structs.asdict(one), region=regions.of(one.finding) if regions else None)
        for one in concerns(drafts)
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
        text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self._source = SearchableText(text)
        self._post, self._drafts = post, drafts

    def of(self, finding: Finding) -> FileRegion | None:
        """Where the author wrote what it is about, if that is one place."""
        for draft in self._drafts:
            if finding in draft.findings and (
                span := span_of_finding(self._source, finding, self._post, draft)
            ):
                line, column = self._source.position(span[0])
                end_line, end_column = self._source.position(span[1])
                return FileRegion(
                    line=line, column=column, end_line=end_line, end_column=end_column
                )
        return None


def _lines(every: Iterable[CheckedPost], *, placed: bool) -> Iterator[str]:
    """One line a finding; of several files each says where it is, as compilers do."""
    for one in every:
        for found in one.findings:
            line = finding_line(found.finding, found.whom)
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
        one.errors or stops((found.finding for found in one.findings), level) for one in every
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


def _shown(found: FileFinding) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(shown_finding(found.finding))
    region = msgspec.to_builtins(found.region)
    return shown | {"accounts": found.accounts, "region": region}


def _shown_error(error: CrosspostError) -> dict[str, Any]:
    at = error.position
    shown: dict[str, Any] = msgspec.to_builtins(told_error(error))
    return shown | {"line": at.line if at else None, "column": at.column if at else None}


def _sarif_log(every: Sequence[CheckedPost]) -> dict[str, Any]:
    """One run over all the posts, as SARIF 2.1.0; rules are the codes that occur.

    By https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what a rule says is what
    the table of codes says.
    """
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for one in every:
        for found in one.findings:
            rules.setdefault(found.finding.code, _rule(found.finding))
            results.append(_result(one.file, found))
        for error in one.errors:
            rules.setdefault(error.code, _error_rule(error))
            results.append(_error_result(one.file, error))
    places = {rule: index for index, rule in enumerate(rules)}
    for result in results:
        result["ruleIndex"] = places[result["ruleId"]]
    driver = {
        "name": "crosspost",
        "semanticVersion": __version__,
        "language": user_language(),
        "rules": list(rules.values()),
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(found: Finding) -> dict[str, Any]:
    """What is known of a code; of a plug-in's own, what its finding says."""
    known = CODES.get(found.code)
    meaning = known.meaning if known else found.text()
    return _described(found.code, meaning, SARIF_LEVELS[known.level if known else found.level])


def _error_rule(error: CrosspostError) -> dict[str, Any]:
    """Of an error, its sentence, with an ellipsis for each value."""
    known = texts(ROOM)[user_language()].get(error.code, error.message)
    return _described(error.code, _VALUE.sub("…", known), "error")


def _described(code: str, meaning: str, level: str) -> dict[str, Any]:
    plain = _LINK.sub(r"\1", meaning).replace("`", "")
    return {
        "id": code,
        "shortDescription": {"text": plain},
        "help": {"text": plain, "markdown": meaning},
        "defaultConfiguration": {"level": level},
    }


def _result(file: str, found: FileFinding) -> dict[str, Any]:
    one = found.finding
    place, message = place_in_words(one), one.message
    message = text("check.at", place=place, message=message) if found.whom != place else message
    return {
        "ruleId": one.code,
        "level": SARIF_LEVELS[one.level],
        "message": {"text": text("check.at", place=found.whom, message=message)},
        "locations": [_location(file, found.region)],
        "properties": {"accounts": list(found.accounts)},
    }


def _error_result(file: str, error: CrosspostError) -> dict[str, Any]:
    at = error.position
    region = {"startLine": at.line, "startColumn": at.column} if at else None
    said = "\n".join(filter(None, (error.message, error.hint)))
    location = _location(file, None)
    if region:
        location["physicalLocation"]["region"] = region
    return {
        "ruleId": error.code,
        "level": "error",
        "message": {"text": said},
        "locations": [location],
    }


def _location(file: str, region: FileRegion | None) -> dict[str, Any]:
    path = Path(file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    where: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if region:
        where["region"] = {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        }
    return {"physicalLocation": where}
