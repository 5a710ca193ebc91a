"""Plot: how sure an author was against how often they were right, as an SVG of our own.

A library that draws would weigh more than the rest of crosspost together.
"""

from collections.abc import Iterator
from functools import partial
from html import escape
from math import sqrt

from ..text.languages import pick
from ..translations import texts, translate
from .scoring import Score, ScoreGroup

SIDE, LEFT, TOP = 420, 84, 76
"""Pixels: of the square, and of what stands to its left and above it."""
WIDE, HIGH = LEFT + SIDE + 36, TOP + SIDE + 112
COUNTS = TOP + SIDE + 42
"""Where it says how many each point stands for: beside the points they would collide."""
FONTS = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
BLUE, RED, GREY, PALE = "#2b6cb0", "#c53030", "#4a5568", "#e2e8f0"
SMALLEST, LARGEST = 4.0, 15.0
"""Pixels of a point's radius: its area grows with how many it stands for."""
_say = partial(translate, "predictions")
_WORDS = ("over", "under", "x", "y", "of", "line")


def plot(made: Score, language: str = "en") -> str:
    """A calibration plot: a point for each level of confidence, with its 95% interval.

    Args:
        made: with at least one prediction that is settled and has a confidence.
        language: of the words in it; English where we have no others.

    >>> from crosspost.predictions import score
    >>> plot(score([]), "zh").count("过于自信")
    1
    """
    language = pick(texts("predictions"), language) or "en"
    title = escape(_say("plot.title", language))
    most = max((group.count for group in made.probabilities), default=1)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}"'
    parts = [
        f'{head} viewBox="0 0 {WIDE} {HIGH}" font-family="{FONTS}" font-size="13" fill="{GREY}">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<text x="{LEFT}" y="34" font-size="19" fill="#1a202c">{title}</text>',
        f'<text x="{LEFT}" y="57">{escape(_summary(made, language))}</text>',
        *_ground(language),
        *(_point(group, most) for group in made.probabilities),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _summary(made: Score, language: str) -> str:
    counted = _say("plot.count", language, settled=made.settled, open=made.open)
    if made.all is None or made.all.brier is None:
        return counted
    skill = "–" if made.skill is None else f"{made.skill:+.2f}".replace("-", "−")
    return f"{counted} · {_say('plot.brier', language, brier=made.all.brier, skill=skill)}"


def _ground(language: str) -> Iterator[str]:
    """The square, its grid, the line of those who know how sure to be, and what the axes are."""
    right, bottom = LEFT + SIDE, TOP + SIDE
    words = {
        key: _say(f"plot.{key}", language) for key in ("over", "under", "x", "y", "of", "line")
    }
    yield f'<path d="M{LEFT} {bottom}L{right} {TOP}V{bottom}Z" fill="#fffaf0"/>'
    for percent in range(0, 101, 20):
        x, y = _x(percent / 100), _y(percent / 100)
        yield f'<path d="M{x} {TOP}V{bottom}M{LEFT} {y}H{right}" stroke="{PALE}"/>'
        yield f'<text x="{x}" y="{bottom + 20}" text-anchor="middle">{percent}%</text>'
        yield f'<text x="{LEFT - 10}" y="{y + 4.5}" text-anchor="end">{percent}%</text>'
    yield f'<path d="M{LEFT} {bottom}L{right} {TOP}" stroke="{GREY}" stroke-dasharray="5 4"/>'
    yield f'<text x="{right - 14}" y="{bottom - 14}" text-anchor="end" fill="{RED}">{words["over"]}</text>'  # noqa: E501 - one tag
    yield f'<text x="{LEFT + 14}" y="{TOP + 24}" fill="{BLUE}">{words["under"]}</text>'
    yield f'<text x="{LEFT + SIDE / 2}" y="{bottom + 68}" text-anchor="middle">{words["x"]}</text>'
    yield (
        f'<text transform="translate(26 {TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">'
        f"{words['y']}</text>"
    )
    yield f'<text x="{LEFT}" y="{HIGH - 14}" font-size="12">{words["line"]}</text>'
    yield (
        f'<text x="{LEFT - 10}" y="{COUNTS}" font-size="11" text-anchor="end">{words["of"]}</text>'
    )


def _point(group: ScoreGroup, most: int) -> str:
    """The point of one level of confidence, red where its interval lies below the line."""
    if group.mean_probability is None:
        return ""
    x, y = _x(group.mean_probability), _y(group.hit_rate)
    radius = max(SMALLEST, LARGEST * sqrt(group.count / most))
    colour = RED if group.high < group.mean_probability else BLUE
    return (
        f'<path d="M{x} {_y(group.low)}V{_y(group.high)}" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{colour}" fill-opacity="0.85"/>'
        f'<text x="{x}" y="{COUNTS}" font-size="11" text-anchor="middle" fill="{colour}">'
        f"{group.hits}</text>"
    )


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
