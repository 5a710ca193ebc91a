"""Citations: a source as one line, and the address of the full text, each behind its words."""

from collections.abc import Iterable
from unicodedata import category

from ..model.post import Post, Source
from ..text.languages import pick, tell
from ..text.richtext import Rich, join
from .passages import ORIGINAL, Passage

DOI = "https://doi.org/"
SSRN = "https://ssrn.com/abstract="


def citation(source: Source) -> Rich:
    """``Title (Authors, 2024, SSRN 5883822) Note``, a link to its URL, DOI or SSRN number.

    >>> citation(Source(title="The Future is Now", authors="Osterneck et al.", year=2024)).text
    'The Future is Now (Osterneck et al., 2024)'
    >>> cited = citation(Source(title="算力风险", ssrn="5883822"))
    >>> cited.text, cited.marks[0].href
    ('算力风险（SSRN 5883822）', 'https://ssrn.com/abstract=5883822')
    """
    title, authors, note = map(_on_one_line, (source.title, source.authors, source.note))
    number = [f"SSRN {source.ssrn}"] if source.ssrn else []
    number += [f"doi:{source.doi}"] if source.doi else []
    chinese = tell(title + authors) == "zh"
    comma, brackets, space = ("，", "（{}）", "") if chinese else (", ", "({})", " ")
    inside = comma.join(filter(None, (authors, str(source.year or ""), *number)))
    around = brackets.format(inside) if title and inside else inside
    words = space.join(filter(None, (title, around)))
    href = address(source)
    if not words:
        cited = Rich(text=href).marked("url", href)
    else:
        cited = Rich(text=words).marked("link", href) if href else Rich(text=words)
    return join([part for part in (cited, Rich(text=note)) if part], " ")


def _on_one_line(text: str) -> str:
    r"""*text* without line breaks and other control characters, which no channel shows.

    >>> _on_one_line("算力\r风险\x00 🎉")
    '算力 风险 🎉'
    """
    shown = "".join(" " if category(char) == "Cc" else char for char in text)
    return text.strip() if shown == text else " ".join(shown.split())


def address(source: Source) -> str:
    """Where the source is found: its URL, else the page that its number leads to.

    >>> address(Source(title="定价", doi="10.1016/j.tra.2008.09.007"))
    'https://doi.org/10.1016/j.tra.2008.09.007'
    """
    if source.doi and not source.url:
        return DOI + source.doi
    return source.url or (SSRN + source.ssrn if source.ssrn else "")


def unlinked(source: Source) -> Rich:
    """The same line where every address costs: a number that names the paper is enough.

    >>> unlinked(Source(title="AI 风险", ssrn="5883822")).marks
    ()
    """
    cited = citation(source)
    return Rich(
        text=cited.text, marks=tuple(mark for mark in cited.marks if mark.href == source.url)
    )


_LABELS = {"en": "Original", "zh": "原文", "zh-Hant": "原文"}


def original_passage(post: Post, languages: tuple[str, ...]) -> Passage:
    """A link to the full text, which stands with the sources.

    >>> from crosspost.model.post import Meta
    >>> said = original_passage(Post(meta=Meta(canonical_url="https://a.cn/🎉")), ("zh",))
    >>> said.text.text, said.text.marks[0].href
    ('原文', 'https://a.cn/🎉')
    """
    words = _LABELS[pick(_LABELS, languages[0]) or "en"]
    return Passage(
        section="sources",
        kind="source",
        language=languages[0],
        text=Rich(text=words).marked("link", post.meta.canonical_url),
        path=ORIGINAL,
    )


def says_original(post: Post, passages: Iterable[Passage]) -> bool:
    """Whether *passages* hold the address of the full text, or the post has none."""
    address = post.meta.canonical_url.rstrip("/")
    if not address:
        return True
    return any(
        mark.href.rstrip("/") == address
        for passage in passages
        for rich in (passage.text, passage.label)
        for mark in rich.marks
    )
