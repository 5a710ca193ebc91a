"""The trial itself, as CI runs it; ``make crash-schedule KILLS=…`` runs a longer one."""

import subprocess
import sys

import pytest

from tests.transcripts import ROOT


@pytest.mark.slow(100)
def test_kills_lose_double_and_hide_nothing(kills: int):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash_schedule", "--kills", str(kills)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == [f"kills {kills} lost 0 doubled 0 hidden 0"], (
        done.stdout + done.stderr
    )
    assert done.returncode == 0
