"""Which message of a draft says a prediction: from that one on it counts as published."""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

LINKS = sa.table(
    "crosspost_prediction_draft",
    *map(sa.column, ("prediction", "digest", "account", "role", "index")),
)
PREDICTIONS = sa.table("crosspost_prediction", *map(sa.column, ("id", "json")))
DRAFTS = {"crosspost_draft": "json", "crosspost_frozen": "draft"}
"""Where drafts are kept, and in which column."""
ADDRESS = re.compile(r"\]\([^)]*\)")
PIECE = 12
"""Letters that two texts share only where one quotes the other."""


def upgrade() -> None:
    """Look into the drafts that are kept; of one that is not, the first message stays."""
    op.add_column(
        "crosspost_prediction_draft",
        sa.Column("index", sa.Integer, nullable=False, server_default="1"),
    )
    connection = op.get_bind()
    links = connection.execute(sa.select(LINKS).where(LINKS.c.role == "original")).all()
    if not links:
        return
    texts = {
        row.id: [_letters(ADDRESS.sub("]", text)) for text in _texts(row.json)]
        for row in connection.execute(sa.select(PREDICTIONS))
    }
    by_draft: dict[tuple[str, str], list[sa.Row[Any]]] = {}
    for link in links:
        by_draft.setdefault((link.digest, link.account), []).append(link)
    for name, column in DRAFTS.items():
        rows = sa.select(sa.table(name, sa.column(column)).c[column])
        for kept in connection.scalars(rows).all():
            draft = json.loads(kept)
            for link in by_draft.get((draft["digest"], draft["account"]), ()):
                index = _saying(draft, texts.get(link.prediction, []))
                same = [LINKS.c[key] == getattr(link, key) for key in ("prediction", "digest")]
                here = sa.update(LINKS).where(*same, LINKS.c.account == link.account)
                connection.execute(here.values(index=index))


def _texts(record: str) -> list[str]:
    return list(json.loads(record)["prediction"].get("text", {}).values())


def _saying(draft: dict[str, Any], texts: list[str]) -> int:
    """The first message that says it: by the draft's own record, else by a piece of its words."""
    for carried in draft.get("carries", ()):
        if carried["section"] == "prediction":
            return int(min(carried["messages"]))
    pieces = [text[at : at + PIECE] for text in texts for at in range(0, len(text), PIECE)]
    long = [piece for piece in pieces if len(piece) == PIECE] or pieces
    for message in draft["messages"]:
        said = _letters(message["text"])
        if any(piece and piece in said for piece in long):
            return int(message["index"])
    return 1


def _letters(text: str) -> str:
    """What typography and marks leave as it is."""
    return "".join(filter(str.isalnum, text)).casefold()
