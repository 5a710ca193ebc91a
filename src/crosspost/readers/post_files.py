"""Which files are meant: a file, a pattern that no shell has filled in, or a folder of posts."""

import os
from collections.abc import Iterable, Iterator
from glob import glob

from ..errors import PostError
from . import FORMATS

SETTINGS = "crosspost.toml"
"""No post, though it ends as one may."""
_ENDINGS = tuple(ending for endings in FORMATS.values() for ending in endings)
_WILD = frozenset("*?[")


def post_files(words: Iterable[str]) -> tuple[list[str], list[PostError]]:
    """Every file that *words* mean, each once and in their order, and which word means none.

    Of a folder all files below it are meant that end as posts do, but for hidden ones and
    ``crosspost.toml``; of a pattern (``posts/**/*.md``) what it fits. A file that is named is
    taken whatever it is called; whether it is there shows when it is read.
    """
    found: dict[str, None] = {}
    missing: list[PostError] = []
    for word in words:
        files = list(_files(word))
        found |= dict.fromkeys(files)
        if not files:
            missing.append(PostError("post.no-files", location=word))
    return list(found), missing


def _files(word: str) -> Iterator[str]:
    if os.path.isdir(word):
        yield from files_below(word)
    elif _WILD & set(word) and not os.path.exists(word):
        for path in sorted(glob(word, recursive=True)):
            yield from files_below(path) if os.path.isdir(path) else [path]
    else:
        yield word


def files_below(folder: str) -> Iterator[str]:
    """Every file below *folder* that ends as posts do, by name."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_post_name(name):
                yield os.path.join(path, name)


def is_post_name(name: str) -> bool:
    """Whether a file called *name* may be a post's; settings and hidden files are none.

    >>> [is_post_name(one) for one in ("帖子 🎉.md", ".env", "crosspost.toml", "id_rsa")]
    [True, False, False, False]
    """
    return name.lower().endswith(_ENDINGS) and not name.startswith(".") and name != SETTINGS
