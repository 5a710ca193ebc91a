"""A working folder with an account at a fake robot, and an agent that talks to the server."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

import mcp_types as types
from mcp.client import Client

from crosspost.mcp import server
from tests.board import POST, robot
from tests.fakes.wechat import WeChat

__all__ = ["POST", "robot"]  # for tests here
MODES = ("auto", "legacy")
"""The protocol of today, and the handshake of revisions before it."""


class Person:
    """Who is asked: answers as set, and remembers the questions."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says: types.ElicitResult = types.ElicitResult(action="accept", content={"agree": True})

    async def __call__(self, context: Any, params: types.ElicitRequestParams) -> types.ElicitResult:
        del context
        self.asked.append(params.message)
        return self.says


Agent = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def agent(robot: WeChat, tmp_path: Path) -> Agent:
    """Connects an agent, with a person behind its client or without."""
    del robot

    @asynccontextmanager
    async def connect(mode: str = "auto", person: Person | None = None) -> AsyncIterator[Client]:
        made = server(tmp_path)
        async with Client(
            made, raise_exceptions=True, mode=mode, elicitation_callback=person
        ) as client:
            yield client

    return connect


async def answer(client: Client, name: str, /, **arguments: object) -> dict[str, Any]:
    """What the tool *name* answers, as data.

    Raises:
        AssertionError: it was an error, with its words.
    """
    result = await client.call_tool(name, arguments)
    assert isinstance(result, types.CallToolResult)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    found: dict[str, Any] = result.structured_content
    return found


async def refusal(client: Client, name: str, /, **arguments: object) -> str:
    """Why the tool *name* did nothing, in words."""
    result = await client.call_tool(name, arguments)
    assert isinstance(result, types.CallToolResult)
    assert result.is_error, result.content
    (said,) = result.content
    assert isinstance(said, types.TextContent)
    return said.text


async def approvals(client: Client, /, **post: object) -> list[str]:
    """What a preview says of each draft."""
    previewed = await answer(client, "preview", **post)
    return [draft["approval"] for draft in previewed["drafts"]]


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the server runs on."""
    return "asyncio"
