"""Plain text: styles fall away, hidden addresses are written out."""

from ..rich import WHOLE, Kind, Mark, Rich, join


def flatten(rich: Rich) -> Rich:
    """*rich* for a channel without marks: ``words (address)``, unless the words are the address.

    Addresses, mentions and hashtags keep their marks, so that nothing is cut inside them.

    >>> from crosspost.rich import Mark
    >>> flat = flatten(
    ...     Rich(text="见报告🎉", marks=(Mark(start=1, end=3, kind="link", href="https://a.cn"),))
    ... )
    >>> flat.text, [(mark.kind, mark.start) for mark in flat.marks]
    ('见报告 (https://a.cn)🎉', [('url', 5)])
    """
    whole = Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if mark.kind in WHOLE))
    links = sorted(
        (mark for mark in rich.marks if mark.kind == "link"), key=lambda mark: mark.start
    )
    parts: list[Rich] = []
    at = 0
    for link in links:
        if link.start < at:
            continue
        words = whole[link.start : link.end]
        parts += (whole[at : link.start], words, _written(words.text, link.href))
        at = link.end
    return join([*parts, whole[at:]])


def _written(words: str, href: str) -> Rich:
    """The address behind *words*, in brackets, as far as they do not say it themselves."""
    address = href.removeprefix("mailto:")
    if words.strip().rstrip("/") in {address.rstrip("/"), _bare(address)}:
        return Rich(text="")
    kind: Kind = "url" if address == href else "mention"
    mark = Mark(start=2, end=2 + len(address), kind=kind, href=href)
    return Rich(text=f" ({address})", marks=(mark,))


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
