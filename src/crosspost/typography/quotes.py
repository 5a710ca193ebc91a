"""Quotes: straight ones made curly, where it is plain which way they turn.

``isn"t``, ``it's``, ``parents' bank`` and ``the '90s`` get an apostrophe; a pair of straight quotes
opens and closes, single ones inside double ones as well. A line on which the quotes do not pair is
left alone, and so is one with inches, minutes or code (``27"``, ``FOO="bar"``, ``-m "x"``).

In Chinese all quotes of a text are of one style: ``“”`` with ``‘’`` inside in Simplified, ``「」``
with ``『』`` inside in Traditional, or what the account chooses.
"""

import re
from collections.abc import Iterator

from .._lazy_re import later
from ..model.layout import QuoteMarks
from ..text.cjk import chinese_variety, is_cjk, is_han, is_wide, primary_language
from ..text.languages import script_of
from ..text.richtext import Edit, Protected

APOSTROPHE = "’"
STRAIGHT = later("[\"']")
ENDINGS = later("(?:s|re|ve|ll|d|m)", re.IGNORECASE)
"""What follows an apostrophe; ``t`` as well, behind an n."""
PAIRS = {"en": ("“”", "‘’"), "zh": ("“”", "‘’")}
"""Double and single quotes of a language; of traditional Chinese: `CORNERS`."""
CORNERS = ("「」", "『』")
_CLOSERS = {"“": "”", "‘": "’", "「": "」", "『": "』"}
SHORTENED = later(r"'(?:[0-9]0s|em|tis|twas|til|cause|round|n(?='))(?![A-Za-z0-9])", re.IGNORECASE)
"""Words and decades whose beginning is left out."""
CODE = later(r"""[={\[]"|\w\("|"\s*:|(?<!\S)-{1,2}[\w-]+[= ]"|"[\])],|[0-9]"(?=[^"\n]*[0-9]")""")
"""Straight quotes of code, and inches twice on a line."""
_BEHIND_A_WORD = frozenset(" ,.;:!?)\n") | {""}
CURLY = frozenset("“”‘’")
_ELIDED = later("[A-Za-z\u00c0-\u024f]+(?:’[A-Za-z\u00c0-\u024f]+)+")
_WORDS = later(r"[A-Za-z0-9].*[A-Za-z0-9.!?,;:]|[A-Za-z0-9]", re.DOTALL)
ELIDING = frozenset({"en", "fr", "it", "ca", "zh"})
"""Languages written with apostrophes, or that quote such words."""


def quotes(
    text: str, protected: Protected, language: str, marks: QuoteMarks = "by-language"
) -> Iterator[Edit]:
    """Apostrophes first; then, line by line, the quotes that are left.

    >>> [new for *_, new in quotes('它isn"t "开源"。', Protected([]), "zh")]
    ['’', '“', '”']
    >>> list(quotes('宽 5" 的屏幕 🎉', Protected([]), "zh"))
    []
    >>> [new for *_, new in quotes("「大众码」", Protected([]), "zh")]
    ['“', '”']
    """
    own = primary_language(language)
    edits: list[Edit] = []
    if own in ELIDING:
        edits += ((at, at + 1, APOSTROPHE) for at in _apostrophes(text) if at not in protected)
    corners = marks == "corner" or (marks == "by-language" and _is_traditional(text, language))
    pairs = CORNERS if own == "zh" and corners else PAIRS.get(own)
    if pairs:
        done = {start for start, _, _ in edits}
        offset = 0
        for whole in text.splitlines(keepends=True):
            line = (offset, offset + len(whole))
            offset += len(whole)
            if own == "zh":
                edits += _in_style(text, line, pairs, protected)
            if CODE.search(_open(text, line, protected)):
                continue
            edits += _paired(text, line, pairs[0], done, protected)
            edits += _single(text, line, pairs[1], done, protected)
    yield from sorted(edits)


def _is_traditional(text: str, language: str) -> bool:
    """Whether *language* says so; where it names no script, whether the characters do."""
    script = script_of(language)
    return script == "hant" if script else chinese_variety(text) == "zh-Hant"


def _in_style(
    text: str, line: tuple[int, int], pairs: tuple[str, str], protected: Protected
) -> list[Edit]:
    """The line's curly and corner quotes around or beside Chinese, as *pairs*; inner ones in turn.

    Nothing where one is left over.
    """
    edits: list[Edit] = []
    waiting: list[int] = []
    for at in range(*line):
        sign = text[at]
        if at in protected:
            continue
        if sign in _CLOSERS:
            waiting.append(at)
        elif sign in _CLOSERS.values():
            if sign == "’" and not (waiting and text[waiting[-1]] == "‘"):
                continue  # an apostrophe
            if not waiting or _CLOSERS[text[waiting[-1]]] != sign:
                return []
            start = waiting.pop()
            if any(map(is_han, text[max(0, start - 1) : at + 2])):
                pair = pairs[len(waiting) % 2]
                edits += [(start, start + 1, pair[0]), (at, at + 1, pair[1])]
    return [] if waiting else [edit for edit in edits if text[edit[0]] != edit[2]]


def _open(text: str, line: tuple[int, int], protected: Protected) -> str:
    """The *line* with blanks for what stays to the letter."""
    return "".join(" " if at in protected else text[at] for at in range(*line))


def _single(
    text: str, line: tuple[int, int], pair: str, done: set[int], protected: Protected
) -> Iterator[Edit]:
    """The line's single quotes: pairs, shortened words, and the possessive of a plural."""
    opener: int | None = None
    for at in range(*line):
        if text[at] != "'" or at in done or at in protected:
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if SHORTENED.match(text, at) and not before.isalnum():
            yield at, at + 1, APOSTROPHE
        elif after.strip() and not _latin(before) and not after.isdigit() and opener is None:
            opener = at
        elif opener is not None and before.strip() and not _latin(after):
            yield opener, opener + 1, pair[0]
            yield at, at + 1, pair[1]
            opener = None
        elif before in {"s", "S"} and after in _BEHIND_A_WORD and _letter(text[at - 2 : at - 1]):
            yield at, at + 1, APOSTROPHE
        elif before in {"n", "N"} and text[at - 2 : at - 1] in {"'", APOSTROPHE}:
            yield at, at + 1, APOSTROPHE  # rock 'n' roll


def _apostrophes(text: str) -> Iterator[int]:
    for found in STRAIGHT.finditer(text):
        at = found.start()
        if found[0] == '"':
            meant = _slipped(text, at)
        else:
            meant = _letter(text[at - 1 : at]) and _letter(text[at + 1 : at + 2])
        if meant:
            yield at


def _slipped(text: str, at: int) -> bool:
    """Whether the double quote belongs where an apostrophe does, a key away on the keyboard.

    ``isn"t``, ``it"s``; not behind a quote that the word may be quoted by.
    """
    if text[at - 1 : at] in {"n", "N"} and text[at + 1 : at + 2] in {"t", "T"}:
        return _letter(text[at - 2 : at - 1]) and not _letter(text[at + 2 : at + 3])
    ending = ENDINGS.match(text, at + 1)
    if not ending or _letter(text[ending.end() : ending.end() + 1]):
        return False
    word = at
    while word and (text[word - 1].isalnum() or text[word - 1] == "_"):
        word -= 1
    return word < at and _letter(text[at - 1]) and text[word - 1 : word] not in {'"', "’", "'"}


def _letter(char: str) -> bool:
    return "A" <= char <= "Z" or "a" <= char <= "z" or "\u00c0" <= char <= "\u024f"


def _paired(
    text: str, line: tuple[int, int], pair: str, done: set[int], protected: Protected
) -> list[Edit]:
    """The line's double quotes as pairs, or nothing where one stands as no quote would."""
    places = [
        at for at in range(*line) if text[at] == '"' and at not in done and at not in protected
    ]
    if len(places) % 2:
        return []
    for index, at in enumerate(places):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        inner, outer = (before, after) if index % 2 else (after, before)
        if not inner.strip() or inner == '"' or (_latin(outer) and _latin(inner)):
            return []
    return [(at, at + 1, pair[index % 2]) for index, at in enumerate(places)]


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u0250"


def latin_quotes(text: str) -> list[tuple[int, int]]:
    """Where *text* has words of Latin letters with curly quotes or apostrophes of their own.

    Quotes that Chinese puts around such words are Chinese's. All of a text without Chinese or
    Japanese is one such place.

    >>> text = "他说“I don’t know”。OpenAI’s 🎉 “A”和“B”"
    >>> [text[start:end] for start, end in latin_quotes(text)]
    ['I don’t know', 'OpenAI’s']
    >>> latin_quotes("It’s “new”."), latin_quotes("它说“新”。")
    ([(0, 11)], [])
    """
    if CURLY.isdisjoint(text):
        return []
    if not any(map(is_cjk, text)):
        return [(0, len(text))]
    places: list[tuple[int, int]] = []
    start = 0
    for at in range(len(text) + 1):
        if at == len(text) or is_cjk(text[at]) or is_wide(text[at]):
            if not CURLY.isdisjoint(text[start:at]):
                places += _own_quotes(text, start, at)
            start = at + 1
    return places


def _own_quotes(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The part of a run between Chinese whose quotes pair, or its words with apostrophes."""
    run = text[start:end].rstrip()
    whole = run.lstrip()
    if whole[:1] == "“" and whole.find("”") == len(whole) - 1:
        whole = whole[1:-1]  # quoted by the Chinese around it
    elif not (_balanced(whole) and whole[:1] == "“"):
        found = _WORDS.search(whole)
        whole = found[0] if found else ""
        if run.endswith(whole + "”") and _balanced(whole + "”"):
            whole += "”"
    if _balanced(whole):
        at = start + text[start:end].find(whole)
        if not CURLY.isdisjoint(whole):
            yield at, at + len(whole)
        return
    for found in _ELIDED.finditer(text, start, end):
        yield found.span()


def _balanced(text: str) -> bool:
    """Whether every double quote that opens also closes, and none closes that did not open."""
    depth = 0
    for sign in text:
        depth += {"“": 1, "”": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0
