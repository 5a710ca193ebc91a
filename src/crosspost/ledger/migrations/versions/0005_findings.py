"""Findings as data in the drafts that are kept; which message of a draft says its prediction.

A finding that an older version wrote keeps its sentence, in English, under the code of today. A
draft that was recorded as saying a prediction, and does not, is marked: it holds its words in no
message. Where the draft itself is not kept, nobody can know, and it stays as it was recorded.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LINK = "crosspost_prediction_draft"
KEPT = (
    sa.table("crosspost_draft", *map(sa.column, ("digest", "account", "run", "json"))),
    sa.table("crosspost_frozen", *map(sa.column, ("number", "draft"))),
)
"""Where drafts are kept as JSON: in the last column, by the others."""
DRAFT = sa.table(LINK, *map(sa.column, ("prediction", "digest", "account", "role", "message")))
PREDICTION = sa.table("crosspost_prediction", *map(sa.column, ("id", "json")))
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
    "telegram.left-out": "telegram.omitted",
    "wechat.title-cut": "wechat.title-truncated",
    "wechat.author-cut": "wechat.author-truncated",
    "wechat.digest-cut": "wechat.digest-truncated",
    "wechat.left-out": "wechat.omitted",
    "wechat.stand-in": "wechat.substituted-sentence",
    "wechat.cut": "wechat.truncated-sentence",
    "wechat.short-form": "wechat.summarised",
    "wechat.too-many": "thread.too-long",
}
LEAST = 6
"""Letters of a sentence that tell it from any other."""


def upgrade() -> None:
    """Write the findings anew, and look which drafts say their prediction."""
    connection = op.get_bind()
    op.add_column(LINK, sa.Column("message", sa.Integer))
    linked = (DRAFT.c.prediction, DRAFT.c.digest, DRAFT.c.account)
    found = connection.execute(sa.select(*linked).where(DRAFT.c.role == "original"))
    saying = {(digest, account): name for name, digest, account in found.all()}
    for table in KEPT:
        *names, content = table.c
        for key in connection.execute(sa.select(*names)).all():
            here = sa.and_(*(name == value for name, value in zip(names, key, strict=True)))
            draft = json.loads(connection.scalar(sa.select(content).where(here)) or "{}")
            name = saying.get((draft.get("digest", ""), draft.get("account", "")))
            if name is not None:
                _mark(connection, name, draft)
            if told := draft.get("findings"):
                new = {**draft, "findings": [_finding(one) for one in told]}
                change = {content.name: json.dumps(new, ensure_ascii=False)}
                connection.execute(sa.update(table).where(here).values(change))


def downgrade() -> None:
    """Take the mark away; findings stay as they are now."""
    op.drop_column(LINK, "message")


def _finding(old: dict[str, Any]) -> dict[str, Any]:
    """A finding as it was written: ``level``, ``code``, ``where``, ``message``, maybe ``words``."""
    if "location" in old:
        return old
    sentence = old["message"].replace("{", "{{").replace("}", "}}")
    return {
        "code": CODES.get(old["code"], old["code"]),
        "level": old["level"],
        "location": _location(old["code"], old["where"]),
        "words": old.get("words", []),
        "templates": {"en": sentence},
    }


def _location(code: str, where: str) -> dict[str, Any]:
    if found := re.fullmatch(r"message (\d+)", where):
        return {"in": "message", "index": int(found[1])}
    if where in {"thread", "text"}:
        return {"in": where}
    if where in {"post", "typography"}:
        return {"in": "post", "path": []}
    if where == "content" or (
        code.startswith("wechat.") and where in {"title", "author", "digest"}
    ):
        return {"in": "message", "index": 1, "field": where}
    steps = re.findall(r"([A-Za-z_]+)|\[(\d+)\]", where)
    return {"in": "post", "path": [key or int(at) for key, at in steps]}


def _mark(connection: sa.Connection, prediction: str, draft: dict[str, Any]) -> None:
    """Note the message of *draft* that says the prediction of that id."""
    here = PREDICTION.c.id == prediction
    said = connection.scalar(sa.select(PREDICTION.c.json).where(here))
    texts = json.loads(said)["prediction"]["text"].values() if said else ()
    connection.execute(
        sa.update(DRAFT)
        .where(DRAFT.c.prediction == prediction)
        .where(DRAFT.c.digest == draft["digest"], DRAFT.c.account == draft["account"])
        .values(message=_said_in(draft["messages"], texts))
    )


def _said_in(messages: list[dict[str, Any]], texts: Iterable[str]) -> int:
    """The first message that says one of *texts*, or a sentence of it; 0 where none does."""
    shown = [(int(one["index"]), _letters(one["text"])) for one in messages]
    bare = [re.sub(r"\]\([^)]*\)", "", text) for text in texts]
    sentences = [
        letters
        for text in bare
        for part in re.split(r"[。！？.!?\n]", text)
        if len(letters := _letters(part)) >= LEAST
    ]
    for words in (*filter(None, map(_letters, bare)), *sentences):
        for index, letters in shown:
            if words in letters:
                return index
    return 0


def _letters(text: str) -> str:
    """What typography and marks leave as it is."""
    return "".join(filter(str.isalnum, text))
