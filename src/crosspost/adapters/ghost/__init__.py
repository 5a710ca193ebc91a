"""Ghost: posts of one's own site, as drafts or published at once.

``POST /ghost/api/admin/posts/?source=html``: https://docs.ghost.org/admin-api/posts/creating-a-post.
Ghost makes its own blocks of the HTML; a table becomes a card of HTML.
"""

from ..article import write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Ghost"
draw = "crosspost.adapters.article.look:draw_signed"
family = "article"
