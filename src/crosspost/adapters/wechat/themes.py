"""Themes: how an article looks, as data, by day and by night. One TOML file each, in ``themes/``.

In WeChat's dark mode light grounds turn dark, and ink too near its ground in brightness is moved
away from it: https://github.com/wechatjs/mp-darkmode/blob/master/doc/cn/principle.md.
"""

import colorsys
import re
from collections.abc import Mapping
from pathlib import Path

from ... import theme_files
from ..._lazy_re import later
from ..._record import Record
from ..._validation import fitted
from ...errors import ConfigError, phrase
from ...model.layout import Section
from ...registry import user_config_folder
from ...text.richtext import MarkKind

Boxes = str | tuple[str, ...]
"""A CSS declaration, or several: one box in another, the outermost first."""


OURS = Path(__file__).parent / "themes"


class SectionStyle(Record):
    """How one section stands apart: a box around it, and styles that hold in it alone."""

    box: Boxes = ()
    heading: Boxes | None = None
    aside: str | None = None
    paragraph: Boxes | None = None
    second: Boxes | None = None


class Theme(Record):
    """What stands in each ``style``. Inherited properties belong in *page*: they cost once."""

    about: str
    page: Boxes
    subtitle: Boxes
    """The title in the second language: WeChat itself shows the first."""
    heading: Boxes
    aside: str
    """Inline: a heading's other languages."""
    paragraph: Boxes
    latin: str
    """Added to a text that is not Chinese, Japanese or Korean."""
    second: Boxes
    """Around what says again, in another language, what stands above it."""
    point: Boxes
    nested: Boxes
    """Around a point that lies under another one."""
    number: str
    """Inline: a point's number."""
    label: Boxes
    """A point's or a story's label."""
    sure: Boxes
    """How sure a prediction is: stars, probability, due date."""
    source: Boxes
    address: Boxes
    """An address that stands as text: WeChat has no links to the outside."""
    tags: Boxes
    note: str
    """Inline: the number that points to an address, ``[1]``."""
    lede: Boxes = "margin:0 0 24px;font-size:17px;line-height:1.8"
    """What stands between the title and the first heading."""
    subheading: Boxes = "margin:24px 0 8px;font-weight:bold"
    """A heading of the author's own that lies under another one."""
    items: Boxes = "margin:0 0 16px"
    """Around a list."""
    item: Boxes = "margin:0 0 6px;padding-left:1.5em;text-indent:-1.5em"
    """One item of a list; those under it are moved in by *nested*."""
    bullet: str = ""
    """Inline: what an item begins with, a sign or a number."""
    quotation: Boxes = (
        "margin:0 0 16px;padding:8px 0 8px 14px;border-left:3px solid rgba(127,127,127,.45)"
    )
    code_block: Boxes = (
        "margin:0 0 16px;padding:12px 14px;background-color:rgba(127,127,127,.1);border-radius:4px;"
        "font-size:14px;line-height:1.6;letter-spacing:0;text-align:left;word-break:break-all"
    )
    code_colours: dict[str, str] = {}
    """By kinds of words as Pygments names them: ``Comment``, ``Literal.String``."""
    table: str = (
        "width:100%;border-collapse:collapse;font-size:14px;line-height:1.5;letter-spacing:0"
    )
    header_cell: str = (
        "padding:6px 8px;border:1px solid rgba(127,127,127,.45);"
        "background-color:rgba(127,127,127,.1);font-weight:bold"
    )
    cell: str = "padding:6px 8px;border:1px solid rgba(127,127,127,.45)"
    caption: Boxes = "margin:6px 0 16px;font-size:13px;line-height:1.5;text-align:center"
    """What stands under a picture."""
    rule: str = (
        "margin:28px 0;border-top:1px solid rgba(127,127,127,.45);font-size:1px;line-height:1"
    )
    """A line across."""
    marks: dict[MarkKind, str] = {}
    cards: dict[Section, SectionStyle] = {}


def names() -> list[str]:
    """The themes there are: ours and the user's."""
    return theme_files.names(_folders())


def load(name: str) -> Theme:
    """The theme *name*; the user's own wins over ours.

    Raises:
        ConfigError: there is no such theme, or it cannot be read: which file, which key.

    >>> load("ink").about
    '墨：黑白分明，一点朱红，适合长文'
    """
    data = theme_files.table(name, _folders(), phrase("theme.articles"))
    file = f"{name}.toml"
    colours = data.pop("colours", {})
    if not isinstance(colours, dict):
        raise ConfigError("theme.colours-not-a-table", location=f"{file}: colours")
    return fitted(_painted(data, colours, file), Theme, ConfigError, f"{file}: ")


def _folders() -> tuple[Path, ...]:
    """The user's themes lie beside the user's channels, and come first."""
    return user_config_folder() / "themes", OURS


def _painted(value: object, colours: dict[str, object], at: str) -> object:
    """*value* with each ``{name}`` of a colour in its place, and the CSS without spare spaces."""
    if isinstance(value, dict):
        return {key: _painted(below, colours, f"{at}: {key}") for key, below in value.items()}
    if isinstance(value, list):
        return [_painted(below, colours, at) for below in value]
    if not isinstance(value, str):
        return value
    for name, colour in colours.items():
        value = value.replace("{" + name + "}", str(colour))
    if "{" in value:
        raise ConfigError("theme.unknown-colour", location=at, value=value, choices=list(colours))
    return value.replace("; ", ";").replace(": ", ":")


Colour = tuple[float, float, float]
"""Red, green, blue, each to 255."""

NIGHT: Colour = (25.0, 25.0, 25.0)
PAPER: Colour = (255.0, 255.0, 255.0)
GREY: Colour = (163.0, 163.0, 163.0)
"""Ink that an article says nothing about, at night."""

HEX = later(r"#([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
RGB = later(r"rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+))?\s*\)")
BORDERS = later(r"border(-(top|right|bottom|left))?(-color)?")
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
    >>> by_night({"border-left": "5px solid #14478f"}, NIGHT)[0][:41]
    'border-left:5px solid light-dark(#14478f,'
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
