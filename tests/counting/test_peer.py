"""X's own library beside us, where it has been installed for the benchmarks."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / ".bench" / "node_modules" / "twitter-text").exists(),
    reason="npm twitter-text is not installed: `python benchmarks/fuzz_counting.py` does it",
)


def test_made_up_texts_weigh_the_same(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    fuzz_counting = import_module("fuzz_counting")

    assert list(fuzz_counting.disagreements(seed=2026, count=5000)) == []
