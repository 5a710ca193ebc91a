"""Approved pictures: small, kept beside the tests, compared by what an eye would notice.

Pictures are taken at half size and kept at a quarter of it again, as WebP. Two are compared as
the colours of squares of 32 by 32 CSS pixels, so that neither the edges of letters nor a line that
moved by a pixel matter, and a missing bubble, a wrong ground or another order do.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageStat

if TYPE_CHECKING:
    from playwright.sync_api import Page

APPROVED = Path(__file__).with_name("approved")
SCALE = 0.5
"""Device pixels for a CSS pixel; Chromium draws no picture higher than 16,384 of them."""
SMALLER = 2
SQUARE = 8
"""Pixels of a kept picture that are one colour when two are compared."""
TALLER = 0.02
"""How much two heights may differ: a line of text among fifty."""
APART = 24
"""Of 255: from here on an eye sees that a square has another colour."""
MANY = 0.01
"""The share of such squares that is too many."""


def taken(view: "Page") -> Image.Image:
    """The whole page as a small picture; what sticks to the screen stands at its place."""
    view.evaluate("document.querySelector('.top').style.position = 'static'")
    data = view.screenshot(full_page=True, animations="disabled", caret="initial")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return image.resize((image.width // SMALLER, image.height // SMALLER), Image.Resampling.BOX)


def beside(images: Sequence[Image.Image]) -> Image.Image:
    """All of them in one row, their tops level."""
    height = max(image.height for image in images)
    row = Image.new("RGB", (sum(image.width for image in images), height), "grey")
    x = 0
    for image in images:
        row.paste(image, (x, 0))
        x += image.width
    return row


def side(one: Image.Image, row: Image.Image, *, last: bool) -> tuple[Image.Image, Image.Image]:
    """*one* beside nothing, and the first or the last of a *row*, both as high as the row.

    A row is as high as its highest, and grey below the others.
    """
    left = row.width - one.width if last else 0
    high = one if one.height > row.height else beside([one, Image.new("RGB", (1, row.height))])
    return high.crop((0, 0, one.width, high.height)), row.crop(
        (left, 0, left + one.width, row.height)
    )


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of squares whose colours differ; 1 where the sizes do."""
    if one.width != other.width or abs(one.height - other.height) > TALLER * other.height:
        return 1.0
    height = min(one.height, other.height)
    squares = (_squares(image.crop((0, 0, image.width, height))) for image in (one, other))
    apart = ImageChops.difference(*squares).convert("RGB")
    red, green, blue = apart.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return ImageStat.Stat(worst.point(lambda value: 255 * (value >= APART))).mean[0] / 255


def _squares(image: Image.Image) -> Image.Image:
    blurred = image.filter(ImageFilter.GaussianBlur(SQUARE / 2))
    size = (max(1, image.width // SQUARE), max(1, image.height // SQUARE))
    return blurred.resize(size, Image.Resampling.BOX)


def keep(image: Image.Image, path: Path) -> None:
    """Write *image* as it will be compared, and as small as a person can still judge it."""
    path.parent.mkdir(exist_ok=True)
    image.save(path, "WEBP", quality=30, method=6)
