"""YAML: the post's own model.

Scalars stay the letters the author wrote, and become numbers and dates only where the model
wants one: ``no:`` is Norwegian, ``title: 2026`` a title. No tag makes an object, an alias is
only what it repeats.
"""

import re
from typing import TYPE_CHECKING, Any

from ..errors import ErrorPlace, Position, PostError
from ..model.post import Post
from .convert import Document, KeyPath, convert
from .merge_languages import finished

if TYPE_CHECKING:
    import yaml

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


def read(text: str, name: str) -> Post:
    r"""The post that *text* describes.

    Raises:
        PostError: it is no YAML, or no post: line and column, what was found, what to write.

    >>> read("title: {en: The War, zh: 芯片之战}\ntags: [AI, 芯片]", "post.yaml").tags
    ('AI', '芯片')
    """
    return finished(convert(document(text, name), Post))


def document(text: str, name: str, first: int = 1) -> Document:
    """*text* as plain data, each part with its place; it begins on line *first* of its file.

    Raises:
        PostError: it is no YAML, or more than plain data.
    """
    root = compose(text, name, first)
    data = {} if root is None else _Builder(name, first).built(root, 0)
    if not isinstance(data, dict):
        raise PostError("post.no-table-yaml", location=Position(name, first, 1))
    return Document(name, data, lambda path: _place(root, path, first))


def compose(text: str, name: str, first: int = 1) -> "yaml.Node | None":
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


def _place(node: Any, path: KeyPath, first: int) -> tuple[int, int] | None:  # noqa: ANN401
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


def json_document(text: str, name: str) -> "Document | None":
    """The same for JSON, most of which is YAML: where things stand in it, or none."""
    try:
        return document(re.sub(r"\t", " ", text), name)
    except PostError as error:
        if error.code == "file.key-twice":
            raise
        return None
