"""Articles: a whole post as plain HTML or Markdown, for editors that people paste into, and sites.

Zhihu, Juejin, Toutiao, Bilibili and Substack have no way in for programs that their rules allow:
the text goes to the clipboard in the form that their editor takes (the option ``form``). Services
that have one send what `write_article` makes.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal, NamedTuple, cast

from msgspec import UNSET, structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.article_room import fitted
from ...compose.attachments import located, media_of, pictures_in, taken
from ...compose.outline import Thread, carried_by_threads, outline
from ...compose.passages import ORIGINAL, Passage
from ...model.channel_spec import Account
from ...model.draft import ChosenSentence, Json, Message, Picture, Written
from ...model.findings import Finding, PostPath, finding, in_post
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.blocks import Picture as Figure
from ...text.richtext import Rich
from .body import pieces
from .html import html, visible
from .markdown import markdown

__all__ = ["ArticleField", "ArticleForm", "load_look", "write", "write_article"]

load_look = f"{__name__}.look:load_look"

ArticleForm = Literal["html", "markdown"]
ArticleField = Literal["description", "canonical_url"]
"""What a service may have a field for, besides title, tags and cover."""
AddressOf = Callable[[Picture], str]
"""Where a picture is on the web; empty where it is nowhere."""


def write(post: Post, account: Account) -> Written:
    """One article a thread: its title, its tags, and its text in the account's form."""
    return write_article(post, account, cast("ArticleForm", account.option("form")))


def write_article(
    post: Post,
    account: Account,
    form: ArticleForm,
    beside: Collection[ArticleField] = (),
    address_of: AddressOf | None = None,
    *,
    original_in_text: bool = True,
) -> Written:
    """One article a thread: its title, its tags, what else stands beside the text, and the text.

    Args:
        post: the post.
        account: whose.
        form: what the text is written in, and called in the payload.
        beside: what the service has a field for.
        address_of: where a picture is, for a service that none can be uploaded to: the text and
            ``cover`` have it by that address. Without it, pictures are ``media``, and stand in the
            text and ``cover`` by the path or address that they have in the post.
        original_in_text: whether the text links what stands at ``canonical_url``; not where the
            service shows that itself.
    """
    made = outline(post, account.layout)
    if not original_in_text:
        made = made.only(lambda passage: passage.path != ORIGINAL)
    wanted = _Wanted(form, beside, address_of)
    articles = [
        _article(post, thread, account, index, wanted)
        for index, thread in enumerate(made.threads, 1)
    ]
    threads = (
        structs.replace(thread, passages=one.shown)
        for thread, one in zip(made.threads, articles, strict=True)
    )
    shown_outline = structs.replace(made, threads=tuple(threads))
    told = dict.fromkeys(found for one in articles for found in one.told)
    return Written(
        messages=tuple(structs.replace(one.message, of=len(articles)) for one in articles),
        findings=(*shown_outline.findings, *told),
        carries=carried_by_threads(shown_outline),
        chosen=tuple(one.chosen for one in articles if one.chosen),
    )


class _Wanted(NamedTuple):
    """What the service takes."""

    form: ArticleForm
    beside: Collection[ArticleField]
    address_of: AddressOf | None


class _Article(NamedTuple):
    """One article, the passages that it says, and what its author should know."""

    message: Message
    shown: tuple[Passage, ...]
    told: tuple[Finding, ...]
    chosen: ChosenSentence | None


def _article(post: Post, thread: Thread, account: Account, index: int, wanted: _Wanted) -> _Article:
    title, titles, _ = fields.title(thread, account, index)
    _, authors, _ = fields.author(post, account, index)
    digest, digests, why = fields.digest(post, thread, account, index, title)
    pictures, unshown = _pictures(post, thread, account, wanted.address_of)
    content, plain, left, lost = _content(thread, account, title, pictures, wanted.form)
    measured = _gauge(account).measured(Rich(text=content))
    beside: dict[str, Json] = {"description": digest, "canonical_url": post.meta.canonical_url}
    named: dict[str, Json] = {key: beside[key] for key in wanted.beside if beside[key]}
    tags, left_out = _tags(post, account)
    if tags:
        named["tags"] = tags
    if pictures.cover:
        named["cover"] = pictures.cover
    message = Message(
        index=index,
        of=index,
        text=f"{title}\n\n{plain}",
        size=measured.size,
        limit=measured.limit,
        unit=measured.unit,
        payload={"title": title, wanted.form: content, **named},
        media=pictures.uploaded or UNSET,
    )
    in_fields = (one for one in thread.passages if one.kind in {"title", "tags"})
    shown = tuple(dict.fromkeys((*in_fields, *left)))
    told = (*titles, *authors, *digests, *lost, *unshown, *left_out)
    return _Article(message, shown, told, why)


def _tags(post: Post, account: Account) -> tuple[list[Json], list[Finding]]:
    """As many of the post's tags as the layout wants."""
    if "tags" not in account.layout.order:
        return [], []
    most = account.layout.max_tags
    if most is None or len(post.tags) <= most:
        return list(post.tags), []
    told = finding("tag.omitted", in_post("tags"), limit=most, tags=post.tags[most:])
    return list(post.tags[:most]), [told]


def _gauge(account: Account) -> Gauge:
    return Gauge(account.spec.text, lambda rich: rich.text)


def _content(
    thread: Thread, account: Account, title: str, pictures: "_Pictures", form: ArticleForm
) -> tuple[str, str, list[Passage], list[Finding]]:
    """The text, what readers see of it, the passages it says, and what there was no room for."""
    gauge = _gauge(account)
    written = html if form == "html" else markdown

    def fits(passages: Sequence[Passage]) -> bool:
        content = written([*pieces(passages), *pictures.at_end], pictures.places)
        sizes = zip(gauge.sizes(Rich(text=content)), gauge.maxima, strict=True)
        return all(size <= most for size, most in sizes)

    body = [one for one in thread.passages if one.kind != "tags"]  # a field of its own has them
    if body and body[0].kind == "title" and body[0].text.text == title and len(body) > 1:
        del body[0]  # and the title
    left, lost = fitted(body, account.layout.drop_order, fits)
    parts = [*pieces(left), *pictures.at_end]
    content = written(parts, pictures.places)
    plain = visible(content if form == "html" else html(parts, pictures.places))
    return content, plain, left, lost


class _Pictures(Record):
    """An article's pictures."""

    uploaded: tuple[Picture, ...]
    """The cover first, then those of the text; none where they are taken by their addresses."""
    cover: str
    """Its path or address; empty where there is none."""
    places: dict[str, str]
    """By path or address in the post, where each picture of the text is."""
    at_end: tuple[Figure, ...]
    """Those that have no place in the text."""


def _pictures(
    post: Post, thread: Thread, account: Account, address_of: AddressOf | None
) -> tuple[_Pictures, list[Finding]]:
    """The post's own pictures, the first of which is the cover, and those of the text."""
    inside = pictures_in(thread.passages)
    known = {_name(one) for one in inside}
    own = [one for one in media_of(post, thread.languages) if _name(one[0]) not in known]
    every = [*own, *located(inside)]
    where = {_name(one): address_of(one) if address_of else _name(one) for one, _ in every}
    unknown = list(_without_address(every, where, account))
    reached = [one for one in every if where[_name(one[0])]]
    shown, findings = taken(reached, account.spec.media, account)
    apart = sum(1 for one, _ in own if where[_name(one)])
    covers, others = shown[: min(apart, 1)], shown[min(apart, 1) :]
    end = shown[1:apart]
    pictures = _Pictures(
        uploaded=() if address_of else shown,
        cover=where[_name(covers[0])] if covers else "",
        places={_name(one): where[_name(one)] for one in others},
        at_end=tuple(Figure(path=_name(one), alt=one.alt, source="") for one in end),
    )
    return pictures, [*unknown, *findings]


def _name(picture: Picture) -> str:
    return picture.path or picture.url


def _without_address(
    pictures: Sequence[tuple[Picture, PostPath]], where: dict[str, str], account: Account
) -> Iterator[Finding]:
    """Those that the service cannot be told of."""
    for picture, place in pictures:
        if not where[_name(picture)]:
            yield finding("media.no-address", place, account=account.name)
