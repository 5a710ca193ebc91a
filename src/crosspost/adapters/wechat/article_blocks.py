"""Blocks of a WeChat article that are more than running text: lists, quotations, code, tables.

Lists are sections with their bullets as text, and code is lines with ``<br>`` and no-break spaces:
the editor puts an empty line before each item of a real list, and cuts ``pre`` off.
"""

from collections.abc import Sequence

from ...text.blocks import Block, Code, Item, List, Note, Picture, Quote, Rule, Table
from ...text.cjk import needs_no_space
from ...text.richtext import Rich
from .article_words import NO_BREAK, Dress, box, escaped, worded, words
from .themes import Boxes

DEEPEST = 3
"""Lists and points under others are moved in no further: a phone has no room."""
TAB = 4


def block_html(block: Block, dress: Dress, paragraph: Boxes, latin: str = "") -> str:
    """One block as the article shows it.

    Args:
        block: of any kind.
        dress: the theme, the numbers of addresses, the names of pictures.
        paragraph: how running text stands here.
        latin: what is added to the style of a text that is not Chinese.
    """
    theme = dress.theme
    match block:
        case List():
            made = _list(block, dress, paragraph, latin, 0)
        case Quote():
            made = box(theme.quotation, _all(block.blocks, dress, paragraph, latin))
        case Code():
            made = box(theme.code_block, f"<code>{code_html(block)}</code>")
        case Table():
            made = _table(block, dress, latin)
        case Picture():
            made = figure_html(block, dress)
        case Note():
            made = _note(block, dress)
        case Rule():
            made = box(theme.rule, words("<br>"))
        case _:
            made = box(paragraph, _text(block.text, dress), latin) if block.text else ""
    return made


def code_html(code: Code) -> str:
    r"""Its lines, with indent and runs of spaces as they are; a tab is four spaces.

    >>> code_html(Code(code="if 芯片:\n    跑()  # 🎉", source=""))
    'if 芯片:<br>\xa0\xa0\xa0\xa0跑()\xa0\xa0# 🎉'
    """
    return "<br>".join(_code_line(line.expandtabs(TAB)) for line in code.code.split("\n"))


def _code_line(line: str) -> str:
    inner = line.lstrip(" ")
    indent = len(line) - len(inner)
    return NO_BREAK * indent + escaped(inner).replace("  ", NO_BREAK * 2)


def figure_html(picture: Picture, dress: Dress) -> str:
    """A picture and its caption, or the caption alone where there is no room for the picture."""
    name = dress.pictures.get(picture.path)
    caption = _text(picture.caption, dress) if picture.caption else ""
    under = box(dress.theme.caption, caption) if caption else ""
    if name is None:
        return under
    margin = "margin:0" if under else "margin:0 0 16px"
    return box(margin, f'<img src="{escaped(name)}" style="max-width:100%">') + under


def _all(blocks: Sequence[Block], dress: Dress, paragraph: Boxes, latin: str) -> str:
    return "".join(block_html(block, dress, paragraph, latin) for block in blocks)


def _list(block: List, dress: Dress, paragraph: Boxes, latin: str, depth: int) -> str:
    items = zip(block.bullets(), block.items, strict=True)
    inner = "".join(_item(*pair, dress, paragraph, latin, depth) for pair in items)
    return box(dress.theme.items if depth == 0 else (), inner)


def _item(bullet: str, item: Item, dress: Dress, paragraph: Boxes, latin: str, depth: int) -> str:
    sign = bullet.rstrip()
    lead = escaped(sign) + ("" if needs_no_space(sign[-1]) else NO_BREAK)
    said = box(
        dress.theme.item, words(lead + worded(item.text, dress.theme, dress.notes.numbers)), latin
    )
    below = "".join(
        _list(one, dress, paragraph, latin, depth + 1)
        if isinstance(one, List)
        else block_html(one, dress, paragraph, latin)
        for one in item.more
    )
    return said + (box(dress.theme.nested if depth < DEEPEST else (), below) if below else "")


def _table(table: Table, dress: Dress, latin: str) -> str:
    """Rows and cells; a wide one is moved sideways with a finger."""
    theme = dress.theme

    def row(cells: Sequence[Rich], tag: str, style: str) -> str:
        made = "".join(
            _cell(cell, tag, f"{style};text-align:{align or 'left'}", dress)
            for cell, align in zip(cells, table.align, strict=True)
        )
        return f"<tr>{made}</tr>"

    head = row(table.header, "th", theme.header_cell)
    body = "".join(row(cells, "td", theme.cell) for cells in table.rows)
    style = ";".join(filter(None, (theme.table, latin)))
    whole = f'<table style="{escaped(style)}"><thead>{head}</thead><tbody>{body}</tbody></table>'
    return box("margin:0 0 16px;overflow-x:auto", whole)


def _cell(cell: Rich, tag: str, style: str, dress: Dress) -> str:
    return f'<{tag} style="{escaped(style)}">{_text(cell, dress)}</{tag}>'


def _note(note: Note, dress: Dress) -> str:
    """``[1]`` and the words of a footnote."""
    said = "<br>".join(worded(one.text, dress.theme, dress.notes.numbers) for one in note.blocks)
    return box(dress.theme.source, words(f"[{note.number}]{NO_BREAK}{said}"))


def _text(rich: Rich, dress: Dress) -> str:
    return words(worded(rich, dress.theme, dress.notes.numbers))
