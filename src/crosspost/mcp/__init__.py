"""An MCP server: agents preview, check, publish and schedule posts, and a person says yes.

Model Context Protocol, revision 2026-07-28 and those before it, by its official SDK:
https://modelcontextprotocol.io/specification/. Each operation of ``service`` is a tool; each
channel's figures, the schema and an example are resources. A tool that needs a person's yes asks
them through the client (elicitation), in whichever way the protocol's revision has it; a model
cannot answer, for no argument carries the yes.
"""

import argparse
import hashlib
import json
import logging
import sys
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import mcp_types as types
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types.version import is_version_at_least
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .. import __version__, configuration, registry
from .._record import encoded, json_text
from ..errors import CrosspostError, within
from ..ledger import Ledger, callers, open_ledger
from ..model.json_schema import post_schema
from ..redaction import presentable, scrub
from ..service import AskFirst
from ..service.operations import OPERATIONS, Host, Operation, schema_of
from ..translations import translate

logger = logging.getLogger("crosspost")
Context = Any
"""The SDK's `ServerRequestContext`, whose two parameters are of no interest here."""

ASKS_BY_ANSWER = "2026-07-28"
"""From this revision on a question is the answer to the call, which is then made again."""
INSTRUCTIONS = """\
crosspost writes one post for many channels (X, Telegram, WeChat, Bluesky, Mastodon and more), each
in the form and length it deserves, often in English and Chinese. Work in this order: `channels`
once, `preview` (or `check`) until the drafts are good, show them to the user, then `publish` or
`schedule` with the `approval` of each draft. A person confirms before anything goes out; you
cannot. If an outcome is `unknown`, tell the user and stop: sending again could double the post."""


def server(root: Path) -> Server[dict[str, Any]]:
    """The server, whose tools read files below *root* alone."""
    host = Host(root=root)
    return Server(
        "crosspost",
        version=__version__,
        title="crosspost",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=partial(call_tool, host),
        on_list_resources=list_resources,
        on_list_resource_templates=list_resource_templates,
        on_read_resource=read_resource,
    )


async def list_tools(
    _: Context, params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    """Every operation as a tool."""
    del params
    return types.ListToolsResult(tools=[_tool(one) for one in OPERATIONS.values()])


def _tool(one: Operation) -> types.Tool:
    return types.Tool(
        name=one.name,
        title=one.title,
        description=one.description,
        input_schema=schema_of(one.request),
        output_schema=schema_of(one.answer),
        annotations=types.ToolAnnotations(
            title=one.title,
            read_only_hint=one.reads_only,
            destructive_hint=one.destructive,
            idempotent_hint=True,  # the same call once more changes nothing more
            open_world_hint=one.outside,
        ),
    )


async def call_tool(
    host: Host, context: Context, params: types.CallToolRequestParams
) -> types.CallToolResult | types.InputRequiredResult:
    """Do what is asked, once a person said yes to what needs one."""
    operation = OPERATIONS.get(params.name)
    if operation is None:
        raise MCPError(types.INVALID_PARAMS, f"unknown tool: {presentable(params.name)[:100]}")
    try:
        answer = await anyio.to_thread.run_sync(operation.run, params.arguments or {}, host)
        if isinstance(answer, AskFirst):
            said = await _asked(context, params, answer.text) if answer.text else None
            if isinstance(said, types.InputRequiredResult):
                return said
            answer = await anyio.to_thread.run_sync(answer.finish, said)
    except CrosspostError as error:
        return _failed(str(error))
    except ModuleNotFoundError as error:
        return _failed(translate("service", "no-library", library=error.name))
    except Exception:
        logger.exception("a mistake in crosspost itself")  # its words may hold anything
        return _failed(translate("service", "bug"))
    text = scrub(encoded(answer).decode())
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=json.loads(text)
    )


def _failed(message: str) -> types.CallToolResult:
    said = types.TextContent(type="text", text=presentable(message))
    return types.CallToolResult(content=[said], is_error=True)


async def _asked(
    context: Context, params: types.CallToolRequestParams, question: str
) -> bool | types.InputRequiredResult | None:
    """What a person says to *question*, or None where nobody does; or the question, to be asked.

    Where the question is the call's answer, its key is made of its words: a yes to other words,
    or to drafts that have changed since, answers nothing.
    """
    if not _can_ask(context.session.client_capabilities):
        return None
    schema = _form()
    request = types.ElicitRequestFormParams(message=question, requested_schema=schema)
    if not is_version_at_least(context.protocol_version, ASKS_BY_ANSWER):
        return _meant(await context.session.elicit_form(question, schema, context.request_id))
    key = hashlib.sha256(question.encode()).hexdigest()[:32]
    said = (params.input_responses or {}).get(key)
    if not isinstance(said, types.ElicitResult):
        return types.InputRequiredResult(input_requests={key: types.ElicitRequest(params=request)})
    return _meant(said)


def _form() -> dict[str, object]:
    """One box that a person ticks."""
    agree = {"type": "boolean", "title": translate("service", "agree"), "default": False}
    return {"type": "object", "properties": {"agree": agree}, "required": ["agree"]}


def _can_ask(capabilities: types.ClientCapabilities | None) -> bool:
    """Whether the client shows forms; ``elicitation: {}`` says so, as before there were kinds."""
    can = capabilities.elicitation if capabilities else None
    return can is not None and (can.form is not None or can.url is None)


def _meant(said: types.ElicitResult) -> bool | None:
    """Yes, no, or nothing: a question that was closed is not answered."""
    if said.action == "cancel":
        return None
    return said.action == "accept" and (said.content or {}).get("agree") is True


SCHEMA = "crosspost://schema/post"
EXAMPLE = "crosspost://example/post"
CHANNEL = "crosspost://channels/"


async def list_resources(
    _: Context, params: types.PaginatedRequestParams | None
) -> types.ListResourcesResult:
    """The schema of a post, an example, and each channel's figures."""
    del params
    fixed = [
        types.Resource(
            uri=SCHEMA,
            name="post-schema",
            description="The JSON Schema of a post in YAML, TOML or JSON.",
            mime_type="application/schema+json",
        ),
        types.Resource(
            uri=EXAMPLE,
            name="post-example",
            description="A short post in two languages, as Markdown.",
            mime_type="text/markdown",
        ),
    ]
    channels = [
        types.Resource(
            uri=f"{CHANNEL}{name}",
            name=f"channel-{name}",
            description=f"Limits, options and layout of {name}, each figure with its source.",
            mime_type="application/json",
        )
        for name in registry.channel_names()
    ]
    return types.ListResourcesResult(resources=[*fixed, *channels])


async def list_resource_templates(
    _: Context, params: types.PaginatedRequestParams | None
) -> types.ListResourceTemplatesResult:
    """The channels, by name."""
    del params
    template = types.ResourceTemplate(
        uri_template=f"{CHANNEL}{{name}}",
        name="channel",
        description="Limits, options and layout of one channel, each figure with its source.",
        mime_type="application/json",
    )
    return types.ListResourceTemplatesResult(resource_templates=[template])


async def read_resource(
    _: Context, params: types.ReadResourceRequestParams
) -> types.ReadResourceResult:
    """One resource; a name that there is not is the caller's mistake."""
    uri = str(params.uri)
    try:
        text, kind = _resource(uri)
    except (CrosspostError, KeyError) as error:
        said = f"no such resource: {presentable(uri)[:200]}"
        raise MCPError(types.INVALID_PARAMS, said) from error
    found = types.TextResourceContents(uri=uri, text=text, mime_type=kind)
    return types.ReadResourceResult(contents=[found])


def _resource(uri: str) -> tuple[str, str]:
    """Its text, and of which type it is.

    Raises:
        KeyError: there is none.
        CrosspostError: there is no such channel.
    """
    if uri == SCHEMA:
        return json_text(post_schema()), "application/schema+json"
    if uri == EXAMPLE:
        example = files("crosspost.mcp") / "example.md"
        return example.read_text(encoding="utf-8"), "text/markdown"
    if not uri.startswith(CHANNEL):
        raise KeyError(uri)
    return json_text(registry.load_channel(uri.removeprefix(CHANNEL))), "application/json"


HERE = "127.0.0.1"
PATH = "/mcp"


def serve(options: argparse.Namespace) -> int:
    """Run ``crosspost mcp``: serve who started this process, or, by HTTP, those with a token."""
    if options.http is None:
        anyio.run(_serve_stdio, Path.cwd())
    else:
        _serve_http(Path.cwd(), options.http)
    return 0


async def _serve_stdio(root: Path) -> None:
    made = server(root)
    async with stdio_server() as (read, write):
        await made.run(read, write, made.create_initialization_options())


def _serve_http(root: Path, port: int) -> None:
    with open_ledger(configuration.read().ledger) as ledger:
        if not callers.names(ledger):
            sys.stderr.write(f"{within('crosspost', translate('service', 'no-tokens'))}\n")
        address = f"http://{HERE}:{port}{PATH}"
        sys.stderr.write(
            f"{within('crosspost', translate('service', 'serving', address=address))}\n"
        )
        sys.stderr.flush()
        application = WithToken(server(root).streamable_http_app(host=HERE), ledger)
        uvicorn.run(application, host=HERE, port=port, log_config=None, access_log=False)


class WithToken:
    """Lets nobody in without a token that the ledger knows."""

    def __init__(self, application: ASGIApp, ledger: Ledger) -> None:
        self._application = application
        self._ledger = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say that a token is wanted (RFC 6750, section 3)."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        said = Headers(scope=scope).get("authorization", "")
        if await anyio.to_thread.run_sync(callers.bearer, self._ledger, said):
            await self._application(scope, receive, send)
            return
        told = {"error": "invalid_token", "error_description": "crosspost token add NAME"}
        refused = JSONResponse(told, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
        await refused(scope, receive, send)
