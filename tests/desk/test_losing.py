"""Nothing is lost: the server is killed, the file is changed meanwhile, a second tab is opened."""

import functools
import json
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.desk.conftest import POST, Desk, Sit, Start, shows, until, written

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def add(page: "Page", words: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_what_was_typed_outlives_a_killed_server(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    add(page, "没有保存的一句。🎉")
    until(lambda: has_kept(desk, "没有保存的一句。🎉"))
    assert stat.S_IMODE(desk.kept()[0].stat().st_mode) == 0o600
    desk.kill()
    page.locator("#gone").get_by_text("The desk has stopped").wait_for()
    assert written(page) == POST + "没有保存的一句。🎉", "the page has it, too"
    assert post.read_text(encoding="utf-8") == POST

    again = start(str(post))
    page = sit(again)
    assert written(page) == POST, "the file as it is, until somebody decides"
    add(page, "新写的。")
    page.locator("#left").get_by_role("button", name="Show both").click()
    page.locator("#comparing ins").get_by_text("新写的。").wait_for()
    page.locator("#comparing del").get_by_text("没有保存的一句。🎉").wait_for()
    page.locator("#comparing").get_by_role("button", name="Restore it").click()
    until(lambda: written(page) == POST + "没有保存的一句。🎉")
    shows(page, "没有保存的一句。🎉")
    page.locator("#left").get_by_role("button").first.wait_for(state="detached")
    page.locator("#text").press("Control+z")
    until(lambda: written(page) == POST + "新写的。")


def has_kept(desk: Desk, words: str) -> bool:
    return any(words in one.read_text("utf-8") for one in desk.kept())


@pytest.mark.long
def test_what_was_left_behind_waits_until_somebody_decides(start: Start, sit: Sit, post: Path):
    for number in range(2):
        desk = start(str(post))
        add(sit(desk), f"第 {number} 份。")
        until(functools.partial(has_kept, desk, f"第 {number} 份。"))
        desk.kill()
    page = sit(desk := start(str(post)))
    assert page.locator("#left > div").count() == 2
    page.get_by_role("button", name="Discard").first.click()
    page.locator("#confirming").get_by_role("button", name="Cancel").click()
    assert page.locator("#left > div").count() == 2, "asked first"
    for _ in range(2):
        page.get_by_role("button", name="Discard").first.click()
        page.locator("#confirming").get_by_text("The last adapter").wait_for()
        page.locator("#confirming").get_by_role("button", name="Discard it").click()
        undo = page.locator("#left").get_by_role("button", name="Undo")
        undo.wait_for()
        until(lambda: len(desk.kept()) == 1)
        if _ == 0:
            undo.click()
            until(lambda: len(desk.kept()) == 2)
    page.locator("#left").get_by_role("button", name="Close").click()
    until(lambda: page.locator("#left > div").count() == 1)
    left = [json.loads(one.read_text("utf-8"))["text"] for one in desk.kept()]
    assert left == [POST + "第 0 份。"], "the newest was offered first"


@pytest.mark.long
def test_two_desks_of_one_post_do_not_take_each_other_for_dead(start: Start, sit: Sit, post: Path):
    one = start(str(post))
    add(sit(one), "还在写。")
    until(one.kept)
    page = sit(start(str(post)))
    assert page.locator("#left > div").count() == 0


@pytest.mark.long
def test_a_saved_post_leaves_nothing_behind(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    add(page, "写好了。")
    until(desk.kept)
    page.keyboard.press("Control+s")
    until(lambda: not desk.kept())
    assert desk.stop() == (0, "")
    assert list((desk.folder / "data/crosspost/desk").iterdir()) == []


@pytest.mark.long
def test_ctrl_c_keeps_what_was_not_saved(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    with page.expect_response("**/text"):
        add(page, "字")
    assert desk.stop() == (0, "")
    assert json.loads(desk.kept()[0].read_text("utf-8"))["text"] == POST + "字"


THEIRS = POST.replace("抽屉", "盒子")


def test_a_file_that_was_changed_is_never_overwritten_in_silence(
    start: Start, sit: Sit, post: Path
):
    page = sit(start(str(post)))
    add(page, "我的。")
    post.write_text(THEIRS, encoding="utf-8")
    page.keyboard.press("Control+s")
    page.locator("#disk").get_by_text("Another program has changed the file").first.wait_for()
    assert post.read_text(encoding="utf-8") == THEIRS
    page.locator("#disk").get_by_role("button", name="Show both").click()
    page.locator("#comparing del").get_by_text("盒子").wait_for()
    page.locator("#comparing").get_by_role("button", name="Close").click()

    # changed once more before the author decides: what they saw is not what is there
    keep = page.locator("#disk button[data-over]")
    seen = keep.get_attribute("data-over")
    post.write_text(THEIRS + "再改。\n", encoding="utf-8")
    with page.expect_response("**/save"):
        page.evaluate(  # in one go, since the page may have drawn its button anew
            """(seen) => {
              const keep = document.querySelector("#disk button[data-over]");
              keep.dataset.over = seen;
              keep.click();
            }""",
            seen,
        )
    assert post.read_text(encoding="utf-8") == THEIRS + "再改。\n"
    until(lambda: keep.get_attribute("data-over") not in {seen, None})
    keep.click()
    until(lambda: post.read_text(encoding="utf-8") == POST + "我的。")
    page.locator("#disk button").first.wait_for(state="detached")


@pytest.mark.long
def test_a_changed_file_is_noticed_and_can_be_taken(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    add(page, "我的。")
    shows(page, "我的。")
    post.write_bytes(THEIRS.replace("\n", "\r\n").encode())
    page.locator("#disk").get_by_role("button", name="Take theirs").click()
    until(lambda: written(page) == THEIRS)
    page.locator("#state").get_by_text("Saved", exact=True).wait_for()
    page.locator("#text").press("Control+z")
    until(lambda: written(page) == POST + "我的。")
    page.keyboard.press("Control+s")
    until(lambda: post.read_bytes() == (POST + "我的。").replace("\n", "\r\n").encode())


@pytest.mark.long
def test_a_file_that_is_gone_is_written_again_only_when_asked(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    add(page, "我的。")
    post.unlink()
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Keep mine and save it").first.click()
    until(post.exists)
    assert post.read_text(encoding="utf-8") == POST + "我的。"


def test_only_one_tab_is_written_in(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    add(page, "第一页。")
    shows(page, "第一页。")
    second = page.context.new_page()
    second.goto(page.url)
    assert written(second) == POST + "第一页。"
    page.locator("#elsewhere").get_by_text("another tab").wait_for()
    assert page.locator("#text").evaluate("one => one.readOnly")
    add(second, "第二页。")
    shows(second, "第二页。")
    page.get_by_role("button", name="Go on here").click()
    until(lambda: written(page) == POST + "第一页。第二页。")
    second.locator("#elsewhere").get_by_text("another tab").wait_for()


def test_a_tab_that_is_closed_at_once_loses_nothing(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    add(page, "最后一句话。")
    page.close()
    until(lambda: has_kept(desk, "最后一句话。"))
