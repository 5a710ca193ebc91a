"""Remembering: a post's prediction, kept from the moment it is about to be published."""

import hashlib
from collections.abc import Sequence

import msgspec

from ..draft import Draft
from ..ledger import Ledger
from ..ledger.predictions import Foretold, keep, link
from ..outline import spoken
from ..post import Post, Prediction

LEFT_OUT = ("layout.section", "language.left-out", "telegram.left-out")
"""Findings that, about the prediction, mean that a draft does not say it."""


def remember(post: Post, drafts: Sequence[Draft], ledger: Ledger) -> str | None:
    """Keep the prediction of *post*, and which of *drafts* carry it; the same again is nothing new.

    To be called before anything is sent: it counts from the moment that a message of one of the
    drafts stands. The first time it stands is the one that counts: more stars in a later edition
    change nothing. A post that follows a prediction (``follows``) is noted as well.

    Returns:
        The prediction's id, or nothing where the post has none.
    """
    if post.meta.follows:
        link(ledger, post.meta.follows, _named(drafts), "follow-up")
    if post.prediction is None or not post.prediction.text:
        return None
    key = name(post.prediction)
    said = Foretold(
        prediction=post.prediction,
        title=post.title,
        languages=spoken(post),
        tags=post.tags,
        canonical_url=post.meta.canonical_url,
    )
    keep(ledger, key, said)
    link(ledger, key, _named([draft for draft in drafts if _says_it(draft)]), "original")
    return key


def name(prediction: Prediction) -> str:
    """What a prediction is known by: ``p`` and seven hexadecimal digits of its words and due date.

    Not of its stars: who is more sure of the same a year later has not predicted anew. The letter
    keeps YAML from reading a number.

    >>> name(Prediction(text={"zh": "到 2026 年底，芯片会更便宜。🎉"}, stars=3))
    'p9c0cd1a'
    """
    words = msgspec.json.encode([prediction.text, prediction.due], order="sorted")
    return "p" + hashlib.sha256(words).hexdigest()[:7]


def _named(drafts: Sequence[Draft]) -> list[tuple[str, str]]:
    return [(draft.digest, draft.account) for draft in drafts]


def _says_it(draft: Draft) -> bool:
    """Whether the prediction is in it, as far as its findings tell."""
    return not any(
        finding.code in LEFT_OUT and finding.where.partition(".")[0] == "prediction"
        for finding in draft.findings
    )
