"""Figures: pictures inside an article, whose addresses only WeChat can give.

The first picture of a message is its cover; the others stand at the end of the text, each under a
name that the sender puts the address in place of, once the picture is uploaded.
"""

from collections.abc import Sequence

from ..record import Record
from .boxes import box, escaped

ROOM = 300
"""Characters that an address and a width may add to a figure's name, more than any seen."""


class Place(Record):
    """Where an uploaded picture is, and how wide."""

    url: str
    width: int


def figures(count: int) -> str:
    """HTML for *count* pictures, one below the other.

    >>> figures(1)
    '<section style="margin:24px 0 0"><img src="picture-2" style="max-width:100%"></section>'
    """
    return "".join(
        box("margin:24px 0 0", f'<img src="{_name(at)}" style="max-width:100%">')
        for at in range(2, count + 2)
    )


def placed(html: str, places: Sequence[Place]) -> str:
    """*html* with the pictures where they are now; ``data-w`` is what WeChat's editor asks for.

    >>> placed(figures(1), [Place(url="https://mmbiz.qpic.cn/图?a&b", width=640)])[33:-10]
    '<img src="https://mmbiz.qpic.cn/图?a&amp;b" data-w="640" style="max-width:100%">'
    """
    for at, place in enumerate(places, 2):
        address = f'src="{escaped(place.url)}" data-w="{place.width}"'
        html = html.replace(f'src="{_name(at)}"', address, 1)
    return html


def _name(at: int) -> str:
    return f"picture-{at}"
