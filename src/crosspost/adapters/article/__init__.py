"""Articles: a whole post as plain HTML or Markdown, for editors that people paste into.

Zhihu, Juejin, Toutiao, Bilibili and Substack have no way in for programs that their rules allow:
the text goes to the clipboard in the form that their editor takes (the option ``form``).
"""

from collections.abc import Sequence

from msgspec import UNSET, structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.article_room import fitted
from ...compose.attachments import located, media_of, pictures_in, taken
from ...compose.outline import Thread, carried_by_threads, outline
from ...compose.passages import Passage
from ...model.channel_spec import Account
from ...model.draft import ChosenSentence, Json, Message, Picture, Written
from ...model.findings import Finding
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.blocks import Picture as Figure
from ...text.richtext import Rich
from .body import pieces
from .html import html, visible
from .markdown import markdown

__all__ = ["load_look", "write"]

load_look = f"{__name__}.look:load_look"


def write(post: Post, account: Account) -> Written:
    """One article a thread: its title, its tags, and its text in the account's form."""
    made = outline(post, account.layout)
    messages: list[Message] = []
    threads: list[Thread] = []
    told: list[Finding] = []
    chosen: list[ChosenSentence] = []
    for index, thread in enumerate(made.threads, 1):
        title, titles, _ = fields.title(thread, account, index)
        _, authors, _ = fields.author(post, account, index)
        _, digests, why = fields.digest(post, thread, account, index, title)
        pictures, unshown = _pictures(post, thread, account)
        content, plain, left, lost = _content(thread, account, title, pictures)
        measured = _gauge(account).measured(Rich(text=content))
        tags: dict[str, Json] = {"tags": list(post.tags)} if post.tags else {}
        message = Message(
            index=index,
            of=len(made.threads),
            text=f"{title}\n\n{plain}",
            size=measured.size,
            limit=measured.limit,
            unit=measured.unit,
            payload={"title": title, str(account.option("form")): content, **tags},
            media=pictures.every or UNSET,
        )
        messages.append(message)
        fields_said = (one for one in thread.passages if one.kind in {"title", "tags"})
        shown = tuple(dict.fromkeys((*fields_said, *left)))
        threads.append(structs.replace(thread, passages=shown))
        told += (*titles, *authors, *digests, *lost, *unshown)
        chosen += [why] if why else []
    shown_outline = structs.replace(made, threads=tuple(threads))
    return Written(
        messages=tuple(messages),
        findings=(*shown_outline.findings, *dict.fromkeys(told)),
        carries=carried_by_threads(shown_outline),
        chosen=tuple(chosen),
    )


def _gauge(account: Account) -> Gauge:
    return Gauge(account.spec.text, lambda rich: rich.text)


def _content(
    thread: Thread, account: Account, title: str, pictures: "_Pictures"
) -> tuple[str, str, list[Passage], list[Finding]]:
    """The text, what readers see of it, the passages it says, and what there was no room for."""
    gauge = _gauge(account)
    form = html if account.option("form") == "html" else markdown
    places = {one.path or one.url for one in pictures.every if one is not pictures.cover}
    end = [Figure(path=one.path or one.url, alt=one.alt, source="") for one in pictures.at_end]

    def fits(passages: Sequence[Passage]) -> bool:
        content = form([*pieces(passages), *end], places)
        sizes = zip(gauge.sizes(Rich(text=content)), gauge.maxima, strict=True)
        return all(size <= most for size, most in sizes)

    body = [one for one in thread.passages if one.kind != "tags"]  # a field of its own has them
    if body and body[0].kind == "title" and body[0].text.text == title and len(body) > 1:
        del body[0]  # and the title
    left, lost = fitted(body, account.layout.drop_order, fits)
    parts = [*pieces(left), *end]
    content = form(parts, places)
    plain = visible(content if form is html else html(parts, places))
    return content, plain, left, lost


class _Pictures(Record):
    """An article's pictures."""

    every: tuple[Picture, ...]
    cover: Picture | None
    at_end: tuple[Picture, ...]
    """Those that have no place in the text."""


def _pictures(post: Post, thread: Thread, account: Account) -> tuple[_Pictures, list[Finding]]:
    """The post's own pictures, the first of which is the cover, and those of the text."""
    inside = pictures_in(thread.passages)
    known = {(one.path, one.url) for one in inside}
    own = [
        one for one in media_of(post, thread.languages) if (one[0].path, one[0].url) not in known
    ]
    every, findings = taken([*own, *located(inside)], account.spec.media, account)
    apart = every[: len(own)]
    return _Pictures(every=every, cover=next(iter(apart), None), at_end=apart[1:]), findings
