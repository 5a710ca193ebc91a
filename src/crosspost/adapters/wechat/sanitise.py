"""Inline: the HTML of an article, safe to show, as WeChat would leave it, by day and by night."""

from collections.abc import Sequence
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from ...looks.elements import escaped
from ...looks.look import DrawContext
from ...looks.pictures import picture
from ...model.draft import Picture
from .article_dark_mode import NIGHT, Colour, by_night
from .article_lint import ATTRIBUTES, EMPTY, HtmlAttributes, declarations, troubles


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


def styles(html: str) -> set[str]:
    """Every ``style`` attribute that *html* holds, as a browser reads it.

    >>> styles('<b style="color:red">芯片</b>')
    {'color:red'}
    """
    reader = _Styles()
    reader.feed(html)
    reader.close()
    return reader.found


class _Styles(HTMLParser):
    """Collects ``style`` attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: HtmlAttributes) -> None:
        del tag
        self.found.update(value for name, value in attrs if name == "style" and value)


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
