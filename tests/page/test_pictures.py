"""Every channel's look as somebody approved of it: on a phone by day, on a desktop by night.

A picture a channel, so that whoever changes one look sees that one change, and no other.
``pytest tests/page/test_pictures.py --accept`` takes the pictures anew: look at them.
"""

import pytest
from msgspec import structs
from PIL import Image, ImageFilter

import crosspost
from tests.page.conftest import CHANNELS, POSTS, Opened, drafted, drafts_of
from tests.page.pictures import APPROVED, MANY, SCALE, beside, difference, keep, side, taken

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = [
    path
    for path in POSTS
    if path.stem in {"dow-changes-chips", "price-of-a-street", "the-last-leap-second"}
]
"""A picture and short parts; two languages and a prediction; a poll."""
SCREENS = (
    {"language": "zh", "width": 390, "dark": False},
    {"language": "en", "width": 1280, "dark": True},
)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_looks_as_approved(channel: str, opened: Opened, request: pytest.FixtureRequest):
    """Without ``--long`` each on one screen, every other channel on the phone."""
    at = CHANNELS.index(channel)
    drafts = [drafts_of(path)[at] for path in SHOWN]
    accept = request.config.getoption("--accept")
    alone = at % 2 if not accept and not request.config.getoption("--long") else None
    screens = SCREENS if alone is None else SCREENS[alone : alone + 1]
    pictures = [taken(opened(drafts, device_scale_factor=SCALE, **one)) for one in screens]
    picture, kept = beside(pictures), APPROVED / f"{channel}.webp"
    if accept:
        keep(picture, kept)
    assert kept.exists(), "no approved picture: look at what --accept writes"
    with Image.open(kept) as both:
        approved = both.convert("RGB")
    width = approved.width
    if alone is not None:
        picture, approved = side(picture, approved, last=bool(alone))
    share = difference(picture, approved) * picture.width / width  # of all that is approved
    assert share < MANY, f"{share:.1%} of it looks otherwise; --accept, once you agree"


def test_no_approved_picture_is_left_over():
    assert {path.stem for path in APPROVED.glob("*.webp")} == set(CHANNELS)


def test_approved_pictures_are_small():
    assert sum(path.stat().st_size for path in APPROVED.iterdir()) < 3_000_000


@pytest.mark.long
def test_the_comparison_sees_what_an_eye_sees_and_nothing_else(opened: Opened):
    """Softer letters pass; a message less, another channel's colours or the night do not."""
    drafts = drafted(crosspost.read(POSTS[2]), "x", "telegram", "wechat-message")
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
