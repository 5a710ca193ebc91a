"""Parted: a space where an address or a name touches a letter that a channel would take along."""

from collections.abc import Iterator

from ..rich import WHOLE, Rich


def parted(rich: Rich) -> Rich:
    """*rich* with spaces around addresses, mentions and hashtags that touch anything not ASCII.

    Mastodon takes all up to the next space into an address, and sees no mention behind a Chinese
    character: https://docs.joinmastodon.org/user/posting/#links.

    >>> from crosspost.rich import Mark
    >>> url = Mark(start=1, end=15, kind="url", href="https://a.cn/b")
    >>> parted(Rich(text="见https://a.cn/b。🎉", marks=(url,))).text
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
