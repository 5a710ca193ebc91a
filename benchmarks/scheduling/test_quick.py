"""The benchmark of scheduling runs, so that it cannot rot; how fast is for the benchmark to say."""

import json
import subprocess
import sys

import pytest

from tests.transcripts import ROOT


@pytest.mark.slow
def test_a_quick_benchmark_sends_everything_once() -> None:
    chosen = ["--only", "bulk", "--only", "lateness", "--only", "burst"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scheduling", "--quick", *chosen],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found: dict[str, dict[str, float]] = {}
    for line in done.stdout.splitlines():
        found |= json.loads(line)
    assert found["bulk"]["n"] == 2000
    assert found["bulk"]["bytes_each"] > 0
    assert found["lateness"]["sent"] == found["lateness"]["due"] == 50
    assert found["lateness"]["least_seconds"] >= 0
    assert found["burst"]["sent"] == 500
    assert found["burst"]["doubled"] == 0
