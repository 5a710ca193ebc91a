"""Whatever a post says: every message fits, no HTML is lost, and the same post gives the same."""

from hypothesis import given
from hypothesis import strategies as st

from crosspost import render
from crosspost.adapters.wechat.article_lint import lint
from crosspost.model.post import Matters, Point, Post, Prediction, Source
from tests.tries import tries

CHANNELS = ("wechat-article", "wechat-moments", "wechat-message", "wecom")

bits = st.sampled_from(
    [
        "芯片",
        "Trainium ",
        "。",
        "？",
        "“",
        "”",
        "<b>",
        "&amp;",
        '"',
        "👨‍👩‍👧‍👦",
        "https://例子.com/中文",
        "[链接](https://a.com/x?a=1&b=2)",
        "**",
        "`",
        "\n",
        " ",
        "*重点*",
        "#标签",
        "ab" * 30,
        "中" * 120,
        "这是一句很长的话，" * 30,
    ]
)
words = st.lists(bits, max_size=40).map("".join)
texts = st.fixed_dictionaries({}, optional={"zh": words, "en": words})
posts = st.builds(
    Post,
    title=texts,
    happened=texts,
    matters=st.builds(
        Matters,
        text=texts,
        points=st.lists(st.builds(Point, label=texts, text=texts), max_size=4).map(tuple),
    ),
    prediction=st.builds(Prediction, text=texts, stars=st.integers(1, 5)),
    discussion=texts,
    sources=st.lists(
        st.builds(Source, title=words, url=st.just("https://a.com/x")), max_size=2
    ).map(tuple),
    tags=st.lists(st.sampled_from(["芯片", "AI"]), max_size=2).map(tuple),
)


@given(posts)
@tries(60)
def test_every_message_fits_and_survives(post):
    for channel in CHANNELS:
        draft = render(post, channel)
        assert all(0 < message.size <= message.limit for message in draft.messages)
        assert draft == render(post, channel)
        for message in draft.messages:
            if channel == "wechat-article":
                assert lint(str(message.payload["content"])) == []
            if channel == "wechat-moments":
                assert message.text.count("\n") < 6
