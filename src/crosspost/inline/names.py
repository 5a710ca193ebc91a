"""Names: the addresses, mentions, hashtags and cashtags that stand in a text as they are."""

from collections.abc import Callable, Iterable

from ..counting import links
from ..patterns import later
from ..rich import Kind, Mark, Rich

Spans = Iterable[tuple[int, int]]

ELSEWHERE = later(
    r"(?<![A-Za-z0-9_!#$%&*@＠/.-])@(?:"
    r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9_@]))"
)
"""``@name@server`` of Mastodon and its relatives, ``@name.server.tld`` of Bluesky."""


def mentions(text: str) -> list[tuple[int, int]]:
    """Where accounts are named, of any server.

    >>> text = "问 @openai 和 @a@b.social，还有 @c.bsky.social。"
    >>> [text[start:end] for start, end in mentions(text)]
    ['@openai', '@a@b.social', '@c.bsky.social']
    """
    if "@" not in text:
        return links.mentions(text)
    found = [match.span() for match in ELSEWHERE.finditer(text)]
    return sorted({*found, *links.mentions(masked(text, found))})


TOPIC = later(
    r"(?<![A-Za-z0-9_&#＃])[#＃](?=[^#＃\n]*[\u3400-\u9fff])[^\s#＃。！？；][^#＃\n。！？；]{0,30}"
    r"(?<!\s)[#＃](?![A-Za-z0-9_\u3400-\u9fff])"
)
"""``#人工智能 芯片#``: a hashtag of Weibo's form, which may hold spaces; it holds Chinese."""


def hashtags(text: str) -> list[tuple[int, int]]:
    """Where hashtags stand, those with a sign at both ends as well.

    >>> text = "聊 #人工智能 芯片# 和 #芯片，用 C# 与 F#"
    >>> [text[start:end] for start, end in hashtags(text)]
    ['#人工智能 芯片#', '#芯片']
    """
    found = [match.span() for match in TOPIC.finditer(text)]
    return sorted({*found, *links.hashtags(masked(text, found) if found else text)})


FINDERS: tuple[tuple[Kind, Callable[[str], Spans]], ...] = (
    ("mention", mentions),
    ("hashtag", hashtags),
    ("cashtag", links.cashtags),
)


def named(rich: Rich, escaped: frozenset[int] = frozenset()) -> Rich:
    """*rich* with marks on the names in it; code, links and escaped signs hold none.

    >>> rich = named(Rich(text="见 https://example.com/a。 #人工智能 🎉"))
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('url', 'https://example.com/a'), ('hashtag', '#人工智能')]
    """
    if not any(sign in rich.text for sign in "@#$＃＠:"):
        return rich
    taken = [(mark.start, mark.end) for mark in rich.marks if mark.kind in {"code", "link", "url"}]
    open_text = masked(rich.text, taken)
    urls = [span for span in links.urls(open_text, bare=False) if span[0] not in escaped]
    found = [
        Mark(start=start, end=end, kind="url", href=rich.text[start:end]) for start, end in urls
    ]
    open_text = masked(open_text, urls)
    for kind, find in FINDERS:
        spans = [span for span in find(open_text) if span[0] not in escaped]
        found += [Mark(start=start, end=end, kind=kind) for start, end in spans]
    marks = sorted((*rich.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return Rich(text=rich.text, marks=tuple(marks))


def masked(text: str, spans: Spans) -> str:
    """*text* as long as before, with spaces for *spans*."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        parts += (text[at:start], " " * (end - max(start, at)))
        at = max(end, at)
    return "".join((*parts, text[at:]))
