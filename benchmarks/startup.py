"""Start-up: what a command costs before and beside its work, in CPU time.

Each pair of commands is run in turn, in one environment and one run; the ratio is the median of
the pairs' ratios, so that what else the machine does falls on both.
"""

import resource
import statistics
import subprocess
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL = ROOT / "../shared/trainium.txt"
PAIRS = 25

Figures = dict[str, float]


def run() -> Figures:
    """The two ratios of the report."""
    scripts = _plain()
    command, python = str(scripts / "crosspost"), str(scripts / "python")
    preview = [command, "preview", str(_post()), "--channel", "x"]
    return {
        "version_vs_pass": _ratio([command, "--version"], [python, "-c", "pass"]),
        "preview_vs_import_tweepy": _ratio(preview, [python, "-c", "import tweepy"]),
    }


def _plain() -> Path:
    """An environment as users have it, with tweepy beside: tests' tools change what is imported."""
    folder = ROOT / ".bench" / "plain"
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q"]
    subprocess.run([*pip, str(ROOT), "tweepy"], check=True)
    return folder / "bin"


def _post() -> Path:
    """The real post where it is at hand, else the example in its form."""
    return REAL if REAL.exists() else ROOT / "examples" / "price-of-a-street.txt"


def _ratio(ours: list[str], theirs: list[str]) -> float:
    """What *ours* costs beside *theirs*."""
    for warm_up in (ours, theirs):
        _seconds(warm_up)
    return statistics.median(_seconds(ours) / _seconds(theirs) for _ in range(PAIRS))


def _seconds(command: list[str]) -> float:
    """CPU time, its own and the kernel's, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
