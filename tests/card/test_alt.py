"""The alt text says all that the card says, inside every channel's field."""

import datetime as dt

import pytest

from crosspost import read
from crosspost.card import card
from crosspost.card.content import card_content as said
from crosspost.card.wording import alt_limit as limit
from crosspost.card.wording import alt_texts as alt
from crosspost.model.post import Post, Prediction
from tests.card import fonts
from tests.examples import EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_it_says_everything_in_each_language(path):
    shown = said(read(path), ("en", "zh"))
    words = alt(shown)
    for text in shown.texts:
        for line in text.text.split("\n"):
            assert line in words[text.language]
    assert all(0 < len(one) <= limit() for one in words.values())


def test_stars_and_figures_are_words():
    sure = Prediction(
        text={"en": "It will rise.", "zh": "会涨。", "zh-Hant": "會漲。"},
        stars=4,
        probability=0.7,
        due=dt.date(2031, 1, 1),
    )
    title = {"en": "Chips", "zh": "芯片", "zh-Hant": "晶片"}
    assert alt(said(Post(title=title, prediction=sure), ("en", "zh"))) == {
        "en": "Chips. My prediction (4 of 5 stars, 70% · 1 January 2031): It will rise.",
        "zh": "芯片。我的预测（四星，满分五星，70% · 2031 年 1 月 1 日）：会涨。",
    }
    assert alt(said(Post(title=title, prediction=sure), ("zh-Hant",)))["zh-Hant"] == (
        "晶片。我的預測（四星，滿分五星，70% · 2031 年 1 月 1 日）：會漲。"
    )


def test_a_long_one_is_cut_after_a_sentence():
    post = Post(title={"zh": "街"}, discussion={"zh": "谁在为排队付账？" * 300})
    (words,) = alt(said(post, ("zh",))).values()
    assert limit() * 0.8 < len(words) <= limit()
    assert words.endswith("？")


@fonts.needed
def test_it_says_what_is_on_the_card_and_no_more():
    post = Post(title={"zh": "街"}, discussion={"zh": "谁在为排队付账？" * 300})
    made = card(post, size="x")
    assert [one.code for one in made.findings] == ["card.truncated"]
    assert len(made.alt["zh"]) < 300
