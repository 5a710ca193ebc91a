"""Directions: whatever signs a line has, each gets a level, and what is written backward turns."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from crosspost.card.shaping import levels, reordered

MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NOT_ASSIGNED = "\U00012544"


@given(st.text(st.characters() | st.sampled_from(MARKS + "עם芯7 " + NOT_ASSIGNED), max_size=12))
def test_every_sign_has_a_level_and_none_is_lost(text: str):
    backward = "ע" + text
    found = levels(backward)
    assert len(found) == len(backward)
    assert sorted(reordered(list(zip(backward, found, strict=True)))) == sorted(backward)


def test_a_sign_that_is_not_assigned_stands_beside_hebrew():
    assert not unicodedata.bidirectional(NOT_ASSIGNED)
    assert levels("עברית" + NOT_ASSIGNED) == [1] * 5 + [2]


def test_an_isolate_holds_its_own_direction():
    for isolate in "\u2067\u2068":
        assert levels(f"芯 {isolate}עם 7\u2069 片") == [0, 0, 0, 1, 1, 1, 2, 0, 0, 0]
