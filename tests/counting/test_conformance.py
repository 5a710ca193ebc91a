"""X's own conformance suite, read from the folder of published test vectors where there is one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import structs

from crosspost.counting import X_COUNT, links, weighted

SUITE = Path(__file__).parents[2] / "../shared/conformance/twitter-text/conformance"
WITHOUT_EMOJI = structs.replace(X_COUNT, emoji="parts")

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="X's conformance suite is not here")


WEIGHED = {
    "WeightedTweetsWithDiscountedEmojiCounterTest": X_COUNT,
    "UnicodeDirectionalMarkerCounterTest": X_COUNT,
    "WeightedTweetsCounterTest": WITHOUT_EMOJI,
}
WHERE: dict[str, Callable[[str], list[tuple[int, int]]]] = {
    "urls_with_indices": links.urls,
    "urls_with_directional_markers": links.urls,
    "hashtags_with_indices": links.hashtags,
    "cashtags_with_indices": links.cashtags,
    "mentions_with_indices": links.mentions,
    "mentions_or_lists_with_indices": lambda text: links.mentions(text, lists=True),
}
WHAT = {
    ("extract", "urls"): (links.urls, 0),
    ("extract", "tco_urls_with_params"): (links.urls, 0),
    ("tlds", "country"): (links.urls, 0),
    ("tlds", "generic"): (links.urls, 0),
    ("extract", "hashtags"): (links.hashtags, 1),
    ("extract", "hashtags_from_astral"): (links.hashtags, 1),
    ("extract", "cashtags"): (links.cashtags, 1),
    ("extract", "mentions"): (links.mentions, 1),
}


def cases(file: str, section: str) -> list[dict[str, Any]]:
    loaded = yaml.load((SUITE / f"{file}.yml").read_text("utf-8"), yaml.CSafeLoader)
    found: list[dict[str, Any]] = loaded["tests"][section]
    return found


@pytest.mark.parametrize("section", WEIGHED)
def test_how_long(section):
    for case in cases("validate", section):
        length = case["expected"]["weightedLength"]
        assert weighted(case["text"], WEIGHED[section]) == length, case["description"]


@pytest.mark.parametrize("section", WHERE)
def test_where(section):
    for case in cases("extract", section):
        expected = [tuple(one["indices"]) for one in case["expected"]]
        assert WHERE[section](case["text"]) == expected, case["description"]


@pytest.mark.parametrize(("file", "section"), WHAT)
def test_what(file, section):
    finder, sign = WHAT[file, section]
    for case in cases(file, section):
        text = case["text"]
        found = [text[start + sign : end] for start, end in finder(text)]
        assert found == case["expected"], case["description"]
