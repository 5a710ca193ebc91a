"""Feeds: Atom, RSS or JSON Feed, written to a file that a site serves; an entry a post.

Atom is RFC 4287; RSS https://www.rssboard.org/rss-specification with its common modules for whole
texts and authors; JSON Feed https://www.jsonfeed.org/version/1.1/.
"""

from msgspec import structs

from ...model.channel_spec import Account
from ...model.draft import Written
from ...model.post import Post
from ..article import write as write_article
from .formats import writable

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:FeedFile"
draw = "crosspost.adapters.article.look:draw_entry"
family = "article"


def write(post: Post, account: Account) -> Written:
    """One entry, in which XML can hold every character."""
    made = write_article(post, account)
    messages = (
        structs.replace(
            one,
            payload={
                key: list(map(writable, map(str, said)))
                if isinstance(said, list)
                else writable(str(said))
                for key, said in one.payload.items()
            },
        )
        for one in made.messages
    )
    return structs.replace(made, messages=tuple(messages))
