"""The README's pictures of the page, from the browser of the tests; ``make screenshots`` takes them.

What is shown is an example's drafts; that each stands as it is approved is held elsewhere.
"""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import crosspost
from crosspost.model.channel_spec import Account
from crosspost.preview.as_html import embedded, page
from crosspost.registry import load_channel
from tests.browser import Window
from tests.examples import ROOT
from tests.page.conftest import Opened

pytestmark = pytest.mark.browser

POST = ROOT / "examples" / "price-of-a-street.txt"
SHOWN = ("x", "telegram", "wechat-article", "wechat-moments")
WIDTH, HEIGHT = 1840, 1150


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_there_and_of_its_size(
    scheme: str, opened: Opened, request: pytest.FixtureRequest
):
    kept = ROOT / "docs" / f"gallery-{scheme}.webp"
    if request.config.getoption("--accept"):
        _take(kept, scheme, opened)
    with Image.open(kept) as image:
        assert image.size == (WIDTH, HEIGHT)
    assert kept.stat().st_size < 400_000


def _take(path: Path, scheme: str, opened: Opened) -> None:
    post = crosspost.read(POST)
    drafts = [crosspost.render(post, channel) for channel in SHOWN]
    view = opened(drafts, width=WIDTH, height=HEIGHT, dark=scheme == "dark")
    view.evaluate("document.querySelector('.drafts').style.columns = '4 22rem'")
    Image.open(io.BytesIO(view.screenshot())).convert("RGB").save(
        path, "WEBP", quality=70, method=6
    )


NIGHT_TRAIN = Path(__file__).with_name("night-train.md")
"""A post with a table, a quotation, code, a picture with its caption, lists, notes, two languages."""
THEMES = ("ink", "bamboo", "harbour", "dusk", "plain")
COLUMN, PART, GAP = 390, 1580, 14
KEPT = (1500, 2363)
"""Pixels: what is taken is made smaller."""


def test_the_themes_of_wechat_are_there_by_day_and_by_night(
    window: Window, tmp_path: Path, request: pytest.FixtureRequest
):
    kept = ROOT / "docs" / "wechat-themes.webp"
    if request.config.getoption("--accept"):
        _station(tmp_path / "station.png")
        sheet = Image.new("RGB", (COLUMN * len(THEMES) + GAP * (len(THEMES) - 1), 2 * PART), "grey")
        for at, theme in enumerate(THEMES):
            for row, dark in enumerate((False, True)):
                article = _article(theme, dark=dark, window=window, folder=tmp_path)
                start = row * (article.height - PART)  # the beginning by day, the end by night
                part = article.crop((0, start, COLUMN, start + PART))
                sheet.paste(part, (at * (COLUMN + GAP), row * PART))
        smaller = sheet.resize(KEPT, Image.Resampling.LANCZOS)
        smaller.save(kept, "WEBP", quality=68, method=6)
    with Image.open(kept) as image:
        assert image.size == KEPT
    assert kept.stat().st_size < 400_000


def _article(theme: str, *, dark: bool, window: Window, folder: Path) -> Image.Image:
    """The page that a reader opens, as a phone shows it."""
    spec = load_channel("wechat-article")
    account = Account(
        name="wechat-article", spec=spec, layout=spec.layout, options={"theme": theme}
    )
    drafts = [crosspost.render(crosspost.read(NIGHT_TRAIN), account)]
    file = folder / f"{theme}-{dark}.html"
    file.write_text(page(drafts, language="zh", show=embedded(folder)), encoding="utf-8")
    view = window(width=COLUMN + 90, dark=dark, device_scale_factor=1)
    view.goto(file.as_uri())
    view.evaluate(
        """width => {
            document.querySelector('.wechat_article .page').style.width = `${width}px`
            document.querySelector('.wechat_article .content').style.fontFamily = 'Noto Sans CJK SC'
        }""",
        COLUMN,
    )
    shot = view.locator(".wechat_article .page").screenshot()
    return Image.open(io.BytesIO(shot)).convert("RGB")


def _station(path: Path) -> None:
    """A platform at night."""
    image = Image.new("RGB", (1200, 600), "#141e33")
    draw = ImageDraw.Draw(image)
    for left in range(60, 1200, 160):
        draw.rectangle((left, 180, left + 110, 360), fill="#e6c878")
    draw.rectangle((0, 430, 1200, 600), fill="#28282e")
    draw.line((0, 450, 1200, 450), fill="#f0c83c", width=8)
    image.save(path)
