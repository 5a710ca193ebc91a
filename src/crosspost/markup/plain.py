"""Plain text: styles fall away, hidden addresses are written out.

Where a channel would take letters beside an address along, `add_spaces` keeps them apart; where it
would end a link at a Chinese letter, `encode_addresses` leaves none in it. `wrapped` is for what
stands in lines of a typewriter, as an e-mail's plain text does.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from .._lazy_re import later
from ..text.cjk import can_break_between, columns, needs_no_space
from ..text.richtext import WHOLE, Mark, MarkKind, Rich
from .marks import without_overlaps


def flatten(rich: Rich) -> Rich:
    """*rich* for a channel without marks: ``words (address)``, unless the words are the address.

    Addresses, mentions and hashtags keep their marks, so that nothing is cut inside them, and so
    does code, which is cut between its lines.

    >>> link = Mark(start=1, end=3, kind="link", href="https://a.cn")
    >>> flat = flatten(Rich(text="见报告🎉", marks=(link,)))
    >>> flat.text, [(mark.kind, mark.start) for mark in flat.marks]
    ('见报告 (https://a.cn)🎉', [('url', 5)])
    """
    spelled = expand_links(rich, lambda _: True)
    return Rich(
        text=spelled.text,
        marks=tuple(mark for mark in spelled.marks if mark.kind in WHOLE or mark.kind == "pre"),
    )


def expand_links(rich: Rich, hidden: Callable[[str], bool]) -> Rich:
    """*rich* with the addresses that *hidden* picks behind their words instead of under them.

    In brackets, but not where the words are in brackets themselves or end the text. A number of a
    paper that its address ends in is not said twice.

    >>> mail = Mark(start=1, end=3, kind="link", href="mailto:a@b.cn")
    >>> expand_links(Rich(text="(写信)🎉", marks=(mail,)), lambda _: True).text
    '(写信 a@b.cn)🎉'
    """

    def goes(mark: Mark) -> bool:
        return mark.kind == "link" and hidden(mark.href)

    edits: list[tuple[int, int, str]] = []
    found: list[Mark] = []
    moved = 0
    for link in without_overlaps(filter(goes, rich.marks)):
        address = link.href.removeprefix("mailto:")
        words = rich.text[link.start : link.end]
        if not _says(words, address):
            if said := _number(words, address):
                edits.append((link.start + said[0], link.start + said[1], ""))
                moved -= said[1] - said[0]
            ends = rich.text[link.end : link.end + 1] in {"", "\n", ")", "）"}
            new = f" {address}" if ends else f" ({address})"
            start = link.end + moved + new.index(address)
            kind: MarkKind = "url" if address == link.href else "mention"
            found.append(Mark(start=start, end=start + len(address), kind=kind, href=link.href))
            edits.append((link.end, link.end, new))
            moved += len(new)
    kept = Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if not goes(mark)))
    spelled = kept.replaced(edits)
    marks = sorted((*spelled.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return Rich(text=spelled.text, marks=tuple(marks))


def unnumbered(rich: Rich) -> Rich:
    """*rich* without the numbers of papers that its links lead to, for where the address is shown.

    >>> linked = Rich(text="风险（SSRN 5883822）🎉").marked(
    ...     "link", "https://ssrn.com/abstract=5883822"
    ... )
    >>> unnumbered(linked).text
    '风险🎉'
    """
    links = (mark for mark in rich.marks if mark.kind == "link")
    found = ((mark.start, _number(rich.text[mark.start : mark.end], mark.href)) for mark in links)
    return rich.replaced([(at + said[0], at + said[1], "") for at, said in found if said])


def _number(words: str, address: str) -> tuple[int, int] | None:
    """Where *words* have the number of a paper that *address* leads to, with what sets it off.

    >>> words = "算力风险（李，doi:10.1111/jofi.1）"
    >>> start, end = _number(words, "https://doi.org/10.1111/jofi.1")
    >>> words[start:end]
    '，doi:10.1111/jofi.1'
    """
    host, _, path = address.partition("://")[2].partition("/")
    said = {"doi.org": "doi:" + path, "ssrn.com": "SSRN " + path.removeprefix("abstract=")}
    at = words.find(said.get(host, "\n"))
    if at < 0:
        return None
    end = at + len(said[host])
    for before, behind in (((", ", "，"), ""), ((" (", "（"), words[end : end + 1])):
        for one in before:
            if words[:at].endswith(one) and (not behind or behind in ")）"):
                return at - len(one), end + len(behind)
    return None


def _says(words: str, address: str) -> bool:
    """Whether *words* are the address, with or without its scheme."""
    bare = address.partition("://")[2].rstrip("/")
    return words.strip().rstrip("/") in {address.rstrip("/"), bare}


def add_spaces(rich: Rich) -> Rich:
    """*rich* with spaces around addresses, mentions and hashtags that touch anything not ASCII.

    Mastodon takes all up to the next space into an address, and sees no mention behind a Chinese
    character: https://docs.joinmastodon.org/user/posting/#links.

    >>> from crosspost.text.richtext import Mark
    >>> url = Mark(start=1, end=15, kind="url", href="https://a.cn/b")
    >>> add_spaces(Rich(text="见https://a.cn/b。🎉", marks=(url,))).text
    '见 https://a.cn/b 。🎉'
    """
    return rich.replaced(_spaces(rich))


def _spaces(rich: Rich) -> Iterator[tuple[int, int, str]]:
    edges = {
        edge
        for mark in rich.marks
        if mark.kind in WHOLE
        for edge, outside in ((mark.start, mark.start - 1), (mark.end, mark.end))
        if 0 <= outside < len(rich) and _clings(rich.text[outside])
    }
    for edge in sorted(edges):
        yield edge, edge, " "


def _clings(char: str) -> bool:
    return not char.isascii() and not char.isspace()


SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What has a meaning in an address: RFC 3986, sections 2.2 and 2.1."""


def encode_addresses(rich: Rich) -> Rich:
    """*rich* with the Chinese in its addresses percent-encoded; the host is left alone.

    X ends a link at the first Chinese character of its path, and leads readers elsewhere.

    >>> from crosspost.text.richtext import Mark
    >>> wiki = "https://zh.wikipedia.org/wiki/芯片"
    >>> mark = Mark(start=1, end=1 + len(wiki), kind="url", href=wiki)
    >>> encode_addresses(Rich(text=f"见{wiki} 🎉", marks=(mark,))).text
    '见https://zh.wikipedia.org/wiki/%E8%8A%AF%E7%89%87 🎉'
    """
    edits = sorted(
        {
            (mark.start, mark.end, percent_encoded(rich.text[mark.start : mark.end]))
            for mark in rich.marks
            if mark.kind == "url" and not rich.text[mark.start : mark.end].isascii()
        }
    )
    return rich.replaced(edits)


def percent_encoded(address: str) -> str:
    """*address* in ASCII but for its host: what a matcher, and a field for a URI, takes whole.

    >>> percent_encoded("https://zh.wikipedia.org/wiki/芯片")
    'https://zh.wikipedia.org/wiki/%E8%8A%AF%E7%89%87'
    """
    scheme, slashes, rest = address.rpartition("//")
    host, slash, path = rest.partition("/")
    return scheme + slashes + host + slash + quote(path, safe=SAFE)


_ITEM = later(r"\s*(?:(?:\d{1,4}[.)]|\[\d+\]|[•*-])\s+)?")


def wrapped(rich: Rich, most: int) -> str:
    r"""*rich* in lines of at most *most* columns, but for code and addresses, which stay whole.

    What goes on of an item stands under its first word; no line begins or ends with a sign that may
    not stand there.

    >>> wrapped(Rich(text="1. 从马拉松，到量产🎉"), 12)
    '1. 从马拉\n   松，到量\n   产🎉'
    """
    made: list[str] = []
    at = 0
    for line in rich.text.split("\n"):
        code = any(mark.kind == "pre" and mark.start <= at < mark.end for mark in rich.marks)
        made += [line] if code or columns(line) <= most else _lines(line, most)
        at += len(line) + 1
    return "\n".join(made)


def _lines(line: str, most: int) -> Iterator[str]:
    found = _ITEM.match(line)
    indent = " " * columns(found[0]) if found else ""
    written = ""
    for word in _words(line):
        if written.strip() and columns(written + word.rstrip()) > most:
            yield written.rstrip()
            written = indent
        written += word
    yield written.rstrip()


def _words(line: str) -> Iterator[str]:
    """What is not parted: words with the space behind them, and Chinese characters."""
    start = 0
    for at in range(1, len(line)):
        before, after = line[at - 1], line[at]
        sides = before.isspace() or needs_no_space(before) or needs_no_space(after)
        if sides and not after.isspace() and can_break_between(before, after):
            yield line[start:at]
            start = at
    yield line[start:]
