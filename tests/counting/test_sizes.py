"""How long texts are in each unit, against the tables of cases."""

import tomllib
from pathlib import Path

import pytest

from crosspost._record import converted
from crosspost.counting import (
    X_COUNT,
    CountRule,
    Ruler,
    explain,
    graphemes,
    mastodon,
    measure,
    unit_label,
    weighted,
)
from crosspost.counting.rules import WeightRange, Weights
from crosspost.errors import ChannelSpecError

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "counting.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_a_text_is_as_long_as_the_network_says(case):
    text = case["text"]
    assert (weighted(text), graphemes(text), mastodon(text)) == (case["x"], case["g"], case["m"])


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_plain_units_are_those_of_python_and_javascript(case):
    text = case["text"]
    assert Ruler("code points").size(text) == len(text)
    assert Ruler("utf-16").size(text) == len(text.encode("utf-16-le")) // 2
    assert Ruler("utf-8").size(text) == len(text.encode())


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_the_parts_of_an_explanation_add_up(case):
    assert sum(part.total for part in explain(case["text"])) == case["x"]


def test_an_explanation_names_links_han_and_emoji():
    text = "见 https://a.cn/1 和 https://a.cn/2 👩‍💻🎉"
    assert [str(part) for part in explain(text)] == [
        "2 links × 23 = 46",
        "2 Han × 2 = 4",
        "2 emoji × 2 = 4",
        "4 light × 1 = 4",
    ]


def test_weights_are_data():
    plain = CountRule(found_by="x", url=10, weights=Weights(scale=1, default=3, ranges=()))
    assert weighted("中a👨‍👩‍👧", plain) == 3 * 7
    assert weighted("https://a.cn/b", plain) == 10
    ranges = (
        WeightRange(start=0, end=0x7F, weight=10),
        WeightRange(start=0x4E00, end=0x4E2D, weight=5),
    )
    latin = CountRule(
        unit="拉丁",
        found_by="x",
        url=23,
        emoji=2,
        weights=Weights(scale=10, default=20, ranges=ranges),
    )
    assert weighted("a中文é🎉", latin) == 1 + 0.5 + 2 + 2 + 2 + 0.5  # rounded up
    assert Ruler("拉丁", latin).widths("a文").at(range(3)) == [0, 1, 3]


@pytest.mark.parametrize("case", CASES["rule"], ids=lambda case: case["why"])
def test_a_rule_of_one_s_own_is_data(case):
    unit = case["count"].setdefault("unit", "own")
    ruler = Ruler(unit, converted(case["count"], CountRule))
    assert {text: ruler.size(text) for text in case["sizes"]} == case["sizes"]
    assert all(ruler.widths(text)[len(text)] >= size for text, size in case["sizes"].items())


def test_an_unknown_unit_is_told_with_those_that_are_known():
    with pytest.raises(ChannelSpecError, match='no unit "字"') as caught:
        Ruler("字", CountRule(unit="微博"))
    assert "微博, weighted" in caught.value.hint


def test_people_read_a_unit_in_their_language():
    weibo = CountRule(unit="weibo", label={"en": "characters", "zh": "字"})
    assert unit_label("weibo", "zh", weibo) == "字"
    assert unit_label("weibo", "en", weibo) == "characters"
    assert unit_label("utf-8", "zh") == "字节"
    assert unit_label("stones", "en") == "stones"


def test_a_newer_emoji_never_weighs_less_than_two():
    assert X_COUNT.emoji == 2
    assert all(weighted(emoji) >= 2 for emoji in ("🐦‍🔥", "🧑‍🧑‍🧒", "🫱🏻‍🫲🏿", "🪾"))


def test_measure_takes_a_unit():
    size = measure("中文🎉", "utf-16")
    assert (size.size, size.unit, size.limit, size.fits) == (4, "utf-16", None, True)
    assert measure("中文🎉", "utf-8").size == 10


def test_measure_takes_a_channel_and_puts_its_tightest_limit_first():
    size = measure("中" * 141, "x")
    assert (size.size, size.limit, size.fits) == (282, 280, False)
    family = measure("👨‍👩‍👧‍👦" * 130, "bluesky")
    assert [(one.size, one.unit, one.limit) for one in family.all] == [
        (3250, "utf-8", 3000),
        (130, "graphemes", 300),
    ]
    assert not family.fits


def test_mastodon_instances_may_charge_otherwise_for_a_url():
    assert mastodon("见 https://a.cn/很长的路径", url=30) == 32
