"""Pictures and films: which go with which message, with what alt text, and what is drawn."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import UNSET, structs

from ..model.channel_spec import Account, MediaRule
from ..model.draft import Drawing, Json, Message, Picture, Written
from ..model.findings import Finding, PostPath, finding, in_post
from ..model.post import Media, Post
from ..text.blocks import Block, Code, Table, blocks_in
from ..text.blocks import Picture as InText
from ..text.languages import pick
from ..text.richtext import Rich, letters
from .passages import Passage

if TYPE_CHECKING:
    from .outline import Outline, Thread


class DrawnBlock(InText, kw_only=True):
    """A picture that is drawn of what stands in its place; its path is only its name."""

    shows: Code | Table
    language: str


def drawn_block(block: Code | Table, language: str) -> DrawnBlock:
    """*block* as a picture, its text as the alt text, named by what it shows.

    >>> drawn_block(Code(code="跑(芯片)  # 🎉", source=""), "zh").path
    'code-097f07d8a1.png'
    """
    words = block.text.text
    kind = "code" if isinstance(block, Code) else "table"
    name = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:10]
    return DrawnBlock(
        path=f"{kind}-{name}.png", alt=words, source=block.source, shows=block, language=language
    )


MOST_LINES, MOST_ROWS, MOST_COLUMNS = 80, 40, 8
"""Beyond these nobody could read the picture on a phone."""
WIDEST_LINE = 100


def with_drawn_blocks(
    made: "Outline", account: Account, write: Callable[["Outline"], Written]
) -> tuple["Outline", tuple[Finding, ...]]:
    """*made* with pictures for the code and tables that *write* would cut, if the layout says so.

    Args:
        made: what to say.
        account: whose pictures and layout hold.
        write: makes the messages; one may have room where another block has become a picture.
    """
    spec = account.spec
    uploads = spec.media is not None and spec.media.images and not spec.media.by_address
    takes = uploads and spec.thread.by != "none"
    if account.layout.long_blocks != "picture" or not takes:
        return made, ()
    findings: list[Finding] = []
    while cut := _cut_blocks(made, write):
        made = made.changed(partial(_with_pictures, cut))
        names = (drawn_block(block, "").path for block in cut)
        findings += (finding("media.drawn", in_post("media", name)) for name in names)
    return made, tuple(findings)


def _cut_blocks(made: "Outline", write: Callable[["Outline"], Written]) -> list[Code | Table]:
    """The code and tables that no message holds whole, and that can be drawn."""
    blocks = [
        one.block
        for one in made.passages()
        if isinstance(one.block, Code | Table) and _can_be_drawn(one.block) and _stands_alone(one)
    ]
    worded = any(one.text and not one.block for one in made.passages())
    if not blocks or not worded:
        return []
    said = [letters(message.text) for message in write(made).messages]
    whole = (block for block in blocks if not any(letters(block.text.text) in one for one in said))
    return list(dict.fromkeys(whole))


def _stands_alone(passage: Passage) -> bool:
    return passage.kind == "block" and not (passage.label or passage.lead or passage.sure)


def _with_pictures(cut: Collection[Code | Table], thread: "Thread") -> Iterator[Passage]:
    for one in thread.passages:
        block = one.block
        if isinstance(block, Code | Table) and block in cut and _stands_alone(one):
            drawn = drawn_block(block, one.language)
            yield structs.replace(one, text=Rich(text=""), block=drawn)
        else:
            yield one


def _can_be_drawn(block: Code | Table) -> bool:
    """Whether it can be read as a picture, and loses nothing there: no address in a cell."""
    if isinstance(block, Table):
        marks = [mark for row in (block.header, *block.rows) for cell in row for mark in cell.marks]
        fits = len(block.rows) <= MOST_ROWS and len(block.header) <= MOST_COLUMNS
        return fits and not any(mark.kind in {"link", "url"} for mark in marks)
    lines = block.code.split("\n")
    return sum(1 + len(line) // WIDEST_LINE for line in lines) <= MOST_LINES


def _drawing(block: DrawnBlock) -> Drawing:
    shown = block.shows
    if isinstance(shown, Code):
        return Drawing(language=block.language, code=shown.code)
    rows = tuple(tuple(cell.text for cell in row) for row in (shown.header, *shown.rows))
    return Drawing(language=block.language, rows=rows, align=shown.align)


def picture_of(block: InText) -> Picture:
    """A picture of the text, to be sent along.

    >>> picture_of(InText(path="https://example.com/图.png", alt="港口🎉", source="")).url
    'https://example.com/图.png'
    """
    if isinstance(block, DrawnBlock):
        return Picture(path=block.path, alt=block.alt, drawn=_drawing(block))
    address = "://" in block.path
    return Picture(
        path="" if address else block.path, url=block.path if address else "", alt=block.alt
    )


def pictures_in(passages: Sequence[Passage]) -> tuple[Picture, ...]:
    """The pictures that stand in the text, in order, each once."""
    every = (block for passage in passages for block in in_block(passage.block))
    return tuple(dict.fromkeys(map(picture_of, every)))


def in_block(block: Block | None) -> Iterator[InText]:
    """The pictures in *block*, or the one that it is."""
    every = blocks_in(block) if block else ()
    return (one for one in every if isinstance(one, InText))


Located = tuple[Picture, PostPath]
"""A picture, and where the post has it."""


def located(inside: Sequence[Picture]) -> list[Located]:
    """Pictures of the text, and where they are."""
    return [(picture, in_post("media", picture.path or picture.url)) for picture in inside]


def media_of(post: Post, languages: tuple[str, ...]) -> list[Located]:
    """The post's own pictures, each with its alt text in the first of *languages* that it has."""
    made = [_picture(media, languages) for media in post.media]
    return [
        (one, in_post("media", (one.path or one.url) if one.kind == "video" else at))
        for at, one in enumerate(made)
    ]


def with_pictures(
    messages: tuple[Message, ...], post: Post, account: Account, languages: tuple[str, ...]
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """The post's own pictures go with the first message, those of the text where they are already.

    A cover that stands in the text as well is sent there alone. Each message takes as many as the
    channel allows; the rest are findings.
    """
    rule = account.spec.media
    known = {
        (picture.path, picture.url)
        for message in messages
        for picture in (() if message.media is UNSET else message.media)
    }
    findings: list[Finding] = []
    made: list[Message] = []
    for at, message in enumerate(messages):
        inside = [] if message.media is UNSET else list(message.media)
        own = media_of(post, languages) if at == 0 else []
        first = [one for one in own if (one[0].path, one[0].url) not in known]
        shown, told = accepted_pictures([*first, *located(inside)], rule, account)
        findings += told
        made.append(structs.replace(message, media=shown or UNSET))
    return tuple(made), tuple(findings)


def hidden(messages: tuple[Message, ...], post: Post, mark: dict[str, Json]) -> tuple[Message, ...]:
    """*messages*; those with pictures carry *mark* where the *post* is sensitive.

    >>> shown = Message(
    ...     index=1,
    ...     of=1,
    ...     text="港口🎉",
    ...     size=3,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"caption": "港口🎉"},
    ...     media=(Picture(path="港口.png"),),
    ... )
    >>> from crosspost.model.post import Meta
    >>> post = Post(meta=Meta(sensitive=True))
    >>> hidden((shown,), post, {"has_spoiler": True})[0].payload
    {'caption': '港口🎉', 'has_spoiler': True}
    """
    if not post.meta.sensitive:
        return messages
    return tuple(
        one if one.media is UNSET else structs.replace(one, payload={**one.payload, **mark})
        for one in messages
    )


def accepted_pictures(
    pictures: Sequence[Located], rule: MediaRule | None, account: Account
) -> tuple[tuple[Picture, ...], list[Finding]]:
    """As many of one message's *pictures* as *rule* allows, each with its alt text.

    Where some stand alone, the first one says who goes: a film, or pictures.
    """
    findings: list[Finding] = []
    if rule and rule.by_address:
        places = [(_at_an_address(picture, account), where) for picture, where in pictures]
        pictures = [(picture, where) for picture, where in places if picture]
        lost = [where for picture, where in places if not picture]
        findings += (finding("media.no-address", where, account=account.name) for where in lost)
    shown: list[Picture] = []
    for picture, where in pictures:
        out = _out(picture, where, shown, account)
        if out is not None or rule is None:
            findings += [out] if out else []
            continue
        moving = rule.moving(picture.kind) if rule else None
        alt = rule.alt if rule else None
        made, found = _described(picture, where, moving.alt if moving and moving.alt else alt)
        shown.append(made)
        findings += found
    return tuple(shown), findings


def _at_an_address(picture: Picture, account: Account) -> Picture | None:
    """*picture* where a server elsewhere can fetch it; None where there is no such place.

    That is its address, or the post's folder on the web, where the account says where that is.
    """
    folder = str(account.options.get("pictures_at", ""))
    if picture.path and folder and not picture.drawn:
        address = f"{folder.rstrip('/')}/{quote(picture.path)}"
        picture = structs.replace(picture, path="", url=address)
    return picture if picture.url.startswith("https://") else None


def _out(
    picture: Picture, where: PostPath, shown: Sequence[Picture], account: Account
) -> Finding | None:
    """Why *picture* has no room beside those that are *shown*; None where it has."""
    rule, name = account.spec.media, account.name
    if rule is None or not rule.images:
        return finding("media.omitted", where, account=name, limit=0, reason="none")
    if len(shown) >= rule.images:
        return finding("media.omitted", where, account=name, limit=rule.images)
    own = rule.moving(picture.kind)
    before = [rule.moving(one.kind) for one in shown]
    if own and before.count(own) >= own.max:
        kind = picture.kind
        return finding("media.omitted", where, account=name, limit=own.max, reason=kind)
    if shown and any(one and one.alone for one in (own, *before)):
        return finding("media.not-beside", where, account=name)
    return None


def _picture(media: Media, languages: tuple[str, ...]) -> Picture:
    keys = [key for tag in languages if (key := pick(media.alt, tag)) is not None]
    alt = media.alt[(keys or list(media.alt))[0]].words if media.alt else ""
    return Picture(path=media.path, url=media.url, alt=alt)


def _described(
    picture: Picture, here: PostPath, limit: int | None
) -> tuple[Picture, list[Finding]]:
    """*picture* with an alt text that the channel takes."""
    alt = picture.alt
    if not alt:
        return picture, [finding("media.no-alt", here)]
    if limit is None:
        return structs.replace(picture, alt=""), [finding("media.no-alt-field", here)]
    if len(alt) <= limit:
        return picture, []
    told = finding("media.alt-truncated", here, size=len(alt), limit=limit)
    return structs.replace(picture, alt=alt[: limit - 1] + "…"), [told]
