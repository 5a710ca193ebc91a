"""Findings as data in the drafts that are kept; predictions that no message said are marked so."""

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

DRAFTS = {
    "crosspost_draft": ("json", ("digest", "account", "run")),
    "crosspost_frozen": ("draft", ("number",)),
}
"""Where drafts are kept: in which column, and what a row goes by."""
LINKS = sa.table(
    "crosspost_prediction_draft",
    *map(sa.column, ("prediction", "digest", "account", "role")),
)
PREDICTIONS = sa.table("crosspost_prediction", *map(sa.column, ("id", "json")))
CODES = {
    "language.left-out": "section.untranslated",
    "layout.languages": "language.omitted",
    "layout.section": "section.omitted",
    "post.follows": "post.no-reply-target",
    "media.left-out": "media.omitted",
    "media.alt-cut": "media.alt-truncated",
    "media.alt-lost": "media.no-alt-field",
    "cut.inside-sentence": "split.inside-sentence",
    "cut.inside-word": "split.inside-word",
    "cut.inside-link": "split.inside-link",
    "cut.too-many": "thread.too-long",
    "markup.strong": "markup.dropped-strong",
    "markup.emphasis": "markup.dropped-emphasis",
    "markup.code": "markup.dropped-code",
    "markup.link": "markup.expanded-link",
    "mastodon.language": "language.one-sent",
    "telegram.characters": "telegram.removed-characters",
    "telegram.left-out": "section.no-room",
    "wechat.title-cut": "wechat.title-truncated",
    "wechat.author-cut": "wechat.author-truncated",
    "wechat.digest-cut": "wechat.digest-truncated",
    "wechat.left-out": "wechat.omitted",
    "wechat.stand-in": "wechat.substituted-sentence",
    "wechat.cut": "wechat.truncated-sentence",
    "wechat.short-form": "wechat.summarised",
    "wechat.too-many": "thread.too-long",
}
"""What codes are called since."""
STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
ADDRESS = re.compile(r"\]\([^)]*\)")
PIECE = 12
"""Letters that two texts share only where one quotes the other."""


def upgrade() -> None:
    """Rewrite findings, then look which drafts said their prediction."""
    connection = op.get_bind()
    links = connection.execute(sa.select(LINKS).where(LINKS.c.role == "original")).all()
    wanted = {(link.digest, link.account) for link in links}
    said = {}
    for draft in _rewritten(connection):
        which = draft.get("digest"), draft.get("account")
        if which in wanted:
            said[which] = _letters(" ".join(one["text"] for one in draft["messages"]))
    texts = {
        row.id: json.loads(row.json)["prediction"]["text"].values()
        for row in connection.execute(sa.select(PREDICTIONS))
    }
    for link in links:
        known = said.get((link.digest, link.account))
        if known is not None and not any(_says(known, text) for text in texts[link.prediction]):
            names = ("prediction", "digest", "account")
            same = [LINKS.c[name] == getattr(link, name) for name in names]
            connection.execute(sa.update(LINKS).where(*same).values(role="omitted"))


def _rewritten(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every draft that is kept, one by one, its findings changed in its place."""
    for table, (column, keys) in DRAFTS.items():
        rows = sa.table(table, *map(sa.column, (column, *keys)))
        for key in connection.execute(sa.select(*(rows.c[name] for name in keys))).all():
            here = [rows.c[name] == value for name, value in zip(keys, key, strict=True)]
            draft = json.loads(connection.scalar(sa.select(rows.c[column]).where(*here)) or "{}")
            if draft.get("findings"):
                draft["findings"] = [_as_data(one) for one in draft["findings"]]
                new = json.dumps(draft, ensure_ascii=False, separators=(",", ":"))
                connection.execute(sa.update(rows).where(*here).values({column: new}))
            yield draft


def _as_data(old: dict[str, Any]) -> dict[str, Any]:
    """A finding of before: its sentence stays what it said, in the one language it had."""
    if "location" in old:  # written between two versions
        return old
    sentence = old["message"].replace("{", "{{").replace("}", "}}")
    return {
        "code": CODES.get(old["code"], old["code"]),
        "level": old["level"],
        "location": _location(old["where"]),
        "words": old.get("words", []),
        "templates": {"en": sentence},
    }


def _location(where: str) -> dict[str, Any]:
    kind, _, index = where.partition(" ")
    if kind == "message" and index.isdecimal():
        return {"in": "message", "index": int(index)}
    if where in {"content", "author", "digest"}:  # fields of an article
        return {"in": "message", "index": 1, "field": where}
    if where in {"thread", "text"}:
        return {"in": where}
    steps = [int(index) if index else name for index, name in STEP.findall(where)]
    return {"in": "post", "path": [] if where in {"post", "typography"} else steps}


def _says(known: str, text: str) -> bool:
    """Whether half of *text*, piece by piece, is in *known*: numbers and breaks come between."""
    letters = _letters(ADDRESS.sub("]", text))
    pieces = [letters[at : at + PIECE] for at in range(0, len(letters), PIECE)]
    if len(pieces) > 1 and len(pieces[-1]) < PIECE:
        del pieces[-1]
    return 2 * sum(piece in known for piece in pieces) >= len(pieces) > 0


def _letters(text: str) -> str:
    """What typography and marks leave as it is."""
    return "".join(filter(str.isalnum, text)).casefold()
