"""Bluesky's facets: offsets in UTF-8 bytes, made from marks and never detected in Chinese prose.

https://docs.bsky.app/docs/advanced-guides/post-richtext. A mention's facet needs the account's
DID, which only the network knows, so a mention stays text.
"""

from ..draft import Json
from ..rich import Kind, Mark, Rich
from .nesting import apart, trimmed
from .offsets import utf8

LINK = "app.bsky.richtext.facet#link"
TAG = "app.bsky.richtext.facet#tag"
LONGEST_TAG = 64
"""Characters of a tag: https://github.com/bluesky-social/atproto, ``richtext/facet.json``."""
LINKS: frozenset[Kind] = frozenset({"link", "url"})


def facets(rich: Rich) -> list[dict[str, Json]]:
    """The links and hashtags of *rich*, in order, none over another.

    >>> from crosspost.rich import Mark
    >>> facets(Rich(text="见#芯片", marks=(Mark(start=1, end=4, kind="hashtag"),)))[0]["index"]
    {'byteStart': 3, 'byteEnd': 10}
    """
    at = utf8(rich.text)
    links = (mark for mark in rich.marks if mark.kind in LINKS)
    tags = (mark for mark in rich.marks if mark.kind == "hashtag")
    made: list[dict[str, Json]] = []
    end = 0
    for mark in sorted((*apart(links), *tags), key=lambda mark: (mark.start, -mark.end)):
        own = trimmed(mark, rich.text)
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
    return {"$type": LINK, "uri": mark.href}
