"""What can go wrong, as a tree.

::

    CrosspostError
    ├── PostError      a post cannot be read
    ├── BookError      an entry of the book cannot be read
    ├── ConfigError    crosspost.toml cannot be read
    └── FitError       a post cannot be brought inside a channel's limits

Each says where, what was found there and what to write instead; none needs a traceback.
"""


class CrosspostError(Exception):
    """Something a person can put right.

    Args:
        found: what stands there, quoted where that helps.
        at: where: ``post.md:12:3`` (line and column from 1, in code points) or a key's path.
        write: what to write instead.

    >>> print(PostError('unknown heading "天气:"', at="post.md:7:1", write='"发生了什么:"'))
    post.md:7:1: unknown heading "天气:"
      write: "发生了什么:"
    """

    def __init__(self, found: str, *, at: str = "", write: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.at = at
        self.write = write

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        instead = f"\n  write: {self.write}" if self.write else ""
        return f"{where}{self.found}{instead}"


class PostError(CrosspostError):
    """A post cannot be read: where in the file, and what to write instead."""


class BookError(CrosspostError):
    """An entry of the book cannot be read: which file, which key."""


class ConfigError(CrosspostError):
    """``crosspost.toml`` cannot be read: which key."""


class FitError(CrosspostError):
    """A post cannot be brought inside a channel's limits, whatever is left out."""
