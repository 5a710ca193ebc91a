"""What an agent finds: tools that say what they do, and answers as they promised."""

from pathlib import Path

import jsonschema
import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import TextResourceContents, Tool, ToolAnnotations

from crosspost.registry import channel_names
from crosspost.service.operations import OPERATIONS
from tests.mcp.conftest import MODES, POST, Agent, answer, approvals, refusal

pytestmark = pytest.mark.anyio


def hints(tool: Tool) -> ToolAnnotations:
    assert tool.annotations
    return tool.annotations


async def _tools(agent: Agent, mode: str = "auto") -> dict[str, Tool]:
    async with agent(mode) as client:
        return {tool.name: tool for tool in (await client.list_tools()).tools}


@pytest.mark.parametrize("mode", MODES)
async def test_every_operation_is_a_tool(agent: Agent, mode: str):
    assert list(await _tools(agent, mode)) == list(OPERATIONS)


async def test_each_tool_tells_all_that_a_registry_grades(agent: Agent):
    """Behaviour, parameters and answer in words; hints; both schemas."""
    for tool in (await _tools(agent)).values():
        assert tool.title
        assert 120 < len(tool.description or "") < 1200, tool.name
        assert hints(tool).read_only_hint is not None
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        for name, said in tool.input_schema["properties"].items():
            assert said.get("description"), f"{tool.name}: {name} is not explained"


async def test_only_what_sends_is_destructive(agent: Agent):
    tools = await _tools(agent)
    changing = [one.name for one in tools.values() if not hints(one).read_only_hint]
    assert changing == ["publish", "schedule", "cancel", "update", "delete", "resolve"]
    for name in changing:
        assert hints(tools[name]).destructive_hint
        assert hints(tools[name]).idempotent_hint


async def test_no_argument_carries_a_persons_yes(agent: Agent):
    """A model fills in arguments; what only a person may say must not be among them."""
    for tool in (await _tools(agent)).values():
        assert not {"agree", "yes", "confirm", "force"} & set(tool.input_schema["properties"])


CALLS: dict[str, dict[str, object]] = {
    "channels": {"name": "x"},
    "check": {"post": POST, "channels": ["all"]},
    "preview": {"post": POST, "channels": ["x", "wechat-article", "bluesky"]},
    "status": {},
    "queue": {"done": True},
    "predictions": {"due": True},
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CALLS)
async def test_an_answer_is_as_its_schema_says(agent: Agent, name: str, mode: str):
    tool = (await _tools(agent))[name]
    async with agent(mode) as client:
        found = await answer(client, name, **CALLS[name])
    jsonschema.Draft202012Validator(tool.output_schema or {}).validate(found)


async def test_channels_lists_every_channel_and_account(agent: Agent):
    async with agent() as client:
        found = await answer(client, "channels")
        assert [one["name"] for one in found["channels"]] == list(channel_names())
        assert found["accounts"] == [
            {"name": "board", "channel": "wecom", "languages": ["zh", "en"]}
        ]
        sends = {one["name"]: one["sends"] for one in found["channels"]}
        assert (sends["x"], sends["wechat-moments"]) == (True, False)


async def test_a_preview_is_the_same_every_time(agent: Agent):
    async with agent() as client:
        first = await approvals(client, post=POST)
        assert first == await approvals(client, file="post.md")
        assert first[0].startswith("sha256:")


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no post": ({}, "exactly one of post and file"),
    "both": ({"post": POST, "file": "post.md"}, "exactly one of post and file"),
    "a number": ({"post": 3}, "post: expected a text, got 3"),
    "an unknown key": ({"post": POST, "chanels": ["x"]}, 'unknown key "chanels"'),
    "a wrong form": ({"post": POST, "format": "docx"}, "format"),
    "above the folder": ({"file": "../post.md"}, "is not below"),
    "from the root": ({"file": "/etc/passwd"}, "is not below"),
    "a null in a path": ({"file": "a\0b.md"}, "no text may hold"),
    "a folder": ({"file": "."}, "no file of a post"),
    "secrets": ({"file": ".env", "format": "text"}, "no file of a post"),
    "none there": ({"file": "没有.md"}, "No such file"),
    "empty": ({"post": " \n"}, "empty"),
    "too large": ({"post": "字" * 1_048_577}, "post"),
    "too many accounts": ({"post": POST, "accounts": ["a"] * 101}, "accounts"),
    "broken front matter": ({"post": "---\ntitle: [\n---\n\n# 题", "format": "markdown"}, ":"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_request_is_told_what_is_wrong(agent: Agent, case: str, mode: str):
    arguments, words = WRONG[case]
    async with agent(mode) as client:
        said = await refusal(client, "check", **arguments)
    assert words in said
    assert "Traceback" not in said


@pytest.fixture
def link(tmp_path_factory: pytest.TempPathFactory, robot: object) -> str:
    """A file of the agent's folder that is a link to one outside it."""
    del robot
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("# 秘密\n\n不该看到。\n", encoding="utf-8")
    Path("link.md").symlink_to(outside)
    return "link.md"


async def test_a_link_out_of_the_folder_is_not_followed(agent: Agent, link: str):
    async with agent() as client:
        assert "is not below" in await refusal(client, "preview", file=link)


async def test_an_unknown_account_spoils_no_other(agent: Agent):
    async with agent() as client:
        found = await answer(client, "preview", post=POST, accounts=["board", "没有"])
    assert [draft["account"] for draft in found["drafts"]] == ["board"]
    assert [error["code"] for error in found["errors"]] == ["account.unknown"]


async def _resource(client: Client, uri: str) -> str:
    (found,) = (await client.read_resource(uri)).contents
    assert isinstance(found, TextResourceContents)
    return found.text


async def test_resources_hold_schema_example_and_figures(agent: Agent):
    async with agent() as client:
        every = (await client.list_resources()).resources
        assert len(every) == 2 + len(channel_names())
        for one in every[:4]:
            assert len(await _resource(client, one.uri)) > 200
        example = await _resource(client, "crosspost://example/post")
        checked = await answer(client, "check", post=example, channels=["x", "wechat-article"])
        assert checked["languages"] == ["en", "zh"]
        assert not [one for one in checked["findings"] if one["level"] == "error"]
        with pytest.raises(MCPError, match="no such resource"):
            await client.read_resource("crosspost://channels/../../etc/passwd")
