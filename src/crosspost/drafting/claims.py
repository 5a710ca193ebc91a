"""Claims: what a text states that it could have made up, held against the text it was made from.

Strict on what can be told without understanding: figures and dates (`figures`), addresses,
``@names``, hashtags, and quotations. Names are another matter. Where the source says something in
the same language, a name has to stand in it; in Chinese every Latin word has to. A translation
writes names otherwise: that 亚马逊 is Amazon nobody can tell without knowing it, so names that the
source does not have are shown to whoever reads the words (`names_to_check`), and not refused. Of
names in Chinese nothing is told at all: they have no capitals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from .._lazy_re import later
from .._record import Record
from ..counting import links
from ..text.blocks import Block, List, Note, Quote
from ..text.entities import hashtags, masked, mentions_anywhere
from ..text.languages import pick
from ..text.texts import Text
from .figures import Figure, known_figures, named_figures

ClaimKind = Literal["figures", "links", "mentions", "tags", "quotations", "names"]

CAPITALS_ARE_NAMES = frozenset({"en", "es", "fr", "it", "nl", "pt"})
"""Languages that write with a capital, inside a sentence, names and what comes of them alone."""
_QUOTED = later(r"“([^”\n]+)”|「([^」\n]+)」|『([^』\n]+)』|«([^»\n]+)»|\"([^\"\n]+)\"")
_WORK = later(r"《([^》\n]+)》")
_LATIN = later(r"[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ0-9]*(?:[.&'’+-][A-Za-zÀ-ÖØ-öø-ɏ0-9]+)*")
_SENTENCE_START = later(r"(?:^|[.!?:…。！？：\n]|[“\"(（「•])[\s“\"(（「*•–—-]*$")
_PICTURE = later(r"!\[[^\]\n]*\]\(\s*<?([^)\s>]+)")
_POSSESSIVE = later(r"['’]s?$")
_MAIL = later(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LEAST_NAME = 2
_STEM = 5
"""Letters in which ``America`` and ``American`` agree."""
_ENDS = (".", "!", "?", "…", ":")
"""Of a sentence; where none stands, and all long words begin with a capital, it is a title."""
_LONG = 3


class WordsSource(Record):
    """What words are made from: texts, each in its language, and lines in none."""

    texts: tuple[tuple[str, Text], ...]
    lines: tuple[str, ...] = ()
    """Sources, addresses, tags, the day a prediction is due."""


class Unfounded(NamedTuple):
    """Something that stands in a text and not in its source."""

    kind: ClaimKind
    said: str


def unfounded(text: Text, language: str, source: WordsSource) -> list[Unfounded]:
    """What *text* in *language* claims that *source* does not say.

    >>> source = WordsSource(
    ...     texts=(("zh", Text("亚马逊在 3 月投了三亿美元，见 https://a.cn/芯片 。🎉")),)
    ... )
    >>> unfounded(Text("Amazon spent $300 million in March."), "en", source)
    []
    >>> said = Text("Amazon spent $400 million: https://b.cn, says @bezos.")
    >>> [one.said for one in unfounded(said, "en", source)]
    ['$400 million', 'https://b.cn', '@bezos']
    """
    return [
        *_figures(text, language, source),
        *_addressed(text, source),
        *_quotations(text, language, source),
        *_names(text, language, source),
    ]


def names_to_check(text: Text, language: str, source: WordsSource) -> list[str]:
    """Names in a translation that its source does not have as they stand here.

    >>> source = WordsSource(texts=(("zh", Text("亚马逊发布了 Trainium 芯片。🎉")),))
    >>> names_to_check(Text("Amazon has shown its Trainium chip."), "en", source)
    ['Amazon']
    """
    if _same_language(language, source) or not _capitals(language):
        return []
    known = _known_words(source)
    sure = list(_capitalised(text.words, starts=False))
    found = (*sure, *_capitalised(text.words, starts=True))  # which may be any word, come last
    return list(dict.fromkeys(one for one in found if not _is_known(one, known)))


def missing_links(text: Text, source: WordsSource) -> list[str]:
    """Addresses of *source* that *text* does not have.

    >>> source = WordsSource(texts=(("zh", Text("见[报告](https://a.cn/报告)。🎉")),))
    >>> missing_links(Text("See the report."), source)
    ['https://a.cn/报告']
    """
    there = set(map(_canonical, _addresses(text)))
    said = (one for _, each in source.texts for one in _addresses(each))
    return list(dict.fromkeys(one for one in said if _canonical(one) not in there))


def _figures(text: Text, language: str, source: WordsSource) -> Iterator[Unfounded]:
    known: set[Figure] = set()
    for tag, said in source.texts:
        known |= known_figures(_without_addresses(_everything(said)), tag)
    for line in source.lines:
        known |= known_figures(line, "en")
    whole = frozenset(known)
    for one in named_figures(_without_addresses(text.words), language):
        if not one.is_in(whole):
            yield Unfounded("figures", one.said)


def _everything(text: Text) -> str:
    return f"{text.words}\n{text.markdown}"


def _without_addresses(words: str) -> str:
    spans = [*links.urls(words), *mentions_anywhere(words)]
    spans += [match.span() for match in _MAIL.finditer(words)]
    return masked(words, spans)


def _addressed(text: Text, source: WordsSource) -> Iterator[Unfounded]:
    """Addresses, names with ``@`` and hashtags."""
    known = {_canonical(one) for _, said in source.texts for one in _addresses(said)}
    known |= {_canonical(one) for line in source.lines for one in _in_words(line)}
    said = [one for one in dict.fromkeys(_addresses(text)) if _canonical(one) not in known]
    yield from (Unfounded("links", one) for one in said)
    whole = "\n".join((*(_everything(each) for _, each in source.texts), *source.lines)).casefold()
    words = text.words
    for start, end in mentions_anywhere(words):
        if words[start:end].casefold() not in whole:
            yield Unfounded("mentions", words[start:end])
    for start, end in hashtags(words):
        if words[start:end].strip("#＃").casefold() not in whole:
            yield Unfounded("tags", words[start:end])


def _addresses(text: Text) -> Iterator[str]:
    """Every address of *text*: behind words, in words, of pictures, and those nobody may say."""
    for rich, _ in text.paragraphs():
        yield from (mark.href for mark in rich.marks if mark.kind in {"link", "url"})
        yield from _in_words(rich.text)
    yield from (match[1] for match in _PICTURE.finditer(text.markdown))
    yield from text.dropped


def _in_words(words: str) -> Iterator[str]:
    yield from (words[start:end] for start, end in links.urls(words))
    yield from (match[0] for match in _MAIL.finditer(words))


def _canonical(address: str) -> str:
    """*address* as it is the same one, however it is typed."""
    host, slash, rest = re.sub(r"^(?:https?://|mailto:)", "", address).partition("/")
    return f"{host.casefold()}{slash}{rest}".rstrip("/.,;:!?")


def _quotations(text: Text, language: str, source: WordsSource) -> Iterator[Unfounded]:
    """Words in quotation marks that nobody said; in a translation, more of them than there are."""
    said = list(_quoted(text))
    if not said:
        return
    if _same_language(language, source):
        whole = _letters("".join(_everything(one) for _, one in source.texts))
        for words in said:
            if _letters(words) not in whole:
                yield Unfounded("quotations", words)
    elif len(said) > max((len(list(_quoted(one))) for _, one in source.texts), default=0):
        yield from (Unfounded("quotations", words) for words in said)


def _quoted(text: Text) -> Iterator[str]:
    """What stands in quotation marks, between 《》, or is set apart as a quotation."""
    for pattern in (_QUOTED, _WORK):
        for match in pattern.finditer(text.words):
            yield next(filter(None, match.groups()))
    yield from _set_apart(text.blocks)


def _set_apart(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Quote):
            yield block.text.text
        elif isinstance(block, Note):
            yield from _set_apart(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from _set_apart(item.more)


def _letters(words: str) -> str:
    """The letters of *words* alone: how a quotation is set may differ."""
    return "".join(filter(str.isalnum, words.casefold()))


def _same_language(language: str, source: WordsSource) -> bool:
    return pick({tag: "" for tag, _ in source.texts}, language) is not None


def _capitals(language: str) -> bool:
    return language.partition("-")[0] in CAPITALS_ARE_NAMES


def _names(text: Text, language: str, source: WordsSource) -> Iterator[Unfounded]:
    known = _known_words(source)
    words = _without_addresses(text.words)
    if language.partition("-")[0] in {"zh", "ja"}:
        found: Iterable[str] = (m[0] for m in _LATIN.finditer(words))
    elif _same_language(language, source) and _capitals(language):
        found = _capitalised(words, starts=False)
    else:
        return
    for name in dict.fromkeys(found):
        if len(name) >= _LEAST_NAME and not _is_known(name, known):
            yield Unfounded("names", name)


def _known_words(source: WordsSource) -> list[str]:
    whole = "\n".join((*(_everything(one) for _, one in source.texts), *source.lines))
    return [match[0] for match in _LATIN.finditer(whole)]


def _is_known(name: str, known: Sequence[str]) -> bool:
    """Whether *name* stands among the *known* words, or what it comes of, or is short for.

    >>> known = ["America", "artificial", "intelligence", "chips"]
    >>> [_is_known(name, known) for name in ("American", "AI", "Chip", "Nvidia")]
    [True, True, True, False]
    """
    folded = _POSSESSIVE.sub("", name).casefold()
    words = [_POSSESSIVE.sub("", one).casefold() for one in known]
    if folded in words or folded.rstrip("s") in words or f"{folded}s" in words:
        return True
    if name.isupper() and folded in "".join(word[0] for word in words):
        return True
    capitals = (one.casefold() for one in known if one[0].isupper())
    stem = folded[:_STEM]
    return len(folded) >= _STEM and any(one[:_STEM] == stem for one in capitals)


def _capitalised(words: str, *, starts: bool) -> Iterator[str]:
    """Words that begin with a capital, or have one inside, where that is not how all begin.

    Args:
        words: sentences, in lines.
        starts: of the first word of a sentence too, unless it is a common one.
    """
    for line in words.split("\n"):
        every = list(_LATIN.finditer(line))
        long = [match[0][0].isupper() for match in every if len(match[0]) >= _LONG]
        titled = len(long) > 1 and all(long) and not line.rstrip().endswith(_ENDS)
        for match in every:
            word = match[0]
            inside = any(char.isupper() for char in word[1:]) and word != "I"
            opens = len(every) == 1 or bool(_SENTENCE_START.search(line[: match.start()]))
            plain = (
                word[0].isupper()
                and not titled
                and (not opens or (starts and word.casefold() not in _COMMON))
            )
            if inside or (plain and _POSSESSIVE.sub("", word) not in _NO_NAMES):
                yield word


_NO_NAMES = frozenset(
    {"I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll", "I'd", "I’d", "A", "Mr", "Mrs", "Ms", "Dr"}
    | {"January", "February", "March", "April", "May", "June", "July", "August", "September"}
    | {"October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
    | {"Saturday", "Sunday"}
)
"""Capitals that name nobody; months and days are figures."""
_COMMON_WORDS = (
    "a all also an and any are as at be both but by can even every few for from had has have he her"
    " here his how if in is it its just last many may more most my new next no not now of on once"
    " one only or our over say see she so some still such than that the their then there these they"
    " this those to today two until up was we were what when where which while who why will with"
    " without would yes yet you your"
)
_COMMON = frozenset(_COMMON_WORDS.split())
