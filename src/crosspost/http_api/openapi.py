"""The description of the API: OpenAPI 3.1, made of the very records that requests are read into.

https://spec.openapis.org/oas/v3.1.0
"""

from functools import cache
from typing import Any

from .. import __version__
from .._record import Record
from ..alerts.webhooks import Happening
from ..service.operations import OPERATIONS, Operation, schema_of
from .watching import PublicationEnd

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457); the code stays the same in every language.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "location": {"type": "string"},
        "hint": {"type": "string"},
    },
}
PROBLEM_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEMS = {
    "400": "The body is no JSON object.",
    "401": "A token is wanted.",
    "409": "A call with the same Idempotency-Key is under way.",
    "413": "The body is too large.",
    "415": "The body is not what the path takes.",
    "422": "The request asks for nothing that can be done.",
    "500": "A mistake in crosspost itself.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Names this call: once more with the same body gives the same answer, for a day;"
    " with another body it is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}
PICTURE = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "description": "How a post names it: `![alt text](FILE)`.",
        }
    },
}


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    paths = {f"/v1/{one.name}": {"post": _operation(one)} for one in OPERATIONS.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "crosspost",
            "version": __version__,
            "description": "One post, in the right form for every channel.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            **paths,
            "/v1/pictures": {"post": _pictures()},
            "/v1/events": {"get": _events()},
        },
        "webhooks": {"happening": {"post": _webhook()}},
        "components": {
            "schemas": {**_records(), "Problem": PROBLEM, "WebhookBody": WEBHOOK_BODY},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by `crosspost token add NAME`.",
                }
            },
            "responses": {
                status: {"description": said, "content": PROBLEM_CONTENT}
                for status, said in PROBLEMS.items()
            },
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    keyed = {} if one.reads_only else {"parameters": [KEY]}
    return {
        "operationId": one.name,
        "summary": one.title,
        "description": one.description,
        **keyed,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _named(one.request)}},
        },
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": _named(one.answer)}},
            },
            **_problems("400", "401", *([] if one.reads_only else ["409"])),
            **_problems("413", "415", "422", "500"),
        },
    }


def _pictures() -> dict[str, Any]:
    kinds = ("image/png", "image/jpeg", "image/webp", "image/gif")
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        "operationId": "pictures",
        "summary": "Upload a picture",
        "description": "Keeps a picture for posts to come; the same bytes have the same name.",
        "requestBody": {"required": True, "content": dict.fromkeys(kinds, binary)},
        "responses": {
            "200": {
                "description": "It is kept.",
                "content": {"application/json": {"schema": PICTURE}},
            },
            **_problems("401", "413", "415", "422", "500"),
        },
    }


def _events() -> dict[str, Any]:
    stream = {
        "description": "Server-sent events. Of each the `event` is the `type` of its `data`, a"
        " `Happening` as JSON, and the `id` is where to go on; the last one is `end`, and its data"
        " a `PublicationEnd`. A comment every 15 seconds keeps the connection open.",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "string",
                    "contentMediaType": "application/json",
                    "contentSchema": {"oneOf": [_named(Happening), _named(PublicationEnd)]},
                }
            }
        },
    }
    return {
        "operationId": "events",
        "summary": "Watch a publication",
        "description": "What happens to a draft on an account, from its first message on, whichever"
        " process sends it; the stream ends when the publication has ended. One that has not begun"
        " is waited for.",
        "parameters": [
            _parameter("account", "The account's name.", TEXT, required=True),
            _parameter(
                "digest",
                "The draft's digest, or its approval.",
                {"type": "string", "pattern": "^sha256:[0-9a-f]{64}([+].*)?$"},
                required=True,
            ),
            _parameter("run", "Which publication of the draft; left out, the last one.", COUNT),
            _parameter("after", "The number of an event: only what comes after it.", COUNT),
            _parameter("Last-Event-ID", "The last event that was seen.", TEXT, where="header"),
        ],
        "responses": {
            "200": stream,
            "204": {"description": "The last event that was seen was the end."},
            **_problems("401", "422", "500"),
        },
    }


COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}


def _parameter(
    name: str,
    said: str,
    schema: dict[str, Any],
    *,
    required: bool = False,
    where: str = "query",
) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": said,
        "schema": schema,
    }


WEBHOOK_BODY = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time"},
        "data": {"$ref": "#/components/schemas/Happening"},
    },
}


def _webhook() -> dict[str, Any]:
    said = {
        "webhook-id": "Of what happened; the same each time that it is told.",
        "webhook-timestamp": "When it was sent, in seconds since 1970.",
        "webhook-signature": "`v1,` and the base64 of an HMAC-SHA256, one for each key.",
    }
    headers = [
        _parameter(name, words, TEXT, required=True, where="header") for name, words in said.items()
    ]
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookBody"}}}
    return {
        "operationId": "happening",
        "summary": "What happened",
        "description": "What `[webhooks.NAME]` in crosspost.toml is told, by the scheme of"
        " https://www.standardwebhooks.com; at least once, in no promised order.",
        "security": [],
        "parameters": headers,
        "requestBody": {"required": True, "content": body},
        "responses": {"2XX": {"description": "It was taken; anything else is tried again."}},
    }


def _problems(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _named(kind: type[Record]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _records() -> dict[str, Any]:
    """Every request and answer, and what they hold, by name."""
    found: dict[str, Any] = {}
    kinds: list[type[Record]] = [
        kind for one in OPERATIONS.values() for kind in (one.request, one.answer)
    ]
    kinds += [Happening, PublicationEnd]
    for kind in kinds:
        schema = schema_of(kind)
        below = schema.get("$defs", {})
        whole = {key: value for key, value in schema.items() if key != "$defs"}
        found |= {**below, kind.__name__: whole}
    return {name: _pointing(schema) for name, schema in sorted(found.items())}


def _pointing(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """*schema* with references to where OpenAPI keeps records."""
    if isinstance(schema, list):
        return [_pointing(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.replace("#/$defs/", "#/components/schemas/")
        if key == "$ref"
        else _pointing(value)
        for key, value in schema.items()
    }
