"""Every theme reads well in light and in dark: contrast by WCAG, dark mode by WeChat's own rules.

The rules are told in https://github.com/wechatjs/mp-darkmode/blob/master/doc/cn/principle.md:
light grounds turn dark, ink too near its ground in brightness is moved away from it.
"""

import colorsys
import re
from html.parser import HTMLParser

import pytest

from crosspost.wechat import themes

OURS = sorted(path.stem for path in themes.OURS.glob("*.toml"))
NIGHT = (25.0, 25.0, 25.0)
PAPER = (255.0, 255.0, 255.0)
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3, for text of any size."""

Colour = tuple[float, ...]
"""Red, green, blue, each to 255."""


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
            ground = tuple(g * (1 - alpha) + c * alpha for g, c in zip(ground, coat, strict=True))
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
    if css.startswith("#"):
        return tuple(float(int(css[at : at + 2], 16)) for at in (1, 3, 5)), 1.0
    red, green, blue, *alpha = (float(part) for part in re.findall(r"[\d.]+", css))
    return (red, green, blue), alpha[0] if alpha else 1.0


def brightness(colour: Colour) -> float:
    return colour[0] * 0.299 + colour[1] * 0.587 + colour[2] * 0.114


def lightness(colour: Colour, to: float | None = None) -> tuple[float, Colour]:
    """In percent, and the colour with that lightness set to *to*."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    other = colorsys.hls_to_rgb(hue, light if to is None else to / 100, saturation)
    return light * 100, tuple(part * 255 for part in other)


def night_ground(colour: Colour) -> Colour:
    light, _ = lightness(colour)
    if (max(colour) == min(colour) and light > 40) or brightness(colour) > 250:
        grey = min(100.0, 109.8 - light) * 2.55
        return (grey, grey, grey)
    if brightness(colour) > 190:
        return tuple(min(255.0, part * 190 / brightness(colour)) for part in colour)
    return lightness(colour, 22)[1] if light < 22 else colour


def night_ink(colour: Colour, ground: Colour) -> Colour:
    def apart(ink: Colour) -> bool:
        return abs(brightness(ink) - brightness(ground)) >= 65

    light, turned = lightness(colour, 90 - lightness(colour)[0])
    if brightness(colour) >= 250 or apart(colour):
        return colour
    near = light > 50 if brightness(ground) >= 100 else light <= 40
    if near and apart(turned):
        return turned
    target = brightness(ground) + (-65 if brightness(ground) >= 100 else 65)
    return tuple(min(255.0, part * target / brightness(colour)) for part in colour)


def contrast(one: Colour, other: Colour) -> float:
    def luminance(colour: Colour) -> float:
        parts = (part / 255 for part in colour)
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
