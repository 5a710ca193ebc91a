"""Articles: a whole post as plain HTML or Markdown, for editors that people paste into.

Zhihu, Juejin, Toutiao, Bilibili and Substack have no way in for programs that their rules allow:
the text goes to the clipboard in the form that their editor takes (the option ``form``). Services
that take articles by API make their calls of the same `Article`.
"""

from collections.abc import Callable, Sequence

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

__all__ = ["Article", "load_look", "to_upload", "write", "write_article"]

load_look = f"{__name__}.look:load_look"


class Article(Record):
    """One article, as a service's call is made of it."""

    title: str
    content: str
    """HTML or Markdown."""
    form: str
    """Which of them: ``html``, ``markdown``."""
    plain: str
    """What readers see of it."""
    digest: str
    """One or two sentences of what it says."""
    author: str
    canonical_url: str
    language: str
    tags: tuple[str, ...]
    cover: Picture | None
    """The post's first picture, where it stands apart from the text."""


AsPayload = Callable[[Article], dict[str, Json]]
"""What a service's call is made of an article."""
PictureSource = Callable[[int, Picture], str]
"""What stands in a text for where a picture is, the message's first being 1."""


def own_place(_at: int, picture: Picture) -> str:
    """The author's own path or address: whoever pastes the text adds the file there.

    >>> own_place(1, Picture(path="图/港口🎉.png"))
    '图/港口🎉.png'
    """
    return picture.path or picture.url


def to_upload(at: int, picture: Picture) -> str:
    """Its own address, or a name that its address replaces, once it is uploaded.

    >>> to_upload(2, Picture(path="图.png")), to_upload(3, Picture(url="https://a.cn/🎉.png"))
    ('picture-2', 'https://a.cn/🎉.png')
    """
    return picture.url or f"picture-{at}"


def write(post: Post, account: Account) -> Written:
    """One article a thread, to be pasted: its title, and its text in the account's form."""
    return write_article(post, account, _pasted, own_place)


def _pasted(article: Article) -> dict[str, Json]:
    tags: dict[str, Json] = {"tags": list(article.tags)} if article.tags else {}
    return {"title": article.title, article.form: article.content, **tags}


def write_article(post: Post, account: Account, shape: AsPayload, source: PictureSource) -> Written:
    """One article a thread, as *shape* makes the call.

    Args:
        post: what is said.
        account: in which layout; its option ``form`` says whether in HTML or Markdown.
        shape: the payload of an article.
        source: what the text says of where a picture is.
    """
    made = outline(post, account.layout)
    messages: list[Message] = []
    threads: list[Thread] = []
    told: list[Finding] = []
    chosen: list[ChosenSentence] = []
    for index, thread in enumerate(made.threads, 1):
        title, titles, _ = fields.title(thread, account, index)
        author, authors, _ = fields.author(post, account, index)
        digest, digests, why = fields.digest(post, thread, account, index, title)
        pictures, unshown = _pictures(post, thread, account)
        content, plain, left, lost = _content(thread, account, title, pictures, source)
        article = Article(
            title=title,
            content=content,
            form=str(account.option("form")),
            plain=plain,
            digest=digest,
            author=author,
            canonical_url=post.meta.canonical_url,
            language=thread.languages[0],
            tags=tuple(post.tags),
            cover=pictures.cover,
        )
        messages.append(_message(article, index, len(made.threads), account, shape, pictures))
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


def _message(
    article: Article, index: int, of: int, account: Account, shape: AsPayload, pictures: "_Pictures"
) -> Message:
    measured = _gauge(account).measured(Rich(text=article.content))
    return Message(
        index=index,
        of=of,
        text=f"{article.title}\n\n{article.plain}",
        size=measured.size,
        limit=measured.limit,
        unit=measured.unit,
        payload=shape(article),
        media=pictures.every or UNSET,
    )


def _gauge(account: Account) -> Gauge:
    return Gauge(account.spec.text, lambda rich: rich.text)


def _content(
    thread: Thread, account: Account, title: str, pictures: "_Pictures", source: PictureSource
) -> tuple[str, str, list[Passage], list[Finding]]:
    """The text, what readers see of it, the passages it says, and what there was no room for."""
    gauge = _gauge(account)
    form = html if account.option("form") == "html" else markdown
    names = {
        one.path or one.url: source(at, one)
        for at, one in enumerate(pictures.every, 1)
        if one is not pictures.cover
    }
    end = [Figure(path=one.path or one.url, alt=one.alt, source="") for one in pictures.at_end]

    def fits(passages: Sequence[Passage]) -> bool:
        content = form([*pieces(passages), *end], names)
        sizes = zip(gauge.sizes(Rich(text=content)), gauge.maxima, strict=True)
        return all(size <= most for size, most in sizes)

    body = [one for one in thread.passages if one.kind != "tags"]  # a field of its own has them
    if body and body[0].kind == "title" and body[0].text.text == title and len(body) > 1:
        del body[0]  # and the title
    left, lost = fitted(body, account.layout.drop_order, fits)
    parts = [*pieces(left), *end]
    content = form(parts, names)
    plain = visible(content if form is html else html(parts, names))
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
