"""Reads our own pages: which headings they have, and where they link to."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
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


def relinked(text: str, to: Callable[[str], str]) -> str:
    r"""*text* with every link within the project as *to* says.

    >>> relinked("[a](b.md) `[c](d.md)`\n", lambda link: f"../{link}")
    '[a](../b.md) `[c](d.md)`\n'
    """
    meant = set(links(text))
    parts = re.split(r"(^```.*?^```[^\n]*$|`[^`\n]*`)", text, flags=re.MULTILINE | re.DOTALL)
    for number in range(0, len(parts), 2):
        parts[number] = re.sub(
            r"(?<=\]\()([^()\s]+)(?=\))",
            lambda found: to(found[1]) if unquote(found[1]) in meant else found[1],
            parts[number],
        )
    return "".join(parts)


def title(text: str) -> str:
    """The heading of a page, without marks."""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].replace("`", "") if found else ""


def first_paragraph(text: str) -> str:
    r"""The first sentence of the first paragraph, as one line without links.

    >>> first_paragraph("# 标题\n\n你只写一篇\n[帖子](a.md)。然后……\n")
    '你只写一篇帖子。'
    """
    for part in re.split(r"\n{2,}", text)[1:]:
        if not part.startswith(("#", "[", "!", "<", "`", "|", ">", "-")):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", part)
            plain = re.sub(r"(?<=[^\x00-\xff])\n(?=\W*[^\x00-\xff])", "", plain).replace("\n", " ")
            return re.split(r"(?<=[.!?]) |(?<=[。！？])", plain, maxsplit=1)[0]
    return ""
