"""What happened, on the desk's own page: doubts, what agents ask for, predictions, and links."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urljoin

import pytest

from crosspost import parse, render
from crosspost.ledger import Ledger, approvals, open_ledger
from crosspost.model.receipts import Sent
from crosspost.predictions import published
from crosspost.preview import with_approval
from crosspost.publishing.asked_change import AskedChange
from crosspost.publishing.changes import MessageChange
from crosspost.testing.server import Fault
from tests.desk.conftest import Desk, Sit, Start, asked, ended, until
from tests.desk.test_access import judged
from tests.fakes.wechat import WeChat
from tests.fakes.x import XFake

if TYPE_CHECKING:
    from playwright.sync_api import Page

Answer = TypeVar("Answer")
pytestmark = [pytest.mark.slow, pytest.mark.browser]

PREDICTION = """# 街角的面包店 / The bakery on the corner

## What happened / 发生了什么
It has closed after forty years.

开了四十年，关门了。

## My prediction / 我的预测 (⭐⭐⭐)
Another one opens by 2025-06-30.

2025年6月30日前会再开一家。
"""


def history(page: "Page") -> None:
    page.goto(urljoin(page.url, "history"))
    page.locator("#page").wait_for()


def known(desk: Desk, ask: Callable[[Ledger], Answer]) -> Answer:
    """What the desk's ledger knows."""
    with open_ledger(desk.ledger) as ledger:
        return ask(ledger)


def test_what_stands_is_linked(start: Start, sit: Sit, post: Path, x: XFake):
    page = sit(start(str(post)), locale="zh-CN")
    history(page)
    page.get_by_text("还没有发布过帖子。").wait_for()
    page.goto(urljoin(page.url, "./"))
    asked(page)
    page.locator("#asking .desk-main").click()
    ended(page)
    history(page)
    link = page.locator(".desk-links a").first.get_attribute("href") or ""
    assert x.posts[0]["id"] in link
    assert page.locator(".desk-links a").first.get_attribute("rel") == "noreferrer noopener"
    assert not judged(page)


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("It is there", "is there."),
        pytest.param("It is not there", "is not there", marks=pytest.mark.long),
    ],
)
def test_a_doubt_is_settled_as_a_person_saw_it(
    start: Start, sit: Sit, post: Path, robot: WeChat, button: str, says: str
):
    robot.faults.append(Fault("lost-answer"))
    desk = start(str(post))
    page = sit(desk)
    asked(page)
    page.locator("#asking .desk-main").click()
    ended(page)
    history(page)
    card = page.locator(".history-trouble")
    card.get_by_text("所有新手机").wait_for()
    assert not judged(page)
    card.get_by_role("button", name=button, exact=True).click()
    page.locator("#say").get_by_text(says).wait_for()
    card.wait_for(state="detached")
    assert known(desk, lambda ledger: ledger.in_doubt()) == []


def test_an_agent_gets_a_yes_to_what_was_seen_and_to_nothing_else(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    desk = start(str(post))
    page = sit(desk)
    draft = render(parse("# 智能体写的\n\n请发这一条。\n", "markdown"), "wecom")
    place = {"channel": "wecom", "api": robot.url}
    bound = with_approval(draft, place, Path(), (), fetch=False)
    known(desk, lambda ledger: approvals.ask(ledger, {str(bound.approval): bound}))
    history(page)
    card = page.locator(".desk-asks")
    card.get_by_text("请发这一条。").wait_for()
    assert str(bound.approval) in (card.text_content() or "")
    assert not judged(page)
    name = str(bound.approval)
    assert known(desk, lambda ledger: approvals.decisions(ledger, [name])) == {}
    card.get_by_role("button", name="Yes, it may go out").click()
    page.locator("#say").get_by_text("approved").wait_for()
    assert known(desk, lambda ledger: approvals.decisions(ledger, [name])) == {name: True}
    page.get_by_role("button", name="Undo").click()
    page.locator("#say").get_by_text("open again").wait_for()
    assert known(desk, lambda ledger: approvals.decisions(ledger, [name])) == {}
    card.get_by_role("button", name="No", exact=True).click()
    page.locator("#say").get_by_text("declined").wait_for()
    assert known(desk, lambda ledger: approvals.decisions(ledger, [name])) == {name: False}
    assert robot.posts == [], "a yes sends nothing"


@pytest.mark.parametrize("verb", ["update", pytest.param("delete", marks=pytest.mark.long)])
def test_an_agent_gets_a_yes_to_a_change_of_what_stands(
    start: Start, sit: Sit, post: Path, robot: WeChat, verb: Literal["update", "delete"]
):
    desk = start(str(post))
    page = sit(desk)
    before, after = (
        render(parse(f"# 天气\n\n今天有{rain}。\n", "markdown"), "wecom")
        for rain in ("小雨", "大雨")
    )
    one = MessageChange(
        kind="edited" if verb == "update" else "unneeded",
        index=1,
        before=before.messages[0],
        after=after.messages[0] if verb == "update" else None,
        stands=Sent(id="7"),
    )
    change = AskedChange(
        verb=verb,
        draft=after if verb == "update" else before,
        digest=before.digest,
        run=1,
        messages=(one,),
    )
    name = change.approval
    known(desk, lambda ledger: approvals.ask(ledger, {name: change.draft}, {name: change.kept()}))
    history(page)
    card = page.locator(".desk-asks")
    card.locator("del").get_by_text("小雨").wait_for()
    assert card.locator("ins").count() == (verb == "update")
    assert name in card.inner_text()
    assert not judged(page)
    card.get_by_role("button", name=f"Yes, {verb.replace('update', 'change')} it").click()
    page.locator("#say").get_by_text("exactly this").wait_for()
    assert known(desk, lambda ledger: approvals.decisions(ledger, [name])) == {name: True}
    assert robot.posts == [], "a yes does nothing"


def test_a_prediction_that_is_due_is_settled_and_scored(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    del robot
    post.write_text(PREDICTION, encoding="utf-8")
    desk = start(str(post))
    page = sit(desk)
    asked(page)
    page.locator("#asking .desk-main").click()
    ended(page)
    history(page)
    card = page.locator(".history-trouble")
    card.get_by_text("2025-06-30").wait_for()
    [prediction] = known(desk, published)
    page.locator(f"#note-{prediction.id}").fill("开了一家。")
    page.locator(f"#url-{prediction.id}").fill("no address")
    card.get_by_role("button", name="Came true").click()
    page.locator("#say.desk-wrong").wait_for()
    assert page.locator(f"#note-{prediction.id}").input_value() == "开了一家。"
    page.locator(f"#url-{prediction.id}").fill("https://example.org/bakery")
    card.get_by_role("button", name="Came true").click()
    page.locator(".history-plot").wait_for()
    assert "1 settled" in (page.locator(".history-plot").get_attribute("alt") or "")
    assert page.locator(".history-plot").evaluate("one => one.naturalWidth > 0")
    [settled] = known(desk, published)
    assert (settled.outcome, settled.settlements[-1].note) == ("true", "开了一家。")
    assert not judged(page)
    until(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
