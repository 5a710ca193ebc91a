"""An article as a reader opens it: what WeChat keeps of its HTML, by day and by night.

In WeChat's dark mode light grounds turn dark, and ink too near its ground in brightness is moved
away from it: https://github.com/wechatjs/mp-darkmode/blob/master/doc/cn/principle.md.
"""

import colorsys
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from ...looks.elements import escaped
from ...looks.look import DrawContext
from ...looks.pictures import picture
from ...model.draft import Picture
from .article_lint import ATTRIBUTES, EMPTY, HtmlAttributes, declarations, troubles

Colour = tuple[float, float, float]
"""Red, green, blue, each to 255."""

NIGHT: Colour = (25.0, 25.0, 25.0)
PAPER: Colour = (255.0, 255.0, 255.0)
GREY: Colour = (163.0, 163.0, 163.0)
"""Ink that an article says nothing about, at night."""

HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
RGB = re.compile(r"rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+))?\s*\)")
BORDERS = re.compile(r"border(-(top|right|bottom|left))?(-color)?")
FAINT, DARK, PALE, BRIGHT = 22.0, 40.0, 190.0, 250.0
APART = 65.0
"""How far ink and ground must differ in brightness."""


def by_night(style: Mapping[str, str], ground: Colour) -> tuple[str, Colour]:
    """*style* with each colour once for the day and once for the night, and the ground below it.

    Args:
        style: declarations, by property.
        ground: what lies under the element at night.

    >>> by_night({"color": "#333333", "margin": "0"}, NIGHT)[0]
    'color:light-dark(#333333,rgb(178 178 178));margin:0'
    """
    background = style.get("background-color", "")
    if coat := parsed(background):
        colour, alpha = night_ground(coat[0]), coat[1]
        ground = _mixed(ground, colour, alpha)
    parts = (f"{name}:{_said(name, value, ground)}" for name, value in style.items())
    return ";".join(parts), ground


def _said(name: str, value: str, ground: Colour) -> str:
    if name == "color" and (ink := parsed(value)):
        return _both(value, night_ink(ink[0], ground), ink[1])
    if name == "background-color" and (coat := parsed(value)):
        return _both(value, night_ground(coat[0]), coat[1])
    if BORDERS.fullmatch(name) and (found := RGB.search(value) or HEX.search(value)):
        line = parsed(found[0])
        if line:
            night = _both(found[0], night_ink(line[0], ground), line[1])
            return value.replace(found[0], night)
    return value


def _both(day: str, night: Colour, alpha: float) -> str:
    said = " ".join(f"{part:.0f}" for part in night) + (f" / {alpha:g}" if alpha < 1 else "")
    return f"light-dark({day},rgb({said}))"


def _mixed(ground: Colour, coat: Colour, alpha: float) -> Colour:
    red, green, blue = (g * (1 - alpha) + c * alpha for g, c in zip(ground, coat, strict=True))
    return red, green, blue


def parsed(css: str) -> tuple[Colour, float] | None:
    """A colour of CSS and how much of it covers what lies under it; names are not known.

    >>> parsed("#fff"), parsed("rgba(24,114,75,.08)"), parsed("朱")
    (((255.0, 255.0, 255.0), 1.0), ((24.0, 114.0, 75.0), 0.08), None)
    """
    if found := HEX.fullmatch(css.strip()):
        digits = found[1] if len(found[1]) > 3 else "".join(char * 2 for char in found[1])  # noqa: PLR2004 - #rgb
        red, green, blue = (float(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
        return (red, green, blue), 1.0
    if found := RGB.fullmatch(css.strip()):
        return (float(found[1]), float(found[2]), float(found[3])), float(found[4] or 1)
    return None


def brightness(colour: Colour) -> float:
    """How bright a colour seems, to 255."""
    return colour[0] * 0.299 + colour[1] * 0.587 + colour[2] * 0.114


def night_ground(colour: Colour) -> Colour:
    """What a ground of *colour* is at night."""
    light = _lightness(colour)
    if (max(colour) == min(colour) and light > DARK) or brightness(colour) > BRIGHT:
        grey = min(100.0, 109.8 - light) * 2.55
        return grey, grey, grey
    if brightness(colour) > PALE:
        return _scaled(colour, PALE / brightness(colour))
    return _lit(colour, FAINT) if light < FAINT else colour


def night_ink(colour: Colour, ground: Colour) -> Colour:
    """What letters of *colour* are at night on *ground*."""

    def apart(ink: Colour) -> bool:
        return abs(brightness(ink) - brightness(ground)) >= APART

    if brightness(colour) >= BRIGHT or apart(colour):
        return colour
    light, shining = _lightness(colour), brightness(ground) >= 100  # noqa: PLR2004 - of 255
    turned = _lit(colour, 90 - light)
    near = light > 50 if shining else light <= DARK  # noqa: PLR2004 - percent
    if near and apart(turned):
        return turned
    target = brightness(ground) + (-APART if shining else APART)
    return _scaled(colour, target / max(1.0, brightness(colour)))


def _lightness(colour: Colour) -> float:
    """In percent, as HSL has it."""
    return (max(colour) + min(colour)) / 2 / 2.55


def _lit(colour: Colour, lightness: float) -> Colour:
    """*colour* with another lightness, in percent."""
    hue, _, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    red, green, blue = colorsys.hls_to_rgb(hue, lightness / 100, saturation)
    return red * 255, green * 255, blue * 255


def _scaled(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255.0, part * factor) for part in colour)
    return red, green, blue


def article(html: str, media: Sequence[Picture], context: DrawContext) -> Markup:
    """*html* with the elements and styles that WeChat keeps, and nothing else in it.

    Args:
        html: an article's content.
        media: the message's pictures; those behind the first stand in the text as ``picture-2``…
        context: where pictures are found.
    """
    known = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    safe = nh3.clean(html, tags=set(known), attributes=known, link_rel=None)
    dresser = _Dresser(media, context)
    dresser.feed(safe)
    dresser.close()
    return Markup("").join(dresser.out)


class _Dresser(HTMLParser):
    """Writes clean HTML again, with the styles that survive and pictures in their places."""

    def __init__(self, media: Sequence[Picture], context: DrawContext) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Markup] = []
        self.grounds: list[Colour] = [NIGHT]
        self.places = {f"picture-{at}": one for at, one in enumerate(media, 1)}
        self.context = context

    def handle_starttag(self, tag: str, attrs: HtmlAttributes) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "img":
            one = self.places.get(said.get("src", ""), Picture(url=said.get("src", "")))
            self.out.append(picture(one, self.context))
            return
        style, ground = by_night(_kept(said.get("style", "")), self.grounds[-1])
        dressed = Markup(' style="{}"').format(escaped(style)) if style else ""
        self.out.append(Markup("<{}{}>").format(Markup(tag), dressed))  # noqa: S704 - a tag we know
        if tag not in EMPTY:
            self.grounds.append(ground)

    def handle_endtag(self, tag: str) -> None:
        self.grounds.pop()
        self.out.append(Markup(f"</{tag}>"))  # noqa: S704 - a tag we know

    def handle_data(self, data: str) -> None:
        self.out.append(escaped(data))


def _kept(style: str) -> dict[str, str]:
    """The declarations that the editor would leave, by property.

    >>> _kept("position:fixed;color:#333;background-image:url(//芯)")
    {'color': '#333'}
    """
    return {one.name: one.value for one in declarations(style) if not troubles(one.name, one.value)}
