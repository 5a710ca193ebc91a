"""Data formats: YAML, TOML or JSON as plain data, which knows where each part of it stands.

YAML's scalars stay the letters the author wrote, and become numbers and dates only where the model
wants one: ``no:`` is Norwegian, ``title: 2026`` a title. No tag makes an object, an alias is only
what it repeats.
"""

import json
import re
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from .._lazy_re import later
from .._record import path_text
from ..errors import ErrorPlace, Position, PostError

if TYPE_CHECKING:
    import yaml

KeyPath = tuple[str | int, ...]

_DOTTED = later(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){20}""")
"""A key of twenty parts: `tomllib` takes time with the square of them."""
_AT = later(r" \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)$")


class Document(NamedTuple):
    """Plain data, and where each part of it stands."""

    name: str
    """What errors call the file."""
    data: dict[str, Any]
    place: Callable[[KeyPath], tuple[int, int] | None]
    """Line and column, from 1, of what a path leads to."""

    def error(self, path: KeyPath, code: str, **values: object) -> PostError:
        """What is wrong at *path*, to be raised."""
        return PostError(code, location=_at(self, path), **values)


def _at(document: Document, path: KeyPath) -> tuple[ErrorPlace, str]:
    place = document.place(path)
    return Position(document.name, *place) if place else document.name, path_text(path)


def toml_document(text: str, name: str, first: int = 1) -> Document:
    """*text* as plain data, each part with its place; it begins on line *first* of its file.

    Raises:
        PostError: it is no TOML.
    """
    if dotted := _DOTTED.search(text):
        raise PostError(
            "file.toml-key-too-long", location=_where(text, dotted.start(), name, first)
        )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _AT.search(str(error))
        reason = _AT.sub("", str(error)).lower()
        if not said or not said["line"]:
            raise PostError(
                "file.not-toml", location=_where(text, len(text), name, first), reason=reason
            ) from error
        at = Position(name, int(said["line"]) + first - 1, int(said["column"]))
        raise PostError(
            "file.toml-value" if "invalid value" in reason else "file.not-toml",
            location=at,
            reason=reason,
        ) from error
    except (RecursionError, ValueError) as error:
        raise PostError("file.toml-beyond", location=name) from error
    return Document(name, data, lambda path: _toml_place(text, path, first))


def _where(text: str, at: int, name: str, first: int) -> Position:
    line, column = _line(text, at)
    return Position(name, line + first - 1, column)


def _line(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _toml_place(text: str, path: KeyPath, first: int) -> tuple[int, int] | None:
    """Where *path* is written, looked for key by key."""
    at = start = 0
    above = ""
    for step in path:
        if isinstance(step, int):
            tables = list(re.finditer(rf"(?m)^[ \t]*\[\[{re.escape(above)}\]\]", text))
            if step < len(tables):
                start, at = tables[step].start(), tables[step].end()
            continue
        key = rf"""(?<![\w-])["']?{re.escape(step)}["']?[ \t]*(?:=|\]|\.)"""
        found = re.compile(key).search(text, at)
        if not found:
            break
        start = at = found.start()
        above = step
    line, column = _line(text, start)
    return (line + first - 1, column) if path else None


_DEEPEST = 60
_MOST = 50_000
"""Values of a post with all aliases written out."""
_PLAIN = frozenset({"str", "int", "float", "bool", "null", "timestamp", "map", "seq"})
_PREFIX = "tag:yaml.org,2002:"
_CODES = (
    ("but found another document", "file.yaml-second-document"),
    ("mapping values are not allowed", "file.yaml-colon"),
    ("cannot start any token", "file.yaml-token"),
    ("block end", "file.yaml-indentation"),
    ("block mapping", "file.yaml-indentation"),
    ("could not find expected ':'", "file.yaml-no-colon"),
    ("undefined alias", "file.yaml-alias"),
)
"""What PyYAML says, and the error it is."""


def yaml_document(text: str, name: str, first: int = 1) -> Document:
    """*text* as plain data, each part with its place; it begins on line *first* of its file.

    Raises:
        PostError: it is no YAML, or more than plain data.
    """
    root = yaml_nodes(text, name, first)
    data = {} if root is None else _Builder(name, first).built(root, 0)
    if not isinstance(data, dict):
        raise PostError("post.no-table-yaml", location=Position(name, first, 1))
    return Document(name, data, lambda path: _yaml_place(root, path, first))


def yaml_nodes(text: str, name: str, first: int = 1) -> "yaml.Node | None":
    """The nodes of *text*, which nests no deeper than a post may.

    Raises:
        PostError: it is no YAML, nests deeper, or holds several documents.
    """
    import yaml  # noqa: PLC0415 - 20 ms, for those who write YAML

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                at = _mark(event.start_mark, name, first)
                raise PostError("file.nested-deeper", location=at, depth=_DEEPEST)
        node: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, name, first) from error
    except yaml.YAMLError as error:
        raise PostError(
            "file.not-yaml", location=Position(name, first, 1), reason=str(error)
        ) from error
    return node


def _explained(error: "yaml.MarkedYAMLError", name: str, first: int) -> PostError:
    problem = error.problem or str(error.context)
    mark = error.problem_mark or error.context_mark
    said = f"{problem} {error.context}"
    code = next((code for words, code in _CODES if words in said), "file.not-yaml")
    return PostError(code, location=_mark(mark, name, first), reason=problem)


def _mark(mark: Any, name: str, first: int) -> ErrorPlace:  # noqa: ANN401 - two kinds of marks
    return Position(name, mark.line + first, mark.column + 1) if mark else name


class _Builder:
    """Plain data from nodes; counts what aliases make of them."""

    def __init__(self, name: str, first: int) -> None:
        self.name = name
        self.first = first
        self.values = 0

    def built(self, node: Any, depth: int) -> Any:  # noqa: ANN401 - plain data
        """What *node* says: mappings, lists, and strings as they are written."""
        self.values += 1
        if self.values > _MOST:
            raise self._error(node, "file.yaml-too-many-values", count=f"{_MOST:,}")
        if depth > _DEEPEST:
            raise self._error(node, "file.yaml-alias-of-itself")
        tag = node.tag.removeprefix(_PREFIX)
        if tag not in _PLAIN:
            shown = "<<" if tag == "merge" else f"!!{tag}" if tag != node.tag else tag
            raise self._error(node, "file.yaml-object", tag=shown)
        if tag == "null":
            return None
        if node.id == "sequence":
            return [self.built(item, depth + 1) for item in node.value]
        return self._mapping(node, depth) if node.id == "mapping" else node.value

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:  # noqa: ANN401
        made: dict[str, Any] = {}
        for key, value in node.value:
            if key.id != "scalar":
                raise self._error(key, "file.yaml-key-no-word")
            if key.tag == f"{_PREFIX}merge":
                raise self._error(key, "file.yaml-merge")
            if key.value in made:
                raise self._error(key, "file.key-twice", key=key.value)
            made[key.value] = self.built(value, depth + 1)
        return made

    def _error(self, node: Any, code: str, **values: object) -> PostError:  # noqa: ANN401
        return PostError(code, location=_mark(node.start_mark, self.name, self.first), **values)


def _yaml_place(node: Any, path: KeyPath, first: int) -> tuple[int, int] | None:  # noqa: ANN401
    """Where the key or item at *path* stands; of what is above it, if it is not there."""
    mark = node.start_mark if node else None
    for step in path:
        if node is None or node.id == "scalar":
            break
        if node.id == "sequence":
            node = node.value[step] if isinstance(step, int) else None
            mark = node.start_mark if node else mark
        else:
            pair = next(((key, below) for key, below in node.value if key.value == step), None)
            mark = pair[0].start_mark if pair else mark
            node = pair[1] if pair else None
    return (mark.line + first, mark.column + 1) if mark else None


def json_document(text: str, name: str) -> Document:
    """*text* as plain data, each part with its place.

    Raises:
        PostError: it is no JSON, or no table.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise PostError(
            "file.not-json",
            location=Position(name, error.lineno, error.colno),
            reason=_lower(error.msg),
        ) from error
    except RecursionError as error:
        raise PostError("file.nested-too-deep", location=name) from error
    except ValueError as error:
        _json_place(text, name, ())
        raise PostError("file.not-json", location=name, reason=_lower(str(error))) from error
    if not isinstance(data, dict):
        raise PostError("post.no-table-json", location=Position(name, 1, 1))
    return Document(name, data, lambda path: _json_place(text, name, path))


def _json_as_yaml(text: str, name: str) -> "Document | None":
    """JSON read as YAML, which most of it is: for where things stand in it; or none."""
    try:
        return yaml_document(re.sub(r"\t", " ", text), name)
    except PostError as error:
        if error.code == "file.key-twice":
            raise
        return None


def _json_place(text: str, name: str, path: KeyPath) -> tuple[int, int] | None:
    """Found only for an error, by reading it again as what it is too: YAML."""
    again = _json_as_yaml(text, name)
    return again.place(path) if again else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        found = f'the key "{twice}" is there twice'
        raise ValueError(found)
    return made


def _constant(said: str) -> float:
    found = f"{said} is no number"
    raise ValueError(found)


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]
