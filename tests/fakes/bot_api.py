"""The Bot API's specification, made machine-readable by PaulSonOfLars/telegram-bot-api-spec.

It is used where it lies beside the repository. Unlike the real server, which ignores them,
parameters that no method has are refused.
"""

import functools
import json
from pathlib import Path
from typing import Any

SPECIFICATION = Path(__file__).parents[2] / "../shared/conformance/telegram/api.min.json"


class WrongError(Exception):
    """What the server calls a bad request."""


def check(method: str, fields: dict[str, str], files: dict[str, bytes]) -> None:
    """Hold a call to the specification: every parameter known, in its place, of its type."""
    specification = _specification()
    if specification is None:
        return
    known = {one["name"]: one for one in specification["methods"][method].get("fields", [])}
    attached = {"attach://" + name for name in files}
    given = {**fields, **{name: "" for name in files if name in known}}
    for name, value in given.items():
        if name not in known:
            wrong = f"unknown parameter {name} of {method}"
            raise WrongError(wrong)
        if name not in files and not any(
            _fits(value, kind, attached) for kind in known[name]["types"]
        ):
            wrong = f"{name} is no {known[name]['types']}: {value}"
            raise WrongError(wrong)
    if missing := [one for one in known if known[one]["required"] and one not in given]:
        wrong = f"{method} without {missing}"
        raise WrongError(wrong)


def _fits(value: Any, kind: str, attached: set[str]) -> bool:
    """Whether *value*, in a form or in JSON, is of a type of the specification."""
    plain = {
        "InputFile": value in attached if isinstance(value, str) else False,
        "String": isinstance(value, str),
        "Boolean": str(value).lower() in {"true", "false"},
        "Integer": str(value).lstrip("-").isdigit(),
    }
    if kind in plain:
        return plain[kind]
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return False
    if kind.startswith("Array of "):
        item = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_fits(one, item, attached) for one in value)
    return isinstance(value, dict) and _is(value, kind, attached)


def _is(value: dict[str, Any], kind: str, attached: set[str]) -> bool:
    """Whether *value* is an object of type *kind*: no field too many, none too few."""
    specification = _specification() or {}
    described = specification["types"][kind]
    if subtypes := described.get("subtypes"):
        return any(_is(value, one, attached) for one in subtypes)
    known = {one["name"]: one for one in described.get("fields", [])}
    enough = all(one in value for one in known if known[one]["required"])
    return enough and all(
        name in known and any(_fits(inner, one, attached) for one in known[name]["types"])
        for name, inner in value.items()
    )


@functools.cache
def _specification() -> dict[str, Any] | None:
    if not SPECIFICATION.exists():
        return None
    read: dict[str, Any] = json.loads(SPECIFICATION.read_text(encoding="utf-8"))
    return read
