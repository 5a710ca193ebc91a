"""What the fakes' common base promises to tests: faults as written, and a life as a process."""

import subprocess
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from crosspost.testing.server import Answer, Fake, Fault, Request

ROOT = Path(__file__).parents[2]


class Board(Fake):
    """Keeps whatever is posted."""

    def answer(self, request: Request) -> Answer:
        self.posts.append({"text": request.body.decode()})
        return Answer({"number": len(self.posts)}, 201)


@pytest.fixture
def board():
    with Board() as running:
        yield running


def ask(fake: Fake, text: str = "天气", path: str = "/posts", patience: float = 60) -> Any:
    """The status and the answer, or the name of what went wrong."""
    client = HTTPConnection("127.0.0.1", fake.port, timeout=patience)
    try:
        client.request("POST", path, text.encode())
        answer = client.getresponse()
        return answer.status, answer.read()
    except (HTTPException, OSError) as error:
        return type(error).__name__
    finally:
        client.close()


@pytest.mark.parametrize(
    ("kind", "answer", "stands"),
    [
        ("timeout", "TimeoutError", 0),
        ("reset", "RemoteDisconnected", 0),
        ("lost-answer", "RemoteDisconnected", 1),
        ("cut", "IncompleteRead", 1),
        ("slow", "TimeoutError", 1),
        ("garbled", (201, b'{"ok":tru\xff'), 1),
        ("429", (429, b'{"error": "fault: 429"}'), 0),
        ("403 duplicate", (403, b'{"error": "fault: 403 duplicate"}'), 0),
    ],
)
def test_a_fault_happens_once(board, kind, answer, stands):
    board.faults.append(Fault(kind))
    assert ask(board, patience=0.3 if answer == "TimeoutError" else 60) == answer
    assert len(board.posts) == stands
    assert ask(board, "之后") == (201, b'{"number": %d}' % (stands + 1))


def test_a_fault_waits_for_its_request(board):
    board.faults.append(Fault("500", on="POST /posts", skip=1))
    assert [ask(board, path=path)[0] for path in ("/posts", "/others", "/posts")] == [201, 201, 500]


def test_it_stops_and_comes_back_at_the_same_place(board):
    board.stop()
    assert ask(board) == "ConnectionRefusedError"
    board.start()
    assert ask(board)[0] == 201


def test_a_mistake_of_the_fake_fails_the_test():
    with pytest.raises(ValueError, match="no fault of this kind: 雨"), Board() as board:  # noqa: PT012
        board.faults.append(Fault("雨"))
        ask(board)


@pytest.mark.parametrize("name", ["x", "telegram"])
def test_it_runs_as_a_process(name):
    command = [sys.executable, "-m", f"tests.fakes.{name}", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        client = HTTPConnection("127.0.0.1", port, timeout=60)
        client.request("POST", "/_faults", b'[{"kind": "500", "times": 2}]')
        assert b'"times": 2' in client.getresponse().read()
        client.request("GET", "/_posts")
        assert client.getresponse().read() == b"[]"
        client.close()
        process.terminate()
