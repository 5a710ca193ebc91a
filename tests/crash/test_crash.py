"""The trial itself, as CI runs it; ``make crash KILLS=…`` runs a longer one."""

import subprocess
import sys

import pytest

from tests.transcripts import ROOT


@pytest.mark.slow(60)
@pytest.mark.parametrize(
    "which",
    [
        pytest.param([], id="first"),
        pytest.param(["--second-wave"], id="second-wave", marks=pytest.mark.long),
    ],
)
def test_kills_lose_double_and_hide_nothing(kills: int, which: list[str]):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--kills", str(kills), *which],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == [f"kills {kills} lost 0 doubled 0 hidden 0"], (
        done.stdout + done.stderr
    )
    assert done.returncode == 0
