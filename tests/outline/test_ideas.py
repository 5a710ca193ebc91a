"""One idea a message: what the first one says, what shares one, and that languages are cut alike."""

from typing import Any

import pytest

from crosspost import render
from crosspost.model.draft import Draft
from crosspost.model.layout import Numbering
from crosspost.model.post import Matters, Meta, Override, Point, Post, Prediction, Source
from crosspost.readers import parse

LONG = "The city counted every car for a whole year and wrote the figures down by hand. "
LANG = "这座城用了整整一年，把每一辆开进来的车都数了一遍，又一笔一笔记在本子上，从不间断。"


def texts(draft: Draft) -> list[str]:
    return [message.text for message in draft.messages]


def post(**rest: Any) -> Post:
    return Post(
        title={"en": "A Toll", "zh": "一笔过路费"},
        happened={"en": "Cars pay now. " + LONG * 4, "zh": "汽车要付钱了。" + LANG * 4},
        **rest,
    )


def points(*said: str, label: str = "") -> Matters:
    return Matters(points=tuple(Point(label={"en": label}, text={"en": text}) for text in said))


def test_the_first_message_is_the_title_and_the_sentences_that_fill_it():
    first, second = texts(render(post(), "x"))[:2]
    assert first == "A Toll\n\nCars pay now. " + (LONG * 2).strip()
    assert second.startswith("The city counted")


def test_the_authors_hook_wins_over_the_title_and_holds_for_one_channel():
    own = post(channels={"x": Override(hook={"en": "Who pays for your street? 🚗"})})
    assert texts(render(own, "x"))[0] == "Who pays for your street? 🚗"
    assert texts(render(own, "x"))[1].startswith("Cars pay now.")
    assert texts(render(own, "mastodon"))[0].startswith("A Toll")


def test_a_description_stands_under_the_title_but_not_one_that_only_repeats_the_opening():
    said = post(meta=Meta(description={"en": "What a street is worth.", "zh": "一条街值多少。"}))
    assert texts(render(said, "x"))[0] == "A Toll\n\nWhat a street is worth."
    assert "一条街值多少。" in "\n".join(texts(render(said, "bluesky")))
    again = post(meta=Meta(description={"en": "Cars pay now…"}))
    assert texts(render(again, "x"))[0].startswith("A Toll\n\nCars pay now. The city")


def test_it_goes_up_to_the_question():
    asked = Post(title={"zh": "一笔过路费"}, happened={"zh": f"谁在付钱？{LANG * 6}"})
    assert texts(render(asked, "x"))[0] == "一笔过路费\n\n谁在付钱？"


def test_it_never_announces_a_list():
    tips = "\n".join(f"- {LONG}" for _ in range(4))
    listed = Post(title={"en": "Tips"}, happened={"en": f"It is simple. Do this:\n{tips}"})
    first, second = texts(render(listed, "x"))[:2]
    assert first == "Tips\n\nIt is simple."
    assert second.startswith("Do this:\n• The city")


def test_a_point_has_a_message_for_itself_and_its_label_instead_of_a_number():
    said = texts(render(post(matters=points(LONG, LONG * 2, label="Trains")), "x"))
    assert "💡 Trains: " + LONG.strip() + "\n\n3/4" in said
    assert "Trains: " + (LONG * 2).strip() + "\n\n4/4" in said


def test_one_liners_of_one_list_share_a_message_and_keep_their_numbers():
    said = texts(render(post(matters=points("Trains run.", "Streets are calm.")), "x"))
    assert said[-1].startswith("💡 Why it matters\n1. Trains run.\n\n2. Streets are calm.")


@pytest.mark.parametrize(
    ("channel", "begins"),
    [
        ("x", "💡 A: "),
        ("slack", "💡 Why it matters\n1. A: "),
        ("nostr", "💡 Why it matters\n1. A: "),
    ],
)
def test_points_are_numbered_where_a_message_holds_two_and_a_break_takes_their_heading_along(
    channel: str, begins: str
):
    body = f"## Why it matters\n\n1. A: {LONG * 2}\n2. B: {LONG * 2}\n"
    apart = parse(f"# A Toll\n\nCars pay.\n\n<!-- thread -->\n\n{body}", format="markdown")
    first, second, *_ = texts(render(apart, channel))
    assert first == "A Toll\n\nCars pay."
    assert second.startswith(begins)
    assert ("2. B: " in second) == (begins.endswith("1. A: "))


def test_what_leads_to_a_list_goes_with_its_first_points():
    lead = "A number ends arguments. That is why it pays to begin one with it first."
    short = [f"Somebody counted. {LONG}" for _ in range(14)]
    matters = Matters(text={"en": lead}, points=points(*short).points)
    said = texts(render(post(matters=matters), "x"))
    assert any(f"💡 {lead}\n\n1. Somebody" in one for one in said)
    assert any("14. Somebody" in one for one in said)


def test_an_address_that_the_sources_have_is_not_written_out_in_the_text_as_well():
    there = "https://a.example/1"
    said = f"# A Toll\n\nThey [decided]({there}) it.\n\n## Sources\n\n- [Counts]({there})\n"
    draft = render(parse(said, format="markdown"), "mastodon")
    assert "\n".join(texts(draft)).count(there) == 1
    assert "markup.expanded-link" not in [found.code for found in draft.findings]


def test_a_question_and_links_never_share_a_message():
    said = post(
        prediction=Prediction(text={"en": "More cities will follow by 2030."}, stars=3),
        discussion={"en": "Who pays?"},
        sources=(Source(title="Counts", url="https://a.example/1"),),
        tags=("tolls", "cities", "cars"),
    )
    draft = render(said, "x")
    *_, asks, links = texts(draft)
    assert "🤔 Who pays?" in asks
    assert "https" not in asks
    assert links.split("\n\n")[:2] == ["📎 Sources\nCounts https://a.example/1", "#tolls #cities"]
    assert "tag.omitted" in [found.code for found in draft.findings]


def test_stars_carry_a_word_once_and_lose_it_rather_than_that_the_prediction_is_cut():
    room = "By the end of 2030 another city will follow. "
    short = post(prediction=Prediction(text={"en": room}, stars=3))
    assert "🔮 My prediction · ⭐⭐⭐\nBy the end" in texts(render(short, "x"))[-1]
    full = post(prediction=Prediction(text={"en": (room * 6)[:256] + "."}, stars=3))
    assert texts(render(full, "x"))[-1].startswith("🔮 ⭐⭐⭐ By the end")


@pytest.mark.parametrize("channel", ["bluesky", "mastodon"])
def test_both_languages_are_cut_alike(channel: str):
    both = post(
        matters=Matters(
            points=(
                Point(text={"en": LONG * 2, "zh": "地铁有钱了。"}),
                Point(text={"en": LONG * 2, "zh": "街道安静了。"}),
            )
        ),
        discussion={"en": "Who pays?", "zh": "谁在付钱？"},
    )
    draft = render(both, channel)
    half = len(draft.messages) // 2
    said = texts(draft)
    assert "地铁有钱了" in said[half + 2 if channel == "bluesky" else half + 1]
    assert not any("地铁有钱了" in text and "街道安静了" in text for text in said)


def test_no_other_language_stands_in_a_thread_and_one_message_marks_it():
    mixed = Post(
        title={"zh": "一笔过路费"},
        happened={"zh": "汽车要付钱了。"},
        lede={"zh": "大家都在谈。"},
        discussion={"en": "Who pays?"},
    )
    draft = render(mixed, "x")
    assert "Who pays" not in "".join(texts(draft))
    assert "section.untranslated" in [found.code for found in draft.findings]
    assert "（英文）Who pays?" in texts(render(mixed, "wecom"))[0]


@pytest.mark.parametrize(
    ("style", "numbers"),
    [
        ("none", ["", "", "", ""]),
        ("rest", ["", "2/4", "3/4", "4/4"]),
        ("all", ["1/4", "2/4", "3/4", "4/4"]),
        ("🧵", ["🧵", "", "", ""]),
    ],
)
def test_numbers_stand_as_the_layout_has_them(style: Numbering, numbers: list[str]):
    own = Override(numbering=style, hook={"en": "Look at this street."})
    said = post(discussion={"en": "Who pays?"}, channels={"x": own})
    ends = [text.split()[-1] for text in texts(render(said, "x"))]
    assert [end if end == "🧵" or "/" in end else "" for end in ends] == numbers


def test_tags_are_no_last_message_of_their_own():
    said = post(discussion={"en": "Who pays?"}, tags=("tolls", "cities"))
    assert "🤔 Who pays?\n\n#tolls #cities" in texts(render(said, "x"))[-1]
    long = post(tags=("tolls",))
    assert texts(render(long, "x"))[-1].endswith("by hand.\n\n#tolls")


def test_a_description_of_a_word_or_of_the_titles_words_is_none():
    for words in ("A toll", "Weekly"):
        said = post(meta=Meta(description={"en": words}))
        assert texts(render(said, "x"))[0].startswith("A Toll\n\nCars pay now.")


def test_what_an_author_parts_keeps_all_its_words():
    parted = {"en": f"{LONG * 5}\n\n<!-- thread -->\n\nAnd then it stopped.", "zh": "停了。"}
    said = render(Post(title={"en": "A Toll"}, happened=parted), "x")
    assert "A Toll\n\nThe city counted" in texts(said)[0]
    assert texts(said)[-1].startswith("And then it stopped.")
    assert "".join(texts(said)).count("by hand.") == 5


def essay(text: str) -> list[str]:
    return texts(render(parse(text, "markdown"), "x"))


def test_what_earns_no_click_stands_behind_the_opening():
    first, *rest = essay(
        f"# 周刊\n\n> 欢迎订阅，也欢迎投稿。\n\n这一期讲桥。\n\n## 桥\n\n{LANG * 4}\n"
    )
    assert first == "周刊\n\n这一期讲桥。\n\n欢迎订阅，也欢迎投稿。"
    assert all("欢迎" not in text for text in rest)
    assert essay("# 周刊\n\n欢迎订阅，也欢迎投稿。\n")[0] == "周刊\n\n欢迎订阅，也欢迎投稿。"


def test_and_ends_no_opening_with_a_colon():
    first, second = essay(f"# 译文\n\n作者：韩梅梅；定稿：\n\n桥通了。\n\n## 桥\n\n{LANG * 4}\n")[
        :2
    ]
    assert (first, second.partition("\n")[0]) == ("译文\n\n桥通了。", "作者：韩梅梅；定稿：")


def test_a_description_opens_a_thread_also_where_the_opening_would_fit():
    first = essay(
        f"---\ndescription: 九块钱，谁来付？\n---\n# 桥\n\n很长。\n\n## 钱\n\n{LANG * 4}\n"
    )[0]
    assert first == "桥\n\n九块钱，谁来付？"


@pytest.mark.parametrize("asked", ["你会付吗？", "你會付嗎？", "Would you pay? 🚗"])
def test_the_question_that_a_text_ends_with_stands_alone(asked: str):
    assert essay(f"# 桥\n\n{LANG * 4}\n\n没人付钱。\n\n{asked}\n")[-1].startswith(asked)


def test_a_short_line_without_a_stop_stays_with_the_text_below():
    said = essay(f"# 桥\n\n## 文章\n\n1、一座老桥\n\n{LANG * 2}\n\n2、一座新桥\n\n{LANG}\n")
    assert any("2、一座新桥\n\n这座城" in text for text in said)


def test_half_a_paragraph_shares_no_message_with_another():
    said = essay(f"# 桥\n\n## 钱\n\n{LANG}\n\n{LANG * 4}\n\n{LANG}\n")
    parts = [text.rpartition("\n\n")[0] or text for text in said[1:]]
    assert all("\n\n" not in part for part in parts)


def test_links_alone_have_no_heading_and_tags_in_the_language_come_first():
    front = "---\ntags: [bridges, 桥]\ncanonical_url: https://example.com/桥\n---\n"
    last = essay(f"{front}# 桥\n\n## 钱\n\n{LANG * 5}\n")[-1]
    assert last.startswith("原文 https://example.com/")
    assert "#桥 #bridges" in last


def test_a_wide_table_is_a_line_a_row():
    rows = (
        "| 区域 | 2023 年（元/月） | 2026 年（元/月） |\n|---|---|---|\n| 市中心 | 6800 | 6500 |\n"
    )
    assert "市中心 · 6800 · 6500" in "\n".join(essay(f"# 房租\n\n{LANG * 4}\n\n{rows}"))


def test_points_of_a_long_list_share_what_a_message_holds():
    many = points(*[f"{at} {LONG}" for at in range(14)], label="Case")
    said = texts(render(post(matters=many), "x"))
    assert max(text.count("Case") for text in said) > 1


def full(count: int, sections: int = 3) -> str:
    body = "".join(
        f"\n## 第 {at} 节\n\n{'这座城数了每一辆车。' * count}\n" for at in range(sections)
    )
    return f"---\ntags: [芯片, 城市]\n---\n# 一笔过路费\n\n汽车要付钱了。\n{body}"


@pytest.mark.parametrize(("channel", "count"), [("x", 11), ("x", 12), ("bluesky", 27), ("x", 40)])
def test_tags_are_never_a_message_of_their_own(channel: str, count: int):
    said = texts(render(parse(full(count), "markdown"), channel))
    tagged = [text for text in said if "#芯片" in text]
    assert len(tagged) == 1
    assert tagged[0].replace("#芯片 #城市", "").strip() not in {"", f"{len(said)}/{len(said)}"}


def test_a_title_alone_takes_along_the_section_under_it():
    listed = "\n".join(f"- 第 {at} 条：{LANG}" for at in range(9))
    text = f"# 日拱一卒\n\n## 见闻\n\n汽车要付钱了。🚗\n\n{listed}\n\n## 别的\n\n{LANG}\n"
    assert texts(render(parse(text, "markdown"), "x"))[0] == "日拱一卒\n\n见闻\n汽车要付钱了。🚗"
    short = f"# 日拱一卒\n\n## 算法\n\n- 回文数\n- 快乐数\n\n## 别的\n\n{LANG * 3}\n"
    first = texts(render(parse(short, "markdown"), "x"))[0]
    assert first == "日拱一卒\n\n算法\n• 回文数\n• 快乐数"


@pytest.mark.parametrize("begins", ["---", "<!-- thread -->"])
def test_a_section_that_begins_with_a_line_or_a_break_has_its_heading_behind_that(begins: str):
    said = Post(
        languages=("zh",),
        lede={"zh": "先说一句。"},
        happened={"zh": f"{begins}\n\n| 街 | 价 |\n| --- | --- |\n| 前街 | 3 元 |"},
        prediction=Prediction(text={"zh": f"{begins}\n\n- 会涨。"}),
    )
    made = "\n\n".join(texts(render(said, "misskey")))
    assert made.startswith("先说一句。")
    assert "\n\n📰 发生了什么\n" in made
    assert "\n\n🔮 我的预测\n• 会涨。" in made


def test_a_heading_of_a_role_does_not_stand_above_a_line_alone():
    said = Post(languages=("zh",), lede={"zh": "先说一句。"}, happened={"zh": "---"})
    assert texts(render(said, "x")) == ["先说一句。"]
