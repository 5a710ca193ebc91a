"""How passages stand as running text: headings, numbers, labels, quotes and the gaps between."""

from msgspec import structs

from crosspost.compose.blocks import Marks, lay_out
from crosspost.compose.passages import Passage
from crosspost.model.layout import Layout
from crosspost.text.richtext import Rich


def layout(headings="full", second="plain", **rest) -> Layout:
    return Layout(
        languages=("zh",),
        language_mode="first",
        order=("title",),
        drop_order=(),
        fallback_sections=(),
        headings=headings,
        second_language_style=second,
        **rest,
    )


def passage(text: str, kind="paragraph", section="happened", language="zh", **rest) -> Passage:
    return Passage(section=section, kind=kind, language=language, text=Rich(text=text), **rest)


def flow(passages: list[Passage], how: Layout) -> str:
    """The blocks as they would stand in one message."""
    return "".join(
        block.gap + block.text.text for block in lay_out(passages, how, lambda rich: rich)
    )


PREDICTION = [
    passage("我的预测", kind="heading", section="prediction", lead="🔮", sure="⭐⭐⭐"),
    passage("会跌。", section="prediction"),
]


def test_a_full_heading_stands_over_its_text_and_says_how_sure():
    assert flow(PREDICTION, layout()) == "🔮 我的预测（信心 3/5）\n会跌。"


def test_stars_have_a_word_where_headings_are_emoji_too():
    assert flow(PREDICTION, layout("emoji")) == "🔮 我的预测（信心 3/5）\n会跌。"
    short = lay_out(PREDICTION, layout("emoji"), lambda rich: rich, Marks(words=False))
    assert [block.text.text for block in short] == ["🔮 ⭐⭐⭐ 会跌。"]
    english = [structs.replace(PREDICTION[0], text=Rich(text="My call"), language="en")]
    assert flow(english, layout("emoji")) == "🔮 My call · ⭐⭐⭐"
    sure = [structs.replace(PREDICTION[0], sure="70%")]
    assert flow(sure, layout()) == "🔮 我的预测（信心 70%）"


def test_sources_have_numbers_only_where_a_text_names_them():
    sources = [passage(text, kind="source", section="sources", lead="1.") for text in "甲乙"]
    assert flow(sources, layout()) == "• 甲\n• 乙"
    assert flow(sources[:1], layout()) == "甲"
    assert flow([passage("见 [1]。"), *sources], layout()) == "见 [1]。\n\n1. 甲\n1. 乙"
    assert flow([passage("令 a[1] 为零。"), *sources], layout()).endswith("• 乙")


def test_without_headings_the_stars_stay():
    alone = [passage("会跌。", section="prediction", sure="70%")]
    assert flow(alone, layout("none")) == "（70%）会跌。"
    english = [passage("It falls.", section="prediction", language="en", sure="70%")]
    assert flow(english, layout("none")) == "(70%) It falls."


def test_after_a_hooked_title_the_first_heading_is_one_too_many():
    opening = [
        passage("芯片之战", kind="title", section="title"),
        passage("发生了什么", kind="heading", lead="📰"),
        passage("打起来了。"),
    ]
    assert flow(opening, layout(teaser_first=True)) == "芯片之战\n\n打起来了。"
    assert flow(opening, layout()) == "芯片之战\n\n📰 发生了什么\n打起来了。"


def test_points_are_parted_and_bare_labels_make_a_list():
    def point(lead: str, text: str, label: str, level: int = 0) -> Passage:
        return passage(
            text, kind="point", section="matters", lead=lead, label=Rich(text=label), level=level
        )

    points = [point("1.", "涨了。", "价格"), point("1.1.", "尤其是米。", "", level=1)]
    assert flow(points, layout()) == "1. 价格：涨了。\n1.1. 尤其是米。"
    bare = [point("1.", "", "价格"), point("2.", "", "民意")]
    assert flow(bare, layout()) == "1. 价格\n2. 民意"


def test_a_label_in_english_takes_an_english_colon():
    one = passage("It rose.", kind="point", language="en", lead="1.", label=Rich(text="Price"))
    assert flow([one], layout()) == "1. Price: It rose."


def test_a_label_that_asks_needs_no_colon():
    one = passage("没人。", kind="point", lead="1.", label=Rich(text="谁数的？"))
    assert flow([one], layout()) == "1. 谁数的？没人。"


def test_neighbours_in_the_second_language_share_one_quote():
    both = [passage("One."), passage("一。", second=True), passage("二。", second=True)]
    blocks = lay_out(both, layout(second="expandable"), lambda rich: rich)
    assert [block.text.text for block in blocks] == ["One.", "一。\n\n二。"]
    assert [(mark.kind, mark.href) for mark in blocks[1].text.marks] == [("quote", "expandable")]


def test_a_heading_is_glued_to_what_follows():
    blocks = lay_out(PREDICTION, layout(), lambda rich: rich)
    assert [block.glue for block in blocks] == [True, False]
