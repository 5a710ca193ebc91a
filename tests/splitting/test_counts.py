"""What there may be only so many of in one message: one more goes into the next."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from crosspost import render
from crosspost.markup.plain import flatten
from crosspost.model.channel_spec import Account, CountLimit, Limit, TextRule, ThreadRule
from crosspost.model.post import Post
from crosspost.registry import load_channel
from crosspost.splitting import MaxCount, Splitter, paragraphs
from crosspost.text.inline_markdown import inline

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/splitting.toml").read_text("utf-8"))
RULE = TextRule(limits=(Limit(max=200, unit="graphemes"),))
THREAD = ThreadRule(by="reply", number="{n}/{of}")


@pytest.mark.parametrize("case", CASES["counted"], ids=lambda case: case["why"])
def test_one_more_goes_into_the_next_message(case: dict[str, Any]):
    counts = [MaxCount(name, most) for name, most in case["max_counts"].items()]
    text = flatten(inline(case["text"].strip()))
    made = Splitter(RULE, THREAD, numbering="all", counts=counts).split(paragraphs(text))
    assert [chunk.shown.text for chunk in made.chunks] == case["messages"]


def account(**counts: CountLimit | int) -> Account:
    spec = structs.replace(load_channel("mastodon"), max_counts=counts)
    return Account(name="mine", spec=spec, layout=spec.layout)


def test_an_entry_says_which_counts_cut():
    post = Post(languages=("zh",), happened={"zh": "一 https://a.cn/1。二 https://a.cn/2。"})
    assert len(render(post, account(links=1)).messages) == 1
    assert len(render(post, account(links=CountLimit(max=1, over="error"))).messages) == 1
    cut = render(post, account(links=CountLimit(max=1, over="next message")))
    assert [message.text.count("https://") for message in cut.messages] == [1, 1]


def test_gathered_links_are_no_more_than_a_message_may_hold():
    links = CountLimit(max=2, over="next message")
    spec = structs.replace(load_channel("x"), max_counts={"links": links})
    words = "\n\n".join(f"第 {n} 条：https://a.cn/{n}" for n in range(5))
    post = Post(languages=("zh",), title={"zh": "很多来源"}, happened={"zh": words})
    draft = render(post, Account(name="x", spec=spec, layout=spec.layout))
    held = [message.text.count("https://") for message in draft.messages]
    assert max(held) == 2
    assert sum(held) == 5
    assert not any(finding.level == "error" for finding in draft.findings)
