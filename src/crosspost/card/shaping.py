"""Which font each character of a text is set in, how wide it is, and in which order it stands.

Lines of mixed directions follow Unicode's bidirectional algorithm (UAX #9).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

import regex
from bidi import algorithm
from fontTools.ttLib import TTFont
from PIL import ImageFont, features

from .._lazy_re import later
from ..counting import boundaries
from ..text.cjk import AMBIGUOUS_WIDTH, is_cjk, is_wide
from . import fonts
from .fonts import Face, Family
from .styles import FontWeight, region

BACKWARD = {"R", "AL", "AN"}
INSTEAD = {"LRI": "\u202a", "RLI": "\u202b", "PDI": "\u202c", "": "a"}

_Unit = TypeVar("_Unit")


def backward(text: str) -> bool:
    """Whether *text* begins in a script that is written from right to left.

    >>> backward("سلام 中文"), backward("中文 سلام")
    (True, False)
    """
    directions = map(unicodedata.bidirectional, text)
    return next((one for one in directions if one in {"L", "R", "AL"}), "L") != "L"


def levels(text: str) -> list[int]:
    r"""The embedding level of each character; none where all are written from left to right.

    >>> levels("说 שלום 2"), levels("说 \u2067של\u2069。")
    ([0, 0, 1, 1, 1, 1, 1, 2], [0, 0, 0, 1, 1, 0, 0])
    """
    if BACKWARD.isdisjoint(map(unicodedata.bidirectional, text)):
        return []
    storage = algorithm.get_empty_storage()
    base = int(backward(text))
    storage["base_level"], storage["base_dir"] = base, ("L", "R")[base]
    algorithm.get_embedding_levels(_known(text), storage)
    for at, char in enumerate(storage["chars"]):
        char["at"] = at
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    found = [base] * len(text)
    for char in storage["chars"]:
        found[char["at"]] = char["level"]
    return found


def _known(text: str) -> str:
    """*text* in signs that the library knows: isolates as embeddings, what is not assigned as L."""
    out = []
    for at, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind == "FSI":
            kind = "RLI" if backward(text[at:]) else "LRI"
        out.append(INSTEAD.get(kind, char))
    return "".join(out)


def reordered(items: Sequence[tuple[_Unit, int]]) -> list[_Unit]:
    """*items* with their levels, in reading order, as they stand from left to right (rule L2).

    >>> reordered([("说", 0), ("שלום", 1), ("2", 2), ("。", 0)])
    ['说', '2', 'שלום', '。']
    """
    line = list(items)
    depths = [depth for _, depth in line]
    for depth in range(max(depths, default=0), 0, -1):
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end][1] >= depth:
                end += 1
            line[at:end] = reversed(line[at:end])
            at = end + 1
    return [item for item, _ in line]


BITMAPS = (109, 160, 137, 136, 128, 96, 64)
"""Sizes of the pictures in emoji fonts that hold nothing else (pixels)."""
JOINED = later(
    r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefe"
    r"\u200d\u20e3\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
LARGE = 128.0
"""The size at which widths are measured, in pixels; half a pixel of a line is lost by it."""
EMOJI_WIDE = 1.2
"""How wide an emoji is set, in ems: a little more than a character, as pictures need."""


class GlyphRun(NamedTuple):
    """Neighbours on a line that are set in one face and one direction."""

    text: str
    face: Face
    language: str
    emoji: bool = False
    backward: bool = False


class TextSetter:
    """Sets texts in one weight of a family, and in other fonts what that family lacks.

    Args:
        family: Chinese, Japanese and Korean faces with their Latin letters.
        weight: how heavy.
    """

    def __init__(self, family: Family, weight: FontWeight) -> None:
        self._family = family
        self._weight = weight
        self._faces: dict[str, Face | None] = {}
        self._ems: dict[tuple[str, str], float] = {}
        """Widths in ems: the same words are measured again at every size that is tried."""

    def runs(self, text: str, language: str) -> list[GlyphRun]:
        """One line of *text* as runs, from left to right as they stand."""
        depths = levels(text)
        said: list[tuple[GlyphRun, int]] = []
        for start, end in pairwise(boundaries(text)):
            cluster, depth = text[start:end], depths[start] if depths else 0
            face, emoji = self._face(cluster, language, text[start - 1 : start])
            last = said[-1][0] if said else None
            if last and (last.face, last.emoji, said[-1][1]) == (face, emoji, depth):
                said[-1] = (last._replace(text=last.text + cluster), depth)
            else:
                run = GlyphRun(cluster, face, language, emoji=emoji, backward=depth % 2 == 1)
                said.append((run, depth))
        return reordered(said)

    def width(self, text: str, language: str, size: float) -> float:
        """How wide *text* stands on one line, in pixels."""
        ems = self._ems.get((text, language))
        if ems is None:
            ems = sum(run_width(run, LARGE) for run in self.runs(text, language)) / LARGE
            self._ems[text, language] = ems
        return ems * size

    def lost(self, text: str, language: str) -> dict[str, None]:
        """The characters of *text* that no font here has."""
        clusters = [text[start:end] for start, end in pairwise(boundaries(text))]
        faces = [(one, self._face(one, language, "")[0]) for one in clusters]
        return {one: None for one, face in faces if one.strip() and not covers(face, one)}

    def _face(self, cluster: str, language: str, before: str) -> tuple[Face, bool]:
        if is_emoji(cluster) and (found := _emoji()) and covers(found, cluster):
            return found, True
        wide, latin = self._own(language if _cjk(language) else "zh"), self._own("en")
        first = cluster[0]
        ours = is_wide(first)
        if first in AMBIGUOUS_WIDTH and _cjk(language):
            ours = not (first in "’·" and before.isascii() and before.isalnum())
        for face in [wide, latin] if ours else [latin, wide]:
            if face and covers(face, cluster):
                return face, False
        face = _other(cluster, self._weight) or wide or latin
        assert face is not None  # noqa: S101 - a family is one that has a face for Chinese
        return face, False

    def _own(self, language: str) -> Face | None:
        if language not in self._faces:
            self._faces[language] = fonts.face(self._family, language, self._weight)
        return self._faces[language]


def _cjk(language: str) -> bool:
    return bool(region(language))


def run_width(run: GlyphRun, size: float) -> float:
    """How wide *run* stands, in pixels."""
    if run.emoji:
        return len(boundaries(run.text)[1:]) * EMOJI_WIDE * size
    return _length(run, size)


@lru_cache(maxsize=65536)
def _length(run: GlyphRun, size: float) -> float:
    direction, language = shaper_options(run)
    font = load_font(run.face, size)
    return float(font.getlength(run.text, direction=direction, language=language))


def shaper_options(run: GlyphRun) -> tuple[str, str] | tuple[None, None]:
    """Direction and language, for the shaper; nothing where there is none."""
    return ("rtl" if run.backward else "ltr", run.language) if has_shaper() else (None, None)


@cache
def has_shaper() -> bool:
    """Whether texts are shaped: Arabic joined, families kept together. Pillow needs FriBiDi."""
    return bool(features.check("raqm"))


def needs_shaping(text: str) -> bool:
    """Whether *text* is wrong without a shaper: joined emoji, and scripts whose letters join.

    >>> needs_shaping("一家👨‍👩‍👧"), needs_shaping("سلام"), needs_shaping("中文 English 🎉")
    (True, True, False)
    """
    return JOINED.search(text) is not None


@lru_cache(maxsize=256)
def load_font(face: Face, size: float) -> ImageFont.FreeTypeFont:
    """*face* in *size* pixels to the em."""
    font = ImageFont.truetype(face.path, size, index=face.number)
    if face.axis:
        font.set_variation_by_axes([face.axis])
    return font


@cache
def picture_size(face: Face) -> int:
    """The size in which an emoji font is to be loaded: its pictures', or any if it scales."""
    for size in BITMAPS:
        try:
            load_font(face, size)
        except OSError:
            continue
        return size
    return 0


_EMOJI = r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji}\u20E3|[\U0001F1E6-\U0001F1FF]"


@lru_cache(maxsize=4096)
def is_emoji(cluster: str) -> bool:
    """Whether *cluster* is shown as a picture.

    >>> [is_emoji(one) for one in ("👨‍👩‍👧", "🇨🇳", "©", "❤️", "1️⃣", "1", "中")]
    [True, True, False, True, True, False, False]
    """
    if cluster.isascii() or is_cjk(cluster[0]):
        return False
    return regex.match(_EMOJI, cluster) is not None and "\ufe0e" not in cluster


@cache
def _emoji() -> Face | None:
    for path in fonts.matching(fonts.table().others["emoji"]):
        if picture_size(face := Face(path)):
            return face
    return None


@lru_cache(maxsize=1024)
def _other(cluster: str, weight: FontWeight) -> Face | None:
    """The first of the other fonts that has *cluster*, of that weight where there is one."""
    found = [face for face in _others() if covers(face, cluster)]
    named = [(load_font(face, 16).getname()[1] or "").lower() for face in found]
    for style in fonts.PLAIN[weight]:
        if style in named:
            return found[named.index(style)]
    return found[0] if found else None


@cache
def _others() -> tuple[Face, ...]:
    return tuple(Face(path) for path in fonts.matching(fonts.table().others["text"]))


def covers(face: Face, cluster: str) -> bool:
    """Whether *face* has every character of *cluster* that can be seen."""
    return all(ord(char) in _known_faces(face) for char in _seen(cluster))


def _seen(cluster: str) -> Iterator[str]:
    for char in cluster:
        if unicodedata.category(char) not in {"Cf", "Cc", "Cn", "Zl", "Zp"} and not (
            "\ufe00" <= char <= "\ufe0f"
        ):
            yield char


@cache
def _known_faces(face: Face) -> frozenset[int]:
    """The code points that *face* has a glyph for."""
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
