"""Languages: told apart by script, matched by BCP 47 tag.

An author writes two languages into one text without saying so; here they are told apart by what
they are written with. What the author does say (``[zh]``, or the languages named in the front
matter) always wins.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
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
_LATIN = "en"
_IDEOGRAPHIC = frozenset({"zh", "ja", "ko"})
_HAN = frozenset({"zh", "ja"})
"""Both write sentences of Han alone: in a text of the one, such a sentence is not the other's."""

SILENT = later(
    r"```[^`]*```|`[^`\n]*`|\]\([^()\n]*\)|https?://[!-~]+|[@#\uFF03][^\s#@\uFF03]+|\$[A-Za-z0-9_.]+"
    r"|\$[^$\n]{1,200}\$|</?[A-Za-z][^<>]{0,200}>|&[A-Za-z]{2,8};"
)
"""What is written alike in every language: addresses, code, hashtags, names, formulas, tags."""
_INSIDE = later(
    r"\u300C[^\u300D\n]*\u300D|\u300E[^\u300F\n]*\u300F|\u201C[^\u201D\n]*\u201D|\u300A[^\u300B\n]*\u300B"
)
"""A name or a quotation, which may be another language's."""
_ACCENTED = r"(?=[\u00C0-\u024F\u1E00-\u1EFF])."
_WORD = later(rf"(?:[A-Za-z]|{_ACCENTED})(?:[A-Za-z'-]+|\u2019|{_ACCENTED})*")
"""In classes apart, for one class of both is compiled four times as slowly."""

_MARKERS = frozenset(
    {"ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id"}
    | {"it", "ja", "ko", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sv", "ta", "th", "tr", "uk"}
    | {"ur", "vi", "zh"}
)
_MARKER = later(r"(?:(?<=\s)|^)\[([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\](?![(\[:])[ \t]*")

_SIGNS = str.maketrans("。！？…”’」』】》）／｜", "\0\0\0\0\1\1\1\1\1\1\1\2\2")
_END = later(r'(?:\0+[\x01)"]*|[.!?]+[\x01)"]*(?=[^!-~])|\s[/|\x02]\s)\s*')
"""Where a sentence ends, or where an author parts two languages: `` / ``."""
_LEAN = 6
"""How many times longer one of two sentences that say the same may be than the other."""


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
    script = _script(subtags)
    kin = [tag for tag in near if _script(tag.lower().split("-")) in {script, "", None}]
    kin = near if not script else kin
    kin.sort(key=lambda tag: _script(tag.lower().split("-")) != script)
    unknown = UNDETERMINED if UNDETERMINED in texts else None
    return kin[0] if kin else unknown


def _script(subtags: list[str]) -> str:
    """The script that a tag names, itself or by a region that is known by it."""
    for subtag in subtags[1:]:
        if len(subtag) == len("hant"):
            return subtag
        if subtags[0] == "zh" and subtag in {"tw", "hk", "mo", "cn", "sg"}:
            return "hans" if subtag in {"cn", "sg"} else "hant"
    return ""


def tell(text: str, among: Sequence[str] = ()) -> str:
    """The language of *text* by its script, as a BCP 47 tag; ``und`` where there is no letter.

    Names of firms and products are Latin in every language, so that ordinary words, which begin
    with a small letter, count more. *among* are the languages the author named: one of them, if
    one is written in this script, and a single one holds for every text.

    >>> tell("AWS、Apple 与 OpenAI 都在用 🎉"), tell("The word 内卷 means involution.")
    ('zh', 'en')
    >>> (
    ...     tell("Le monde", among=["fr", "zh"]),
    ...     tell("東京大学。", among=["en", "ja"]),
    ...     tell("2026 🎉"),
    ... )
    ('fr', 'ja', 'und')
    """
    if len(among) == 1:
        return among[0]
    scores = _scores(text)
    if not scores:
        return UNDETERMINED
    told = max(scores, key=lambda tag: (scores[tag], tag != _LATIN))
    named = [tag for tag in among if written(tag) == told]
    if len(named) > 1 and told == "zh":
        script = "hant" if chinese_variety(text) == "zh-Hant" else "hans"
        named.sort(key=lambda tag: _script(tag.lower().split("-")) != script)
    if not named and told in _HAN:
        named = [tag for tag in among if written(tag) in _HAN]
    return named[0] if named else told


@lru_cache(maxsize=256)
def _scores(text: str) -> Mapping[str, int]:
    """How much speaks for each language, in quarters of a word."""
    spoken = SILENT.sub(" ", text)
    words = _WORD.findall(spoken)
    scores = {_LATIN: sum(4 if word[0].islower() else 2 for word in words)} if words else {}
    if spoken.isascii():
        return scores
    signs = Counter[str]()
    for char, count in Counter(spoken).items():
        if tag := _tag(char):
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


_KANA_SHARE = 4
"""Of four signs of Japanese one at least is kana, even in headlines."""


def _is_japanese(text: str) -> bool:
    """Whether *text*, which has kana, is Japanese: not Chinese that names something so."""
    outside = Counter(map(_tag, _INSIDE.sub("", text)))
    signs = outside if outside["ja"] or outside["zh"] else Counter(map(_tag, text))
    return signs["ja"] * _KANA_SHARE >= signs["zh"] + signs["ja"]


@lru_cache(maxsize=8192)
def _tag(char: str) -> str:
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


def written(tag: str) -> str:
    """What text in the language *tag* is told as, by its script: ``uk`` as ``ru``.

    >>> written("fr"), written("zh-Hant-TW"), written("uk")
    ('en', 'zh', 'ru')
    """
    primary = tag.lower().split("-")[0]
    if "-latn" in tag.lower():
        return _LATIN
    return _PRIMARY.get(primary, primary if primary in _OWN else _LATIN)


def split_line(line: str, among: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What *line* says in each language: parts in order, each with its language.

    A line that says a thing twice is parted where a sentence ends and the script changes, or at
    `` / ``; one that merely quotes another language stays whole. ``[zh]`` before a part says its
    language. A part without letters has the language ``und``.

    >>> split_line("Does it matter? 这有什么意义?")
    [('en', 'Does it matter?'), ('zh', '这有什么意义?')]
    >>> split_line("他说:“No.” 然后走了。🎉")
    [('zh', '他说:“No.” 然后走了。🎉')]
    >>> split_line("[fr] Pourquoi ? [zh] AI?")
    [('fr', 'Pourquoi ?'), ('zh', 'AI?')]
    """
    parts: list[tuple[str, str]] = []
    said, at = "", 0
    for marker in _MARKER.finditer(line) if "[" in line else ():
        if marker[1] in among or (is_marker(marker[1]) and not (among and line[: marker.start()])):
            parts += _said(line[at : marker.start()], said, among)
            said, at = marker[1], marker.end()
    return parts + _said(line[at:], said, among)


def is_marker(tag: str, among: Iterable[str] = ()) -> bool:
    """Whether ``[tag]`` names a language: one well known, or one the author named.

    >>> is_marker("zh-Hant"), is_marker("sic")
    (True, False)
    """
    return tag.split("-", maxsplit=1)[0] in _MARKERS or tag in among


def _said(part: str, said: str, among: Sequence[str]) -> list[tuple[str, str]]:
    text = part.strip()
    if not text:
        return []
    return [(said, text)] if said else _told(text, among)


def _told(line: str, among: Sequence[str]) -> list[tuple[str, str]]:
    whole = [(tell(line, among), line)]
    if len(among) == 1 or len(_scores(line)) == 1:
        return whole
    runs: list[tuple[str, list[str]]] = []
    for sentence in _sentences(line):
        language = tell(sentence, among)
        if runs and language in {runs[-1][0], UNDETERMINED}:
            runs[-1][1].append(sentence)
        else:
            runs.append((language, [sentence]))
    parts = [(language, _trimmed("".join(said))) for language, said in runs]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    if len(parts) < 2 or len(parts) % 2 or len({tag for tag, _ in parts}) != 2:  # noqa: PLR2004 - a pair
        return whole
    if any(written(tag) == _LATIN and _frames(text) for tag, text in parts):
        return whole
    return parts if all(_mirror(one, other) for (_, one), (_, other) in pairs) else whole


def _mirror(one: str, other: str) -> bool:
    """Whether *other*, right behind *one*, says the same again.

    Where no script changes between them (``用 bigint / bigserial``) they must be about as long.
    """
    sizes = sorted((size(one), size(other)))
    turns = _tag(one.rstrip("\0 .!?")[-1:] or " ") != _tag(other[:1] or " ")
    return says_the_same(one, other) and (turns or 2 * sizes[0] >= sizes[1])


def _frames(text: str) -> bool:
    """Whether *text* only quotes the Latin words in it: ``他说：“No.”``."""
    first = next((char for char in text if char.isalpha()), "")
    return bool(first and _tag(first))


def _sentences(line: str) -> Iterable[str]:
    at = 0
    whole = SILENT.sub(lambda found: "_" * len(found[0]), line) if _has_silent(line) else line
    for end in _END.finditer(whole.translate(_SIGNS)):
        yield line[at : end.end()]
        at = end.end()
    if at < len(line):
        yield line[at:]


def _has_silent(line: str) -> bool:
    return "`" in line or "](" in line or "://" in line


def _trimmed(part: str) -> str:
    text = part.strip().rstrip("/／|｜").strip()
    return text[1:].lstrip() if text.startswith(("/ ", "| ", "／", "｜")) else text


def says_the_same(one: str, other: str) -> bool:
    """Whether one could be the other's translation: of a like length, and not just names.

    >>> says_the_same("Prices fell. 📉", "价格下降了。"), says_the_same("CPU", "价格下降了。")
    (True, False)
    """
    sizes = sorted((size(one), size(other)))
    return sizes[0] > 0 and sizes[0] * _LEAN >= sizes[1]


def extent(text: str, language: str) -> tuple[int, str]:
    """How long *text* is as its readers count: in ``characters`` or in ``words``.

    >>> extent("价格下降了。🎉", "zh-Hant"), extent("Prices fell.", "en")
    ((5, 'characters'), (2, 'words'))
    """
    spoken = SILENT.sub(" ", text)
    if written(language) in _HAN:
        return sum(_tag(char) in _HAN for char in spoken), "characters"
    return sum(any(map(str.isalnum, word)) for word in spoken.split()), "words"


_LETTERS = 3
"""Of Cyrillic, Arabic and other alphabets, in a syllable, more or less."""


def size(text: str) -> int:
    """How much is said, about one a syllable; bare abbreviations, addresses, code say nothing.

    >>> size("Prices fell. 📉"), size("价格下降了"), size("GPU `rm -i`")
    (4, 5, 0)
    """
    text = SILENT.sub(" ", text)
    words = [word for word in _WORD.findall(text) if not word.isupper()]
    signs, letters = 0, 0
    for char, count in Counter(text).items():
        tag = _tag(char)
        signs += count if tag in _IDEOGRAPHIC else 0
        letters += count if tag not in {"", "cjk", *_IDEOGRAPHIC} else 0
    return 2 * len(words) + signs + letters // _LETTERS
