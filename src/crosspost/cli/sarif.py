"""SARIF 2.1.0: findings of posts in the form that code hosts and editors show beside a file.

By https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Rules are the codes that occur,
with what the tables of codes say of them.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..errors import ROOM, CrosspostError
from ..model.finding_codes import CODES
from ..model.finding_places import place_in_words
from ..model.findings import Finding
from ..translations import texts, user_language
from ._output import text
from .check import CheckedFinding, CheckedPost, Region

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_VALUE = re.compile(r"\{[^{}]*\}")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def sarif_log(every: Sequence[CheckedPost]) -> dict[str, Any]:
    """One run over all the posts."""
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
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(found: Finding) -> dict[str, Any]:
    """What is known of a code; of a plug-in's own, what its finding says."""
    known = CODES.get(found.code)
    meaning = known.meaning if known else found.text()
    return _described(found.code, meaning, LEVELS[known.level if known else found.level])


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


def _result(file: str, found: CheckedFinding) -> dict[str, Any]:
    one = found.finding
    place, message = place_in_words(one), one.message
    message = text("check.at", place=place, message=message) if found.whom != place else message
    return {
        "ruleId": one.code,
        "level": LEVELS[one.level],
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


def _location(file: str, region: Region | None) -> dict[str, Any]:
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
