"""Every example's gallery as somebody approved of it: phone and desktop, by day and by night.

``pytest tests/page/test_pictures.py --accept`` takes the pictures anew: look at them.
"""

from pathlib import Path

import pytest
from msgspec import structs
from PIL import Image, ImageFilter

from tests.page.conftest import POSTS, Opened, drafts_of
from tests.page.pictures import APPROVED, MANY, SCALE, difference, keep, taken

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = {"phone": 390, "desktop": 1280}
LANGUAGES = {"phone": "zh", "desktop": "en"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_a_gallery_looks_as_approved(
    path: Path, screen: str, scheme: str, opened: Opened, request: pytest.FixtureRequest
):
    view = opened(
        drafts_of(path),
        LANGUAGES[screen],
        width=WIDTHS[screen],
        dark=scheme == "dark",
        device_scale_factor=SCALE,
    )
    picture = taken(view)
    kept = APPROVED / f"{path.stem}-{screen}-{scheme}.webp"
    if request.config.getoption("--accept"):
        keep(picture, kept)
    assert kept.exists(), "no approved picture: look at what --accept writes"
    with Image.open(kept) as approved:
        share = difference(picture, approved.convert("RGB"))
    assert share < MANY, f"{share:.1%} of it looks otherwise; --accept, once you agree"


def test_no_approved_picture_is_left_over():
    names = {
        f"{path.stem}-{screen}-{scheme}"
        for path in POSTS
        for screen in WIDTHS
        for scheme in ("light", "dark")
    }
    assert {path.stem for path in APPROVED.glob("*.webp")} == names


def test_approved_pictures_are_small():
    assert sum(path.stat().st_size for path in APPROVED.iterdir()) < 3_000_000


def test_the_comparison_sees_what_an_eye_sees_and_nothing_else(opened: Opened):
    """Softer letters pass; a message less, another channel's colours or the night do not."""
    drafts = drafts_of(POSTS[2])
    shot = {"width": 390, "device_scale_factor": SCALE}
    day = taken(opened(drafts, "zh", **shot))
    assert difference(day.filter(ImageFilter.GaussianBlur(1)), day) < MANY
    assert difference(taken(opened(drafts, "zh", dark=True, **shot)), day) > MANY
    fewer = structs.replace(drafts[0], messages=drafts[0].messages[:-1])
    assert difference(taken(opened([fewer, *drafts[1:]], "zh", **shot)), day) > MANY
    view = opened(drafts, "zh", **shot)
    view.evaluate(
        "document.querySelectorAll('.chat .bubble').forEach((one) => { one.style.background = '#95ec69' })"
    )
    assert difference(taken(view), day) > MANY
