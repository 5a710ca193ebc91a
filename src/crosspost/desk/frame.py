"""The frame that every page of the desk stands in: its header, its way to the others, its colours.

Colours follow the system until somebody switches them; what was chosen is kept, for the next desk
as well. Each browser is spoken to in its own language, or in the one that somebody chose in it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

import msgspec
from markupsafe import Markup, escape
from msgspec import structs
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from .. import files as disk
from .._record import Record, decoded
from ..looks.elements import element
from ..looks.widgets import LARGEST as MOST_OF_PICTURE
from ..readers.text_files import MOST
from ..translations import LANGUAGES, Words, known_language, language_of_browser

if TYPE_CHECKING:
    from .session import Session

ASSETS = files(__package__).joinpath("look")

PageName = Literal["write", "queue", "history", "accounts"]
PLACES: dict[PageName, str] = {
    "write": "./",
    "queue": "queue",
    "history": "history",
    "accounts": "accounts",
}
"""The pages of the desk in the header's order, and where each is."""

Scheme = Literal["system", "light", "dark"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)


class Preferences(Record):
    """What is kept from one desk to the next."""

    scheme: Scheme = "system"
    recent: tuple[str, ...] = ()
    """Files of posts, the latest first."""


def read_preferences(path: Path) -> Preferences:
    """What is kept at *path*; what nobody chose, or nobody can read, is as it comes."""
    try:
        return decoded(path.read_bytes(), Preferences)
    except (OSError, msgspec.MsgspecError):
        return Preferences()


def keep_preferences(path: Path, preferences: Preferences) -> None:
    """Keep them, for their owner's eyes only.

    Raises:
        ConfigError: they cannot be written.
    """
    disk.make_private_folder(path.parent)
    disk.write_private(path, msgspec.json.encode(preferences).decode())


LANGUAGE_COOKIE = "crosspost-language"
"""Says which language was chosen in a browser; no secret, so that the next desk reads it, too."""


def language_of(request: HttpRequest) -> str:
    """The language of *request*: chosen in its browser, else the one that the browser prefers."""
    chosen = known_language(request.cookies.get(LANGUAGE_COOKIE, ""))
    return chosen or language_of_browser(request.headers.get("accept-language", ""))


def icon(name: str) -> Markup:
    """One of the desk's icons (``icons.svg``); a voice passes over it."""
    use = Markup('<use href="#k-{}"/>').format(name)
    return element("svg.desk-icon", use, {"aria-hidden": "true"})


def icons() -> Markup:
    """Every icon, unseen, for `icon` to use: once on each page."""
    return Markup(ASSETS.joinpath("icons.svg").read_text(encoding="utf-8"))  # noqa: S704 - ours


def header(page: PageName, words: Words, inside: Markup | str = "") -> Markup:
    """The header of *page*: where one is, where one can go, the switches of language and colours.

    Args:
        page: it is marked as the one that is open.
        words: of the room ``desk``.
        inside: what this page has in its header besides.
    """
    links = Markup().join(
        element(
            "li", element("a", icon(name) + element("span", words[f"page_{name}"]), _to(name, page))
        )
        for name in PLACES
    )
    pages = element("nav", element("ul", links), {"aria-label": words["pages"]})
    brand = element(
        "a", icon("brand") + element("span", "crosspost"), {"href": "./", "class": "desk-brand"}
    )
    switches = element("div.desk-switches", _languages(words) + _switch(words))
    return element("header.desk-top", brand + pages + inside + switches)


def _to(name: PageName, page: PageName) -> dict[str, str]:
    return {"href": PLACES[name]} | ({"aria-current": "page"} if name == page else {})


def _languages(words: Words) -> Markup:
    """A button for each language but the present one, named and labelled in it."""
    return Markup().join(
        element(
            "button",
            words[f"language_{one}"],
            {
                "type": "button",
                "data-language": one,
                "lang": one,
                "title": words[f"switch_{one}"],
                "aria-label": words[f"switch_{one}"],
            },
        )
        for one in LANGUAGES
        if one != words["language"]
    )


def _switch(words: Words) -> Markup:
    says = {f"data-{scheme}": words[f"scheme_{scheme}"] for scheme in SCHEMES}
    drawn = Markup().join(icon(scheme) for scheme in SCHEMES)
    return element("button", drawn, {"type": "button", "id": "scheme", "aria-label": "", **says})


def document(
    page: PageName,
    title: str,
    main: Markup,
    words: Words,
    preferences: Preferences,
    head: Markup | str = "",
) -> str:
    """A whole page of the desk: its header, and *main* in its ``main`` element.

    Args:
        page: which one.
        title: its heading and the tab's name.
        main: what it holds, under the heading.
        words: of the room ``desk``.
        preferences: its colours.
        head: styles and scripts of its own.
    """
    template = Template(ASSETS.joinpath("document.html").read_text(encoding="utf-8"))
    return template.substitute(
        language=words["language"],
        scheme=preferences.scheme,
        title=escape(title),
        skip=escape(words["skip_to_page"]),
        icons=icons(),
        header=header(page, words),
        main=main,
        head=head,
    )


# What the browser asks for


Endpoint = Callable[[HttpRequest], Awaitable[Response]]
LARGEST = 8 * MOST + 2 * MOST_OF_PICTURE
"""Bytes of a request: a post in JSON, a picture in Base64, and something to spare."""
_Kind = TypeVar("_Kind")


async def asked(request: HttpRequest, kind: type[_Kind]) -> _Kind | None:
    """What a page asks for; nothing where that is no such thing, or more than anybody sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    try:
        return decoded(body, kind)
    except msgspec.MsgspecError:
        return None


def answered(answer: object, status: int = 200) -> Response:
    """*answer* as JSON."""
    body = msgspec.json.encode(answer, enc_hook=str)
    return Response(body, status, media_type="application/json")


class SchemeRequest(Record):
    """What the switch of colours says."""

    scheme: Scheme


def keeping_scheme(session: "Session") -> Endpoint:
    """What the switch of colours does on the desk of *session*."""

    async def keep(request: HttpRequest) -> Response:
        said = await asked(request, SchemeRequest)
        if said is None:
            return Response(status_code=400)
        session.preferences = structs.replace(session.preferences, scheme=said.scheme)
        await asyncio.to_thread(keep_preferences, session.preferences_file, session.preferences)
        return Response(status_code=204)

    return keep


class LanguageRequest(Record):
    """What the switch of languages says."""

    language: Literal["en", "zh"]


async def keep_language(request: HttpRequest) -> Response:
    """The switch of languages was pressed."""
    said = await asked(request, LanguageRequest)
    if said is None:
        return Response(status_code=400)
    answer = Response(status_code=204)
    answer.set_cookie(
        LANGUAGE_COOKIE, said.language, max_age=LANGUAGE_KEPT, httponly=True, samesite="strict"
    )
    return answer


LANGUAGE_KEPT = 400 * 24 * 3600
"""Seconds that a browser keeps the language: as long as any keeps a cookie."""
