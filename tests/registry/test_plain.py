"""Channels of plain text: an entry, and not a line of Python."""

import pytest
from msgspec import structs

from crosspost import Post, parse, registry, render
from crosspost.compose.channel_text import read_sent
from crosspost.errors import ChannelSpecError
from crosspost.markup.dialect import Dialect
from crosspost.model.channel_rules import MarksRule, WriteRule
from crosspost.model.channel_spec import Account, OptionRule
from crosspost.model.draft import Draft
from crosspost.model.post import Source, Story
from crosspost.preview.as_html import page
from crosspost.text.richtext import Rich

POST = Post(
    languages=("zh",),
    title={"zh": "新芯片"},
    happened={"zh": "今天聊 #人工智能 芯片# 和 #大模型，详见https://a.cn/x。谢谢@小明。"},
    tags=("科学 史", "history of science", "AI"),
)


@pytest.fixture
def weibo() -> Account:
    return registry.default_account("weibo")


def text(draft: Draft) -> str:
    return "\n".join(message.text for message in draft.messages)


def test_a_topic_of_several_words_is_one_hashtag(weibo: Account):
    said = text(render(POST, weibo))
    assert "今天聊 #人工智能 芯片# 和 #大模型# ，详见 https://a.cn/x 。" in said
    assert "#科学 史# #history of science# #AI#" in said


def test_elsewhere_its_words_are_joined():
    said = text(render(POST, "x"))
    assert "今天聊 #人工智能芯片 和 #大模型，详见" in said
    assert "#科学史 #HistoryOfScience #AI" in said


def test_the_payload_is_what_its_template_says(weibo: Account):
    [message] = render(POST, weibo).messages
    assert message.payload == {"status": message.text}
    assert (message.unit, message.limit) == ("half-width", 140)


def test_half_width_letters_count_one_half(weibo: Account):
    long = structs.replace(POST, happened={"zh": "The chip is out. " * 40}, tags=())
    messages = render(long, weibo).messages
    assert all(message.size <= 140 for message in messages)
    assert max(len(message.text) for message in messages) > 200


def test_what_was_sent_is_read_back_by_the_same_table(weibo: Account):
    [message] = render(POST, weibo).messages
    shown = read_sent(message.payload, weibo.spec)
    assert shown
    assert shown.plain == message.text
    rich = shown.shown
    tags = [rich.text[mark.start : mark.end] for mark in rich.marks if mark.kind == "hashtag"]
    assert tags == ["#人工智能 芯片#", "#大模型#", "#科学 史#", "#history of science#", "#AI#"]
    assert {mark.kind for mark in rich.marks} == {"url", "hashtag"}


def test_where_one_message_is_all_there_is_sections_give_way(weibo: Account):
    story = Story(text={"zh": "一百年前的事🎉。" * 30})
    draft = render(structs.replace(POST, story=story), weibo)
    assert [message.of for message in draft.messages] == [1]
    assert "新芯片" in text(draft)
    assert "一百年前" not in text(draft)
    found = next(one for one in draft.findings if one.code == "section.no-room")
    assert "story" in str(found.values["sections"])


def test_an_entry_that_does_not_say_how_it_is_written_is_told(weibo: Account):
    bare = structs.replace(weibo, spec=structs.replace(weibo.spec, write=None))
    with pytest.raises(ChannelSpecError, match="does not say how it is written") as caught:
        render(POST, bare)
    assert caught.value.location == "weibo.toml: write"


def test_a_dialect_with_escapes_shows_the_signs_themselves():
    slack = MarksRule(
        strong="*{}*",
        emphasis="_{}_",
        code="`{}`",
        link="<{href}|{}>",
        quote="> {}",
        escapes={"&": "&amp;", "<": "&lt;", ">": "&gt;"},
        twins={"*": "＊", "_": "＿", "`": "｀"},
    )
    dialect = Dialect(slack)
    rich = Rich(text="价格 < 3 & 好").marked("strong")
    assert dialect.write(rich) == "*价格 &lt; 3 &amp; 好*"
    linked = Rich(text="见").__add__(Rich(text="报告<1>").marked("link", "https://a.cn/b"))
    assert dialect.write(linked) == "见<https://a.cn/b|报告&lt;1&gt;>"
    for one in (rich, linked, Rich(text="第二语言").marked("quote")):
        assert dialect.read(dialect.write(one)) == one


def test_a_mention_has_the_form_of_its_channel(weibo: Account):
    rule = WriteRule(payload={"text": "{text}"}, mention="＠{}:")
    spec = structs.replace(weibo.spec, write=rule)
    account = structs.replace(weibo, spec=spec)
    greeting = Post(languages=("zh",), happened={"zh": "谢谢 @xiaoming 的图。"})
    assert render(greeting, account).messages[0].payload == {"text": "📰 谢谢 ＠xiaoming: 的图。"}


def test_an_option_goes_into_the_payload(weibo: Account):
    label = {"en": "who may see it", "zh": "谁可以看"}
    option = OptionRule(type="number", label=label, default=0)
    rule = WriteRule(payload={"text": "{text}", "visible": "{visible}", "note": "v{visible}"})
    spec = structs.replace(
        weibo.spec, write=rule, options={**weibo.spec.options, "visible": option}
    )
    account = structs.replace(weibo, spec=spec, options={"visible": 2})
    [message] = render(POST, account).messages
    assert message.payload == {"text": message.text, "visible": 2, "note": "v2"}


def test_the_page_shows_its_hashtags_and_calls_its_unit_by_name(weibo: Account):
    shown = page([render(POST, weibo)], language="zh")
    assert '<span class="link">#人工智能 芯片#</span>' in shown
    assert "/ 140 字" in shown


def test_a_note_has_a_title_of_twenty_and_opens_with_one_that_was_cut():
    cut = structs.replace(POST, title={"zh": "一条街的价格：九美元替整座城市买来了什么东西"})
    for post, title, opens in ((POST, "新芯片", "📰"), (cut, "一条街的价格", "一条街的价格：")):
        [message] = render(post, "xiaohongshu").messages
        assert message.payload["title"] == title
        assert str(message.payload["text"]).startswith(opens)
        assert message.text == f"{title}\n\n{message.payload['text']}"
        assert (message.unit, message.limit) == ("code points", 1000)


def test_a_note_of_one_sentence_has_no_title_that_says_it_twice():
    for text in ("🎉🎉🎉", "今天把博客从老地方搬到了一个新地方，速度快了十倍。"):
        draft = render(parse(text, "text"), "xiaohongshu")
        assert draft.messages[0].payload["title"] == ""
        assert draft.messages[0].text.count(text) == 1
        assert "article.no-title" not in [one.code for one in draft.findings]


def test_a_note_names_sources_without_their_addresses():
    source = Source(title="报告🎉", url="https://a.cn/x")
    bare = Source(url="https://a.cn/y")
    [message] = render(structs.replace(POST, sources=(source, bare)), "xiaohongshu").messages
    assert "• 报告🎉\n" in message.text
    assert "https://a.cn/y" in message.text
