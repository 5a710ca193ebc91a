"""An article as plain HTML: what its words are, and no word on how they look.

The elements are those that every editor takes from the clipboard and every service keeps: headings,
paragraphs, lists, quotations, code, tables, figures, links. No attribute but ``href``, ``src``,
``alt`` and the language of code.
"""

from collections.abc import Mapping, Sequence

from ...markup.marks import ESCAPES, nest
from ...text.blocks import Block, Code, Item, List, Note, Picture, Quote, Rule, Table
from ...text.richtext import MarkKind, Rich
from .body import ArticlePart, HeadingBlock, first_number

TAGS: dict[MarkKind, str] = {
    "strong": "strong",
    "emphasis": "em",
    "strike": "s",
    "code": "code",
    "note": "sup",
}


def html(parts: Sequence[ArticlePart], pictures: Mapping[str, str]) -> str:
    """The text of an article, one block a line.

    Args:
        parts: of the article's body.
        pictures: by path or address, what each picture's ``src`` is; one without is its caption.

    >>> html([HeadingBlock(text=Rich(text="为何 🎉"), level=2)], {})
    '<h2>为何 🎉</h2>'
    """
    return "\n".join(filter(None, (_piece(part, pictures) for part in parts)))


def inline(rich: Rich) -> str:
    """Words with their marks and links.

    >>> inline(Rich(text="见 <论文>🎉").marked("link", "https://a.cn/?a&b"))
    '<a href="https://a.cn/?a&amp;b">见 &lt;论文&gt;🎉</a>'
    """
    marks = nest(mark for mark in rich.marks if mark.kind in TAGS or mark.kind in {"link", "url"})
    out: list[str] = []
    open_until: list[tuple[int, str]] = []
    at = 0

    def write_to(end: int) -> None:
        nonlocal at
        while open_until and open_until[-1][0] <= end:
            until, closing = open_until.pop()
            out.extend((_escaped(rich.text[at:until]), closing))
            at = until
        out.append(_escaped(rich.text[at:end]))
        at = end

    for mark in marks:
        write_to(mark.start)
        tag = TAGS.get(mark.kind, "a")
        href = f' href="{mark.href.translate(ESCAPES)}"' if tag == "a" else ""
        out.append(f"<{tag}{href}>")
        open_until.append((mark.end, f"</{tag}>"))
    write_to(len(rich.text))
    return "".join(out)


def _escaped(text: str) -> str:
    return text.translate(ESCAPES).replace("\n", "<br>")


def _piece(part: ArticlePart, pictures: Mapping[str, str]) -> str:
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
    said = box + (f"{_escaped(typed)} " if lettered else "") + inline(item.text)
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
    source = pictures.get(picture.path)
    if source is None:
        return f"<p>{caption}</p>" if caption else ""
    alt = picture.alt.translate(ESCAPES)
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><img src="{source.translate(ESCAPES)}" alt="{alt}">{under}</figure>'
