"""Plot: one bar a ratio, as an SVG that needs no library to draw."""

import math
from collections.abc import Mapping
from html import escape

from goals import GOALS, Goal

LEFT, WIDE, ROW, TOP = 350, 300, 30, 46
FURTHEST = 4.0
"""Times the goal at the right edge; what is better still ends there too."""
COLOURS = {True: "#2f855a", False: "#c53030"}


def plot(ratios: Mapping[str, float]) -> str:
    """How many times better than its goal each ratio is, on a logarithmic scale."""
    high = TOP + ROW * len(GOALS) + 12
    bars = "".join(_bar(goal, ratios[goal.ratio], row) for row, goal in enumerate(GOALS))
    line = f'<path d="M{_x(1)} {TOP - 8}V{high - 8}" stroke="#718096" stroke-dasharray="4 3"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {high}"'
        ' font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="780" height="{high}" fill="#fff"/>'
        f'<text x="{_x(1)}" y="26" text-anchor="middle" fill="#4a5568">goal</text>'
        f'<text x="{LEFT + WIDE}" y="26" text-anchor="end" fill="#4a5568">better →</text>'
        f"{bars}{line}</svg>\n"
    )


def _bar(goal: Goal, value: float, row: int) -> str:
    y = TOP + row * ROW
    end = _x(goal.margin(value))
    colour = COLOURS[goal.met(value)]
    sign = "≥" if goal.best == "high" else "≤"
    said = f"{value:.3g} ({sign} {goal.goal:g})"
    return (
        f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(goal.means)}</text>'
        f'<rect x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="20" rx="3" fill="{colour}"/>'
        f'<text x="{end + 6:.1f}" y="{y + 15}">{said}</text>'
    )


def _x(margin: float) -> float:
    """Where *margin* times the goal stands: a quarter of it at the left edge, the goal at half."""
    held = min(max(margin, 1 / FURTHEST), FURTHEST)
    return LEFT + WIDE * (math.log(held, FURTHEST) + 1) / 2
