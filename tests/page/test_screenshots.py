"""The README's pictures of the page, from the browser of the tests; ``make screenshots`` takes them.

What is shown is an example's drafts; that each stands as it is approved is held elsewhere.
"""

import io
from pathlib import Path

import pytest
from PIL import Image

import crosspost
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
