"""Board text: headed sections as they are posted on a board, a line break where one is meant."""

from ..post import Post
from .headed import headed


def read(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: it cannot be read: line and column, what was found, what to write.

    >>> post = read("3\n\nThe War / 战争\n\n🔮 My prediction (⭐⭐):\nBy Q4 2026. 🎉", "post.txt")
    >>> post.meta.score, post.prediction.stars, post.prediction.due
    (3, 2, datetime.date(2026, 12, 31))
    """
    return headed(text, name, wrapped=False)
