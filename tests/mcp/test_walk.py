"""The walk of an agent, recorded: it writes, previews, is refused, mends, asks, publishes."""

import json
import re
from pathlib import Path
from typing import Any

import mcp_types as types
import pytest
from mcp.client import Client

from tests.fakes.wechat import WeChat
from tests.mcp.conftest import MODES, Agent, Person

pytestmark = pytest.mark.anyio
RECORD = Path(__file__).with_name("walk.md")

FIRST = "# 最后一个转接头\n\n## 发生了什么\n所有新手机都用上了同一种充电口。\n\n![插头](plug.png)\n"
MENDED = FIRST.replace("\n![插头](plug.png)\n", "")
TOLD = {
    "check": ("languages", "findings", "errors"),
    "preview": ("drafts", "errors"),
    "publish": ("results", "errors"),
    "status": ("messages",),
}
"""What of an answer stands in the record."""
SHOWN = (
    *("account", "outcome", "reason", "hint", "approval", "level", "code", "message", "state"),
    *("messages", "text", "size", "limit", "unit", "index", "languages"),
)


class Walk:
    """Calls tools, and writes down what was asked and answered."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.lines: list[str] = []

    def say(self, words: str) -> None:
        self.lines += ["", words]

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        result = await self.client.call_tool(name, arguments)
        assert isinstance(result, types.CallToolResult)
        told = result.structured_content or {}
        asked = {key: value for key, value in arguments.items() if key != "post"}
        if result.is_error:
            (said,) = result.content
            assert isinstance(said, types.TextContent)
            shown: object = {"error": said.text}
        else:
            shown = _short({key: told[key] for key in TOLD[name] if told[key]})
        self.lines += [
            "",
            f"→ `{name}` {json.dumps(asked, ensure_ascii=False) if asked else ''}".rstrip(),
            "```json",
            json.dumps(shown, ensure_ascii=False, indent=1),
            "```",
        ]
        return told


def _short(value: Any) -> Any:
    """What a reader of the record wants to see of *value*."""
    if isinstance(value, list):
        return [_short(each) for each in value]
    if isinstance(value, dict):
        return {
            key: _short(each)
            for key, each in value.items()
            if key in (*SHOWN, "drafts", "results", "errors", "findings") and each
        }
    return value


async def _walked(client: Client, person: Person) -> str:
    walk = Walk(client)
    walk.say("The agent writes a post and looks at it.")
    await walk.call("check", post=FIRST)
    walk.say("The picture is not there; it tries to publish all the same, without a preview.")
    await walk.call("publish", post=FIRST, approved=["sha256:0"])
    walk.say("Nothing went out. It takes the picture out and previews.")
    previewed = await walk.call("preview", post=MENDED)
    approved = [draft["approval"] for draft in previewed["drafts"]]
    walk.say("It publishes what it previewed. The person behind the client says no.")
    person.says = types.ElicitResult(action="decline")
    await walk.call("publish", post=MENDED, approved=approved)
    walk.say("Asked again, the person says yes. This is the question:")
    person.says = types.ElicitResult(action="accept", content={"agree": True})
    await walk.call("publish", post=MENDED, approved=approved)
    walk.lines[-5:-5] = [
        "",
        *(f"> {line}".rstrip() for line in person.asked[-1].strip().split("\n")),
    ]
    walk.say("The same call once more sends nothing.")
    await walk.call("publish", post=MENDED, approved=approved)
    await walk.call("status")
    return re.sub(r"(?<=sha256:)[0-9a-f]{12,}(\+[0-9a-f]+)?", "…", "\n".join(walk.lines).strip())


@pytest.mark.parametrize("mode", MODES)
async def test_the_walk_is_as_it_was_recorded(
    agent: Agent, robot: WeChat, mode: str, request: pytest.FixtureRequest
):
    person = Person()
    async with agent(mode, person) as client:
        walked = await _walked(client, person) + "\n"
    assert len(robot.posts) == 1
    if request.config.getoption("--accept"):
        RECORD.write_text(walked, encoding="utf-8", newline="\n")
    assert walked == RECORD.read_text(encoding="utf-8"), "pytest --accept writes it"
