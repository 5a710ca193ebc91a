"""A site whose feed is the file ``feed.xml`` of the working folder, as it is when it is asked for."""

import hashlib
from pathlib import Path

from crosspost.testing.server import Answer, Fake, Request


class FeedSite(Fake):
    """Knows whether whoever asks has its feed already."""

    NAME = "feed-site"

    def answer(self, request: Request) -> Answer:
        body = Path("feed.xml").read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'
        if request.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"etag": etag})
        return Answer(body, 200, {"etag": etag, "content-type": "application/rss+xml"})
