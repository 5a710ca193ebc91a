"""Translation pairs: whether a post says in one language again what it says in another.

Nobody here knows what the words mean. What says the same stands beside its counterpart, is of the
same kind and about as long; so it is counted how much of a post has such a counterpart, and a
quotation, which has none, stands out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from .._lazy_re import later
from ..text.cjk import is_surely_chinese
from ..text.languages import UNDETERMINED, size, tell_language
from ..text.line_languages import GLOSSED, says_the_same, split_line

HEADS = frozenset({"title", "heading"})
"""Kinds of units that stand above a text."""
_KIN = {"list": "paragraph"}
"""What stands under an item, in the other language, may be a paragraph."""
_LABEL = later(
    r"[ \t]*+(?:(?:[0-9]{1,3}[.)、]|[-*+•])[ \t]*+)?"
    r"(?:(?:\*\*|__)(?P<bold>[^*_\n]{1,80})(?:\*\*|__)|(?P<plain>[^:：\n]{1,80})[:：])"
)
_LINK = later(r"\[[^\[\]\n]*\]\([^()\n]*\)")

_LEAN = 2
"""How many times longer one of two texts that say the same may be than the other."""
_WHOLE_LEAN = 3
"""The same of two halves of a post."""
LOOSE_LEAN = 16
"""The same, under a title in both languages: some say much more in one of them."""
SHORT = 8
"""Syllables; what is shorter may differ more."""
_COVERED, _UNTITLED_COVERED = 0.25, 0.5
"""So much of the main language has its counterpart; without a title in both so much."""


class SpokenLine(NamedTuple):
    """A line of a text: what it says in which language."""

    kind: str
    sizes: tuple[tuple[str, int], ...]
    """Languages, by script alone, and how much is said in each: one, or several halves."""
    proof: bool = True
    """Its halves show that the post is in two languages; a gloss in brackets does not."""
    surely: bool = True
    """It has a word of its language; Han alone may be Chinese or Japanese."""

    @property
    def language(self) -> str:
        """Its own; empty where it has halves."""
        return self.sizes[0][0] if len(self.sizes) == 1 else ""

    @property
    def size(self) -> int:
        """How much it says, about one a syllable."""
        return sum(count for _, count in self.sizes)


def units_of(kind: str, lines: Iterable[str]) -> Iterator[SpokenLine]:
    """What each line says, and in which language; what has no word is no unit.

    Args:
        kind: the block's, or ``title``, or ``heading`` of a section.
        lines: its own.

    >>> [unit.sizes for unit in units_of("paragraph", ["Who pays? 谁来付账？", "🎉"])]
    [(('en', 4), ('zh', 4))]
    """
    for text in lines:
        language = tell_language(text)
        if language == UNDETERMINED:
            continue
        halves = split_line(text) if kind != "table" else []
        if len(halves) > 1:
            yield SpokenLine(kind, _sized(halves))
        elif kind != "table" and (label := _label(text)):
            yield SpokenLine(kind, _sized(label.names), label.proof)
            if size(label.rest):
                yield SpokenLine(kind, ((tell_language(label.rest), size(label.rest)),))
        else:
            own = "link" if _LINK.search(text) and not size(_LINK.sub("", text)) else kind
            surely = language != "zh" or is_surely_chinese(text)
            yield SpokenLine(own, ((language, max(1, size(text))),), surely=surely)


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
    two = GLOSSED.fullmatch(label.strip())
    if not two or not says_the_same(*two.groups()):
        return None
    names = [(tell_language(name), name) for name in two.groups()]
    tags = {tag for tag, _ in names} - {UNDETERMINED}
    return _Label(names, proof=False, rest=rest) if len(tags) == len(names) else None


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

    def add(self, part: Sequence[SpokenLine], *, loose: bool) -> None:
        """Weigh one section."""
        before = self.paired.total()
        runs: list[list[SpokenLine]] = []
        for unit in part:
            tags = {tag for tag, _ in unit.sizes} & set(self.tags)
            for tag in tags if len(tags) > 1 or unit.kind != "heading" else ():
                self.said[tag] += dict(unit.sizes)[tag]
            if unit.kind == "title":
                self._titles |= tags
                self.titled = self.titled or len(self._titles) > 1
            if len(tags) > 1:
                self._halved(unit)
            elif tags and unit.kind not in HEADS:
                if runs and runs[-1] and runs[-1][-1].language == unit.language:
                    runs[-1].append(unit)
                else:
                    runs.append([unit])
        self._pair(runs, loose=loose)
        body = any(unit.kind not in HEADS for unit in part)
        self.parts += body
        self.both += body and self.paired.total() > before

    def _halved(self, unit: SpokenLine) -> None:
        self.paired.update({tag: dict(unit.sizes)[tag] for tag in self.tags})
        self.proofs += unit.proof
        self.titled = self.titled or (unit.proof and unit.kind in HEADS)

    def _pair(self, runs: Sequence[Sequence[SpokenLine]], *, loose: bool) -> None:
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
        enough = (
            self.paired[main] >= (_COVERED if self.titled else _UNTITLED_COVERED) * self.said[main]
        )
        return enough and 2 * self.paired[other] >= self.said[other] and 2 * self.both >= self.parts


def _alike(one: Sequence[SpokenLine], other: Sequence[SpokenLine], *, loose: bool) -> bool:
    """Whether one run of lines could be the other's translation."""
    kinds = [{_KIN.get(unit.kind, unit.kind) for unit in run} for run in (one, other)]
    if kinds[0] != kinds[1]:
        return False
    few, many = sorted((len(one), len(other)))
    if 4 * (many - few) > many and not loose:
        return False
    sizes = sorted(sum(unit.size for unit in run) for run in (one, other))
    lean = LOOSE_LEAN if loose else _LEAN if sizes[0] >= SHORT else 2 * _LEAN
    return sizes[0] * lean >= sizes[1]


def says_again(main: str, other: str, parts: Sequence[Sequence[SpokenLine]]) -> bool:
    """Whether the post, section by section, says in *other* again what it says in *main*.

    >>> lines = ["Prices fell.", "价格下降了。", "Nobody knows why.", "没人知道为什么。"]
    >>> says_again("en", "zh", [list(units_of("paragraph", lines))])
    True
    >>> says_again(
    ...     "zh", "en", [list(units_of("paragraph", ["他说过：", "Stay hungry.", "后来呢？🎉"]))]
    ... )
    False
    """
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


def _body_says(other: str, parts: Sequence[Sequence[SpokenLine]]) -> bool:
    """Whether more than titles and headings speak *other*, where there is more."""
    body = [unit for part in parts for unit in part if unit.kind not in HEADS]
    return not body or any(other in dict(unit.sizes) for unit in body)


def _whole(main: str, other: str, parts: Sequence[Sequence[SpokenLine]]) -> bool:
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
