"""A site's folder, in which a feed is: what stands in it is what feedparser reads there."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import feedparser

from crosspost.testing.server import Fake, Request


class FeedFolder(Fake):
    """A folder with at most one feed; without it nothing can be written."""

    NAME = "feed"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        self.folder = Path(tempfile.mkdtemp())
        super().__init__(port, delay)

    @property
    def url(self) -> str:
        """The feed's file."""
        return str(self.folder / "feed.xml")

    @property
    def posts(self) -> list[dict[str, Any]]:
        """Its entries, the oldest first."""
        if not Path(self.url).exists():
            return []
        read = feedparser.parse(self.url)
        assert not read.bozo, read.bozo_exception
        names = ({"id": one.id, "text": one.title} for one in reversed(read.entries))
        return [{**one, "parent": None, "media": []} for one in names]

    @posts.setter
    def posts(self, value: list[dict[str, Any]]) -> None:
        """Nothing is kept here."""

    def answer(self, request: Request) -> NoReturn:
        raise NotImplementedError

    def start(self) -> "FeedFolder":
        """The folder is there."""
        away = self.folder.with_suffix(".away")
        if away.exists():
            away.rename(self.folder)
        return self

    def stop(self) -> None:
        """The folder is not there: a disk that is not mounted."""
        if self.folder.exists():
            self.folder.rename(self.folder.with_suffix(".away"))

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        shutil.rmtree(self.folder.with_suffix(".away"))
