"""Marks that overlap in any way, made into what a format can write: nested, merged, split, as HTML.

And offsets, from code points to the units that channels count them in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate
from unicodedata import category

from ..text.richtext import Mark, MarkKind, Rich, over

ORDER: tuple[MarkKind, ...] = (
    "quote",
    "pre",
    "link",
    "url",
    "mention",
    "hashtag",
    "cashtag",
    "strong",
    "emphasis",
    "strike",
    "code",
    "note",
)
"""From the outermost to the innermost, where two begin and end together."""
RANK = {kind: at for at, kind in enumerate(ORDER)}
STYLES: frozenset[MarkKind] = frozenset({"strong", "emphasis", "strike", "code"})
"""Marks that lose nothing when they are cut in two."""


def nest(marks: Iterable[Mark]) -> list[Mark]:
    """*marks* cut so that of any two, one holds the other or they are apart; outer ones first.

    Where two cross, the one that means as much in two parts is cut: a style before a link.

    >>> crossing = [Mark(start=0, end=4, kind="strong"), Mark(start=2, end=6, kind="emphasis")]
    >>> [(mark.start, mark.end, mark.kind) for mark in nest(crossing)]
    [(0, 4, 'strong'), (2, 4, 'emphasis'), (4, 6, 'emphasis')]
    """
    waiting = [(_key(mark), at, mark) for at, mark in enumerate(merge_marks(marks))]
    heapify(waiting)
    count = len(waiting)
    made: list[Mark] = []
    around: list[int] = []
    while waiting:
        _, _, mark = heappop(waiting)
        while around and made[around[-1]].end <= mark.start:
            around.pop()
        if around and made[around[-1]].end < mark.end:
            outer = made[around[-1]]
            if RANK[mark.kind] < RANK[outer.kind] and outer.start < mark.start:
                made[around.pop()] = over(outer, outer.start, mark.start)
                rest = [mark, over(outer, mark.start, outer.end)]
            else:
                rest = [over(mark, mark.start, outer.end), over(mark, outer.end, mark.end)]
            for part in rest:
                count += 1
                heappush(waiting, (_key(part), count, part))
            continue
        around.append(len(made))
        made.append(mark)
    return sorted(made, key=_key)


def merge_marks(marks: Iterable[Mark]) -> list[Mark]:
    """Each kind's marks apart from each other: overlapping ones are one, a second link gives way.

    >>> first, second = (Mark(start=at, end=at + 2, kind="code") for at in (0, 2))
    >>> [mark.end for mark in merge_marks([first, second])]
    [4]
    """
    made: list[Mark] = []
    last: dict[MarkKind, int] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        at = last.get(mark.kind)
        end = -1 if at is None else made[at].end
        touches = mark.start <= end if mark.kind in STYLES else mark.start < end
        if at is not None and touches and mark.href == made[at].href:
            made[at] = over(made[at], made[at].start, max(end, mark.end))
        elif max(mark.start, end) < mark.end:
            last[mark.kind] = len(made)
            made.append(over(mark, max(mark.start, end), mark.end))
    return made


def subtract(mark: Mark, holes: Sequence[Mark]) -> Iterator[Mark]:
    """The parts of *mark* outside *holes*, which are sorted and apart."""
    start = mark.start
    first = bisect_right(holes, mark.start, key=lambda hole: hole.end)
    last = bisect_left(holes, mark.end, key=lambda hole: hole.start)
    for hole in holes[first:last]:
        if hole.start > start:
            yield over(mark, start, hole.start)
        start = hole.end
    if start < mark.end:
        yield over(mark, start, mark.end)


def without_overlaps(marks: Iterable[Mark]) -> Iterator[Mark]:
    """*marks* of any kind in order, each without what one before it covers.

    >>> first, second = (Mark(start=at, end=at + 4, kind="link") for at in (0, 2))
    >>> [(mark.start, mark.end) for mark in without_overlaps([first, second])]
    [(0, 4), (4, 6)]
    """
    end = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.end > end:
            yield over(mark, max(mark.start, end), mark.end)
            end = mark.end


def split_at(mark: Mark, cuts: Sequence[int]) -> Iterator[Mark]:
    """*mark* in parts, cut wherever one of *cuts*, which are sorted, lies inside it.

    >>> [part.end for part in split_at(Mark(start=0, end=6, kind="strong"), [0, 2, 6])]
    [2, 6]
    """
    start = mark.start
    for cut in cuts[bisect_right(cuts, mark.start) : bisect_left(cuts, mark.end)]:
        yield over(mark, start, cut)
        start = cut
    yield over(mark, start, mark.end)


def trim(mark: Mark, text: str) -> Mark:
    """*mark* without white space at its ends."""
    words = text[mark.start : mark.end]
    start = mark.start + len(words) - len(words.lstrip())
    return over(mark, start, max(start, mark.start + len(words.rstrip())))


def _key(mark: Mark) -> tuple[int, int, int]:
    return mark.start, -mark.end, RANK[mark.kind]


def utf16(text: str) -> Callable[[int], int]:
    """From a code point's offset in *text* to its UTF-16 offset.

    >>> utf16("🎉中文")(2)
    3
    """
    astral = [at for at, char in enumerate(text) if char > "\uffff"]
    return lambda offset: offset + bisect_left(astral, offset)


def code_points(text: str) -> Callable[[int], int]:
    """From a UTF-16 offset in *text* to its code point's.

    >>> code_points("🎉中文")(3)
    2
    """
    data = text.encode("utf-16-le", "surrogatepass")
    return lambda units: len(data[: units * 2].decode("utf-16-le", "ignore"))


def utf8(text: str) -> Callable[[int], int]:
    """From a code point's offset in *text* to its UTF-8 offset.

    >>> utf8("🎉中文")(2)
    7
    """
    offsets = [0]
    for char in text:
        wide = 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4
        offsets.append(offsets[-1] + wide)
    return offsets.__getitem__


ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
TAGS: dict[MarkKind, str] = {"strong": "strong", "emphasis": "em", "code": "code"}


def html(rich: Rich, styles: Mapping[MarkKind, str]) -> str:
    """*rich* as inline HTML: escaped, line breaks as ``<br>``, no class and no link.

    Strong, emphasis and code are always written; other marks are a ``span`` where *styles* has a
    style for them. Addresses are not written: what to do with them is the channel's matter.

    >>> html(Rich(text="a<b🎉", marks=(Mark(start=1, end=4, kind="strong"),)), {})
    'a<strong>&lt;b🎉</strong>'
    """
    marks = nest(mark for mark in rich.marks if mark.kind in TAGS or mark.kind in styles)
    signs = (
        (mark, _opening(mark.kind, styles.get(mark.kind, "")), f"</{_tag(mark.kind)}>")
        for mark in marks
    )
    return with_signs(rich.text, signs, html_text)


def html_text(text: str) -> str:
    r"""*text* as HTML: escaped, line breaks as ``<br>``.

    >>> html_text("a<b\n🎉")
    'a&lt;b<br>🎉'
    """
    return text.translate(ESCAPES).replace("\n", "<br>")


def with_signs(
    text: str, signs: Iterable[tuple[Mark, str, str]], written: Callable[[str], str]
) -> str:
    """*text* with what opens and what closes each mark around its part.

    Args:
        text: what the marks are of.
        signs: each mark with both; nested, outer ones first (`nest`).
        written: how the text between them stands.

    >>> signs = [(Mark(start=0, end=2, kind="strong"), "<b>", "</b>")]
    >>> with_signs("芯片🎉", signs, str)
    '<b>芯片</b>🎉'
    """
    out: list[str] = []
    inside: list[tuple[int, str]] = []
    at = 0

    def text_to(end: int) -> None:
        nonlocal at
        out.append(written(text[at:end]))
        at = end

    def close_to(end: int) -> None:
        while inside and inside[-1][0] <= end:
            until, closing = inside.pop()
            text_to(until)
            out.append(closing)

    for mark, opening, closing in signs:
        close_to(mark.start)
        text_to(mark.start)
        out.append(opening)
        inside.append((mark.end, closing))
    close_to(len(text))
    text_to(len(text))
    return "".join(out)


MESSAGE_TAGS: dict[MarkKind, str] = TAGS | {"strike": "del"}
_BLOCKS: tuple[MarkKind, ...] = ("quote", "pre")
"""From the outer to the inner."""


def message_html(rich: Rich) -> str:
    r"""*rich* as HTML that chats keep; quotations and code are blocks.

    The elements: https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes.

    >>> said = Rich(text="见 <论文>🎉\n好").marked("link", "https://a.cn/?a&b")
    >>> message_html(said)
    '<a href="https://a.cn/?a&amp;b">见 &lt;论文&gt;🎉<br>好</a>'
    >>> message_html(Rich(text="一\n") + Rich(text="二").marked("quote") + "\n三")
    '一<blockquote>二</blockquote>三'
    """
    return _blocks(rich, _BLOCKS)


def _blocks(rich: Rich, kinds: tuple[MarkKind, ...]) -> str:
    """*rich* with blocks of the first of *kinds*, in which those of the others may stand."""
    if not kinds:
        return _inline(rich)
    kind, inner, out, at = kinds[0], kinds[1:], list[str](), 0
    for mark in merge_marks(one for one in rich.marks if one.kind == kind):
        out += (_between(rich, at, mark.start, inner), _block(rich, mark, inner))
        at = mark.end
    return "".join((*out, _between(rich, at, len(rich), inner)))


def _between(rich: Rich, start: int, end: int, kinds: tuple[MarkKind, ...]) -> str:
    """The lines beside blocks; a block stands apart by itself."""
    text = rich.text[start:end]
    if start:
        start += len(text) - len(text.lstrip("\n"))
    if end < len(rich):
        end -= len(text) - len(text.rstrip("\n"))
    return _blocks(rich[start:end], kinds) if start < end else ""


def _block(rich: Rich, mark: Mark, kinds: tuple[MarkKind, ...]) -> str:
    part = rich[mark.start : mark.end]
    if mark.kind == "quote":
        own = tuple(one for one in part.marks if one.kind != "quote")
        return f"<blockquote>{_blocks(Rich(text=part.text, marks=own), kinds)}</blockquote>"
    language = f' class="language-{mark.href.translate(ESCAPES)}"' if mark.href else ""
    return f"<pre><code{language}>{part.text.translate(ESCAPES)}</code></pre>"


def _inline(rich: Rich) -> str:
    marks = nest(
        one for one in rich.marks if one.kind in MESSAGE_TAGS or one.kind in {"link", "url"}
    )
    return with_signs(rich.text, map(_signs, marks), html_text)


def _signs(mark: Mark) -> tuple[Mark, str, str]:
    tag = MESSAGE_TAGS.get(mark.kind, "a")
    href = f' href="{mark.href.translate(ESCAPES)}"' if tag == "a" else ""
    return mark, f"<{tag}{href}>", f"</{tag}>"


def flanks(outside: str, inside: str) -> bool:
    """Whether a sign between these two opens or closes emphasis: CommonMark 0.31, section 6.2.

    >>> flanks("说", "好"), flanks("说", "“"), flanks("：", "“")
    (True, False, True)
    """
    return not inside.isspace() and (not _parts(inside) or outside.isspace() or _parts(outside))


def _parts(char: str) -> bool:
    """Whether *char* is punctuation or a symbol."""
    return category(char)[0] in "PS"


def _tag(kind: MarkKind) -> str:
    return TAGS.get(kind, "span")


def _opening(kind: MarkKind, style: str) -> str:
    return f'<{_tag(kind)} style="{style.translate(ESCAPES)}">' if style else f"<{_tag(kind)}>"


def lines_of(rich: Rich) -> Iterator[Rich]:
    r"""Each line of *rich*, with the parts of the marks that fall there.

    >>> [line.marks for line in lines_of(Rich(text="一\n🎉"))]
    [(), ()]
    """
    lines = rich.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    own: list[list[Mark]] = [[] for _ in lines]
    for mark in rich.marks:
        first, last = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        for at in range(first, last):
            start = max(0, mark.start - starts[at])
            end = min(len(lines[at]), mark.end - starts[at])
            if start < end:
                own[at].append(over(mark, start, end))
    for line, marks in zip(lines, own, strict=True):
        yield Rich(text=line, marks=tuple(marks))
