"""Encoded addresses: without letters that a channel would end a link at."""

from ..rich import Rich

SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What has a meaning in an address: RFC 3986, sections 2.2 and 2.1."""


def encoded(rich: Rich) -> Rich:
    """*rich* with the Chinese in its addresses percent-encoded; the host is left alone.

    X ends a link at the first Chinese character of its path, and leads readers elsewhere.

    >>> from crosspost.rich import Mark
    >>> wiki = "https://zh.wikipedia.org/wiki/芯片"
    >>> mark = Mark(start=1, end=1 + len(wiki), kind="url", href=wiki)
    >>> encoded(Rich(text=f"见{wiki} 🎉", marks=(mark,))).text
    '见https://zh.wikipedia.org/wiki/%E8%8A%AF%E7%89%87 🎉'
    """
    edits = sorted(
        {
            (mark.start, mark.end, _encoded(rich.text[mark.start : mark.end]))
            for mark in rich.marks
            if mark.kind == "url" and not rich.text[mark.start : mark.end].isascii()
        }
    )
    return rich.replaced(edits)


def _encoded(address: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - few posts need it, and it is slow to load

    scheme, slashes, rest = address.rpartition("//")
    host, slash, path = rest.partition("/")
    return scheme + slashes + host + slash + quote(path, safe=SAFE)
