"""The writing page: a blank page, the toolbar, pictures, the strip, mends, colours that are kept."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.conftest import POST, Sit, Start, shows, slot, until, written

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def chosen(page: "Page") -> str:
    return str(
        page.evaluate(
            "() => { const t = document.getElementById('text');"
            " return t.value.slice(t.selectionStart, t.selectionEnd) }"
        )
    )


@pytest.mark.parametrize(
    ("locale", "name", "first", "channels"),
    [
        ("en-GB", "Announcement", "What is new", ["X", "Telegram", "Bluesky", "Mastodon"]),
        pytest.param(
            *("zh-CN", "通知", "有件新鲜事", ["微信公众号文章", "微信朋友圈", "微博", "小红书"]),
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_blank_page_offers_beginnings_and_shows_a_draft(
    start: Start, sit: Sit, locale: str, name: str, first: str, channels: list[str]
):
    page = sit(start(), locale=locale)
    assert written(page) == ""
    strip = [one.inner_text() for one in page.locator("#strip bdi").all()]
    assert strip[: len(channels)] == channels
    assert page.locator(".desk-slot .screen").first.is_visible(), "never without a draft"
    assert not page.locator("#problem").inner_text()
    page.get_by_role("button", name=name).click()
    assert chosen(page) == first
    assert not page.locator(".desk-starts").is_visible()
    page.keyboard.type("我们搬家了")
    shows(page, "我们搬家了")
    for _ in range(9):
        page.keyboard.press("Control+z")
    until(lambda: written(page) == "")
    page.locator(".desk-starts").wait_for()


TOOLS = {
    "bold": ("一杯茶。", (2, 3), "bold", "一杯**茶**。", "茶"),
    "bold no more": ("一杯**茶**。", (4, 5), "bold", "一杯茶。", "茶"),
    "bold, with nothing chosen": ("", (0, 0), "bold", "**bold**", "bold"),
    "a link": ("一杯茶。", (2, 3), "link", "一杯[茶](https://)。", "https://"),
    "a link of an address": (
        "https://a.b/",
        (0, 12),
        "link",
        "[words](https://a.b/)",
        "words",
    ),
    "a list": ("甲\n乙\n丙", (0, 3), "list", "- 甲\n- 乙\n丙", "- 甲\n- 乙"),
    "a list no more": ("- 甲\n- 乙", (0, 7), "list", "甲\n乙", "甲\n乙"),
    "a quotation": ("甲\n\n乙 🎉", (3, 3), "quote", "甲\n\n> 乙 🎉", ""),
    "a new message": ("甲。\n\n乙。", (2, 2), "message", "甲。\n\n<!-- thread -->\n\n乙。", ""),
}


def test_the_toolbar_types_markdown_and_undo_takes_it_back(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    for name, (before, (begin, end), tool, after, selected) in TOOLS.items():
        page.locator("#text").fill(before)
        page.locator("#text").evaluate(f"one => one.setSelectionRange({begin}, {end})")
        page.locator(f"[data-tool={tool}]").click()
        assert (written(page), chosen(page)) == (after, selected), name
        page.locator("[data-tool=undo]").click()
        assert written(page) == before, name
        page.locator("[data-tool=redo]").click()
        assert written(page) == after, name
    page.locator("#text").fill("茶")
    page.locator("#text").press("Control+a")
    page.keyboard.press("Control+b")
    assert written(page) == "**茶**"
    page.locator("#text").fill("甲\n\n乙 🎉\n")
    page.locator("#text").press("Control+Home")
    page.keyboard.press("Alt+ArrowDown")
    assert written(page) == "乙 🎉\n\n甲\n"
    page.locator("#text").fill("")
    page.evaluate(PASTE, "<h2>甲 🎉</h2><p><b>乙</b></p>")
    until(lambda: written(page) == "## 甲 🎉\n\n**乙**")
    page.keyboard.press("Control+z")
    assert written(page) == "甲 🎉\n乙", "as plain text"
    page.locator("[data-tool=bold]").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tool") == "link"


PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "甲 🎉\\r\\n乙");
  const more = { bubbles: true, cancelable: true, clipboardData: data };
  document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", more));
}"""
PUT = """([data, type, drop]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const sent = new DataTransfer();
  sent.items.add(new File([bytes], "image.png", { type }));
  const more = { bubbles: true, cancelable: true };
  const event = drop
    ? new DragEvent("drop", { dataTransfer: sent, ...more })
    : new ClipboardEvent("paste", { clipboardData: sent, ...more });
  document.getElementById("text").dispatchEvent(event);
}"""


def test_a_picture_is_picked_pasted_dropped_and_described(
    start: Start, sit: Sit, post: Path, tmp_path: Path
):
    page = sit(start(str(post)))
    data = base64.b64encode(PNG).decode()
    for at, how in enumerate(("pick", "paste", "drop")):
        page.locator("#text").fill("早市。")
        if how == "pick":
            file: Any = {"name": "面包 1.png", "mimeType": "image/png", "buffer": PNG}
            page.locator("#file").set_input_files(file)
        else:
            page.evaluate(PUT, [data, "image/png", how == "drop"])
        page.locator("#picture[open]").wait_for()
        page.locator("#picture-alt").fill("刚出炉的面包 🍞")
        page.locator("#picture-alt").press("Enter")
        name = "面包-1" if not at else "image"
        until(lambda: written(page) != "早市。")
        assert written(page) == f"早市。\n\n![刚出炉的面包 🍞](pictures/{name}.png)\n"
        page.keyboard.press("Control+z")
        assert written(page) == "早市。"
    names = sorted(one.name for one in (tmp_path / "pictures").iterdir())
    assert names == ["image.png", "面包-1.png"], "the same picture once"
    shows(page, "早市。")
    page.locator("#file").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )
    page.locator("#picture-alt").fill("…")
    page.locator("#picture").get_by_role("button", name="Add it").click()
    page.locator("#picture-wrong").get_by_text("JPEG, PNG").wait_for()
    page.keyboard.press("Escape")
    assert written(page) == "早市。"


@pytest.mark.long
def test_a_picture_without_words_is_described_from_its_finding(
    start: Start, sit: Sit, post: Path, tmp_path: Path
):
    (tmp_path / "a.png").write_bytes(PNG)
    post.write_text("Bread.\n\n![](a.png)\n", encoding="utf-8")
    page = sit(start(str(post)))
    page.locator("#findings").get_by_role("button", name="Describe it").click()
    page.locator("#picture-alt").fill("A loaf")
    page.locator("#picture-alt").press("Enter")
    until(lambda: written(page) == "Bread.\n\n![A loaf](a.png)\n")
    page.locator("#findings").get_by_text("no alt text").wait_for(state="detached")
    page.locator("#text").press("Control+z")
    assert written(page) == "Bread.\n\n![](a.png)\n"


def test_a_finding_is_mended_at_the_press_of_a_button(start: Start, sit: Sit, post: Path):
    text = "# Tea\n\n## What happend\n\nA cup of tea. Run main.py.\n"
    post.write_text(text, encoding="utf-8")
    page = sit(start(str(post)))
    page.get_by_role("button", name="Use that heading").click()
    until(lambda: written(page) == text.replace("happend", "happened"))
    telegram = slot(page, "Telegram")
    telegram.locator("summary", has_text="note").first.click()
    telegram.get_by_role("button", name="Mark as code").click()
    until(lambda: "`main.py`" in written(page))
    page.locator("#text").press("Control+z")
    page.locator("#text").press("Control+z")
    assert written(page) == text


def test_the_strip_counts_and_marks_trouble(start: Start, sit: Sit, post: Path):
    post.write_text("Tea.\n\n<!-- thread -->\n\nRun main.py.\n", encoding="utf-8")
    page = sit(start(str(post)))
    page.get_by_role("button", name="X, 2 messages, 1 warning").wait_for()
    page.get_by_role("button", name="Telegram, 2 messages", exact=True).wait_for()
    page.locator("#text").fill("Tea.")
    page.get_by_role("button", name="X, 1 message", exact=True).wait_for()


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (390, 844),
        pytest.param(820, 1180, marks=pytest.mark.long),
        pytest.param(1280, 900, marks=pytest.mark.long),
    ],
)
def test_a_draft_is_in_the_first_view_on_every_screen(
    start: Start, sit: Sit, post: Path, width: int, height: int
):
    page = sit(start(str(post)), width=width, height=height)
    shows(page, "Every new phone now charges")
    first = page.locator(".desk-slot .screen").first.bounding_box()
    assert first is not None
    assert first["y"] < height - 60
    slots = [one for one in page.locator(".desk-slot").all() if one.is_visible()]
    assert (len(slots) == 1) == (width < 1184), "one at a time, or side by side"
    page.locator("#strip button", has_text="Mastodon").click()
    box = slot(page, "Mastodon").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width + 1
    assert page.locator("#strip [aria-current=true]").inner_text().startswith("M")
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


@pytest.mark.long
def test_colours_and_languages_are_switched_and_kept(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    ground = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(ground)
    switch = page.get_by_role("button", name="Colours: as on this computer")
    switch.click()
    page.get_by_role("button", name="Colours: light").click()
    page.get_by_role("button", name="Colours: dark").wait_for()
    night = page.evaluate(ground)
    assert night != day
    page.get_by_role("button", name="中文").click()
    page.get_by_role("link", name="待发").click()
    page.get_by_role("heading", name="待发").wait_for()
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Queue").wait_for()
    until(lambda: "dark" in (desk.folder / "data/crosspost/desk.json").read_text("utf-8"))
    desk.stop()
    assert sit(start(str(post))).evaluate(ground) == night, "the next desk, too"


def test_a_post_without_a_name_goes_on_with_the_text_of_last_time(start: Start, sit: Sit):
    desk = start()
    page = sit(desk)
    page.locator("#text").fill("没写完的一句")
    until(desk.kept)
    desk.kill()
    page = sit(desk := start())
    assert written(page) == "没写完的一句"
    shows(page, "没写完的一句")
    assert len(desk.kept()) == 1
    page.get_by_role("button", name="Start an empty page").click()
    until(lambda: written(page) == "")
    page.locator("#left").get_by_role("button", name="Restore it").click()
    until(lambda: written(page) == "没写完的一句")
    desk.kill()
    page = sit(start())
    assert written(page) == "没写完的一句"
    page.keyboard.press("Control+o")
    page.get_by_role("button", name="New post").click()
    until(lambda: written(page) == "")
    page.wait_for_load_state()
    page.keyboard.press("Control+o")
    page.locator("#posts").get_by_role("button", name="没写完的一句").click()
    until(lambda: written(page) == "没写完的一句")


@pytest.mark.long
def test_layouts_and_words_of_two_channels_are_open_at_once(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    shows(page, "Every new phone")
    slot(page, "X").get_by_role("tab", name="Own text").click()
    slot(page, "X").get_by_label("Title, English").fill("Plugs")
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("再写一句。")
    shows(page, "再写一句。")
    assert slot(page, "X").get_by_label("Title, English").input_value() == "Plugs", "kept"
    assert POST in written(page)
