r"""A post of an entry: an account's template, which is Markdown with fields, filled in.

A field of words (``{title}``) may stand anywhere; one of blocks (``{summary}``, ``{content}``) and
``{tags}`` stand on a line of their own. A line whose fields are all empty is left out. What an
entry says is nothing but words: no sign of it is a mark of Markdown, or opens anything.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from msgspec import structs

from .. import readers
from ..configuration.tables import BLOCK_FIELDS, FIELD, TAGS
from ..model.post import Post
from ..text.html_blocks import TAG
from ..text.html_tags import BLOCKS, HIDDEN, tag_name
from .feeds import SourceEntry, whole_address

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#!|~^=&$%]")
"""What could be more than itself in Markdown, HTML or a site's template."""
_ADDRESS = re.compile(r"""(\s(?:src|href)\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_OPEN = frozenset(
    ("article", "body", "center", "div", "footer", "header", "html", "main", "section")
)
"""They only hold other blocks; each of those stands for itself."""
_EMPTY = frozenset({"hr"})


def post_of(entry: SourceEntry, template: str) -> tuple[Post, Path | None]:
    """What *entry* says as a post, and the folder of its pictures; those of a feed are on the web.

    Args:
        entry: of a feed, or a file, which is a post already and needs no template.
        template: Markdown with fields, as an account's ``watch_text`` has it.

    Raises:
        PostError: it cannot be read, or says nothing.
    """
    if entry.file:
        return readers.read(entry.file), Path(entry.file).parent
    post = readers.parse(filled(entry, template), "markdown", entry.link or entry.id)
    address = entry.link if entry.link.startswith(("http://", "https://")) else ""
    meta = structs.replace(
        post.meta,
        canonical_url="" if _SPACE.search(address) else address,
        date=entry.date,
        author=" ".join(entry.author.split()),
    )
    wanted = any(TAGS.fullmatch(line) for line in template.split("\n"))
    return structs.replace(post, meta=meta, tags=entry.tags if wanted else post.tags), None


def filled(entry: SourceEntry, template: str) -> str:
    r"""*template* with the fields of *entry*.

    >>> entry = SourceEntry(id="1", fingerprint="", title="*芯片* 🎉", summary="<p>一</p><p>二</p>")
    >>> print(filled(entry, "# {title}\n\n{summary}\n\n{author}\n\n{tags}"))
    # &#42;芯片&#42; 🎉
    <BLANKLINE>
    <div>一</div>
    <BLANKLINE>
    <div>二</div>
    """
    lines = (line for line in template.split("\n") if not TAGS.fullmatch(line))
    made = "\n".join(one for line in lines if (one := _line(entry, line)) is not None)
    return re.sub(r"\n{3,}", "\n\n", made).strip()


def _line(entry: SourceEntry, line: str) -> str | None:
    names = FIELD.findall(line)
    if len(names) == 1 and names[0] in BLOCK_FIELDS:
        return "\n\n".join(blocks(_html(entry, names[0]), entry.base)) or None
    values = {name: _words(entry, name) for name in names}
    if names and not any(values.values()):
        return None
    return FIELD.sub(lambda found: values[found[1]], line)


def _words(entry: SourceEntry, name: str) -> str:
    value = getattr(entry, name)
    if name == "link":
        return f"<{value}>" if value and not re.search(r"[\s<>]", value) else ""
    said = value.isoformat() if name == "date" and value else str(value or "")
    return _inert(" ".join(said.split()))


def _html(entry: SourceEntry, name: str) -> str:
    """What the feed says; where its summary is missing or all there is, the first paragraph."""
    if name == "content":
        return entry.content or entry.summary
    if entry.summary and (not entry.content or entry.summary != entry.content):
        return entry.summary
    return next(blocks(entry.content, entry.base), "")


def _inert(words: str) -> str:
    """*words* as Markdown, in which every sign is itself."""
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", words)


def blocks(html: str, base: str) -> Iterator[str]:
    """The blocks of *html*, each on one line, as HTML that Markdown takes as such.

    Addresses are whole, so that none leads to a file; comments go.

    >>> list(blocks("<p>一<br>*二*</p> 三 <img src='/图.png'>", "https://例.example/a/"))
    ['<div>一<br>&#42;二&#42;</div>', '<div>三 <img src="https://例.example/图.png"></div>']
    """
    made: list[str] = []
    within: list[str] = []
    for kind, part in _parts(html):
        name = tag_name(part) if kind else ""
        closes = part.startswith("</")
        if name not in BLOCKS | HIDDEN | {"pre"} or name in _EMPTY:
            made.append(_whole(part, base) if kind else _text(part, code="pre" in within))
            continue
        if name == "p" and not closes and within[-1:] == ["p"]:
            within.pop()
        if closes:
            at = len(within) - 1 - within[::-1].index(name) if name in within else len(within)
            del within[at:]
            if not within:
                yield from _block(made, "" if name in _OPEN | {"p"} else part)
        else:
            if not within:
                yield from _block(made, "")
            within += [] if name in _OPEN and not within else [name]
        if within and not (name == "p" and within == ["p"]):
            made.append(_whole(part, base))
    yield from _block(made, "")


def _block(made: list[str], end: str) -> Iterator[str]:
    """What was read so far as one block, if it says anything."""
    said = "".join((*made, end)).strip()
    made.clear()
    if said:
        yield f"<div>{said}</div>"


def _parts(html: str) -> Iterator[tuple[bool, str]]:
    """Tags and the text between them, without comments."""
    at = 0
    for found in TAG.finditer(html):
        yield False, html[at : found.start()]
        if tag_name(found[0]):
            yield True, found[0]
        elif not found[0].endswith("-->"):  # it has no end: it would hide all that follows
            yield False, found[0]
        at = found.end()
    yield False, html[at:]


def _text(text: str, *, code: bool) -> str:
    inert = _inert(unescape(text).replace("\r\n", "\n"))
    return inert.replace("\n", "&#10;") if code else _SPACE.sub(" ", inert)


def _whole(tag: str, base: str) -> str:
    """*tag* on one line, with whole addresses."""

    def address(found: re.Match[str]) -> str:
        said = unescape(found[2].strip("\"'")).strip()
        if not said or said.startswith("#"):
            return ""
        whole = whole_address(base, said)
        kept = whole if whole.startswith(("http://", "https://", "mailto:")) else ""
        kept = kept.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        return f'{found[1]}"{kept}"'

    return _SPACE.sub(" ", _ADDRESS.sub(address, tag)).replace("{", "&#123;")
