"""Links: pictures at the root of a site, and pages named in the language of its own program.

All other relative links are as they are typed: whoever says a text knows where it stands
(`text.texts.resolved`).
"""

from urllib.parse import urljoin


class Links:
    """The links of one file, whose own address is *base*, if it has one.

    >>> links = Links("https://example.com/blog/芯片/")
    >>> links.resolved("/图.png", picture=True), links.resolved("图.png", picture=True)
    ('https://example.com/图.png', '图.png')
    >>> links.resolved('{{< ref "云.md" >}}') is None, links.lost
    (True, ['{{< ref "云.md" >}}'])
    """

    def __init__(self, base: str) -> None:
        self.base = base if base.startswith(("https://", "http://")) else ""
        self.lost: list[str] = []
        """Pages that only the site's own program finds."""

    def resolved(self, url: str, *, picture: bool = False) -> str | None:
        """*url* as a whole address, where it is a picture's; None: it leads nowhere."""
        if url.startswith("{"):
            self.lost.append(url)
            return None
        if picture and url.startswith("/") and self.base:
            return urljoin(self.base, url)
        return url
