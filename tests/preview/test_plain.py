"""The plain form, for pipes and files."""

from crosspost.model.draft import Draft
from crosspost.model.post import Post
from crosspost.preview.as_text import draft_as_text, explanation
from crosspost.rendering import render
from crosspost.translations import use_language
from tests.conftest import Golden


def test_a_draft_as_plain_text(draft: Draft, golden: Golden):
    golden("preview/plain.txt", draft_as_text(draft))


def test_a_thread_under_an_older_post_says_so(reply: Draft):
    first, second = (
        line for line in draft_as_text(reply).splitlines() if line.startswith(("── 1", "── 2"))
    )
    assert first.endswith(" · replies to https://x.com/zhongwen/status/1990000000000000000")
    assert "replies" not in second


def test_each_chosen_sentence_is_told_with_its_rule_in_both_languages():
    happened = {"zh": "七月的数字出来了。人们等了三年，却没有人买。"}
    drafts = [render(Post(title={"zh": "芯片🎉"}, happened=happened), "wechat-article")]
    lines = (
        ("en", "digest, from happened, a contrast: 人们等了三年，却没有人买。"),
        ("zh", "摘要，取自事件，转折：人们等了三年，却没有人买。"),
    )
    try:
        for language, line in lines:
            use_language(language)
            assert line in "".join(explanation(drafts))
    finally:
        use_language("en")


def test_nothing_is_explained_where_all_is_said():
    assert list(explanation([render(Post(title={"zh": "芯片🎉"}), "mastodon")])) == []
