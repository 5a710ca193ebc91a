"""An account is connected in the page: asked, tried, stored, and used without starting again."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from tests.desk.conftest import Desk, Sit, Start
from tests.desk.test_access import judged
from tests.fakes import bluesky
from tests.fakes.authorization import SigningMastodon, browse
from tests.fakes.bluesky import BlueskyFake

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def server() -> Iterator[BlueskyFake]:
    """A Bluesky server with one account."""
    with BlueskyFake() as fake:
        yield fake


def accounts(page: "Page", more: str = "") -> None:
    page.goto(urljoin(page.url, f"accounts{more}"))
    page.locator("#page").wait_for()


def filled(page: "Page", server: BlueskyFake, password: str) -> None:
    """The questions for Bluesky, answered."""
    page.locator("#field-handle").fill(bluesky.HANDLE)
    page.locator("#field-password").fill(password)
    page.locator(".accounts-more summary").click()
    page.locator("#field-api").fill(server.url)


def everything(desk: Desk) -> bytes:
    """All files below the desk's folder, but the ones that keep secrets."""
    files = (one for one in desk.folder.rglob("*") if one.is_file() and one.name != ".env")
    return b"\0".join(one.read_bytes() for one in files)


def test_it_is_tried_before_it_is_stored_and_used_at_once(
    start: Start, sit: Sit, post: Path, server: BlueskyFake
):
    desk = start(str(post))
    page = sit(desk)
    page.get_by_role("link", name="Accounts").click()
    page.locator(".accounts-channels").get_by_role("link", name="Bluesky", exact=True).click()
    assert page.locator(".accounts-page a").get_attribute("href", timeout=9_000) == (
        "https://bsky.app/settings/app-passwords"
    )
    filled(page, server, "wrong-password-9f3a")
    page.get_by_role("button", name="Sign in and connect").click()
    page.locator("#say.desk-wrong").wait_for()
    assert not (desk.folder / "config" / "crosspost" / "crosspost.toml").exists()
    assert page.locator("#field-handle").input_value() == bluesky.HANDLE
    assert page.locator("#field-password").input_value() == "", "a secret is never shown again"
    assert "wrong-password-9f3a" not in page.content()
    page.locator("#field-password").fill(bluesky.PASSWORD)
    page.get_by_role("button", name="Sign in and connect").click()
    page.locator("#say").get_by_text(f"Signed in as @{bluesky.HANDLE}").wait_for()
    assert bluesky.PASSWORD not in page.content()
    assert bluesky.PASSWORD.encode() not in everything(desk)
    page.get_by_role("button", name="Check").click()
    page.locator("#say").get_by_text("signed in as").wait_for()
    assert not judged(page)
    page.get_by_role("link", name="Write", exact=True).click()
    page.locator("#strip [aria-current]").wait_for()  # the page's script is at work
    page.locator("#text").press("Control+Enter")
    page.locator("#asking[open]").get_by_text("bluesky").first.wait_for()
    page.locator("#asking .desk-main").click()
    page.locator("#run .desk-end").wait_for()
    assert server.posts


def test_what_another_program_connects_is_there_without_a_restart(
    start: Start, sit: Sit, post: Path
):
    page = sit(start(str(post)))
    settings = '[accounts."公告"]\nchannel = "wecom"\n'
    (post.parent / "crosspost.toml").write_text(settings, encoding="utf-8")
    accounts(page)
    page.locator(".accounts-list").get_by_text("公告").wait_for()
    with page.expect_navigation():  # whose script then reads keys
        page.get_by_role("link", name="Write", exact=True).click()
    page.locator("#text").press("Control+Enter")
    page.locator("#asking[open] .desk-sentence").get_by_text("公告").wait_for()
    (post.parent / "crosspost.toml").write_text("accounts = ", encoding="utf-8")
    page.reload()
    page.locator("#strip").get_by_text("公告").wait_for()


@pytest.mark.long
def test_what_is_pasted_needs_none(start: Start, sit: Sit, post: Path):
    desk = start(str(post))
    page = sit(desk)
    for locale, says in (("en-GB", "no account"), ("zh-CN", "不需要账号")):
        page.set_extra_http_headers({"Accept-Language": locale})
        accounts(page)
        page.get_by_text(says).first.wait_for()
        assert not judged(page)
        accounts(page, "?connect=wechat-moments")
        page.get_by_text(says).first.wait_for()
    accounts(page, "?connect=no-such-channel")
    page.locator("#page .desk-alert").wait_for()


@pytest.mark.parametrize(
    "channels",
    [("mastodon", "wechat-article"), pytest.param(("x", "telegram"), marks=pytest.mark.long)],
    ids="-".join,
)
def test_every_field_has_a_label(start: Start, sit: Sit, post: Path, channels: tuple[str, ...]):
    page = sit(start(str(post)), width=390, dark=True)
    for channel in channels:
        accounts(page, f"?connect={channel}")
        page.locator("#field-name").wait_for()
        assert not judged(page)
        for field in page.locator(".accounts-form input:not([type=hidden])").all():
            name = field.get_attribute("id")
            assert (page.locator(f"label[for='{name}']").text_content() or "").strip(), name
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def test_a_sign_in_on_the_services_own_page_goes_on_by_itself(start: Start, sit: Sit, post: Path):
    with SigningMastodon() as fake:
        desk = start(str(post))
        page = sit(desk)
        accounts(page, "?connect=mastodon&way=browser")
        for agrees in (False, True):
            page.locator("#field-api").fill(fake.url)
            page.get_by_role("button", name="Continue on its page").click()
            go = page.get_by_role("link", name="Open its page and agree")
            go.wait_for()
            assert not judged(page)
            assert go.get_attribute("rel") == "noreferrer noopener"
            if not agrees:
                page.get_by_role("button", name="Stop").click()
                page.locator(".accounts-channels").first.wait_for()
                accounts(page, "?connect=mastodon&way=browser")
        browse(go.get_attribute("href") or "")
        page.get_by_text("Signed in as").wait_for()
        assert "token-kuajie" not in page.content()
        assert b"token-kuajie" not in everything(desk)
        page.get_by_role("button", name="Close").click()
        page.locator(".accounts-list .queue-account").get_by_text("Mastodon").wait_for()
