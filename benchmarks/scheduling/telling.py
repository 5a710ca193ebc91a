"""Telling: the figures as a table and a plot for docs/engine.md, drawn without a library.

The same in Chinese for docs/engine.zh.md; the words of both stand in telling.toml.
"""

import tomllib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "engine.md", "zh": "engine.zh.md"}
PLOTS = {"en": "schedule.svg", "zh": "schedule.zh.svg"}
WORDS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
BEGIN, END = "<!-- make bench-schedule -->\n", "<!-- measured -->\n"
WIDE, LEFT, ROW = 300, 330, 30
FURTHEST = 2.0
"""Times the goal at the right edge."""


class Goal(NamedTuple):
    """One row of the table."""

    path: str
    high: bool
    goal: float

    def met(self, value: float) -> bool:
        """Whether *value* is as good as the goal, or better."""
        return value >= self.goal if self.high else value <= self.goal


GOALS = (
    Goal("bulk.per_second", high=True, goal=300),
    Goal("bulk.bytes_each", high=False, goal=600),
    Goal("idle.percent_of_a_core", high=False, goal=1.5),
    Goal("idle.percent_with_none", high=False, goal=1.5),
    Goal("lateness.p99_seconds", high=False, goal=1.0),
    Goal("burst.per_second", high=True, goal=60),
    Goal("limit.postgresql.most_in_a_second", high=False, goal=30),
    Goal("limit.sqlite.most_in_a_second", high=False, goal=30),
)


def tell(kept: Mapping[str, Any]) -> None:
    """Write the table into docs/engine.md and its Chinese twin, and the plots beside them."""
    rows = [(goal, value) for goal in GOALS if (value := _at(kept, goal.path)) is not None]
    for language, words in WORDS.items():
        path = DOCS / PAGES[language]
        head, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        told = head + BEGIN + _table(rows, kept, words) + END + tail
        path.write_text(told, encoding="utf-8")
        (DOCS / PLOTS[language]).write_text(_plot(rows, words), encoding="utf-8")


def _at(kept: Mapping[str, Any], path: str) -> float | None:
    found: Any = kept
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return None if found is None else float(found)


def _measured(goal: Goal, value: float, words: Mapping[str, Any]) -> str:
    return f"{value:g} {words['units'].get(goal.path, '')}".rstrip()


def _table(
    rows: list[tuple[Goal, float]], kept: Mapping[str, Any], words: Mapping[str, Any]
) -> str:
    lines = [words["head"]]
    for goal, value in rows:
        of = kept[goal.path.split(".")[0]]
        sign = "≥" if goal.high else "≤"
        word = words["met" if goal.met(value) else "missed"]
        load = words["to"].join(f"{one:g}" for one in of["load"])
        lines.append(
            f"| {words['means'][goal.path]} | {of['n']:,} | {_measured(goal, value, words)}"
            f" | {sign} {goal.goal:g} | {word} | {load} |\n"
        )
    lines += [_workers(kept.get(name, {}), words) for name in ("postgresql", "postgresql-few")]
    lines += [part(kept, words) for part in (_bursts, _alone, _peers)]
    return "\n" + "".join(lines) + "\n"


def _bursts(kept: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    each = kept.get("burst", {}).get("runs_per_second")
    if not each:
        return ""
    told = words["between"].join(f"{one:g}" for one in each)
    return str(words["bursts"].format(each=told))


def _workers(found: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if not found:
        return ""
    head = words["workers"].format_map({**found, "megabytes": found["database_bytes"] / 1e6})
    runs = [*found["workers"].items()] + [
        (words[kind].format(count=count, **found), run)
        for kind in ("workers_that_wait", "workers_with_a_part")
        for count, run in found.get(kind, {}).items()
    ]
    rows = (
        f"| {which} | {run['per_second']:g} | {run['sent']:,} | {run['doubled']} |\n"
        for which, run in runs
    )
    return f"{head}{''.join(rows)}"


def _alone(kept: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """What of a figure is the engine's own, measured on the same machine."""
    floor, burst, idle = (kept.get(name) for name in ("alone", "burst", "idle"))
    if not (floor and burst and idle):
        return ""
    each, rest = 1000 / burst["per_cpu_second"], floor["idle_percent_of_a_core"]
    return str(
        words["alone"].format(
            milliseconds=floor["cpu_milliseconds_each"],
            rest=rest,
            each=each,
            times=idle["percent_of_a_core"] / rest,
        )
    )


def _peers(kept: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    found = kept.get("peers")
    if not found:
        return ""
    rows = "".join(
        f"| {name} | {found[key]['scheduled_per_second']:g} | {found[key]['sent_per_second']:g} |\n"
        for name, key in (
            ("APScheduler 3, SQLite", "apscheduler"),
            ("Procrastinate, PostgreSQL", "procrastinate"),
        )
    )
    return f"{words['peers']}{rows}"


def _plot(rows: list[tuple[Goal, float]], words: Mapping[str, Any]) -> str:
    high = 46 + ROW * len(rows) + 12
    bars = "".join(
        _bar(goal, value, 46 + row * ROW, words) for row, (goal, value) in enumerate(rows)
    )
    middle = LEFT + WIDE / FURTHEST
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {high}"'
        ' font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="780" height="{high}" fill="#fff"/>'
        f'<text x="{middle:g}" y="26" text-anchor="middle" fill="#4a5568">{words["goal"]}</text>'
        f'{bars}<path d="M{middle:g} 38V{high - 8}" stroke="#718096" stroke-dasharray="4 3"/>'
        "</svg>\n"
    )


def _bar(goal: Goal, value: float, y: int, words: Mapping[str, Any]) -> str:
    share = value / goal.goal if goal.high else goal.goal / max(value, 1e-9)
    wide = WIDE * min(share, FURTHEST) / FURTHEST
    colour = "#2f855a" if goal.met(value) else "#c53030"
    sign = "≥" if goal.high else "≤"
    means = escape(words["means"][goal.path])
    said = f"{_measured(goal, value, words)} ({sign} {goal.goal:g})"
    return (
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{means}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="20" rx="3" fill="{colour}"/>'
        f'<text x="{max(LEFT + wide, LEFT + WIDE / FURTHEST) + 6:.1f}" y="{y + 15}">{said}</text>'
    )
