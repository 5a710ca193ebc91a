"""The article, copied as rich text and pasted into WeChat's editor, comes out as it went in.

The editor is a model of its known rules, in ``editor.js``; the judge of what comes out is PyPI's
wechat-article-checker, an independent version of the platform's own checks, run in the browser.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import crosspost
from crosspost import registry
from crosspost.adapters.wechat import themes
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.model.layout import Options
from tests.browser import Window
from tests.page.conftest import POSTS, READING, Opened
from tests.tries import grid

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EDITOR = Path(__file__).with_name("editor.js").read_text(encoding="utf-8")
FRAME = """<!doctype html><meta charset="utf-8"><title>编辑器</title>
<section class="draft"><div class="message">
<div id="preview" contenteditable data-text style="width:677px;font-size:17px"></div></div></section>"""
NORMAL = "html => { const box = document.createElement('div'); box.innerHTML = html; return box.innerHTML }"
OFFICIAL = "lineHeight"
"""The checker's one count that the platform's own engine has given up: bold words are no overlap."""


def article(path: Path, theme: str) -> Draft:
    spec = registry.load_channel("wechat-article")
    options: Options = {"theme": theme}
    account = Account(name="wechat-article", spec=spec, layout=spec.layout, options=options)
    return crosspost.render(crosspost.read(path), account)


def editor(window: Window) -> "Page":
    view = window()
    view.set_content(FRAME)
    view.evaluate(EDITOR)
    return view


def verdict(view: "Page") -> dict[str, int]:
    """How often the structure checker complains, rule by rule."""
    from probe import PROBE  # noqa: PLC0415 - the checker's module has this name

    script = PROBE.partition("<script>")[2].rpartition("</script>")[0]
    view.evaluate(script)
    counts: dict[str, int] = view.evaluate(
        "window.__spec.run(document.getElementById('preview')).count"
    )
    return {rule: count for rule, count in counts.items() if count and rule != OFFICIAL}


THEMES = sorted(theme.stem for theme in themes.OURS.glob("*.toml"))
ARTICLES = {path.stem: path for path in POSTS}


@grid("name, theme", list(ARTICLES), THEMES)
def test_an_article_survives_paste_and_save(name: str, theme: str, opened: Opened, window: Window):
    draft = article(ARTICLES[name], theme)
    (message,) = draft.messages
    content = str(message.payload["content"])
    opened([draft]).locator(".message .copy").click()

    view = editor(window)
    view.locator("#preview").focus()
    view.keyboard.press("Control+V")
    normal = view.evaluate(NORMAL, content)
    assert view.evaluate("window.pasted.plain") == message.text.partition("\n\n")[2]
    assert view.locator("#preview").inner_html() == normal
    view.evaluate("window.save()")
    assert view.locator("#preview").inner_html() == normal
    assert view.evaluate(READING) == [[message.text.partition("\n\n")[2]]]
    assert verdict(view) == {}


BROKEN: dict[str, Any] = {
    "items": "<ul><li><strong>标签</strong>：正文</li></ul>",
    "bare text": "<section>一<strong>二</strong>三</section>",
    "classes": '<section class="a"><span>芯片</span></section>',
    "a position": '<section style="position:sticky;color:#333"><span>芯片</span></section>',
    "an outside link": '<section><a href="https://example.com"><span>芯片</span></a></section>',
    "lines between tags": "<section><span>芯</span></section>\n<section><span>片</span></section>",
    "an invisible character": "<section><span>芯\u200b片</span></section>",
    "a block in a span": "<section><span><section>芯片</section></span></section>",
}


@pytest.mark.parametrize("html", BROKEN.values(), ids=BROKEN)
def test_what_does_not_survive_is_changed(html: str, window: Window):
    """The model bites: each of these comes out otherwise."""
    view = editor(window)
    changed = view.evaluate("html => edited(html)", html)
    assert changed != view.evaluate(NORMAL, html)


def test_the_checker_bites(window: Window):
    view = editor(window)
    view.evaluate(
        """document.getElementById('preview').innerHTML =
        '<section style="text-align:start"><span>**芯片**</span></section>'"""
    )
    assert verdict(view) == {"textAlign": 1, "bareEmphasis": 1}
