"""What every fake is made of: a loopback server that remembers, and that fails when told to.

A subclass gives `Fake.answer`, and `Fake.refusal` where the channel words its errors its own way::

    with XFake() as fake:
        fake.faults.append(Fault("lost-answer"))
        ...  # point the SDK at fake.url
        assert [post["text"] for post in fake.posts] == ["你好"]

As a process, for tests that kill the other side: it prints its port, then serves until it is
terminated. ``GET /_posts`` gives ``posts``, ``GET /_requests`` what was asked, and
``POST /_faults`` takes a list of faults.
"""

import argparse
import contextlib
import email.parser
import email.policy
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal, Self, cast
from urllib.parse import parse_qsl, urlsplit

FilmEnds = Literal["", "done", "fails", "never"]


@dataclass
class Fault:
    """Something that goes wrong with the next request, or the next few.

    What stands afterwards is part of the kind:

    - ``timeout``: never answered, nothing stands; ``reset``: cut before it was read, nothing stands
    - ``lost-answer``: it stands, and the connection breaks before a word of answer
    - ``cut``: it stands, and the answer stops in the middle; ``garbled``: it stands, and the
      answer is no JSON; ``slow``: it stands, and the answer takes *seconds*
    - ``drip``: it stands, and the answer comes a byte at a time, each in time and all of it never
    - a status and what else names it (``429``, ``403 duplicate``), or an errcode: the channel's
      own refusal

    A refused connection is ``fake.stop()``; ``fake.start()`` takes the same port again.
    """

    kind: str
    times: int = 1
    on: str = ""
    """Only requests whose ``POST /2/tweets`` holds this."""
    skip: int = 0
    """How many of these pass before it happens."""
    seconds: float = 5
    """How long ``slow`` takes."""


@dataclass(frozen=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - whatever was sent
        """The body, which is JSON."""
        return json.loads(self.body)

    def form(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """Fields and files of a form, of either content type; a file goes by its field's name."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/"):
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True)), {}
        head = b"Content-Type: " + kind.encode() + b"\r\n\r\n"
        parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
        fields, files = {}, {}
        for part in parsed.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = cast("bytes", part.get_payload(decode=True))
            if part.get_filename() is None:
                fields[name] = content.decode()
            else:
                files[name] = content
        return fields, files


@dataclass(frozen=True)
class Answer:
    """What the fake says: a JSON value, or bytes as they are."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The bytes that are sent."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode()


class Fake:
    """A channel on loopback."""

    NAME: ClassVar[str] = "fake"
    film_ends: FilmEnds = ""
    """How its work on a film ends; empty where it takes films as they are, or none."""

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        self.port = port
        self.delay = delay
        """Seconds before every answer: time for a crash to fall into."""
        self.requests: list[Request] = []
        self.posts: list[dict[str, Any]] = []
        """What stands; each has ``id``, ``text``, ``parent`` (an id or None), ``media``."""
        self.faults: list[Fault] = []
        self.broken: list[Exception] = []
        """Mistakes of the fake itself; leaving the ``with`` raises the first."""
        self.lock = threading.RLock()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Answer:
        """Take *request* as the channel would; called by one thread at a time."""
        raise NotImplementedError

    def refusal(self, kind: str) -> Answer:
        """What the channel says with the status that *kind* begins with."""
        headers = {"retry-after": "7"} if kind.startswith(("429", "503")) else {}
        return Answer({"error": f"fault: {kind}"}, int(kind[:3]), headers)

    def start(self) -> Self:
        """Listen, on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on, and break those that are open."""
        if self._server is not None:
            self._server.end()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self.broken:
            raise self.broken[0]

    def fault(self, request: Request) -> Fault | None:
        """What shall go wrong with *request*; counts it as gone wrong."""
        for one in self.faults:
            if one.times <= 0 or one.on not in f"{request.method} {request.path}":
                continue
            if one.skip:
                one.skip -= 1
                continue
            one.times -= 1
            return one
        return None

    def control(self, request: Request) -> Answer:
        """Questions about the fake itself, for a test in another process."""
        if request.path == "/_faults":
            self.faults += [Fault(**one) for one in request.json()]
        asked = [{"method": one.method, "path": one.path} for one in self.requests]
        return Answer(
            {
                "/_posts": self.posts,
                "/_requests": asked,
                "/_faults": [asdict(one) for one in self.faults],
            }[request.path]
        )


CONTROLS = ("/_posts", "/_requests", "/_faults")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], fake: Fake) -> None:
        self.fake = fake
        self.ended = threading.Event()
        self.open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def end(self) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()
        for one in tuple(self.open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no mistake of the fake."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base
        """Say nothing; ``requests`` has it."""

    def serve(self) -> None:
        fake, request = self.server.fake, self._request()
        if len(request.body) < int(request.headers.get("content-length") or 0):
            self._hang_up()  # whoever sent it died meanwhile
            return
        if request.path in CONTROLS:
            with fake.lock:
                answer = fake.control(request)
            self._write(answer)
            return
        with fake.lock:
            fake.requests.append(request)
            fault = fake.fault(request)
        time.sleep(fake.delay)
        self._go_wrong(fault, request) if fault else self._write(self._answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve  # noqa: N815 - named by the base

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        return Request(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _answer(self, request: Request) -> Answer:
        return self._made(lambda: self.server.fake.answer(request))

    def _made(self, make: Callable[[], Answer]) -> Answer:
        fake = self.server.fake
        try:
            with fake.lock:
                return make()
        except Exception as error:  # noqa: BLE001 - shown when the test ends
            fake.broken.append(error)
            return Answer({"error": repr(error)}, 500)

    def _go_wrong(self, fault: Fault, request: Request) -> None:
        if fault.kind.removeprefix("-")[:3].isdigit():
            return self._write(self._made(lambda: self.server.fake.refusal(fault.kind)))
        if fault.kind in {"timeout", "reset"}:
            self.server.ended.wait(60 if fault.kind == "timeout" else 0)
            return self._hang_up()
        answer = self._answer(request)
        if fault.kind == "slow":
            self.server.ended.wait(fault.seconds)
            return self._write(answer)
        if fault.kind == "drip":
            return self._drip(self._bytes(answer))
        if fault.kind == "garbled":
            return self._write(Answer(b'{"ok":tru\xff', answer.status))
        if fault.kind == "cut":
            whole = self._bytes(answer)
            self.wfile.write(whole[: len(whole) - len(answer.content()) // 2 - 1])
        elif fault.kind != "lost-answer":
            self.server.fake.broken.append(ValueError(f"no fault of this kind: {fault.kind}"))
        return self._hang_up()

    def _drip(self, answer: bytes) -> None:
        """All of *answer* but its end."""
        for byte in answer[:-1]:
            self.wfile.write(bytes([byte]))
            if self.server.ended.wait(0.1):
                break
        self.server.ended.wait(60)
        self._hang_up()

    def _write(self, answer: Answer) -> None:
        self.wfile.write(self._bytes(answer))

    def _bytes(self, answer: Answer) -> bytes:
        """In one piece: two writes wait for each other."""
        content = answer.content()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "content-length": str(len(content)),
            **answer.headers,
        }
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('', ''))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def _hang_up(self) -> None:
        self.close_connection = True


def main(kind: type[Fake]) -> None:
    """Run a fake of this *kind* as a process: its port is the first line it prints."""
    parser = argparse.ArgumentParser(description=kind.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before every answer")
    asked = parser.parse_args()
    fake = kind(asked.port, asked.delay).start()
    print(fake.port, flush=True)  # noqa: T201 - whoever started it reads this
    threading.Event().wait()
