"""Markdown: front matter, headed sections, lines wrapped anywhere."""

from ..post import Post
from .headed import headed


def read(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: it cannot be read: line and column, what was found, what to write.

    >>> read("# 芯片之战\n\n## 发生了什么\n\n它\n开始了。🎉", "post.md").happened
    {'zh': '它开始了。🎉'}
    """
    return headed(text, name, wrapped=True)
