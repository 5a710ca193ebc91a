"""What an outline says: which sections, in which languages, in what order, and what it tells."""

import pytest
from msgspec import structs

from crosspost.compose.language_choice import select_languages
from crosspost.compose.outline import Outline, outline
from crosspost.model.layout import Layout
from crosspost.model.post import Matters, Part, Point, Post, Prediction, Source, Story

ALL = ("title", "happened", "matters", "story", "prediction", "sources", "tags", "discussion")
BOTH = {"en": "Rice fed the city.", "zh": "稻米养活了这座城。"}


def layout(
    *languages: str, language_mode="first", headings="none", fallback_sections=(), order=ALL, **rest
) -> Layout:
    return Layout(
        languages=languages or ("en", "zh"),
        language_mode=language_mode,
        headings=headings,
        order=order,
        drop_order=(),
        fallback_sections=fallback_sections,
        **rest,
    )


def said(made: Outline) -> list[list[str]]:
    """Each thread's passages as a reader would hear them."""
    return [
        [
            " ".join(part for part in (p.lead, p.label.text, p.text.text) if part)
            for p in thread.passages
        ]
        for thread in made.threads
    ]


def codes(made: Outline) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in made.findings]


def test_one_language_is_said_and_the_other_one_is_told():
    made = outline(Post(title=BOTH), layout("zh", "en"))
    assert said(made) == [["稻米养活了这座城。"]]
    assert codes(made) == [("language.omitted", "languages")]


def test_together_the_second_language_follows_section_by_section():
    made = outline(Post(title=BOTH, happened=BOTH), layout(language_mode="together"))
    assert said(made) == [[*BOTH.values(), *BOTH.values()]]
    assert [p.second for p in made.threads[0].passages] == [False, True, False, True]


def test_threads_say_each_language_once():
    post = Post(title=BOTH, happened={"en": "It rained."}, discussion={"zh": "还会下吗？🌧️"})
    made = outline(
        post, layout(language_mode="threads", fallback_sections=("happened", "discussion"))
    )
    assert said(made) == [
        ["Rice fed the city.", "It rained."],
        ["稻米养活了这座城。", "还会下吗？🌧️"],
    ]
    assert codes(made) == []


def test_a_missing_language_falls_back_where_the_layout_says_so():
    post = Post(title=BOTH, happened={"zh": "下雨了。"}, discussion={"zh": "还会下吗？"})
    made = outline(post, layout("en", fallback_sections=("happened",)))
    assert said(made) == [["Rice fed the city.", "(in Chinese) 下雨了。"]]
    assert ("language.fall-back", "happened") in codes(made)
    assert ("section.untranslated", "discussion") in codes(made)


@pytest.mark.parametrize(
    ("asked", "told"), [(True, [("language.fall-back", "languages")]), (False, [])]
)
def test_a_post_in_another_language_altogether_is_said_and_told_whoever_asked_for_one(asked, told):
    post = Post(title={"ja": "新しい駅"}, happened={"ja": "雨が降りました。"})
    made = outline(post, layout("fr", named_languages=asked))
    assert said(made) == [["新しい駅", "雨が降りました。"]]
    assert codes(made) == told


def test_a_traditional_reader_is_served_simplified_rather_than_english():
    made = outline(Post(title=BOTH), layout("zh-Hant"))
    assert said(made) == [["稻米养活了这座城。"]]


@pytest.mark.parametrize(
    ("post", "wanted"),
    [
        pytest.param(Post(title={"en": "Rice"}, happened={"zh": "稻。"}, discussion={"zh": "吗？"}), ("zh",), id="an English title alone does not carry a Chinese post"),
        pytest.param(Post(title=BOTH, happened=BOTH), ("en",), id="both whole: the layout's first"),
        pytest.param(Post(title={"ja": "米"}), ("ja",), id="neither: the post's own"),
        pytest.param(Post(), ("en",), id="empty: the layout's first"),
    ],
)  # fmt: skip
def test_the_first_language_is_one_that_carries_the_post(post: Post, wanted: tuple[str, ...]):
    assert select_languages(post, layout("en", "zh")) == wanted


def test_sections_stand_in_the_layouts_order_and_others_are_told():
    post = Post(title=BOTH, happened={"zh": "下雨了。"}, tags=("雨",))
    made = outline(post, layout("zh", order=("happened", "title")))
    assert said(made) == [["下雨了。", "稻米养活了这座城。"]]
    assert ("section.omitted", "tags") in codes(made)


def test_points_are_numbered_labelled_and_nested():
    points = (
        Point(
            label={"en": "Price", "zh": "价格"},
            text={"zh": "涨了。"},
            points=(Point(text={"zh": "尤其是米。"}), Point(text={"zh": "还有麦。"})),
        ),
        Point(text={"zh": "没人知道为什么。"}),
    )
    made = outline(Post(matters=Matters(points=points)), layout("zh"))
    assert said(made) == [
        ["1. 价格 涨了。", "1.1. 尤其是米。", "1.2. 还有麦。", "2. 没人知道为什么。"]
    ]


def test_a_single_point_of_a_thread_has_no_number():
    points = (Point(text={"en": "It rose."}), Point(text={"en": "Why?", "zh": "为什么？"}))
    post = Post(title=BOTH, matters=Matters(points=points))
    made = outline(post, layout(language_mode="threads"))
    assert said(made)[1] == ["稻米养活了这座城。", "为什么？"]


def test_tags_of_several_words_are_one_hashtag():
    made = outline(Post(tags=("history of science", "科学 史")), layout("zh"))
    assert said(made) == [["#科学史 #HistoryOfScience"]]  # those of the language first


def test_together_a_break_is_made_once():
    texts = {"en": "One.\n\n<!-- thread -->\n\nTwo.", "zh": "一。\n\n<!-- thread -->\n\n二。"}
    made = outline(Post(happened=texts), layout(language_mode="together"))
    assert [p.force for p in made.threads[0].passages] == [False, True, False, False]


def test_together_an_own_section_is_said_in_the_pairs_that_its_author_wrote():
    texts = {"en": "One.\n\nTwo.", "zh": "一。\n\n二。🌧️"}
    post = Post(sections=(Part(heading={"en": "Rain", "zh": "雨"}, text=texts),))
    together = layout(language_mode="together", order=("own",))
    assert said(outline(post, together))[0][1:] == ["One.", "一。", "Two.", "二。🌧️"]
    quoted = structs.replace(together, second_language_style="quote")
    assert said(outline(post, quoted))[0][1:] == ["One.", "Two.", "一。", "二。🌧️"]


def test_together_an_own_section_without_pairs_says_one_language_after_the_other():
    texts = {"en": "One.\n\n- Two", "zh": "一。\n\n二。\n\n三。🌧️"}
    post = Post(sections=(Part(text=texts),))
    made = outline(post, layout(language_mode="together", order=("own",)))
    assert said(made) == [["One.", "• Two", "一。", "二。", "三。🌧️"]]


def test_a_label_in_another_language_alone_stands_in_brackets():
    point = Point(label={"en": "Price", "zh": "价格"}, text={"en": "It rose."})
    post = Post(title=BOTH, matters=Matters(points=(point,)))
    made = outline(post, layout(language_mode="together"))
    assert said(made)[0][-1] == "Price (价格) It rose."


def test_the_heading_of_a_prediction_says_how_sure():
    prediction = Prediction(text={"zh": "会跌。"}, stars=3)
    made = outline(Post(prediction=prediction), layout("zh", headings="full"))
    assert said(made) == [["🔮 我的预测", "会跌。"]]
    assert made.threads[0].passages[0].sure == "⭐⭐⭐"


def test_without_headings_the_prediction_itself_says_how_sure():
    prediction = Prediction(text={"zh": "会跌。"}, probability=0.7)
    made = outline(Post(prediction=prediction), layout("zh"))
    assert [passage.sure for passage in made.threads[0].passages] == ["70%"]


def test_a_story_nobody_tells_leaves_no_heading():
    post = Post(title={"en": "Rice"}, story=Story(text={"zh": "从前……"}))
    made = outline(post, layout("en", headings="full"))
    assert said(made) == [["Rice"]]
    assert ("section.untranslated", "story.text") in codes(made)


def test_links_are_gathered_with_the_sources_once():
    post = Post(
        happened={"en": "See [the report](https://a.example/r) and [it](https://a.example/r)."},
        sources=(Source(title="稻米年鉴", url="https://b.example/"),),
    )
    made = outline(post, layout("en", links="gather", fallback_sections=("happened",)))
    assert said(made) == [["See the report and it.", "1. 稻米年鉴", "2. the report"]]
    last = made.threads[0].passages[-1].text
    assert [mark.href for mark in last.marks] == ["https://a.example/r"]


def test_gathered_sources_keep_the_authors_order():
    sources = (
        Source(title="甲", url="https://a.cn/"),
        Source(title="乙"),
        Source(title="丙", url="https://c.cn/"),
    )
    made = outline(Post(sources=sources), layout("zh", links="gather"))
    assert said(made) == [["1. 甲", "2. 乙", "3. 丙"]]


def test_a_forced_break_moves_to_what_is_said_next():
    post = Post(happened={"zh": "一。\n\n<!-- thread -->"}, discussion={"zh": "二？"})
    made = outline(post, layout("zh"))
    assert [(p.text.text, p.force) for p in made.threads[0].passages] == [
        ("一。", False),
        ("二？", True),
    ]


def test_a_larger_language_that_is_left_out_is_a_warning_with_the_figures():
    post = Post(title=BOTH, happened={"zh": "价格下降了。" * 9}, discussion={"en": "Who pays?"})
    found = outline(post, layout("en")).findings[-1]
    assert (found.code, found.level) == ("language.larger-omitted", "warning")
    assert found.text("en") == (
        "English only (6 words); the Chinese text, which is longer (53 characters), is not used here"
    )
    assert [one.code for one in outline(post, layout("zh")).findings] == [
        "section.untranslated",
        "language.omitted",
    ]


def test_what_is_told_goes_by_the_script_that_the_post_is_written_in():
    post = Post(title={"zh-Hant": "晶片之戰"}, happened={"zh-Hant": "台積電宣布擴產。"})
    made = outline(post, layout("zh", headings="full"))
    assert made.said == ("zh-Hant",)
    assert said(made) == [["晶片之戰", "📰 發生了什麼", "台積電宣布擴產。"]]
    assert not made.findings


LOCKED = Point(label={"en": "Lock-in", "zh": "锁定"}, text={"en": "It is harder to leave."})
CHEAP = Point(label={"en": "Price", "zh": "价格"}, text={"en": "It is cheaper."})


def test_labels_whose_reasons_are_in_another_language_are_one_line():
    post = Post(title=BOTH, matters=Matters(points=(LOCKED, CHEAP)))
    made = outline(post, layout("zh", fallback_sections=("matters",)))
    assert said(made) == [["稻米养活了这座城。", "锁定、价格"]]
    assert ("section.untranslated", "matters.points") in codes(made)
    assert said(outline(post, layout("en"))) == [
        ["Rice fed the city.", "1. Lock-in It is harder to leave.", "2. Price It is cheaper."]
    ]


def test_one_such_label_goes_and_is_told():
    made = outline(Post(title=BOTH, matters=Matters(points=(LOCKED,))), layout("zh"))
    assert said(made) == [["稻米养活了这座城。"]]
    assert ("section.untranslated", "matters.points[0].text") in codes(made)


def test_one_such_label_beside_the_thread_of_its_reason_is_told():
    post = Post(title=BOTH, matters=Matters(points=(LOCKED,)))
    made = outline(post, layout(language_mode="threads"))
    assert said(made)[1] == ["稻米养活了这座城。"]
    assert ("section.untranslated", "matters.points[0].text") in codes(made)


@pytest.mark.parametrize("headings", ["none", "full"])
def test_a_rule_alone_is_no_thread_and_has_no_heading(headings: str):
    post = Post(happened={"en": "It rained. 🌧️", "zh": "---"})
    made = outline(post, layout(language_mode="threads", headings=headings))
    assert [thread.languages for thread in made.threads] == [("en",)]
    assert outline(Post(happened={"zh": "---"}), layout(headings=headings)).threads == ()


def test_a_language_of_a_rule_alone_is_not_the_one_to_say():
    post = Post(happened={"zh": "---", "en": "It rained. 🌧️"})
    assert select_languages(post, layout("zh", "en")) == ("en",)


def test_labels_without_reasons_in_any_language_are_a_list():
    bare = tuple(Point(label=point.label) for point in (LOCKED, CHEAP))
    made = outline(Post(title=BOTH, matters=Matters(points=bare)), layout("zh"))
    assert said(made) == [["稻米养活了这座城。", "1. 锁定", "2. 价格"]]


def test_a_text_whose_language_nobody_knows_serves_everybody():
    post = Post(title={"und": "OpenAI Trainium 🎉"})
    made = outline(post, layout("en", "zh"))
    assert (said(made), made.said, made.findings) == ([["OpenAI Trainium 🎉"]], ("und",), ())


def test_a_label_over_a_list_in_its_own_language_stays():
    point = Point(label={"zh": "锁定"}, text={"zh": "- 数据\n- 工具"})
    made = outline(Post(title=BOTH, matters=Matters(points=(point,))), layout("zh"))
    assert said(made)[0][1] == "锁定"
