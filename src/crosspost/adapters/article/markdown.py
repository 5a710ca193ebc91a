r"""An article as Markdown that every reader of CommonMark and of GitHub's tables reads alike.

A sign that would be read as a mark is escaped, so that no word changes; emphasis that begins or
ends with punctuation inside a sentence is drawn in by that, because CommonMark would read none
there, as in ``他说**“好”**了``: https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...markup.marks import flanks, nest
from ...text.blocks import Block, Code, Item, List, Note, Picture, Quote, Rule, Table
from ...text.richtext import Mark, MarkKind, Rich
from .body import ArticlePart, HeadingBlock, bare, first_number, on_lines

SIGNS: dict[MarkKind, str] = {"strong": "**", "emphasis": "*", "strike": "~~"}
STEP = 4
"""Columns that what belongs to an item is indented by: as many as older readers need."""
_ESCAPED = re.compile(r"[\\`*_\[\]<|]|~(?=~)|(?<=~)~|&(?=#?\w+;)|\$(?=\d)|!(?=\[)")
_LEADING = re.compile(r"^\s*(?:(#{1,6})(?=\s|$)|([-+=>])|(\d{1,9})([.)])(?=\s|$))")
_HREF = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20"})


def markdown(parts: Sequence[ArticlePart], pictures: Mapping[str, str]) -> str:
    """The text of an article, an empty line between blocks.

    Args:
        parts: of the article's body.
        pictures: where each that is shown is, by its path or address in the post; of any other its
            caption stands there.

    >>> markdown([HeadingBlock(text=Rich(text="为何 🎉"), level=2)], {})
    '## 为何 🎉'
    """
    written = ("\n".join(_piece(bare(part), pictures)) for part in parts)
    return "\n\n".join(filter(None, written))


def inline(rich: Rich) -> str:
    r"""Words with their marks and links.

    >>> inline(Rich(text="1 * 2：“重点”后🎉", marks=(Mark(start=6, end=10, kind="strong"),)))
    '1 \\* 2：“**重点**”后🎉'
    """
    rich = on_lines(rich)
    out: list[str] = []
    ends: list[tuple[int, str]] = []
    at = 0

    def write_to(end: int) -> None:
        nonlocal at
        while ends and ends[-1][0] <= end:
            until, sign = ends.pop()
            out.extend((_escaped(rich.text[at:until]), sign))
            at = until
        out.append(_escaped(rich.text[at:end]))
        at = end

    for mark in _written(rich):
        write_to(mark.start)
        words = rich.text[mark.start : mark.end]
        if mark.kind == "code":
            out.append(_code(words))
            at = mark.end
        elif mark.kind == "url":
            out.append(f"<{words}>" if words.isascii() else f"[{_escaped(words)}]({_href(mark)})")
            at = mark.end
        elif mark.kind == "link":
            out.append("[")
            ends.append((mark.end, f"]({_href(mark)})"))
        else:
            out.append(SIGNS[mark.kind])
            ends.append((mark.end, SIGNS[mark.kind]))
    write_to(len(rich.text))
    return "".join(out)


_IN_CODE = re.compile(
    r"(?P<fence>^(?P<lead>[ >]*(?:(?:[-*]|\d+\.) +)*)(?P<signs>`{3,})[^`\n]*\n.*?^[ >]*(?P=signs)$)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


def outside_code(made: str, change: Callable[[str], str], code: Callable[[str], str] = str) -> str:
    """What `markdown` made, with what is no code as *change* has it, and code as *code* does.

    >>> outside_code("港口🎉 `港口` 港口", lambda text: text.replace("港口", "port"))
    'port🎉 `港口` port'
    """
    out: list[str] = []
    at = 0
    for found in _IN_CODE.finditer(made):
        out += [change(made[at : found.start()]), code(found[0])]
        at = found.end()
    return "".join([*out, change(made[at:])])


def written_address(address: str) -> str:
    """*address* as it stands behind words or a picture.

    >>> written_address("图 (1).png")
    '图%20%281%29.png'
    """
    return address.translate(_HREF)


def _written(rich: Rich) -> list[Mark]:
    """The marks that Markdown has, one inside the other; none inside code or an address."""
    known = {*SIGNS, "code", "link", "url"}
    whole = [mark for mark in rich.marks if mark.kind in {"code", "url"}]
    marks: list[Mark] = []
    for mark in nest(one for one in rich.marks if one.kind in known):
        inside = any(
            one.start <= mark.start and mark.end <= one.end and one is not mark
            for one in whole
            if one.kind != mark.kind
        )
        if mark.kind in SIGNS:
            if not inside and (drawn := _drawn_in(rich.text, mark)):
                marks.append(drawn)
        elif not inside:
            marks.append(mark)
    return marks


def _drawn_in(text: str, mark: Mark) -> Mark | None:
    """*mark* without spaces at its ends, nor punctuation there if that would unmake it."""
    start, end = _trimmed(text, mark.start, mark.end, str.isspace)
    around = f" {text} "  # a text's ends are white space
    if start < end and not (
        flanks(around[start], text[start]) and flanks(around[end + 1], text[end - 1])
    ):
        start, end = _trimmed(text, start, end, lambda char: not flanks("字", char))
    return Mark(start=start, end=end, kind=mark.kind) if start < end else None


def _trimmed(text: str, start: int, end: int, out: Callable[[str], bool]) -> tuple[int, int]:
    while start < end and out(text[start]):
        start += 1
    while start < end and out(text[end - 1]):
        end -= 1
    return start, end


def _code(words: str) -> str:
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence, space = "`" * (longest + 1), " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{space}{words.replace(chr(10), ' ')}{space}{fence}"


def _href(mark: Mark) -> str:
    return written_address(mark.href)


def _escaped(text: str) -> str:
    lines = _ESCAPED.sub(r"\\\g<0>", text).split("\n")
    return "  \n".join(lines)


def _lines(rich: Rich) -> list[str]:
    """A paragraph's lines, none of which begins like a heading, a list or a quotation."""
    return [_LEADING.sub(_shown, line.lstrip(" \t")) for line in inline(rich).split("\n")]


def _shown(found: re.Match[str]) -> str:
    sign = next(group for group in (found[1], found[2], found[4]) if group)
    head = found[0].removesuffix(sign)
    return f"{head}\\{sign}"


def _piece(part: HeadingBlock | Block, pictures: Mapping[str, str]) -> list[str]:
    if isinstance(part, HeadingBlock):
        return [f"{'#' * part.level} {inline(part.text).replace('  ' + chr(10), ' ')}"]
    return list(_block(part, pictures))


def _block(block: Block, pictures: Mapping[str, str]) -> Iterator[str]:
    match block:
        case List():
            yield from _list(block, pictures)
        case Quote():
            inner = _blocks(block.blocks, pictures)
            yield from (f"> {line}".rstrip() for line in inner)
        case Code():
            longest = max((len(run) for run in re.findall("`{3,}", block.code)), default=2)
            fence = "`" * (longest + 1)
            yield from (f"{fence}{block.language}", *block.code.split("\n"), fence)
        case Table():
            yield from _table(block)
        case Picture():
            yield from _figure(block, pictures)
        case Note():
            said = _blocks(block.blocks, pictures) or [""]
            yield from (f"\\[{block.number}\\] {said[0]}", *said[1:])
        case Rule():
            yield "---"
        case _:
            yield from _lines(block.text) if block.text else ()


def _blocks(blocks: Sequence[Block], pictures: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        made = list(_block(block, pictures))
        lines += ["", *made] if lines and made else made
    return lines


def _list(block: List, pictures: Mapping[str, str], *, nested: bool = False) -> Iterator[str]:
    loose = any(not isinstance(one, List) for item in block.items for one in item.more)
    numbered = first_number(block) is not None
    for at, (bullet, item) in enumerate(zip(block.bullets(), block.items, strict=True)):
        if at and loose and not nested:  # there, older readers would take the next item for code
            yield ""
        lead, box = _lead(bullet.strip(), item, numbered=numbered)
        indent = " " * max(len(lead), STEP)
        first, *others = [*_lines(item.text)] or [""]
        yield f"{lead}{box}{first}".rstrip() if not first else f"{lead}{box}{first}"
        yield from (indent + line for line in others)
        for below in item.more:
            if isinstance(below, List):
                lines = _list(below, pictures, nested=True)
            else:
                lines = _block(below, pictures)
            if loose and not (below is item.more[0] and isinstance(below, List)):
                yield ""
            yield from ((indent + line).rstrip() for line in lines)


def _lead(bullet: str, item: Item, *, numbered: bool) -> tuple[str, str]:
    """What an item begins with: its number where all have one, else a bullet and its own sign."""
    if item.checked is not None:
        return "- ", "[x] " if item.checked else "[ ] "
    if numbered:
        return f"{bullet} ", ""
    own = _LEADING.sub(_shown, _escaped(bullet))
    return "- ", "" if bullet == "•" else f"{own} "


def _table(table: Table) -> Iterator[str]:
    lines = {"": "---", "left": ":---", "center": ":---:", "right": "---:"}

    def row(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    yield row([_cell(cell) for cell in table.header])
    yield row([lines[align] for align in table.align])
    yield from (row([_cell(cell) for cell in cells]) for cells in table.rows)


def _cell(cell: Rich) -> str:
    """A cell, in which a bar is escaped in code too: https://github.github.com/gfm/#example-200."""
    codes = [mark for mark in cell.marks if mark.kind == "code"]
    bars = (found.span() for found in re.finditer(r"\|", cell.text))
    inside = [span for span in bars if any(one.start <= span[0] < one.end for one in codes)]
    cell = cell.replaced([(*span, r"\|") for span in inside])
    return inline(cell).replace("  \n", "<br>").replace("\n", " ")


def _figure(picture: Picture, pictures: Mapping[str, str]) -> Iterator[str]:
    if picture.path in pictures:
        alt = _escaped(" ".join(picture.alt.split()))
        yield f"![{alt}]({written_address(pictures[picture.path])})"
    if picture.caption:
        yield from [""] if picture.path in pictures else []
        yield from _lines(picture.caption)
