"""``crosspost predictions score``: how often an author was right and knew it."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .. import configuration
from .._record import json_text
from ..errors import CrosspostError
from ..files import write_file
from ..ledger import open_ledger
from ..predictions import STARS, Score, ScoreGroup, published, score
from ..predictions.calibration_plot import plot
from ..translations import user_language
from . import _output
from ._output import FINE, text, words
from ._table import columns

HEADINGS = ("confidence", "settled", "true", "partly", "false", "hit-rate", "95", "said", "brier")
RIGHT = tuple(range(1, len(HEADINGS)))
BAR = 41
"""Columns of the plot in text: one for 0%, one for each 2.5% more."""
FEW = 30
"""Below so many, a score says little yet."""


def show_score(options: argparse.Namespace) -> int:
    """Print it; the picture goes to a file."""
    with open_ledger(configuration.read().ledger, now=_output.now) as ledger:
        made = score(published(ledger), _stars(options.stars))
    if options.output:
        _write(Path(options.output), made, options.language or user_language())
    if options.format == "json":
        sys.stdout.write(json_text(made))
    else:
        sys.stdout.write("\n".join(lines(made)) + "\n")
    return FINE


def _stars(said: str | None) -> Sequence[float]:
    """How likely 1 to 5 stars are.

    Raises:
        CrosspostError: not five shares from 0 to 100, each at least the one before.
    """
    if said is None:
        return STARS
    try:
        shares = [float(part) / 100 for part in said.split(",")]
    except ValueError:
        shares = []
    rising = sorted(shares) == shares and all(0 <= share <= 1 for share in shares)
    if len(shares) != len(STARS) or not rising:
        raise CrosspostError("score.stars", location="--stars", text=said)
    return shares


def _write(path: Path, made: Score, language: str) -> None:
    """Write the picture.

    Raises:
        CrosspostError: there is nothing to draw, its name says another format, or it cannot be.
    """
    if path.suffix.lower() != ".svg":
        raise CrosspostError("score.not-svg", location=str(path))
    if not made.probabilities:
        raise CrosspostError("score.nothing-to-draw", location=str(path))
    write_file(path, plot(made, language).encode())


def lines(made: Score) -> Iterator[str]:
    """The table, the plot in text, and what the figures mean."""
    if made.all is None:
        yield text("score.nothing-settled", open=made.open, void=made.void)
        return
    stars = [_row(group) for group in made.stars]
    tenths = [_row(group) for group in made.probabilities]
    if [row[1:] for row in stars] == [row[1:] for row in tenths]:
        tenths = []  # the same predictions: stars were all that was said
    headings = tuple(text(f"score.{name}") for name in HEADINGS)
    rows = [headings, *stars, *tenths, _row(made.all)]
    yield columns(rows, right=RIGHT).rstrip("\n")
    if made.probabilities:
        yield ""
        yield from _plotted(made.probabilities)
    yield ""
    yield from _words(made)


def _row(group: ScoreGroup) -> tuple[str, ...]:
    return (
        words("group", group.label),
        str(group.count),
        str(group.true),
        str(group.partly),
        str(group.false),
        f"{group.hit_rate:.0%}",
        f"{group.low:.0%}–{group.high:.0%}",
        "–" if group.mean_probability is None else f"{group.mean_probability:.0%}",
        "–" if group.brier is None else f"{group.brier:.3f}",
    )


def _plotted(groups: Sequence[ScoreGroup]) -> Iterator[str]:
    """A line for each level: the interval, where it came out, and where it was said to.

    ◆ on ┃ would be perfect.
    """
    widest = max(len(group.label) for group in groups)
    yield f"{'':{widest}}  0%{'50%':^{BAR - 6}}100%"
    for group in groups:
        yield f"{group.label:>{widest}}  {_bar(group)}  {group.hits}"
    yield f"{'':{widest}}  {text('score.legend')}"


def _bar(group: ScoreGroup) -> str:
    """The line of one level.

    >>> made = ScoreGroup(
    ...     label="一",
    ...     count=4,
    ...     true=3,
    ...     partly=0,
    ...     false=1,
    ...     hit_rate=0.75,
    ...     low=0.3,
    ...     high=0.95,
    ...     mean_probability=0.5,
    ... )
    >>> _bar(made)
    '············────────┃─────────●────────··'
    """
    cells = ["·"] * BAR
    for at in range(_cell(group.low), _cell(group.high) + 1):
        cells[at] = "─"
    if group.mean_probability is not None:
        cells[_cell(group.mean_probability)] = "┃"
    same = group.mean_probability is not None and _cell(group.mean_probability) == _cell(
        group.hit_rate
    )
    cells[_cell(group.hit_rate)] = "◆" if same else "●"
    return "".join(cells)


def _cell(share: float) -> int:
    return round(share * (BAR - 1))


def _words(made: Score) -> Iterator[str]:
    """What the figures mean, and how far they reach."""
    assert made.all is not None  # noqa: S101 - asked before
    if made.all.brier is not None and made.uncertainty is not None:
        skill = "" if made.skill is None else text("score.skill", skill=f"{made.skill:+.2f}")
        brier, uncertainty = f"{made.all.brier:.3f}", f"{made.uncertainty:.3f}"
        yield text("score.brier-is", brier=brier, uncertainty=uncertainty) + skill
        parts = f"{made.reliability:.3f}", f"{made.resolution:.3f}"
        yield "  " + text(
            "score.parts", reliability=parts[0], resolution=parts[1], uncertainty=uncertainty
        )
    yield text(
        "score.counts", count=made.settled, open=made.open, void=made.void, unsure=made.unsure
    )
    if made.settled < FEW:
        yield text("score.few", few=FEW)
