"""Bluesky: short posts, threads by reply, marks as facets.

A payload is the record of ``app.bsky.feed.post`` but for ``createdAt`` and ``reply``, which only
sending knows: https://docs.bsky.app/docs/advanced-guides/posts. Links stay behind their words;
facets are ours, because the service's own detection swallows the Chinese after an address.

Bluesky's facets: offsets in UTF-8 bytes, made from marks and never detected in Chinese prose.

https://docs.bsky.app/docs/advanced-guides/post-richtext. A mention's facet needs the account's
DID, which only the network knows, so a mention stays text.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, cast
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import UNSET, structs

from ...compose.attachments import with_drawn_blocks, with_pictures
from ...compose.citations import citation, said_once
from ...compose.outline import Outline, Thread, outline
from ...compose.threads import dropped_marks, thread_messages
from ...looks import DrawContext, Drawn, Found, link, shown_text, styled, widgets
from ...looks.elements import TaggedSpan, element
from ...markup.marks import trim, utf8, without_overlaps
from ...markup.plain import expand_links, percent_encoded
from ...model.channel_spec import Account
from ...model.draft import Json, Message, Written
from ...model.findings import Finding, MessagePart, finding, in_post, of_words
from ...model.post import Post
from ...text.languages import UNDETERMINED, pick
from ...text.richtext import Mark, MarkKind, Rich
from ...text.texts import Texts

connect = f"{__name__}.client:Bluesky"
family = "posts"

LINK = "app.bsky.richtext.facet#link"
TAG = "app.bsky.richtext.facet#tag"
EXTERNAL = "app.bsky.embed.external"
LONGEST_TAG = 64
"""Characters of a tag: https://github.com/bluesky-social/atproto, ``richtext/facet.json``."""
LINKS: frozenset[MarkKind] = frozenset({"link", "url"})


def facets(rich: Rich) -> list[dict[str, Json]]:
    """The links and hashtags of *rich*, in order, none over another.

    >>> from crosspost.text.richtext import Mark
    >>> facets(Rich(text="见#芯片", marks=(Mark(start=1, end=4, kind="hashtag"),)))[0]["index"]
    {'byteStart': 3, 'byteEnd': 10}
    """
    at = utf8(rich.text)
    links = (mark for mark in rich.marks if mark.kind in LINKS)
    tags = (mark for mark in rich.marks if mark.kind == "hashtag")
    made: list[dict[str, Json]] = []
    end = 0
    for mark in sorted((*without_overlaps(links), *tags), key=lambda mark: (mark.start, -mark.end)):
        own = trim(mark, rich.text)
        words = rich.text[own.start : own.end]
        if own.start < end or not words or (own.kind == "hashtag" and len(words) > LONGEST_TAG):
            continue
        end = own.end
        index: Json = {"byteStart": at(own.start), "byteEnd": at(own.end)}
        made.append({"index": index, "features": [_feature(own, words)]})
    return made


def _feature(mark: Mark, words: str) -> Json:
    if mark.kind == "hashtag":
        return {"$type": TAG, "tag": words.lstrip("#＃")}
    return {"$type": LINK, "uri": percent_encoded(mark.href)}


RECORD = "app.bsky.feed.post"
STYLES: tuple[MarkKind, ...] = ("strong", "emphasis", "code")


def write(post: Post, account: Account) -> Written:
    """A thread a language, each post inside both limits: graphemes and bytes."""
    most = account.spec.max_count("langs")
    drafted = bool(account.option("draft"))
    prepared = _spelled if drafted else _prepared

    def written(some: Outline) -> Written:
        return thread_messages(some, account, _payload(most), prepare=prepared, about=_mentions)

    whole = outline(post, account.layout)
    if drafted:
        threads = (structs.replace(one, passages=said_once(one.passages)) for one in whole.threads)
        whole = structs.replace(whole, threads=tuple(threads))
    made, drawn = with_drawn_blocks(whole, account, written)
    thread = written(made)
    messages, pictures = with_pictures(thread.messages, post, account, made.languages)
    if drafted:
        messages, unseen = _without_pictures(messages)
        pictures = (*pictures, *unseen)
    if account.option("link_card"):
        messages = with_link_cards(messages, post)
    messages, unlabelled = _labelled(messages, post, str(account.option("label")))
    shown = made.carried(thread.carries)
    findings = (
        *shown.findings,
        *unlabelled,
        *dropped_marks(shown, account.spec.titles, STYLES),
        *drawn,
        *thread.findings,
        *pictures,
        *_languages(made, most),
    )
    return Written(messages=messages, findings=findings, carries=thread.carries)


def with_link_cards(messages: Sequence[Message], post: Post) -> tuple[Message, ...]:
    """*messages* without pictures, each with a card of one page that it links.

    A thread's first is that of the full text, where the post links it at all; else each has the
    card of its last link. No page has two cards in a thread. Until the page is read a card has the
    post's own words: its title and description, or the title of its source; of another page none.
    https://docs.bsky.app/docs/advanced-guides/posts#website-card-embeds.
    """
    original = percent_encoded(post.meta.canonical_url)
    titles = {
        percent_encoded(mark.href): source.title
        for source in post.sources
        for mark in citation(source).marks
    }
    linked = {uri for one in messages for uri in _linked(one)}
    made: list[Message] = []
    for thread in _threads(messages):
        shown: set[str] = set()
        for message in thread:
            every = [uri for uri in _linked(message) if uri not in shown]
            if original in linked and message is thread[0]:
                every = [original]
            if message.media is not UNSET or not every:
                made.append(message)
                continue
            uri = every[-1]
            shown.add(uri)
            words = _own_words(post, message) if uri == original else (titles.get(uri, ""), "")
            made.append(_carded(message, uri, *words))
    return tuple(made)


def _threads(messages: Sequence[Message]) -> Iterator[list[Message]]:
    starts = [at for at, one in enumerate(messages) if at and one.after is not UNSET]
    for start, end in pairwise((0, *starts, len(messages))):
        yield list(messages[start:end])


def _linked(message: Message) -> Iterator[str]:
    for facet in cast("list[dict[str, Any]]", message.payload["facets"]):
        yield from (one["uri"] for one in facet["features"] if one["$type"] == LINK)


def _own_words(post: Post, message: Message) -> tuple[str, str]:
    """The post's title and description, in the language of *message*."""
    tag = next(iter(cast("list[str]", message.payload.get("langs", []))), UNDETERMINED)

    def said(texts: Texts) -> str:
        found = pick(texts, tag)
        return texts[found].words if found else ""

    return said(post.title), said(post.meta.description)


def _carded(message: Message, uri: str, title: str, description: str) -> Message:
    card: Json = {"uri": uri, "title": title, "description": description}
    embed: Json = {"$type": EXTERNAL, "external": card}
    return structs.replace(message, payload={**message.payload, "embed": embed}, link_card=uri)


def _labelled(
    messages: tuple[Message, ...], post: Post, label: str
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """*messages* with the author's own *label*; a sensitive post needs one, for it says why.

    https://github.com/bluesky-social/atproto, ``lexicons/com/atproto/label/defs.json``.
    """
    if label == "none":
        told = (finding("bluesky.no-label", in_post("meta", "sensitive")),)
        return messages, told if post.meta.sensitive else ()
    own: Json = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    return tuple(
        structs.replace(one, payload={**one.payload, "labels": own}) for one in messages
    ), ()


def _without_pictures(messages: Sequence[Message]) -> tuple[tuple[Message, ...], list[Finding]]:
    """*messages* as a draft holds them: pictures are those of the device it was made on."""
    told = [
        finding("media.omitted", MessagePart(index=one.index), reason="draft")
        for one in messages
        if one.media is not UNSET
    ]
    return tuple(structs.replace(one, media=UNSET) for one in messages), told


def _spelled(text: Rich) -> Rich:
    """Every address behind its words: a draft has no facets, and the app finds them itself."""
    return expand_links(text, lambda _: True)


def _prepared(text: Rich) -> Rich:
    """Addresses that no link of the app opens, such as ``mailto:``, are spelled out."""
    return expand_links(text, lambda address: not address.lower().startswith("http"))


def _payload(most: int | None) -> Callable[[Rich, Thread], dict[str, Json]]:
    def payload(text: Rich, thread: Thread) -> dict[str, Json]:
        made: dict[str, Json] = {
            "$type": RECORD,
            "text": text.text,
            "facets": list(facets(text)),
        }
        known = [tag for tag in thread.languages if tag != UNDETERMINED][:most]
        return {**made, "langs": list(known)} if known else made

    return payload


def _mentions(text: Rich, index: int) -> Iterator[Finding]:
    """A mention's facet needs the account's DID, which only the network knows."""
    spans = [(mark.start, mark.end) for mark in text.marks if mark.kind == "mention"]
    if spans:
        yield of_words("bluesky.mention", index, text.text, spans)


def _languages(made: Outline, most: int | None) -> Iterator[Finding]:
    for thread in made.threads:
        if most is not None and len(thread.languages) > most:
            named = thread.languages[:most]
            yield finding("bluesky.langs", in_post("languages"), limit=most, languages=named)


ACTIONS = ("reply", "repost", "like", "share", "more")
HOST = ".bsky.social"
"""What follows a name, where its owner has no domain of their own."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    text = str(message.payload.get("text", ""))
    facets = cast("list[dict[str, Any]]", message.payload.get("facets") or [])
    body = shown_text(text, context, _links(text, facets), found)
    handle = f"@{context.handle}" + ("" if "." in context.handle else HOST)
    shown = widgets.post(
        message, context, widgets.byline(context, handle), body + _card(message, context), ACTIONS
    )
    return Drawn(shown=shown, paste=text)


def _card(message: Message, context: DrawContext) -> Markup:
    """The card of a page, as far as it is known before the page is read."""
    embed = cast("dict[str, Any]", message.payload.get("embed") or {})
    if embed.get("$type") != EXTERNAL:
        return Markup()
    said = embed["external"]
    host = urlsplit(said["uri"]).hostname or said["uri"]
    lines = [
        element("bdi", said[name], {"class": name})
        for name in ("title", "description")
        if said[name]
    ]
    lines.append(element("span.host", host))
    note = element("span.when-sent", context.words["card-when-sent"])
    return element("div.link-card", Markup().join([*lines, note]))


def _links(text: str, facets: list[dict[str, Any]]) -> Iterator[TaggedSpan]:
    data = text.encode("utf-8", "surrogatepass")
    for facet in facets:
        start, end = (
            len(data[: facet["index"][edge]].decode("utf-8", "ignore"))
            for edge in ("byteStart", "byteEnd")
        )
        for feature in facet["features"]:
            if feature["$type"] == LINK:
                yield link(start, end, feature["uri"])
            else:
                yield styled(start, end, "link")
