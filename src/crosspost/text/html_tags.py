"""HTML tags inside Markdown: which are marks, which say nothing by themselves, which are lost."""

from html import unescape

from .._lazy_re import later
from .richtext import MarkKind

MARKS: dict[str, MarkKind] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "var": "emphasis",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
"""What their words are."""

_BLOCKS = """
address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
figure footer h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p
section summary table tbody td tfoot th thead title tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
"""Words in them stand on lines of their own."""

_PLAIN = """
a abbr acronym b bdi bdo big br data font img ins label mark nobr output picture pre q rb rp rt rtc
ruby small source span sub sup time u wbr
"""
PLAIN = BLOCKS | frozenset(_PLAIN.split())
"""Nothing is lost when these go and their words stay."""

HIDDEN = frozenset({"script", "style", "template", "noscript"})
"""What stands in them is not for readers."""

_LOST = """
applet area audio base basefont button canvas col colgroup embed form frame frameset iframe input
link map marquee math meta meter noframes object param progress select svg textarea track video
"""
LOST = HIDDEN | frozenset(_LOST.split())
"""What they show cannot be said in words."""

KNOWN = PLAIN | LOST | frozenset(MARKS)
_NAME = later(r"</?([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE = later(r"""\s([a-zA-Z_:][\w:.-]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+)""")
_BARE_ATTRIBUTE = later(r"<[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w:.-]*)+\s*>")
_ENTITY = later(r"&#?\w+;")
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
SMALL = {"sup": _RAISED, "sub": _LOWERED}
"""Figures that stand higher or lower have characters of their own."""


def tag_name(tag: str) -> str:
    """The name in *tag*, in small letters; nothing for a comment.

    >>> tag_name("</Strong>"), tag_name("<!-- 注 🎉 -->")
    ('strong', '')
    """
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def attribute(tag: str, name: str) -> str:
    """What *tag* says of itself under *name*.

    >>> attribute('<img src="a.png" alt="芯片 &amp; 人 🎉">', "alt")
    '芯片 & 人 🎉'
    """
    for key, value in _ATTRIBUTE.findall(tag):
        if key.lower() == name:
            return decoded(value.strip("\"'"))
    return ""


def decoded(text: str) -> str:
    """*text* with its characters for their names: ``&amp;``, ``&#8217;``, nothing without ``;``.

    >>> decoded("a=1&amp;copy=2&copy=3 🎉")
    'a=1&copy=2&copy=3 🎉'
    """
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def is_prose(tag: str, closed: frozenset[str]) -> bool:
    """Whether *tag* is rather words in angle brackets: ``Vec<T>``, ``a<b and c>d``.

    Args:
        tag: as it stands in the text.
        closed: names of tags that are closed in the same text.

    >>> (
    ...     is_prose("<T>", frozenset()),
    ...     is_prose("<b and c>", frozenset()),
    ...     is_prose("<b>", frozenset()),
    ... )
    (True, True, False)
    """
    name = tag_name(tag)
    if not name or tag.startswith("</") or name in closed or tag.endswith("/>"):
        return False
    if _BARE_ATTRIBUTE.fullmatch(tag):
        return name not in LOST
    return name not in KNOWN and not _ATTRIBUTE.search(tag)
