"""Follow-ups proposed: what they say, and that the file reads back as the same post."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost import PostError
from crosspost.model.post import BREAK
from crosspost.predictions import Outcome, propose
from crosspost.readers import parse
from tests.laws.strategies import texts
from tests.predictions.made import kept

STREET = {"en": "By the end of 2027 Boston has a toll.", "zh": "到 2027 年底，波士顿会收费。"}
TITLE = {"en": "The Price of a Street", "zh": "一条街的价格"}
COMMENT = re.compile(r"^<!-- .* -->\n\n?", re.MULTILINE)


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [
        ("true", "我的预测应验了：一条街的价格", "It came true."),
        ("false", "我的预测没有应验：一条街的价格", "It did not come true."),
        ("partly", "我的预测只应验了一部分：一条街的价格", "It came partly true."),
        ("open", "我的预测到期了：一条街的价格", "How would you settle it"),
    ],
)
def test_it_says_how_it_came_out(outcome: Outcome, zh: str, en: str):
    post = propose(kept(STREET, title=TITLE, confidence=4, outcome=outcome)).post
    assert post.title["zh"].words == zh
    assert en in (post.happened["en"] + post.discussion["en"]).words
    assert post.happened["zh"].words.startswith(
        "2026 年 11 月 24 日，我预测（⭐⭐⭐⭐）：“到 2027 年底，波士顿会收费。”到期日是 2027 年 12 月 31 日。"
    )
    assert post.meta.follows == "p9c0cd1a"
    assert post.languages == ("en", "zh")
    assert post.prediction is None, "it predicts nothing anew"


def test_an_outcome_that_is_not_settled_yet_can_be_tried():
    settled = kept(STREET, outcome="false", note="没有。")
    post = propose(settled, "true").post
    assert "应验了" in post.title["zh"].words
    assert "没有。" not in post.happened["zh"].words, "the note was about another outcome"


def test_a_note_stands_in_its_own_language_and_a_place_in_the_others():
    settled = kept(STREET, outcome="true", note="五月开始收费。", url="https://example.com/波士顿")
    made = propose(settled)
    assert made.post.happened["zh"].markdown.endswith("**它应验了。**\n\n五月开始收费。")
    assert made.text.count("<!-- ") == 1
    assert "<!-- crosspost: Your words" in made.text
    assert [source.url for source in made.post.sources] == ["https://example.com/波士顿"]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Since May. 五月起。", {"en": "Since May.", "zh": "五月起。"}),
        ("[zh] OK", {"zh": "OK"}),
        ("Depuis mai.\n\nنعم", {"en": "Depuis mai.\n\nنعم"}),
        ("- 一\n- 二", {"zh": "- 一\n- 二"}),
        (" \n", {}),
    ],
)
def test_a_note_in_several_languages_is_taken_apart(note: str, said: dict[str, str]):
    made = propose(kept(STREET, outcome="true", note=note))
    for tag in STREET:
        verdict = {"en": "**It came true.**", "zh": "**它应验了。**"}[tag]
        assert made.post.happened[tag].markdown.partition(verdict)[2].strip() == said.get(tag, "")
    assert made.text.count("<!-- ") == len(STREET) - len(said)


def test_the_original_is_named_where_it_has_an_address_of_its_own():
    said = kept(STREET, title=TITLE, canonical_url="https://example.com/street")
    (source,) = propose(said).post.sources
    assert (source.title, source.url) == ("The Price of a Street", "https://example.com/street")


@pytest.mark.parametrize(
    "text",
    [
        STREET,
        {"zh": "会下雨。"},
        {"zh-Hant": "價格會下降。", "en": "Prices will fall."},
        {"fr": "Il pleuvra.", "de": "Es regnet."},
        {"ja": "雨が降るでしょう。", "zh": "会下雨。"},
        {"ar": "سوف تمطر غدا"},
        {"zh-CN": "第一段。\n第二行。\n\n第二段 🎉"},
    ],
    ids="-".join,
)
def test_the_file_reads_back_as_the_post_once_the_places_are_filled(text: dict[str, str]):
    made = propose(kept(text, title=dict.fromkeys(text, "标题 Title"), confidence=0.7))
    assert made.form == "markdown"
    with pytest.raises(PostError, match="still empty"):
        parse(made.text, "markdown")
    assert parse(COMMENT.sub("", made.text), "markdown") == made.post


@pytest.mark.parametrize(
    "text", ["会。\n\n## 来源\n\n- 没有", "会。\n\n- 一\n- 二", "```\n代码\n\n## 标题"]
)
def test_words_that_markdown_would_misread_are_written_as_yaml(text: str):
    made = propose(kept({"zh": text}))
    form = made.form
    assert parse(COMMENT.sub("", made.text), form) == made.post


PRINTABLE = texts(12).map(lambda text: "".join(filter(str.isprintable, text)))
PARAGRAPHS = st.lists(PRINTABLE, min_size=1, max_size=3)


@given(
    st.dictionaries(
        st.sampled_from(["en", "zh", "zh-Hant", "fr"]),
        PARAGRAPHS.map("\n\n".join).filter(str.strip),
        min_size=1,
    ),
    PRINTABLE,
)
def test_whatever_was_predicted_the_file_is_the_post(said, title):
    made = propose(kept(said, title=dict.fromkeys(said, title), confidence=3))
    assert parse(COMMENT.sub("", made.text), made.form) == made.post
    if made.form == "markdown":
        with pytest.raises(PostError):
            parse(made.text, "markdown")


def test_a_forced_break_is_not_quoted():
    post = propose(kept({"zh": f"第一。\n\n{BREAK}\n\n第二。"})).post
    assert "“第一。\n\n第二。”" in post.happened["zh"].words
