"""Graphemes against Unicode's own test file and against ``\\X``."""

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from crosspost.counting import boundaries, graphemes
from tests.tries import tries

TEST_FILE = Path(__file__).parents[2] / "../shared/conformance/unicode-18/GraphemeBreakTest.txt"
PARTS = [
    *"ab中文。あ각ก😀👩❤☎1",
    *(
        "\r\n",
        "\r",
        "\n",
        "\u200d",
        "\ufe0f",
        "\u20e3",
        "🏽",
        "🇨",
        "🇳",
        "🇨" * 33,
        "\u0301",
        "\u3099",
    ),
    *(
        "क्",
        "ष",
        "ि",
        "\u0e33",
        "\u0600",
        "\u0d4e",
        "\u200c",
        "\u00ad",
        "\u1100",
        "\u1161",
        "\u11a8",
    ),
    *("🏴\U000e0067\U000e007f", "ｶﾞ", "\U000110bd", "\ud7b0", "\ua960", "\u302a"),
]


@pytest.mark.skipif(not TEST_FILE.exists(), reason="Unicode's test file is not here")
def test_unicode_says_where_clusters_end():
    for line in TEST_FILE.read_text("utf-8").splitlines():
        rule = line.split("#")[0].split()
        if not rule:
            continue
        text = "".join(chr(int(word, 16)) for word in rule if word not in "÷×")
        count, expected = 0, []
        for word in rule:
            if word == "÷":
                expected.append(count)
            elif word != "×":
                count += 1
        assert boundaries(text) == expected, line
        assert graphemes(text) == len(expected) - 1, line


@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join) | st.text(max_size=12))
@tries(600)
def test_clusters_are_those_of_the_full_pattern(text):
    starts = [found.start() for found in regex.finditer(r"\X", text)]
    assert boundaries(text) == [*starts, len(text)]
    assert graphemes(text) == len(starts)


def test_flags_in_a_row_are_pairs_however_many():
    assert graphemes("🇨" * 1001) == 501
