"""Scoring: how often an author was right, and whether they knew how sure to be.

The Brier score is the mean of ``(p - o)²``: *p* is how likely the author said it was, *o* is 1
where it came true, 0 where it did not, a half where it partly did (Brier, "Verification of
forecasts expressed in terms of probability", Monthly Weather Review 78, 1950). 0 is perfect,
0.25 is what a coin gets, 1 is to be always sure and always wrong.

It falls into three parts, exactly, over the groups that share one *p* (Murphy, "A new vector
partition of the probability score", Journal of Applied Meteorology 12, 1973)::

    Brier = reliability - resolution + uncertainty

Skill is 1 - Brier / uncertainty: what the author knew beyond their own rate of being right.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import sqrt
from statistics import fmean

from .._record import Record
from ..model.post import Prediction
from .stored import Outcome, StoredPrediction

STARS = (0.55, 0.65, 0.75, 0.85, 0.95)
"""How likely 1 to 5 stars are taken to mean: the middles of five equal parts of 50 to 100%.

Who publishes "it will happen" holds it likelier than not, else they would predict the contrary:
the half-range scale of calibration research (Lichtenstein, Fischhoff and Phillips, "Calibration
of probabilities: the state of the art to 1980"). A probability that the author gave wins."""

WORTH: dict[Outcome, float] = {"true": 1, "partly": 0.5, "false": 0}
"""What each outcome counts; the others do not count."""
BINS = 10
"""Groups of equal width that probabilities are gathered in."""
Z = 1.959964
"""Of a normal distribution, 95% lies within so many deviations of its mean."""

Pairs = Sequence[tuple[float, float]]
"""How likely it was said to be, and what came of it."""


class ScoreGroup(Record):
    """The settled predictions of one level of confidence, or all of them."""

    label: str
    """``⭐⭐⭐``, ``70–80%``, ``all``."""
    count: int
    true: int
    partly: int
    false: int
    hit_rate: float
    """What came true, and half of what partly did, of all."""
    low: float
    high: float
    """The 95% interval that the hit rate may lie in with so few of them (`wilson`)."""
    mean_probability: float | None = None
    """How likely the author said they were, on average; nothing where they did not say."""
    brier: float | None = None

    @property
    def hits(self) -> str:
        """How many came true, of how many: ``3/4``, a half where one partly did."""
        return f"{self.hit_rate * self.count:g}/{self.count}"


class Score(Record):
    """How an author's predictions came out."""

    settled: int
    """How many count."""
    open: int
    void: int
    unsure: int
    """Settled, but nobody said how likely: in the hit rate, not in the Brier score."""
    all: ScoreGroup | None = None
    """Nothing where none is settled."""
    stars: tuple[ScoreGroup, ...] = ()
    """By stars, fewest first."""
    probabilities: tuple[ScoreGroup, ...] = ()
    """By how likely they were said to be, in tenths: a probability, or what the stars mean."""
    reliability: float | None = None
    """How far from what came true the author's figures are; 0 is best."""
    resolution: float | None = None
    """How well they tell what will come true from what will not; more is better."""
    uncertainty: float | None = None
    """The score of somebody who says the author's own hit rate each time."""
    skill: float | None = None
    """Above 0: better than that; nothing where all came out alike."""


def score(kept: Iterable[StoredPrediction], stars: Sequence[float] = STARS) -> Score:
    """The score of what is settled in *kept*.

    Args:
        kept: published predictions.
        stars: how likely 1 to 5 stars are.
    """
    known = list(kept)
    counted = [one for one in known if one.outcome in WORTH]
    pairs = _pairs(counted, stars)
    brier = _brier(pairs)
    reliability, resolution, uncertainty = _parts(pairs)
    return Score(
        settled=len(counted),
        open=sum(one.outcome == "open" for one in known),
        void=sum(one.outcome == "void" for one in known),
        unsure=len(counted) - len(pairs),
        all=_group("all", counted, stars) if counted else None,
        stars=tuple(_by_stars(counted, stars)),
        probabilities=tuple(_by_probability(counted, stars)),
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        skill=1 - brier / uncertainty if brier is not None and uncertainty else None,
    )


def stated_probability(prediction: Prediction, stars: Sequence[float] = STARS) -> float | None:
    """How likely the author said it was; nothing where they did not say.

    >>> (
    ...     stated_probability(Prediction(text={"zh": "会发生的。🎉"}, stars=3)),
    ...     stated_probability(Prediction(probability=0.7)),
    ... )
    (0.75, 0.7)
    """
    if prediction.probability is not None:
        return prediction.probability
    return stars[prediction.stars - 1] if prediction.stars else None


def wilson(hits: float, count: int) -> tuple[float, float]:
    """The 95% interval of a share that was seen *hits* times in *count* (Wilson, 1927).

    It stays honest where there are few: one of one is not certainty.

    >>> [round(end, 2) for end in wilson(1, 1)], [round(end, 2) for end in wilson(8, 10)]
    ([0.21, 1.0], [0.49, 0.94])
    """
    share, square = hits / count, Z * Z / count
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _pairs(some: Iterable[StoredPrediction], stars: Sequence[float]) -> Pairs:
    said = ((stated_probability(one.record.prediction, stars), WORTH[one.outcome]) for one in some)
    return [(p, o) for p, o in said if p is not None]


def _brier(pairs: Pairs) -> float | None:
    return fmean((p - o) ** 2 for p, o in pairs) if pairs else None


def _parts(pairs: Pairs) -> tuple[float | None, float | None, float | None]:
    """Reliability, resolution and uncertainty, which is the variance of what came true.

    Written so, the three add up to the score where outcomes are a half, too.
    """
    if not pairs:
        return None, None, None
    rate = fmean(o for _, o in pairs)
    reliability = resolution = 0.0
    for p, group in groupby(sorted(pairs), key=lambda pair: pair[0]):
        seen = [o for _, o in group]
        reliability += len(seen) * (p - fmean(seen)) ** 2
        resolution += len(seen) * (fmean(seen) - rate) ** 2
    uncertainty = fmean((o - rate) ** 2 for _, o in pairs)
    return reliability / len(pairs), resolution / len(pairs), uncertainty


def _by_stars(counted: Sequence[StoredPrediction], stars: Sequence[float]) -> Iterable[ScoreGroup]:
    for number in range(1, len(STARS) + 1):
        same = [one for one in counted if one.record.prediction.stars == number]
        if same:
            yield _group("⭐" * number, same, stars)


def _by_probability(
    counted: Sequence[StoredPrediction], stars: Sequence[float]
) -> Iterable[ScoreGroup]:
    bins: dict[int, list[StoredPrediction]] = {at: [] for at in range(BINS)}
    for one in counted:
        p = stated_probability(one.record.prediction, stars)
        if p is not None:
            bins[min(int(p * BINS + 1e-9), BINS - 1)].append(one)
    for at, same in bins.items():
        if same:
            yield _group(f"{at * 100 // BINS}–{(at + 1) * 100 // BINS}%", same, stars)


def _group(label: str, some: Sequence[StoredPrediction], stars: Sequence[float]) -> ScoreGroup:
    count = {outcome: sum(one.outcome == outcome for one in some) for outcome in WORTH}
    hits = sum(WORTH[one.outcome] for one in some)
    low, high = wilson(hits, len(some))
    pairs = _pairs(some, stars)
    return ScoreGroup(
        label=label,
        count=len(some),
        true=count["true"],
        partly=count["partly"],
        false=count["false"],
        hit_rate=hits / len(some),
        low=low,
        high=high,
        mean_probability=fmean(p for p, _ in pairs) if pairs else None,
        brier=_brier(pairs),
    )
