"""Boxes: the few pieces of HTML that an article is built from.

Only ``section`` and ``span`` hold text, and only ``style`` dresses them: it is what the editor
keeps. Every text stands in one ``span`` of its own, because the editor takes bare text beside a
``strong`` apart when the draft is saved.
"""

from .themes import Boxes


def box(styles: Boxes, inner: str, extra: str = "") -> str:
    """*inner* in one ``section`` a style, the first outermost; *extra* joins the innermost.

    >>> box(("padding:8px", "color:#333"), "芯片 🎉")
    '<section style="padding:8px"><section style="color:#333">芯片 🎉</section></section>'
    """
    layers = [styles] if isinstance(styles, str) else list(styles)
    if extra and layers:
        layers[-1] = ";".join(filter(None, (layers[-1], extra)))
    for style in reversed(layers):
        dressed = f' style="{escaped(style)}"' if style else ""
        inner = f"<section{dressed}>{inner}</section>"
    return inner


def words(inner: str) -> str:
    """What a block says, as one inline unit.

    >>> words("芯片")
    '<span>芯片</span>'
    """
    return f"<span>{inner}</span>"


def span(style: str, inner: str) -> str:
    """*inner* in a ``span`` of its own where there is a *style* for it.

    >>> span("color:#333", "1"), span("", "1")
    ('<span style="color:#333">1</span>', '1')
    """
    return f'<span style="{escaped(style)}">{inner}</span>' if style else inner


def escaped(text: str) -> str:
    """*text* for use in an element or an attribute.

    >>> escaped('《A & B》 "<"')
    '《A &amp; B》 &quot;&lt;&quot;'
    """
    for sign, entity in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        text = text.replace(sign, entity)
    return text
