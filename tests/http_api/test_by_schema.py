"""The running API by its own description, as somebody else's program tries it.

Whatever fits the description is answered as it says, and whatever does not is refused as it says.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crosspost.ledger import Ledger, callers
from tests.fakes.wechat import WeChat
from tests.http_api.processes import serving

pytestmark = pytest.mark.slow


EACH_KIND = ("channels", "publish", "delete", "pictures")
"""Paths that stand for the others: what reads, what sends, what takes back, what uploads."""
PHASES = {
    "coverage": [word for name in EACH_KIND for word in ("--include-path", f"/v1/{name}")],
    "fuzzing": ["--exclude-path", "/v1/events"],  # what has not begun is waited for
}
"""Values at the edges of what is described, hundreds for one path; and values from anywhere."""


@pytest.mark.parametrize("phase", ["coverage", pytest.param("fuzzing", marks=pytest.mark.long)])
def test_a_stranger_finds_nothing_that_is_not_described(
    ledger: Ledger, robot: WeChat, tmp_path: Path, phase: str
):
    token = callers.add(ledger, "陌生人")
    with serving(tmp_path) as running:
        tried = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run"),
                *(f"{running.address}/openapi.json", "--no-color", *PHASES[phase]),
                *("--header", f"Authorization: Bearer {token}"),
                *("--max-examples", "5", "--seed", "7", "--phases", phase),
                *("--exclude-checks", "positive_data_acceptance"),  # not every text is a post
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": ""},
            check=False,
        )
    assert tried.returncode == 0, tried.stdout[-9000:] + tried.stderr[-2000:]
    assert not robot.posts, "whoever may only ask sends nothing"
