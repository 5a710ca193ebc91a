"""An article as plain HTML: what its words are, and no word on how they look.

The elements are those that every editor takes from the clipboard and every service keeps: headings,
paragraphs, lists, quotations, code, tables, figures, links. No attribute but ``href``, ``src``,
``alt``, the language of code, and ``lang`` and ``dir`` of what is not in the article's language.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser

from ...markup.marks import ESCAPES, html_text, nest, with_signs
from ...text.blocks import Block, Code, Item, List, Note, Picture, Quote, Rule, Table
from ...text.richtext import Mark, MarkKind, Rich
from .body import ArticlePart, HeadingBlock, InLanguage, first_number, on_lines

TAGS: dict[MarkKind, str] = {
    "strong": "strong",
    "emphasis": "em",
    "strike": "s",
    "code": "code",
    "note": "sup",
}


_INLINE = frozenset({*TAGS.values(), "a", "br", "img"})


class _Reader(HTMLParser):
    """Collects the text of each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "br":
            self.blocks[-1] += "\n"
        self._edge(tag)

    def handle_endtag(self, tag: str) -> None:
        self._edge(tag)

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data

    def _edge(self, tag: str) -> None:
        if tag not in _INLINE:
            self.blocks.append("")


def visible(made: str) -> str:
    r"""What a reader sees of HTML that `html` made: each block on its own, an empty line between.

    The numbers of a list are its page's to write.

    >>> visible("<p>芯片<br>之战</p><ol><li>一 &amp; 二</li><li>🎉</li></ol>")
    '芯片\n之战\n\n一 & 二\n\n🎉'
    """
    reader = _Reader()
    reader.feed(made)
    reader.close()
    return "\n\n".join(filter(None, (text.strip(" \n\u00a0") for text in reader.blocks)))


_PICTURE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*>')


def with_pictures(made: str, shown: Callable[[str, str], str]) -> str:
    """HTML with each picture as *shown* has it by its source and its alt text.

    Args:
        made: by `html`, or by a reader of Markdown.
        shown: what stands in its place.

    >>> with_pictures('<img src="图.png" alt="港口 &amp; 🎉">', lambda source, alt: source + alt)
    '图.png港口 & 🎉'
    """
    return _PICTURE.sub(lambda found: shown(unescape(found[1]), unescape(found[2])), made)


def html(parts: Sequence[ArticlePart], pictures: Mapping[str, str]) -> str:
    """The text of an article, one block a line.

    Args:
        parts: of the article's body.
        pictures: where each that is shown is, by its path or address in the post; of any other its
            caption stands there.

    >>> html([HeadingBlock(text=Rich(text="为何 🎉"), level=2)], {})
    '<h2>为何 🎉</h2>'
    """
    return "\n".join(filter(None, (_piece(part, pictures) for part in parts)))


def inline(rich: Rich) -> str:
    """Words with their marks and links.

    >>> inline(Rich(text="见 <论文>🎉").marked("link", "https://a.cn/?a&b"))
    '<a href="https://a.cn/?a&amp;b">见 &lt;论文&gt;🎉</a>'
    """
    rich = on_lines(rich)
    marks = nest(mark for mark in rich.marks if mark.kind in TAGS or mark.kind in {"link", "url"})
    return with_signs(rich.text, map(_signs, marks), html_text)


def _signs(mark: Mark) -> tuple[Mark, str, str]:
    tag = TAGS.get(mark.kind, "a")
    href = f' href="{mark.href.translate(ESCAPES)}"' if tag == "a" else ""
    return mark, f"<{tag}{href}>", f"</{tag}>"


_OPENING = re.compile(r"<\w+")


def _piece(part: ArticlePart, pictures: Mapping[str, str]) -> str:
    if isinstance(part, InLanguage):
        said = f' lang="{part.language.translate(ESCAPES)}"'
        said += f' dir="{part.direction}"' if part.direction else ""
        return _OPENING.sub(lambda tag: tag[0] + said, _piece(part.part, pictures), count=1)
    if isinstance(part, HeadingBlock):
        return f"<h{part.level}>{inline(part.text)}</h{part.level}>"
    return _block(part, pictures)


def _block(block: Block, pictures: Mapping[str, str]) -> str:
    made = ""
    match block:
        case List():
            made = _list(block, pictures)
        case Quote():
            made = f"<blockquote>{_all(block.blocks, pictures)}</blockquote>"
        case Code():
            made = _code(block)
        case Table():
            made = _table(block)
        case Picture():
            made = _figure(block, pictures)
        case Note():
            said = "<br>".join(inline(one.text) for one in block.blocks)
            made = f"<p>[{block.number}] {said}</p>"
        case Rule():
            made = "<hr>"
        case _ if block.text:
            made = f"<p>{inline(block.text)}</p>"
    return made


def _code(block: Code) -> str:
    language = f' class="language-{block.language.translate(ESCAPES)}"' if block.language else ""
    return f"<pre><code{language}>{block.code.translate(ESCAPES)}\n</code></pre>"


def _all(blocks: Sequence[Block], pictures: Mapping[str, str]) -> str:
    return "".join(_block(one, pictures) for one in blocks)


def _list(block: List, pictures: Mapping[str, str]) -> str:
    first = first_number(block)
    tag = "ul" if first is None else "ol"
    start = f' start="{first}"' if first not in {None, 1} else ""
    inner = "".join(f"<li>{_item(item, tag, pictures)}</li>" for item in block.items)
    return f"<{tag}{start}>{inner}</{tag}>"


def _item(item: Item, tag: str, pictures: Mapping[str, str]) -> str:
    box = "" if item.checked is None else "☑ " if item.checked else "☐ "
    typed = item.lead.strip()
    lettered = tag == "ul" and typed not in {"-", "+", "*", "•"} and item.checked is None
    said = box + (f"{html_text(typed)} " if lettered else "") + inline(item.text)
    below = _all(item.more, pictures)
    several = any(not isinstance(one, List) for one in item.more)
    return (f"<p>{said}</p>" if several else said) + below


def _table(table: Table) -> str:
    def row(cells: Sequence[Rich], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in table.rows)
    return f"<table><thead>{row(table.header, 'th')}</thead><tbody>{body}</tbody></table>"


def _figure(picture: Picture, pictures: Mapping[str, str]) -> str:
    caption = inline(picture.caption)
    if picture.path not in pictures:
        return f"<p>{caption}</p>" if caption else ""
    alt = picture.alt.translate(ESCAPES)
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    source = pictures[picture.path].translate(ESCAPES)
    return f'<figure><img src="{source}" alt="{alt}">{under}</figure>'
