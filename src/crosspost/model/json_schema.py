"""Schema: what a post may hold, as JSON Schema, for editors, other programs and the curious.

Published as ``schema/post.schema.json``; descriptions are the docstrings of `post` and `layout`.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from .._lazy_re import later
from .._record import Record, plain
from .post import Post, Texts

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HOMES = ("post.py", "layout.py")
_SAME_KEYS = {"Override": "Layout"}
"""A record whose fields are described where another one has them."""
_SHORT = ("Source", "Media", "Part")
"""Records that may be one string in a list."""
_FOR_CODE = later(r"\n\n(?=Args:|Raises:|>>> )")
"""From here on a docstring is for whoever makes the record in code."""
_LISTS = ("languages", "tags")
"""Lists of words that may be one string."""


def post_schema() -> Schema:
    """The JSON Schema (2020-12) of a post in YAML, TOML or JSON.

    It allows what the readers allow: one string where a text in each language is meant, or
    where a list has a source or a picture.

    >>> post_schema()["$ref"]
    '#/$defs/Post'
    """
    schema = record_schema(Post)
    schema["$defs"]["Post"]["properties"]["reading"]["items"] = {"type": "object"}
    reached = _reached(schema["$defs"], "Post")  # nobody writes findings by hand
    schema["$defs"] = {name: kind for name, kind in schema["$defs"].items() if name in reached}
    described = dict(_described())
    for record, definition in schema["$defs"].items():
        for field, kind in definition["properties"].items():
            homes = (record, _SAME_KEYS.get(record, ""))
            words = next(
                (described[home, field] for home in homes if (home, field) in described), ""
            )
            definition["properties"][field] = {
                **({"description": words} if words else {}),
                **_generous(field, kind),
            }
    return {"$schema": DIALECT, "title": "Post", **schema}


def _reached(records: Schema, name: str) -> set[str]:
    """The records that the record *name* has, and those that they have."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        record = waiting.pop()
        if record not in found:
            found.add(record)
            waiting += re.findall(r"#/\$defs/(\w+)", json.dumps(records[record]))
    return found


def record_schema(kind: type[Record]) -> Schema:
    """The JSON Schema of a record as it stands in a file, with the default of every field.

    msgspec tells the defaults that are plain; those that are records or texts are told here.
    """
    schema = msgspec.json.schema(kind, schema_hook=_own)
    for definition in schema["$defs"].values():  # some versions of msgspec leave them indented
        if "description" in definition:
            words = inspect.cleandoc(definition["description"])
            definition["description"] = _FOR_CODE.split(words)[0]
    for record in _records(kind):
        for field in msgspec.structs.fields(record):
            if isinstance(field.default_factory, type) and issubclass(
                field.default_factory, Record
            ):
                below = schema["$defs"][record.__name__]["properties"][field.name]
                below["default"] = plain(field.default_factory())
    return schema


def _own(kind: Any) -> Schema:  # noqa: ANN401 - a type that tells its plain form itself
    schema: Schema = kind.plain_schema()
    return schema


def _records(kind: type[Record]) -> set[type[Record]]:
    """*kind* and every record that a field of it may hold."""
    found: set[type[Record]] = set()
    waiting: list[Any] = [kind]
    while waiting:
        part = waiting.pop()
        waiting += get_args(part)
        if isinstance(part, type) and issubclass(part, Record) and part not in found:
            found.add(part)
            waiting += get_type_hints(part).values()
    return found


def _generous(field: str, kind: Schema) -> Schema:
    """*kind* of a *field*, or what the readers make it from."""
    items = kind.get("items", {})
    if any(items.get("$ref") == f"#/$defs/{name}" for name in _SHORT):
        return {**kind, "items": {"anyOf": [items, {"type": "string"}]}}
    below = kind.get("additionalProperties")
    if isinstance(below, dict) and _is_texts(below):
        return {**kind, "additionalProperties": _generous(field, below)}
    if not _is_texts(kind) and field not in _LISTS:
        return kind
    default = {"default": kind["default"]} if "default" in kind else {}
    exact = {key: value for key, value in kind.items() if key != "default"}
    return {"anyOf": [exact, {"type": "string"}], **default}


def _is_texts(kind: Schema) -> bool:
    return bool(kind.get("propertyNames") == Texts.plain_schema()["propertyNames"])


def _described() -> Iterator[tuple[tuple[str, str], str]]:
    """Record and field, and the docstring below the field."""
    for home in _HOMES:
        source = Path(__file__).with_name(home).read_text("utf-8")
        records = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
        for record in records:
            for field, below in pairwise(record.body):
                words = below.value if isinstance(below, ast.Expr) else None
                if isinstance(field, ast.AnnAssign) and isinstance(words, ast.Constant):
                    yield (
                        (record.name, ast.unparse(field.target)),
                        " ".join(str(words.value).split()),
                    )
