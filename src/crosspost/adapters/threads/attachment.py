"""Threads' long form: one post of a few lines, and all of the text attached to it.

https://developers.facebook.com/documentation/threads/create-posts/text-attachments. Title and
digest stand in the post; styles travel beside the attachment's text. In what unit their offsets
are, Meta does not say: UTF-16 is taken, as in its other APIs.
"""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.attachments import with_pictures
from ...compose.outline import Outline, Thread, outline
from ...compose.threads import dropped_marks, thread_messages
from ...counting import Ruler
from ...markup.plain import expand_links, percent_encoded
from ...model.channel_spec import Account, TextRule
from ...model.draft import ChosenSentence, Json, Message, Written
from ...model.findings import Finding
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.richtext import MarkKind, Rich

connect = f"{__package__}.client:Threads"
draw = f"{__package__}:draw_attachment"
family = "posts"

STYLES: dict[MarkKind, str] = {"strong": "bold", "emphasis": "italic", "strike": "strikethrough"}
BETWEEN = "\n\n"


def write(post: Post, account: Account) -> Written:
    """One post a thread, with its text attached."""
    made = outline(post, account.layout)
    every = [_post(post, made, thread, account, at) for at, thread in enumerate(made.threads, 1)]
    messages = tuple(
        structs.replace(one.messages[0], index=at, of=len(every)) for at, one in enumerate(every, 1)
    )
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (
        *made.findings,
        *dropped_marks(made, account.spec.titles, ("code", "link")),
        *dict.fromkeys(found for one in every for found in one.findings),
        *pictures,
    )
    return Written(
        messages=messages,
        findings=findings,
        carries=tuple(
            structs.replace(carried, messages=(at,))
            for at, one in enumerate(every, 1)
            for carried in one.carries
        ),
        chosen=tuple(
            structs.replace(chosen, message=at)
            for at, one in enumerate(every, 1)
            for chosen in one.chosen
        ),
    )


class Head(Record):
    """What stands in the post itself."""

    text: str
    findings: tuple[Finding, ...]
    chosen: tuple[ChosenSentence, ...] = ()


def _post(post: Post, made: Outline, thread: Thread, account: Account, index: int) -> Written:
    """The one message of *thread*."""
    head = _head(post, thread, account, index)
    body = [passage for passage in thread.passages if passage.kind != "title"]
    if not body:
        return Written(messages=(_message(head.text, {}, account),), findings=head.findings)
    rule = _room_beside(head.text, account)
    link = _link(post)

    def payload(text: Rich, _: Thread) -> dict[str, Json]:
        styles = list(styled_ranges(text))
        styling: dict[str, Json] = {"text_with_styling_info": styles} if styles else {}
        return {"text_attachment": {"plaintext": text.text, **link, **styling}}

    written = thread_messages(
        made.saying([structs.replace(thread, passages=tuple(body))]),
        account,
        payload,
        prepare=lambda text: expand_links(text, lambda _: True),
        rule=rule,
    )
    [only] = written.messages
    return structs.replace(
        written,
        messages=(_message(head.text, only.payload, account, only.text),),
        findings=(*head.findings, *written.findings),
        chosen=(*head.chosen, *written.chosen),
    )


def _head(post: Post, thread: Thread, account: Account, index: int) -> Head:
    """Title and digest; of a post without a title its best sentence."""
    titled = any(passage.kind == "title" for passage in thread.passages)
    title, findings, _ = fields.title(thread, account, index)
    digest, told, why = fields.digest(post, thread, account, index, title if titled else "")
    if not titled and digest:
        return Head(text=digest, findings=tuple(told), chosen=(why,) if why else ())
    text = BETWEEN.join(filter(None, (title, digest)))
    return Head(text=text, findings=(*findings, *told), chosen=(why,) if why else ())


def _room_beside(head: str, account: Account) -> TextRule:
    """What the attachment may hold: the post's own words count along, to be safe."""
    limits = tuple(
        structs.replace(one, max=max(one.max - Ruler(one.unit).size(head + BETWEEN), 1))
        for one in account.spec.text.limits
    )
    return structs.replace(account.spec.text, limits=limits)


def _message(head: str, attached: dict[str, Json], account: Account, text: str = "") -> Message:
    whole = f"{head}{BETWEEN}{text}" if text else head
    measured = Gauge(account.spec.text, lambda rich: rich.text).measured(Rich(text=whole))
    return Message(
        index=1,
        of=1,
        text=whole,
        size=measured.size,
        limit=measured.limit,
        unit=measured.unit,
        payload={"media_type": "TEXT", "text": head, **attached},
    )


def _link(post: Post) -> dict[str, Json]:
    address = post.meta.canonical_url
    return {"link_attachment_url": percent_encoded(address)} if address else {}


def styled_ranges(text: Rich) -> Iterator[Json]:
    """Stretches of *text* that have the same styles, none over another, in UTF-16 units.

    >>> from crosspost.text.richtext import Mark
    >>> bold, italic = Mark(start=1, end=4, kind="strong"), Mark(start=3, end=5, kind="emphasis")
    >>> for one in styled_ranges(Rich(text="🎉很重要吧", marks=(bold, italic))):
    ...     print(one)
    {'offset': 2, 'length': 2, 'styling_info': ['bold']}
    {'offset': 4, 'length': 1, 'styling_info': ['bold', 'italic']}
    {'offset': 5, 'length': 1, 'styling_info': ['italic']}
    """
    marks = [mark for mark in text.marks if mark.kind in STYLES and mark.start < mark.end]
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end)})
    for start, end in pairwise(edges):
        own = [mark.kind for mark in marks if mark.start <= start and end <= mark.end]
        if own:
            styles: list[Json] = [name for kind, name in STYLES.items() if kind in own]
            offset, length = _units(text.text[:start]), _units(text.text[start:end])
            yield {"offset": offset, "length": length, "styling_info": styles}


def _units(text: str) -> int:
    return Ruler("utf-16").size(text)
