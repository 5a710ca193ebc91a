"""The server as agents reach it: a process on standard input and output, or HTTP with a token."""

import asyncio
import os
import pty
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from crosspost.ledger import callers, open_ledger
from crosspost.mcp import server
from tests.fakes.wechat import WeChat
from tests.mcp.conftest import MODES, POST, Person, answer, approvals

pytestmark = pytest.mark.anyio
COMMAND = [sys.executable, "-m", "crosspost"]


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
async def test_a_process_serves_who_started_it(robot: WeChat, tmp_path: Path, mode: str):
    person = Person()
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "crosspost", "mcp"], env=dict(os.environ), cwd=tmp_path
    )
    transport = stdio_client(started)
    async with Client(transport, mode=mode, elicitation_callback=person) as client:
        approved = await approvals(client, file="post.md")
        told = await answer(client, "publish", file="post.md", approved=approved)
    assert [one["outcome"] for one in told["results"]] == ["sent"]
    assert len(person.asked) == len(robot.posts) == 1


@pytest.fixture
def address(robot: WeChat, tmp_path: Path) -> Iterator[str]:
    """Where ``crosspost mcp --http`` listens; killed at the end."""
    del robot
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path / "said.txt"
    with said.open("w") as log:
        running = subprocess.Popen([*COMMAND, "mcp", "--http", str(port)], cwd=tmp_path, stderr=log)
    while "served at" not in said.read_text("utf-8") and running.poll() is None:
        time.sleep(0.05)
    with httpx.Client(transport=httpx.HTTPTransport(retries=20)) as http:
        http.get(f"http://127.0.0.1:{port}/")
    yield f"http://127.0.0.1:{port}/mcp"
    running.terminate()
    running.wait()


@pytest.mark.slow
async def test_by_http_a_token_opens_and_nothing_else(address: str):
    with open_ledger() as ledger:
        token = callers.add(ledger, "编辑部")
    wrong = ("", "Bearer", "Bearer x", f"Basic {token}", f"Bearer {token[:-1]}", f"Bearer {token}x")
    mine = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient() as http:
        for said in wrong:
            head = {"Authorization": said} if said else {}
            refused = await http.post(address, json={}, headers=head)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Bearer")
        strange = await http.post(address, json={}, headers=mine | {"Host": "evil.example"})
        assert strange.status_code in {403, 421}
    async with (
        create_mcp_http_client(headers=mine) as own,
        Client(streamable_http_client(address, http_client=own)) as client,
    ):
        found = await answer(client, "preview", post=POST)
        assert [draft["account"] for draft in found["drafts"]] == ["board"]
    with open_ledger() as ledger:
        callers.revoke(ledger, "编辑部")
    async with httpx.AsyncClient() as http:
        assert (await http.post(address, json={}, headers=mine)).status_code == 401


def test_no_token_is_kept(robot: WeChat, tmp_path: Path):
    del robot
    with open_ledger() as ledger:
        token = callers.add(ledger, "机器人")
    kept = b"".join(one.read_bytes() for one in (tmp_path / "data").rglob("*") if one.is_file())
    assert token.encode() not in kept


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "code"), [("是\n", 0), ("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_at_a_terminal_says_yes(robot: WeChat, tmp_path: Path, typed: str, code: int):
    del robot
    post = tmp_path / "post.md"

    async def ask() -> str:
        async with Client(server(tmp_path)) as client:
            approved = await approvals(client, file=post.name)
            await answer(client, "publish", file=post.name, approved=approved)
            return approved[0]

    approval = asyncio.run(ask())
    shown, status = _at_a_terminal([*COMMAND, "approve", approval[:20]], typed)
    assert "所有新手机都用上了同一种充电口" in shown
    assert status == code


def _at_a_terminal(command: list[str], typed: str) -> tuple[str, int]:
    """What *command* shows in a terminal where somebody types that; and its exit code."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(command[0], command)  # noqa: S606 - our own program
    shown = b""
    answered = False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            part = os.read(terminal, 65536) if ready else b""
        except OSError:  # the other end is closed
            part = b""
        if not part:
            break
        shown += part
        if not answered and b"[y/N]" in shown:
            os.write(terminal, typed.encode())
            answered = True
    _, status = os.waitpid(process, 0)
    return shown.decode(), os.waitstatus_to_exitcode(status)
