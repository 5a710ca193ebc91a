"""Following: how a post says which earlier one it follows, where it cannot stand under it."""

from collections.abc import Sequence

from msgspec import UNSET, UnsetType, structs

from ..model.channel_spec import Account
from ..model.findings import Finding, finding, in_post
from ..model.layout import Layout
from ..model.post import Post, Source, Text, Texts
from ..model.receipts import Receipt
from ..model.section_names import label
from ..text.languages import pick
from .outline import chosen


def followed(
    post: Post, account: Account, under: Receipt | UnsetType
) -> tuple[Post, Sequence[Finding]]:
    """*post* with the address of what it follows, where the channel has no replies.

    A finding where there is neither; a post that follows nothing stays as it is.

    >>> from crosspost.registry import default_account
    >>> followed(Post(happened={"zh": "应验了。🎉"}), default_account("wecom"), UNSET)[1]
    ()
    """
    if under is UNSET:
        return post, (_alone("absent"),) if post.meta.follows else ()
    if account.spec.thread.replies:
        return post, ()
    if not under.sent.url:
        return post, (_alone("no-address"),)
    return _linked(post, account.layout, under.sent.url), ()


def _linked(post: Post, layout: Layout, url: str) -> Post:
    """Among the sources, first of all; as the last words of what happened where there are none."""
    said = chosen(post, layout)
    if "sources" in layout.order:
        title = " / ".join(dict.fromkeys(label("prediction", tag) for tag in said))
        own = tuple(source for source in post.sources if source.url != url)
        return structs.replace(post, sources=(Source(title=title, url=url), *own))
    tag = pick(post.happened, said[0]) or said[0]
    text = post.happened.get(tag, Text()) + Text(url)
    return structs.replace(post, happened=Texts({**post.happened, tag: text}))


def _alone(reason: str) -> Finding:
    return finding("post.no-reply-target", in_post("meta", "follows"), reason=reason)
