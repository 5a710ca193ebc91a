"""Title, author and digest, as a table; each inside its limit, and a finding where it was cut."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.model.draft import Draft
from crosspost.model.post import Meta, Override, Post

TABLE = tomllib.loads(
    (Path(__file__).parents[1] / "cases/wechat_fields.toml").read_text(encoding="utf-8")
)
CUTS = {
    "article.title-truncated",
    "article.author-truncated",
    "article.digest-truncated",
    "article.no-title",
}


def case_name(case: dict[str, str]) -> str:
    return case["why"]


@pytest.mark.parametrize("case", TABLE["title"], ids=case_name)
def test_title(case, write):
    check(case, "title", write(Post(title={"zh": case["text"]}, happened={"zh": "大事。"})))


@pytest.mark.parametrize("case", TABLE["author"], ids=case_name)
def test_author(case, write):
    post = Post(title={"zh": "题"}, happened={"zh": "大事。"}, meta=Meta(author=case["text"]))
    check(case, "author", write(post))


@pytest.mark.parametrize("case", TABLE["digest"], ids=case_name)
def test_digest(case, write):
    about = {"zh": case["description"]} if "description" in case else {}
    title = {"zh": case.get("title", "题")}
    post = Post(title=title, happened={"zh": case["happened"]}, meta=Meta(description=about))
    check(case, "digest", write(post))


def test_a_cut_title_opens_the_text(write):
    title = "垂类芯片之战，从通用引擎到定制底盘：亚马逊、苹果与英伟达的三条不同道路"
    message = write(Post(title={"zh": title}, happened={"zh": "大事。"})).messages[0]
    assert message.text.split("\n\n")[1] == title


def test_without_a_title_the_first_sentence_stands_in(write):
    draft = write(Post(happened={"zh": "大事发生了。细节很多。"}))
    assert draft.messages[0].payload["title"] == "大事发生了。"
    assert draft.messages[0].payload["digest"] == "细节很多。"
    assert "article.no-title" in [finding.code for finding in draft.findings]


def test_a_link_over_a_kilobyte_is_left_out(write):
    meta = Meta(canonical_url="https://例子.com/" + "长" * 400)
    draft = write(Post(title={"zh": "题"}, happened={"zh": "大事。"}, meta=meta))
    assert "content_source_url" not in draft.messages[0].payload
    assert "wechat.source-link" in [finding.code for finding in draft.findings]


def test_a_title_that_is_cut_is_asked_for_with_the_nearest_that_fits(write):
    title = {"zh": "从通用引擎到定制底盘，从通用芯片到定制芯片，从通用模型到定制模型的路"}
    draft = write(Post(title=title, happened={"zh": "大事。"}))
    told = next(one for one in draft.findings if one.code == "article.title-truncated")
    assert told.values["proposal"] == "从通用引擎到定制底盘，从通用芯片到定制芯片"
    assert "channels.wechat-article.title" in told.message


def test_a_channel_can_have_a_title_and_a_digest_of_its_own(write):
    own = Override(title={"zh": "芯片之战"}, digest={"zh": "谁会赢？"})
    post = Post(
        title={"zh": "垂类芯片之战"}, happened={"zh": "大事。"}, channels={"wechat-article": own}
    )
    payload = write(post).messages[0].payload
    assert (payload["title"], payload["digest"]) == ("芯片之战", "谁会赢？")


def test_a_digest_says_which_rule_chose_it(write):
    happened = {"zh": "七月的数字出来了。人们等了三年，却没有人买。"}
    (one,) = write(Post(title={"zh": "题"}, happened=happened)).chosen
    assert (one.field, one.section, one.rule) == ("digest", "happened", "contrast")


def check(case: dict[str, Any], field: str, draft: Draft) -> None:
    assert draft.messages[0].payload[field] == case["field"]
    assert [one.code for one in draft.findings if one.code in CUTS] == case.get("found", [])
