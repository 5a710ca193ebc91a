"""The address of the full text, where a post has one: said once, at the end."""

from collections.abc import Iterable

from ..model.post import Post
from ..text.languages import pick
from ..text.richtext import Rich
from .passages import Passage

PATH = ("meta", "canonical_url")
"""Where a post has it."""
_LABELS = {"en": "Original", "zh": "原文", "zh-Hant": "原文"}


def original_passage(post: Post, languages: tuple[str, ...]) -> Passage:
    """A link to the full text, which stands with the sources.

    >>> from crosspost.model.post import Meta
    >>> said = original_passage(Post(meta=Meta(canonical_url="https://a.cn/🎉")), ("zh",))
    >>> said.text.text, said.text.marks[0].href
    ('原文', 'https://a.cn/🎉')
    """
    words = _LABELS[pick(_LABELS, languages[0]) or "en"]
    return Passage(
        section="sources",
        kind="source",
        language=languages[0],
        text=Rich(text=words).marked("link", post.meta.canonical_url),
        path=PATH,
    )


def says_original(post: Post, passages: Iterable[Passage]) -> bool:
    """Whether *passages* hold the address of the full text, or the post has none."""
    address = post.meta.canonical_url.rstrip("/")
    if not address:
        return True
    return any(
        mark.href.rstrip("/") == address
        for passage in passages
        for rich in (passage.text, passage.label)
        for mark in rich.marks
    )
