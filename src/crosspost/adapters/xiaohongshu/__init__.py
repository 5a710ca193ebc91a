"""Xiaohongshu: a note of a title, a text and pictures, for a person to paste.

There is no API for notes, and its rules act against accounts that a program runs; nothing here
does. Sources stand by their titles: no address can be tapped in a note.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import UNSET, structs

from ...compose import article_fields as fields
from ...compose.channel_text import read_sent
from ...compose.outline import outline
from ...compose.plain_text import write_plain
from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, shown_text, styled
from ...looks.widgets import avatar, icon, pictures
from ...model.channel_spec import Account
from ...model.draft import Carried, Message, Written
from ...model.findings import EveryText, Finding, finding
from ...model.post import Post, Source
from ...registry import load_channel
from ...text.texts import Texts

ACTIONS = (("like", "点赞"), ("star", "收藏"), ("bubble", "评论"))


def write(post: Post, account: Account) -> Written:
    """One note a thread: the title in its field, and the text, which says a title that was cut."""
    threads = outline(post, account.layout).threads
    said = [fields.title(thread, account, at) for at, thread in enumerate(threads, 1)]
    every = [passage for thread in threads for passage in thread.passages]
    whole = {one.text.text for one in every if one.kind == "title"}
    apart = any(one.kind != "title" for one in every) and all(one.text in whole for one in said)
    sources = tuple(_untapped(one) if one.title else one for one in post.sources)
    body = structs.replace(post, sources=sources, **({"title": Texts()} if apart else {}))
    written = write_plain(body, account)
    titles = [one.text for one in said]
    messages = tuple(map(_titled, written.messages, titles))
    told = tuple(finding for one in said for finding in one.findings)
    carried = tuple(
        Carried(section="title", languages=thread.languages, messages=(at,))
        for at, thread in enumerate(threads, 1)
        if apart
    )
    return structs.replace(
        written,
        messages=messages,
        findings=(*told, *_dropped(post, written, account), *written.findings),
        carries=(*carried, *written.carries),
    )


def _untapped(source: Source) -> Source:
    """*source* without its address; the number of a paper is enough to find it.

    >>> _untapped(Source(title="定价🎉", doi="10.1016/j.tra.2008.09.007")).note
    'doi:10.1016/j.tra.2008.09.007'
    """
    number = f"doi:{source.doi}" if source.doi else f"SSRN {source.ssrn}" if source.ssrn else ""
    note = " ".join(filter(None, (source.note, number)))
    return structs.replace(source, url="", doi="", ssrn="", note=note)


def _dropped(post: Post, written: Written, account: Account) -> Iterator[Finding]:
    """That sources which are named have no address."""
    texts = [one.text for one in written.messages]
    named = (one.title for one in post.sources if one.url and one.title)
    if count := sum(any(title in text for text in texts) for title in named):
        title = account.spec.title
        yield finding("markup.dropped-link", EveryText(), channel=title, count=count)


def _titled(message: Message, title: str) -> Message:
    """*message* under its title; the limit holds for the text alone."""
    payload = {"title": title, **message.payload}
    return structs.replace(message, text=f"{title}\n\n{message.text}", payload=payload)


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note."""
    title = str(message.payload.get("title") or "")
    sent = read_sent(message.payload, load_channel("xiaohongshu"))
    text = sent.plain if sent else message.text
    marks = sent.shown.marks if sent else ()
    topics = [styled(mark.start, mark.end, "link") for mark in marks]
    head = element("p", avatar(context.speaker) + element("bdi", context.speaker), {"class": "who"})
    named = element("h3", title, {"class": "title", "dir": "auto", "data-text": ""})
    body = shown_text(text, context, topics, found)
    count = 0 if message.media is UNSET else len(message.media)
    dots = Markup("<i></i>") * count if count > 1 else Markup()
    cover = pictures(message, context) + element(
        "p", dots, {"class": "dots", "aria-hidden": "true"}
    )
    actions = Markup().join(element("span", icon(sign) + words) for sign, words in ACTIONS)
    foot = element("p", actions, {"class": "actions", "aria-hidden": "true", "lang": "zh"})
    shown = element("div", head + cover + named + body + foot, {"class": "xhs-note"})
    return Drawn(shown=shown, paste=text)
