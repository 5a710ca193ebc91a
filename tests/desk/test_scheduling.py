"""Sending later from the desk: the same question, with a time; what was agreed to waits frozen."""

from pathlib import Path

import pytest

from crosspost import read, render
from crosspost.scheduling import Delivery, open_schedule
from crosspost.scheduling.deliveries import OPEN
from tests.desk.conftest import Desk, Sit, Start, asked

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SETTINGS = """[accounts."公告"]
channel = "wecom"
slots = "daily 9:00 Asia/Shanghai"
"""


@pytest.fixture
def account(post: Path) -> None:
    """A WeCom robot with one slot a day; nothing is ever sent to it."""
    (post.parent / "crosspost.toml").write_text(SETTINGS, encoding="utf-8")


def waiting(desk: Desk) -> list[Delivery]:
    """What waits in the desk's ledger."""
    with open_schedule(desk.ledger) as schedule:
        return schedule.deliveries(states=OPEN)


@pytest.mark.usefixtures("account")
def test_what_is_asked_about_is_what_waits(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    asked(page)
    page.locator("#later").fill("2099-01-05 09:00 Asia/Shanghai")
    page.locator("#later").press("Enter")
    page.locator("#done").get_by_text("scheduled for").wait_for()
    said = page.locator("#done").inner_text()
    assert "公告: scheduled for Mon 5 January 2099, 09:00 Asia/Shanghai" in said
    page.locator("#done").get_by_role("link", name="Queue").wait_for()
    [one] = waiting(desk)
    assert one.digest == render(read(post), "wecom").digest
    assert "Already scheduled: 公告 (Mon 5 January 2099, 09:00 Asia/Shanghai)." in asked(page)
    page.locator("#later").fill("2099-01-05 09:00 Asia/Shanghai")
    page.locator(".desk-later-fields button").click()
    page.locator("#done").get_by_text("scheduled already").wait_for()
    assert len(waiting(desk)) == 1


@pytest.mark.long
@pytest.mark.usefixtures("account")
def test_a_time_that_is_no_good_is_asked_for_again(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk, locale="zh-CN")
    asked(page)
    page.locator("#later").fill("上周一九点")
    page.locator(".desk-later-fields button").click()
    page.locator("#later-wrong").wait_for()
    assert page.locator("#later").input_value() == "上周一九点"
    assert waiting(desk) == []
    page.locator("#later").fill("")
    page.locator(".desk-later-fields button").click()
    page.locator("#done").get_by_text("公告：将在").wait_for()
    [one] = waiting(desk)
    assert one.slot == one.due
