"""From a post to a draft: what an author can change, and the gate nothing over a limit passes."""

import pytest
from msgspec import structs

from crosspost import FitError, Post, render
from crosspost.adapters import x
from crosspost.model.channel_spec import Account, Limit
from crosspost.model.draft import Draft
from crosspost.model.findings import MessagePart
from crosspost.model.post import Matters, Media, Override, Point, Source
from crosspost.readers import parse
from crosspost.registry import load_channel

QUESTION = {"en": "Who wins?\n- Nvidia\n- Custom chips", "zh": "谁会赢？\n- 英伟达\n- 定制芯片"}


def codes(draft: Draft) -> list[str]:
    return [finding.code for finding in draft.findings]


def whole(draft: Draft) -> str:
    return "\n".join(message.text for message in draft.messages)


def test_the_same_post_gives_the_same_bytes():
    post = Post(title={"zh": "芯片之战 🎉", "en": "Chip war"})
    assert render(post, "x") == render(post, "x")
    assert render(post, "x").digest == render(post, load_channel("x")).digest


def test_the_digest_changes_with_what_is_sent_and_with_nothing_else():
    one = render(Post(title={"zh": "芯片之战"}), "x")
    two = render(Post(title={"zh": "芯片之战！"}), "x")
    same = render(Post(title={"zh": "芯片之战"}, meta=structs.replace(Post().meta, score=7)), "x")
    assert one.digest != two.digest
    assert one.digest == same.digest


def test_a_post_may_change_the_layout_for_one_channel():
    post = Post(
        title={"zh": "芯片之战", "en": "Chip war"},
        channels={"x": Override(languages=("zh",))},
    )
    assert whole(render(post, "x")) == "芯片之战"
    assert "Chip war" in whole(render(post, "telegram"))


def test_a_post_may_say_one_channel_in_its_own_words():
    post = Post(
        title={"zh": "芯片之战"},
        happened={"zh": "很长的一段。"},
        channels={"x": Override(text={"zh": "一句话：**芯片**之战。"})},
    )
    assert whole(render(post, "x")) == "一句话：芯片之战。"


def test_an_account_has_a_layout_of_its_own():
    spec = load_channel("x")
    layout = structs.replace(spec.layout, languages=("zh",))
    account = Account(name="中文号", spec=spec, layout=layout)
    draft = render(Post(title={"zh": "芯片之战", "en": "Chip war"}), account)
    assert (draft.channel, draft.account, draft.languages) == ("x", "中文号", ("zh",))


def test_a_post_without_a_word_is_an_error_not_an_empty_message():
    draft = render(Post(), "x")
    assert draft.messages == ()
    assert codes(draft) == ["post.empty"]


def test_nothing_over_a_limit_leaves(monkeypatch: pytest.MonkeyPatch):
    honest = x.write

    def careless(post: Post, account: Account):
        written = honest(post, account)
        large = (structs.replace(one, size=one.limit + 1) for one in written.messages)
        return structs.replace(written, messages=tuple(large))

    monkeypatch.setattr(x, "write", careless)
    with pytest.raises(FitError, match="281/280 weighted"):
        render(Post(title={"zh": "芯片之战"}), "x")


def test_what_cannot_be_cut_small_enough_is_refused():
    spec = load_channel("x")
    tiny = structs.replace(spec.text, limits=(Limit(max=1, unit=spec.text.limits[0].unit),))
    with pytest.raises(FitError):
        render(Post(title={"zh": "芯片之战"}), structs.replace(spec, text=tiny))


def test_findings_count_messages_as_the_draft_does():
    post = Post(happened={"en": "One. Two.", "zh": "中" * 400})
    draft = render(post, "bluesky")
    [found] = [f for f in draft.findings if f.code == "split.inside-word"]
    assert isinstance(found.location, MessagePart)
    message = draft.messages[found.location.index - 1]
    assert message.text.startswith("📰 中")
    [place] = found.places
    assert place.message == message.index
    assert (message.text[place.start : place.end],) == found.words == ("中" * 12,)


class TestPoll:
    def poll(self, discussion: dict[str, str], **rest) -> Draft:
        override = Override(poll=True, **rest)
        return render(Post(discussion=discussion, channels={"x": override}), "x")

    def test_listed_options_become_a_poll(self):
        draft = self.poll(QUESTION, languages=("zh",))
        message = draft.messages[-1]
        assert message.payload["poll"] == {
            "options": ["英伟达", "定制芯片"],
            "duration_minutes": 1440,
        }
        assert message.text.endswith("谁会赢？")

    def test_without_the_wish_the_options_stay_in_the_text(self):
        draft = render(Post(discussion=QUESTION), "x")
        assert "poll" not in draft.messages[-1].payload
        assert "Custom chips" in draft.messages[-1].text

    @pytest.mark.parametrize(
        ("discussion", "reason"),
        [
            ({"zh": "谁会赢？"}, "not 0"),
            ({"zh": "谁？\n" + "\n".join(f"- {n}" for n in "甲乙丙丁戊")}, "not 5"),
            ({"zh": "谁？\n- 甲\n- " + "很长的选项" * 6}, "over 25"),
        ],
    )
    def test_what_x_would_refuse_stays_in_the_text_and_is_told(self, discussion, reason):
        draft = self.poll(discussion, languages=("zh",))
        assert "poll" not in draft.messages[-1].payload
        assert [
            f.message for f in draft.findings if f.code == "poll.as-text" and reason in f.message
        ]

    def test_a_picture_gives_way_to_a_poll(self):
        post = Post(
            discussion=QUESTION,
            media=(Media(path="a.png", alt={"en": "A"}),),
            channels={"x": Override(poll=True)},
        )
        draft = render(post, "x")
        assert "poll" in draft.messages[-1].payload
        assert "media.omitted" in codes(draft)


class TestX:
    def test_the_cost_of_a_link_is_told(self):
        draft = render(Post(happened={"zh": "见 https://example.com/ 。"}), "x")
        assert [f.message for f in draft.findings if f.code == "x.cost"] == [
            "about $0.200, 1 with a link × $0.200"
        ]

    def test_all_links_stand_in_one_post_for_they_cost(self):
        sources = tuple(
            Source(title="来源" * 12 + str(n), url=f"https://example.com/{n}") for n in range(3)
        )
        post = Post(happened={"zh": "事情很多，" * 50 + "完。"}, sources=sources)
        draft = render(post, "x")
        assert ["https://" in message.text for message in draft.messages].count(True) == 1

    def test_an_address_with_chinese_in_it_stays_one_link(self):
        post = Post(happened={"zh": "见[维基](https://zh.wikipedia.org/wiki/芯片)。"})
        text = render(post, "x").messages[0].text
        assert text.endswith("\n维基 https://zh.wikipedia.org/wiki/%E8%8A%AF%E7%89%87")

    def test_a_file_name_that_x_makes_a_link_of_is_named(self):
        draft = render(Post(happened={"zh": "改了 main.py 和 readme.md。"}), "x")
        assert [
            "main.py, readme.md" in f.message for f in draft.findings if f.code == "x.bare-link"
        ] == [True]

    def test_a_second_cashtag_is_an_error(self):
        draft = render(Post(happened={"zh": "看 $TSLA 和 $NVDA 的对比。"}), "x")
        assert [f.level for f in draft.findings if f.code == "x.cashtags"] == ["error"]

    def test_a_thread_opens_with_the_title_and_whole_sentences(self):
        points = tuple(Point(text={"zh": f"理由{n}，" + "说来话长" * 20 + "。"}) for n in "一二三")
        post = Post(
            title={"zh": "芯片之战"},
            happened={"zh": "打起来了。" + "细节很多，" * 28 + "完。"},
            matters=Matters(points=points),
        )
        assert render(post, "x").messages[0].text == "芯片之战\n\n打起来了。"


NOTED = (
    "# 用量\n\n为什么？用量涨得比价格跌得快[^1]。\n\n"
    + "第二段说得长一点，好让一条消息放不下。" * 12
    + "\n\n[^1]: 杰文斯，1865 年。\n"
)


@pytest.mark.parametrize("channel", ["weibo", "wechat-moments"])
def test_a_footnote_that_has_no_room_leaves_no_sign_behind(channel: str):
    said = render(parse(NOTED, "md"), channel).messages[0].text
    assert "用量涨得比价格跌得快。" in said
    assert "杰文斯" not in said
