"""Front matter: what an author says about a post, above its text.

YAML between two lines ``---``, of which Hexo leaves the first one out, or TOML between two lines
``+++``. Keys that Jekyll, Hugo, Hexo,
dev.to and Obsidian have for the same things are read as ours (``_OTHER_NAMES``); what nobody here
uses is one finding. A key of ours with a value that it cannot have is an error.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple

from msgspec import Meta as Rule

from .._lazy_re import later
from .._record import Record
from ..model.findings import Finding, PostPath, finding
from ..model.post import Media, Override, Prediction, WholeAddress
from ..text.languages import Language
from ..text.texts import Markdown
from ..times.dates import MONTHS
from .convert import convert
from .data_formats import Document, KeyPath, toml_document, yaml_document
from .lines import front_matter_lines
from .site_syntax import site_address


class FrontMatter(Record):
    """Every key of ours that front matter may have; what each means stands in `Post`, `Meta`."""

    title: Markdown = {}
    description: Markdown = {}
    hook: Markdown = {}
    digest: Markdown = {}
    content_warning: Markdown = {}
    sensitive: bool = False
    tags: tuple[str, ...] = ()
    date: dt.date | None = None
    canonical_url: WholeAddress = ""
    author: str = ""
    languages: tuple[Language, ...] = ()
    media: tuple[Media, ...] = ()
    channels: dict[str, Override] = {}
    prediction: Prediction | None = None
    """Its figures: ``stars``, ``probability``, ``due``."""
    score: int | None = None
    comments: Annotated[int, Rule(ge=0)] | None = None
    follows: str = ""


_OURS = FrontMatter.__struct_fields__
_OTHER_NAMES = {
    "description": ("excerpt", "summary"),
    "date": ("pubDate", "publishDate", "published_at", "publishedAt", "pubDatetime"),
    "canonical_url": ("canonical", "canonicalUrl", "url", "permalink"),
    "languages": ("lang", "language", "locale"),
    "author": ("authors",),
    "media": ("cover", "image", "cover_image", "images", "thumbnail", "banner"),
    "tags": ("categories", "category"),
}
"""What others call ours, the first that is there wins; ours wins over all."""
_UNUSED = frozenset({"slug", "draft", "published"})
"""Known, and said by something else than a field."""
_DAY = later(
    r"""
        (?: (?P<year>[0-9]{4}) (?:[-/.]|[ ]?年[ ]?) (?P<month>[0-9]{1,2}) (?:[-/.]|[ ]?月[ ]?)
            (?P<day>[0-9]{1,2}) (?:[ ]?日)?
          | (?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?[ ])? (?:(?P<before>[0-9]{1,2})[ ])?
            (?P<name>[a-z]{3,9}\.?) (?:[ ](?P<after>[0-9]{1,2}))? ,?[ ] (?P<last>[0-9]{4})
        )
        (?: (?:,?[ ]|T) [0-9]{1,2}:[0-9]{2} (?::[0-9]{2} (?:[.,][0-9]+)?)?
            (?: [ ]?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?|[a-z]{1,4}|[a-z]+/[a-z_/]+) ){0,2}
        )? $
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A day as blogs write it, perhaps with a time and a zone."""
_NO = frozenset({"false", "no", "off"})
_YES = frozenset({"true", "yes", "on"})


class FrontMatterAndBody(NamedTuple):
    """A text and what stood above it."""

    front: FrontMatter
    body: str
    first: int
    """The line of its file on which *body* begins."""
    title: str = ""
    """The title as it is written, where it is one string: its languages are not told yet."""
    told: tuple[Finding, ...] = ()
    """What the author should know of how the front matter was read."""


def split_front_matter(text: str, name: str) -> FrontMatterAndBody:
    r"""The front matter of *text*, empty where there is none, and the rest.

    Raises:
        PostError: it is never closed, or cannot be read.

    >>> said = split_front_matter(
    ...     "---\ntitle: 芯片之战\nlayout: post\n---\n它开始了。🎉", "post.md"
    ... )
    >>> said.front.title, said.body, said.first, said.told[0].values["keys"]
    ({'zh': '芯片之战'}, '它开始了。🎉', 5, ('layout',))
    """
    lines = text.split("\n")
    bounds = front_matter_lines(lines, name)
    if bounds is None:
        return FrontMatterAndBody(FrontMatter(), text, 1)
    fence, start, end = bounds
    made = _document(fence, "\n".join(lines[start + 1 : end]), name, start + 2)
    told = tuple(_told(made))
    front = convert(_as_ours(made), FrontMatter)
    if lost := _lost(made.data):
        told += (finding("post.template-link", PostPath(), line=start + 1, examples=lost),)
    title = made.data.get("title")
    written = title.strip() if isinstance(title, str) else ""
    return FrontMatterAndBody(front, "\n".join(lines[end + 1 :]), end + 2, written, told)


def _lost(data: dict[str, Any]) -> tuple[str, ...]:
    """Addresses that only the site's own program finds."""
    keys = (key for name in ("canonical_url", "media") for key in (name, *_OTHER_NAMES[name]))
    every = (value for key in keys for value in _lost_in(data.get(key)))
    return tuple(dict.fromkeys(every))


def _lost_in(value: object) -> Iterator[str]:
    """What nobody but the site's own program makes an address of, in *value*."""
    if isinstance(value, str) and site_address(value) is None:
        yield value
    if isinstance(value, dict):
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from _lost_in(one)


def _document(fence: str, text: str, name: str, first: int) -> Document:
    read = toml_document if fence == "+++" else yaml_document
    return read(text, name, first)


def _told(made: Document) -> Iterator[Finding]:
    """Keys that nobody here uses, or that are nearly one of ours; that it is a draft."""
    data = made.data
    known = {*_OURS, *_UNUSED, *(name for names in _OTHER_NAMES.values() for name in names)}
    for key in data.keys() - known:
        if close := _close(key):
            line, _ = made.place((key,)) or (1, 1)
            yield finding("post.near-miss-key", PostPath(), line=line, key=key, known=close)
    strange = (key for key in data if key not in known and not _close(key))
    if unused := (*strange, *_passed_over(made)):
        yield finding("post.unused-keys", PostPath(), keys=unused)
    if str(data.get("draft")).lower() in _YES or str(data.get("published")).lower() in _NO:
        yield finding("post.draft", PostPath())


def _passed_over(made: Document) -> Iterator[str]:
    """Keys that say something else than the one that wins, which means the same."""
    for ours, wins in _by_our_names(made)[1].items():
        same = (name for name in (ours, *_OTHER_NAMES.get(ours, ())) if name != wins)
        given = ((name, made.data.get(name)) for name in same)
        yield from (name for name, value in given if value not in (None, "", made.data[wins]))


def _close(key: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a key nobody knows

    return next(iter(get_close_matches(key, _OURS, 1, 0.8)), "")


def _as_ours(made: Document) -> Document:
    """*made* with our names and kinds of values alone, each where the author wrote it."""
    data, written = _by_our_names(made)
    if data.get("comments") in ("true", "false", True, False):  # whether readers may comment
        del data["comments"]

    def place(path: KeyPath) -> tuple[int, int] | None:
        head = written.get(str(path[0]), path[0]) if path else ""
        return made.place((head, *path[1:])) if path else made.place(path)

    return Document(made.name, data, place)


def _by_our_names(made: Document) -> tuple[dict[str, Any], dict[str, str]]:
    """What *made* says by our names, and by which name its author wrote each."""
    data: dict[str, Any] = {}
    written: dict[str, str] = {}
    for key in _OURS:
        for name in (key, *_OTHER_NAMES.get(key, ())):
            value = made.data.get(name)
            if value in (None, "") or key in data:
                continue
            shaped = _SHAPES[key](value) if key in _SHAPES else value
            lost = key in {"canonical_url", "media"} and any(_lost_in(value))
            if name == key and shaped is None and not lost:
                shaped = value  # which says what is wrong with it
            if shaped is not None:
                data[key], written[key] = shaped, name
    return data, written


def _date(value: object) -> object:
    """The day of a date with or without its time, as its author's clock had it."""
    if isinstance(value, dt.datetime):
        return value.date()
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    if not found:
        return value
    month = MONTHS.get((found["name"] or "").lower()) or int(found["month"] or 0)
    day = found["day"] or found["before"] or found["after"] or 0
    return f"{found['year'] or found['last']}-{month:02}-{int(day):02}"


def _address(value: object) -> object:
    """A whole address; a path or a pattern of one says nothing here."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def _languages(value: object) -> object:
    said = value if isinstance(value, list) else [value]
    return [tag.replace("_", "-") if isinstance(tag, str) else tag for tag in said]


def _author(value: object) -> object:
    """One name; of several, all."""
    if isinstance(value, list):
        names = [_author(each) for each in value]
        return ", ".join(name for name in names if isinstance(name, str)) or None
    if isinstance(value, dict):
        return value.get("name")
    return value


def _media(value: object) -> object:
    """Pictures: a path, an address, or a table with one, alone or in a list."""
    every = value if isinstance(value, list) else [value]
    made = [_picture(each) for each in every if not any(_lost_in(each))]
    return made if made and all(made) else None


def _picture(value: object) -> object:
    """A picture's path is written as in the text, where the same one may stand."""
    if isinstance(value, str):
        return (site_address(value) or "").removeprefix("./") or None
    if not isinstance(value, dict) or not {"image", "src", "relative", "caption"} & value.keys():
        return value
    target = value.get("image") or value.get("src") or value.get("url") or value.get("path")
    target = _picture(target) if isinstance(target, str) else None
    if not isinstance(target, str):
        return None
    where = "url" if target.startswith(("https://", "http://")) else "path"
    alt = value.get("alt") or value.get("caption")
    return {where: target, **({"alt": alt} if alt else {})}


def _tags(value: object) -> object:
    """Names in a list, or in lists of lists as Hexo nests categories."""
    if not isinstance(value, list):
        return value
    flat = [name for each in value for name in (each if isinstance(each, list) else [each])]
    return [name for name in flat if name not in {None, ""}]


_SHAPES: dict[str, Callable[[object], object]] = {
    "date": _date,
    "canonical_url": _address,
    "languages": _languages,
    "author": _author,
    "media": _media,
    "tags": _tags,
}
