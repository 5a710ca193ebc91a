"""``python benchmarks``: every figure the project promises, in one run.

Writes ``report.json`` for programs, ``report.md`` for people and the plot that goes with it.
"""

import json
import platform
import sys
from pathlib import Path

import counting
import cutting
import drafts
import pypi
import reading
import startup
from goals import BARS, GOALS, Goal
from plot import plot

HERE = Path(__file__).parent
PLOT = HERE.parent / "docs" / "benchmarks.svg"


def main() -> int:
    """Measure, write, and say whether each goal is met."""
    sys.path.append(str(pypi.installed()))
    figures: dict[str, float] = {}
    for part in (counting, cutting, reading, startup):
        figures |= part.run()
    doublings = (figures.pop("worst_doubling_counting"), figures.pop("worst_doubling_cutting"))
    figures["worst_doubling"] = max(doublings)
    ratios = {goal.ratio: round(figures.pop(goal.ratio), 4) for goal in GOALS}
    over = int(figures.pop("over_limit"))
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    bars = {name: round(figure, 4) for name, figure in drafts.run().items()}
    report = {"ratios": ratios, "drafts": bars, "over_limit": over, "also": figures, **machine}
    (HERE / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    table = _table(ratios, bars, over)
    (HERE / "report.md").write_text(table, encoding="utf-8")
    PLOT.write_text(plot(ratios), encoding="utf-8")
    print(table)
    met = all(goal.met({**ratios, **bars}[goal.ratio]) for goal in (*GOALS, *BARS)) and not over
    return 0 if met else 1


def _rows(goals: tuple[Goal, ...], figures: dict[str, float]) -> list[str]:
    return [
        f"| {goal.means} | {figures[goal.ratio]:.3g} | {'≥' if goal.best == 'high' else '≤'}"
        f" {goal.goal:g} | {'met' if goal.met(figures[goal.ratio]) else 'missed'} |"
        for goal in goals
    ]


def _table(ratios: dict[str, float], bars: dict[str, float], over: int) -> str:
    rows = _rows(GOALS, ratios)
    rows.append(f"| messages over a limit | {over} | 0 | {'missed' if over else 'met'} |")
    return (
        "# Benchmarks\n\n"
        "Ratios, each measured in pairs in one run on one machine, by `make bench`.\n\n"
        "![how far each ratio is from its goal](../docs/benchmarks.svg)\n\n"
        "| what | ratio | goal | |\n| --- | --: | --: | --- |\n" + "\n".join(rows) + "\n\n"
        f"Threads of {drafts.DRAWN} drawn posts, a third in English, a third in Chinese, a third in"
        " both, on X, Bluesky and Mastodon (`benchmarks/drafts.py`):\n\n"
        "| what an editor would mend | | bar | |\n| --- | --: | --: | --- |\n"
        + "\n".join(_rows(BARS, bars))
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
