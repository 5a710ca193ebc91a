"""Reads our own pages: which headings they have, and where they link to."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")


def links(text: str) -> list[str]:
    """Where *text* links to within the project, pictures too; what leads to the web is left out.

    >>> links("[写作](writing.zh.md#标签), `[no](link)`, [web](https://example.com)")
    ['writing.zh.md#标签']
    """
    found = []
    for token in _inline(text):
        target = str(token.attrs.get("href" if token.type == "link_open" else "src", ""))
        if token.type in ("link_open", "image") and not re.match(r"[a-z]+:", target):
            found.append(unquote(target))
    return found


def headings(text: str) -> list[str]:
    r"""The anchors of *text*'s headings, as GitHub and our site make them.

    >>> headings("# 写作\n\n## `check`: 只看问题\n")
    ['写作', 'check-只看问题']
    """
    tokens = _PARSER.parse(text)
    found: list[str] = []
    seen: Counter[str] = Counter()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            words = "".join(
                one.content for one in inline.children or () if one.type in ("text", "code_inline")
            )
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return found


def _inline(text: str) -> Iterator[Token]:
    for token in _PARSER.parse(text):
        yield from token.children or ()
