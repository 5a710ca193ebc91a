"""For everyone: the keyboard alone, a screen reader, Chinese, a phone; nothing a post can break."""

import functools
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from crosspost.translations import language_of_browser, texts
from tests.desk.conftest import Sit, Start, shows, slot, until, written
from tests.fakes.wechat import WeChat

if TYPE_CHECKING:
    from playwright.sync_api import Page

browser = pytest.mark.browser
slow = pytest.mark.slow

HOSTILE = """# <script>document.title="x"</script> / 标题 <img src=x onerror=alert(1)>

## What happened / 发生了什么
<svg onload=alert(1)> [press](javascript:alert(1)) </textarea><b>out</b> \u202eevil\u202c

&lt;script&gt; "><style>*{display:none}</style> 🎉
"""


def judged(page: "Page") -> list[str]:
    """What axe finds, be it ever so small."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def named(text: str) -> set[str | None]:
    """The values that a text names."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_everything():
    english, chinese = texts("desk")["en"], texts("desk")["zh"]
    assert list(english) == list(chinese)
    for key, words in english.items():
        assert chinese[key].strip(), key
        assert named(words) == named(chinese[key]), key


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("zh-CN,zh;q=0.9", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr,de;q=0.9", "en"),
        ("en;q=0.1, zh;q=nonsense", "en"),
        ("*", "en"),
        (";;;,,", "en"),
    ],
)
def test_the_browser_says_which(accept: str, language: str):
    assert language_of_browser(accept) == language


@slow
@browser
def test_the_desk_speaks_chinese(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)), locale="zh-CN")
    assert page.locator("html").get_attribute("lang") == "zh"
    for name in ("保存", "发布……", "快捷键", "加粗", "列表"):
        page.get_by_role("button", name=name).wait_for()
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("新")
    page.locator("#state").get_by_text("未保存").wait_for()
    assert not judged(page)
    page.keyboard.press("Control+Home")
    page.keyboard.type("---\ndate: 昨天\n---\n")
    page.locator("#problem").get_by_text('"昨天" 不是日期').wait_for()


@slow
@browser
@pytest.mark.parametrize(
    ("width", "dark"),
    [pytest.param(390, True, marks=pytest.mark.long), (1280, False)],
    ids=["a phone by night", "a desktop by day"],
)
def test_axe_finds_nothing(
    start: Start, sit: Sit, post: Path, tmp_path: Path, *, dark: bool, width: int
):
    with WeChat() as fake:
        settings = f'[accounts.board]\nchannel = "wecom"\napi = "{fake.url}"\n'
        (tmp_path / "crosspost.toml").write_text(settings, encoding="utf-8")
        page = sit(start(str(post)), dark=dark, width=width)
        shows(page, "所有新手机")
        assert not judged(page)
        page.locator("[data-do=choose]").click()
        assert not judged(page), "channels to choose from"
        page.keyboard.press("Escape")
        slot(page, "board").get_by_role("tab", name="Layout").click()
        assert not judged(page), "a layout"
        slot(page, "board").get_by_role("tab", name="Draft").click()
        page.locator("#text").press("Control+Home")
        page.keyboard.type("---\ndate: 昨天\n---\n")
        page.locator("#problem strong").wait_for()
        assert not judged(page), "an error"
        page.locator("#text").press("Control+a")
        page.keyboard.type("# 抽屉里的旧线\n")
        post.write_text("# 别人\n", encoding="utf-8")
        page.locator("#disk").get_by_role("button", name="Show both").click()
        page.locator("#comparing[open]").wait_for()
        assert not judged(page), "two texts"
        page.keyboard.press("Escape")
        page.locator("#text").press("Control+Enter")
        page.locator("#asking[open]").wait_for()
        assert not judged(page), "a question"
        page.locator("#asking .desk-main").click()
        page.locator("#run .desk-end").wait_for()
        assert not judged(page), "a publication"
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), "nothing to scroll sideways"


@slow
@browser
def test_the_keyboard_alone_writes_chooses_saves_and_publishes(
    start: Start, sit: Sit, post: Path, tmp_path: Path
):
    with WeChat() as fake:
        settings = f'[accounts.board]\nchannel = "wecom"\napi = "{fake.url}"\n'
        (tmp_path / "crosspost.toml").write_text(settings, encoding="utf-8")
        page = sit(start(str(post)))

        def tabbed(until_in: str) -> None:
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate(f"document.activeElement.matches({until_in!r})"):
                    return
            pytest.fail(f"Tab never comes to {until_in}")

        tabbed("#text")
        page.keyboard.press("Control+End")
        page.keyboard.type("只用键盘。")
        shows(page, "只用键盘。")
        page.keyboard.press("Control+s")
        until(lambda: "只用键盘。" in post.read_text(encoding="utf-8"))
        page.keyboard.press("F6")
        assert page.evaluate("document.activeElement.id") == "drafts"
        tabbed("[data-do=choose]")
        page.keyboard.press("Enter")
        tabbed("[name='t0.shown']")
        page.keyboard.press("Space")
        page.locator("#gallery .draft").first.wait_for(state="detached")
        assert page.evaluate("document.activeElement.name") == "t0.shown"
        page.keyboard.press("Space")
        page.locator("#gallery .draft").first.wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("F6")
        assert page.evaluate("document.activeElement.id") == "text"
        page.keyboard.press("Control+Enter")
        page.locator("#asking[open]").wait_for()
        tabbed("#asking .desk-main")
        page.keyboard.press("Enter")
        page.locator("#run .desk-end").wait_for()
        assert len(fake.posts) == 1
        page.locator("[data-do=keys]").focus()
        page.keyboard.press("Enter")
        page.locator("#keys[open]").wait_for()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.dataset.do") == "keys"


@pytest.mark.long
@slow
@browser
def test_news_is_told_once_things_are_calm(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    shows(page, "所有新手机")
    page.evaluate(
        "() => { window.told = []; new MutationObserver(() => window.told.push("
        "document.getElementById('announce').textContent)).observe("
        "document.getElementById('announce'), {childList: true}) }"
    )
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("---\ndate: 昨天\n---\n", delay=30)
    until(lambda: page.evaluate("window.told.length"))
    told = page.evaluate("window.told")
    assert len(told) == 1
    assert "is no date" in told[0]


@slow
@browser
def test_a_hostile_post_does_nothing(start: Start, sit: Sit, post: Path):
    post.write_text(HOSTILE, encoding="utf-8")
    page = sit(start(str(post)))
    opened: list[str] = []
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    assert written(page) == HOSTILE
    page.locator("#gallery .draft").first.wait_for()
    page.locator("#text").press("Control+End")
    page.keyboard.type("再来 <img src=x onerror=alert(2)>")
    page.wait_for_timeout(500)
    assert opened == []
    assert "post.md" in page.title()
    assert page.locator("#gallery script, #gallery [onerror], #gallery [onload]").count() == 0
    assert page.locator("#gallery a[href^='javascript']").count() == 0


ODD = {
    "empty": "",
    "blank": " \n",
    "emoji": "🎉🎉🎉",
    "right to left": "שלום עולם\n\nمرحبا بالعالم",
    "title": "# 只有标题",
    "one huge line": "字" * 20_000,
    "many lines": "a\n" * 1_000,
}


@pytest.mark.long
@slow
@browser
def test_odd_posts(start: Start, sit: Sit, post: Path):
    post.write_text("# 先\n", encoding="utf-8")
    page = sit(start(str(post)))
    for name, text in ODD.items():
        page.locator("#text").focus()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(text) if text else None
        until(lambda: "Not saved" in page.locator("#state").inner_text())
        page.keyboard.press("Control+s")
        until(functools.partial(_says, post, text))
        assert written(page) == text, name


def _says(post: Path, text: str) -> bool:
    return post.read_text(encoding="utf-8") == text
