"""Notes: addresses as numbered footnotes, since an article cannot link to the outside."""

from collections.abc import Iterable, Sequence

from ..passages import Passage
from ..record import Record
from ..rich import Mark, Rich


class Note(Record):
    """An address that some words of the text, but no source, point to."""

    number: int
    words: str
    href: str


class Notes(Record):
    """Which number stands for which address."""

    numbers: dict[str, int]
    more: tuple[Note, ...]
    """Those to be listed after the sources."""


def inside(href: str) -> bool:
    """Whether WeChat lets an article link there: to other articles only.

    https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html

    >>> inside("https://mp.weixin.qq.com/s/abc"), inside("https://例子.com")
    (True, False)
    """
    return href.startswith(("https://mp.weixin.qq.com/", "http://mp.weixin.qq.com/"))


def noted(passages: Sequence[Passage]) -> Notes:
    """Number every address behind words: a source's by the source, others after them.

    >>> said = Passage(
    ...     section="happened",
    ...     kind="paragraph",
    ...     language="zh",
    ...     text=Rich(text="详见论文").marked("link", "https://a.com"),
    ... )
    >>> noted([said]).more[0].number
    1
    """
    sources = [passage for passage in passages if passage.kind == "source"]
    numbers: dict[str, int] = {}
    for at, source in enumerate(sources):
        for mark in links(source.text):
            numbers.setdefault(mark.href, at + 1)
    more: list[Note] = []
    for passage in passages:
        for rich in (passage.label, passage.text):
            for mark in links(rich):
                if mark.href not in numbers:
                    numbers[mark.href] = len(sources) + len(more) + 1
                    words = rich.text[mark.start : mark.end]
                    more.append(Note(number=numbers[mark.href], words=words, href=mark.href))
    return Notes(numbers=numbers, more=tuple(more))


def links(rich: Rich) -> Iterable[Mark]:
    """The marks of *rich* that hide an address outside WeChat, as they end."""
    hidden = (mark for mark in rich.marks if mark.kind == "link" and not inside(mark.href))
    return sorted(hidden, key=lambda mark: mark.end)
