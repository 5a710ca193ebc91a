"""How long texts are in each unit, against the tables of cases."""

import tomllib
from pathlib import Path

import pytest

from crosspost.counting import V3, Ruler, Unit, explain, graphemes, mastodon, measure, weighted
from crosspost.counting.weights import Light, Weights

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "counting.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_a_text_is_as_long_as_the_network_says(case):
    text = case["text"]
    assert (weighted(text), graphemes(text), mastodon(text)) == (case["x"], case["g"], case["m"])


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: case["text"][:30])
def test_plain_units_are_those_of_python_and_javascript(case):
    text = case["text"]
    assert Ruler(Unit.CODE_POINTS).size(text) == len(text)
    assert Ruler(Unit.UTF16).size(text) == len(text.encode("utf-16-le")) // 2
    assert Ruler(Unit.UTF8).size(text) == len(text.encode())


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
    plain = Weights(url=10, scale=1, default=3, emoji=False, light=())
    assert weighted("中a👨‍👩‍👧", plain) == 3 * 7
    assert weighted("https://a.cn/b", plain) == 10
    latin = Weights(
        url=23,
        scale=10,
        default=20,
        emoji=True,
        light=(Light(start=0, end=0x7F, weight=10), Light(start=0x4E00, end=0x4E2D, weight=5)),
    )
    assert weighted("a中文é🎉", latin) == 1 + 0.5 + 2 + 2 + 2 + 0.5  # rounded up
    assert Ruler(Unit.WEIGHTED, latin).widths("a文").at(range(3)) == [0, 1, 3]


def test_a_newer_emoji_never_weighs_less_than_two():
    assert V3.default // V3.scale == 2
    assert all(weighted(emoji) >= 2 for emoji in ("🐦‍🔥", "🧑‍🧑‍🧒", "🫱🏻‍🫲🏿", "🪾"))


def test_measure_takes_a_unit():
    size = measure("中文🎉", "utf-16")
    assert (size.size, size.unit, size.limit, size.fits) == (4, Unit.UTF16, None, True)
    assert measure("中文🎉", Unit.UTF8).size == 10


def test_measure_takes_a_channel_and_puts_its_tightest_limit_first():
    size = measure("中" * 141, "x")
    assert (size.size, size.limit, size.fits) == (282, 280, False)
    family = measure("👨‍👩‍👧‍👦" * 130, "bluesky")
    assert [(one.size, one.unit, one.limit) for one in family.all] == [
        (3250, Unit.UTF8, 3000),
        (130, Unit.GRAPHEMES, 300),
    ]
    assert not family.fits


def test_mastodon_instances_may_charge_otherwise_for_a_url():
    assert mastodon("见 https://a.cn/很长的路径", url=30) == 32
