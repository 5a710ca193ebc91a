"""Sources and tags: the lists below a text, taken apart as authors write them."""

import re
from collections.abc import Sequence
from unicodedata import category

from .._lazy_re import later
from ..counting.links import addresses
from ..model.post import Source
from ..text.inline_markdown import inline
from .lines import ListItem, SourceLine, listed
from .source_blocks import SourceBlock, SourceHeading

_LINK = later(r"\[(?P<title>[^\[\]]*)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_DOI_URL = later(r"https?://(?:dx\.)?doi\.org/(?P<doi>10\.[0-9]{4,9}/[!-~]+)", re.IGNORECASE)
_NAMED = (
    ("doi", "://", _DOI_URL),
    ("url", "://", later(r"<?(?P<url>https?://[!-~]+)")),
    (
        "doi",
        "doi",
        later(r"\bdoi[ \t]*+[:：]?+[ \t]*+(?P<doi>10\.[0-9]{4,9}/[!-~]+)", re.IGNORECASE),
    ),
    (
        "ssrn",
        "ssrn",
        later(
            r"\bssrn[ \t]*+(?:(?:no|id|abstract)\b\.?+|[:：#№=])?+[ \t]*+[:：#]?+[ \t]*+"
            r"(?P<ssrn>[0-9]{5,9})\b",
            re.IGNORECASE,
        ),
    ),
)
"""What names a source: the field, what stands in every text that has it, and the whole of it."""
_BRACKET = later(r"[(（](?P<inner>[^()（）]*)[)）]")
_YEAR = later(r"(?<![0-9])(?P<year>1[0-9]{3}|2[0-9]{3})(?:年)?$")
_AUTHORS = later(r",|&|\band\b|\bet al\b|等|、|\b[A-Z]\.")
_COMMAS = str.maketrans("，;；", ",,,")
_EDGE = " \t,，;；:：·|—–-"
_STOPS = frozenset({"", ".", "。"})
_NESTED = later(r"(?m)^(?:\t| {2,})[ \t]*(?:[-*+•]|[0-9]{1,3}[.)、])[ \t]")
"""An item under an item."""
_LONGEST = 400
"""Code points of a source with its note; a longer paragraph is prose."""
_CLOSERS = ".,;:!?'\">)]}*"


def sources(lines: list[SourceLine]) -> tuple[Source, ...]:
    r"""Every source of a list, or of plain lines: one a line.

    Raises:
        SectionError: lists in lists, more than six deep.

    >>> from crosspost.readers.lines import Page
    >>> lines = Page("post.txt").lines(
    ...     "- 人工智能的风险 (SSRN 5883822).\n- 芯片 https://example.com"
    ... )
    >>> said = sources(lines)
    >>> said[0].ssrn, said[1].title, said[1].url
    ('5883822', '芯片', 'https://example.com')
    """
    before, items = listed(lines)
    plain = [line.text for line in before]
    for item in items:
        own, after = _own(item)
        plain += [own, *(line.text for line in after)]
    return tuple(source(text) for text in plain if text)


def are_sources(blocks: Sequence[SourceBlock]) -> bool:
    r"""Whether *blocks* are a list of sources, and no chapter under a heading called so.

    >>> are_sources([SourceBlock("list", "- 芯片的未来（张三，2024）", 3)])
    True
    >>> are_sources([SourceBlock("list", "- 工具\n  - [一](https://example.com) 🎉", 3)])
    False
    """
    return all(
        (block.kind == "list" and not _NESTED.search(block.source))
        or (block.kind in {"paragraph", "note"} and len(block.source) <= _LONGEST)
        for block in blocks
    )


def _own(item: ListItem) -> tuple[str, list[SourceLine]]:
    """What *item* says in one line, and lines to the left of it, below an empty one."""
    lines = item.lines
    end = next(
        (
            at
            for at in range(2, len(lines))
            if not lines[at - 1].text and lines[at].text and lines[at].indent <= item.indent
        ),
        len(lines),
    )
    below = [text for one in item.items for text in _all(one)]
    said = [*(line.text for line in lines[:end]), *below]
    return " ".join(text for text in said if text), lines[end:]


def _all(item: ListItem) -> list[str]:
    """Every line of *item* and of what stands under it."""
    below = [text for one in item.items for text in _all(one)]
    return [*(line.text for line in item.lines), *below]


def source(text: str) -> Source:
    """What *text* names: title, authors, year, URL, DOI, SSRN number; the remainder is a note.

    >>> source("Deep Learning Accelerators... The Future is Now (Osterneck et al., 2024).").authors
    'Osterneck et al.'
    >>> source("张三等 (2024). *芯片的未来* 🎉").title
    '芯片的未来 🎉'
    """
    found: dict[str, str] = {}
    rest = _link(text, found)
    for name, sign, pattern in _NAMED:
        if sign in rest.lower():
            rest = _taken(rest, name, pattern, found)
    head, inner, tail = _bracketed(rest, emptied=bool(found))
    authors, year, more = _credit(inner)
    title, note = _tidy(head), _tidy(tail)
    if year and note and not authors and "title" not in found and _AUTHORS.search(title):
        title, authors, note = note, title, ""  # Authors (2024). Title
    notes = [part for part in (note, more) if part]
    if "title" in found:
        notes = [part for part in (title, *notes) if part]
        title = found["title"]
    if not (title or authors or year or found or notes):
        title = text.strip()  # signs alone: the author's, all the same
    return Source(
        title=inline(title).text,
        authors=inline(authors).text,
        year=int(year) if year else None,
        url=found.get("url", ""),
        doi=found.get("doi", ""),
        ssrn=found.get("ssrn", ""),
        note=inline(" ".join(notes)).text,
    )


def _link(text: str, found: dict[str, str]) -> str:
    """Without the first Markdown link, whose words are the title."""
    link = _LINK.search(text) if "](" in text else None
    if not link or not link["title"].strip():
        return text
    found["title"] = link["title"].strip()
    if doi := _DOI_URL.fullmatch(link["url"]):
        found["doi"] = doi["doi"]
    else:
        found["url"] = link["url"]
    return text[: link.start()] + text[link.end() :]


def _taken(text: str, name: str, pattern: re.Pattern[str], found: dict[str, str]) -> str:
    """Without what *pattern* names, kept in *found*; a second one stays in the text."""
    match = pattern.search(text)
    if not match or name in found:
        return text
    value = match[name]
    if name == "url":
        start = match.start(name)
        value = next((text[at:end] for at, end in addresses(text) if at == start), value)
    while value and value[-1] in _CLOSERS and not (value[-1] == ")" and "(" in value):
        value = value[:-1]
    if not value:
        return text
    found[name] = value
    end = match.start(name) + len(value)
    after = text[end:].removeprefix(">") if match[0].startswith("<") else text[end:]
    before, after = text[: match.start()].rstrip(), after.strip()
    return before if after in _STOPS else f"{before} {after}".strip()


def _bracketed(text: str, *, emptied: bool) -> tuple[str, str, str]:
    """Before, inside and after the bracket that credits: the last with a year, or emptied."""
    best: re.Match[str] | None = None
    for bracket in _BRACKET.finditer(text):
        inner = bracket["inner"].strip(_EDGE + ".")
        if (emptied and not inner) or any(_YEAR.search(part.strip()) for part in _parts(inner)):
            best = bracket
    if best is None:
        return text, "", ""
    return text[: best.start()], best["inner"], text[best.end() :]


def _parts(inner: str) -> list[str]:
    """What stands between commas and semicolons."""
    return inner.translate(_COMMAS).split(",")


def _credit(inner: str) -> tuple[str, str, str]:
    """Authors, year and what else stands in the bracket."""
    parts = [part.strip(_EDGE) for part in _parts(inner)]
    at = next((at for at, part in enumerate(parts) if _YEAR.search(part)), None)
    if at is None:
        return "", "", _tidy(inner)
    year = _YEAR.search(parts[at])
    if year is None:
        return "", "", _tidy(inner)
    before = ", ".join([*parts[:at], _tidy(parts[at][: year.start()])]).strip(_EDGE)
    after = ", ".join(parts[at + 1 :]).strip(_EDGE)
    return before, year["year"], after


def _tidy(text: str) -> str:
    """Without the signs that only parted it from what was taken out."""
    tidy = text.strip(_EDGE).lstrip(_EDGE + ".。")
    return tidy if any(char.isalnum() or category(char)[0] == "S" for char in tidy) else ""


_TAG = later(r"[#＃](?P<tag>[^\s#＃,，、]+)(?:[#＃](?=[\s,，、#＃]|$))?")
"""``#芯片``; Weibo closes it again, ``#芯片#``."""
_TAGS = later(rf"(?:{_TAG.pattern}[\s,，、]*)+")
_TAG_COMMAS = later(r"[,，、;；\n]")
_BULLET = later(r"^[-*+•][ \t]+")
_STOP = later(r"[.!?](?:\s|$)|[。！？]")
_LONGEST_TAG = 50
"""Code points of a tag; a longer one is prose."""


def tag_list(text: str) -> tuple[str, ...]:
    """The hashtags of *text*, or its parts between commas; in Chinese, spaces part them as well.

    >>> tag_list("#AI #芯片"), tag_list("AI, 芯片、云计算"), tag_list("#人工智能# #AI绘画")
    (('AI', '芯片'), ('AI', '芯片', '云计算'), ('人工智能', 'AI绘画'))
    >>> tag_list("machine learning, C#"), tag_list("后端 数据库")
    (('machine learning', 'C#'), ('后端', '数据库'))
    """
    if all_tags(text.strip()):
        return tuple(match["tag"] for match in _TAG.finditer(text))
    parts = [part for line in _TAG_COMMAS.split(text) if (part := _BULLET.sub("", line.strip()))]
    if len(parts) == 1 and not parts[0].isascii():
        parts = parts[0].split()
    return tuple(tag for part in parts if (tag := part.lstrip("#＃").strip()))


def all_tags(text: str) -> bool:
    """Whether *text* is nothing but hashtags.

    >>> all_tags("#AI #芯片#"), all_tags("# AI")
    (True, False)
    """
    return text.startswith(("#", "＃")) and _TAGS.fullmatch(text) is not None


def are_tags(blocks: list[SourceBlock]) -> bool:
    """Whether *blocks* are tags and no prose under a heading that is called so.

    >>> are_tags([SourceBlock("paragraph", "AI、芯片", 3)])
    True
    >>> are_tags([SourceBlock("paragraph", "今天说三个话题。第一个是芯片。🎉", 3)])
    False
    """
    plain = all(block.kind in {"paragraph", "list"} for block in blocks)
    return plain and all(
        len(tag) <= _LONGEST_TAG and not _STOP.search(tag)
        for block in blocks
        for tag in tag_list(block.source)
    )


def last_tags(parts: list[SourceBlock | SourceHeading]) -> tuple[str, ...]:
    r"""The tags of the post's last line, if it is nothing but hashtags; it is taken out of *parts*.

    >>> parts = [SourceBlock("paragraph", "好吗？\n#AI #芯片", 3)]
    >>> last_tags(parts), parts[0].source
    (('AI', '芯片'), '好吗？')
    """
    last = parts[-1] if parts else None
    if not isinstance(last, SourceBlock) or last.kind != "paragraph":
        return ()
    above, _, line = last.source.rpartition("\n")
    if not all_tags(line.strip()):
        return ()
    parts[-1:] = [last._replace(source=above)] if above.strip() else []
    return tag_list(line)
