"""Telegram's rich messages: a post as one page of headings, lists, tables and code.

``sendRichMessage`` (https://core.telegram.org/bots/api#sendrichmessage) with ``html``. A second
language folds (``<details>``). Nothing is detected by Telegram, so that no address takes Chinese
behind it along; a hashtag stays plain there. Pictures go before it, as messages of their own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import structs

from ...compose.attachments import accepted_pictures, located, media_of, pictures_in
from ...compose.dropped_sections import fit_passages
from ...compose.outline import Thread, carried_by_threads, outline
from ...compose.passages import Passage
from ...model.channel_spec import Account
from ...model.draft import Message, Written
from ...model.findings import Finding
from ...model.post import Post
from ...splitting.estimate import Gauge
from ...text.blocks import Paragraph, Table
from ...text.richtext import Rich
from ..article import has_room
from ..article.body import ArticlePart, HeadingBlock, pieces
from ..article.html import html, visible
from .captions import without_caption

BLOCKS = re.compile(r"<(/?)(h[1-6]|p|ul|ol|li|blockquote|pre|table|tr|details|hr)\b")
"""What Telegram counts: blocks, items of lists and rows of tables, nested ones too."""
RICH_TAGS = frozenset(
    {
        *("a", "blockquote", "br", "code", "details", "em", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("hr", "li", "ol", "p", "pre", "s", "strong", "summary", "sup", "table", "td", "th"),
        *("tr", "ul"),
    }
)
"""What a page is written with."""
SUMMARIES = {"zh": "中文", "en": "English"}
"""What stands on a folded language, in that language."""


def write_rich(post: Post, account: Account) -> Written:
    """One message for each thread, and its pictures before it."""
    layout = account.layout
    if layout.language_mode == "together":  # each language whole, the second one folded
        layout = structs.replace(layout, language_mode="blocks", second_language_style="expandable")
    made = outline(post, layout)
    messages: list[Message] = []
    threads: list[Thread] = []
    told: list[Finding] = []
    for thread in made.threads:
        inside = pictures_in(thread.passages)
        every = (*(media_of(post, thread.languages) if not messages else ()), *located(inside))
        shown, unseen = accepted_pictures(list(dict.fromkeys(every)), account.spec.media, account)
        said, left, lost = _said(thread, account)
        caption = account.spec.field_limits["caption"]
        messages += [without_caption(said, shown, caption)] if shown else []
        messages.append(said)
        threads.append(structs.replace(thread, passages=tuple(left)))
        told += (*lost, *unseen)
    numbered = tuple(
        structs.replace(one, index=at, of=len(messages)) for at, one in enumerate(messages, 1)
    )
    kept = structs.replace(made, threads=tuple(threads))
    carries = carried_by_threads(kept) if len(numbered) == len(threads) else ()
    return Written(
        messages=numbered, findings=(*kept.findings, *dict.fromkeys(told)), carries=carries
    )


def _said(thread: Thread, account: Account) -> tuple[Message, list[Passage], list[Finding]]:
    """The message, the passages that it says, and what there was no room for."""
    form = account.spec.forms["rich"]
    gauge = Gauge(form, lambda rich: rich.text)
    columns = account.spec.max_count("rich_columns") or 1

    def content(passages: Sequence[Passage]) -> str:
        return "\n".join(_folded(passages, columns))

    def fits(passages: Sequence[Passage]) -> bool:
        page = content(passages)
        blocks, depth = counted(page)
        return (
            has_room(gauge, page)
            and blocks <= (account.spec.max_count("rich_blocks") or blocks)
            and depth <= (account.spec.max_count("rich_depth") or depth)
        )

    left, lost = fit_passages(thread.passages, account.layout.drop_order, fits)
    page = content(left)
    measured = gauge.measured(Rich(text=page))
    message = Message(
        index=1,
        of=1,
        text=visible(page),
        size=measured.size,
        limit=measured.limit,
        unit=measured.unit,
        payload={"rich_message": {"html": page, "skip_entity_detection": True}},
    )
    return message, left, lost


def counted(page: str) -> tuple[int, int]:
    """How many blocks *page* has, and how deep they lie in each other.

    >>> counted("<h1>题</h1><ul><li>一<ul><li>二🎉</li></ul></li></ul><hr>")
    (6, 4)
    """
    blocks = depth = deepest = 0
    for found in BLOCKS.finditer(page):
        opens, alone = not found[1], found[2] == "hr"
        blocks += opens
        deepest = max(deepest, depth + opens)
        depth += 0 if alone else 1 if opens else -1
    return blocks, deepest


def _folded(passages: Sequence[Passage], columns: int) -> Iterator[str]:
    """HTML of each run of one language, a second one in ``<details>``."""
    for second, group in groupby(passages, key=lambda one: one.second):
        run = [structs.replace(one, second=False) for one in group]
        inner = html([_narrow(part, columns) for part in _parts(run)], {})
        inner = re.sub(r"</?(?:thead|tbody)>", "", inner)
        if second:
            language = run[0].language
            summary = SUMMARIES.get(language.split("-")[0], language)
            inner = f"<details><summary>{summary}</summary>\n{inner}\n</details>"
        if inner:
            yield inner


def _parts(run: Sequence[Passage]) -> Iterator[ArticlePart]:
    """A title is the heading above all others."""
    for titled, group in groupby(run, key=lambda one: one.kind == "title"):
        if titled:
            yield from (HeadingBlock(text=one.text, level=1) for one in group)
        else:
            yield from pieces(list(group))


def _narrow(part: ArticlePart, columns: int) -> ArticlePart:
    """A table of more columns than Telegram has stands as lines, a cell each."""
    if isinstance(part, Table) and len(part.header) > columns:
        return Paragraph(text=part.text, source=part.source)
    return part
