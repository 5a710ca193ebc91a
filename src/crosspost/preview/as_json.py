"""The JSON form: a contract that other tools rely on, described in ``docs/json.md``."""

from collections.abc import Sequence
from typing import Any

import msgspec

from .._record import Record, encoded
from ..model.draft import Draft
from ..model.json_schema import DIALECT, record_schema
from ..model.post import Post


class Preview(Record):
    """What ``crosspost preview --format json`` prints: the post as read, and its drafts."""

    post: Post
    drafts: tuple[Draft, ...]


def document(post: Post, drafts: Sequence[Draft]) -> str:
    """The two as indented JSON; Chinese and emoji stand as themselves.

    >>> print(document(Post(title={"zh": "芯片 🎉"}), [])[:56])
    {
      "post": {
        "languages": [],
        "title": {
    """
    plain = encoded(Preview(post=post, drafts=tuple(drafts)))
    return msgspec.json.format(plain, indent=2).decode() + "\n"


def preview_schema() -> dict[str, Any]:
    """The JSON Schema of the document, published at ``schema/preview.schema.json``."""
    return {"$schema": DIALECT, **record_schema(Preview)}
