"""Moments, customer-service messages and the WeCom robot."""

import tomllib
from pathlib import Path

import pytest
from msgspec import UNSET, structs

from crosspost.errors import PostError
from crosspost.model.draft import Draft
from crosspost.model.layout import Changes
from crosspost.model.post import Meta, Override, Part, Post, Prediction
from crosspost.readers import parse
from crosspost.rendering import render

NEWS = Post(
    title={"zh": "垂类芯片之战"},
    happened={"zh": "亚马逊展示了新芯片。细节有很多，这里不说。"},
    prediction=Prediction(text={"zh": "到年底会出现专用模型。可移植性的时代结束了。"}, stars=3),
    discussion={"zh": "开源还有意义吗？\n- 有\n- 没有"},
    tags=("芯片",),
)


def codes(draft: Draft) -> list[str]:
    return [finding.code for finding in draft.findings if finding.code.startswith("wechat")]


def test_moments_says_the_essential(write):
    draft = write(NEWS, "wechat-moments")
    assert draft.messages[0].payload == {"text": draft.messages[0].text}
    assert draft.messages[0].text == (
        "垂类芯片之战\n"
        "亚马逊展示了新芯片。细节有很多，这里不说。\n"
        "🔮 我的预测（信心 3/5）：到年底会出现专用模型。可移植性的时代结束了。\n"
        "开源还有意义吗？"
    )
    assert told(draft) == ["a short form; left out: tags; only in part: discussion"]


def told(draft: Draft) -> list[str]:
    return [one.message for one in draft.findings if one.code == "wechat.summarised"]


def rules(draft: Draft) -> list[tuple[str, str]]:
    assert draft.chosen is not UNSET
    return [(one.section, one.rule) for one in draft.chosen]


def test_moments_says_each_first_sentence_before_any_second(write):
    news = structs.replace(NEWS, happened={"zh": "大事发生了。" + "细节很多，" * 20 + "不说了。"})
    draft = write(news, "wechat-moments")
    assert "大事发生了。\n🔮 我的预测（信心 3/5）：到年底" in draft.messages[0].text
    assert codes(draft) == ["wechat.summarised"]
    assert rules(draft)[:3] == [("title", "title"), ("happened", "first"), ("prediction", "date")]


def test_moments_says_a_prediction_with_its_date_or_not_at_all(write):
    long = "到年底" + "会出现很多很多" * 20 + "。时代结束了。"
    news = structs.replace(NEWS, prediction=Prediction(text={"zh": long}, probability=0.7))
    draft = write(news, "wechat-moments")
    assert "时代结束了" not in draft.messages[0].text
    assert told(draft) == ["a short form; left out: prediction, tags; only in part: discussion"]


def test_moments_ends_a_long_prediction_at_its_dash(write):
    long = "到年底会出现专用模型——" + "因为很多很多原因" * 20 + "。"
    news = structs.replace(NEWS, prediction=Prediction(text={"zh": long}, stars=3))
    draft = write(news, "wechat-moments")
    assert "🔮 我的预测（信心 3/5）：到年底会出现专用模型。\n" in draft.messages[0].text


def test_moments_says_a_bold_thesis(write):
    body = (
        "第一句话说的是很平常的事情。" + "细节很多，" * 16 + "不说了。**芯片之战其实是底盘之战。**"
    )
    draft = write(structs.replace(NEWS, happened={"zh": body}), "wechat-moments")
    assert ("happened", "bold") in rules(draft)
    assert "芯片之战其实是底盘之战。" in draft.messages[0].text


def test_moments_never_says_what_the_post_is_not_about(write):
    body = "这里不讨论估值。亚马逊展示了新芯片。" + "细节很多，" * 20 + "不说了。"
    draft = write(structs.replace(NEWS, happened={"zh": body}), "wechat-moments")
    assert "这里不讨论" not in draft.messages[0].text
    assert "\n亚马逊展示了新芯片。" in draft.messages[0].text


@pytest.mark.parametrize("intro", ["三件武器：", "我們有三件武器，如下：", "公司有三件武器"])
def test_moments_says_a_list_whole_or_not_at_all(write, intro):
    few = f"亚马逊展示了新芯片。{intro}\n\n- 快\n- 省\n- 稳"
    draft = write(structs.replace(NEWS, happened={"zh": few}, title={}), "wechat-moments")
    assert f"{intro}\n• 快\n• 省\n• 稳" in draft.messages[0].text
    many = f"亚马逊展示了新芯片。{intro}\n\n" + "- 很长很长的一项\n" * 9
    draft = write(structs.replace(NEWS, happened={"zh": many}), "wechat-moments")
    assert intro not in draft.messages[0].text
    assert "很长" not in draft.messages[0].text
    assert "only in part: happened" in told(draft)[0]


def test_moments_names_sections_of_ones_own(write):
    own = (
        Part(heading={"zh": "背景"}, text={"zh": "芯片换代了。" + "细节很多，" * 30 + "不说了。"}),
        Part(
            heading={"zh": "对比表"}, text={"zh": "| 型号 | 价 |\n|---|---|\n" + "| 甲 | 1 |\n" * 9}
        ),
    )
    post = Post(title={"zh": "垂类芯片之战"}, sections=own)
    assert told(write(post, "wechat-moments")) == [
        "a short form; left out: # 对比表; only in part: # 背景"
    ]


def test_moments_fills_its_room_where_there_are_words(write):
    body = "亚马逊展示了新芯片。" + "每一代都快一倍。" * 40
    draft = write(Post(title={"zh": "芯片"}, happened={"zh": body}), "wechat-moments")
    assert draft.messages[0].size >= 0.85 * draft.messages[0].limit


def test_moments_drops_a_title_that_the_question_says_again(write):
    body = "国内新能源车卖过了燃油车。" + "细节很多，" * 30 + "不说了。"
    ask = "如果加油站明天关门，你最舍不得的是油，是厕所，还是那杯半夜里的热咖啡？" * 2
    news = Post(title={"zh": "加油站关门"}, happened={"zh": body}, discussion={"zh": ask})
    assert "加油站关门\n" not in write(news, "wechat-moments").messages[0].text


def test_moments_takes_the_description_where_the_news_have_no_room(write):
    news = structs.replace(
        NEWS,
        happened={"zh": "很长很长" * 50 + "。"},
        meta=Meta(description={"zh": "芯片换代了。"}),
    )
    draft = write(news, "wechat-moments")
    assert "\n芯片换代了。\n" in draft.messages[0].text
    assert codes(draft)[0] == "wechat.substituted-sentence"


def test_moments_names_what_has_no_room(write):
    news = structs.replace(NEWS, happened={"zh": "很长很长" * 50 + "。"})
    draft = write(news, "wechat-moments")
    assert "很长" not in draft.messages[0].text
    assert told(draft) == ["a short form; left out: happened, tags; only in part: discussion"]


def test_moments_cuts_only_what_cannot_be_whole(write):
    draft = write(Post(happened={"zh": "中" * 500}), "wechat-moments")
    assert draft.messages[0].text == "中" * 139 + "…"
    assert "wechat.truncated-sentence" in codes(draft)


def test_moments_holds_to_six_lines(write):
    lines = [f"{sign}行。" for sign in "甲乙丙丁戊己庚辛壬"]
    override = Override(text={"zh": "\n".join(lines)})
    draft = write(structs.replace(NEWS, channels={"wechat-moments": override}), "wechat-moments")
    assert draft.messages[0].text == "\n".join(lines[:6])


def test_the_authors_own_words_stay_as_they_are(write):
    override = Override(text={"zh": "第一行\n第二行 🎉"})
    draft = write(structs.replace(NEWS, channels={"wechat-moments": override}), "wechat-moments")
    assert draft.messages[0].text == "第一行\n第二行 🎉"


def test_messages_are_cut_by_bytes_and_say_all(write):
    news = structs.replace(NEWS, happened={"zh": "这一句话有十二个汉字。" * 150})
    draft = write(news, "wechat-message")
    assert len(draft.messages) == 4
    assert all(len(one.payload["text"].encode()) <= 2048 for one in draft.messages)
    assert sum(one.text.count("这一句话") for one in draft.messages) == 150
    assert all(one.unit == "utf-8" for one in draft.messages)


def test_more_messages_than_wechat_takes_is_a_finding(write):
    news = structs.replace(NEWS, happened={"zh": "这一句话有十二个汉字。" * 400})
    told = [one.code for one in write(news, "wechat-message").findings]
    assert told.count("thread.too-long") == 1


def test_a_message_writes_addresses_out(write):
    news = structs.replace(NEWS, happened={"zh": "见[公告](https://a.com/x)。"})
    assert "见公告 (https://a.com/x)。" in write(news, "wechat-message").messages[0].text


def test_the_robot_writes_its_own_markdown(write):
    news = structs.replace(NEWS, happened={"zh": "**大事**见[公告](https://a.com/x)，*真的*。"})
    draft = write(news, "wecom")
    payload = draft.messages[0].payload
    assert payload["msgtype"] == "markdown"
    assert "**大事**见[公告](https://a.com/x)，真的。" in payload["markdown"]["content"]
    assert draft.messages[0].size == len(payload["markdown"]["content"].encode())
    assert "markup.dropped-emphasis" in [finding.code for finding in draft.findings]


def test_the_robot_can_speak_plainly(write):
    news = structs.replace(NEWS, happened={"zh": "这一句话有十二个汉字。" * 100})
    draft = write(news, "wecom", form="text")
    assert [one.payload["msgtype"] for one in draft.messages] == ["text"] * 3
    assert all(len(one.payload["text"]["content"].encode()) <= 2048 for one in draft.messages)


def test_the_robot_has_no_other_form(write):
    with pytest.raises(PostError, match=r"wecom\.options\.form"):
        write(NEWS, "wecom", form="markdown_v3")


def test_a_layout_for_one_post(write):
    override = Override(order=("title",), headings="none")
    assert isinstance(override, Changes)
    draft = write(structs.replace(NEWS, channels={"wecom": override}), "wecom")
    assert draft.messages[0].payload["markdown"]["content"] == "**垂类芯片之战**"


CASES = tomllib.loads((Path(__file__).parents[1] / "cases/moments.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_post_in_a_few_lines(case: dict[str, str]):
    post = parse(case["post"], "markdown", "post.md")
    assert render(post, "wechat-moments").messages[0].text == case["moments"]
    assert render(post, "wechat-article").messages[0].payload["digest"] == case["digest"]
