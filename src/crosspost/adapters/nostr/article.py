"""Nostr's long form: an article in Markdown, which its author may replace by a later one.

Kind 30023: https://github.com/nostr-protocol/nips/blob/master/23.md. Title, summary and cover are
tags; pictures are addresses, for Nostr keeps none. NIP-23 allows no HTML: where a table's cell has
a line break, a space stands.
"""

from collections.abc import Sequence
from typing import cast

from msgspec import structs

from ...looks import DrawContext, Drawn, Found
from ...looks.widgets import byline
from ...model.channel_spec import Account
from ...model.draft import Json, Message, Written
from ...model.post import Post
from ..article import write as write_article
from ..article.look import draw_under
from ..article.markdown import outside_code

__all__ = ["connect", "draw", "extra", "family", "write"]

connect = f"{__package__}.client:Nostr"
family = "article"
extra = "nostr"

ARTICLE = 30023
"""The kind of event."""


def write(post: Post, account: Account) -> Written:
    """One article a thread."""
    written = write_article(post, account)
    return structs.replace(written, messages=tuple(map(_as_event, written.messages)))


def _as_event(message: Message) -> Message:
    """*message* as NIP-23 has it: its Markdown without HTML, its tags in small letters."""
    said = message.payload
    tags: list[Json] = [["title", said["title"]]]
    tags += [
        [name, said[key]]
        for name, key in (("image", "cover"), ("summary", "digest"))
        if key in said
    ]
    named = said.get("tags")
    words = [str(one).lower() for one in named] if isinstance(named, list) else []
    tags += [["t", one] for one in dict.fromkeys(words)]
    text = outside_code(str(said["markdown"]), lambda one: one.replace("<br>", " "))
    payload = {**said, "kind": ARTICLE, "markdown": text, "tags": tags}
    return structs.replace(message, payload=payload)


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """An article with its summary, its author and its topics."""
    del found  # each is listed under the article
    tags = cast("list[list[str]]", message.payload.get("tags") or [])
    topics = [said[0] for name, *said in tags if name == "t"]
    shown = structs.replace(message, payload={**message.payload, "tags": list(topics)})
    return draw_under(shown, context, byline(context, ""))
