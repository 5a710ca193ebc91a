"""Bilingual posts: which languages a post says everything in, and its text in each of them.

A post is in a second language only where one text says again what the other says: paragraphs that
take turns, halves of a line, one language after the other, sections that are there in both. What
is foreign otherwise (a quotation, a name, a command, a farewell) is part of its neighbourhood. The
whole post is looked at, for one line proves nothing; in doubt it has one language, since what is
said in one text is never left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.cjk import chinese_variety
from ..text.languages import UNDETERMINED, is_marker, says_the_same, size, split_line, tell, written
from ..text.latin import latin_language
from ..text.texts import Markdown
from .source_blocks import SourceBlock, SourceHeading

Part = Sequence[SourceBlock | SourceHeading]
"""What stands under one heading, the heading included."""

_HAN = frozenset({"zh", "ja"})
_HEADS = frozenset({"title", "heading"})
_KIN = {"list": "paragraph"}
"""What stands under an item, in the other language, may be a paragraph."""
_WORDLESS = frozenset({"code", "picture", "rule", "break"})
"""Kinds of blocks that say nothing in any language of people."""
_MARKER = later(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\](?![(\[:])")
_LABEL = later(
    r"[ \t]*(?:[0-9]{1,3}[.)、]|[-*+•])?[ \t]*"
    r"(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,80})(?:\*\*|__)|(?P<plain>[^:：\n]{1,80})[:：])"
)
_LINK = later(r"\[[^\[\]\n]*\]\([^()\n]*\)")
_BRACKET = later(r"(?P<first>[^()（）]+?)[ \t]*[(（](?P<second>[^()（）]+)[)）]")

_LEAN = 2
"""How many times longer one of two texts that say the same may be than the other."""
_WHOLE_LEAN = 3
"""The same of two halves of a post."""
_LOOSE = 16
"""The same, under a title in both languages: some say much more in one of them."""
_SHORT = 8
"""Syllables; what is shorter may differ more."""
_WORD = 3
_SIGN = 4
"""How a syllable of a word and a Chinese character compare: Chinese says the same in fewer."""
_SAMPLE = 400
"""Lines that are looked at to tell one language from another of the same script."""
_MOST_LINES = 5000
"""Lines that are compared with each other: nobody writes so many by hand."""
_COVERED = 0.25
"""Of each language of a post in two, so much at least has its counterpart."""


class Languages(NamedTuple):
    """The languages that a post says everything in."""

    tags: tuple[str, ...]
    seen: tuple[str, ...] = ()
    """Those of them that nobody named: they were told from the words."""
    beside: tuple[str, ...] = ()
    """What else there is a sentence of, by its script alone; it is part of its neighbourhood."""


class _Unit(NamedTuple):
    """A line of a text: what it says in which language."""

    kind: str
    sizes: tuple[tuple[str, int], ...]
    """Languages, by script alone, and how much is said in each: one, or several halves."""
    proof: bool = True
    """Its halves show that the post is in two languages; a gloss in brackets does not."""

    @property
    def language(self) -> str:
        return self.sizes[0][0] if len(self.sizes) == 1 else ""

    @property
    def size(self) -> int:
        return sum(count for _, count in self.sizes)


def spoken(parts: Sequence[Part], declared: Sequence[str] = ()) -> Languages:
    """Which languages a post says everything in, the one that it says most in first.

    Args:
        parts: what stands before the first heading, and each section, in order.
        declared: what the author says; it holds.

    >>> para = lambda *texts: [SourceBlock("paragraph", text, 1) for text in texts]
    >>> spoken([para("他说过一句话。", "Stay hungry.", "后来人人都引用它。🎉")]).tags
    ('zh',)
    >>> spoken([para("Prices fell.", "价格下降了。", "Nobody knows why.", "没人知道为什么。")]).tags
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
    scripts = [main, *(other for other in others if _says_again(main, other, units))]
    every = [text for piece in pieces for text in _lines(piece)]
    tags = tuple(dict.fromkeys((*(_named(script, every) for script in scripts), *marked)))
    beside = [tag for tag in others if tag not in scripts and said[tag] >= _SHORT]
    return Languages(tags, tags, tuple(beside))


def by_heading(pieces: Iterable[SourceBlock | SourceHeading]) -> Sequence[Part]:
    """*pieces* cut before each heading.

    >>> heading = SourceHeading("背景 🎉", 2, 3)
    >>> len(by_heading([SourceBlock("paragraph", "一。", 1), heading]))
    2
    """
    parts: list[list[SourceBlock | SourceHeading]] = [[]]
    for piece in pieces:
        if isinstance(piece, SourceHeading) and parts[-1]:
            parts.append([])
        parts[-1].append(piece)
    return parts


def _main(parts: Sequence[Sequence[_Unit]], texts: Sequence[str]) -> str:
    """In which script most is said, not counting what is quoted and what heads a section."""
    units = [unit for part in parts for unit in part]
    own = [unit for unit in units if unit.kind not in {"quote", "heading"}] or units
    much = Counter[str]()
    for tag, count in (half for unit in own for half in unit.sizes):
        much[tag] += count * (_WORD if written(tag) == "en" else _SIGN)
    if not much:
        return UNDETERMINED
    main = max(much, key=lambda tag: (much[tag], tag))
    if main not in _HAN:
        return main
    return tell("\n".join(text for text in texts[:_SAMPLE] if tell(text) in _HAN))


def _looked_at(parts: Sequence[Part]) -> Iterator[list[_Unit]]:
    left = _MOST_LINES
    for part in parts:
        yield list(islice((unit for piece in part for unit in _units(piece)), left))
        left -= sum(len(_lines(piece)) for piece in part)
        if left <= 0:
            return


def _heads(piece: SourceBlock | SourceHeading) -> bool:
    """Whether it heads a section: of that, a post in one language may have another's name."""
    return isinstance(piece, SourceHeading) and piece.level != 1


def _lines(piece: SourceBlock | SourceHeading) -> list[str]:
    if isinstance(piece, SourceHeading):
        return [piece.text]
    return [] if piece.kind in _WORDLESS else piece.source.split("\n")


def _marked(text: str, declared: Sequence[str]) -> Iterator[str]:
    """The languages of which *text* has a marker; a line without one at its start has none."""
    if text.lstrip().startswith("["):
        for at, found in enumerate(_MARKER.finditer(text)):
            if is_marker(found[1], declared) and not text[: found.start()].rstrip(" \t") * (not at):
                yield found[1]


def _units(piece: SourceBlock | SourceHeading) -> Iterator[_Unit]:
    if isinstance(piece, SourceHeading):
        kind = "title" if piece.level == 1 else "heading"
    else:
        kind = piece.kind
    for text in _lines(piece):
        language = tell(text)
        if language == UNDETERMINED:
            continue
        halves = split_line(text) if kind != "table" else []
        if len(halves) > 1:
            yield _Unit(kind, _sized(halves))
        elif kind != "table" and (label := _label(text)):
            yield _Unit(kind, _sized(label.names), label.proof)
            if size(label.rest):
                yield _Unit(kind, ((tell(label.rest), size(label.rest)),))
        else:
            own = "link" if _LINK.search(text) and not size(_LINK.sub("", text)) else kind
            yield _Unit(own, ((language, max(1, size(text))),))


def _sized(halves: Iterable[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    sizes = Counter[str]()
    for tag, text in halves:
        sizes[tag] += size(text)
    return tuple(sizes.items())


class _Label(NamedTuple):
    """The label of a point in its two languages, and what it stands before."""

    names: list[tuple[str, str]]
    proof: bool
    """``/`` stands between them; brackets may hold a gloss."""
    rest: str


def _label(text: str) -> _Label | None:
    found = _LABEL.match(text)
    label = (found["bold"] or found["plain"]) if found else None
    if not found or not label:
        return None
    rest = text[found.end() :]
    halves = split_line(label)
    if len(halves) > 1:
        return _Label(halves, proof=True, rest=rest)
    two = _BRACKET.fullmatch(label.strip())
    if not two or not says_the_same(*two.groups()):
        return None
    names = [(tell(name), name) for name in two.groups()]
    tags = {tag for tag, _ in names} - {UNDETERMINED}
    return _Label(names, proof=False, rest=rest) if len(tags) == len(names) else None


def _read_as(unit: _Unit, whole: str) -> _Unit:
    """Han alone is Japanese in a Japanese post; a name in kana is Chinese in a Chinese one."""
    other = {"ja": "zh", "zh": "ja"}.get(whole)
    if unit.language != other or (whole == "zh" and unit.size > _SHORT):
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


class _Tally:
    """How much of two languages stands beside its counterpart in the other one."""

    def __init__(self, main: str, other: str) -> None:
        self.tags = (main, other)
        self.said = Counter[str]()
        self.paired = Counter[str]()
        self.proofs = 0
        self._titles: set[str] = set()
        self.titled = False
        """A title or a heading is there in both."""
        self.parts = 0
        self.both = 0
        """Parts that say something in both."""
        self.alone = 0
        """Lines without a counterpart."""

    def add(self, part: Sequence[_Unit], *, loose: bool) -> None:
        before = self.paired.total()
        runs: list[list[_Unit]] = []
        for unit in part:
            tags = {tag for tag, _ in unit.sizes} & set(self.tags)
            for tag in tags if len(tags) > 1 or unit.kind != "heading" else ():
                self.said[tag] += dict(unit.sizes)[tag]
            if unit.kind == "title":
                self._titles |= tags
                self.titled = self.titled or len(self._titles) > 1
            if len(tags) > 1:
                self._halved(unit)
            elif tags and unit.kind not in _HEADS:
                if runs and runs[-1] and runs[-1][-1].language == unit.language:
                    runs[-1].append(unit)
                else:
                    runs.append([unit])
        self._pair(runs, loose=loose)
        body = any(unit.kind not in _HEADS for unit in part)
        self.parts += body
        self.both += body and self.paired.total() > before

    def _halved(self, unit: _Unit) -> None:
        self.paired.update({tag: dict(unit.sizes)[tag] for tag in self.tags})
        self.proofs += unit.proof
        self.titled = self.titled or (unit.proof and unit.kind in _HEADS)

    def _pair(self, runs: Sequence[Sequence[_Unit]], *, loose: bool) -> None:
        """Runs that stand beside each other and could be one another's translation."""
        at, pairs, most = 0, 0, 0
        while at < len(runs):
            one, other = runs[at], runs[at + 1] if at + 1 < len(runs) else []
            if other and _alike(one, other, loose=loose):
                for run in (one, other):
                    self.paired[run[0].language] += sum(unit.size for unit in run)
                pairs, most, at = pairs + 1, max(most, min(len(one), len(other))), at + 2
            else:
                self.alone += len(one)
                at += 1
        if pairs * 2 == len(runs) and (pairs > 1 or most > 1):
            self.proofs += 1

    def covers(self) -> bool:
        """Whether enough of both stands beside its counterpart: most, without a title in both."""
        main, other = self.tags
        enough = self.paired[main] >= (_COVERED if self.titled else 0.5) * self.said[main]
        return enough and 2 * self.paired[other] >= self.said[other] and 2 * self.both >= self.parts


def _alike(one: Sequence[_Unit], other: Sequence[_Unit], *, loose: bool) -> bool:
    """Whether one run of lines could be the other's translation."""
    kinds = [{_KIN.get(unit.kind, unit.kind) for unit in run} for run in (one, other)]
    if kinds[0] != kinds[1]:
        return False
    few, many = sorted((len(one), len(other)))
    if 4 * (many - few) > many and not loose:
        return False
    sizes = sorted(sum(unit.size for unit in run) for run in (one, other))
    lean = _LOOSE if loose else _LEAN if sizes[0] >= _SHORT else 2 * _LEAN
    return sizes[0] * lean >= sizes[1]


def _says_again(main: str, other: str, parts: Sequence[Sequence[_Unit]]) -> bool:
    """Whether the post says in the language *other* what it says in *main*."""
    if _whole(main, other, parts):
        return True
    strict = _Tally(main, other)
    for part in parts:
        strict.add(part, loose=False)
    if not strict.paired or not _body_says(other, parts):
        return False
    if not strict.proofs:
        return not strict.alone and strict.paired == strict.said
    if strict.covers() or not strict.titled:
        return strict.covers()
    loose = _Tally(main, other)
    for part in parts:
        loose.add(part, loose=True)
    return loose.covers()


def _body_says(other: str, parts: Sequence[Sequence[_Unit]]) -> bool:
    """Whether more than titles and headings speak *other*, where there is more."""
    body = [unit for part in parts for unit in part if unit.kind not in _HEADS]
    return not body or any(other in dict(unit.sizes) for unit in body)


def _whole(main: str, other: str, parts: Sequence[Sequence[_Unit]]) -> bool:
    """Whether all is said in one language, and then, section for section, in the other."""
    said: list[tuple[str, int]] = []
    for part in parts:
        sizes = Counter[str]()
        for unit in part:
            sizes.update(dict(unit.sizes))
        if sizes:
            tag, count = sizes.most_common(1)[0]
            said.append((tag, count))
    runs = [(tag, [count for _, count in run]) for tag, run in groupby(said, lambda one: one[0])]
    if len(runs) != 2 or {tag for tag, _ in runs} != {main, other}:  # noqa: PLR2004 - one after the other
        return False
    (_, first), (_, second) = runs
    few, many = sorted((len(first), len(second)))
    less, more = sorted((sum(first), sum(second)))
    return few > 1 and 4 * (many - few) <= many and less * _WHOLE_LEAN >= more


class _Said(NamedTuple):
    """A block, or some of its lines, and who is to read it."""

    tag: str
    """Its language; empty where it stands in every one, ``und`` where it has no word."""
    source: str
    kind: str
    tight: bool
    """It stands right under what is before it."""


def parted(blocks: Iterable[SourceBlock], languages: Languages) -> Markdown:
    r"""What *blocks* say in each of the post's languages.

    Blocks without words stand in every language; what is foreign stays in its neighbourhood.

    >>> para = lambda *texts: [SourceBlock("paragraph", text, 1) for text in texts]
    >>> parted(para("It began. 开始了。🎉", "`ls`"), Languages(("en", "zh")))
    {'en': 'It began.\n\n`ls`', 'zh': '开始了。🎉\n\n`ls`'}
    >>> parted(para("他说过：", "Stay hungry.", "一直有人引用。"), Languages(("zh",)))
    {'zh': '他说过：\n\nStay hungry.\n\n一直有人引用。'}
    """
    said = _at_home(list(_said(blocks, languages.tags)), languages.tags)
    tags = dict.fromkeys(one.tag for one in said if one.tag) or languages.tags
    return {tag: _joined(said, tag) for tag in tags} if said else {}


def _said(blocks: Iterable[SourceBlock], tags: Sequence[str]) -> Iterator[_Said]:
    named = ""
    """The language that a marker on a line of its own names, until the next one."""
    for block in blocks:
        if block.kind in _WORDLESS:
            yield _Said("", block.source, block.kind, block.tight)
        elif (marker := _marker(block.source.strip(), tags)) and marker[1]:
            named = marker[0]
        else:
            yield from _block_said(block, (named,) if named else tags)


def _marker(text: str, tags: Sequence[str]) -> tuple[str, bool] | None:
    """The language that *text* begins with the marker of, and whether that is all it says."""
    found = _MARKER.match(text) if text.startswith("[") else None
    if not found or not (found[1] in tags or is_marker(found[1])):
        return None
    return found[1], found.end() == len(text)


def _block_said(block: SourceBlock, tags: Sequence[str]) -> Iterator[_Said]:
    """The lines of *block*, those that follow each other in one language together."""
    if block.kind == "table":
        yield _Said(tell(block.source, tags), block.source, block.kind, block.tight)
        return
    told, lines, tight = "", list[str](), block.tight
    for line in block.source.split("\n"):
        halves = split_line(line, tags)
        if len(halves) < 2 and not _marker(line.strip(), tags):  # noqa: PLR2004 - it is whole
            halves = [(halves[0][0] if halves else UNDETERMINED, line)]
        for tag, text in halves:
            here = "" if tag == UNDETERMINED and tag not in tags else tag
            if lines and len(halves) == 1 and here in {"", told}:
                lines.append(text)
                continue
            if lines:
                yield _Said(told or UNDETERMINED, "\n".join(lines), block.kind, tight)
                tight = len(halves) == 1
            told, lines = here, [text]
    if lines:
        yield _Said(told or UNDETERMINED, "\n".join(lines), block.kind, tight)


def _at_home(said: list[_Said], tags: Sequence[str]) -> list[_Said]:
    """*said*, what is foreign or nobody's translation with what stands around it."""
    for at, one in enumerate(said):
        if one.tag == UNDETERMINED and one.tag not in tags:
            near = said[at - 1].tag if at and one.tight else ""
            said[at] = one._replace(tag=near)
    said = _joined_to_neighbours(said, lambda run: run[0].tag not in tags)
    runs = _runs(said)
    strange = {
        id(run[0])
        for before, run, after in zip([[], *runs], runs, [*runs[1:], []], strict=False)
        if len(runs) > 1
        and not any(side and _comparable(run, side) for side in (before, after))
        and _much(run) < max(_much(before), _much(after))
    }
    return _joined_to_neighbours(said, lambda run: id(run[0]) in strange)


def _runs(said: Sequence[_Said]) -> list[list[_Said]]:
    worded = [one for one in said if one.tag]
    return [list(run) for _, run in groupby(worded, lambda one: one.tag)]


def _much(run: Sequence[_Said]) -> int:
    return sum(max(1, size(one.source)) for one in run)


def _comparable(run: Sequence[_Said], other: Sequence[_Said]) -> bool:
    less, more = sorted((_much(run), _much(other)))
    return less * _LOOSE >= more


def _joined_to_neighbours(
    said: list[_Said], is_strange: Callable[[Sequence[_Said]], bool]
) -> list[_Said]:
    """*said*, each run that is strange in the language of the one before it, or after it."""
    runs = _runs(said)
    strange = [is_strange(run) for run in runs]
    if all(strange):
        return [one._replace(tag=runs[0][0].tag) if one.tag else one for one in said]
    homes: dict[int, str] = {}
    home = next(run[0].tag for run, odd in zip(runs, strange, strict=True) if not odd)
    for run, odd in zip(runs, strange, strict=True):
        home = home if odd else run[0].tag
        homes.update((id(one), home) for one in run)
    return [one._replace(tag=homes[id(one)]) if one.tag else one for one in said]


def _joined(said: Sequence[_Said], tag: str) -> str:
    """What is said in the language *tag*: paragraphs parted by an empty line."""
    parts: list[str] = []
    last = -1
    for at, one in enumerate(said):
        if one.tag not in {"", tag} or (one.source == BREAK and parts[-1:] == [BREAK]):
            continue
        close = one.tight and (last == at - 1 or one.kind == said[last].kind == "list")
        close = close and "break" not in {one.kind, said[last].kind}
        if last >= 0:
            parts.append("\n" if close else "\n\n")
        parts.append(one.source)
        last = at
    return "".join(parts)
