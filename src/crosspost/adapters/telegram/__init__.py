"""Telegram: messages one after another, marks as entities; pictures with their captions.

``sendMessage`` (https://core.telegram.org/bots/api#sendmessage) and ``sendPhoto``; a payload's
keys are the arguments of python-telegram-bot's ``send_message`` and ``send_photo``. No parse mode:
nothing in a post can fail to parse.

Cleaned: a text as Telegram's servers would leave it, so that what is shown is what arrives.

They put spaces for control characters, take out line separators, embeddings and overrides of
direction, and three combining lines, and thin out rows of direction marks, without a word:
``clean_input_string`` in https://github.com/tdlib/td/blob/master/td/telegram/misc.cpp.

Telegram's entities: offsets in UTF-16 units, the one form that nothing can fail to parse.

https://core.telegram.org/bots/api#messageentity. What is made here is what TDLib keeps as it is
(``fix_entities`` in https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp): no
white space at the edges, no style over code, no code in a link, and styles cut wherever something
begins, or a link, code or quote ends, inside them. Mentions, hashtags and cashtags are left to
Telegram, which finds them itself. Addresses are not: it would take the Chinese that follows for a
part of them, and an ``url`` entity is not passed on to its servers, so an address is a
``text_link`` to itself.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import cast

from msgspec import structs

from ...compose.attachments import hidden, pictures_in, with_drawn_blocks, with_pictures
from ...compose.channel_text import cut_tags, notified
from ...compose.outline import Outline, Thread, outline
from ...compose.threads import thread_messages
from ...counting import links
from ...markup.marks import merge_marks, split_at, subtract, trim, utf16, without_overlaps
from ...markup.plain import expand_links
from ...model.channel_spec import Account
from ...model.draft import Json, Message, Written
from ...model.findings import EveryText, Finding, MessagePart, finding, of_words
from ...model.post import Post
from ...text.entities import masked
from ...text.richtext import Mark, MarkKind, Rich
from .captions import parted, with_captions
from .rich import write_rich

connect = f"{__name__}.client:Telegram"
draw = f"{__name__}.look:draw"

CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
DOUBLED = re.compile("[\u200e\u200f](?=[\u200e\u200f])")


def cleaned(rich: Rich) -> Rich:
    r"""*rich* without what Telegram would take out; tabs and other control characters are spaces.

    >>> cleaned(Rich(text="芯片\t之战\u202e🎉")).text
    '芯片 之战🎉'
    """
    return _replaced(_replaced(_replaced(rich, CONTROL, " "), REMOVED, ""), DOUBLED, "")


def _replaced(rich: Rich, what: re.Pattern[str], new: str) -> Rich:
    return rich.replaced((found.start(), found.end(), new) for found in what.finditer(rich.text))


TYPES: dict[MarkKind, str] = {
    "quote": "blockquote",
    "link": "text_link",
    "url": "text_link",
    "pre": "pre",
    "code": "code",
    "strong": "bold",
    "emphasis": "italic",
    "strike": "strikethrough",
}
"""From the outermost to the innermost, where two begin and end together."""
ADDRESS = re.compile(r"(?P<scheme>https?|tg)://(?:[^/?#@]*@)?(?P<host>[^/?#:@]+)", re.IGNORECASE)
LINKS: frozenset[MarkKind] = frozenset({"link", "url"})
STYLES: frozenset[MarkKind] = frozenset({"strong", "emphasis", "strike"})
ORDER = list(TYPES)
WORTH = (
    "text_link",
    "pre",
    "expandable_blockquote",
    "blockquote",
    "bold",
    "strikethrough",
    "code",
    "italic",
)
"""From what a message can least do without."""

Entity = dict[str, Json]


def entities(rich: Rich) -> list[Entity]:
    """The marks of *rich* as Telegram takes them; a quote whose href is ``expandable`` folds.

    >>> from crosspost.text.richtext import Mark
    >>> entities(Rich(text="🎉大事", marks=(Mark(start=1, end=3, kind="strong"),)))
    [{'type': 'bold', 'offset': 2, 'length': 2}]
    """
    at = utf16(rich.text)
    solids = list(_solids(rich))
    kept = (_trimmed(mark, rich.text) for mark in (*solids, *_styles(rich, solids)))
    return [
        _entity(mark, at(mark.start), at(mark.end))
        for mark in sorted(kept, key=lambda mark: (mark.start, -mark.end, ORDER.index(mark.kind)))
        if mark.start < mark.end
    ]


def reachable(address: str) -> bool:
    """Whether Telegram takes *address* in a ``text_link``; a host without a dot is an error there.

    >>> reachable("https://例子.中国/a"), reachable("http://localhost/"), reachable("mailto:a@b.cn")
    (True, False, False)
    """
    found = ADDRESS.match(address)
    if found is None:
        return False
    return found["scheme"].lower() == "tg" or "." in found["host"].strip(".")


def fewer(all_of_them: Sequence[Entity], most: int) -> list[Entity]:
    """At most *most* entities: of the least important kinds the last ones are left out first.

    >>> bold, link = ({"type": kind, "offset": 0, "length": 2} for kind in ("bold", "text_link"))
    >>> [entity["type"] for entity in fewer([bold, link, bold], 2)]
    ['bold', 'text_link']
    """
    ranked = sorted(
        range(len(all_of_them)), key=lambda at: (WORTH.index(str(all_of_them[at]["type"])), at)
    )
    return [all_of_them[at] for at in sorted(ranked[:most])]


def _solids(rich: Rich) -> Iterator[Mark]:
    """Quotes, blocks of code, links, code: none crosses another, only a quote may hold another."""
    quotes = merge_marks(mark for mark in rich.marks if mark.kind == "quote")
    edges = sorted(_edges(quotes))
    lines = merge_marks(mark for mark in rich.marks if mark.kind == "pre")
    blocks = [part for mark in lines for part in split_at(mark, edges)]
    addressed = without_overlaps(
        mark for mark in rich.marks if mark.kind in LINKS and reachable(mark.href)
    )
    outside = (part for mark in addressed for part in subtract(mark, blocks))
    links = [part for mark in outside for part in split_at(mark, edges)]
    code = merge_marks(mark for mark in rich.marks if mark.kind == "code")
    yield from quotes
    yield from blocks
    yield from links
    taken = sorted([*blocks, *links], key=attrgetter("start"))
    for mark in code:
        for part in subtract(mark, taken):
            yield from split_at(part, edges)


def _styles(rich: Rich, solids: Sequence[Mark]) -> Iterator[Mark]:
    marks = (trim(mark, rich.text) for mark in rich.marks if mark.kind in STYLES)
    code = sorted((one for one in solids if one.kind in {"code", "pre"}), key=attrgetter("start"))
    styles = [part for mark in merge_marks(marks) for part in subtract(mark, code)]
    cuts = sorted(_edges(solids) | {mark.start for mark in styles})
    for mark in styles:
        yield from split_at(mark, cuts)


def _trimmed(mark: Mark, text: str) -> Mark:
    """Without white space at its edges; code keeps the indent of its first line."""
    inside = trim(mark, text)
    if mark.kind != "pre" or inside.start >= inside.end:
        return inside
    line = text.rfind("\n", mark.start, inside.start) + 1
    return structs.replace(inside, start=max(mark.start, line))


def _edges(marks: Iterable[Mark]) -> set[int]:
    return {edge for mark in marks for edge in (mark.start, mark.end)}


def _entity(mark: Mark, start: int, end: int) -> Entity:
    made: Entity = {"type": TYPES[mark.kind], "offset": start, "length": end - start}
    if mark.kind in LINKS:
        made["url"] = mark.href
    elif mark.kind == "pre" and mark.href:
        made["language"] = mark.href
    elif mark.kind == "quote" and mark.href == "expandable":
        made["type"] = "expandable_blockquote"
    return made


def write(post: Post, account: Account) -> Written:
    """Messages in a row; each picture where the text has it. Or one rich message."""
    if account.option("form") == "rich":
        return write_rich(post, account)

    def messages_of(some: Outline) -> Written:
        return thread_messages(some, account, _payload, prepare=_prepared, about=_bare)

    made, drawn = with_drawn_blocks(outline(post, account.layout), account, messages_of)
    placed = [parted(one.passages) for one in made.threads]
    made = structs.replace(
        made,
        threads=tuple(
            structs.replace(one, passages=passages)
            for one, (passages, _) in zip(made.threads, placed, strict=True)
        ),
    )
    thread = messages_of(made)
    messages, over = _capped(thread.messages, account)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (
        *made.findings,
        *_altered(made.carried(thread.carries)),
        *drawn,
        *thread.findings,
        *over,
        *pictures,
        *(cut_tags(post.tags) if "tags" in account.layout.order else ()),
    )
    caption = account.spec.field_limits.get("caption", account.spec.text.limits[0])
    made_of = Written(messages=messages, findings=findings, carries=thread.carries)
    heads = {path for _, some in placed for path in some}
    every = (picture for one in made.threads for picture in pictures_in(one.passages))
    ends = {(one.path, one.url) for one in every if (one.path or one.url) not in heads}
    if post.meta.content_warning:  # nobody sees a picture before it
        ends = {(one.path, one.url) for said in messages for one in said.media or ()}
    written = with_captions(made_of, caption, ends)
    finished = tuple(_finished(message, post) for message in written.messages)
    return structs.replace(written, messages=hidden(finished, post, {"has_spoiler": True}))


def _prepared(text: Rich) -> Rich:
    """Cleaned as Telegram would, and with the addresses spelled out that it would refuse."""
    return cleaned(expand_links(text, lambda address: not reachable(address)))


def _payload(text: Rich, thread: Thread) -> dict[str, Json]:
    del thread
    return {"text": text.text, "entities": list(entities(text))}


def _capped(
    messages: tuple[Message, ...], account: Account
) -> tuple[tuple[Message, ...], list[Finding]]:
    """No more entities than Telegram keeps, the least important ones given up first."""
    most = account.spec.max_count("entities")
    capped: list[Message] = []
    findings: list[Finding] = []
    for message in messages:
        own = cast("list[dict[str, Json]]", message.payload["entities"])
        kept = own if most is None else fewer(own, most)
        capped.append(structs.replace(message, payload={**message.payload, "entities": list(kept)}))
        if len(kept) < len(own):
            where = MessagePart(index=message.index)
            findings.append(finding("telegram.entities", where, count=len(own), limit=len(kept)))
    return tuple(capped), findings


def _finished(message: Message, post: Post) -> Message:
    """With a preview of the post's own address or none; a caption has none.

    A preview of whichever address happens to come first would be an accident.
    """
    payload = message.payload
    if "caption" in payload:
        return message
    url = post.meta.canonical_url if message.index == 1 else ""
    preview: Json = {"url": url, "prefer_small_media": True} if url else {"is_disabled": True}
    return structs.replace(message, payload={**payload, "link_preview_options": preview})


def _altered(made: Outline) -> Iterator[Finding]:
    """Characters that Telegram would take out in silence; here they are gone already."""
    gone = {char for rich in _riches(made) for char in set(rich.text) - set(cleaned(rich).text)}
    if gone:
        names = tuple(f"U+{ord(char):04X}" for char in sorted(gone))
        yield finding("telegram.removed-characters", EveryText(), characters=names)


def _bare(text: Rich, index: int) -> Iterator[Finding]:
    """Bare names such as ``main.py`` that Telegram would turn into links, code apart."""
    spans = [
        (start, end)
        for start, end in links.urls(_unmarked(text))
        if "://" not in text.text[start:end]
    ]
    if spans:
        yield of_words("telegram.bare-link", index, text.text, spans)
    yield from notified(_unmarked(text), index, links.mentions)


def _unmarked(rich: Rich) -> str:
    """*rich*'s text with spaces for code and links, in which nothing is detected."""
    spans = [
        (mark.start, mark.end) for mark in rich.marks if mark.kind in {"code", "pre", "link", "url"}
    ]
    return masked(rich.text, spans)


def _riches(made: Outline) -> Iterator[Rich]:
    for thread in made.threads:
        for passage in thread.passages:
            yield from (passage.label, passage.text)
