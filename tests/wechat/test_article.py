"""The article: what is built of a post, and what happens when there is too much of it."""

import re

import pytest

from crosspost import read
from crosspost.adapters.wechat.article_lint import lint
from crosspost.adapters.wechat.article_words import PROPORTIONAL
from crosspost.adapters.wechat.themes import load
from crosspost.model.post import Matters, Point, Post
from crosspost.readers import parse
from tests.examples import REAL

LONG = Post(
    title={"zh": "长文"},
    happened={"zh": "大事发生了。"},
    matters=Matters(points=tuple(Point(text={"zh": f"第{n}点很重要。" * 9}) for n in range(30))),
    story=None,
    discussion={"zh": "你怎么看？"},
    tags=("长",),
)


@pytest.fixture
def html(full, write):
    return write(full).messages[0].payload["content"]


def test_the_payload_is_an_article_of_the_draft_box(full, write):
    payload = write(full).messages[0].payload
    assert {key: payload[key] for key in payload if key != "content"} == {
        "article_type": "news",
        "title": "垂类芯片之战",
        "author": "任远",
        "digest": "亚马逊展示了新芯片，详见公告。代码是 a < b。",
        "content_source_url": "https://example.com/posts/1",
        "need_open_comment": 1,
    }


def test_it_is_sections_and_spans_with_inline_styles(html):
    assert set(re.findall(r"<(\w+)", html)) == {"section", "span", "strong", "code", "sup", "a"}
    assert set(re.findall(r" (\w+)=", html)) == {"style", "href"}
    assert "\n" not in html


def test_the_title_is_not_said_twice_but_the_second_one_is(html):
    assert "垂类芯片之战" not in html
    assert "The Vertical Silicon War" in html


def test_an_address_becomes_a_numbered_note(full, write):
    """The two sources come first; one address serves both languages."""
    text = write(full).messages[0].text
    assert text.count("[3]") == 3
    assert "详见公告[3]" in text
    assert "[3]\u00a0公告\n\nhttps://example.com/news" in text
    assert "https://doi.org/10.1/x" in text


def test_an_article_of_wechat_stays_a_link(html):
    assert '<a href="https://mp.weixin.qq.com/s/abc">' in html
    assert "微信文章</span></a>" in html
    assert html.count("href=") == 1


def test_an_address_of_mail_says_itself(write):
    said = "写信到 <desk@example.com>，或看[说明](https://a.example/)。🎉"
    message = write(Post(title={"zh": "报名"}, happened={"zh": said})).messages[0]
    assert "desk@example.com" in message.text
    assert "mailto:" not in message.text
    assert "说明[1]" in message.text


def test_what_the_author_wrote_is_text_and_never_markup(write):
    post = Post(title={"zh": "标签"}, happened={"zh": r'\<script>"1 < 2 & 3"\</script>'})
    message = write(post).messages[0]
    assert "<script" not in message.payload["content"]
    assert "<script>" in message.text
    assert lint(message.payload["content"]) == []


def test_stars_stand_once_on_their_own_line(full, write):
    assert write(full).messages[0].text.count("⭐⭐⭐") == 1
    assert "🔮 我的预测\u00a0\u00a0My prediction\n\n⭐⭐⭐" in write(full).messages[0].text


def test_a_label_that_repeats_its_heading_is_left_out(full, write):
    assert write(full).messages[0].text.count("用故事说理") == 1


def test_points_are_numbered_and_the_question_is_asked_after_them(full, write):
    text = write(full).messages[0].text
    places = [
        text.index(part)
        for part in (
            "1\u00a0利润率之战",
            "1.1\u00a0底下的一点",
            "2\u00a0没有小标题",
            "开源还有意义吗",
            "#芯片",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("headings", ["full", "emoji", "none"])
def test_headings_as_the_layout_wants_them(headings, full, write):
    text = write(full, headings=headings).messages[0].text
    assert ("📰" in text, "发生了什么" in text) == (headings != "none", headings == "full")


def test_every_block_of_the_post_can_be_read(full, write):
    text = write(full).messages[0].text
    for words in ("亚马逊展示了新芯片", "第二段 🎉。", "Costs fall by 40%.", "这就像赛车。", "#AI"):
        assert words in text


def test_two_languages_apart_are_two_articles(full, write):
    messages = write(full, language_mode="threads").messages
    assert [message.payload["title"] for message in messages] == [
        "垂类芯片之战",
        "The Vertical Silicon War",
    ]


def test_a_long_post_gives_up_its_looks_before_its_words(full, write, narrow):
    size = write(full, theme="plain").messages[0].size
    draft = narrow(full, size)
    assert draft.messages[0].size == size
    assert "wechat.theme" in [finding.code for finding in draft.findings]
    assert "article.omitted" not in [finding.code for finding in draft.findings]


def test_a_longer_one_loses_what_the_layout_drops_first(full, write, narrow):
    draft = narrow(full, write(full, theme="plain").messages[0].size - 1)
    lost = [finding.where for finding in draft.findings if finding.code == "article.omitted"]
    assert lost == ["tags"]


def test_the_last_section_to_go_is_only_cut_short(narrow):
    draft = narrow(LONG, 2500)
    [short] = [one for one in draft.findings if one.code == "article.shortened"]
    assert (short.where, short.values["size"]) == ("matters", 2610)
    assert 2200 < draft.messages[0].size <= 2500
    assert "大事发生了。" in draft.messages[0].text


def test_one_endless_sentence_is_left_out_and_said_so(write):
    draft = write(Post(title={"zh": "长"}, happened={"zh": "中" * 30_000}))
    assert draft.messages[0].size <= 19_999
    assert [one.where for one in draft.findings if one.code == "article.omitted"] == ["happened"]


@pytest.mark.skipif(not REAL.exists(), reason="the real post lies beside the checkout")
def test_the_real_post_is_whole_and_survives(write):
    post = read(REAL)
    message = write(post).messages[0]
    assert lint(message.payload["content"]) == []
    assert message.size < 10_000
    for texts in (post.title, post.discussion):
        assert all(text.words[:6] in message.text for text in texts.values())


def test_signs_of_notes_and_addresses_count_in_reading_order(write):
    text = (
        "先看[公告](https://a.example)，再看注[^1]，再看[论文](https://b.example)，又是[公告](https://a.example)。"
        "\n\n[^1]: 脚注在此。"
    )
    message = write(Post(title={"zh": "题"}, happened={"zh": text})).messages[0]
    said = message.text.replace("\u00a0", " ")
    assert "先看公告[1]，再看注[2]，再看论文[3]，又是公告[1]。" in said
    assert "[2] 脚注在此。" in said
    assert said.index("[1] 公告") < said.index("[3] 论文")


ORDINARY = parse(
    """# 一个脚本省下的三个小时

编辑部把周报交给了一个二十行的脚本。

## 经过

It isn’t clever: it reads the feed and writes “one line” for each item.

```python
# 只留下新的
return "new"
```
""",
    "md",
)


def test_a_lede_is_set_as_one_and_english_is_left_aligned(write):
    html = write(ORDINARY).messages[0].payload["content"]
    assert f'<section style="{load("ink").lede}"><span>编辑部把周报' in html
    own = f'<span style="{PROPORTIONAL}">It isn’t clever'
    assert f'text-align:left"><span>{own}' in html


@pytest.mark.parametrize(
    ("theme", "keyword", "string"),
    [
        ("bamboo", True, True),
        ("harbour", True, True),
        ("dusk", True, True),
        ("ink", False, True),
        ("plain", False, False),
    ],
)
def test_code_is_coloured_as_much_as_the_theme_is(theme, keyword, string, write):
    html = write(ORDINARY, theme=theme).messages[0].payload["content"]
    colours = load(theme).code_colours
    assert (f'<span style="color:{colours.get("Keyword")}">return</span>' in html) is keyword
    assert (f'<span style="color:{colours.get("Literal.String")}">new</span>' in html) is string


def test_lines_of_code_are_moved_with_a_finger_and_not_broken(write):
    html = write(ORDINARY).messages[0].payload["content"]
    assert 'overflow-x:auto"><section style="width:max-content;min-width:100%"><code>' in html


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("OpenAI’s 新模型", ["OpenAI’s"]),
        ("他说“I don’t know”，走了。", ["I don’t know"]),
        ("他说“开源”，走了。", []),
        ("苹果的“Vision Pro”贵了。", []),
        ("It isn’t “new”.", ["It isn’t “new”."]),
        ("他回信：He said “yes”。就这一句。", ["He said “yes”"]),
    ],
)
def test_quotes_of_english_are_as_wide_as_its_letters_and_those_of_chinese_are_not(
    text, narrow, write
):
    post = Post(languages=("zh",), title={"zh": "题"}, happened={"zh": text})
    html = write(post).messages[0].payload["content"]
    assert re.findall(rf'<span style="{PROPORTIONAL}">(.*?)</span>', html) == narrow
    assert text in write(post).messages[0].text.replace("\u00a0", " ")


NOTED = parse(
    """# 夜班地铁

十年前也试过[^1]，见[数据](https://example.org/gtfs)。

- 客流
  - 医院

## 后来

没有人再这么说[^2]。

[^1]: 见年报第 88 页。

[^2]: 见公报。
""",
    "md",
)


def test_footnotes_stand_at_the_end_by_their_numbers_with_the_addresses(write):
    said = write(NOTED).messages[0].text.replace("\u00a0", " ")
    _, _, end = said.partition("来源\n\n")
    notes = ["[1] 见年报第 88 页。", "[2] 数据", "https://example.org/gtfs", "[3] 见公报。"]
    assert end.split("\n\n") == notes


def test_footnotes_alone_stand_under_a_line_and_no_heading_that_nobody_wrote(write):
    post = parse("# 题\n\n试过[^1]。\n\n## 后来\n\n好了。\n\n[^1]: 见年报。\n", "md")
    said = write(post).messages[0].text.replace("\u00a0", " ")
    assert said.endswith("好了。\n\n[1] 见年报。")
    assert "来源" not in said


def test_a_list_in_a_list_has_a_sign_of_its_own(write):
    said = write(NOTED).messages[0].text.replace("\u00a0", " ")
    assert "•客流\n\n◦医院" in said.replace(" ", "")


@pytest.mark.parametrize(
    ("picture", "below", "told"),
    [
        ("![港口的早晨](a.png)", ["港口的早晨"], False),
        ("![The harbour at dawn 🎉](a.png)", ["The harbour at dawn 🎉"], False),
        ('![港口的早晨](a.png "摄影：任远")', ["摄影：任远"], True),
        ("![image-20240422161533347](a.png)", [], True),
        ("![在这里插入图片描述](a.png)", [], True),
    ],
)
def test_alt_text_stands_below_a_picture_without_a_caption(picture, below, told, write):
    draft = write(parse(f"# 题\n\n前。\n\n{picture}\n\n后。\n", "md"))
    assert draft.messages[0].text.split("\n\n")[1:] == ["前。", *below, "后。"]
    assert ("media.no-alt-field" in {one.code for one in draft.findings}) is told
