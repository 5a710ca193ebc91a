"""Translations: what the desk says, in the browser's language (``translations/desk.toml``)."""

from ..translations import texts

Words = dict[str, str]


def all_words() -> dict[str, Words]:
    """Every text by its key, in each language."""
    return texts("desk")


def words(language: str) -> Words:
    """Every text in *language*.

    >>> words("zh")["save"]
    '保存'
    """
    return all_words()[language]


def wanted(accept: str) -> str:
    """The language that a browser wants most of those we have; English where it wants neither.

    >>> wanted("zh-CN,zh;q=0.9,en;q=0.8"), wanted("de, en;q=0.5, zh;q=0.7"), wanted("")
    ('zh', 'zh', 'en')
    """
    best, found = 0.0, "en"
    for part in accept.split(","):
        tag, _, rest = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(rest)
        if language in all_words() and weight > best:
            best, found = weight, language
    return found


def _weight(said: str) -> float:
    name, _, value = said.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
