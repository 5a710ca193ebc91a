"""What the post says otherwise on one channel: a form, written into the post's own front matter."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from crosspost.desk.actions import ActionRequest
from crosspost.desk.own_words import changes, check_words, groups, write_words
from crosspost.desk.session import Session
from crosspost.drafting import source_digest, source_of
from crosspost.errors import PostError
from crosspost.readers import parse
from crosspost.registry import default_account
from crosspost.translations import LANGUAGES, texts
from tests.desk.conftest import POST, Sit, Start, shows, slot, until, written
from tests.desk.test_access import judged

SAID = """---
channels:
  x:
    title: 转接头
    hook: {en: Which drawer?, zh: 哪个抽屉？}
    sections: {discussion: ""}
    heading_words: {happened: 新闻}
    numbering: all
    ending: [tags, sources]
    handles: {MTA: "@MTA"}
    drafted:
      hook.en: {by: 模型 9, source: "sha256:0123456789abcdef"}
---
"""
WORDS = texts("desk")["en"]


def form_of(text: str, name: str = "x") -> dict[str, str]:
    """What the form says when nothing is typed."""
    post = parse(text, "markdown")
    every = groups(post, name, default_account("x"), WORDS)
    return {one.name: one.value for group in every for one in group.fields}


def typed(text: str, **more: str) -> dict[tuple[str, ...], Any]:
    said = form_of(text) | {key.replace("__", "/"): value for key, value in more.items()}
    post = parse(text, "markdown")
    given = [pair for pair in said.items() if pair[1]]
    return dict(changes(post, "x", default_account("x"), given, WORDS))


def test_the_form_shows_what_the_post_says():
    said = form_of(SAID + POST)
    assert said["title/zh"] == "转接头"
    assert said["title/en"] == ""
    assert said["hook/en"] == "Which drawer?"
    assert said["left-out/discussion"] == "yes"
    assert said["heading_words/happened"] == "新闻"
    assert (said["numbering"], said["ending"], said["handles"]) == (
        "all",
        "tags, sources",
        "MTA = @MTA",
    )
    assert said["drafted/hook.en/reviewed"] == ""


CASES = {
    "nothing typed changes nothing": ({}, {}),
    "a title": ({"title__en": "Plugs"}, {("title", "en"): "Plugs"}),
    "a field that is emptied goes": ({"numbering": ""}, {("numbering",): None}),
    "a list": ({"ending": "sources，tags"}, {("ending",): ["sources", "tags"]}),
    "lines": ({"keep": "discussion\nEvery new…"}, {("keep",): ["discussion", "Every new…"]}),
    "names": ({"handles": "@a = 甲\nb=@c"}, {("handles",): {"@a": "甲", "b": "@c"}}),
    "left out no more": ({"left-out__discussion": ""}, {("sections", "discussion"): None}),
    "another one left out": ({"left-out__happened": "yes"}, {("sections", "happened"): ""}),
    "words of what is left out do not count": (
        {"left-out__happened": "yes", "sections__happened__zh": "新"},
        {("sections", "happened"): ""},
    ),
    "read, beside the author's words of today": (
        {"drafted__hook.en__reviewed": "yes"},
        {
            ("drafted", "hook.en", "reviewed"): True,
            ("drafted", "hook.en", "source"): source_digest(
                source_of(parse(POST, "markdown"), "hook.en")
            ),
        },
    ),
    "what a person writes anew is no program's": (
        {"hook__en": "Which one?"},
        {("hook", "en"): "Which one?", ("drafted", "hook.en"): None},
    ),
    "a program's words that are emptied": (
        {"hook__en": "", "drafted__hook.en__reviewed": "yes"},
        {("hook", "en"): None, ("drafted", "hook.en"): None},
    ),
}


@pytest.mark.parametrize("row", CASES.values(), ids=CASES)
def test_what_is_typed_is_what_changes(
    row: tuple[dict[str, str], dict[tuple[str, ...], object]],
):
    given, expected = row
    made = typed(SAID + POST, **given)
    assert made == {("channels", "x", *keys): value for keys, value in expected.items()}


def test_a_name_without_its_other_is_told():
    with pytest.raises(PostError) as caught:
        typed(SAID + POST, handles="@a")
    assert caught.value.location == "channels.x.handles"


def session_of() -> Session:
    there = [SimpleNamespace(id="t0", name="x", account=default_account("x"))]
    return cast("Session", SimpleNamespace(there=there, name="post.md", words=WORDS))


WRONG = [
    ("ending", "sorces", "channels.x.ending"),
    ("heading_emoji/happened", "x" * 30, "channels.x.heading_emoji"),
]


@pytest.mark.parametrize(("field", "value", "told"), WRONG)
def test_a_mistake_is_told_by_its_key_and_nothing_is_written(field: str, value: str, told: str):
    for action in (check_words, write_words):
        request = ActionRequest(tab="", text=POST, target="t0", said=((field, value),))
        answer = asyncio.run(action(session_of(), request))
        assert told in answer["parts"]["own-wrong-t0"]
        assert "replace" not in answer


def test_both_languages_name_every_field():
    for language in LANGUAGES:
        words = texts("desk")[language]
        post = parse(SAID + POST, "markdown")
        labels = [one.label for group in groups(post, "x", None, words) for one in group.fields]
        assert all(labels)
        assert not [one for one in labels if "{" in one or "_" in one]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "tab", "title", "write"),
    [
        ("en-GB", "Own text", "Title, Chinese", "Write into the post"),
        pytest.param("zh-CN", "另写", "标题（中文）", "写进帖子", marks=pytest.mark.long),
    ],
)
def test_words_of_one_channel_go_into_the_post(
    start: Start, sit: Sit, post: Path, locale: str, tab: str, title: str, write: str
):
    page = sit(start(str(post)), locale=locale)
    shows(page, "Every new phone now charges")
    before = written(page)
    here = slot(page, "Mastodon")
    here.get_by_role("tab", name=tab).click()
    here.get_by_label(title).fill("一抽屉旧线 🎉")
    here.get_by_role("button", name=write).click()
    here.get_by_role("tab", name=f"{tab} · 1").wait_for()
    shows(page, "一抽屉旧线 🎉", "#gallery")
    assert written(page) == (
        '---\nchannels:\n  mastodon:\n    title: {zh: "一抽屉旧线 🎉"}\n---\n' + before
    )
    here.get_by_role("tab", name=tab).click()
    here.get_by_text(title).first.wait_for()
    here.locator("[data-do=clear_words]").click()
    until(lambda: written(page) == before)
    page.locator("#text").press("Control+z")
    until(lambda: "一抽屉旧线 🎉" in written(page))
    page.locator("#text").press("Control+z")
    until(lambda: written(page) == before)


@pytest.mark.browser
def test_a_mistake_is_told_while_one_types(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    shows(page, "Every new phone now charges")
    before = written(page)
    here = slot(page, "Mastodon")
    here.get_by_role("tab", name="Own text").click()
    here.locator("summary", has_text="Arrangement").click()
    assert judged(page) == []
    end = here.get_by_label("At the very end")
    wrong = here.locator("[id^=own-wrong]")
    end.fill("sorces")
    end.blur()
    wrong.get_by_text("channels.mastodon.ending").wait_for()
    here.get_by_role("button", name="Write into the post").click()
    wrong.get_by_text("sources").first.wait_for()
    assert written(page) == before
    end.fill("sources, tags")
    end.blur()
    until(lambda: wrong.inner_text() == "")


@pytest.mark.long
@pytest.mark.browser
def test_what_a_program_wrote_is_read_here_too(start: Start, sit: Sit, post: Path):
    post.write_text(SAID.replace("  x:", "  mastodon:") + POST, encoding="utf-8")
    page = sit(start(str(post)))
    here = slot(page, "Mastodon")
    here.get_by_text("nobody has read it yet").first.wait_for()
    here.get_by_role("tab", name="Own text").click()
    here.get_by_label("I have read hook.en").check()
    here.get_by_role("button", name="Write into the post").click()
    here.get_by_text("nobody has read it yet").first.wait_for(state="detached")
    assert not here.get_by_text("changed since").count()
    assert "reviewed: true" in written(page)
