"""Threads: headings, numbers, forced breaks, limits that all hold, and what is said about cuts."""

from collections.abc import Sequence

import pytest

from crosspost.counting import Ruler
from crosspost.errors import FitError
from crosspost.model.channel_spec import Limit, TextRule, ThreadRule
from crosspost.model.layout import Numbering
from crosspost.splitting import Split, Splitter, TextBlock
from crosspost.text.richtext import Mark, Rich

NUMBERED = ThreadRule(by="reply", number="{n}/{of}")
PLAIN = ThreadRule(by="sequence")


def limits(**most: int) -> TextRule:
    units = {"graphemes": "graphemes", "bytes": "utf-8", "weighted": "weighted"}
    return TextRule(limits=tuple(Limit(max=size, unit=units[name]) for name, size in most.items()))


def block(
    text: str, gap: str = "\n\n", *, glue: bool = False, unit: int = 0, force: bool = False
) -> TextBlock:
    return TextBlock(text=Rich(text=text), gap=gap, glue=glue, unit=(unit,), force=force)


def cut(
    blocks: Sequence[TextBlock],
    most: int,
    thread: ThreadRule = PLAIN,
    numbering: Numbering = "all",
) -> Split:
    return Splitter(limits(graphemes=most), thread, numbering=numbering).split(blocks)


def texts(made: Split) -> list[str]:
    return [chunk.text.text for chunk in made.chunks]


def test_what_fits_is_one_message_without_a_number():
    made = cut([block("标题", glue=True), block("正文。🎉")], 10, NUMBERED)
    assert [chunk.shown.text for chunk in made.chunks] == ["标题\n\n正文。🎉"]
    assert (made.chunks[0].number, made.chunks[0].size) == ("", 8)


def test_a_heading_goes_with_what_follows():
    blocks = [block("第一段的文字。"), block("为什么", glue=True), block("第二段。", "\n")]
    assert texts(cut(blocks, 12)) == ["第一段的文字。", "为什么\n第二段。"]


def test_two_headings_in_a_row_too():
    blocks = [
        block("开头。"),
        block("一", glue=True),
        block("二", "\n", glue=True),
        block("三。", "\n"),
    ]
    assert texts(cut(blocks, 7)) == ["开头。", "一\n二\n三。"]


def test_a_unit_is_a_message():
    blocks = [
        block("一一一。"),
        block("二二二。"),
        block("三三三。", unit=1),
        block("四。", unit=2),
    ]
    assert texts(cut(blocks, 16)) == ["一一一。\n\n二二二。", "三三三。", "四。"]


def test_a_unit_that_fits_is_never_cut_and_one_that_does_not_between_its_paragraphs():
    blocks = [block("一一。一一。"), block("二二。二二。"), block("三三。三三。三三。", unit=1)]
    assert texts(cut(blocks, 9)) == ["一一。一一。", "二二。二二。", "三三。三三。三三。"]


@pytest.mark.parametrize("most", [26, 34, 36, 43, 50])
def test_an_address_stays_with_the_end_of_what_it_stands_under(most: int):
    said = "路上的机器都认识它，不会把它拦下来。换了网络它就断了，要从头再来一遍。所以游戏不用它。"
    address = "https://a.cn/1"
    under = TextBlock(text=Rich(text=address).marked("url", address), unit=(0,))
    made = cut([block(said), under, block("第二种不打招呼。", unit=1)], most)
    assert texts(made)[-2] == f"所以游戏不用它。\n\n{address}"


def test_a_heading_counts_with_the_paragraph_that_it_is_glued_to():
    blocks = [block("题目", glue=True), block("一一。二二。三三。", "\n")]
    assert texts(cut(blocks, 10)) == ["题目\n一一。", "二二。三三。"]


def test_messages_of_one_unit_are_about_the_same_size():
    made = cut([block("一二三四五。六七八九十。甲乙丙丁戊。末。")], 16)
    assert [chunk.size for chunk in made.chunks] == [12, 8]


def test_up_to_three_messages_have_no_numbers_and_the_first_has_none():
    three = [block(f"{text}。", unit=at) for at, text in enumerate("一二三")]
    four = [*three, block("四。", unit=3)]
    assert [one.number for one in cut(three, 9, NUMBERED, "rest").chunks] == ["", "", ""]
    assert [one.number for one in cut(four, 9, NUMBERED, "rest").chunks] == [
        "",
        "2/4",
        "3/4",
        "4/4",
    ]
    signed = [one.shown.text for one in cut(four, 9, NUMBERED, "🧵").chunks]
    assert signed == ["一。 🧵", "二。", "三。", "四。"]


def test_the_author_can_force_a_break_even_where_all_would_fit():
    made = cut([block("一。"), block("二。", force=True)], 100, NUMBERED)
    assert [chunk.shown.text for chunk in made.chunks] == ["一。\n\n1/2", "二。\n\n2/2"]


def test_a_forced_break_before_the_first_words_forces_nothing():
    assert texts(cut([block(" "), block("一。", force=True), block("二。")], 100)) == [
        "一。\n\n二。"
    ]


def test_numbers_are_counted_in_the_limit_also_when_they_grow_wider():
    made = cut([block("一二三四五六七八九。")] * 12, 17, NUMBERED)
    assert [chunk.number for chunk in made.chunks[8:10]] == ["9/12", "10/12"]
    assert max(chunk.size for chunk in made.chunks) == 17


def test_the_number_at_the_start():
    thread = ThreadRule(by="reply", number="({n}/{of})", place="start")
    made = cut([block("一二三四。五六七八。末。")], 11, thread)
    shown = [chunk.shown.text for chunk in made.chunks]
    assert shown == ["(1/3) 一二三四。", "(2/3) 五六七八。", "(3/3) 末。"]


def test_numbering_can_be_left_out():
    made = Splitter(limits(graphemes=5), NUMBERED, numbering="none").split(
        [block("一二三。四五六。")]
    )
    assert [chunk.shown.text for chunk in made.chunks] == ["一二三。", "四五六。"]


def test_all_limits_hold_and_the_tightest_is_shown():
    rule = limits(graphemes=30, bytes=60)
    made = Splitter(rule, PLAIN).split([block("一二三四五六七八九十。" * 4), block("a" * 29 + ".")])
    assert [(chunk.size, chunk.unit) for chunk in made.chunks[::4]] == [
        (33, "utf-8"),
        (30, "graphemes"),
    ]


def test_a_link_made_by_cutting_is_measured_as_a_link():
    """No link in the whole text, its label is over 63 characters; 23 at the start of a message."""
    text = "太多了太多了太多了太多了太多了太多了太多了太多了太多了太多了太多了太多了。Musical.ly"
    made = Splitter(limits(weighted=100), NUMBERED, numbering="all").split([block(text * 8)])
    ruler = Ruler("weighted")
    assert all(ruler.size(chunk.shown.text) == chunk.size <= 100 for chunk in made.chunks)
    assert any(chunk.text.text.startswith("Musical.ly") for chunk in made.chunks)


def test_a_projection_that_grows_where_none_expects_it_is_measured_and_mended():
    def swollen(rich: Rich) -> str:
        return rich.text.replace("芯", "芯" * 9)

    text = "一二三四五六七八九。" * 3 + "芯芯。" + "一二三四五六七八九。" * 3
    made = Splitter(limits(graphemes=40), NUMBERED, project=swollen).split([block(text)])
    assert "".join(texts(made)) == text
    assert all(len(swollen(chunk.shown)) == chunk.size <= 40 for chunk in made.chunks)


def test_marks_go_with_their_words():
    strong = Mark(start=2, end=6, kind="strong")
    rich = Rich(text="一二。三四。五六。", marks=(strong,))
    made = Splitter(limits(graphemes=4), PLAIN).split([TextBlock(text=rich)])
    marked = [[chunk.text.text[m.start : m.end] for m in chunk.text.marks] for chunk in made.chunks]
    assert marked == [["。"], ["三四。"], []]


@pytest.mark.parametrize(
    ("text", "most", "code"),
    [
        ("早期所有车队都用，通用的引擎。", 10, "split.inside-sentence"),
        ("custom silicon costs", 12, "split.inside-sentence"),
        ("早期所有车队都用通用的引擎", 10, "split.inside-word"),
        ("Donaudampfschifffahrt", 12, "split.inside-word"),
        ("https://example.com/a-very-long-path", 20, "split.inside-link"),
    ],
)
def test_a_cut_that_a_reader_stumbles_over_is_a_finding(text: str, most: int, code: str):
    made = cut([block(text)], most)
    assert (made.findings[0].code, made.findings[0].where) == (code, "message 1")
    assert made.findings[0].level == "warning"


def test_cuts_between_sentences_are_none():
    assert cut([block("第一句。第二句。Third. Fourth.")], 10).findings == ()


def test_more_messages_than_the_channel_takes_in_one_go_is_an_error():
    made = cut([block("一二三。" * 4)], 4, ThreadRule(by="sequence", max_messages=3))
    assert [(finding.level, finding.code) for finding in made.findings] == [
        ("error", "thread.too-long")
    ]


def test_where_only_so_many_messages_go_sentences_are_cut_rather_than_that():
    text = "一二，三四，五六，七八。" * 5
    assert len(cut([block(text)], 16).chunks) == 5
    made = cut([block(text)], 16, ThreadRule(by="sequence", max_messages=4))
    assert len(made.chunks) == 4
    assert {finding.code for finding in made.findings} == {"split.inside-sentence"}


def test_a_single_message_channel_takes_what_fits_and_refuses_the_rest():
    only = ThreadRule(by="none")
    assert texts(cut([block("一。"), block("二。", force=True)], 6, only)) == ["一。\n\n二。"]
    with pytest.raises(FitError, match="7/6 graphemes in the only message"):
        cut([block("一二三四五六七")], 6, only)


def test_what_cannot_be_cut_is_refused_with_its_size():
    cluster = "e" + "\u0301" * 50
    with pytest.raises(FitError, match="takes 101 utf-8 and cannot be split; 60 is all"):
        Splitter(limits(bytes=60), PLAIN).split([block(cluster)])


def test_a_number_that_fills_the_message_is_refused():
    with pytest.raises(FitError, match="fills a whole message"):
        cut([block("一二三四五六")], 5, NUMBERED)


def test_nothing_to_say_is_no_message():
    assert cut([block(" \n"), block("")], 10).chunks == ()
