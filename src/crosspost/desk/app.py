"""The desk as a web application: its pages, and what its buttons do.

Each action answers with what the page is to do next.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from string import Template

from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from ..errors import CrosspostError
from ..looks.elements import element
from ..preview.as_html import SCRIPT
from ..preview.as_html import gallery as whole_gallery
from ..preview.as_html import style as gallery_style
from ..redaction import unforeseen
from ..translations import texts, use_language, use_language_everywhere
from .actions import (
    Action,
    ActionRequest,
    bring_back,
    choices,
    compare,
    discard,
    discard_now,
    forget_discarded,
    go_on,
    mend,
    restore,
    save,
    start_blank,
    take,
    text,
)
from .autosave import open_post, posts
from .frame import (
    ASSETS,
    Endpoint,
    answered,
    asked,
    header,
    icon,
    icons,
    keep_language,
    keeping_scheme,
    language_of,
)
from .html import ActionAnswer, banner, button, dialog_buttons, notice, say
from .mends import MOST as MOST_OF_PICTURE
from .mends import describe, paste, picture
from .pages import routes as page_routes
from .publish_actions import ask, dismiss, publish, schedule_asked, stop
from .session import Session, encoded
from .slots import panel, slot

logger = logging.getLogger("crosspost")


async def done(action: Action, session: Session, request: ActionRequest) -> ActionAnswer:
    """What *action* gives, or why it did not work."""
    try:
        return await action(session, request)
    except CrosspostError as error:
        return notice(say(session.words, "failed", why=str(error)), session.words)
    except Exception as error:  # a mistake of ours, which the page must not take for the end
        logger.exception("%s did not work", action.__name__)
        return notice(say(session.words, "failed", why=unforeseen(error)), session.words)


ACTIONS: dict[str, Action] = {
    "text": text,
    "choices": choices,
    "save": save,
    "take": take,
    "compare": compare,
    "restore": restore,
    "discard": discard,
    "discard_now": discard_now,
    "bring_back": bring_back,
    "forget_discarded": forget_discarded,
    "start_blank": start_blank,
    "go_on": go_on,
    "mend": mend,
    "posts": posts,
    "open_post": open_post,
    "paste": paste,
    "picture": picture,
    "describe": describe,
    "ask": ask,
    "publish": publish,
    "schedule": schedule_asked,
    "stop": stop,
    "dismiss": dismiss,
}
"""What a page may ask for, by its path."""


def application(session: Session, forms: Mapping[str, Action]) -> Starlette:
    """Everything that the page of *session* needs.

    Args:
        session: what is on the desk.
        forms: what its forms may ask for, too.
    """
    actions = {**ACTIONS, **forms}
    page = Template(ASSETS.joinpath("page.html").read_text(encoding="utf-8"))

    async def show_page(request: HttpRequest) -> Response:
        language = language_of(request)
        use_language_everywhere(language)  # also where an account is sent to in a thread of its own
        tab = await session.open_page(language)
        return HTMLResponse(_page(page, session, tab))

    @contextlib.asynccontextmanager
    async def working(_app: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(session.work())
        session.worker.start()
        yield
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        await session.end()
        await asyncio.to_thread(session.worker.join)

    return Starlette(
        routes=[
            Route("/", show_page, methods=["GET"]),
            Route("/events", _events(session), methods=["GET"]),
            Route("/scheme", keeping_scheme(session), methods=["POST"]),
            Route("/language", keep_language, methods=["POST"]),
            *(Route(f"/{name}", _asset(_look(name), kind)) for name, kind in LOOK.items()),
            Route("/gallery.css", _gallery(session), methods=["GET"]),
            Route("/gallery.js", _asset(SCRIPT, "text/javascript")),
            *(
                Route(f"/{name}", _acting(session, one), methods=["POST"])
                for name, one in actions.items()
            ),
            *page_routes(session),
        ],
        lifespan=working,
    )


def _events(session: Session) -> Endpoint:
    async def events(request: HttpRequest) -> Response:
        tab, language = request.query_params.get("tab", ""), language_of(request)

        async def stream() -> AsyncIterator[bytes]:
            async for parts in session.news(tab, language, _elsewhere(language)):
                yield encoded(parts)

        return StreamingResponse(stream(), media_type="text/event-stream")

    return events


def _acting(session: Session, action: Action) -> Endpoint:
    async def act(request: HttpRequest) -> Response:
        said = await asked(request, ActionRequest)
        if said is None:
            return Response(status_code=400)
        if said.tab != session.tab:
            return answered({"parts": {"elsewhere": _elsewhere(language_of(request))}}, 409)
        use_language(session.words["language"])
        answer = await done(action, session, said)
        return answered(answer) if answer else Response(status_code=204)

    return act


LOOK = {
    "desk.css": "text/css",
    "writing.css": "text/css",
    "frame.js": "text/javascript",
    "desk.js": "text/javascript",
    "pictures.js": "text/javascript",
    "writing.js": "text/javascript",
    "pages.css": "text/css",
    "pages.js": "text/javascript",
}
"""Files of the look, as they are."""


def _look(name: str) -> str:
    return ASSETS.joinpath(name).read_text(encoding="utf-8")


def _asset(text: str, kind: str) -> Endpoint:
    async def give(_request: HttpRequest) -> Response:
        return Response(text, media_type=kind)

    return give


def _gallery(session: Session) -> Endpoint:
    """How messages look on every channel that there is, also of accounts that came since."""

    async def give(_request: HttpRequest) -> Response:
        channels = (one.account.spec.name for one in session.there if one.account)
        return Response(gallery_style(channels), media_type="text/css")

    return give


def _elsewhere(language: str) -> Markup:
    """For a tab that is not written in any more."""
    words = texts("desk")[language]
    return banner(words["elsewhere"], button("reload", words["work_here"]))


def _page(page: Template, session: Session, tab: str) -> str:
    parts, words = session.parts, session.words
    empty = dict.fromkeys(
        ("run", "problem", "summary", "findings", "disk", "left", "strip", "room"), Markup()
    )
    starts = Markup().join(
        button("start", words[f"start_{one}"], words=words[f"start_{one}_text"]) for one in STARTS
    )
    return page.substitute(
        {f"w_{key}": escape(value) for key, value in words.items()},
        **{**empty, **{key: value for key, value in parts.items() if key in empty}},
        language=words["language"],
        name=escape(session.document.name or words["untitled"]),
        tab=tab,
        text=escape(session.text),
        starts=starts,
        most=MOST_OF_PICTURE,
        choices=panel(session.there, session.choices, words),
        slots=_slots(session),
        scheme=session.preferences.scheme,
        icons=icons(),
        header=header("write", words, _bar(session)),
        sprite=whole_gallery([]),
    )


STARTS = ("post", "announcement", "link", "photo", "sections")
"""What an empty page offers to begin with."""


def _bar(session: Session) -> Markup:
    """The post's name, whether it is safe, and what to do with it."""
    words = session.words
    title = element("span", session.document.name or words["untitled"], {"id": "title"})
    others = {
        "type": "button",
        "data-do": "posts",
        "aria-haspopup": "dialog",
        "title": f"{words['posts']} (Ctrl+O)",
        "class": "desk-title",
    }
    bar = (
        element("h1", element("button", title + icon("down"), others))
        + element("p", session.parts.get("state", Markup()), {"id": "state", "class": "desk-quiet"})
        + dialog_buttons(
            button("save", words["save"]),
            button("ask", words["publish"], main=True),
        )
    )
    return element("div.desk-bar", bar)


def _slots(session: Session) -> Markup:
    """Every account and channel: those that are shown first, in their order."""
    order = session.parts.get("order", "").split()
    there = sorted(
        session.there,
        key=lambda one: (
            order.index(f"draft-{one.id}") if f"draft-{one.id}" in order else len(order)
        ),
    )
    return Markup().join(slot(one, session.choices, session.parts, session.words) for one in there)
