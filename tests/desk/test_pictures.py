"""The desk's pages as somebody approved of them: on a phone, a tablet and a desktop, by day and night.

The writing page in every way; each of the others in every width, both colours and both languages,
but not in all that can be made of them. ``pytest tests/desk/test_pictures.py --accept`` takes them anew: look.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from PIL import Image

from crosspost.testing.server import Fault
from tests.desk.conftest import Sit, Start, asked, shows
from tests.fakes.wechat import WeChat
from tests.page.pictures import MANY, SCALE, SMALLER, beside, difference, keep
from tests.transcripts import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

APPROVED = Path(__file__).with_name("approved")
SCREENS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
PLACES = (
    "asking",
    "queue",
    "queue?view=week&at=2099-01-05",
    "queue?view=month&at=2099-01-05",
    "history",
    "accounts",
    "accounts?connect=mastodon",
)
LOOKS = [
    (screen, scheme) for scheme in ("light", "dark") for screen in ("phone", "tablet", "desktop")
]


def ways(number: int) -> dict[str, list[tuple[str, str]]]:
    """By language, how a place is looked at: in every width, colours and language, and no more."""
    screens = [*SCREENS][number % 3 :] + [*SCREENS][: number % 3]
    found = {"en": [(screens[0], "light")], "zh": [(screens[1], "dark")]}
    found[("en", "zh")[number % 2]].append((screens[2], ("dark", "light")[number % 2]))
    return found


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[WeChat]:
    """A WeCom robot with two slots a day, and an account that lacks its password."""
    with WeChat() as fake:
        settings = f"""[accounts."公告"]
channel = "wecom"
slots = "daily 9:00 and 18:30"
api = "{fake.url}"
[accounts.bakery]
channel = "bluesky"
handle = "bakery.example"
"""
        (tmp_path / "crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


def taken(page: "Page") -> Image.Image:
    """What is on the screen, small."""
    data = page.screenshot(animations="disabled", caret="hide")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return image.resize((image.width // SMALLER, image.height // SMALLER), Image.Resampling.BOX)


def sized(page: "Page", screen: str, scheme: str) -> None:
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def agreed(images: list[Image.Image], name: str, *, accept: bool) -> None:
    """They look as approved."""
    picture, kept = beside(images), APPROVED / f"{name}.webp"
    if accept:
        keep(picture, kept)
    assert kept.exists(), "no approved picture: look at what --accept writes"
    with Image.open(kept) as approved:
        share = difference(picture, approved.convert("RGB"))
    assert share < MANY, f"{share:.1%} of {name} looks otherwise; --accept, once you agree"


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.long)])
def test_the_writing_page_looks_as_approved(
    start: Start, sit: Sit, post: Path, request: pytest.FixtureRequest, language: str
):
    text = (ROOT / "examples/how-an-emoji-is-born.md").read_text(encoding="utf-8")
    post.write_text(text, encoding="utf-8")
    page = sit(start(str(post)), locale=LOCALES[language], device_scale_factor=SCALE)
    page.locator("#strip button").first.wait_for()
    images: dict[str, list[Image.Image]] = {screen: [] for screen in SCREENS}
    for screen, scheme in LOOKS:
        sized(page, screen, scheme)
        images[screen].append(taken(page))
    page.locator("#text").fill("")
    page.locator(".desk-ghost").first.wait_for()
    shows(page, {"en": "your words", "zh": "你写的内容"}[language])
    for screen, some in images.items():
        sized(page, screen, "dark")
        some.append(taken(page))
    for screen, some in images.items():
        agreed(some, f"{screen}-{language}", accept=request.config.getoption("--accept"))


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_the_other_pages_look_as_approved(
    start: Start, sit: Sit, post: Path, crew: WeChat, request: pytest.FixtureRequest, language: str
):
    crew.faults.append(Fault("lost-answer"))
    page = sit(start(str(post)), locale=LOCALES[language], device_scale_factor=SCALE)
    asked(page)
    page.locator("#asking .desk-main").click()
    page.locator("#run .desk-end").wait_for()
    page.locator("[data-do=dismiss]").click()
    page.locator("#text").fill("# 抽屉空了\n\n旧线都送走了。\n")
    asked(page)
    page.locator("#later").fill("2099-01-05 09:00")
    page.locator("#later").press("Enter")
    page.locator("#done").get_by_role("link").wait_for()
    page.locator("#done [data-do=hush]").click()
    images = []
    for number, place in enumerate(PLACES):
        if place == "asking":
            page.locator("#text").fill("# 又是抽屉 / The drawer again\n")
            asked(page)
        else:
            page.goto(urljoin(page.url, place))
            page.locator("#page").wait_for()
        for screen, scheme in ways(number)[language]:
            sized(page, screen, scheme)
            images.append(taken(page))
        if place == "asking":
            page.keyboard.press("Escape")
    agreed(images, f"pages-{language}", accept=request.config.getoption("--accept"))
