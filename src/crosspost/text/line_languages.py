"""Line languages: what one line says in each of the languages that an author writes into it."""

from collections.abc import Iterable, Sequence

from .._lazy_re import later
from .languages import (
    LATIN,
    SILENT,
    UNDETERMINED,
    language_scores,
    script_language,
    script_tag,
    size,
    tell_language,
)

_MARKERS = frozenset(
    {"ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id"}
    | {"it", "ja", "ko", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sv", "ta", "th", "tr", "uk"}
    | {"ur", "vi", "zh"}
)
_MARKER = later(r"(?:(?<=\s)|^)\[([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\](?![(\[:])[ \t]*")

GLOSSED = later(r"(?P<first>[^()（）]+?)[ \t]*[(（](?P<second>[^()（）]+)[)）]")
"""A label with brackets behind it, which may say it in another language: ``Cost (成本)``."""

_SIGNS = str.maketrans("。！？…”’」』】》）／｜", "\0\0\0\0\1\1\1\1\1\1\1\2\2")
_END = later(r'(?:\0+[\x01)"]*|[.!?]+[\x01)"]*(?=[^!-~])|\s[/|\x02]\s)\s*')
"""Where a sentence ends, or where an author parts two languages: `` / ``."""


_LEAN, _LONG_LEAN = 6, 3
"""How many times longer one of two sentences that say the same may be than the other; than one of
at least so many syllables."""
_LONG = 8


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
    whole = [(tell_language(line, among), line)]
    if len(among) == 1 or len(language_scores(line)) == 1:
        return whole
    runs: list[tuple[str, list[str]]] = []
    for sentence in _sentences(line):
        language = tell_language(sentence, among)
        if runs and language in {runs[-1][0], UNDETERMINED}:
            runs[-1][1].append(sentence)
        else:
            runs.append((language, [sentence]))
    parts = [(language, _trimmed("".join(said))) for language, said in runs]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    if len(parts) < 2 or len(parts) % 2 or len({tag for tag, _ in parts}) != 2:  # noqa: PLR2004 - a pair
        return whole
    if among and not {tag for tag, _ in parts} <= set(among):
        return whole  # what is foreign belongs to the sentence beside it
    if any(script_tag(tag) == LATIN and _frames(text) for tag, text in parts):
        return whole
    return parts if all(_mirror(one, other) for (_, one), (_, other) in pairs) else whole


def _mirror(one: str, other: str) -> bool:
    """Whether *other*, right behind *one*, says the same again.

    Where no script changes between them (``用 bigint / bigserial``) they must be about as long.
    """
    sizes = sorted((size(one), size(other)))
    turns = script_language(one.rstrip("\0 .!?")[-1:] or " ") != script_language(other[:1] or " ")
    return says_the_same(one, other) and (turns or 2 * sizes[0] >= sizes[1])


def _frames(text: str) -> bool:
    """Whether *text* only quotes the Latin words in it: ``他说：“No.”``."""
    first = next((char for char in text if char.isalpha()), "")
    return bool(first and script_language(first))


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
    return sizes[0] > 0 and sizes[0] * (_LEAN if sizes[0] < _LONG else _LONG_LEAN) >= sizes[1]
