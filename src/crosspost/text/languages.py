"""Languages: told apart by script and words, matched by BCP 47 tag.

An author writes two languages into one text without saying so; here they are told apart by what
they are written with. What the author does say (``[zh]``, or the languages named in the front
matter) always wins.

Of what is written in Latin letters plain English is told by its small words. Everything else is
asked of CLD3, Google's Compact Language Detector (PyPI: cld3-py, 0.7 MB with its model, loaded in
6 ms and only then). What it is not sure of stays open: no text is called English for want of
anything better.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Annotated, Any

from msgspec import Meta

from .._lazy_re import later
from .cjk import chinese_variety

Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 tag: ``en``, ``zh``, ``zh-Hant``, ``pt-BR``."""

UNDETERMINED = "und"
"""BCP 47 for text without a letter."""

# Unicode blocks, first and last code point (https://www.unicode.org/Public/UNIDATA/Blocks.txt),
# and the language a script is read as when nobody says otherwise.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0750, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0E00, 0x0E7F, "th"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x3001, 0x3002, "cjk"),
    (0x3005, 0x3007, "zh"),
    (0x3008, 0x3011, "cjk"),
    (0x3040, 0x30FF, "ja"),
    (0x3130, 0x318F, "ko"),
    (0x31F0, 0x31FF, "ja"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
    (0xF900, 0xFAFF, "zh"),
    (0xFB50, 0xFDFF, "ar"),
    (0xFE70, 0xFEFE, "ar"),
    (0xFF01, 0xFF1F, "cjk"),
    (0xFF66, 0xFF9F, "ja"),
    (0x20000, 0x3FFFF, "zh"),
)
_STARTS = [start for start, _, _ in _SCRIPTS]
LATIN = "en"
"""What text in Latin letters is read as when nobody says otherwise."""
_IDEOGRAPHIC = frozenset({"zh", "ja", "ko"})
_HAN = frozenset({"zh", "ja"})
"""Both write sentences of Han alone: in a text of the one, such a sentence is not the other's."""

_NAME = r"[^\s#@\uFF03,.;:!?\u3001\u3002\uFF01\uFF08\uFF09\uFF0C\uFF1A\uFF1B\uFF1F\u2026]+"
"""Of a hashtag, or of somebody: it ends where a sentence does."""
SILENT = later(
    r"```[^`]*```|`[^`\n]*`|\]\([^()\n]*\)|https?://(?:[!-~]|(?<=[/.=-])[\u3040-\u30ff\u3400-\u9fff]+)+"
    r"|(?<![A-Za-z0-9])www\.[!-~]+"
    r"|&(?:#[0-9]{1,7}|[A-Za-z]{2,8});"
    r"|\$\$[^$\n]{1,200}\$\$"
    rf"|(?<![A-Za-z0-9])[#\uFF03]{_NAME}[#\uFF03]?|@{_NAME}(?:\.{_NAME})*|\$[A-Za-z0-9_.]++(?!://)"
    r"|\$[^$\n]{1,200}\$|</?[A-Za-z][^<>]{0,200}>"
)
"""What is written alike in every language: addresses, code, hashtags, names, formulas, tags."""
_INSIDE = later(
    r"\u300C[^\u300D\n]*\u300D|\u300E[^\u300F\n]*\u300F|\u201C[^\u201D\n]*\u201D|\u300A[^\u300B\n]*\u300B"
)
"""A name or a quotation, which may be another language's."""
_REPEATED = later(r"([^\x00-\x7f])\1{3,}")
"""哈哈哈哈哈: laughter, or nonsense, however long, says no more than one of it."""
_ACCENTED = r"(?=[\u00C0-\u024F\u1E00-\u1EFF])."
_WORD = later(rf"(?:[A-Za-z]|{_ACCENTED})(?:[A-Za-z'-]+|\u2019|{_ACCENTED})*")
"""In classes apart, for one class of both is compiled four times as slowly."""
_ASCII_WORD = later("[A-Za-z][A-Za-z'-]*")


def _letters(tags: Iterable[str]) -> str:
    """A class of the letters whose script is read as one of *tags*."""
    ranges = ((chr(start), chr(end)) for start, end, tag in _SCRIPTS if tag in tags)
    return f"[{''.join(f'{start}-{end}' for start, end in ranges)}]"


_IDEOGRAPH = later(_letters(_IDEOGRAPHIC))
_OTHER_LETTER = later(_letters({tag for *_, tag in _SCRIPTS} - _IDEOGRAPHIC - {"cjk"}))


def pick(texts: Mapping[str, Any], wanted: str) -> str | None:
    """The key of *texts* that best serves a reader of *wanted*, or none.

    The same tag, then the same language; two tags that name different scripts never stand in
    for each other (a tag that names none goes with either). A text whose language nobody knows
    serves everybody for whom there is no other.

    >>> pick({"en": "Hello", "zh-Hans": "你好"}, "zh")
    'zh-Hans'
    >>> pick({"zh-Hant": "晶片"}, "zh-CN") is None
    True
    """
    if wanted in texts:
        return wanted
    subtags = wanted.lower().split("-")
    near = [tag for tag in texts if tag.lower().split("-")[0] == subtags[0]]
    for tag in near:
        if tag.lower() == wanted.lower():
            return tag
    script = script_of(wanted)
    kin = [tag for tag in near if not script or script_of(tag) in {script, ""}]
    kin.sort(key=lambda tag: script_of(tag) != script)
    unknown = UNDETERMINED if UNDETERMINED in texts else None
    return kin[0] if kin else unknown


def script_of(language: str) -> str:
    """The script that a tag names, itself or by a region that is known by it; else nothing.

    >>> script_of("zh-TW"), script_of("zh-Hans"), script_of("zh")
    ('hant', 'hans', '')
    """
    primary, *subtags = language.lower().split("-")
    for subtag in subtags:
        if len(subtag) == len("hant"):
            return subtag
        if primary == "zh" and subtag in {"tw", "hk", "mo", "cn", "sg"}:
            return "hans" if subtag in {"cn", "sg"} else "hant"
    return ""


def tell_language(text: str, among: Sequence[str] = ()) -> str:
    """The language of *text* by its script, as a BCP 47 tag; ``und`` where there is no letter.

    Names of firms and products are Latin in every language, so that ordinary words, which begin
    with a small letter, count more. *among* are the languages the author named: one of them, if
    one is written in this script, and a single one holds for every text.

    >>> (
    ...     tell_language("AWS、Apple 与 OpenAI 都在用 🎉"),
    ...     tell_language("The word 内卷 means involution."),
    ... )
    ('zh', 'en')
    >>> (
    ...     tell_language("Le monde", among=["fr", "zh"]),
    ...     tell_language("東京大学。", among=["en", "ja"]),
    ...     tell_language("2026 🎉"),
    ... )
    ('fr', 'ja', 'und')
    >>> tell_language("See https://例子.中国/路径?q=一 for more.", among=["en", "zh"])
    'en'
    """
    if len(among) == 1:
        return among[0]
    scores = language_scores(text)
    if not scores:
        return UNDETERMINED
    told = max(scores, key=lambda tag: (scores[tag], tag != LATIN))
    named = [tag for tag in among if script_tag(tag) == told]
    if len(named) > 1 and told == "zh":
        script = "hant" if chinese_variety(text) == "zh-Hant" else "hans"
        named.sort(key=lambda tag: script_of(tag) != script)
    if not named and told in _HAN:
        if told == "ja" and scores["ja"] <= 2 * scores.get(LATIN, 0):
            return tell_language(
                _KANA.sub(" ", text), among
            )  # a word of Japanese in an English sentence
        named = [tag for tag in among if script_tag(tag) in _HAN]
    if not named and among:  # words of a language that the post is not in
        most = max(among, key=lambda tag: scores.get(script_tag(tag), 0))
        named = [most] if 2 * scores.get(script_tag(most), 0) >= scores[told] else []
    return named[0] if named else told


@lru_cache(maxsize=256)
def language_scores(text: str) -> Mapping[str, int]:
    """How much speaks for each language, in quarters of a word."""
    spoken = _REPEATED.sub(r"\1", SILENT.sub(" ", text))
    words = _words(spoken)
    scores = {LATIN: sum(4 if word[0].islower() else 2 for word in words)} if words else {}
    if spoken.isascii():
        return scores
    signs = Counter[str]()
    for char, count in Counter(spoken).items():
        if tag := script_language(char):
            signs[tag] += count
    marks = signs.pop("cjk", 0)
    if signs["ja"]:
        one, other = ("ja", "zh") if _is_japanese(spoken) else ("zh", "ja")
        signs[one] += signs.pop(other, 0)
    for tag, count in signs.items():
        if count:
            scores[tag] = count * (4 if tag in _IDEOGRAPHIC else 1)
    for tag in ("zh", "ja"):
        if tag in scores:
            scores[tag] += marks * 4
    return scores


_KANA = later(r"[\u3040-\u30ff]+")
_KANA_SHARE = 4
"""Of four signs of Japanese one at least is kana, even in headlines."""


def _is_japanese(text: str) -> bool:
    """Whether *text*, which has kana, is Japanese: not Chinese that names something so."""
    outside = Counter(map(script_language, _INSIDE.sub("", text)))
    signs = outside if outside["ja"] or outside["zh"] else Counter(map(script_language, text))
    return signs["ja"] * _KANA_SHARE >= signs["zh"] + signs["ja"]


@lru_cache(maxsize=8192)
def script_language(char: str) -> str:
    """What the script of *char* is read as; nothing for Latin letters, signs and figures."""
    code = ord(char)
    start, end, tag = _SCRIPTS[max(0, bisect_right(_STARTS, code) - 1)]
    return tag if start <= code <= end else ""


_PRIMARY = (
    dict.fromkeys(("uk", "be", "bg", "sr", "mk", "kk", "ky", "mn"), "ru")
    | dict.fromkeys(("fa", "ur", "ps", "ug"), "ar")
    | dict.fromkeys(("mr", "ne", "sa"), "hi")
    | dict.fromkeys(("yue", "wuu", "lzh"), "zh")
    | {"yi": "he"}
)
"""Languages told as another one, which is written in the same script."""
_OWN = frozenset(tag for _, _, tag in _SCRIPTS)


def script_tag(tag: str) -> str:
    """What text in the language *tag* is told as, by its script: ``uk`` as ``ru``.

    >>> script_tag("fr"), script_tag("zh-Hant-TW"), script_tag("uk")
    ('en', 'zh', 'ru')
    """
    primary = tag.lower().split("-")[0]
    if "-latn" in tag.lower():
        return LATIN
    return _PRIMARY.get(primary, primary if primary in _OWN else LATIN)


def extent(text: str, language: str) -> tuple[int, str]:
    """How long *text* is as its readers count: in ``characters`` or in ``words``.

    >>> extent("价格下降了。🎉", "zh-Hant"), extent("Prices fell.", "en")
    ((5, 'characters'), (2, 'words'))
    """
    spoken = SILENT.sub(" ", text)
    if script_tag(language) in _HAN:
        return sum(script_language(char) in _HAN for char in spoken), "characters"
    return sum(any(map(str.isalnum, word)) for word in spoken.split()), "words"


_LETTERS = 3
"""Of Cyrillic, Arabic and other alphabets, in a syllable, more or less."""


def size(text: str) -> int:
    """How much is said, about one a syllable; bare abbreviations, addresses, code say nothing.

    >>> size("Prices fell. 📉"), size("价格下降了"), size("GPU `rm -i`")
    (4, 5, 0)
    """
    text = _REPEATED.sub(r"\1", SILENT.sub(" ", text))
    words = sum(not word.isupper() for word in _words(text))
    if text.isascii():
        return 2 * words
    letters = len(_OTHER_LETTER.findall(text))
    return 2 * words + len(_IDEOGRAPH.findall(text)) + letters // _LETTERS


def _words(text: str) -> list[str]:
    """Words in Latin letters."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


_LATIN_WORD = later(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_COMMON = """
a about after again all an and any are as at be because been before but by can could did do does for
from had has have he her here his how i if in into is it it's its just like me more my no not now of
on one only or other our out over she should so some than that the their them then there these they
this those to too up us was we were what when where which while who whose why will with would you
your
"""
_ALIKE = "a all an as at do for had has he her i in me no not on one so some to us was we"
_SMALL = frozenset(_COMMON.split())
"""The commonest words of English."""
_TELLING = _SMALL - frozenset(_ALIKE.split())
"""Those that no neighbour of English writes alike."""
_ENOUGH = 8
"""One word in so many must be one of the small ones."""
_ASKED = 3
"""Words that are no names, for those begin with a capital; of fewer only English is believed."""
_SURE = 0.85
_LONGEST = 4000
"""Code points that are looked at."""


@lru_cache(maxsize=256)
def latin_language(text: str) -> str:
    """The language of *text*, which is written in Latin letters; ``und`` where nothing tells it.

    >>> latin_language("Prices fell, and nobody knows why. 🎉")
    'en'
    >>> latin_language("Los precios bajaron otra vez, y nadie sabe por qué.")
    'es'
    >>> latin_language("OpenAI Trainium https://example.com/les/puces")
    'und'
    """
    words = _LATIN_WORD.findall(SILENT.sub(" ", text[:_LONGEST]))
    small = [word.casefold().replace("\u2019", "'") for word in words]
    known = [word for word in small if word in _SMALL]
    plain = all(word.isascii() for word in small) or len(known) * 4 >= len(small)
    telling = any(word in _TELLING for word in known)
    if plain and telling and len(known) * _ENOUGH >= len(small):
        return "en"
    if all(word[0].isupper() for word in words):
        return "en" if known and plain and len(words) < _ASKED else UNDETERMINED
    return _asked(" ".join(words), sum(word[0].islower() for word in words))


def _asked(text: str, ordinary: int) -> str:
    found = _detector().FindLanguage(text)
    sure = found.is_reliable and found.probability >= _SURE and not found.language.endswith("-Latn")
    if sure and (ordinary >= _ASKED or found.language == "en"):
        return str(found.language)
    return UNDETERMINED


@cache
def _detector() -> Any:  # noqa: ANN401 - it has no types
    from gcld3 import NNetLanguageIdentifier  # noqa: PLC0415 - only for text that is no plain English

    return NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=_LONGEST)
