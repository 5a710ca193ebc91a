"""Approved pictures: what a person has looked at, compared within a tolerance; ``--accept``.

Versions of FreeType and of the fonts differ by a pixel here and there, so both are made small
first; a line that breaks elsewhere, a lost emoji or another colour is far beyond the tolerance.
"""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from crosspost import read
from crosspost.card import card, styles
from crosspost.registry import channel_names, load_channel
from tests.card import fonts
from tests.examples import EXAMPLES, ROOT

pytestmark = fonts.noto
APPROVED = Path(__file__).parent / "approved"
SHOWN = [
    ("price-of-a-street.txt", "square", "paper", ()),
    ("price-of-a-street.txt", "wechat-cover", "persimmon", ()),
    ("every-second-car.txt", "tall", "signal", ()),
    ("how-an-emoji-is-born.md", "x", "night", ("zh", "en")),
    ("dow-changes-chips.json", "x", "bamboo", ()),
]
HALF = 2
TOLERANCE = 4.0
"""Mean difference of a channel, of 255, in the worst of 8 by 8 fields."""


def drawn(name: str, size: str, theme: str, languages: tuple[str, ...]) -> Image.Image:
    made = card(read(ROOT / "examples" / name), size=size, theme=theme, languages=languages)
    return Image.open(io.BytesIO(made.png)).convert("RGB")


def worst(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of the field that differs most."""
    soft = [picture.filter(ImageFilter.GaussianBlur(2)) for picture in (one, other)]
    difference = ImageChops.difference(*soft)
    wide, tall = difference.width // 8, difference.height // 8
    fields = (
        difference.crop((x * wide, y * tall, (x + 1) * wide, (y + 1) * tall))
        for x in range(8)
        for y in range(8)
    )
    return max(sum(ImageStat.Stat(field).mean) / 3 for field in fields)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: f"{shown[0]}-{shown[1]}-{shown[2]}")
def test_it_looks_as_approved(shown, request):
    picture = drawn(*shown)
    small = picture.resize((picture.width // HALF, picture.height // HALF), Image.Resampling.BOX)
    path = APPROVED / f"{Path(shown[0]).stem}.{shown[1]}.{shown[2]}.webp"
    if request.config.getoption("--accept"):
        path.parent.mkdir(exist_ok=True)
        small.save(path, quality=92, method=6)
    assert path.exists(), "look at the card, then pytest --accept"
    approved = Image.open(path).convert("RGB")
    assert approved.size == small.size
    assert worst(small, approved) < TOLERANCE


def test_another_line_is_beyond_the_tolerance():
    english, chinese = (
        drawn("price-of-a-street.txt", "square", "paper", (tag,)) for tag in ("en", "zh")
    )
    assert worst(english, chinese) > TOLERANCE


def test_the_same_post_gives_the_same_bytes_inside_every_limit():
    rules = [load_channel(name).media for name in channel_names()]
    least = min(rule.bytes for rule in rules if rule and rule.bytes)
    post = read(ROOT / "examples" / "how-an-emoji-is-born.md")
    for size in styles.size_names():
        first, again = (card(post, size=size).png for _ in range(2))
        assert first == again
        assert len(first) < least
        picture = Image.open(io.BytesIO(first))
        assert picture.size == (styles.load_size(size).width, styles.load_size(size).height)
        assert picture.format == "PNG"
        assert not {"date", "Software"} & {*picture.info}


def test_emoji_are_in_colour_and_families_hold_together():
    path = next(path for path in EXAMPLES if path.name == "how-an-emoji-is-born.md")
    made = card(read(path), size="square", theme="bamboo", languages=("zh",))
    picture = Image.open(io.BytesIO(made.png)).convert("HSV")
    yellow = picture.getchannel("H").point(lambda hue: 255 if 25 <= hue <= 42 else 0)
    vivid = picture.getchannel("S").point(lambda depth: 255 if depth > 150 else 0)
    both = ImageChops.multiply(yellow, vivid)
    assert sum(both.histogram()[200:]) > 300, "the chick of the title is yellow"
    assert not [one for one in made.findings if one.code == "card.no-shaping"]
