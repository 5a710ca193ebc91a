"""X Articles: the long form, as blocks with their styles and entities; a draft unless asked.

``POST /2/articles/draft``: https://docs.x.com/x-api/articles/create-draft-article. The text is
DraftJS's content state with other names: a block has one of eight types, and no block stands in
another. In what unit offsets are X does not say: UTF-16 is taken, as in DraftJS. A picture's
``media_id`` is its path or address until it is uploaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

from ...compose.attachments import hidden
from ...counting import Ruler
from ...markup.marks import merge_marks, trim, utf16, without_overlaps
from ...markup.plain import flatten
from ...model.channel_spec import Account, Limit
from ...model.draft import Json, Written
from ...model.findings import EveryText, Finding, finding
from ...model.post import Post
from ...text.blocks import (
    Block,
    Code,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Table,
    media_kind,
)
from ...text.richtext import Mark, MarkKind, Rich, join
from ..article import ArticleText
from ..article import write as write_article
from ..article.body import ArticlePart, HeadingBlock, bare, first_number, on_lines
from ..article.html import html, visible
from ..article.markdown import markdown

connect = f"{__package__}.article_client:XArticles"
draw = f"{__package__}.look:draw_article"
family = "article"

STYLES: dict[MarkKind, str] = {"strong": "bold", "emphasis": "italic", "strike": "strikethrough"}
HEADINGS = {2: "header-one", 3: "header-two"}
"""By how deep they lie; below that all are alike."""
CATEGORIES = {"picture": "tweet_image", "animation": "tweet_gif", "video": "tweet_video"}
PLACEHOLDER = " "
"""The text of a block that is an entity."""


def write(post: Post, account: Account) -> Written:
    """One article a thread, with its cover, its pictures in their places."""
    form = partial(content, account.spec.titles, account.spec.field_limits["markdown"])
    written = write_article(post, account, form)
    warned = hidden(written.messages, post, {"sensitive_media_warning": account.option("label")})
    return Written(
        messages=warned,
        findings=written.findings,
        carries=written.carries,
        chosen=written.chosen,
    )


def content(
    channel: str | dict[str, str],
    most: Limit,
    parts: Sequence[ArticlePart],
    places: Mapping[str, str],
) -> ArticleText:
    """The text of an article as X takes it.

    Args:
        channel: its name, by language where it has more than one, for what is told.
        most: of Markdown in one article; code and tables beyond that are plain text.
        parts: of the article's body.
        places: where each picture that is shown is, by its path or address in the post.

    >>> head = HeadingBlock(text=Rich(text="为何 🎉"), level=2)
    >>> content("X", Limit(max=9, unit="weighted"), [head], {}).payload["content_state"]["blocks"]
    [{'text': '为何 🎉', 'type': 'header-one'}]
    """
    writer = _BlockWriter(most, places)
    for part in map(bare, parts):
        writer.add(part)
    marks = [mark.kind for one in writer.said for mark in one.marks]
    told: list[Finding] = []
    if count := marks.count("code"):
        told.append(finding("markup.dropped-code", EveryText(), channel=channel, count=count))
    if writer.plain:
        told.append(finding("x.article-plain", EveryText(), count=writer.plain, limit=most.max))
    return ArticleText(
        payload={"content_state": {"blocks": writer.blocks, "entities": writer.entities}},
        counted="\n".join(writer.counted),
        shown="\n\n".join(filter(None, writer.shown)),
        findings=tuple(told),
    )


class _BlockWriter:
    """Writes blocks one after another.

    Args:
        most: of Markdown.
        places: of the pictures.
    """

    def __init__(self, most: Limit, places: Mapping[str, str]) -> None:
        self.blocks: list[Json] = []
        self.entities: list[Json] = []
        self.said: list[Rich] = []
        """The words of each block."""
        self.shown: list[str] = []
        """What readers see, block by block."""
        self.counted: list[str] = []
        self.plain = 0
        """So many codes and tables that there was no room for as such."""
        self._places = places
        self._most, self._ruler, self._used = most, Ruler(most.unit), 0

    def add(self, part: HeadingBlock | Block) -> None:
        """Write one part."""
        match part:
            case HeadingBlock():
                self._words(part.text, HEADINGS.get(part.level, "header-three"))
            case List():
                self._list(part)
            case Quote():
                for rich in _paragraphs(part.blocks):
                    self._words(rich, "blockquote")
            case Code() | Table():
                self._markdown(part)
            case Picture():
                self._picture(part)
            case Note():
                self._words(f"[{part.number}] " + join(list(_paragraphs(part.blocks)), "\n"))
            case Rule():
                self._entity("divider", {}, "immutable")
            case Paragraph():
                self._words(part.text)
            case _:
                pass

    def _list(self, part: List) -> None:
        """Items, each with all that it holds; X numbers them from 1 without a gap, or not at all.

        So where the author's numbers are others, or code would part them, they stand as typed.
        """
        parted = [[one for one in item.more if not _is_text(one)] for item in part.items]
        first = first_number(part)
        typed = part.ordered and (first != 1 or any(parted[:-1]))
        kind = "unordered-list-item" if first is None else "ordered-list-item"
        for bullet, item, apart in zip(part.bullets(), part.items, parted, strict=True):
            own = item.checked is not None or (part.ordered and (typed or first is None))
            lead = f"{bullet.strip()} " if own else ""
            below = list(_lines([one for one in item.more if _is_text(one)], 1))
            self._words(lead + join([item.text, *below], "\n"), "unstyled" if typed else kind)
            for one in apart:
                self.add(one)

    def _words(self, rich: Rich, kind: str = "unstyled") -> None:
        if not any(mark.kind == "pre" for mark in rich.marks):  # code keeps its indents
            rich = on_lines(rich)
        if not rich:
            return
        at = utf16(rich.text)
        block: dict[str, Json] = {"text": rich.text, "type": kind}
        if styles := list(_styles(rich)):
            block["inline_style_ranges"] = [
                {
                    "offset": at(one.start),
                    "length": at(one.end) - at(one.start),
                    "style": STYLES[one.kind],
                }
                for one in styles
            ]
        links = [mark for mark in rich.marks if mark.kind in {"link", "url"}]
        if ranges := [
            {
                "key": self._kept("link", {"url": one.href}, "mutable"),
                "offset": at(one.start),
                "length": at(one.end) - at(one.start),
            }
            for one in without_overlaps(trim(mark, rich.text) for mark in links)
            if one.start < one.end
        ]:
            block["entity_ranges"] = cast("list[Json]", ranges)
        self._block(block, rich.text)
        self.said.append(rich)
        self.counted.append(rich.text)

    def _markdown(self, part: Code | Table) -> None:
        """Code or a table, as long as there is room for another one."""
        made = markdown([part], self._places)
        size = self._ruler.size(made)
        if self._used + size > self._most.max:
            self.plain += 1
            self._words(part.text)
            return
        self._used += size
        shown = part.code if isinstance(part, Code) else visible(html([part], {}))
        self._entity("markdown", {"markdown": made}, "mutable", shown)
        self.counted.append(made)

    def _picture(self, part: Picture) -> None:
        """A picture with its words under it, or these alone."""
        caption = on_lines(part.caption)
        if part.path not in self._places:
            self._words(caption)
            return
        name = self._places[part.path]
        media: Json = {"media_category": CATEGORIES[media_kind(name)], "media_id": name}
        under = flatten(caption).text
        words: dict[str, Json] = {"caption": under} if under else {}
        self._entity("image", {"media_items": [media], **words}, "immutable", under)
        self.counted.append(under)

    def _entity(self, kind: str, data: dict[str, Json], mutability: str, shown: str = "") -> None:
        key = self._kept(kind, data, mutability)
        ranges: list[Json] = [{"key": key, "offset": 0, "length": len(PLACEHOLDER)}]
        self._block({"text": PLACEHOLDER, "type": "atomic", "entity_ranges": ranges}, shown)

    def _kept(self, kind: str, data: dict[str, Json], mutability: str) -> int:
        key = len(self.entities)
        value: Json = {"type": kind, "mutability": mutability, "data": data}
        self.entities.append({"key": str(key), "value": value})
        return key

    def _block(self, block: dict[str, Json], shown: str) -> None:
        self.blocks.append(block)
        self.shown.append(shown)


def _is_text(block: Block) -> bool:
    return isinstance(block, Paragraph | List | Note)


def _styles(rich: Rich) -> Iterator[Mark]:
    marks = (trim(mark, rich.text) for mark in rich.marks if mark.kind in STYLES)
    return (one for one in merge_marks(marks) if one.start < one.end)


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Rich]:
    """Each paragraph of *blocks*, a list with its bullets."""
    for block in blocks:
        if isinstance(block, List):
            yield join(list(_lines([block], 0)), "\n")
        elif isinstance(block, Quote):
            yield from _paragraphs(block.blocks)
        else:
            yield block.text


def _lines(blocks: Sequence[Block], level: int) -> Iterator[Rich]:
    """The lines of what stands in an item; a deeper bullet is another one."""
    for block in blocks:
        if not isinstance(block, List):
            yield block.text
            continue
        for bullet, item in zip(block.bullets(), block.items, strict=True):
            yield bullet.replace("•", "•" if level <= 1 else "–") + item.text
            yield from _lines(item.more, level + 1)
