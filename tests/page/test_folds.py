"""What a channel folds is folded, opens where it is touched, and hides no word from the page."""

import pytest

import crosspost
from crosspost.model.draft import Draft, Json, Message
from crosspost.model.post import Post
from tests.examples import ROOT
from tests.page.conftest import Opened, drafted, seen
from tests.tries import grid

pytestmark = pytest.mark.browser

STREET = crosspost.read(ROOT / "examples" / "price-of-a-street.txt")


def moments(text: str) -> Draft:
    message = Message(
        index=1,
        of=1,
        text=text,
        size=len(text),
        limit=140,
        unit="code points",
        payload={"text": text},
    )
    return Draft(
        channel="wechat-moments",
        account="wo",
        languages=("zh",),
        digest="sha256:1",
        messages=(message,),
        findings=(),
    )


@pytest.mark.parametrize("key", ["Space", pytest.param("click", marks=pytest.mark.long)])
def test_a_long_quote_on_telegram_opens(key: str, opened: Opened):
    view = opened(drafted(STREET, "telegram"))
    quote = view.locator("blockquote.fold:not(.whole)").first
    closed = quote.bounding_box()
    before = seen(view)
    if key == "click":
        quote.click()
    else:
        quote.locator("input").focus()
        view.keyboard.press(key)
    open_ = quote.bounding_box()
    assert closed is not None
    assert open_ is not None
    assert open_["height"] > closed["height"]
    assert quote.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    assert seen(view) == before


def test_a_short_quote_has_nothing_to_open(opened: Opened):
    post = Post(
        languages=("en", "zh"),
        title={"en": "War", "zh": "芯片之战"},
        happened={"en": "It began.", "zh": "开始了。"},
    )
    view = opened(drafted(post, "telegram"))
    assert view.locator("blockquote").count() == 1
    assert view.locator("blockquote.fold:not(.whole)").count() == 0


SIX_LINES = {
    "six lines": ("\n".join("一二三四五六"), False),
    "one character more": ("字" * 151, True),
    "six full lines": ("字" * 150, False),
    "seven lines": ("\n".join("一二三四五六七"), True),
}
"""A text, and whether it is folded."""


@grid("name, width", list(SIX_LINES), [390, 1280])
def test_moments_fold_at_six_lines(name: str, width: int, opened: Opened):
    text, folds = SIX_LINES[name]
    view = opened([moments(text)], width=width)
    switch = view.get_by_text("全文")
    assert switch.is_visible() is folds
    if folds:
        box = view.locator(".moment .text")
        closed = box.evaluate("one => one.clientHeight")
        switch.click()
        assert box.evaluate("one => one.clientHeight") > closed
        assert view.get_by_text("收起").is_visible()


def test_a_spoiler_shows_when_it_is_reached(opened: Opened):
    text = "答案是四十二。"
    entity: Json = {"type": "spoiler", "offset": 3, "length": 3}
    message = Message(
        index=1,
        of=1,
        text=text,
        size=7,
        limit=4096,
        unit="code points",
        payload={"text": text, "entities": [entity]},
    )
    draft = Draft(
        channel="telegram",
        account="t",
        languages=("zh",),
        digest="sha256:1",
        messages=(message,),
        findings=(),
    )
    view = opened([draft])
    spoiler = view.locator(".spoiler")
    assert spoiler.inner_text() == "四十二"
    colour = "one => getComputedStyle(one).color"
    assert spoiler.evaluate(colour) == "rgba(0, 0, 0, 0)"
    spoiler.focus()
    assert spoiler.evaluate(colour) != "rgba(0, 0, 0, 0)"
