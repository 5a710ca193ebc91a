"""What waits, on the desk's own page: sent when due, moved, changed, cancelled, and seen by all."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from tests.desk.conftest import Desk, Sit, Start, until
from tests.desk.test_access import judged
from tests.desk.test_guard import Intruder
from tests.desk.test_scheduling import waiting
from tests.fakes.wechat import WeChat
from tests.transcripts import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

slow = [pytest.mark.slow, pytest.mark.browser]
pytestmark = slow

SETTINGS = """[accounts."公告"]
channel = "wecom"
slots = "daily 9:00 and 18:30 Asia/Shanghai"
gap = "0 min"
api = "{api}"
"""
LATER = "2099-01-05 09:00 Asia/Shanghai"


@pytest.fixture
def robot(post: Path) -> Iterator[WeChat]:
    """A WeCom robot with two slots a day."""
    with WeChat() as fake:
        settings = SETTINGS.format(api=fake.url)
        (post.parent / "crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


def scheduled(page: "Page", when: str) -> None:
    """The post on the desk, to be sent at that time."""
    page.wait_for_load_state("load")  # before, nothing listens to keys
    page.locator("#text").press("Control+Enter")
    page.locator("#asking[open] #later").fill(when)
    page.locator("#later").press("Enter")
    page.locator("#done").get_by_role("link").wait_for()


def queue(page: "Page", more: str = "") -> None:
    page.goto(urljoin(page.url, f"queue{more}"))
    page.locator("#page").wait_for()


def due(desk: Desk) -> str:
    """When what waits first is sent, in UTC."""
    return waiting(desk)[0].due.astimezone(dt.UTC).isoformat()


@pytest.mark.usefixtures("robot")
def test_it_is_moved_by_date_by_words_and_back(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    scheduled(page, LATER)
    queue(page)
    page.locator(".queue-list a").click()
    page.locator("#move-date").fill("2099-01-06T10:15")
    page.get_by_role("button", name="Move", exact=True).click()
    page.locator("#say").get_by_text("moved to Tue 6 January 2099, 10:15").wait_for()
    assert due(desk) == "2099-01-06T02:15:00+00:00"
    page.locator("#move-when").fill("2099年1月7日 下午3点")
    page.get_by_role("button", name="Move", exact=True).click()
    page.locator("#say").get_by_text("Wed 7 January 2099, 15:00").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator("#say").get_by_text("moved to Tue 6 January 2099, 10:15").wait_for()
    page.locator("#move-when").fill("last monday at tea")
    page.get_by_role("button", name="Move", exact=True).click()
    page.locator("#say.desk-wrong").wait_for()
    assert page.locator("#move-when").input_value() == "last monday at tea"
    page.locator(".queue-slots button").first.click()
    page.locator("#say:not(.desk-wrong)").get_by_text("moved to").wait_for()
    at = waiting(desk)[0].due
    assert (at.hour, at.minute) in {(1, 0), (10, 30)}, "a slot of the account"


@pytest.mark.usefixtures("robot")
def test_the_calendar_is_moved_in_by_mouse_and_by_keys(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk, locale="zh-CN")
    scheduled(page, LATER)
    queue(page, "?view=month&at=2099-01-01")
    entry = page.locator(".calendar [data-id]")
    entry.drag_to(page.locator("[data-day='2099-01-15']"))
    page.locator("[data-day='2099-01-15'] [data-id]").wait_for()
    assert due(desk) == "2099-01-15T01:00:00+00:00"
    entry.focus()
    for key, day in (("ArrowRight", "16"), ("ArrowDown", "23"), ("ArrowUp", "16")):
        page.keyboard.press(f"Shift+{key}")
        page.locator(f"[data-day='2099-01-{day}'] [data-id]:focus").wait_for()
    queue(page, "?view=week&at=2099-01-16")
    entry.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.locator("[data-id]:focus").get_by_text("09:15").wait_for()
    assert due(desk) == "2099-01-16T01:15:00+00:00"


@pytest.mark.usefixtures("robot")
def test_what_is_cancelled_waits_again_with_one_undo(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    scheduled(page, LATER)
    queue(page)
    page.locator(".queue-list a").click()
    page.locator(".queue-cancel summary").click()
    page.get_by_role("button", name="Yes, do not send it").click()
    page.get_by_text("Nothing is waiting to be sent.").wait_for()
    assert waiting(desk) == []
    page.get_by_role("button", name="Undo").click()
    page.locator(".queue-list a").wait_for()
    assert due(desk) == "2099-01-05T01:00:00+00:00"


@pytest.mark.usefixtures("robot")
def test_its_text_is_changed_once_it_was_looked_at(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    scheduled(page, LATER)
    before = waiting(desk)[0]
    queue(page)
    page.locator(".queue-list a").click()
    page.locator(".queue-edit summary").click()
    assert "所有新手机" in page.locator("#edit-text").input_value()
    page.locator("#edit-text").fill("# 抽屉空了\n\n旧线都送走了。\n")
    page.get_by_role("button", name="Look at it").click()
    page.locator(".queue-edit .desk-drawn").get_by_text("旧线都送走了。").wait_for()
    assert waiting(desk)[0].digest == before.digest, "nothing yet"
    page.get_by_role("button", name="Send this instead").click()
    page.locator("#say").get_by_text("the new text waits").wait_for()
    after = waiting(desk)[0]
    assert after.title == "抽屉空了"
    assert (after.id, after.due) == (before.id, before.due)


def test_what_is_due_is_sent_while_the_desk_is_open_and_once(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    page = sit(start(str(post)))
    queue(page)
    page.get_by_text("Nothing is waiting to be sent.").wait_for()
    page.get_by_role("link", name="Write", exact=True).click()
    scheduled(page, "in 2 seconds")
    until(lambda: robot.posts)
    queue(page, "?view=month")
    page.locator("[data-state=sent]").wait_for()
    assert len(robot.posts) == 1


@pytest.mark.long
def test_with_another_worker_beside_it_each_is_sent_once(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    desk = start(str(post))
    page = sit(desk)
    scheduled(page, LATER)
    with subprocess.Popen(
        [sys.executable, "-m", "crosspost", "worker", "--quiet"],
        cwd=desk.folder,
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(desk.folder),
            "XDG_DATA_HOME": str(desk.folder / "data"),
            "XDG_CONFIG_HOME": str(desk.folder / "config"),
            "CROSSPOST_TRUST": str(desk.folder),
            "WECOM_WEBHOOK_KEY": "693a91f6-robot",
        },
    ) as worker:
        try:
            queue(page)
            page.get_by_text("A worker is running besides this desk").wait_for()
            for line in ("一", "二", "三"):
                page.goto(urljoin(page.url, "./"))
                page.locator("#text").fill(f"# 第{line}条\n")
                scheduled(page, "in 8 seconds")
            until(lambda: len(robot.posts) == 3)
            page.wait_for_timeout(1_000)
        finally:
            worker.terminate()
    assert sorted(one["text"] for one in robot.posts) == sorted(
        {one["text"] for one in robot.posts}
    ), "none twice"
    assert len(robot.posts) == 3


def test_a_pause_holds_it_back_until_somebody_resumes(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    page = sit(start(str(post)))
    scheduled(page, LATER)
    queue(page)
    page.locator(".queue-list a").click()
    page.get_by_role("button", name="Pause 公告").click()
    page.locator(".desk-note").get_by_text("Nothing is sent to 公告").wait_for()
    page.get_by_role("button", name="Resume").click()
    page.locator(".desk-note").wait_for(state="detached")
    assert robot.posts == []


@pytest.mark.usefixtures("robot")
@pytest.mark.parametrize(
    ("width", "dark"),
    [(390, True), pytest.param(1280, False, marks=pytest.mark.long)],
    ids=["phone", "desktop"],
)
def test_axe_finds_nothing(start: Start, sit: Sit, post: Path, *, dark: bool, width: int):
    page = sit(start(str(post)), dark=dark, width=width)
    queue(page)
    assert not judged(page), "nothing waits"
    page.goto(urljoin(page.url, "./"))
    scheduled(page, LATER)
    queue(page)
    page.locator(".queue-sender summary").click()
    page.locator(".queue-list a").click()
    page.locator(".queue-edit summary").click()
    assert not judged(page), "the details of one"
    for view in ("week", "month"):
        queue(page, f"?view={view}&at=2099-01-05")
        assert not judged(page), view
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), "nothing to scroll sideways"


def test_nobody_else_changes_it(start: Start, post: Path):
    intruder = Intruder(start(str(post)))
    intruder.enter()
    asked = {"do": "cancel", "said": [["id", "a"]]}
    for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert tell(intruder, asked, **headers) == 403
    assert tell(intruder, asked, Cookie="crosspost-desk=guess") == 403
    assert tell(intruder, asked, Content_Type="text/plain") == 415
    strange: list[object] = [{"do": "rm"}, {"do": 1}, [], {"do": "move", "more": "x"}]
    for wrong in strange:
        assert tell(intruder, wrong) == 400


def tell(intruder: Intruder, body: object, **headers: str) -> int:
    """What the queue answers."""
    own = {"Origin": intruder.origin, "Cookie": intruder.cookie, "Content_Type": "application/json"}
    return intruder.ask("POST", f"{intruder.path}queue", body, **{**own, **headers})[0]


@pytest.mark.long
def test_what_another_program_schedules_is_seen_without_a_reload(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    del robot
    desk: Desk = start(str(post))
    page = sit(desk)
    scheduled(page, LATER)
    queue(page)
    page.locator(".queue-list a").wait_for()
    other = page.context.new_page()
    other.goto(urljoin(page.url, "queue"))
    other.locator(".queue-list a").click()
    other.locator(".queue-cancel summary").click()
    other.get_by_role("button", name="Yes, do not send it").click()
    page.get_by_text("Nothing is waiting to be sent.").wait_for()
