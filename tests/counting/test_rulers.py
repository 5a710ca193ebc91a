"""Laws of rulers: what a cutter relies on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.counting import COUNTERS, CountRule, Ruler, boundaries
from tests.tries import tries

PARTS = [
    *("中文", "，", "。", " ", "\n", "word", "3.5", "“", "——", "é", "e\u0301"),
    *("https://a.cn/b", "main.py", "例子.中国", "http://", "@a@b.cn", "#标签", "$NVDA"),
    *("🎉", "👨‍👩‍👧", "🇨🇳", "1️⃣", "🐦‍🔥", "\u200d", "\ufe0f"),
]
OWN = {
    "weibo": CountRule(unit="weibo", half="ascii"),
    "threads": CountRule(unit="threads", emoji="utf-8", url=23, mention="name"),
    "mixed": CountRule(unit="mixed", half="ascii", found_by="mastodon", url=23, emoji=3),
}
RULERS = [*map(Ruler, COUNTERS), *(Ruler(unit, rule) for unit, rule in OWN.items())]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=10).map("".join)


@pytest.mark.parametrize("ruler", RULERS, ids=lambda ruler: ruler.unit)
@given(text=TEXTS | st.text(max_size=20))
@tries(150)
def test_widths_begin_at_nothing_and_never_fall(ruler, text):
    at = ruler.widths(text).at(range(len(text) + 1))
    assert at[0] == 0
    assert all(before <= after for before, after in pairwise(at))


@pytest.mark.parametrize("ruler", RULERS, ids=lambda ruler: ruler.unit)
@given(text=TEXTS)
@tries(150)
def test_the_last_width_is_no_less_than_the_size(ruler, text):
    if text.strip():  # a blank text is nothing to Mastodon
        assert ruler.widths(text)[len(text)] >= ruler.size(text)


@pytest.mark.parametrize("unit", ["graphemes", "code points", "utf-16", "utf-8"])
@given(text=TEXTS, data=st.data())
@tries(150)
def test_between_graphemes_widths_are_exact(unit, text, data):
    ruler = Ruler(unit)
    at, offsets = ruler.widths(text), boundaries(text)
    start, end = sorted(data.draw(st.tuples(st.sampled_from(offsets), st.sampled_from(offsets))))
    assert at[end] - at[start] == ruler.size(text[start:end])


def test_a_link_carries_its_weight_at_its_end():
    at = Ruler("weighted").widths("看 https://a.cn/b 吧")
    assert (at[2], at[15], at[16], at[18]) == (3, 3, 26, 29)
