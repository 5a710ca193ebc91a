"""Draw docs/cards.webp: the same post in each theme, and another in each size. `make cards`."""

import io
from pathlib import Path

from PIL import Image

from crosspost import read
from crosspost.card import card

ROOT = Path(__file__).parents[1]
GAP, WIDE = 24, 1500
ROWS = (
    (("tall", "paper", ()), ("tall", "persimmon", ("zh",)), ("tall", "signal", ("zh",))),
    (("x", "night", ()), ("x", "bamboo", ("zh", "en"))),
    (("wechat-cover", "persimmon", ()), ("wechat-cover", "paper", ("en",))),
)


def main() -> None:
    """Rows of cards of equal height on grey."""
    post = read(ROOT / "examples" / "price-of-a-street.txt")
    rows = [
        [
            Image.open(io.BytesIO(card(post, size=size, theme=theme, languages=tags).png))
            for size, theme, tags in row
        ]
        for row in ROWS
    ]
    fitted = [[_scaled(picture, len(row)) for picture in row] for row in rows]
    tall = sum(row[0].height for row in fitted) + GAP * (len(fitted) + 1)
    sheet = Image.new("RGB", (WIDE, tall), "#d9d9d6")
    y = GAP
    for row in fitted:
        for at, picture in enumerate(row):
            sheet.paste(picture, (GAP + at * (picture.width + GAP), y))
        y += row[0].height + GAP
    sheet.save(ROOT / "docs" / "cards.webp", quality=82, method=6)


def _scaled(picture: Image.Image, count: int) -> Image.Image:
    wide = (WIDE - GAP * (count + 1)) // count
    return picture.resize(
        (wide, round(picture.height * wide / picture.width)), Image.Resampling.LANCZOS
    )


if __name__ == "__main__":
    main()
