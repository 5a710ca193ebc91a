"""Latin letters: which language they write, where that can be told.

Plain English is told by its small words. Everything else is asked of CLD3, Google's Compact
Language Detector (PyPI: cld3-py, 0.7 MB with its model, loaded in 6 ms and only then). What
it is not sure of stays open: no text is called English for want of anything better.
"""

from functools import cache, lru_cache
from typing import Any

from .._lazy_re import later
from .languages import SILENT, UNDETERMINED

_WORD = later(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
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
    words = _WORD.findall(SILENT.sub(" ", text[:_LONGEST]))
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
