"""Sections in the author's order, or in one that is asked for, under the author's own headings."""

from typing import Any

import pytest

from crosspost import render
from crosspost.compose.outline import outline
from crosspost.compose.section_order import ordered
from crosspost.errors import PostError
from crosspost.model.draft import Draft
from crosspost.model.layout import Changes, changed
from crosspost.model.post import Override, Part, Post
from crosspost.registry import default_account
from crosspost.text.blocks import Code
from crosspost.text.texts import Text, Texts

BACKGROUND = Part(heading={"zh": "背景"}, text={"zh": "旧房子太小。"})
END = Part(heading={"zh": "结论"}, text={"zh": "欢迎来坐。"}, level=3)
POST = Post(
    title={"zh": "搬家公告"},
    lede={"zh": "三月一日起，我们在老面包房。"},
    happened={"zh": "房东卖楼。"},
    discussion={"zh": "你会来吗？"},
    sections=(BACKGROUND, Part(section="happened"), END, Part(section="discussion")),
    tags=("搬家",),
)


def names(post: Post, channel: str, **changes: Any) -> list[str]:
    wanted = changed(default_account(channel).layout, Changes(**changes))
    there = {
        passage.name for thread in outline(post, wanted).threads for passage in thread.passages
    }
    return [one.name for one in ordered(post, wanted) if one.name in there]


def texts(draft: Draft) -> str:
    return "\n".join(message.text for message in draft.messages)


@pytest.mark.parametrize(
    ("channel", "changes", "wanted"),
    [
        pytest.param("telegram", {}, ["title", "lede", "# 背景", "happened", "# 结论", "discussion", "tags"], id="the author's order; tags where the layout has them"),
        pytest.param("x", {}, ["title", "lede", "# 背景", "happened", "# 结论", "discussion", "tags"], id="tags where the layout has them, below the question"),
        pytest.param("x", {"order": ("title", "own", "discussion", "happened")}, ["title", "# 背景", "discussion", "happened", "# 结论"], id="an order that is asked for: own sections behind what they follow"),
        pytest.param("x", {"order": ("title", "# 结论", "happened", "own")}, ["title", "# 结论", "happened", "# 背景"], id="an own section by its heading"),
        pytest.param("x", {"order": ("title", "# 结论")}, ["title", "# 结论"], id="no other own sections than the one that is named"),
        pytest.param("x", {"order": ("title", "own", "happened"), "fixed_order": False}, ["title", "# 背景", "happened", "# 结论"], id="less, in the author's order"),
    ],
)  # fmt: skip
def test_sections_stand_in_order(channel: str, changes: dict[str, Any], wanted: list[str]):
    assert names(POST, channel, **changes) == wanted


def test_headings_are_the_authors_own_and_no_others():
    said = texts(render(POST, "telegram"))
    assert "背景\n旧房子太小。" in said
    assert "结论\n欢迎来坐。" in said
    essay = Post(title={"zh": "一把伞"}, sections=(Part(text={"zh": "按次卖的东西坏得更慢。"}),))
    assert texts(render(essay, "telegram")) == "一把伞\n\n按次卖的东西坏得更慢。"


def test_the_authors_words_for_a_known_section_win_over_ours():
    part = Part(section="happened", heading={"zh": "新闻"})
    said = texts(render(Post(happened={"zh": "房东卖楼。"}, sections=(part,)), "telegram"))
    assert said == "📰 新闻\n房东卖楼。"


def test_own_headings_stay_where_a_layout_has_emoji_only():
    assert "背景\n旧房子太小。" in texts(render(POST, "x"))


def test_what_is_left_out_is_named_by_its_heading():
    wanted = changed(default_account("x").layout, Changes(order=("title", "# 背景")))
    found = {one.code: one.values for one in outline(POST, wanted).findings}
    assert "# 结论" in str(found["section.omitted"]["sections"])


def test_a_draft_tells_which_messages_carry_an_own_section():
    carries = render(POST, "telegram").carries
    assert ("# 背景", (1,)) in [(one.section, one.messages) for one in carries or ()]


def test_a_heading_that_the_post_does_not_have_is_told_with_one_that_it_has():
    post = Post(sections=(BACKGROUND,), channels={"x": Override(order=("title", "# 背境"))})
    with pytest.raises(PostError, match="背境") as error:
        render(post, "x")
    assert "# 背景" in error.value.hint


def test_code_of_every_language_is_said_once():
    code = Text.of([Code(code="make all", source="")])
    both = Texts({"en": Text("Run:") + code, "zh": Text("运行：") + code})
    assert texts(render(Post(happened=both), "telegram")).count("make all") == 1
