"""What is said of a post where one message is all there is."""

import pytest
from msgspec import UNSET, structs

from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.model.post import Matters, Point, Post, Prediction
from crosspost.readers import parse
from crosspost.registry import default_account
from crosspost.rendering import render

LONG = "细节一个接着一个，谁也数不清，" * 12 + "就到这里。"


def caption(post: Post, most: int = 120, languages: tuple[str, ...] = ()) -> Draft:
    account = default_account("mastodon")
    spec = account.spec
    limits = (structs.replace(spec.text.limits[0], max=most),)
    spec = structs.replace(
        spec,
        thread=structs.replace(spec.thread, by="none"),
        text=structs.replace(spec.text, limits=limits),
    )
    layout = structs.replace(spec.layout, languages=languages or spec.layout.languages)
    return render(post, Account(name="caption", spec=spec, layout=layout))


def said(draft: Draft) -> str:
    [message] = draft.messages
    return message.text


@pytest.mark.parametrize(
    ("body", "best"),
    [
        (f"四月发布了新机器。{LONG}**油站卖的从来不是油。**", "油站卖的从来不是油。"),
        (f"四月發布了新機器。{LONG}大家等了三年，卻沒有人買。", "大家等了三年，卻沒有人買。"),
        (f"四月发布了新机器。{LONG}车速快了约 11%。", "车速快了约 11%。"),
        (f"这里不谈估值。四月发布了新机器。{LONG}", "四月发布了新机器。"),
        (
            (
                f"The machine shipped in April. {'Nobody can count them, ' * 12}and so on. "
                "Everyone waited, yet nobody bought."
            ),
            "Everyone waited, yet nobody bought.",
        ),
    ],
)
def test_a_body_without_room_keeps_its_best_sentences(body: str, best: str):
    draft = caption(Post(title={"zh": "新机器🎉"}, happened={"zh": body}))
    assert best in said(draft)
    assert "这里不谈" not in said(draft)
    (told,) = [one for one in draft.findings if one.code == "section.in-part"]
    assert told.level == "warning"
    assert told.values["sections"] == ("happened",)
    assert draft.chosen is not UNSET
    assert best in [one.text for one in draft.chosen]


def test_sentences_of_other_scripts_say_something_too():
    said_in = "في عام 2024 وصلت القطارات في موعدها."
    body = f"{said_in} {'ولا أحد يعرف السبب ' * 20}."
    draft = caption(Post(title={"ar": "القطارات"}, happened={"ar": body}), languages=("ar",))
    assert said_in in said(draft)


def test_it_is_filled_where_there_are_words():
    body = "四月发布了新机器。" + "每一代都快了一倍。" * 40
    draft = caption(Post(title={"zh": "新机器🎉"}, happened={"zh": body}))
    assert draft.messages[0].size >= 0.85 * draft.messages[0].limit


def test_a_prediction_keeps_its_date_or_goes():
    prediction = Prediction(text={"zh": f"{LONG}到 2027 年底会便宜一半。时代就此结束了。"})
    draft = caption(Post(title={"zh": "新机器🎉"}, prediction=prediction), 60)
    assert "到 2027 年底会便宜一半。" in said(draft)
    assert "时代就此结束" not in said(draft)


def test_the_claim_stands_before_its_date_where_both_have_room():
    claim = "油价不会再涨。"
    text = {"zh": f"{claim}有人算过；到 2027 年底会便宜一半。{LONG}"}
    draft = caption(Post(title={"zh": "新机器🎉"}, prediction=Prediction(text=text)), 60)
    assert f"{claim}有人算过；到 2027 年底会便宜一半。" in said(draft)


def test_points_whose_neighbours_are_left_out_have_no_numbers():
    every = tuple(
        Point(text={"zh": f"第 {at} 台比前一台快了 {at} 倍，大家都很高兴。{LONG}"})
        for at in range(1, 4)
    )
    draft = caption(Post(title={"zh": "新机器🎉"}, matters=Matters(points=every)), 60)
    assert "第 1 台比前一台快了 1 倍" in said(draft)
    assert "1. " not in said(draft)


def test_a_list_of_points_is_said_by_its_labels_where_most_have_no_room():
    labels = ("谁数的？", "和什么比？", "少了谁？", "谁会发现？🎉", "几个百分点？")
    every = tuple(Point(label={"zh": one}, text={"zh": LONG}) for one in labels)
    draft = caption(Post(title={"zh": "五个问题"}, matters=Matters(points=every)))
    assert "1. 谁数的？\n2. 和什么比？\n3. 少了谁？\n4. 谁会发现？🎉\n5. 几个百分点？" in said(
        draft
    )
    assert "section.labels-alone" in [one.code for one in draft.findings]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("原来的路上快了 11%。后来大家都忘了这件事情。", "四月一日收费了。原来的路上快了 11%。"),
        (f"{LONG}到 2027 年车会更少。", "四月一日收费了。到 2027 年车会更少。"),
        (f"{LONG}意外却在区外，大家都这么说。", "四月一日收费了。意外却在区外，大家都这么说。"),
    ],
)
def test_news_begins_with_its_first_sentence(body: str, shown: str):
    long = f"四月一日收费了。{body}{LONG}"
    draft = caption(Post(title={"zh": "街🎉"}, happened={"zh": long}), 60)
    assert shown in said(draft)


def test_the_language_asked_for_stays_before_one_that_stands_in_for_it():
    points = (
        Point(text={"en": "In 2026 it was twice as fast, and it went on like that. 🎉"}),
        Point(text={"zh": "二〇二六年它快了一倍，2027 年又快了一倍。"}),
    )
    post = Post(title={"zh": "新机器🎉"}, matters=Matters(points=points))
    draft = said(caption(post, 90, ("zh",)))
    assert "又快了一倍" in draft
    assert "In 2026" not in draft


def test_a_list_is_whole_or_absent():
    items = "\n".join(f"- 第 {number} 项，说得很长很长" for number in range(20))
    draft = caption(Post(title={"zh": "新机器🎉"}, happened={"zh": f"三件事：\n\n{items}"}))
    assert said(draft) == "新机器🎉"
    assert [one.code for one in draft.findings if one.level == "warning"] == ["section.no-room"]


@pytest.mark.parametrize("channel", ["xiaohongshu", "weibo", "wechat-moments"])
def test_nothing_that_fits_is_told(channel: str):
    rows = "\n".join(f"- 第{at}条：第{at}句话在这里。" for at in range(200))
    draft = render(parse(f"# 题 🎉\n\n## 单子\n\n{rows}\n", "markdown"), channel)
    assert {one.code for one in draft.findings} & {"section.no-room", "wechat.summarised"}
