"""WeChat articles: one article of an official account's draft box, for a person to publish.

``POST /cgi-bin/draft/add``:
https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html. The
payload is one of its ``articles``; ``thumb_media_id`` is the cover's, once it is uploaded.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import UNSET, structs

from ..._record import Record
from ...compose import article_fields as fields
from ...compose.attachments import accepted_pictures, in_block, located, media_of, pictures_in
from ...compose.dropped_sections import fit_passages
from ...compose.outline import Thread, outline
from ...compose.passages import ORIGINAL, Passage, with_warnings
from ...counting import Ruler
from ...model.channel_spec import Account
from ...model.draft import Json, Message, Picture, Written
from ...model.findings import Finding, MessagePart, PostPath, finding, in_post
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.richtext import Rich
from ..article import WrittenArticle, articles, has_room
from .article_html import caption_of, content
from .article_lint import lint, visible
from .article_words import ROOM, figures, numbered, picture_name
from .themes import load, names

connect = f"{__package__}.article_client:DraftBox"
draw = f"{__package__}.looks:draw_article"

SPARING = "plain"
"""What an article that is too long for its theme is written in, before anything is left out."""


def write(post: Post, account: Account) -> Written:
    """One article a thread, in the layout's theme."""
    made = with_warnings(outline(post, account.layout).only(_in_text))
    written = articles(made, lambda thread, index: _article(post, thread, account, index))
    return structs.replace(written, findings=(*written.findings, *_cover(written.messages)))


def choices(option: str) -> tuple[str, ...]:
    """The themes there are, ours and the user's own."""
    return tuple(names()) if option == "theme" else ()


def _article(post: Post, thread: Thread, account: Account, index: int) -> WrittenArticle:
    title, findings, _ = fields.title(thread, account, index)
    author, authors, _ = fields.author(post, account, index)
    digest, digests, chosen = fields.digest(post, thread, account, index, title)
    where = MessagePart(index=index, field="content")
    pictures, unshown = _pictures(post, thread, account)
    html, left, lost = _content(thread, account, title, pictures, where)
    link, links = _link(post, account)
    payload: dict[str, Json] = {
        "article_type": "news",
        "title": title,
        "author": author,
        "digest": digest,
        "content": html,
        **link,
        "need_open_comment": int(any(passage.section == "discussion" for passage in left)),
    }
    size = _gauge(account).measured(Rich(text=html))
    message = Message(
        index=index,
        of=index,
        text=f"{title}\n\n{visible(html)}",
        size=size.size,
        limit=size.limit,
        unit=size.unit,
        payload=payload,
        media=pictures.every or UNSET,
    )
    titles = [passage for passage in thread.passages if passage.kind == "title"]
    told = (*findings, *authors, *digests, *lost, *links, *unshown)
    return WrittenArticle(
        message=message,
        passages=tuple(dict.fromkeys((*titles, *left))),
        findings=(*told, *_notes(left, where), *_lint(html, where)),
        chosen=(chosen,) if chosen else (),
    )


def _content(
    thread: Thread, account: Account, title: str, pictures: "_Pictures", where: MessagePart
) -> tuple[str, list[Passage], list[Finding]]:
    """The HTML with *pictures*, the passages it says, and what there was no room for."""
    body = _untitled(thread.passages, title, account)
    wanted = str(account.option("theme"))
    names, end = pictures.names, pictures.end
    room = max(0, len(pictures.every) - 1) * ROOM
    gauge = _gauge(account)
    html = content(body, load(wanted), names) + end
    if has_room(gauge, html, room):
        return html, body, []
    theme = load(SPARING)
    findings = []
    if wanted != SPARING:
        findings.append(finding("wechat.theme", where, theme=wanted, instead=SPARING))
    left, lost = fit_passages(
        body,
        account.layout.drop_order,
        lambda passages: has_room(gauge, content(passages, theme, names) + end, room),
    )
    return content(left, theme, names) + end, left, [*findings, *lost]


def _untitled(passages: Sequence[Passage], title: str, account: Account) -> list[Passage]:
    """Without the title that WeChat shows; a heading is only its emoji where the layout says so."""
    body = [
        structs.replace(passage, text=Rich(text=""))
        if passage.kind == "heading" and account.layout.headings == "emoji"
        else passage
        for passage in passages
    ]
    shown = body and body[0].kind == "title" and body[0].text.text == title
    return body[1:] if shown and len(body) > 1 else body


def _gauge(account: Account) -> Gauge:
    return Gauge(account.spec.text, lambda rich: rich.text)


def _link(post: Post, account: Account) -> tuple[dict[str, Json], list[Finding]]:
    """The one link to the outside that an article has: 阅读原文 under its text."""
    address, limit = post.meta.canonical_url, account.spec.field_limits.get("content_source_url")
    if not address:
        return {}, []
    size = Ruler(limit.unit).size(address) if limit else 0
    if limit and size > limit.max:
        told = finding(
            "wechat.source-link",
            in_post("meta", "canonical_url"),
            size=size,
            limit=limit.max,
            unit=limit.unit,
        )
        return {}, [told]
    return {"content_source_url": address}, []


def _notes(passages: Sequence[Passage], where: MessagePart) -> Iterator[Finding]:
    """How many addresses nobody can tap."""
    addresses = set(numbered(passages)[1].numbers)
    bare = [mark for passage in passages for mark in passage.text.marks if mark.kind == "url"]
    if addresses or bare:
        yield finding("wechat.links", where, notes=len(addresses), bare=len(bare))


def _lint(html: str, where: MessagePart) -> Iterator[Finding]:
    """The last gate: a user's own theme may hold what the editor removes."""
    for (what, why), times in Counter((one.what, one.reason) for one in lint(html)).items():
        yield finding("wechat.lint", where, what=what, why=why, count=times)


def _in_text(passage: Passage) -> bool:
    """All but the link to the full text, which stands under an article: 阅读原文."""
    return passage.path != ORIGINAL


class _Pictures(Record):
    """An article's pictures."""

    every: tuple[Picture, ...]
    """The cover, those of the text, and those that stand at its end."""
    names: dict[str, str]
    """By path, what those of the text are called in the HTML."""
    end: str
    """The HTML of those at the end."""


def _pictures(post: Post, thread: Thread, account: Account) -> tuple[_Pictures, list[Finding]]:
    """The post's first picture is the cover, or the first one of the text where it has none."""
    inside = pictures_in(thread.passages)
    known = {(one.path, one.url) for one in inside}
    own = media_of(post, thread.languages)
    cover = own[:1] or [(one, where) for one, where in located(inside)][:1]
    end = [(one, at) for one, at in own[1:] if (one.path, one.url) not in known]
    shown, findings = accepted_pictures(
        [*cover, *located(inside), *end], account.spec.media, account
    )
    blocks = (block for passage in thread.passages for block in in_block(passage.block))
    under = {one.path for one in blocks if not one.caption and caption_of(one)}
    findings = [one for one in findings if not _is_caption(one, under)]
    places = {one.path or one.url: at for at, one in enumerate(shown[1 : len(inside) + 1], 2)}
    names = {path: picture_name(at) for path, at in places.items()}
    last = figures(len(names) + 2, len(shown) + 1)
    return _Pictures(every=shown, names=names, end=last), findings


def _is_caption(found: Finding, under: Collection[str]) -> bool:
    """Whether it tells of an alt text that stands *under* its picture."""
    path = found.location.path if isinstance(found.location, PostPath) else ()
    return found.code == "media.no-alt-field" and str(path[-1]) in under


def _cover(messages: Sequence[Message]) -> Iterator[Finding]:
    if messages and not messages[0].media:
        yield finding("wechat.no-cover", in_post("media"))
