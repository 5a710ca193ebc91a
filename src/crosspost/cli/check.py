"""``crosspost check``: only what the author should know before sending."""

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import _options
from ._output import FAILED, FINE, complain

if TYPE_CHECKING:
    from ..model.draft import Draft, Finding


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post, for whom, and how strictly."""
    _options.add_target_arguments(parser)
    parser.add_argument("--strict", action="store_true", help="fail on any finding, not on errors")


def run(options: argparse.Namespace) -> int:
    """One line a finding; fail on errors, or on any finding where asked to be strict."""
    drafts, failed = _options.drafts(_options.read_post(options), options)
    findings = _shared(drafts)
    for finding, accounts in findings.items():
        sys.stdout.write(_line(finding, "all" if len(accounts) == len(drafts) > 1 else accounts))
    sys.stdout.flush()
    for error in failed:
        complain(str(error))
    wrong = [finding for finding in findings if options.strict or finding.level == "error"]
    return FAILED if failed or wrong else FINE


def _shared(drafts: Iterable["Draft"]) -> dict["Finding", list[str]]:
    """Each finding once, with the accounts it holds for; the worst first."""
    found: dict[Finding, list[str]] = {}
    for draft in drafts:
        for finding in draft.findings:
            found.setdefault(finding, []).append(draft.account)
    levels = ("error", "warning", "info")
    return dict(sorted(found.items(), key=lambda item: levels.index(item[0].level)))


def _line(finding: "Finding", accounts: str | list[str]) -> str:
    names = accounts if isinstance(accounts, str) else ", ".join(accounts)
    return f"{names}: {finding.level}: {finding.where}: {finding.message} [{finding.code}]\n"
