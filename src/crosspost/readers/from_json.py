"""JSON: the post's own model, as ``crosspost schema`` describes it."""

import json
from typing import Any

from ..errors import Position, PostError
from ..model.post import Post
from .convert import Document, KeyPath, convert
from .from_yaml import json_document
from .merge_languages import finished


def read(text: str, name: str) -> Post:
    """The post that *text* describes.

    Raises:
        PostError: it is no JSON, or no post: line and column, what was found, what to write.

    >>> read('{"title": {"zh": "芯片之战 🎉"}}', "post.json").languages
    ('zh',)
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
        _place(text, name, ())
        raise PostError("file.not-json", location=name, reason=_lower(str(error))) from error
    if not isinstance(data, dict):
        raise PostError("post.no-table-json", location=Position(name, 1, 1))
    document = Document(name, data, lambda path: _place(text, name, path))
    return finished(convert(document, Post))


def _place(text: str, name: str, path: KeyPath) -> tuple[int, int] | None:
    """Found only for an error, by reading it again as what it is too: YAML."""
    again = json_document(text, name)
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
