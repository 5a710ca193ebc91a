"""Typography: what a careful editor sets right before printing, each repair with its name.

``quotes``, ``ellipsis``, ``dash``, ``punctuation``, ``spacing``, ``nfc`` and ``invisible``: a
function each, from a text to its edits. Code, addresses, mentions and hashtags are never touched.
Every repair is a finding, can be switched off (``disabled_repairs`` of a layout) and changes
nothing the second time. The rules are told with examples in ``docs/typography.md``.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial

from .._record import Record
from ..model.findings import Finding, PostPath, finding
from ..model.layout import Brackets, Layout, QuoteMarks, Repair, Typography
from ..text.blocks import reworded
from ..text.richtext import Edit, Protected, Rich, protected
from ..text.texts import Text
from .invisible import invisible, nfc
from .punctuation import punctuation
from .quotes import quotes
from .spacing import dashes, ellipses, spacing

Find = Callable[[str, Protected], Iterable[Edit]]
"""What one repair would change in a text."""

TOLD: tuple[Typography, ...] = (
    "quotes",
    "punctuation",
    "ellipsis",
    "dash",
    "spacing",
    "nfc",
    "invisible",
)
"""In the order in which an author is told."""
MOST_ROUNDS = 4
"""A sign set right may show what its neighbour is: rounds until nothing changes, two as a rule."""
_MEMORABLE = 2_000
"""Characters of the longest paragraph that is worth keeping: a key changes one of many."""
AROUND = 6
"""Characters shown on either side of a repair."""


class Style(Record):
    """What an account or a post chooses: which repairs are made, and which signs are set."""

    off: frozenset[Typography] = frozenset()
    brackets: Brackets = "full"
    quotes: QuoteMarks = "by-language"

    @classmethod
    def of(cls, layout: Layout) -> "Style":
        """The style that *layout* asks for."""
        off = frozenset(layout.disabled_repairs)
        return cls(off=off, brackets=layout.brackets, quotes=layout.quotes)

    def finders(self, language: str) -> Iterable[tuple[Typography, Find]]:
        """The repairs that are made, in order: what cannot be seen goes first, spaces last."""
        every: tuple[tuple[Typography, Find], ...] = (
            ("invisible", invisible),
            ("nfc", nfc),
            ("quotes", partial(quotes, language=language, marks=self.quotes)),
            ("ellipsis", partial(ellipses, language=language)),
            ("dash", partial(dashes, language=language)),
            ("punctuation", partial(punctuation, language=language, brackets=self.brackets)),
            ("spacing", partial(spacing, language=language)),
        )
        return (one for one in every if one[0] not in self.off)


AS_USUAL = Style()


def repair(rich: Rich, language: str, style: Style = AS_USUAL) -> tuple[Rich, tuple[Repair, ...]]:
    r"""Set right what *language*'s printers would; marks keep naming the same words.

    Args:
        rich: a text with its marks read.
        language: its BCP 47 tag; only Chinese gets Chinese punctuation and spacing.
        style: which repairs are made, and how.

    >>> fixed, done = repair(Rich(text='Trainium的突破:它isn"t便宜🎉'), "zh")
    >>> fixed.text
    'Trainium 的突破：它 isn’t 便宜🎉'
    >>> sorted({one.kind for one in done})
    ['punctuation', 'quotes', 'spacing']
    """
    known = _remembered if len(rich) <= _MEMORABLE else _repair
    return known(rich, language, style)


def _repair(rich: Rich, language: str, style: Style) -> tuple[Rich, tuple[Repair, ...]]:
    repairs: list[Repair] = []
    for _ in range(MOST_ROUNDS):
        before = rich.text
        for kind, find in style.finders(language):
            edits = list(find(rich.text, protected(rich)))
            repairs += (_noted(kind, rich.text, edit) for edit in edits)
            rich = rich.replaced(edits)
        if rich.text == before:
            break
    return rich, tuple(repairs)


_remembered = lru_cache(maxsize=512)(_repair)


class Repaired(Record):
    """A text as it is printed, and what was set right in it."""

    text: Text
    repairs: tuple[Repair, ...]


def repaired(text: Text, language: str, style: Style = AS_USUAL) -> Repaired:
    r"""Set every block of *text* right; worked out once for each text, however many channels ask.

    >>> repaired(Text("大事:\n- AI芯片 🎉"), "zh").text.words
    '大事：\n• AI 芯片 🎉'
    """
    key = (repaired, language, style)
    if key not in text.memo:
        repairs: list[Repair] = []

        def printed(rich: Rich) -> Rich:
            made, done = repair(rich, language, style)
            repairs.extend(done)
            return made

        made = Text.of([reworded(block, printed) for block in text.blocks])
        text.memo[key] = Repaired(text=made, repairs=tuple(repairs))
    known: Repaired = text.memo[key]
    return known


def _noted(kind: Typography, text: str, edit: Edit) -> Repair:
    start, end, new = edit
    left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Repair(kind=kind, before=f"{left}{text[start:end]}{right}", after=f"{left}{new}{right}")


def repair_findings(repairs: Sequence[Repair]) -> list[Finding]:
    """One finding a kind: how many, and each as it was and as it is.

    >>> _, done = repair(Rich(text="中文English混排🎉"), "zh")
    >>> repair_findings(done)[0].text("en")
    'spaces set right: 2, “中文Englis” → “中文 Englis”, ...'
    """
    examples = {
        kind: tuple(
            f"{_shown(one.before)} → {_shown(one.after)}" for one in repairs if one.kind == kind
        )
        for kind in TOLD
    }
    return [
        finding(f"typography.{kind}", PostPath(), count=len(every), examples=every)
        for kind, every in examples.items()
        if every
    ]


def _shown(words: str) -> str:
    """*words* in quotes, with what cannot be seen written as its code point."""
    words = words.replace("\n", " ")
    seen = "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in words)
    return f"“{seen.strip()}”"


__all__ = ["Repaired", "Style", "repair", "repair_findings", "repaired"]
