"""Which sentences an editor would take out, and why."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crosspost.compose.key_sentences import choose_sentence, sentences, shares_subject
from crosspost.text.richtext import Rich
from crosspost.text.texts import Text
from tests.linear import assert_linear
from tests.tries import tries

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/key-sentences.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_sentence_has_its_signs(case: dict[str, Any]):
    (one,) = sentences(next(iter(Text(case["text"]).blocks)).text)
    assert sorted(one.signs) == sorted(case["signs"])
    assert one.alone == case["alone"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“The only cool PR is none. Ask why,” he said. We did.", 2),
        ("老板说：“先别急。等一等。”大家都走了。", 2),
        ("他说：“先别急。等一等。大家都走了。", 3),  # nothing closes it
        ("**聯產品交叉補貼。** 賣出一個，就得送一個。沒有人例外。", 2),
        ("**真正的护城河从来不是价格。** 是切换成本。没有人例外。", 3),
        ("先看这里。**联产品补贴。** 卖出一个送一个。", 3),
    ],
)
def test_neither_half_a_quotation_nor_a_run_in_heading_is_a_sentence(text: str, said: int):
    assert len(sentences(next(iter(Text(text).blocks)).text)) == said


def test_the_first_rule_that_fits_any_sentence_wins():
    every = sentences(
        Rich(text="四月发布。人们等了三年，却没人买。本月电价涨了 3.5%！谁会赢这一局？")
    )
    picked = choose_sentence(every, ("bold", "figure", "first"))
    assert picked is not None
    assert (picked[0].text.text, picked[1]) == ("本月电价涨了 3.5%！", "figure")


def test_what_has_no_room_is_not_chosen():
    every = sentences(Rich(text="人们等了三年，却没人买这台机器。价格降了一半，却没有广告。"))
    picked = choose_sentence(every, ("contrast",), lambda one: len(one.text) < 14)
    assert picked is not None
    assert picked[0].text.text == "价格降了一半，却没有广告。"


def test_nothing_is_chosen_of_what_cannot_stand_alone():
    assert (
        choose_sentence(sentences(Rich(text="这里不谈估值。公司有三件武器：")), ("first",)) is None
    )


@tries(60)
@given(some.text(alphabet="价涨，。！？:：\n ab.?3%“”（）🎉但", max_size=60))
def test_sentences_are_all_of_the_text_in_order(text: str):
    rich = Rich(text=text)
    every = sentences(rich)
    assert all(text[one.start : one.end] == one.text.text for one in every)
    edges = [0, *(edge for one in every for edge in (one.start, one.end)), len(text)]
    assert edges == sorted(edges)
    assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip()


def test_a_subject_is_a_name_or_two_characters():
    assert shares_subject("Trainium 会赢", "垂类芯片之战：Trainium 的突破")
    assert shares_subject("芯片會更便宜", "芯片之戰")
    assert not shares_subject("大家都在等着看", "芯片之战")


@pytest.mark.parametrize("piece", ["01", "二十", "1 ", "a.b "])
def test_a_hostile_sentence_takes_time_as_long_as_itself(piece: str):
    assert_linear(lambda text: sentences(Rich(text=text)), piece, 1_200)  # too long to be kept
