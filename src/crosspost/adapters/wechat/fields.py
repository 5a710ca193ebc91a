"""Fields: an article's title, author and digest, inside their limits."""

from collections.abc import Sequence
from typing import Literal

from ...compose.fit import one_line, sentences, shortened
from ...compose.outline import Thread
from ...compose.passages import Passage
from ...counting import Ruler
from ...model.channel_spec import Account, Limit
from ...model.findings import Finding, MessagePart, finding, in_post
from ...model.post import Post
from ...text.languages import pick
from ...typography import repair_findings, repaired
from ...typography.spacing import without_optional_spaces

TRUNCATED = {
    "title": "wechat.title-truncated",
    "author": "wechat.author-truncated",
    "digest": "wechat.digest-truncated",
}

Field = tuple[str, list[Finding]]
"""What stands in a field, and what the author should know about it."""


def title(thread: Thread, account: Account, index: int) -> Field:
    """The first language's title; without one the first sentence stands in."""
    said = [passage.text.text for passage in thread.passages if passage.kind == "title"]
    limit = account.spec.field_limits.get("title")
    if said:
        return held(one_line(said[0]), limit, "title", index)
    first = _opening(thread.passages, limit)
    return first, [finding("wechat.no-title", in_post("title"), instead=first)]


def author(post: Post, account: Account, index: int) -> Field:
    """Who signs the article."""
    return held(post.meta.author, account.spec.field_limits.get("author"), "author", index)


def digest(post: Post, thread: Thread, account: Account, index: int) -> Field:
    """The lines under the title in a chat: the description, or the first sentences.

    Without it WeChat takes the first 54 characters, wherever they end.
    """
    limit = account.spec.field_limits.get("digest")
    text, findings = description(post, thread, account)
    if not text:
        return _opening(thread.passages, limit), findings
    whole = sentences(text, lambda part: _fits(part, limit))
    short, cuts = held(text, limit, "digest", index, whole)
    return short, [*findings, *cuts]


def description(post: Post, thread: Thread, account: Account) -> Field:
    """The author's digest, or else description, in the thread's first language, on one line."""
    texts = post.meta.digest or post.meta.description
    key = pick(texts, thread.languages[0])
    if key is None:
        return "", []
    off = frozenset(account.layout.disabled_repairs)
    made = repaired(texts[key], key, off)
    return one_line(made.text.words), repair_findings(made.repairs)


def held(
    text: str,
    limit: Limit | None,
    name: Literal["title", "author", "digest"],
    index: int,
    whole: str = "",
) -> Field:
    """*text* cut to *limit*, with a finding if it was.

    Args:
        text: what the author has.
        limit: how much there is room for.
        name: the payload's field.
        index: the article's.
        whole: the sentences of it that fit, if any do; else it is cut at a clause.
    """
    if _fits(text, limit) or limit is None:
        return text, []
    if _fits(tight := without_optional_spaces(text), limit):
        return tight, []
    short = whole or shortened(text, limit)
    where = MessagePart(index=index, field=name)
    size = Ruler(limit.unit).size(text)
    cut = finding(TRUNCATED[name], where, size=size, limit=limit.max, unit=limit.unit, left=short)
    return short, [cut]


def _opening(passages: Sequence[Passage], limit: Limit | None) -> str:
    """The first sentences that fit; a first one that does not is cut at a clause."""
    said = [
        passage.text.text
        for passage in passages
        if passage.kind in {"paragraph", "point"} and passage.text and not passage.second
    ]
    first = one_line(said[0]) if said else ""
    whole = sentences(first, lambda part: _fits(part, limit))
    return whole or (shortened(first, limit) if limit else first)


def _fits(text: str, limit: Limit | None) -> bool:
    return limit is None or Ruler(limit.unit).size(text) <= limit.max
