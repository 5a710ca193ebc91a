"""A post with everything in it, and a channel's draft of a post with its layout changed."""

from collections.abc import Callable

import pytest
from msgspec import structs

from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.model.layout import Changes, changed
from crosspost.model.post import Matters, Meta, Point, Post, Prediction, Source, Story
from crosspost.registry import load_channel
from crosspost.rendering import render

Write = Callable[..., Draft]

FULL = Post(
    languages=("zh", "en"),
    title={"zh": "垂类芯片之战", "en": "The Vertical Silicon War"},
    happened={
        "zh": "亚马逊展示了**新芯片**，详见[公告](https://example.com/news)。代码是 `a < b`。\n\n第二段 🎉。",
        "en": "Amazon showed **new chips**, see [the note](https://example.com/news).",
    },
    matters=Matters(
        text={"zh": "有两点。", "en": "Two points."},
        points=(
            Point(
                label={"zh": "利润率之战", "en": "The Margin Battle"},
                text={"zh": "成本下降 40%。", "en": "Costs fall by 40%."},
                points=(Point(text={"zh": "底下的一点。", "en": "A point below."}),),
            ),
            Point(text={"zh": "没有小标题的一点。"}),
        ),
    ),
    story=Story(label={"zh": "用故事说理"}, text={"zh": "这就像赛车。"}),
    prediction=Prediction(
        text={"zh": "到 2026 年底会出现。", "en": "It will come by 2026."}, stars=3
    ),
    discussion={"zh": "开源还有意义吗？", "en": "Does it matter?"},
    sources=(
        Source(title="深度学习加速器", authors="Osterneck", year=2024, doi="10.1/x"),
        Source(title="微信文章", url="https://mp.weixin.qq.com/s/abc"),
    ),
    tags=("芯片", "AI"),
    meta=Meta(author="任远", canonical_url="https://example.com/posts/1"),
)
"""Every section, every mark, points under points; one section lacks a language."""


@pytest.fixture
def full() -> Post:
    return FULL


@pytest.fixture
def write() -> Write:
    """``write(post, channel, **layout)``: the draft, with keys of the layout and options set otherwise."""

    def draft(post: Post, channel: str = "wechat-article", **layout: object) -> Draft:
        spec = load_channel(channel)
        options = {key: layout.pop(key) for key in spec.options if key in layout}
        own = changed(spec.layout, Changes(**layout))  # type: ignore[arg-type]
        account = Account(name=channel, spec=spec, layout=own, options=options)  # type: ignore[arg-type]
        return render(post, account)

    return draft


@pytest.fixture
def narrow() -> Callable[..., Draft]:
    """``narrow(post, characters)``: the article's draft where the content may be that long."""

    def draft(post: Post, characters: int) -> Draft:
        spec = load_channel("wechat-article")
        limit = structs.replace(spec.text.limits[0], max=characters)
        text = structs.replace(spec.text, limits=(limit,))
        return render(post, structs.replace(spec, text=text))

    return draft
