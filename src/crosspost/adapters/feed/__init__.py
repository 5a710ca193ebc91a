"""Feeds: Atom, RSS or JSON Feed, written to a file that a site serves; an entry a post.

Atom is RFC 4287; RSS https://www.rssboard.org/rss-specification with its common modules for whole
texts and authors; JSON Feed https://www.jsonfeed.org/version/1.1/.
"""

from ..article import write

__all__ = ["connect", "load_look", "write"]

connect = f"{__name__}.client:connect"
load_look = "crosspost.adapters.article.look:load_entry_look"
