"""What no channel can take is left out with its words kept, and told with what the author typed."""

from crosspost.compose.outline import Outline, outline
from crosspost.model.layout import Layout
from crosspost.model.post import Meta, Post

LAYOUT = Layout(
    languages=("zh",),
    language_mode="first",
    order=("title", "happened"),
    drop_order=(),
    fallback_sections=(),
    headings="none",
)


def made(markdown: str, base: str = "") -> Outline:
    post = Post(
        languages=("zh",),
        title={"zh": "芯片"},
        happened={"zh": markdown},
        meta=Meta(canonical_url=base),
    )
    return outline(post, LAYOUT)


def told(one: Outline) -> dict[str, object]:
    return {found.code: found.values["examples"] for found in one.findings}


def test_html_that_no_channel_can_show():
    one = made('看<video src="a.mp4"></video>完。[点我](javascript:alert)')
    assert one.threads[0].passages[1].text.text == "看完。点我"
    assert told(one) == {"markup.unsayable": ('<video src="a.mp4">', "javascript:alert")}


def test_a_relative_link_goes_on_from_where_the_post_stands():
    one = made("见[上篇](../2025/a.md)。", "https://example.com/2026/post/")
    (mark,) = one.threads[0].passages[1].text.marks
    assert mark.href == "https://example.com/2026/2025/a.md"
    assert told(one) == {}


def test_a_relative_link_leads_nowhere_without_an_address_of_the_post():
    one = made("见[上篇](../2025/a.md)。")
    assert one.threads[0].passages[1].text.marks == ()
    assert told(one) == {"markup.relative-link": ("../2025/a.md",)}
