"""Scores: against figures worked out by hand, and laws that hold for any author."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.predictions import STARS, StoredPrediction, score
from crosspost.predictions.scoring import wilson
from tests.predictions.made import kept

TABLE = Path(__file__).parents[1] / "cases/scoring.toml"
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
PARTS = ("brier", "reliability", "resolution", "uncertainty", "skill")


def some(predictions: list[tuple[float | str, str]]) -> list[StoredPrediction]:
    return [
        kept({"zh": f"第 {at} 个预测"}, confidence=sure, outcome=outcome)  # type: ignore[arg-type]
        for at, (sure, outcome) in enumerate(predictions)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_score_is_what_a_hand_makes_it(case):
    made = score(some(case["predictions"]))
    assert made.all is not None
    assert made.all.hit_rate == pytest.approx(case["hit_rate"])
    assert made.all.brier == pytest.approx(case["brier"])
    for part in PARTS[1:]:
        if part in case:
            assert getattr(made, part) == pytest.approx(case[part]), part
    assert made.unsure == case.get("unsure", 0)
    if made.uncertainty == 0:
        assert made.skill is None, "nothing to be better than"


def test_nothing_settled_is_no_score():
    made = score(some([(5, "open"), (3, "void")]))
    assert (made.settled, made.open, made.void, made.all, made.skill) == (0, 1, 1, None, None)


def test_groups_by_stars_and_by_tenths():
    made = score(some([(5, "true"), (5, "partly"), (1, "false"), (0.95, "true"), (1.0, "true")]))
    assert [(one.label, one.count, one.true, one.partly, one.false) for one in made.stars] == [
        ("⭐", 1, 0, 0, 1),
        ("⭐⭐⭐⭐⭐", 2, 1, 1, 0),
    ]
    assert [(one.label, one.count) for one in made.probabilities] == [
        ("50–60%", 1),
        ("90–100%", 4),
    ]
    assert made.probabilities[1].mean_probability == pytest.approx((0.95 * 3 + 1) / 4)


@pytest.mark.parametrize(
    ("probability", "label"),
    [(0.0, "0–10%"), (0.1, "10–20%"), (0.29, "20–30%"), (0.3, "30–40%"), (0.6, "60–70%"), (0.7, "70–80%"), (1.0, "90–100%")],
)  # fmt: skip
def test_a_tenth_begins_with_its_own_figure(probability, label):
    assert score(some([(probability, "true")])).probabilities[0].label == label


def test_what_stars_mean_can_be_said_otherwise():
    one = some([(1, "false")])
    assert score(one).probabilities[0].mean_probability == STARS[0]
    assert score(one, (0.1, 0.3, 0.5, 0.7, 0.9)).probabilities[0].mean_probability == 0.1


SURE = st.integers(1, 5) | st.floats(0, 1) | st.just("")
OUTCOMES = st.sampled_from(["true", "false", "partly", "void", "open"])
AUTHORS = st.lists(st.tuples(SURE, OUTCOMES), max_size=40).map(some)


@given(AUTHORS)
def test_every_figure_stays_in_its_range(author):
    made = score(author)
    for group in (*made.stars, *made.probabilities, *filter(None, [made.all])):
        assert 0 <= group.low <= group.hit_rate + 1e-9
        assert group.hit_rate - 1e-9 <= group.high <= 1
        assert group.true + group.partly + group.false == group.count > 0
        assert group.brier is None or 0 <= group.brier <= 1
    assert made.skill is None or made.skill <= 1
    assert sum(group.count for group in made.probabilities) == made.settled - made.unsure
    assert made.settled + made.open + made.void == len(author)


@given(AUTHORS)
def test_the_three_parts_add_up_to_the_score(author):
    made = score(author)
    if made.all is None or made.all.brier is None:
        return
    assert made.reliability is not None
    assert made.resolution is not None
    assert made.uncertainty is not None
    assert made.reliability >= 0
    assert 0 <= made.resolution <= made.uncertainty + 1e-9
    whole = made.reliability - made.resolution + made.uncertainty
    assert whole == pytest.approx(made.all.brier, abs=1e-9)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_who_always_knows_has_the_perfect_score_and_who_never_does_the_worst(outcomes):
    came = ["true" if one else "false" for one in outcomes]
    knows = score(some([(float(one), end) for one, end in zip(outcomes, came, strict=True)]))
    never = score(some([(float(not one), end) for one, end in zip(outcomes, came, strict=True)]))
    assert knows.all is not None
    assert never.all is not None
    assert (knows.all.brier, never.all.brier) == (0, 1)


@given(AUTHORS, st.randoms(use_true_random=False))
def test_the_order_of_predictions_does_not_matter(author, random):
    shuffled = random.sample(author, len(author))
    one, other = score(author), score(shuffled)
    assert [group.count for group in one.stars] == [group.count for group in other.stars]
    for part in PARTS[1:]:
        assert getattr(one, part) == pytest.approx(getattr(other, part), abs=1e-9)


@given(st.integers(0, 50), st.integers(1, 50))
def test_more_of_the_same_makes_the_interval_narrower(hits, count):
    hits = min(hits, count)
    few, many = wilson(hits, count), wilson(10 * hits, 10 * count)
    assert many[1] - many[0] < few[1] - few[0]
    assert few[0] < few[1]
