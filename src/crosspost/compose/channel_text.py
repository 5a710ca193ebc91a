"""Channel text: hashtags and mentions in a channel's form, and a sent text, read back."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from .._record import Record
from ..counting import links
from ..markup.dialect import Dialect
from ..model.channel_rules import WriteRule
from ..model.channel_spec import ChannelSpec
from ..model.draft import Json
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


class SentText(Record):
    """The text of a message that was written by a table."""

    plain: str
    """As it is sent, or pasted."""
    shown: Rich
    """As the channel shows it, with what it makes links of."""


def read_sent(payload: Mapping[str, Json], spec: ChannelSpec) -> SentText | None:
    """The text in a *payload*, read by the rule that made it; None where none did.

    >>> from crosspost.registry import load_channel
    >>> sent = {"msgtype": "markdown", "markdown": {"content": "> **重点** 🎉"}}
    >>> read_sent(sent, load_channel("wecom")).shown.text
    '重点 🎉'
    """
    rules = [form.write for form in spec.forms.values()]
    rule = next((one for one in (*rules, spec.write) if one and _made(payload, one)), None)
    if rule is None:
        return None
    text = sent_text(payload, rule)
    shown = Dialect(rule.marks).read(text)
    return SentText(plain=text, shown=found_names(shown, rule.links_itself, rule.hashtag))


def sent_text(payload: Mapping[str, Json], rule: WriteRule) -> str:
    """The text in a *payload* that was made by *rule*; empty where it has none.

    >>> rule = WriteRule(payload={"markdown": {"content": "{text}"}})
    >>> sent_text({"markdown": {"content": "**重点** 🎉"}}, rule)
    '**重点** 🎉'
    """
    found = next(_texts(dict(payload), rule.payload), "")
    return found if isinstance(found, str) else ""


def _made(payload: Mapping[str, Json], rule: WriteRule) -> bool:
    """Whether *rule* may have made *payload*: text and what has no placeholder are there.

    What else is filled in is left out where there is nothing: a warning, say.
    """

    def there(key: str, value: Json) -> bool:
        if not isinstance(value, str):
            return key in payload
        if "{" not in value:
            return payload.get(key) == value
        return "{text}" not in value or key in payload

    return all(there(key, value) for key, value in rule.payload.items())


def _texts(payload: Json, template: Json) -> Iterator[Json]:
    """What stands in *payload* where *template* has ``{text}``."""
    if template == "{text}":
        yield payload
    elif isinstance(template, dict) and isinstance(payload, dict):
        for key, inner in template.items():
            yield from _texts(payload.get(key), inner)
    elif isinstance(template, list) and isinstance(payload, list):
        for value, inner in zip(payload, template, strict=False):
            yield from _texts(value, inner)
