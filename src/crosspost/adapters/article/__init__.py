"""Articles: a whole post as plain HTML or Markdown (the option ``form``).

Beside its title and its text a message has what the entry's ``[article]`` names, and no more.
Zhihu, Juejin, Toutiao, Bilibili and Substack have no way in for programs that their rules allow:
people paste it. Channels that take articles from programs write them with this, and have a
`connect` of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from msgspec import UNSET, structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.attachments import accepted_pictures, located, media_of, pictures_in
from ...compose.dropped_sections import fit_passages
from ...compose.outline import Outline, Thread, carried_by_threads, outline
from ...compose.passages import ORIGINAL, Passage, with_warnings
from ...markup.plain import expand_links
from ...model.channel_rules import ArticleRule
from ...model.channel_spec import Account
from ...model.draft import ChosenSentence, Json, Message, Picture, Written
from ...model.findings import Finding, finding, in_post
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.blocks import Picture as Figure
from ...text.blocks import reworded
from ...text.languages import UNDETERMINED
from ...text.richtext import Rich
from .body import ArticlePart, at_most, pieces, plain
from .html import html, visible
from .markdown import markdown

__all__ = ["ArticleText", "Form", "draw", "family", "write"]

draw = f"{__name__}.look:draw"
family = "article"


class ArticleText(Record):
    """An article's text in one form."""

    payload: dict[str, Json]
    """What of the call says it."""
    counted: str
    """What the text's limits hold for."""
    shown: str
    """What readers see of it."""
    findings: tuple[Finding, ...] = ()
    """What the form cannot hold."""


Form = Callable[[Sequence[ArticlePart], Mapping[str, str]], ArticleText]
"""Writes the parts of an article, with its pictures by what the post calls them."""


class WrittenArticle(Record):
    """One thread as one article."""

    message: Message
    passages: tuple[Passage, ...]
    """Those that it says."""
    findings: tuple[Finding, ...]
    chosen: tuple[ChosenSentence, ...] = ()


def articles(made: Outline, say: Callable[[Thread, int], WrittenArticle]) -> Written:
    """One article a thread of *made*, as *say* has each, by its number from 1."""
    every = [say(thread, index) for index, thread in enumerate(made.threads, 1)]
    pairs = zip(made.threads, every, strict=True)
    said = (structs.replace(thread, passages=one.passages) for thread, one in pairs)
    shown = structs.replace(made, threads=tuple(said))
    told = dict.fromkeys(found for one in every for found in one.findings)
    return Written(
        messages=tuple(structs.replace(one.message, of=len(every)) for one in every),
        findings=(*shown.findings, *told),
        carries=carried_by_threads(shown),
        chosen=tuple(why for one in every for why in one.chosen),
    )


def has_room(gauge: Gauge, text: str, beside: int = 0) -> bool:
    """Whether every limit has room for *text*, and for so much *beside* it."""
    sizes = zip(gauge.sizes(Rich(text=text)), gauge.maxima, strict=True)
    return all(size + beside <= most for size, most in sizes)


def write(post: Post, account: Account, form: Form | None = None) -> Written:
    """One article a thread: its title, its text, and the entry's fields.

    Args:
        post: any.
        account: whose.
        form: of the text; unsaid, the account's option ``form`` says HTML or Markdown.
    """
    rule = account.spec.article
    form = form or (_as_html if account.option("form") == "html" else _as_markdown)
    made = with_warnings(outline(post, account.layout))
    if "canonical_url" in rule.fields and rule.shows_original:
        made = made.only(lambda passage: passage.path != ORIGINAL)

    def say(thread: Thread, index: int) -> WrittenArticle:
        return _article(post, _linked(thread, rule), account, index, form)

    return articles(made, say)


def _article(
    post: Post, thread: Thread, account: Account, index: int, form: Form
) -> WrittenArticle:
    has = frozenset(account.spec.article.fields)
    title, titles, _ = fields.title(thread, account, index)
    beside = _beside(post, thread, account, index, title)
    pictures, unshown = _pictures(post, thread, account)
    content, left, lost = _content(thread, account, title, pictures, form)
    tags, untagged = _tags(post, account)
    measured = _gauge(account).measured(Rich(text=content.counted))
    message = Message(
        index=index,
        of=index,
        text=f"{title}\n\n{content.shown}",
        size=measured.size,
        limit=measured.limit,
        unit=measured.unit,
        payload={
            "title": title,
            **content.payload,
            **{name: field.text for name, field in beside.items() if field.text},
            **({"tags": tags} if tags and "tags" in has else {}),
            **({"cover": pictures.cover} if pictures.cover else {}),
            **_options(account),
        },
        media=pictures.uploaded or UNSET,
    )
    in_fields = (one for one in thread.passages if one.kind == "title" or one.kind in has)
    told = (*titles, *(one for field in beside.values() for one in field.findings))
    return WrittenArticle(
        message=message,
        passages=tuple(dict.fromkeys((*in_fields, *left))),
        findings=(*told, *lost, *content.findings, *unshown, *untagged),
        chosen=tuple(field.chosen for field in beside.values() if field.chosen),
    )


def _linked(thread: Thread, rule: ArticleRule) -> Thread:
    """*thread* with its addresses behind their words, where the editor keeps no links."""
    if rule.links == "kept":
        return thread

    def shown(rich: Rich) -> Rich:
        return expand_links(rich, lambda _: True)

    passages = (
        structs.replace(
            one,
            text=shown(one.text),
            label=shown(one.label),
            block=reworded(one.block, shown) if one.block else None,
        )
        for one in thread.passages
    )
    return structs.replace(thread, passages=tuple(passages))


def _beside(
    post: Post, thread: Thread, account: Account, index: int, title: str
) -> dict[str, fields.Field]:
    """What the entry's articles have in fields of their own; what it does not send is not made."""
    makers: dict[str, Callable[[], fields.Field]] = {
        "author": lambda: fields.author(post, account, index),
        "canonical_url": lambda: fields.Field(post.meta.canonical_url, []),
        "digest": lambda: fields.digest(post, thread, account, index, title),
        "language": lambda: fields.Field(_known(thread.languages[0]), []),
        "slug": lambda: fields.Field(fields.slug(post, account), []),
    }
    has = account.spec.article.fields
    return {name: make() for name, make in makers.items() if name in has}


def _known(language: str) -> str:
    """*language*, or nothing where the text has no letter that tells it."""
    return "" if language == UNDETERMINED else language


def _options(account: Account) -> dict[str, Json]:
    """What is chosen of the entry's options, but for those that the text is written by."""
    chosen = {name: account.option(name) for name in account.spec.options}
    return {
        name: value
        for name, value in chosen.items()
        if name not in {"form", "pictures_at"} and value not in ("", None)
    }


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


def _as_html(parts: Sequence[ArticlePart], places: Mapping[str, str]) -> ArticleText:
    made = html(parts, places)
    return ArticleText(payload={"html": made}, counted=made, shown=visible(made))


def _as_markdown(parts: Sequence[ArticlePart], places: Mapping[str, str]) -> ArticleText:
    made = markdown(parts, places)
    return ArticleText(payload={"markdown": made}, counted=made, shown=visible(html(parts, places)))


def _content(
    thread: Thread, account: Account, title: str, pictures: "_Pictures", form: Form
) -> tuple[ArticleText, list[Passage], list[Finding]]:
    """The text, the passages it says, and what there was no room for."""
    gauge = _gauge(account)
    places, end = pictures.places, pictures.at_end

    def body_of(passages: Sequence[Passage]) -> list[ArticlePart]:
        every = pieces(passages, thread.languages[0])
        return [at_most(one, account.spec.article.levels) for one in every]

    def fits(passages: Sequence[Passage]) -> bool:
        return has_room(gauge, form([*body_of(passages), *end], places).counted)

    apart = "tags" in account.spec.article.fields  # a field of its own has them
    body = [one for one in thread.passages if not (apart and one.kind == "tags")]
    if body and body[0].kind == "title" and body[0].text.text == title and len(body) > 1:
        del body[0]  # and the title
    left, lost = fit_passages(body, account.layout.drop_order, fits)
    parts = [*body_of(left), *end]
    content = form(parts, places)
    if "plain" in account.spec.article.fields:
        content = structs.replace(content, payload={**content.payload, "plain": plain(parts)})
    return content, left, lost


class _Pictures(Record):
    """An article's pictures."""

    uploaded: tuple[Picture, ...]
    """The cover first, then those of the text; none where they are taken by their addresses."""
    cover: str
    """Its path or address; empty where there is none, or no field for one."""
    places: dict[str, str]
    """By path or address in the post, where each picture of the text is."""
    at_end: tuple[Figure, ...]
    """Those that have no place in the text."""


def _pictures(post: Post, thread: Thread, account: Account) -> tuple[_Pictures, list[Finding]]:
    """The post's own pictures, the first of which is the cover, and those of the text."""
    inside = pictures_in(thread.passages)
    known = {_name(one) for one in inside}
    own = [one for one in media_of(post, thread.languages) if _name(one[0]) not in known]
    every = [*own, *located(inside)]
    where = {_name(one): _place(one, account) for one, _ in every}
    reached = [one for one in every if where[_name(one[0])]]
    shown, findings = accepted_pictures(reached, account.spec.media, account)
    findings += [
        finding("media.no-address", at, account=account.name)
        for one, at in every
        if not where[_name(one)]
    ]
    apart = shown[: sum(1 for one, _ in own if where[_name(one)])]
    covers = apart[:1] if "cover" in account.spec.article.fields else ()
    if covers and covers[0].alt and account.spec.article.pictures == "by address":
        findings.append(finding("media.no-alt-field", reached[0][1]))
    pictures = _Pictures(
        uploaded=shown if account.spec.article.pictures == "uploaded" else (),
        cover=where[_name(covers[0])] if covers else "",
        places={_name(one): where[_name(one)] for one in shown[len(covers) :]},
        at_end=tuple(
            Figure(path=_name(one), alt=one.alt, source="") for one in apart[len(covers) :]
        ),
    )
    return pictures, findings


def _name(picture: Picture) -> str:
    return picture.path or picture.url


def _place(picture: Picture, account: Account) -> str:
    """What the text and ``cover`` say of *picture*; empty where the service cannot reach it."""
    if picture.url or account.spec.article.pictures == "uploaded":
        return _name(picture)
    folder = str(account.option("pictures_at"))
    return f"{folder.rstrip('/')}/{quote(picture.path)}" if folder and not picture.drawn else ""
