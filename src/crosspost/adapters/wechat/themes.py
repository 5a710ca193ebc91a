"""Themes: how an article looks, as data. One TOML file each, in ``themes/``."""

from pathlib import Path

from ... import theme_files
from ..._record import Record
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
    subheading: Boxes = "margin:24px 0 8px;font-weight:bold"
    """A heading of the author's own that lies under another one."""
    items: Boxes = "margin:0 0 16px"
    """Around a list."""
    item: Boxes = "margin:0 0 6px;padding-left:1.5em;text-indent:-1.5em"
    """One item of a list; those under it are moved in by *nested*."""
    quotation: Boxes = (
        "margin:0 0 16px;padding:8px 0 8px 14px;border-left:3px solid rgba(127,127,127,.45)"
    )
    code_block: Boxes = (
        "margin:0 0 16px;padding:12px 14px;background-color:rgba(127,127,127,.1);border-radius:4px;"
        "font-size:14px;line-height:1.6;letter-spacing:0;text-align:left;word-break:break-all"
    )
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
    rule: str = "margin:28px 0;border-top:1px solid rgba(127,127,127,.45)"
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
    return theme_files.theme(_painted(data, colours, file), Theme, file)


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
