r"""Inline marks: the few that an author writes inside a text, read into `Rich`.

``**strong**``, ``*emphasis*``, ```code```, ``[words](address)``, ``<https://…>`` and ``\`` before
ASCII punctuation, as CommonMark has them (https://spec.commonmark.org/0.31.2/#inlines) and, beside
Chinese, Japanese and Korean, as its CJK-friendly amendment has them
(https://github.com/tats-u/markdown-cjk-friendly). Bare addresses, mentions, hashtags and cashtags
are recognised too. Board text is plain prose, so whatever is not plainly a mark stays to the
letter: ``2*3*4``, ``snake_case``, an unclosed ``**``.
"""

from ..patterns import later
from ..rich import Rich, join
from .names import masked, named
from .reader import Reader

BLANK = later(r"(\n[^\S\n]*\n\s*)")


def inline(text: str) -> Rich:
    """Read the marks of *text*, in time that grows as its length does.

    Marks do not cross a blank line. Nothing is an error: what is unclosed is literal.

    >>> rich = inline("**“算力”**之争：见[报告](https://example.com/a)。🎉")
    >>> rich.text
    '“算力”之争：见报告。🎉'
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('strong', '“算力”'), ('link', '报告')]
    >>> inline("长 2*3*4 米 **未完").text
    '长 2*3*4 米 **未完'
    """
    parts = BLANK.split(text)
    return join(
        [
            Rich(text=part) if at % 2 else named(*Reader(part).read())
            for at, part in enumerate(parts)
        ]
    )


__all__ = ["inline", "masked"]
