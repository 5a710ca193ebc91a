"""Hashtags and mentions in the form that a channel gives them, written and found again."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from ..counting import links
from ..model.findings import Finding, finding, in_post, of_words
from ..text.entities import masked, mentions_anywhere
from ..text.richtext import Mark, MarkKind, Rich

HASHTAG = "#{}"
MENTION = "@{}"


def in_form(rich: Rich, hashtag: str = HASHTAG, mention: str = MENTION) -> Rich:
    """*rich* with its hashtags and mentions as the templates have them.

    A hashtag that ends where its words do cannot hold spaces: its words are joined.

    >>> from crosspost.text.richtext import Mark
    >>> topic = Mark(start=1, end=10, kind="hashtag")
    >>> rich = Rich(text="聊#人工智能 芯片#🎉", marks=(topic,))
    >>> in_form(rich).text, in_form(rich, "#{}#").text
    ('聊#人工智能芯片🎉', '聊#人工智能 芯片#🎉')
    """
    return rich.replaced(_edits(rich, hashtag, mention))


def found_names(rich: Rich, kinds: Collection[MarkKind], hashtag: str = HASHTAG) -> Rich:
    """*rich* with marks on what a channel makes links of by itself; code and links hold none.

    >>> shown = found_names(Rich(text="聊#人工智能 芯片#🎉"), ("hashtag",), "#{}#")
    >>> [(mark.start, mark.end) for mark in shown.marks]
    [(1, 10)]
    """
    finders: dict[MarkKind, Callable[[str], list[tuple[int, int]]]] = {
        "url": lambda text: links.urls(text, bare=False),
        "mention": mentions_anywhere,
        "hashtag": _hashtags(hashtag),
        "cashtag": links.cashtags,
    }
    taken = [(mark.start, mark.end) for mark in rich.marks if mark.kind in {"code", "link"}]
    found: list[Mark] = []
    for kind, find in finders.items():
        if kind in kinds:
            spans = find(masked(rich.text, taken))
            taken += spans
            found += (
                Mark(
                    start=start,
                    end=end,
                    kind=kind,
                    href=rich.text[start:end] if kind == "url" else "",
                )
                for start, end in spans
            )
    marks = sorted((*rich.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return Rich(text=rich.text, marks=tuple(marks))


def notified(text: str, index: int, find: Callable[[str], list[tuple[int, int]]]) -> list[Finding]:
    """The names in message *index* that a channel tells of it, as *find* finds them.

    >>> notified("问 @alice 🎉", 2, mentions_anywhere)[0].words
    ('@alice',)
    """
    spans = find(text) if "@" in text else []
    return [of_words("mention.notifies", index, text, spans)] if spans else []


def cut_tags(tags: Iterable[str], hashtag: str = HASHTAG) -> Iterator[Finding]:
    """The *tags* with characters that a hashtag of this form cannot hold, and what becomes of each.

    Args:
        tags: of a post, without a sign.
        hashtag: how the channel has them.

    >>> [one.text("en") for one in cut_tags(["人工智能", "C++", "2026"])]
    ['#C++ is no whole hashtag here: only #C is', '#2026 is no hashtag here: it stays plain text']
    >>> list(cut_tags(["C++ 🎉"], "#{}#"))
    []
    """
    find = _hashtags(hashtag)
    for tag in tags:
        whole = hashtag.replace("{}", joined_words(tag) if hashtag.endswith("{}") else tag)
        found = [whole[start:end] for start, end in find(whole)]
        if found != [whole]:
            kept, reason = (found[0], "cut") if found else ("", "plain")
            yield finding("tag.cut", in_post("tags"), reason=reason, tag=whole, kept=kept)


def joined_words(tag: str) -> str:
    """*tag* without spaces: capitals tell screen readers where words begin.

    >>> joined_words("history of science"), joined_words("科学 史")
    ('HistoryOfScience', '科学史')
    """
    words = tag.split()
    return tag if len(words) == 1 else "".join(word[:1].upper() + word[1:] for word in words)


def _hashtags(form: str) -> Callable[[str], list[tuple[int, int]]]:
    """What finds hashtags of *form*."""
    before, _, after = form.partition("{}")
    if not after:
        return links.hashtags
    pattern = rf"{re.escape(before)}[^{re.escape(before + after)}\n]+{re.escape(after)}"
    return lambda text: [found.span() for found in re.finditer(pattern, text)]


def _edits(rich: Rich, hashtag: str, mention: str) -> Iterator[tuple[int, int, str]]:
    for mark in sorted(rich.marks, key=lambda mark: mark.start):
        words = rich.text[mark.start : mark.end]
        if mark.kind == "hashtag":
            name = mark.href or words.strip("#＃")
            new = hashtag.replace("{}", joined_words(name) if hashtag.endswith("{}") else name)
            if new.strip("#") != words.lstrip("#＃") or hashtag != HASHTAG:
                yield mark.start, mark.end, new
        elif mark.kind == "mention" and mention != MENTION:
            yield mark.start, mark.end, mention.replace("{}", words.lstrip("@＠"))
