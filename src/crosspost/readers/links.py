"""Links: where those of a file lead that name no site."""

import re
from urllib.parse import urljoin

from .._lazy_re import later

_SCHEME = later(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Links:
    """The links of one file, whose own address is *base*, if it has one.

    >>> links = Links("https://example.com/blog/芯片/")
    >>> links.resolved("/about"), links.resolved("../云/"), links.resolved("图.png", picture=True)
    ('https://example.com/about', 'https://example.com/blog/云/', '图.png')
    >>> unknown = Links("")
    >>> unknown.resolved("/about") is None, unknown.lost
    (True, ['/about'])
    """

    def __init__(self, base: str) -> None:
        self.base = base if base.startswith(("https://", "http://")) else ""
        self.lost: list[str] = []
        """Where links lead that lead nowhere from another site."""

    def resolved(self, url: str, *, picture: bool = False) -> str | None:
        """*url* as a whole address; a picture beside the post stays a path; None: nowhere."""
        if not url or url.startswith("//"):
            return f"https:{url}" if url else url
        if url.startswith("{"):  # a page's name in the language of a site's own program
            self.lost.append(url)
            return None
        if _SCHEME.match(url) or (picture and not url.startswith("/")):
            return url
        if self.base:
            return urljoin(self.base, url)
        if picture:
            return url
        self.lost.append(url)
        return None
