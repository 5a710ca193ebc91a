"""The calibration plot: a drawing that any browser reads, golden in both languages."""

import xml.etree.ElementTree as ET

import pytest

from crosspost.predictions import StoredPrediction, score
from crosspost.predictions.calibration_plot import HIGH, WIDE, plot
from tests.conftest import Golden
from tests.predictions.made import kept

SVG = "{http://www.w3.org/2000/svg}"


def author() -> list[StoredPrediction]:
    """Sure of too much, and right about what they doubted."""
    outcomes = {
        1: ["true", "true", "false"],
        2: ["true"] * 4,
        3: ["true"] * 9 + ["partly", "false", "false"],
        5: ["true"] * 8 + ["partly", "partly"] + ["false"] * 6,
    }
    return [
        kept({"zh": f"第 {stars} 星第 {at} 个"}, confidence=stars, outcome=outcome)  # type: ignore[arg-type]
        for stars, all_of_them in outcomes.items()
        for at, outcome in enumerate(all_of_them)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_as_it_was_agreed(golden: Golden, language: str):
    golden(f"predictions/plot-{language}.svg", plot(score(author()), language))


def test_a_point_a_level_inside_the_picture_red_where_the_author_was_too_sure():
    made = score(author())
    drawing = ET.fromstring(plot(made, "zh"))  # noqa: S314 - our own
    points = list(drawing.iter(f"{SVG}circle"))
    assert len(points) == len(made.probabilities) == 4
    assert [point.get("fill") == "#c53030" for point in points] == [False, False, False, True]
    for point in points:
        assert 0 < float(point.get("cx", -1)) < WIDE
        assert 0 < float(point.get("cy", -1)) < HIGH
    words = "".join(drawing.itertext())
    assert "布里尔分数" in words
    assert "9.5/12" in words


def test_a_language_without_words_of_its_own_has_english_ones():
    assert plot(score(author()), "fr") == plot(score(author()), "en")
    assert plot(score(author()), "zh-CN") == plot(score(author()), "zh")
