"""DEV (dev.to) and other Forem sites: articles in Markdown, as drafts or published at once.

``POST /api/articles``: https://developers.forem.com/api/v1#tag/articles/operation/createArticle.
Pictures cannot be uploaded by it: it takes their addresses.
"""

from collections.abc import Iterator

from msgspec import structs

from ...model.channel_spec import Account
from ...model.draft import Written
from ...model.findings import Finding, finding, in_post
from ...model.post import Post
from ..article import write as write_article

__all__ = ["connect", "draw", "family", "tag_of", "write"]

connect = f"{__name__}.client:DevTo"
draw = "crosspost.adapters.article.look:draw_signed"
family = "article"

TAG = 30
"""Characters of a tag."""


def write(post: Post, account: Account) -> Written:
    """One article a thread, with tags as DEV has them: letters and digits alone."""
    made = dict.fromkeys(filter(None, map(tag_of, post.tags)))
    written = write_article(structs.replace(post, tags=tuple(made)), account)
    return structs.replace(written, findings=(*written.findings, *_changed(post)))


def tag_of(tag: str) -> str:
    """*tag* as DEV has it.

    >>> tag_of("AI chips"), tag_of("C++ 🎉"), tag_of("人工智能")
    ('aichips', 'c', '人工智能')
    """
    return "".join(filter(str.isalnum, tag)).lower()[:TAG]


def _changed(post: Post) -> Iterator[Finding]:
    """The tags that lose more than spaces."""
    for tag in post.tags:
        made = tag_of(tag)
        if made != "".join(tag.split()).lower():
            reason = "cut" if made else "none"
            yield finding("tag.cut", in_post("tags"), reason=reason, tag=f"#{tag}", kept=f"#{made}")
