"""Projections: one text with marks, as each channel takes it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.adapters.bluesky import facets
from crosspost.adapters.telegram import cleaned, entities, fewer
from crosspost.markup.dialect import Dialect
from crosspost.markup.marks import html
from crosspost.markup.plain import add_spaces, flatten
from crosspost.model.channel_rules import MarksRule
from crosspost.registry import channel_names, load_channel
from crosspost.text.blocks import Code, Item, List
from crosspost.text.inline_markdown import inline
from crosspost.text.richtext import Mark, Rich, join

DIALECTS = ("slack-webhook", "wecom", "discord", "feishu", "dingtalk", "slack", "misskey")
TABLE = tomllib.loads((Path(__file__).parents[1] / "cases/markup.toml").read_text(encoding="utf-8"))


def cases(name: str) -> list[Any]:
    return [pytest.param(case["text"], case["made"], id=case["why"]) for case in TABLE[name]]


@pytest.mark.parametrize(("text", "made"), cases("entities"))
def test_entities(text: str, made: list[str]):
    said = [
        f"{one['type']} {one['offset']}+{one['length']} {one.get('url', '')}".rstrip()
        for one in entities(inline(text))
    ]
    assert said == made


@pytest.mark.parametrize(("text", "made"), cases("facets"))
def test_facets(text: str, made: list[str]):
    found: list[dict[str, Any]] = list(facets(inline(text)))
    said = []
    for facet in found:
        [feature] = facet["features"]
        kind = feature["$type"].partition("#")[2]
        index = facet["index"]
        words = feature.get("uri") or feature["tag"]
        said.append(f"{kind} {index['byteStart']}-{index['byteEnd']} {words}")
    assert said == made


@pytest.mark.parametrize(("text", "made"), cases("plain"))
def test_plain_text(text: str, made: str):
    flat = flatten(inline(text))
    assert flat.text == made
    assert all(mark.kind in {"url", "mention"} for mark in flat.marks)


@pytest.mark.parametrize(("text", "made"), cases("html"))
def test_html(text: str, made: str):
    assert html(inline(text), {}) == made


@pytest.mark.parametrize(
    ("channel", "text", "made"),
    [
        pytest.param(name, case["text"], case["made"], id=f"{name}: {case['why']}")
        for name in DIALECTS
        for case in TABLE[name]
    ],
)
def test_a_channel_s_own_markdown(channel: str, text: str, made: str):
    rich = add_spaces(inline(text))
    assert written(channel, rich) == made
    shown = dialect(channel).read(made)
    looking_alike = marks(channel).twins | marks(channel).lead_twins
    twins = str.maketrans({twin: sign for sign, twin in looking_alike.items()})
    assert shown.text.translate(twins) == rich.text.translate(twins)


def test_every_channel_with_marks_has_cases():
    having = {name for name in channel_names() if marks(name).strong or marks(name).link}
    assert having == set(DIALECTS)


def marks(channel: str) -> MarksRule:
    spec = load_channel(channel)
    rules = [spec.write, *(form.write for form in spec.forms.values())]
    return next((rule.marks for rule in rules if rule and rule.marks.strong), MarksRule())


def dialect(channel: str) -> Dialect:
    return Dialect(marks(channel))


def written(channel: str, rich: Rich) -> str:
    return dialect(channel).write(rich)


def test_html_stays_nested_where_marks_cross():
    marks = (Mark(start=0, end=4, kind="strong"), Mark(start=2, end=6, kind="emphasis"))
    assert html(Rich(text="一二三四五六", marks=marks), {"strong": "color: red"}) == (
        '<strong style="color: red">一二<em>三四</em></strong><em>五六</em>'
    )


def test_a_style_gives_other_marks_a_span():
    assert html(inline("见[报告](https://a.cn)"), {"link": 'font: "宋体"'}) == (
        '见<span style="font: &quot;宋体&quot;">报告</span>'
    )


def test_an_expandable_quote_folds():
    quoted = Rich(text="第二语言🎉").marked("quote", "expandable")
    assert entities(quoted) == [{"type": "expandable_blockquote", "offset": 0, "length": 6}]
    assert written("wecom", quoted) == "> 第二语言🎉"


def test_of_too_many_entities_links_stay():
    rich = inline("*斜*`码`**粗**[链](https://a.cn)*斜*")
    assert [one["type"] for one in fewer(entities(rich), 2)] == ["bold", "text_link"]
    assert fewer(entities(rich), 9) == entities(rich)


def test_names_and_addresses_keep_a_distance_to_chinese():
    rich = inline("（见https://a.cn/x）感谢@alice@a.social，好")
    assert add_spaces(rich).text == "（见 https://a.cn/x ）感谢 @alice@a.social ，好"
    assert add_spaces(inline("see https://a.cn/x, ok")).text == "see https://a.cn/x, ok"


def test_what_telegram_would_take_out_is_out():
    rich = cleaned(Rich(text="一\t二\u202e三\u200e\u200f\u200e四a\u0333").marked("strong"))
    assert rich.text == "一 二三\u200e四a"
    assert rich.marks[0].end == len(rich)


BLOCKS = join(
    [
        List(
            items=(
                Item(lead="- ", text=Rich(text="# 甲")),
                Item(
                    lead="- ",
                    text=Rich(text="乙"),
                    more=(List(items=(Item(lead="1. ", text=Rich(text="丙")),), source=""),),
                ),
            ),
            source="",
        ).text,
        Code(code='跑("a*b")\n\n    <at id=all> <!here> 🎉', language="py thon", source="").text,
        Rich(text="完"),
    ],
    "\n\n",
)
MADE = {
    "discord": (
        '- \\# 甲\n- 乙\n  1. 丙\n\n```python\n跑("a*b")\n\n    <at id=all> <!here> 🎉\n```\n\n完'
    ),
    "slack": (
        "- \\# 甲\n- 乙\n    1. 丙\n\n"
        '```python\n跑("a*b")\n\n    <at id=all> ＜!here> 🎉\n```\n\n完'
    ),
    "feishu": (
        "- &#35; 甲\n- 乙\n    1. 丙\n\n"
        '```python\n跑("a*b")\n\n    ＜at id=all> <!here> 🎉\n```\n\n完'
    ),
    "dingtalk": (
        "• # 甲  \n  • 乙  \n  \u00a0\u00a01. 丙  \n    \n"
        '  跑("a\\*b")  \n    \n  \u00a0\u00a0\u00a0\u00a0＜at id=all> ＜!here> 🎉  \n    \n  完'
    ),
}


@pytest.mark.parametrize("channel", MADE)
def test_lists_and_blocks_of_code(channel: str):
    """Nobody is called in code either, and what a language is called is one word."""
    assert written(channel, BLOCKS) == MADE[channel]
    shown = dialect(channel).read(MADE[channel])
    assert shown.text.count("\n") == BLOCKS.text.count("\n")
    if marks(channel).fence:
        assert [one.href for one in shown.marks if one.kind == "pre"] == ["python"]


def test_code_in_a_quote_and_code_that_holds_a_fence():
    code = Code(code="```\n跑", source="").text.marked("quote")
    assert written("slack", code) == "> ```\n> ｀｀｀\n> 跑\n> ```"
    assert dialect("slack").read(written("slack", code)).text == "｀｀｀\n跑"


def test_an_item_without_one_above_it_stays_as_it_is():
    assert written("slack", Rich(text="    1. 丙\n一\n  • 丁")) == "    1. 丙\n一\n  • 丁"


def test_words_after_a_list_are_no_part_of_its_last_item():
    assert written("slack", Rich(text="• 甲\n  续\n• 乙\n[x]")) == "- 甲\n  续\n- 乙\n\n\\[x\\]"
