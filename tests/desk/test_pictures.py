"""The writing page as somebody approved of it: on a phone, a tablet and a desktop, by day and night.

``pytest tests/desk/test_pictures.py --accept`` takes the pictures anew: look at them.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.desk.conftest import Sit, Start, shows
from tests.page.pictures import MANY, SCALE, SMALLER, beside, difference, keep
from tests.transcripts import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

APPROVED = Path(__file__).with_name("approved")
SCREENS = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


def taken(page: "Page") -> Image.Image:
    """What is on the screen, small."""
    data = page.screenshot(animations="disabled", caret="hide")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return image.resize((image.width // SMALLER, image.height // SMALLER), Image.Resampling.BOX)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("screen", SCREENS)
def test_the_page_looks_as_approved(
    start: Start, sit: Sit, post: Path, request: pytest.FixtureRequest, screen: str, language: str
):
    text = (ROOT / "examples/how-an-emoji-is-born.md").read_text(encoding="utf-8")
    post.write_text(text, encoding="utf-8")
    (width, height), locale = SCREENS[screen], LOCALES[language]
    page = sit(
        start(str(post)), width=width, height=height, locale=locale, device_scale_factor=SCALE
    )
    page.locator("#strip button").first.wait_for()
    images = [taken(page)]
    page.emulate_media(color_scheme="dark")
    images.append(taken(page))
    page.locator("#text").fill("")
    page.locator(".desk-ghost").first.wait_for()
    shows(page, {"en": "your words", "zh": "你写的内容"}[language])
    images.append(taken(page))
    picture = beside(images)
    kept = APPROVED / f"{screen}-{language}.webp"
    if request.config.getoption("--accept"):
        keep(picture, kept)
    assert kept.exists(), "no approved picture: look at what --accept writes"
    with Image.open(kept) as approved:
        share = difference(picture, approved.convert("RGB"))
    assert share < MANY, f"{share:.1%} of it looks otherwise; --accept, once you agree"
