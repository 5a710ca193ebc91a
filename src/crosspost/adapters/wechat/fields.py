"""Fields: an article's title, author and digest, inside their limits."""

from collections.abc import Sequence

from ...compose.fit import one_line, sentences, shortened
from ...compose.outline import Strand
from ...compose.passages import Passage
from ...counting import Ruler
from ...model.draft import Finding, Level
from ...model.post import Post
from ...model.profile import Account, Limit
from ...text.languages import pick
from ...typography import repair_findings, repaired

Field = tuple[str, list[Finding]]
"""What stands in a field, and what the author should know about it."""


def title(strand: Strand, account: Account) -> Field:
    """The first language's title; without one the first sentence stands in."""
    said = [passage.text.text for passage in strand.passages if passage.kind == "title"]
    limit = account.profile.field_limits.get("title")
    if said:
        return held(one_line(said[0]), limit, "title", "the whole title opens the text")
    first = _opening(strand.passages, limit)
    message = f"no title: “{first}” stands in"
    return first, [_finding("warning", "wechat.no-title", "title", message)]


def author(post: Post, account: Account) -> Field:
    """Who signs the article."""
    return held(post.meta.author, account.profile.field_limits.get("author"), "author")


def digest(post: Post, strand: Strand, account: Account) -> Field:
    """The lines under the title in a chat: the description, or the first sentences.

    Without it WeChat takes the first 54 characters, wherever they end.
    """
    limit = account.profile.field_limits.get("digest")
    text, findings = description(post, strand, account)
    if not text:
        return _opening(strand.passages, limit), findings
    whole = sentences(text, lambda part: _fits(part, limit))
    if whole and whole != text:
        message = f"cut to {len(whole)} of {len(text)} characters, after a sentence"
        cut = _finding("warning", "wechat.digest-cut", "meta.description", message)
        return whole, [*findings, cut]
    short, cuts = held(text, limit, "digest")
    return short, [*findings, *cuts]


def description(post: Post, strand: Strand, account: Account) -> Field:
    """What the author says the post is about, in the strand's first language, on one line."""
    key = pick(post.meta.description, strand.languages[0])
    if key is None:
        return "", []
    off = frozenset(account.layout.unrepaired)
    made = repaired(post.meta.description[key], key, off)
    return one_line(made.text.words), repair_findings(made.repairs)


def held(text: str, limit: Limit | None, name: str, instead: str = "") -> Field:
    """*text* cut to *limit*, with a finding if it was."""
    if _fits(text, limit) or limit is None:
        return text, []
    short = shortened(text, limit)
    size = Ruler(limit.unit).size(text)
    message = f"{size}/{limit.max} {limit.unit}: cut to “{short}”"
    message += f"; {instead}" if instead else ""
    return short, [_finding("warning", f"wechat.{name}-cut", name, message)]


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


def _finding(level: Level, code: str, where: str, message: str) -> Finding:
    return Finding(level=level, code=code, where=where, message=message)
