"""What each look must show beside the text: replies, pictures, polls, findings, what is hidden."""

import re
from typing import Any, cast

import pytest

import crosspost
from crosspost.adapters import channel
from crosspost.model.draft import Draft, Message, Picture
from crosspost.model.findings import Finding, WholeThread, finding, of_words
from crosspost.model.post import Post
from crosspost.preview.as_html import gallery, look_of
from crosspost.registry import load_channel
from tests.examples import ROOT
from tests.page.conftest import CHANNELS, drafted

CHIPS = crosspost.read(ROOT / "examples" / "dow-changes-chips.json")


def said(*messages: Message, channel: str = "x", findings: tuple[Finding, ...] = ()) -> Draft:
    return Draft(
        channel=channel,
        account="zhongwen",
        languages=("zh",),
        digest="sha256:1",
        messages=messages,
        findings=findings,
    )


def message(text: str, index: int = 1, of: int = 1, **more: object) -> Message:
    return Message(
        index=index,
        of=of,
        text=text,
        size=9,
        limit=280,
        unit="weighted",
        payload={"text": text},
        **more,  # type: ignore[arg-type]
    )


def test_a_look_is_named_as_its_channel_and_without_one_a_message_looks_plain():
    for name in CHANNELS:
        own = hasattr(channel(name).module, "draw")
        adapter = load_channel(name).adapter.replace(".", "_")
        look = look_of(name).classes
        assert adapter in look.split() if own else look == "plain"


def test_a_channel_of_ones_own_is_drawn_plainly():
    html = gallery([said(message("芯片 <b>"), channel="notebook")])
    assert 'class="screen plain"' in html
    assert "芯片 &lt;b&gt;" in html
    assert "&#34;text&#34;: &#34;芯片 &lt;b&gt;&#34;" in html


def test_findings_stand_at_the_words_they_are_about():
    text = "见 domain.py 和 main.py。"
    found = of_words("x.bare-link", 2, text, [(14, 21)])
    rest = finding("thread.too-long", WholeThread(), count=9, limit=5)
    html = gallery([said(message("main.py", 1, 2), message(text, 2, 2), findings=(found, rest))])
    marks = re.findall(r'<mark class="found warning" aria-describedby="([^"]+)"[^>]*>', html)
    assert marks == ["d1-m2-f1"]
    assert f'<li id="{marks[0]}"' in html
    assert re.findall(r"<mark[^>]*>([^<]+)", re.sub(r"</?a[^>]*>", "", html)) == ["main.py"]
    assert html.index("thread.too-long") > html.index("</article>", html.index("d1-m2-f1"))


def test_findings_about_words_are_made_by_the_adapters():
    post = Post(
        languages=("en",), happened={"en": "Run main.py and $NVDA beats $AMD, says @zhongwen@a.cn."}
    )
    marked = {
        channel: re.findall(r"<mark[^>]*>([^<]+)<", gallery(drafted(post, channel)))
        for channel in ("x", "telegram")
    }
    assert set(marked["x"]) >= {"$NVDA", "$AMD"}
    assert "main.py" in marked["telegram"]


def test_a_reply_to_another_message_than_the_one_above_says_so():
    html = gallery([said(message("一", 1, 2), message("二", 2, 2, after=1))], language="zh")
    assert "回复第 1 条" in html


def test_a_poll_shows_its_options_outside_the_text():
    leap = crosspost.read(ROOT / "examples" / "the-last-leap-second.md")
    (draft,) = drafted(leap, "x")
    payloads = [message.payload for message in draft.messages if "poll" in message.payload]
    poll = cast("dict[str, Any]", payloads[0]["poll"])
    html = gallery([draft])
    for option in poll["options"]:
        assert f'<li dir="auto">{option}</li>' in html
    assert "24 hours left" in html


def test_pictures_are_carried_along_and_only_pictures(tmp_path):
    from crosspost.preview.as_html import embedded  # noqa: PLC0415 - beside its use

    show = embedded(ROOT / "examples")
    assert show(Picture(path="dow-changes-chips.png")).startswith("data:image/png;base64,")
    (tmp_path / "secret.png").write_text("token", encoding="utf-8")
    show = embedded(tmp_path)
    for path in ("secret.png", "missing.png", "/etc/passwd", "a\0b", "x" * 5000, "."):
        assert show(Picture(path=path)) == ""
    assert show(Picture(url="https://example.com/a.png")) == ""


def test_what_the_channel_hides_is_not_drawn():
    """The digest shows in the card alone, and the address of the original behind 阅读原文."""
    (draft,) = drafted(CHIPS, "wechat-article")
    digest = str(draft.messages[0].payload["digest"])
    html = gallery([draft])
    assert html.count(digest) == 1
    assert "https://example.org" not in html.partition("data-copy")[0]
    assert "阅读原文" in html


def test_nothing_of_the_page_comes_from_anywhere_but_the_draft():
    """The same drafts, the same page: no clock, no chance."""
    drafts = drafted(CHIPS)
    assert gallery(drafts) == gallery(drafts)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_empty_draft_says_that_there_is_nothing(channel: str):
    html = gallery(drafted(Post(), channel), language="zh")
    assert "没有可发的内容" in html
    assert "post.empty" in html
