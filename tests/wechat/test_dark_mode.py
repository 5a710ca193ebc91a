"""Every theme reads well in light and in dark: contrast by WCAG, dark mode by WeChat's own rules.

The rules are told in https://github.com/wechatjs/mp-darkmode/blob/master/doc/cn/principle.md:
light grounds turn dark, ink too near its ground in brightness is moved away from it.
"""

import re
from html.parser import HTMLParser

import pytest

from crosspost.adapters.wechat import themes
from crosspost.adapters.wechat.themes import (
    NIGHT,
    PAPER,
    Colour,
    brightness,
    night_ground,
    night_ink,
)
from crosspost.adapters.wechat.themes import parsed as read

OURS = sorted(path.stem for path in themes.OURS.glob("*.toml"))
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3, for text of any size."""


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("ground", [PAPER, NIGHT], ids=["light", "dark"])
def test_every_word_stands_out_from_its_ground(name, ground, full, write):
    reader = Grounds(ground)
    reader.feed(write(full, theme=name).messages[0].payload["content"])
    assert len(reader.seen) > 20
    assert [seen for seen in reader.seen if seen[0] < ENOUGH] == []


def test_dark_mode_lightens_dark_ink_and_keeps_a_light_one():
    assert brightness(night_ink(parsed("#585450")[0], NIGHT)) > 120
    assert night_ink(parsed("#ffffff")[0], NIGHT) == PAPER


class Grounds(HTMLParser):
    """Walks an article and notes the contrast of every text with what lies under it."""

    def __init__(self, ground: Colour) -> None:
        super().__init__()
        self.dark = ground == NIGHT
        ink: Colour = (163.0, 163.0, 163.0) if self.dark else NIGHT
        self.open: list[tuple[Colour, Colour]] = [(ink, ground)]
        self.seen: list[tuple[float, str]] = []

    def handle_starttag(self, tag, attrs):
        ink, ground = self.open[-1]
        css = dict(attrs).get("style") or ""
        if under := re.search(r"background-color:([^;]+)", css):
            colour, alpha = parsed(under[1])
            coat = night_ground(colour) if self.dark else colour
            red, green, blue = (
                g * (1 - alpha) + c * alpha for g, c in zip(ground, coat, strict=True)
            )
            ground = (red, green, blue)
        if own := re.search(r"(?:^|;)color:([^;]+)", css):
            colour, _ = parsed(own[1])
            ink = night_ink(colour, ground) if self.dark else colour
        if tag != "br":
            self.open.append((ink, ground))

    def handle_endtag(self, tag):
        del tag
        self.open.pop()

    def handle_data(self, data):
        self.seen.append((round(contrast(*self.open[-1]), 1), data[:12]))


def parsed(css: str) -> tuple[Colour, float]:
    known = read(css)
    assert known is not None, f"a theme's colour that nobody can turn: {css}"
    return known


def contrast(one: Colour, other: Colour) -> float:
    def luminance(colour: Colour) -> float:
        parts = (part / 255 for part in colour)
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
