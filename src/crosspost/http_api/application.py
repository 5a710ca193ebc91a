"""The application: a path an operation, errors as problems, a token for everybody.

What a person has to say yes to goes out at once for a token that may send (``crosspost token add
NAME --sends``): whoever holds it answers for the yes. For any other it waits for ``crosspost
approve``, as for agents.
"""

import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .._record import Record, encoded
from ..errors import CrosspostError
from ..files import make_private_folder, replace_file
from ..ledger import Ledger, callers
from ..ledger.rows import LedgerError
from ..looks.widgets import LARGEST, picture_type
from ..redaction import presentable, scrub
from ..service import AskFirst, ResolveAnswer, SendAnswer
from ..service.operations import OPERATIONS, Host, Operation
from ..translations import language_of_browser, translate, use_language
from .openapi import document
from .watching import OVER, Watch, Watched

logger = logging.getLogger("crosspost")
BODY = 8_000_000
"""Bytes of a request; a post of 1,048,576 Chinese characters, each escaped, is smaller."""
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""Types of pictures that may be uploaded, and how their files end."""
LOOKS = 8
"""Threads for what takes milliseconds."""
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9]{1,18}")
LONGEST_NAME = 200
UPLOADS = "uploads"
"""The folder of uploaded pictures, below the one that was served."""


class HttpProblem(Exception):  # noqa: N818 - as RFC 9457 calls it
    """Something to be told to the caller."""

    def __init__(self, status: int, code: str, **more: str) -> None:
        super().__init__(code)
        self.status, self.code, self.more = status, code, more


def application(host: Host, ledger: Ledger) -> Starlette:
    """The API, whose requests read files below the root of *host* alone.

    Args:
        host: who answers, and until when.
        ledger: whose tokens let somebody in.
    """
    api = Api(host, ledger)
    operations = [
        Route(f"/v1/{one.name}", api.guarded(api.operation(one)), methods=["POST"])
        for one in OPERATIONS.values()
    ]
    return Starlette(
        routes=[
            *operations,
            Route("/v1/pictures", api.guarded(api.picture), methods=["POST"]),
            Route("/v1/events", api.guarded(api.events), methods=["GET"]),
            Route("/openapi.json", _described, methods=["GET"]),
            Route("/healthz", _healthy, methods=["GET"]),
            Route("/readyz", api.ready, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _no_such_path},
    )


async def _described(_: Request) -> Response:
    return JSONResponse(document())


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _no_such_path(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    code = "http.no-such-method" if error.status_code == 405 else "http.no-such-path"  # noqa: PLR2004
    answer = problem_response(HttpProblem(error.status_code, code))
    answer.headers.update(error.headers or {})
    return answer


Answering = Callable[[Request, callers.Caller], Awaitable[Response]]


class Api:
    """What answers requests."""

    def __init__(self, host: Host, ledger: Ledger) -> None:
        self._host = host
        self._root = host.root
        self._ledger = ledger
        self._looks = anyio.CapacityLimiter(LOOKS)
        """For what takes milliseconds: it never waits behind what is being sent."""

    def guarded(self, answers: Answering) -> Callable[[Request], Awaitable[Response]]:
        """*answers*, for whoever has a token; whatever goes wrong is a problem."""

        async def guard(request: Request) -> Response:
            use_language(language_of_browser(request.headers.get("accept-language", "")))
            try:
                return await answers(request, await self._caller(request))
            except HttpProblem as problem:
                return problem_response(problem)
            except ClientDisconnect:
                raise
            except Exception:
                logger.exception("a mistake in crosspost itself")  # its words may hold anything
                return problem_response(HttpProblem(500, "bug", title=translate("service", "bug")))

        return guard

    async def _caller(self, request: Request) -> callers.Caller:
        """Who asks.

        Raises:
            HttpProblem: they show no token that the ledger knows.
        """
        said = request.headers.get("authorization", "")
        caller = await anyio.to_thread.run_sync(
            callers.bearer, self._ledger, said, limiter=self._looks
        )
        if caller is None:
            raise HttpProblem(401, "http.no-token")
        return caller

    def operation(self, one: Operation) -> Answering:
        """What answers requests for *one*."""

        async def answer(request: Request, caller: callers.Caller) -> Response:
            body = await _body(request, "application/json", BODY)
            key = request.headers.get("idempotency-key")
            does = partial(_called, one, _object(body), caller, self._host)
            if key is None or one.reads_only:
                status, text, _ = await anyio.to_thread.run_sync(does)
            else:
                digest = hashlib.sha256(one.name.encode() + b"\0" + body).hexdigest()
                keyed = (self._ledger, caller.name, _key(key), digest, does)
                status, text = await anyio.to_thread.run_sync(_once, *keyed)
            kind = "application/json" if status == 200 else PROBLEM_JSON  # noqa: PLR2004
            return Response(text, status, media_type=kind)

        return answer

    async def picture(self, request: Request, _: callers.Caller) -> Response:
        """Keep an uploaded picture, and say how a post names it."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ENDINGS:
            raise HttpProblem(415, "http.no-picture")
        data = await _body(request, kind, LARGEST)
        if picture_type(data) != kind:
            raise HttpProblem(422, "http.other-picture")
        name = f"{UPLOADS}/{hashlib.sha256(data).hexdigest()[:32]}.{ENDINGS[kind]}"
        await anyio.to_thread.run_sync(self._keep, name, data)
        return JSONResponse({"file": name})

    async def events(self, request: Request, _: callers.Caller) -> Response:
        """What happens to a publication, as it happens."""
        seen = request.headers.get("last-event-id", "")
        if seen.endswith(OVER):  # as the standard has it: come no more
            return Response(status_code=204)
        asked = dict(request.query_params)
        digest = asked.pop("digest", "").partition("+")[0]
        numbers = {key: asked.pop(key, "") or "0" for key in ("run", "after")}
        if seen:
            numbers["after"] = seen
        account = asked.pop("account", "")
        if asked or not DIGEST.fullmatch(digest) or not 0 < len(account) <= LONGEST_NAME:
            raise HttpProblem(422, "http.no-publication")
        if not all(NUMBER.fullmatch(each) for each in numbers.values()):
            raise HttpProblem(422, "http.no-publication")
        counted = {key: int(each) for key, each in numbers.items()}
        return Watch(
            self._ledger,
            Watched(digest=digest, account=account, **counted),
            language=language_of_browser(request.headers.get("accept-language", "")),
            authorization=request.headers.get("authorization", ""),
            limiter=self._looks,
        ).response()

    async def ready(self, _: Request) -> Response:
        """Whether requests can be answered now."""
        if self._host.halt.is_set():
            return problem_response(HttpProblem(503, "http.ending"))
        try:
            await anyio.to_thread.run_sync(callers.names, self._ledger, limiter=self._looks)
        except LedgerError:
            logger.exception("the ledger does not answer")
            return problem_response(HttpProblem(503, "http.no-ledger"))
        return JSONResponse({"status": "ok"})

    def _keep(self, name: str, data: bytes) -> None:
        make_private_folder(self._root / UPLOADS)
        replace_file(self._root / name, data, private=True)


PROBLEM_JSON = "application/problem+json"


Called = tuple[int, str, bool]
"""The status and text of an answer, and whether the same call once more would change nothing."""


def _called(
    operation: Operation, arguments: dict[str, Any], caller: callers.Caller, host: Host
) -> Called:
    """One call of an operation, made in a thread."""
    try:
        answer = operation.run(arguments, host)
        if isinstance(answer, AskFirst):
            answer = answer.finish(True if caller.sends else None)
    except CrosspostError as error:
        more = {"location": error.location, "hint": str(error.hint_text)}
        problem = HttpProblem(422, error.code, title=str(error.text), **more)
    except ModuleNotFoundError as error:
        title = translate("service", "no-library", library=error.name)
        problem = HttpProblem(500, "install.extra", title=title)
    else:
        return 200, scrub(encoded(answer).decode()), _is_settled(answer)
    return problem.status, bytes(problem_response(problem).body).decode(), False


SETTLED = {"sent", "scheduled", "updated", "unchanged", "deleted", "refused", "changed", "resolved"}
"""Outcomes that the same call once more would not change; of all others it goes on."""


def _is_settled(answer: Record) -> bool:
    if isinstance(answer, SendAnswer):
        return not answer.errors and all(one.outcome in SETTLED for one in answer.results)
    return not isinstance(answer, ResolveAnswer) or answer.outcome in SETTLED


def _once(
    ledger: Ledger, caller: str, key: str, digest: str, does: Callable[[], Called]
) -> tuple[int, str]:
    """The answer to a call with a key: the one of the first time, if that settled it.

    What waits for a person's yes, or may be tried again, goes on by the same call with the same
    key; the ledger sees to it that nothing is sent twice.
    """
    try:
        if (kept := callers.begin_call(ledger, caller, key, digest)) is not None:
            return 200, kept
    except callers.KeyTaken as error:
        status = 409 if error.code == "request.under-way" else 422
        raise HttpProblem(status, error.code, title=str(error.text)) from None
    text, settled = "", False
    try:
        status, text, settled = does()
    finally:
        callers.end_call(ledger, caller, key, text if settled else None)
    return status, text


def problem_response(problem: HttpProblem) -> Response:
    """*problem* as RFC 9457 has it, without secrets."""
    title = problem.more.pop("title", "") or translate("service", problem.code)
    said = {
        "type": f"urn:crosspost:problem:{problem.code}",
        "title": presentable(title),
        "status": problem.status,
        "code": problem.code,
        **{key: presentable(value) for key, value in problem.more.items() if value},
    }
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None  # noqa: PLR2004
    return JSONResponse(said, problem.status, headers, PROBLEM_JSON)


async def _body(request: Request, kind: str, limit: int) -> bytes:
    """The body, which is of that *kind* and not longer than *limit* bytes.

    Raises:
        HttpProblem: it is not.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise HttpProblem(415, "http.other-type", detail=kind)
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > limit:
            raise HttpProblem(413, "http.too-large", detail=f"{limit:,}")
    return bytes(found)


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object that *body* is.

    Raises:
        HttpProblem: it is none.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise HttpProblem(400, "http.no-json") from None
    if not isinstance(found, dict):
        raise HttpProblem(400, "http.no-json")
    return found


KEY = 200
"""Characters of an Idempotency-Key."""


def _key(said: str) -> str:
    """An Idempotency-Key.

    Raises:
        HttpProblem: it is none.
    """
    if not 0 < len(said) <= KEY or not all("!" <= one <= "~" for one in said):
        raise HttpProblem(422, "http.no-key")
    return said
