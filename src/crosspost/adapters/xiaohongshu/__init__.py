"""Xiaohongshu: a note of a title, a text and pictures, for a person to paste.

There is no API for notes, and its rules act against accounts that a program runs; nothing here
does. Sources stand by their titles: no address can be tapped in a note.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import structs

from ...compose import article_fields as fields
from ...compose.channel_text import read_sent
from ...compose.citations import DOI, SSRN
from ...compose.key_sentences import sentences
from ...compose.outline import Outline, Thread, outline
from ...compose.plain_text import write_outline
from ...looks import DrawContext, Drawn, Found, shown_text, styled
from ...looks.elements import element
from ...looks.widgets import avatar, icon, pictures
from ...model.channel_spec import Account
from ...model.draft import Carried, Message, Written
from ...model.findings import EveryText, Finding, finding
from ...model.post import Post
from ...registry import load_channel
from ...text.richtext import Rich
from ...text.texts import Texts

ACTIONS = (("like", "点赞"), ("star", "收藏"), ("bubble", "评论"))


def write(post: Post, account: Account) -> Written:
    """One note a thread: the title in its field, and the text, which says a title that was cut."""
    threads = outline(post, account.layout).threads
    said = [fields.title(thread, account, at) for at, thread in enumerate(threads, 1)]
    every = [passage for thread in threads for passage in thread.passages]
    whole = {one.text.text for one in every if one.kind == "title"}
    apart = any(one.kind != "title" for one in every) and all(one.text in whole for one in said)
    body = structs.replace(post, title=Texts()) if apart else post
    made = outline(body, account.layout)
    written = write_outline(made.saying(map(_untapped, made.threads)), body, account)
    if not written.messages:  # nothing fits, as its findings say
        return written
    titles = [
        "" if _says_no_more(one.text, message.text) else one.text
        for one, message in zip(said, written.messages, strict=True)
    ]
    messages = tuple(map(_titled, written.messages, titles))
    told = tuple(
        found for one, title in zip(said, titles, strict=True) if title for found in one.findings
    )
    carried = tuple(
        Carried(section="title", languages=thread.languages, messages=(at,))
        for at, thread in enumerate(threads, 1)
        if apart
    )
    return structs.replace(
        written,
        messages=messages,
        findings=(*told, *_dropped(made, written, account), *written.findings),
        carries=(*carried, *written.carries),
    )


def _untapped(thread: Thread) -> Thread:
    """*thread* with the words of its links alone; an address without words stays."""
    passages = (
        structs.replace(one, text=_unlinked(one.text), label=_unlinked(one.label))
        for one in thread.passages
    )
    return structs.replace(thread, passages=tuple(passages))


def _unlinked(rich: Rich) -> Rich:
    return Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if mark.kind != "link"))


def _dropped(made: Outline, written: Written, account: Account) -> Iterator[Finding]:
    """That links are words alone; the number of a paper is enough to find it."""
    text = "\n".join(one.text for one in written.messages)
    shown = made.carried(written.carries)
    marks = [
        (rich.text[mark.start : mark.end], mark.href)
        for thread in shown.threads
        for passage in thread.passages
        for rich in (passage.text, passage.label)
        for mark in rich.marks
        if mark.kind == "link"
    ]
    named = (DOI, SSRN)
    if count := sum(words in text and not href.startswith(named) for words, href in marks):
        name = account.spec.titles
        yield finding("markup.dropped-link", EveryText(), channel=name, count=count)


def _says_no_more(title: str, text: str) -> bool:
    """Whether *title* is all that the one sentence of *text* says, or its beginning.

    >>> _says_no_more("🎉🎉", "🎉🎉"), _says_no_more("搬家…", "搬家了，快了十倍。")
    (True, True)
    >>> _says_no_more("搬家了。", "搬家了。快了十倍。")
    False
    """
    return text.startswith(title.rstrip("…")) and len(sentences(Rich(text=text))) == 1


def _titled(message: Message, title: str) -> Message:
    """*message* under its title; the limit holds for the text alone."""
    payload = {"title": title, **message.payload}
    text = f"{title}\n\n{message.text}" if title else message.text
    return structs.replace(message, text=text, payload=payload)


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note."""
    title = str(message.payload.get("title") or "")
    sent = read_sent(message.payload, load_channel("xiaohongshu"))
    text = sent.plain if sent else message.text
    marks = sent.shown.marks if sent else ()
    topics = [styled(mark.start, mark.end, "link") for mark in marks]
    head = element("p.who", avatar(context.speaker) + element("bdi", context.speaker))
    named = element("h3.title", title, {"dir": "auto", "data-text": ""})
    body = shown_text(text, context, topics, found)
    count = len(message.media or ())
    dots = Markup("<i></i>") * count if count > 1 else Markup()
    cover = pictures(message, context) + element("p.dots", dots, {"aria-hidden": "true"})
    actions = Markup().join(element("span", icon(sign) + words) for sign, words in ACTIONS)
    foot = element("p.actions", actions, {"aria-hidden": "true", "lang": "zh"})
    shown = element("div.xhs-note", head + cover + named + body + foot)
    return Drawn(shown=shown, paste=text)
