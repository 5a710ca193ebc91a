"""Where a finding is, in the words of whoever reads it."""

from ..text.blocks import media_kind
from ..translations import texts, translate
from .findings import EveryText, Finding, Location, MessagePart, WholeThread

_ROOM = "findings"


def place_in_words(finding: Finding, language: str = "") -> str:
    """Where *finding* is: a part of the post or of the draft, as a person calls it.

    A part that has no name of its own is said by its key.

    Args:
        finding: of any draft.
        language: one of `translations.LANGUAGES`; the user's by itself.

    >>> from crosspost.model.findings import finding, in_post
    >>> found = finding("media.no-alt", in_post("media", "图.png"))
    >>> place_in_words(found, "zh"), place_in_words(found, "en")
    ('图片图.png', 'picture 图.png')
    """
    return _words(finding.location, language) or finding.where


def _words(location: Location, language: str) -> str:
    match location:
        case MessagePart(index=index, field=""):
            return translate(_ROOM, "place:message", language, index=index)
        case MessagePart(field=field):
            return _named(f"field.{field}", language)
        case WholeThread():
            return translate(_ROOM, "place:thread", language)
        case EveryText():
            return translate(_ROOM, "place:text", language)
    return _part(location.path, language)


def _part(path: tuple[str | int, ...], language: str) -> str:
    """The part of the post at *path*, where it has a name of its own."""
    numbered = {
        "media": "place:picture",
        "sources": "place:source",
        "sections": "place:section",
    }
    match path:
        case ():
            return translate(_ROOM, "place:post", language)
        case ("media", str(file), *_):
            film = media_kind(file) == "video"
            return translate(_ROOM, "place:film" if film else "place:file", language, file=file)
        case (str(name), int(index), *_) if name in numbered:
            return translate(_ROOM, numbered[name], language, number=index + 1)
        case ("matters", "points", int(index), *_):
            return translate(_ROOM, "place:point", language, number=index + 1)
        case ("meta", str(name), *_):
            return _named(name, language)
    return _named(str(path[0]), language)


def _named(name: str, language: str) -> str:
    """The words of a part that there is once, or nothing."""
    known = texts(_ROOM)["en"]
    key = f"place:{name}"
    return translate(_ROOM, key, language) if key in known else ""
