"""Telling: the figures as a table and a plot for docs/engine.md, drawn without a library."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PLOT = DOCS / "engine.md", DOCS / "schedule.svg"
BEGIN, END = "<!-- make bench-schedule -->\n", "<!-- measured -->\n"
WIDE, LEFT, ROW = 300, 330, 30
FURTHEST = 2.0
"""Times the goal at the right edge."""


class Goal(NamedTuple):
    """One row of the table."""

    path: str
    means: str
    unit: str
    high: bool
    goal: float

    def met(self, value: float) -> bool:
        """Whether *value* is as good as the goal, or better."""
        return value >= self.goal if self.high else value <= self.goal


GOALS = (
    Goal("bulk.per_second", "scheduled in bulk, SQLite", "/s", high=True, goal=300),
    Goal("bulk.bytes_each", "room beside the draft", "bytes", high=False, goal=600),
    Goal("idle.percent_of_a_core", "an idle worker, many waiting", "% CPU", high=False, goal=1.5),
    Goal("idle.percent_with_none", "an idle worker, none waiting", "% CPU", high=False, goal=1.5),
    Goal("lateness.p99_seconds", "lateness, 99 of 100", "s", high=False, goal=1.0),
    Goal("burst.per_second", "a burst, sent by one worker", "/s", high=True, goal=60),
    Goal(
        "limit.postgresql.most_in_a_second",
        "calls in any second, PostgreSQL",
        "",
        high=False,
        goal=30,
    ),
    Goal("limit.sqlite.most_in_a_second", "calls in any second, SQLite", "", high=False, goal=30),
)


def tell(kept: Mapping[str, Any]) -> None:
    """Write the table into docs/engine.md, and the plot beside it."""
    rows = [(goal, value) for goal in GOALS if (value := _at(kept, goal.path)) is not None]
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(head + BEGIN + _table(rows, kept) + END + tail, encoding="utf-8")
    PLOT.write_text(_plot(rows), encoding="utf-8")


def _at(kept: Mapping[str, Any], path: str) -> float | None:
    found: Any = kept
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return None if found is None else float(found)


def _table(rows: list[tuple[Goal, float]], kept: Mapping[str, Any]) -> str:
    lines = ["| what | n | measured | goal | | load |", "| --- | --: | --: | --: | --- | --- |"]
    for goal, value in rows:
        of = kept[goal.path.split(".")[0]]
        sign = "≥" if goal.high else "≤"
        word = "met" if goal.met(value) else "missed"
        load = " to ".join(f"{one:g}" for one in of["load"])
        unit = f" {goal.unit}".rstrip()
        lines.append(
            f"| {goal.means} | {of['n']:,} | {value:g}{unit} | {sign} {goal.goal:g}"
            f" | {word} | {load} |"
        )
    text = "\n".join(lines) + "\n"
    for name in ("postgresql", "postgresql-few"):
        text += _workers(kept.get(name, {}))
    return "\n" + text + _bursts(kept) + _alone(kept) + _peers(kept) + "\n"


def _bursts(kept: Mapping[str, Any]) -> str:
    each = kept.get("burst", {}).get("runs_per_second")
    if not each:
        return ""
    told = ", ".join(f"{one:g}" for one in each)
    return f"\nBursts, one after the other: {told} a second; the middle one counts.\n"


def _workers(found: Mapping[str, Any]) -> str:
    if not found:
        return ""
    head = (
        f"\nPostgreSQL, {found['n']:,} waiting ({found['per_second']:g} scheduled a second, "
        f"{found['database_bytes'] / 1e6:.0f} MB):\n\n"
    )
    rows = "".join(
        f"| {count} | {run['per_second']:g} | {run['sent']:,} | {run['doubled']} |\n"
        for count, run in found["workers"].items()
    )
    slow = found.get("workers_that_wait", {})
    rows += "".join(
        f"| {count}, calls wait {found['wait_seconds']:g} s | {run['per_second']:g}"
        f" | {run['sent']:,} | {run['doubled']} |\n"
        for count, run in slow.items()
    )
    return (
        head
        + "| workers | deliveries a second | sent | doubled |\n| --: | --: | --: | --: |\n"
        + rows
    )


def _alone(kept: Mapping[str, Any]) -> str:
    """What of a figure is the engine's own, measured on the same machine."""
    floor, burst, idle = (kept.get(name) for name in ("alone", "burst", "idle"))
    if not (floor and burst and idle):
        return ""
    each, rest = 1000 / burst["per_cpu_second"], floor["idle_percent_of_a_core"]
    return (
        f"\nThe engine alone, on the same machine: {floor['cpu_milliseconds_each']:g} ms CPU for an"
        f" empty attempt, {rest:g} % CPU at rest. A delivery in all, with its draft,"
        f" rights, intent and receipt, takes {each:.1f} ms, and a worker rests at"
        f" {idle['percent_of_a_core'] / rest:.2f} times the engine's cost.\n"
    )


def _peers(kept: Mapping[str, Any]) -> str:
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
    return (
        "\nPeers at the same trivial send, with no record of what was sent:\n\n"
        "| what | scheduled a second | burst, sent a second |\n| --- | --: | --: |\n" + rows
    )


def _plot(rows: list[tuple[Goal, float]]) -> str:
    high = 46 + ROW * len(rows) + 12
    bars = "".join(_bar(goal, value, 46 + row * ROW) for row, (goal, value) in enumerate(rows))
    middle = LEFT + WIDE / FURTHEST
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {high}"'
        ' font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="780" height="{high}" fill="#fff"/>'
        f'<text x="{middle:g}" y="26" text-anchor="middle" fill="#4a5568">goal</text>'
        f'{bars}<path d="M{middle:g} 38V{high - 8}" stroke="#718096" stroke-dasharray="4 3"/>'
        "</svg>\n"
    )


def _bar(goal: Goal, value: float, y: int) -> str:
    share = value / goal.goal if goal.high else goal.goal / max(value, 1e-9)
    wide = WIDE * min(share, FURTHEST) / FURTHEST
    colour = "#2f855a" if goal.met(value) else "#c53030"
    sign = "≥" if goal.high else "≤"
    said = f"{value:g} {goal.unit}".rstrip() + f" ({sign} {goal.goal:g})"
    return (
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(goal.means)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{wide:.1f}" height="20" rx="3" fill="{colour}"/>'
        f'<text x="{max(LEFT + wide, LEFT + WIDE / FURTHEST) + 6:.1f}" y="{y + 15}">{said}</text>'
    )
