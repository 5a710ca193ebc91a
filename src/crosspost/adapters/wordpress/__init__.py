"""WordPress: posts of one's own site, as drafts or published at once.

``POST /wp-json/wp/v2/posts`` with an application password:
https://developer.wordpress.org/rest-api/reference/posts/#create-a-post. The text is plain HTML,
which the editor shows as one classic block and makes blocks of on request.
"""

from ..article import write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:WordPress"
draw = "crosspost.adapters.article.look:draw_signed"
family = "article"
