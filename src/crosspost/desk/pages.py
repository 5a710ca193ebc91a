"""The desk's other pages: each is made here from what the ledger says, whole, at every request.

A form is sent as JSON by the page's script, for the desk takes nothing else; the answer is the
page's new main part, and a sentence on what was done.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping

from markupsafe import Markup
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from .._record import Record
from ..errors import CrosspostError
from ..looks.elements import Attributes, element, opening
from ..preview.as_html import gallery
from ..redaction import unforeseen
from ..translations import Words, texts, use_language
from .background import loaded
from .frame import Endpoint, PageName, answered, asked, document, language_of
from .html import day_words, moment_words, say, why
from .session import Session

logger = logging.getLogger("crosspost")
SECRET = "secret."  # noqa: S105 - no secret itself
"""What the names of fields begin with that are never shown again."""
HEAD = Markup(
    '<link rel="stylesheet" href="gallery.css">\n<link rel="stylesheet" href="pages.css">\n'
    '<script src="pages.js" type="module"></script>\n<script src="gallery.js" defer></script>'
)


class PageRequest(Record):
    """What a form says."""

    do: str = ""
    """What its button does."""
    said: tuple[tuple[str, str], ...] = ()
    """Its fields, in order."""

    @property
    def fields(self) -> dict[str, str]:
        """The last value of each field."""
        return {name: value.strip() for name, value in self.said}


class Done(Record):
    """What came of it."""

    say: str = ""
    """What is told of it; may hold markup of ours."""
    undo: tuple[tuple[str, str], ...] = ()
    """The form that takes it back, with its button as ``do``."""
    query: Mapping[str, str] = {}
    """What the page shows from now on, where that is something else."""
    values: Mapping[str, str] = {}
    """What a form that was not taken is to show again."""
    wrong: bool = False
    """It did not work."""


class PageView(Record):
    """What a page is to show."""

    words: Words
    query: Mapping[str, str] = {}
    """What its address asks for: a view, a day, one delivery."""
    values: Mapping[str, str] = {}
    """Of a form that was not taken."""

    @property
    def language(self) -> str:
        """Of the words."""
        return self.words["language"]

    def say(self, key: str, /, **values: object) -> str:
        """The text *key*, filled in."""
        return say(self.words, key, **values)


ShowPage = Callable[[Session, PageView], Markup]
PageAct = Callable[[Session, PageView, PageRequest], Done]


class DeskPage(Record):
    """One of the desk's pages; what it does and shows runs in a thread."""

    show: ShowPage
    acts: Mapping[str, PageAct]
    """By what a button does."""


MODULES: dict[PageName, str] = {
    "queue": "queue_page",
    "history": "history_page",
    "accounts": "accounts_page",
}
"""What makes each page."""


def _load(name: PageName) -> DeskPage:
    """A page.

    Raises:
        ModuleNotFoundError: an extra is not installed.
    """
    page: DeskPage = loaded(MODULES[name]).PAGE
    return page


def routes(session: Session) -> list[Route]:
    """Where each page is shown, and where its forms go."""
    found = []
    for name in MODULES:
        shown, acting = _showing(session, name), _acting(session, name)
        found.append(Route(f"/{name}", shown, methods=["GET"]))
        found.append(Route(f"/{name}", acting, methods=["POST"]))
    return found


def _look(request: HttpRequest) -> PageView:
    language = language_of(request)
    use_language(language)
    return PageView(words=texts("desk_pages")[language], query=dict(request.query_params))


def _showing(session: Session, name: PageName) -> Endpoint:
    async def show(request: HttpRequest) -> Response:
        look = _look(request)
        inner = await asyncio.to_thread(_shown, session, name, look)
        said = {"id": "say", "class": "desk-said", "role": "status"}
        stopped = {"id": "gone", "class": "desk-alert", "role": "alert", "hidden": ""}
        main = (
            element("p", look.words["stopped"], stopped)
            + element("div", "", said)
            + element("div", inner, {"id": "page", "data-page": name})
        )
        title, words = look.words[f"title.{name}"], texts("desk")[look.language]
        html = document(name, title, main, words, session.preferences, HEAD)
        return HTMLResponse(html)

    return show


def _acting(session: Session, name: PageName) -> Endpoint:
    async def act(request: HttpRequest) -> Response:
        said = await asked(request, PageRequest)
        if said is None:
            return Response(status_code=400)
        look = _look(request)
        answer = await asyncio.to_thread(_done, session, name, look, said)
        if answer is None:
            return Response(status_code=400)
        return answered(answer)

    return act


def _done(
    session: Session, name: PageName, look: PageView, asked: PageRequest
) -> dict[str, object] | None:
    """Do it, and what the page is then; nothing where no button of it does that."""
    try:
        acts = _load(name).acts
        if asked.do not in acts:
            return None
        done = acts[asked.do](session, look, asked)
    except Exception as error:
        if not isinstance(error, CrosspostError):  # ours, which the page must not take for the end
            logger.exception("%s did not work", asked.do)
        done = _refused(look, asked, error)
    after = PageView(words=look.words, query={**look.query, **done.query}, values=done.values)
    said = element("span", done.say) if done.say else Markup()
    if done.undo:
        said += _undo(done.undo, look)
    kept = {name: value for name, value in after.query.items() if value}
    return {
        "main": _shown(session, name, after),
        "say": said,
        "wrong": done.wrong,
        "holds": bool(done.values),
        "query": kept,
    }


def _undo(fields: tuple[tuple[str, str], ...], look: PageView) -> Markup:
    does = dict(fields)["do"]
    kept = Markup().join(hidden(name, value) for name, value in fields if name != "do")
    return element("form.desk-undo", kept + does_button(does, look.words["undo"]))


def _refused(look: PageView, asked: PageRequest, error: Exception) -> Done:
    """What is wrong, and the form as it was typed, without what is secret."""
    say = look.say("failed", why=why(error))
    values = {name: one for name, one in asked.fields.items() if not name.startswith(SECRET)}
    if any(one for name, one in asked.fields.items() if name not in values):
        say += " " + look.words["accounts.anew"]
    return Done(say=say, values=values, wrong=True)


def _shown(session: Session, name: PageName, look: PageView) -> Markup:
    """The page's main part, or why there is none."""
    use_language(look.language)
    session.follow_settings()
    try:
        return _load(name).show(session, look)
    except CrosspostError as error:
        return alert(look.say("failed", why=str(error)))
    except ModuleNotFoundError as error:
        return alert(look.say("missing", library=error.name or ""))
    except Exception as error:  # a mistake of ours, which must not take the other pages along
        logger.exception("the page %s could not be shown", name)
        return alert(look.say("failed", why=unforeseen(error)))


# What pages are made of


def alert(says: str) -> Markup:
    """Something that is wrong."""
    return element("p.desk-alert", says, {"role": "alert"})


def hidden(name: str, value: str) -> Markup:
    """A field that nobody sees."""
    return opening("input", {"type": "hidden", "name": name, "value": value})


def does_button(does: str, says: str, kind: str = "", **more: str) -> Markup:
    """A button that sends its form.

    Args:
        does: what the form does then.
        says: what stands on it.
        kind: ``desk-main`` for what most people want, ``desk-quiet-button``.
        more: attributes.
    """
    attributes = {"type": "submit", "name": "do", "value": does} | ({"class": kind} if kind else {})
    return element("button", says, attributes | more)


def form(*parts: Markup, **fields: str) -> Markup:
    """A form with hidden *fields*."""
    kept = Markup().join(hidden(name, value) for name, value in fields.items())
    return element("form", kept + Markup().join(parts))


def link(address: str, says: str, more: Attributes = {}) -> Markup:  # noqa: B006 - only read
    """A link to something on the same page."""
    return element("a", says, {"href": address, "data-swap": ""} | more)


def views(links: Mapping[str, str], shown: str, label: str) -> Markup:
    """Ways to see a page, by their addresses, of which one is *shown*."""
    made = Markup().join(
        link(address, says, {"aria-current": "true"} if address == shown else {})
        for address, says in links.items()
    )
    return element("nav.desk-views", made, {"aria-label": label})


def copied(command: str, look: PageView) -> Markup:
    """A command, and a button that copies it."""
    attributes = {"type": "button", "data-copy": command, "data-done": look.words["copied"]}
    button = element("button", look.words["copy"], attributes)
    return element("p.desk-command", element("code", command) + button)


def date_words(day: dt.date, look: PageView) -> str:
    """A day as people say it."""
    return day_words(day, look.language)


def time_words(at: dt.datetime, look: PageView) -> str:
    """A time on its own clock, with its day."""
    return moment_words(at, look.language)


def timed(at: dt.datetime, look: PageView) -> Markup:
    """The same, for programs too."""
    return _timed(at, time_words(at, look))


def clock(at: dt.datetime) -> Markup:
    """A time of a day that is known."""
    return _timed(at, f"{at:%H:%M}")


def _timed(at: dt.datetime, says: str) -> Markup:
    return element("time", says, {"datetime": at.isoformat(timespec="minutes")})


def message_icons() -> Markup:
    """What messages are drawn with, once on a page."""
    return element("div.desk-icons", Markup(gallery([])), {"aria-hidden": "true"})  # noqa: S704 - ours
