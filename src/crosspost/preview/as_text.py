"""The plain form: for pipes, files, e-mail, and the golden files of the tests.

Control characters are shown, not sent: a post's text must not steer the terminal it is shown in.
"""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import takewhile, zip_longest

import regex
from msgspec import UNSET

from ..counting import unit_label
from ..model.draft import ChosenSentence, Draft, Json, Message, option_texts
from ..model.finding_places import place_in_words
from ..model.findings import Finding
from ..model.post import Post
from ..model.receipts import Sent
from ..text.languages import UNDETERMINED
from ..translations import texts, translate

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES[0x7F] = 0x2421
_FIELDS = frozenset({"title", "digest", "author"})
"""Of a call's arguments, those that people read."""
_CONTROLS = _PICTURES | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def visible(text: str) -> str:
    r"""*text* with control characters as pictures of themselves: ESC is ␛.

    >>> visible("红\x1b[31m色\n🎉")
    '红␛[31m色\n🎉'
    """
    return text.translate(_CONTROLS)


def draft_as_text(draft: Draft) -> str:
    """A heading, each message under its number and size, then the findings.

    >>> from crosspost import Post, render
    >>> print(draft_as_text(render(Post(title={"zh": "芯片之战 🎉"}), "mastodon")), end="")
    ━━ mastodon · zh · 1 message · sha256:...
    <BLANKLINE>
    ── 1/1 · 6 of 500 characters
    芯片之战 🎉
    """
    return visible("\n".join(_lines(draft))) + "\n"


def draft_difference(before: Draft, after: Draft, without: str) -> str:
    """What *after* says otherwise than *before*, line by line; empty where nothing is.

    Args:
        before: a draft.
        after: another one of the same post.
        without: what *before* is called.

    >>> from crosspost import Post, render
    >>> one, other = (render(Post(title={"zh": words}), "x") for words in ("芯片 🎉", "晶片 🎉"))
    >>> print(draft_difference(one, other, "原文"), end="")
    --- 原文
    +++ x
    @@ -1,2 +1,2 @@
     ── 1/1
    -芯片 🎉
    +晶片 🎉
    """
    old, new = (
        [line for one in draft.messages for line in _said(one)] for draft in (before, after)
    )
    lines = unified_diff(old, new, fromfile=without, tofile=after.account, lineterm="", n=2)
    return visible("".join(f"{line}\n" for line in lines))


def _said(message: Message) -> Iterator[str]:
    """A message's number, its fields and its text."""
    yield f"── {title(message)}"
    yield from _words(message)


def _words(message: Message | None) -> Iterator[str]:
    if message is not None:
        yield from _fields(message.payload)
        yield from message.text.split("\n")


def place(sent: Sent) -> str:
    """Where a message is: its id and its address, and what a person still has to do.

    Where there is something to do and no address to do it at, the id says nothing to anybody.

    >>> place(Sent(id="45", url="https://t.me/zhongwen/45"))
    '45 https://t.me/zhongwen/45'
    >>> place(Sent(id="草稿1", more={"todo": "publish it there"}))
    'publish it there'
    """
    where = " ".join(filter(None, (sent.id, sent.url)))
    if "todo" not in sent.more:
        return where
    todo = sent.more["todo"]
    return translate("preview", "place", where=where, todo=todo) if sent.url else str(todo)


def message_difference(before: Message | None, after: Message | None) -> list[str]:
    r"""What *after* says otherwise than *before*: lines with ``-`` or ``+``, cut to what changed.

    >>> here = {"index": 1, "of": 1, "size": 1, "limit": 500, "unit": "graphemes", "payload": {}}
    >>> one, other = (Message(text=f"{'芯片之战，' * 9}{word}🎉", **here) for word in "输赢")
    >>> print("\n".join(message_difference(one, other)))
    - …片之战，芯片之战，芯片之战，芯片之战，芯片之战，输🎉
    + …片之战，芯片之战，芯片之战，芯片之战，芯片之战，赢🎉
    """
    old, new = list(_words(before)), list(_words(after))
    told: list[str] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(old[i1:i2], new[j1:j2])
        for was, now in pairs:
            both = (was, now) if was is None or now is None else _cut(was, now)
            signed = zip("-+", both, strict=True)
            told += [f"{sign} {line}" for sign, line in signed if line is not None]
    return [visible(line) for line in told]


AROUND = 24
"""Characters of a line that show where in it a change is."""


def _cut(was: str, now: str) -> tuple[str, str]:
    """Two lines without most of what they begin and end with alike."""
    before, after = (regex.findall(r"\X", line) for line in (was, now))
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    left, right = max(start - AROUND, 0), max(end - AROUND, 0)

    def shown(line: list[str]) -> str:
        middle = "".join(line[left : len(line) - right])
        return f"{'…' if left else ''}{middle}{'…' if right else ''}"

    return shown(before), shown(after)


def _alike(one: list[str], other: list[str]) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _fields(payload: Json) -> Iterator[str]:
    """What stands in fields of its own: ``title: 芯片之战``."""
    if isinstance(payload, list):
        for one in payload:
            yield from _fields(one)
    for key, value in payload.items() if isinstance(payload, dict) else ():
        if key in _FIELDS and isinstance(value, str):
            yield f"{key}: {value}"
        else:
            yield from _fields(value)


def languages_line(post: Post) -> str:
    """Which languages *post* is in, and how to say otherwise; empty where nothing was guessed.

    >>> languages_line(Post(languages=("zh", "en"), languages_seen=("zh",)))[:39]
    'languages: zh (seen), en (declared); if'
    >>> languages_line(Post(languages=("zh",)))
    ''
    """
    if not post.languages_seen:
        return ""
    if post.languages == (UNDETERMINED,):
        return text("languages.unknown")
    said = [
        text("language.seen" if tag in post.languages_seen else "language.declared", language=tag)
        for tag in post.languages
    ]
    return text("languages", languages=said, written=f"[{', '.join(post.languages)}]")


def plain_shared(findings: Sequence[Finding]) -> Iterator[str]:
    """What holds for the post, under a heading of its own, where there is any."""
    if findings:
        heading = f"━━ {translate('findings', 'place:post')}"
        yield visible("\n".join((heading, *map(finding_line, findings)))) + "\n"


def explanation(drafts: Iterable[Draft]) -> Iterator[str]:
    """Which sentences were chosen where not everything is said, each with the rule that did it."""
    for draft in drafts:
        if draft.chosen is not UNSET:
            heading = f"━━ {text('explain', account=draft.account)}"
            lines = [_reason(one) for one in draft.chosen]
            yield visible("\n".join((heading, *lines))) + "\n"


def _reason(one: ChosenSentence) -> str:
    named = f"section:{one.section}"
    known = named in texts("findings")["en"]
    return text(
        f"explain.{one.field or 'text'}",
        section=translate("findings", named) if known else one.section,
        rule=text(f"rule.{one.rule}"),
        text=" ".join(one.text.split()),
    )


def _lines(draft: Draft) -> Iterator[str]:
    yield f"━━ {heading(draft)} · {draft.approval or draft.digest}"
    for message in draft.messages:
        yield ""
        yield f"── {' · '.join((title(message), size(message), *attachment_lines(message, draft)))}"
        yield message.text
    if draft.findings:
        yield ""
        yield f"── {text('findings')}"
        yield from (finding_line(finding) for finding in draft.findings)


def heading(draft: Draft) -> str:
    """Whose draft it is, in which languages, how many messages, and with which options."""
    name = draft.account
    if draft.account != draft.channel:
        name = f"{draft.account} ({draft.channel})"
    count = draft.messages[0].of if draft.messages else 0
    said = (name, ", ".join(draft.languages), text("messages", count=count))
    return " · ".join((*said, *option_texts(draft)))


def title(message: Message) -> str:
    """``2/7``."""
    return f"{message.index}/{message.of}"


def size(message: Message) -> str:
    """How much of the room it takes."""
    size, limit = f"{message.size:,}", f"{message.limit:,}"
    return text("size", size=size, limit=limit, unit=unit_label(message.unit))


def attachment_lines(message: Message, draft: Draft) -> list[str]:
    """What goes with the text: what it replies to, and its pictures."""
    reply = [] if message.after is UNSET else [text("replies-to", message=message.after)]
    if message.index == 1 and draft.under is not UNSET:
        reply = [text("replies-to-post", post=draft.under.sent.url or draft.under.sent.id)]
    pictures = [] if message.media is UNSET else message.media
    card = [] if message.link_card is UNSET else [text("link-card", url=message.link_card)]
    return (
        reply
        + card
        + [
            text(
                "video" if picture.kind == "video" else "picture", file=picture.path or picture.url
            )
            + (text("picture-alt", alt=picture.alt) if picture.alt else "")
            for picture in pictures
        ]
    )


def finding_line(finding: Finding) -> str:
    """``warning: message 3: what is wrong [x.code]``."""
    return text(
        "finding",
        level=level_in_words(finding),
        place=place_in_words(finding),
        message=finding.message,
        code=finding.code,
    )


def level_in_words(finding: Finding) -> str:
    """How bad it is, as the user reads it."""
    return text(f"level.{finding.level}")


def text(key: str, /, **values: object) -> str:
    """The text *key* of ``translations/preview.toml``, in the user's language."""
    return translate("preview", key, **values)
