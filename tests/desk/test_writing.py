"""Typing at the desk: the drafts follow, undo works, findings lead back, saving loses nothing."""

import re
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

from crosspost.post_file import editable_text as plain
from crosspost.post_file import with_line_endings as as_before
from tests.desk.conftest import POST, Sit, Start, shows, slot, until, written
from tests.transcripts import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def at_end(page: "Page") -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")


def test_the_drafts_follow_the_keys(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    shows(page, "所有新手机都用上了同一种充电口。")
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("抽屉里的旧线终于没用了。🎉 ")
    shows(page, "抽屉里的旧线终于没用了。🎉")
    until(lambda: re.fullmatch(r"X · .*\d+ / 280", page.locator("#room").inner_text()))
    page.locator("#state").get_by_text("Not saved").wait_for()


def test_undo_works_after_the_drafts_have_followed(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    at_end(page)
    page.keyboard.type("旧线送人。")
    shows(page, "旧线送人。")
    while "旧" in written(page)[len(POST) :]:
        page.keyboard.press("Control+z")
    assert written(page) == POST
    page.keyboard.press("Control+Shift+z")
    assert written(page).startswith(POST + "旧")


def test_nothing_is_shown_inside_a_composition(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    at_end(page)
    ime = page.context.new_cdp_session(page)
    for typed in ("z", "zh", "zhongw", "zhongwen"):
        ime.send("Input.imeSetComposition", {"text": typed, "selectionStart": 0, "selectionEnd": 0})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.wait_for_timeout(300)
    assert not asked
    assert written(page) == POST + "zhongwen"
    ime.send("Input.insertText", {"text": "中文输入"})
    shows(page, "中文输入")
    assert written(page) == POST + "中文输入"
    assert not any("zhong" in one for one in asked)


def test_what_cannot_be_read_is_shown_at_its_line_while_the_drafts_stay(
    start: Start, sit: Sit, post: Path
):
    page = sit(start(str(post)))
    page.locator("#text").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("---\ndate: 昨天\n---\n")
    shows(page, "is no date", "#problem")
    assert page.locator("[data-level=error]").first.inner_text() == "date: 昨天"
    shows(page, "所有新手机都用上了同一种充电口。")
    page.keyboard.press("Control+Home")
    page.get_by_role("button", name="Go to line 2").click()
    page.keyboard.type("date: 2026-12-01")
    assert written(page).startswith("---\ndate: 2026-12-01\n---\n")
    page.locator("#problem").get_by_text("is no date").wait_for(state="detached")


def test_a_finding_leads_to_its_words(start: Start, sit: Sit, post: Path):
    post.write_text(POST.replace("Every", "🎉 Run main.py. Every"), encoding="utf-8")
    page = sit(start(str(post)))
    row = slot(page, "X").locator("[data-code='x.bare-link']")
    row.get_by_role("button").click()
    chosen = page.evaluate(
        "() => { const t = document.getElementById('text');"
        " return t.value.slice(t.selectionStart, t.selectionEnd) }"
    )
    assert chosen == "main.py"
    assert page.evaluate("document.activeElement.id") == "text"


@pytest.mark.long
def test_f8_goes_from_finding_to_finding(start: Start, sit: Sit, post: Path):
    post.write_text(POST.replace("port.", "port, see main.py."), encoding="utf-8")
    page = sit(start(str(post)))
    page.locator(".desk-slot [data-line]").first.wait_for(state="attached")
    page.locator("#text").focus()
    page.keyboard.press("F8")
    assert page.evaluate("document.getElementById('text').selectionEnd") > 0


def test_channels_languages_and_layout_are_chosen_and_seen(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    shows(page, "Every new phone now charges")
    page.get_by_role("button", name="Channels").click()
    for box in page.locator("#choices [name$='.shown']").all():
        if box.is_checked() and "Mastodon" not in box.locator("..").inner_text():
            box.uncheck()
    page.keyboard.press("Escape")
    until(lambda: page.locator(".desk-slot:not([hidden])").count() == 1)
    assert page.locator("#strip button").count() == 1
    target = slot(page, "Mastodon")
    target.get_by_role("tab", name="Layout").click()
    target.get_by_label("Languages, in order").fill("zh")
    target.get_by_label("Languages, in order").press("Enter")
    page.locator("#gallery").get_by_text("Every new phone").first.wait_for(state="detached")
    target.get_by_label("Headings").select_option("full")
    target.get_by_text("🤔 讨论").first.wait_for(state="attached")
    target.get_by_label("Discussion").uncheck()
    page.locator("#gallery").get_by_text("那一抽屉旧线").first.wait_for(state="detached")
    assert target.get_by_label("Discussion").evaluate("one => one === document.activeElement")


ENDINGS = {
    "LF": POST.encode(),
    "CRLF and a mark": b"\xef\xbb\xbf" + POST.replace("\n", "\r\n").encode(),
    "CR": POST.replace("\n", "\r").encode(),
    "mixed": POST.replace("\n", "\r\n", 4).encode(),
    "no last line end": POST.rstrip("\n").encode(),
}


@pytest.mark.parametrize(
    "kind",
    [
        "CRLF and a mark",
        *(
            pytest.param(one, marks=pytest.mark.long)
            for one in sorted(ENDINGS.keys() - {"CRLF and a mark"})
        ),
    ],
)
def test_saving_changes_what_was_typed_and_nothing_else(
    start: Start, sit: Sit, post: Path, kind: str
):
    post.write_bytes(ENDINGS[kind])
    post.chmod(0o640)
    page = sit(start(str(post)))
    at_end(page)
    page.keyboard.type("新的一行。\n🎉")
    page.keyboard.press("Control+s")
    before = ENDINGS[kind].decode()
    typed = as_before(plain(before) + "新的一行。\n🎉", before).encode()
    assert typed.startswith(ENDINGS[kind])
    until(lambda: post.read_bytes() == typed)
    page.locator("#state").get_by_text("Saved", exact=True).wait_for()
    assert post.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in post.parent.glob(".post*")] == []


@pytest.mark.long
def test_a_symbolic_link_stays_one(start: Start, sit: Sit, post: Path, tmp_path: Path):
    link = tmp_path / "link.md"
    link.symlink_to(post)
    page = sit(start(str(link)))
    at_end(page)
    page.keyboard.type("新")
    page.keyboard.press("Control+s")
    until(lambda: post.read_text(encoding="utf-8") == POST + "新")
    assert link.is_symlink()


def test_a_new_post_begins_blank_and_gets_a_name(start: Start, sit: Sit, tmp_path: Path):
    (tmp_path / "taken.md").write_text("# 别人的\n", encoding="utf-8")
    page = sit(start())
    assert written(page) == ""
    assert not page.locator("#problem").inner_text()
    page.locator("#text").fill("早市收摊了。")
    shows(page, "早市收摊了。")
    page.keyboard.press("Control+s")
    name = page.get_by_label("File name")
    for wrong in ("../up.md", "post.exe", "taken.md"):
        name.fill(wrong)
        with page.expect_response("**/save"):
            name.press("Enter")
        until(lambda: page.locator("#naming [role=alert]").count())
        assert name.input_value() == wrong
    name.fill("芯片.md")
    name.press("Enter")
    page.locator("#title").get_by_text("芯片.md").wait_for()
    assert (tmp_path / "芯片.md").read_text(encoding="utf-8") == written(page)
    assert (tmp_path / "taken.md").read_text(encoding="utf-8") == "# 别人的\n"


@pytest.mark.long
def test_the_drafts_follow_at_once(start: Start, sit: Sit, post: Path):
    """Printed, for whoever changes something here: from the key to the draft, 5 kB, all channels."""
    post.write_text((ROOT / "examples/how-an-emoji-is-born.md").read_text(encoding="utf-8"))
    page = sit(start(str(post)))
    page.evaluate(
        "() => { window.took = []; const t = document.getElementById('text');"
        " t.addEventListener('beforeinput', () => { window.pressed = performance.now(); window.took = [] });"
        " new MutationObserver(() => { if (window.pressed) window.took.push("
        "performance.now() - window.pressed) }).observe("
        "document.getElementById('gallery'), {childList: true, subtree: true}) }"
    )
    at_end(page)
    first, all_of_them = [], []
    for char in "甲乙丙丁戊":
        page.keyboard.type(char)
        until(lambda: page.evaluate("window.took.length > 0"))
        took: list[float] = []
        while took != (took := page.evaluate("window.took")):
            page.wait_for_timeout(500)
        first.append(took[0])
        all_of_them.append(took[-1])
    size = len(written(page).encode())
    said = f"first draft {median(first):.0f} ms, all ten {median(all_of_them):.0f} ms"
    print(f"\n{size:,} bytes: {said} (medians)")  # noqa: T201
    assert all(one <= other for one, other in zip(first, all_of_them, strict=True))
