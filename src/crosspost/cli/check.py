"""``crosspost check``: only what the author should know before sending."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..model.draft import told_once
from ..model.findings import LEVELS
from . import _options
from ._output import FAILED, FINE, complain

if TYPE_CHECKING:
    from ..model.draft import Draft
    from ..model.findings import Finding


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, for whom, and how strictly."""
    _options.add_target_arguments(parser)
    parser.add_argument("--strict", action="store_true", help="fail on any finding, not on errors")


def run(options: argparse.Namespace) -> int:
    """One line a finding; fail on errors, or on any finding where asked to be strict."""
    drafts, failed = _options.drafts(_options.read_post(options), options)
    shared, alone = told_once(drafts)
    told = _told(shared, alone)
    for finding, accounts in told:
        sys.stdout.write(_line(finding, accounts))
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    wrong = [finding for finding, _ in told if options.strict or finding.level == "error"]
    return FAILED if failed or wrong else FINE


def _told(shared: Iterable["Finding"], drafts: Sequence["Draft"]) -> list[tuple["Finding", str]]:
    """Each finding once, with what it holds for; the worst first."""
    found: dict[Finding, list[str]] = {finding: ["post"] for finding in shared}
    for draft in drafts:
        for finding in draft.findings:
            found.setdefault(finding, []).append(draft.account)
    every = len(drafts) if len(drafts) > 1 else 0
    told = [
        (finding, "all" if len(names) == every else ", ".join(names))
        for finding, names in found.items()
    ]
    return sorted(told, key=lambda one: LEVELS.index(one[0].level))


def _line(finding: "Finding", whom: str) -> str:
    where = "" if whom == finding.where else f"{finding.where}: "
    return f"{whom}: {finding.level}: {where}{finding.message} [{finding.code}]\n"
