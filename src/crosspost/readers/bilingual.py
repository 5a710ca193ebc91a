"""Bilingual posts: which languages a post says everything in.

A post is in a second language only where one text says again what the other says: paragraphs that
take turns, halves of a line, one language after the other, sections that are there in both. What
is foreign otherwise (a quotation, a name, a command, a farewell) is part of its neighbourhood. The
whole post is looked at, for one line proves nothing; in doubt it has one language, since what is
said in one text is never left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .._lazy_re import later
from ..model.findings import Finding, PostPath, finding
from ..text.cjk import chinese_variety
from ..text.languages import UNDETERMINED, latin_language, script_tag, tell_language
from ..text.line_languages import is_marker, split_line
from .source_blocks import SourceBlock, SourceHeading
from .translation_pairs import SHORT, SpokenLine, says_again, units_of

SourceSection = Sequence[SourceBlock | SourceHeading]
"""What stands under one heading, the heading included."""

WORDLESS = frozenset({"code", "picture", "rule", "break"})
"""Kinds of blocks that say nothing in any language of people."""
_HAN = frozenset({"zh", "ja"})
_MARKER = later(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\](?![(\[:])")
_WORD = 3
_SIGN = 4
"""How a syllable of a word and a Chinese character compare: Chinese says the same in fewer."""
_SAMPLE = 400
"""Lines that are looked at to tell one language from another of the same script."""
_MOST_LINES = 5000
"""Lines that are compared with each other: nobody writes so many by hand."""


class Languages(NamedTuple):
    """The languages that a post says everything in."""

    tags: tuple[str, ...]
    seen: tuple[str, ...] = ()
    """Those of them that nobody named: they were told from the words."""
    beside: tuple[str, ...] = ()
    """What else there is a sentence of, by its script alone; it is part of its neighbourhood."""


def languages_said(parts: Sequence[SourceSection], declared: Sequence[str] = ()) -> Languages:
    """Which languages a post says everything in, the one that it says most in first.

    Args:
        parts: what stands before the first heading, and each section, in order.
        declared: what the author says; it holds.

    >>> para = lambda *texts: [SourceBlock("paragraph", text, 1) for text in texts]
    >>> languages_said([para("他说过一句话。", "Stay hungry.", "后来人人都引用它。🎉")]).tags
    ('zh',)
    >>> languages_said(
    ...     [para("Prices fell.", "价格下降了。", "Nobody knows why.", "没人知道为什么。")]
    ... ).tags
    ('zh', 'en')
    """
    pieces = [piece for part in parts for piece in part]
    texts = [text for piece in pieces if not _heads(piece) for text in _lines(piece)]
    texts = texts or [text for piece in pieces for text in _lines(piece)]
    marked = dict.fromkeys(tag for text in texts for tag in _marked(text, declared))
    if declared or len(marked) > 1:
        return Languages(tuple(dict.fromkeys((*declared, *marked))))
    units = list(_looked_at(parts))
    main = _main(units, texts)
    units = [[_read_as(unit, main) for unit in part] for part in units]
    said = Counter[str]()
    for unit in (unit for part in units for unit in part if unit.kind != "heading"):
        said.update(dict(unit.sizes))
    others = [tag for tag, _ in said.most_common() if tag not in {main, UNDETERMINED}]
    if main == UNDETERMINED:
        return Languages((*marked,) or (UNDETERMINED,), (*marked,) or (UNDETERMINED,))
    scripts = [main, *(other for other in others if says_again(main, other, units))]
    every = [text for piece in pieces for text in _lines(piece)]
    tags = tuple(dict.fromkeys((*(_named(script, every) for script in scripts), *marked)))
    beside = [tag for tag in others if tag not in scripts and said[tag] >= SHORT]
    return Languages(tags, tags, tuple(beside))


def told_beside(languages: Languages, line: int) -> tuple[Finding, ...]:
    """That what else there is a sentence of was taken as a part of the post; nothing without any.

    >>> told_beside(Languages(("zh",), ("zh",), ("en",)), 3)[0].values["written"]
    '[zh, en]'
    """
    if not (languages.seen and languages.beside):
        return ()
    told = finding(
        "language.seen",
        PostPath(),
        words=(),
        places=(),
        line=line,
        languages=languages.tags,
        beside=languages.beside,
        written=f"[{', '.join((*languages.tags, *languages.beside))}]",
    )
    return (told,)


def _main(parts: Sequence[Sequence[SpokenLine]], texts: Sequence[str]) -> str:
    """In which script most is said, not counting what is quoted and what heads a section."""
    units = [unit for part in parts for unit in part]
    own = [unit for unit in units if unit.kind not in {"quote", "heading"}] or units
    much = Counter[str]()
    for tag, count in (half for unit in own for half in unit.sizes):
        much[tag] += count * (_WORD if script_tag(tag) == "en" else _SIGN)
    if not much:
        return UNDETERMINED
    main = max(much, key=lambda tag: (much[tag], tag))
    if main not in _HAN:
        return main
    return tell_language("\n".join(text for text in texts[:_SAMPLE] if tell_language(text) in _HAN))


def _looked_at(parts: Sequence[SourceSection]) -> Iterator[list[SpokenLine]]:
    left = _MOST_LINES
    for part in parts:
        yield list(islice((unit for piece in part for unit in _units(piece)), left))
        left -= sum(len(_lines(piece)) for piece in part)
        if left <= 0:
            return


def _units(piece: SourceBlock | SourceHeading) -> Iterator[SpokenLine]:
    kind = piece.kind if isinstance(piece, SourceBlock) else "heading" if _heads(piece) else "title"
    return units_of(kind, _lines(piece))


def _heads(piece: SourceBlock | SourceHeading) -> bool:
    """Whether it heads a section: of that, a post in one language may have another's name."""
    return isinstance(piece, SourceHeading) and piece.level != 1


def _lines(piece: SourceBlock | SourceHeading) -> list[str]:
    if isinstance(piece, SourceHeading):
        return [piece.text]
    return [] if piece.kind in WORDLESS else piece.source.split("\n")


def leading_marker(text: str, tags: Sequence[str]) -> tuple[str, bool] | None:
    """The language that *text* begins with the marker of, and whether that is all it says.

    >>> leading_marker("[zh] 你好 🎉", ()), leading_marker("[zh]", ()), leading_marker("[sic]", ())
    (('zh', False), ('zh', True), None)
    """
    found = _MARKER.match(text) if text.startswith("[") else None
    if not found or not (found[1] in tags or is_marker(found[1])):
        return None
    return found[1], found.end() == len(text)


def _marked(text: str, declared: Sequence[str]) -> Iterator[str]:
    """The languages of which *text* has a marker; a line without one at its start has none."""
    if text.lstrip().startswith("["):
        for at, found in enumerate(_MARKER.finditer(text)):
            if is_marker(found[1], declared) and not text[: found.start()].rstrip(" \t") * (not at):
                yield found[1]


def _read_as(unit: SpokenLine, whole: str) -> SpokenLine:
    """Han alone is Japanese in a Japanese post; a name in kana is Chinese in a Chinese one."""
    other = {"ja": "zh", "zh": "ja"}.get(whole)
    sure = unit.surely if whole == "ja" else unit.size > SHORT
    if unit.language != other or sure:
        return unit
    return unit._replace(sizes=((whole, unit.size),))


def _named(script: str, texts: Sequence[str]) -> str:
    """The tag of what is written in *script*: which Chinese, which language of Latin letters."""
    if script not in {"zh", "en"}:
        return script
    halves = (half for text in texts[:_SAMPLE] for half in split_line(text))
    own = "\n".join(text for tag, text in halves if tag == script)
    if script == "zh":
        return chinese_variety(own)
    return latin_language(own)
