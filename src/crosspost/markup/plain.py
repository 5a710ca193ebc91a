"""Plain text: styles fall away, hidden addresses are spelled out."""

from collections.abc import Callable

from ..rich import WHOLE, Kind, Mark, Rich
from .nesting import apart


def flatten(rich: Rich) -> Rich:
    """*rich* for a channel without marks: ``words (address)``, unless the words are the address.

    Addresses, mentions and hashtags keep their marks, so that nothing is cut inside them.

    >>> link = Mark(start=1, end=3, kind="link", href="https://a.cn")
    >>> flat = flatten(Rich(text="见报告🎉", marks=(link,)))
    >>> flat.text, [(mark.kind, mark.start) for mark in flat.marks]
    ('见报告 (https://a.cn)🎉', [('url', 5)])
    """
    spelled = spelled_out(rich, lambda _: True)
    return Rich(
        text=spelled.text, marks=tuple(mark for mark in spelled.marks if mark.kind in WHOLE)
    )


def spelled_out(rich: Rich, hidden: Callable[[str], bool]) -> Rich:
    """*rich* with the addresses that *hidden* picks behind their words instead of under them.

    In brackets, but not where the words are in brackets themselves or end the text.

    >>> mail = Mark(start=1, end=3, kind="link", href="mailto:a@b.cn")
    >>> spelled_out(Rich(text="(写信)🎉", marks=(mail,)), lambda _: True).text
    '(写信 a@b.cn)🎉'
    """

    def goes(mark: Mark) -> bool:
        return mark.kind == "link" and hidden(mark.href)

    edits: list[tuple[int, int, str]] = []
    found: list[Mark] = []
    moved = 0
    for link in apart(filter(goes, rich.marks)):
        address = link.href.removeprefix("mailto:")
        if not _says(rich.text[link.start : link.end], address):
            ends = rich.text[link.end : link.end + 1] in {"", ")", "）"}
            new = f" {address}" if ends else f" ({address})"
            start = link.end + moved + new.index(address)
            kind: Kind = "url" if address == link.href else "mention"
            found.append(Mark(start=start, end=start + len(address), kind=kind, href=link.href))
            edits.append((link.end, link.end, new))
            moved += len(new)
    kept = Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if not goes(mark)))
    spelled = kept.replaced(edits)
    marks = sorted((*spelled.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return Rich(text=spelled.text, marks=tuple(marks))


def _says(words: str, address: str) -> bool:
    """Whether *words* are the address, with or without its scheme."""
    bare = address.partition("://")[2].rstrip("/")
    return words.strip().rstrip("/") in {address.rstrip("/"), bare}
