"""The first ten minutes, walked in a real browser: from nothing to what a writer came for."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from PIL import Image

from tests.desk.conftest import Sit, Start, shows, until
from tests.fakes import bluesky, telegram, wechat
from tests.fakes.bluesky import BlueskyFake
from tests.fakes.telegram import TelegramFake
from tests.fakes.wechat import WeChat

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow(12), pytest.mark.browser]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture on the writer's disk, elsewhere than the post."""
    path = tmp_path / "pictures" / "bakery.png"
    path.parent.mkdir()
    Image.new("RGB", (1200, 800), "#c08050").save(path)
    return path


@pytest.fixture
def channels() -> Iterator[tuple[TelegramFake, BlueskyFake]]:
    """Telegram and Bluesky."""
    with TelegramFake() as one, BlueskyFake() as other:
        yield one, other


def connected(page: "Page", channel: str, said: dict[str, str]) -> None:
    """An account, connected by the questions of the page."""
    page.goto(urljoin(page.url, f"accounts?connect={channel}"))
    page.locator(".accounts-more summary").click()
    for name, value in said.items():
        page.locator(f"#field-{name}").fill(value)
    page.locator(".accounts-form .desk-main").click()
    page.locator("#say:not(.desk-wrong) span").wait_for()


def with_picture(page: "Page", photo: Path, alt: str) -> None:
    page.locator("#file").set_input_files(photo)
    page.locator("#picture-alt").fill(alt)
    page.locator("#picture button[type=submit]").click()
    page.locator("#picture[open]").wait_for(state="detached")
    until(lambda: alt in page.locator("#text").input_value())


@pytest.mark.long
def test_a_writer_schedules_a_post_with_a_picture(
    start: Start, sit: Sit, photo: Path, channels: tuple[TelegramFake, BlueskyFake]
):
    chat, sky = channels
    page = sit(start())
    said = {"chat": "@kuajie", "token": telegram.TOKEN, "api": chat.url}
    connected(page, "telegram", said)
    said = {"handle": bluesky.HANDLE, "password": bluesky.PASSWORD, "api": sky.url}
    connected(page, "bluesky", said)
    page.get_by_role("link", name="Write", exact=True).click()
    page.locator("#text").click()
    page.keyboard.type("We are moving to the old bakery on 1 March.\n\n")
    with_picture(page, photo, "The old bakery")
    shows(page, "We are moving to the old bakery")
    page.locator("#text").press("Control+Enter")
    sentence = page.locator("#asking[open] .desk-sentence")
    sentence.get_by_text("nothing is left out").wait_for()
    assert "telegram" in sentence.inner_text()
    assert "bluesky" in sentence.inner_text()
    page.locator("#later").fill("tomorrow 9:00")
    page.locator("#later").press("Enter")
    page.locator("#done").get_by_role("link", name="Queue").click()
    assert page.locator(".queue-list a").count() == 2
    assert chat.posts == sky.posts == []
    for at in range(2):
        page.goto(urljoin(page.url, "queue"))
        page.locator(".queue-list a[data-state=waiting]").first.click()
        page.locator("#detail").wait_for()
        page.locator("#move-when").fill("in 1 second")
        page.get_by_role("button", name="Move", exact=True).click()
        page.locator("#say").get_by_text("moved to").wait_for()
        until(lambda: len(chat.posts) + len(sky.posts) == at + 1)  # noqa: B023 - at once
    assert [len(one["media"]) for one in (*chat.posts, *sky.posts)] == [1, 1]
    page.get_by_role("link", name="History").click()
    page.locator(".desk-links a").first.wait_for()


def test_a_chinese_writer_fills_the_draft_box_and_copies_for_moments(
    start: Start, sit: Sit, photo: Path
):
    with WeChat() as fake:
        page = sit(start(), locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
        said = {"app_id": wechat.APP_ID, "app_secret": wechat.APP_SECRET, "api": fake.url}
        connected(page, "wechat-article", said)
        page.get_by_role("link", name="写作").click()
        page.locator("#text").click()
        page.keyboard.type("# 搬到老面包店\n\n三月一日，我们搬到街角的老面包店。\n\n")
        with_picture(page, photo, "街角的老面包店")
        shows(page, "我们搬到街角的老面包店")
        page.locator("#text").press("Control+Enter")
        page.locator("#asking[open] .desk-sentence").get_by_text("内容完整").wait_for()
        page.locator("#asking .desk-main").click()
        page.locator("#run .desk-end").wait_for()
        page.locator("#run").get_by_text("接下来：").wait_for()
        assert "draft" not in page.locator("#run").inner_text(), (
            "what to do next is told in Chinese"
        )
        [article] = fake.drafts
        assert "我们搬到街角的老面包店" in str(article)
        page.locator("[data-do=dismiss]").click()
        page.locator("[data-do=choose]").click()
        page.locator("#channels").get_by_label("微信朋友圈").check()
        page.locator("#channels .desk-main").click()
        moments = page.locator("[data-channel='wechat-moments'] [data-copy]").first
        moments.click()
        until(lambda: "我们搬到街角的老面包店" in copied(page))
        assert "#" not in copied(page)


def copied(page: "Page") -> str:
    """What is on the clipboard."""
    said: str = page.evaluate("navigator.clipboard.readText()")
    return said
