"""Citations: what a post rests on, each source as one line, and the address of its full text."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category

from msgspec import structs

from .._lazy_re import later
from ..counting import links
from ..model.layout import Repair
from ..model.post import Post, Source
from ..text.cjk import CLOSERS
from ..text.entities import named
from ..text.languages import pick, script_tag, tell_language
from ..text.richtext import Mark, Rich, join
from ..typography import Style, repair
from .passages import BETWEEN, ORIGINAL, Passage

if TYPE_CHECKING:
    from .language_choice import LanguageSelector

DOI = "https://doi.org/"
SSRN = "https://ssrn.com/abstract="


def citation(source: Source) -> Rich:
    """``Title (Authors, 2024, SSRN 5883822). Note``, a link to its URL, DOI or SSRN number.

    >>> citation(Source(title="The Future is Now", authors="Osterneck et al.", year=2024)).text
    'The Future is Now (Osterneck et al., 2024)'
    >>> cited = citation(Source(title="算力风险", ssrn="5883822"))
    >>> cited.text, cited.marks[0].href
    ('算力风险（SSRN 5883822）', 'https://ssrn.com/abstract=5883822')
    """
    title, authors, note = map(_on_one_line, (source.title, source.authors, source.note))
    number = [f"SSRN {source.ssrn}"] if source.ssrn else []
    number += [f"doi:{source.doi}"] if source.doi else []
    chinese = tell_language(title + authors) == "zh"
    comma, brackets, space = ("，", "（{}）", "") if chinese else (", ", "({})", " ")
    inside = comma.join(filter(None, (authors, str(source.year or ""), *number)))
    around = brackets.format(inside) if title and inside else inside
    words = space.join(filter(None, (title, around)))
    href = address(source)
    if not words:
        cited = Rich(text=href).marked("url", href)
    else:
        cited = Rich(text=words).marked("link", href) if href else Rich(text=words)
    between = _between(cited.text, note) if words and note else " "
    return join([part for part in (cited, Rich(text=note)) if part], between)


_NAMED = later(r"[A-Za-z]+:\S")
"""A note that says what it is: ``doi:10.1111/jofi.13410``."""


def _between(words: str, note: str) -> str:
    """What parts a note from the *words* before it: a sign, unless one stands there.

    >>> [_between("年报（芯片社）", note) for note in ("2024 年", "[PDF]", "doi:10.1/a")]
    ['，', ' ', ' ']
    >>> _between("Annual reports", "Fiscal years 2021 to 2024 🎉"), _between("The end?", "a book")
    ('. ', ' ')
    """
    signed = _NAMED.match(note) or not note[0].isalnum()
    if signed or not (words[-1].isalnum() or words[-1] in CLOSERS):
        return " "
    if tell_language(words) == "zh":
        return "，"
    return ". " if note[0].isupper() else ", "


_DOI_NUMBER = later(r"\b10\.\d{4,9}/[!-~]*[A-Za-z0-9)]")


@lru_cache(maxsize=1024)  # a source is said on every channel
def repaired_source(
    source: Source, languages: tuple[str, ...], style: Style
) -> tuple[Source, tuple[Repair, ...]]:
    """*source* with its words as they are printed, and what was set right; no address is touched.

    Args:
        source: as the author wrote it.
        languages: of the post; one of them is a title's, where one is written so.
        style: which repairs are made, and how.

    >>> source, done = repaired_source(Source(title='AI芯片:"新"标准🎉'), ("zh", "en"), Style())
    >>> source.title, len(done) > 0
    ('AI 芯片：“新”标准🎉', True)
    >>> repaired_source(Source(note="见 https://a.cn/a,b"), ("zh",), Style())[0].note
    '见 https://a.cn/a,b'
    """
    done: list[Repair] = []

    def printed(text: str) -> str:
        made, repairs = repair(_names_marked(text), _language(text, languages), style)
        done.extend(repairs)
        return made.text

    said = {name: printed(getattr(source, name)) for name in ("title", "authors", "note")}
    return structs.replace(source, **said), tuple(done)


def _language(text: str, languages: tuple[str, ...]) -> str:
    """A title keeps its own language, whatever the post's: a Chinese post cites English papers."""
    told = tell_language(text)
    return next((tag for tag in languages if script_tag(tag) == told), told)


def _names_marked(text: str) -> Rich:
    """*text* with marks on what stays to the letter: addresses, names, numbers of papers."""
    numbers = [match.span() for match in _DOI_NUMBER.finditer(text)]
    spans = sorted({*links.addresses(text), *links.urls(text, bare=True), *numbers})
    marks = tuple(Mark(start=start, end=end, kind="url") for start, end in spans)
    return named(Rich(text=text, marks=marks))


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


def numbered_citation(source: Source) -> Rich:
    """The same line where every address costs: a number that names the paper is enough.

    >>> numbered_citation(Source(title="AI 风险", ssrn="5883822")).marks
    ()
    """
    cited = citation(source)
    return Rich(
        text=cited.text, marks=tuple(mark for mark in cited.marks if mark.href == source.url)
    )


_LABELS = {"en": "Original", "zh": "原文", "zh-Hant": "原文"}


def original_passage(post: Post, languages: tuple[str, ...]) -> Passage:
    """A link to the full text, which stands with the sources, in the words of *languages*.

    >>> from crosspost.model.post import Meta
    >>> said = original_passage(Post(meta=Meta(canonical_url="https://a.cn/🎉")), ("zh", "en"))
    >>> said.text.text, said.text.marks[0].href
    ('原文 / Original', 'https://a.cn/🎉')
    """
    every = (_LABELS[pick(_LABELS, language) or "en"] for language in languages)
    words = BETWEEN.join(dict.fromkeys(every))
    return Passage(
        section="sources",
        kind="source",
        language=languages[0],
        text=Rich(text=words).marked("link", post.meta.canonical_url),
        path=ORIGINAL,
    )


def said_once(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """*passages* without the links to what one of their sources has the address of.

    For channels that write an address out: beside the source it is found, in a sentence it is in
    the way.

    >>> said = Passage(section="lede", kind="paragraph", language="zh", text=Rich(text="见报告🎉"))
    >>> linked = structs.replace(said, text=said.text.marked("link", "https://a.cn"))
    >>> cited = structs.replace(linked, section="sources", kind="source")
    >>> [len(one.text.marks) for one in said_once([linked, cited])]
    [0, 1]
    """
    cited = {
        mark.href
        for one in passages
        if one.kind == "source"
        for mark in one.text.marks
        if mark.href
    }

    def unlinked_in(rich: Rich) -> Rich:
        marks = tuple(mark for mark in rich.marks if mark.kind != "link" or mark.href not in cited)
        return rich if len(marks) == len(rich.marks) else Rich(text=rich.text, marks=marks)

    return tuple(
        one
        if one.kind == "source"
        else structs.replace(one, text=unlinked_in(one.text), label=unlinked_in(one.label))
        for one in passages
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


def source_passages(post: Post, selector: "LanguageSelector") -> Iterator[Passage]:
    """What the post rests on, in the author's order, then links gathered from what is said here."""
    cite = citation if selector.layout.links == "inline" else numbered_citation
    style = Style.of(selector.layout)
    printed = [
        repaired_source(
            structs.replace(source, url=selector.address(source.url)), post.languages, style
        )
        for source in (post.sources if selector.opening else ())
    ]
    sources = [source for source, _ in printed]
    cited = [cite(source) for source in sources if source != Source()]
    repairs = tuple(one for _, some in printed for one in some)
    gathers = selector.layout.links == "gather"
    last = selector.layout.link_to_original == "last"
    address = post.meta.canonical_url if last else ""
    known = {source.url for source in sources}
    own = gathers and selector.opening and address and address not in known
    known |= {address} if own else set()
    cited += [
        words.marked("link", href) for href, words in selector.gathered.items() if href not in known
    ]
    for index, text in enumerate(cited):
        yield Passage(
            section="sources",
            kind="source",
            language=selector.wanted[0],
            text=text,
            lead=f"{index + 1}.",
            path=("sources",),
            repairs=() if index else repairs,
        )
    if own:
        yield original_passage(post, selector.shared)
