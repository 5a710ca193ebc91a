"""Publishing from the desk: asked about exactly this text, once, with what became of it in words."""

import threading
from pathlib import Path

import pytest

from crosspost import read, render
from crosspost.testing.server import Answer, Fault, Request
from tests.desk.conftest import Sit, Start, asked, ended, until
from tests.fakes.wechat import WeChat
from tests.fakes.x import XFake

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_what_is_asked_about_is_what_is_sent(start: Start, sit: Sit, post: Path, robot: WeChat):
    page = sit(start(str(post)))
    said = asked(page)
    draft = render(read(post), "wecom")
    assert draft.digest in said
    assert "This sends 1 message to 公告, free of charge; left out: English." in said
    assert robot.posts == []
    page.keyboard.press("Escape")
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("又一句。")
    assert draft.digest not in asked(page)
    page.locator("#asking .desk-main").click()
    assert "all published" in ended(page)
    assert [post["text"].count("又一句。") for post in robot.posts] == [1]


@pytest.mark.long
def test_the_button_counts_what_is_ticked(start: Start, sit: Sit, post: Path, robot: WeChat):
    more = f'[accounts.team]\nchannel = "wecom"\nlanguages = ["en"]\napi = "{robot.url}"\n'
    with (post.parent / "crosspost.toml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    page = sit(start(str(post)))
    assert "Send 2 messages" in asked(page)
    page.locator("#asking").get_by_label("公告").uncheck()
    page.locator("#asking .desk-main").get_by_text("Send 1 message").wait_for()
    page.locator("#asking .desk-main").click()
    assert "all published" in ended(page)
    assert len(robot.posts) == 1
    assert "Every new phone" in robot.posts[0]["text"]


def test_a_double_click_and_a_second_tab_send_once(
    start: Start, sit: Sit, post: Path, robot: WeChat
):
    robot.delay = 0.3
    page = sit(start(str(post)))
    asked(page)
    sent = page.locator("#asking .desk-main").evaluate(
        """async (button) => {
          const body = JSON.stringify({tab: document.body.dataset.tab,
            approval: button.dataset.approval,
            accounts: [...document.querySelectorAll('#asking input:checked')].map(one => one.value)});
          const go = () => fetch('publish', {method: 'POST', body,
            headers: {'Content-Type': 'application/json'}}).then((one) => one.json());
          const answers = await Promise.all([go(), go(), go()]);
          button.click(); button.click();
          return answers.filter((one) => !one.parts.failure).length;
        }"""
    )
    assert sent == 1
    assert "all published" in ended(page)
    second = page.context.new_page()
    second.goto(page.url)
    assert "all published already" in asked(second)
    assert second.locator("#asking .desk-main").count() == 0
    assert len(robot.posts) == 1


@pytest.mark.long
def test_progress_of_a_thread_and_what_it_costs(start: Start, sit: Sit, post: Path, x: XFake):
    post.write_text(
        "# 最后一个转接头\n\n## 发生了什么\n"
        + "所有新手机都用上了同一种充电口，旧线还在抽屉里。" * 20,
        encoding="utf-8",
    )
    x.delay = 0.15
    page = sit(start(str(post)))
    said = asked(page)
    assert "Costs about $0.0" in said
    seen = [""]
    page.locator("#asking .desk-main").click()

    def done() -> bool:
        seen.append(page.locator("#run").inner_text())
        return "all published" in seen[-1]

    until(done)
    of = len(x.posts)
    assert of > 2
    assert any("signing in" in one for one in seen)
    assert any(
        f"message 2 of {of}: sending" in one or f"2 of {of} published" in one for one in seen
    )
    assert page.locator("#run a").count() == of


OUTCOMES = {
    "refused": (Fault("93000"), "The channel said no", "webhook address"),
    "unknown": (Fault("lost-answer"), "Unconfirmed", "“History”"),
}


@pytest.mark.parametrize("outcome", ["unknown", pytest.param("refused", marks=pytest.mark.long)])
def test_what_failed_is_said_with_what_to_do(
    start: Start, sit: Sit, post: Path, robot: WeChat, outcome: str
):
    fault, words, advice = OUTCOMES[outcome]
    robot.faults.append(Fault(fault.kind))
    page = sit(start(str(post)))
    asked(page)
    page.locator("#asking .desk-main").click()
    said = ended(page)
    assert words in said
    assert advice in said
    page.get_by_role("button", name="Close").first.click()
    page.locator("#run .desk-run").wait_for(state="detached")
    asked(page)
    page.locator("#asking .desk-main").click()
    ended(page)
    assert len(robot.posts) == 1, "an unknown one is never sent again blindly, a refused one is"


def test_a_stop_is_obeyed_after_the_call_under_way(start: Start, sit: Sit, post: Path, x: XFake):
    post.write_text(
        "# 长文\n\n## 发生了什么\n" + "旧线还在抽屉里，新线又来了。" * 60, encoding="utf-8"
    )
    heard, answer = threading.Event(), x.answer

    def held(request: Request) -> Answer:
        """The second post is answered once the page was told to stop."""
        if request.method == "POST" and x.posts:
            heard.wait(180)
        return answer(request)

    x.answer = held  # type: ignore[method-assign]
    page = sit(start(str(post)))
    asked(page)
    page.locator("#asking .desk-main").click()
    until(lambda: len(x.posts) >= 1)
    page.get_by_role("button", name="Stop after this call").click()
    page.get_by_text("Stopping after the call under way").wait_for()
    heard.set()
    said = ended(page)
    assert "Surely not sent" in said
    sent = len(x.posts)
    assert "长文" in x.posts[0]["text"]
    page.get_by_role("button", name="Close").first.click()
    assert f"{sent} of" in asked(page)


@pytest.mark.long
def test_ctrl_c_lets_the_call_under_way_end(start: Start, sit: Sit, post: Path, x: XFake):
    post.write_text(
        "# 长文\n\n## 发生了什么\n" + "旧线还在抽屉里，新线又来了。" * 60, encoding="utf-8"
    )
    x.delay = 0.5
    desk = start(str(post))
    page = sit(desk)
    asked(page)
    page.locator("#asking .desk-main").click()
    until(lambda: len(x.posts) == 1)
    assert desk.stop() == (0, "")
    sent = len(x.posts)
    x.delay = 0
    page = sit(start(str(post)))
    said = asked(page)
    assert f"{sent} of" in said, "and the ledger knows all that was sent"
    page.locator("#asking .desk-main").click()
    assert "all published" in ended(page)
    texts = [one["text"] for one in x.posts]
    assert len(texts) == len(set(texts))


def test_without_accounts_it_says_so(start: Start, sit: Sit, post: Path):
    page = sit(start(str(post)))
    assert "No account is connected yet" in asked(page)
    page.locator("#asking").get_by_role("link", name="Connect an account").wait_for()


def test_a_draft_that_its_channel_would_refuse_cannot_be_sent(
    start: Start, sit: Sit, post: Path, x: XFake
):
    post.write_text("# 两个代码 $AAPL 和 $TSLA\n", encoding="utf-8")
    page = sit(start(str(post)))
    assert "cannot be sent" in asked(page)
    assert page.locator("#asking .desk-main").count() == 0
    assert x.posts == []
