"""Records a post's prediction when it is published, finds it again, and notes how it came out."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from msgspec import UNSET

from .._record import encoded
from ..compose.language_choice import post_languages
from ..errors import CrosspostError, PostError, either, phrase
from ..ledger import Ledger, open_ledger
from ..ledger.open import utc_now
from ..model.draft import Draft
from ..model.post import Post, Prediction, Texts
from ..model.receipts import Receipt
from ..readers.lines import Page
from ..readers.paragraphs import prose
from ..readers.text_files import refuse_controls
from ..text.languages import pick
from ..text.richtext import letters
from ..text.texts import Markdown
from . import stored as stored_predictions
from .stored import Outcome, PredictionRecord, StoredPrediction, published

MOST = 5
"""How many others an error names."""


def find(ledger: Ledger, meant: str) -> StoredPrediction:
    """The published prediction *meant*: its id, or as much of it as no other begins with.

    Raises:
        CrosspostError: there is none, or more than one; it names those that are close.
    """
    known = {one.id: one for one in published(ledger)}
    wanted = meant.strip().lower()
    found = [one for name, one in known.items() if wanted and name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CrosspostError(
            "prediction.several", meant=meant, count=len(found), choices=_listed(found)
        )
    close = get_close_matches(wanted, known, n=MOST, cutoff=0.5) or list(known)[-MOST:]
    if not known:
        raise CrosspostError("prediction.none", meant=meant)
    choices = _listed([known[name] for name in close])
    raise CrosspostError("prediction.unknown", meant=meant, choices=choices)


def title_line(said: Texts, languages: tuple[str, ...]) -> str:
    """A title in every language it has, on one line.

    >>> title_line(Texts(zh="一条街的价格", en="The Price of a Street"), ("en", "zh"))
    'The Price of a Street / 一条街的价格'
    """
    tags = dict.fromkeys((*(pick(said, tag) for tag in languages), *said))
    return " / ".join(" ".join(said[tag].markdown.split()) for tag in tags if tag)


def _listed(some: list[StoredPrediction]) -> object:
    return either(
        [f"{one.id} ({title_line(one.record.title, one.record.languages)})" for one in some]
    )


def due(ledger: Ledger, today: dt.date) -> list[StoredPrediction]:
    """The published predictions that nobody has settled and whose last day is *today* or past.

    Args:
        ledger: where they are kept.
        today: in the author's own time zone.
    """
    return [
        one
        for one in published(ledger)
        if one.outcome == "open" and (day := one.record.prediction.due) and day <= today
    ]


def remember(post: Post, drafts: Sequence[Draft], ledger: Ledger) -> str | None:
    """Store the prediction of *post*, and which of *drafts* say it; the same again changes nothing.

    To be called before anything is sent: it counts as published from the moment that a message
    that says it is delivered. Its first publication is the one that counts: more stars in a later
    edition change nothing. A post that follows a prediction (``follows``) is noted as well.

    Returns:
        The prediction's id, or nothing where the post has none.
    """
    if post.meta.follows:
        first = ((draft, 1) for draft in drafts)
        stored_predictions.link_drafts(ledger, post.meta.follows, first, "follow-up")
    if post.prediction is None or not post.prediction.text:
        return None
    key = prediction_id(post.prediction)
    record = PredictionRecord(
        prediction=post.prediction,
        title=post.title,
        languages=post_languages(post),
        tags=post.tags,
        canonical_url=post.meta.canonical_url,
    )
    stored_predictions.store(ledger, key, record)
    saying = (
        (draft, index) for draft in drafts if (index := saying_message(draft, post.prediction))
    )
    stored_predictions.link_drafts(ledger, key, saying, "original")
    return key


def reply_targets(post: Post, ledger: Ledger) -> Mapping[str, Receipt]:
    """By account, the message to reply to: which says what *post* follows, if it follows anything.

    Raises:
        CrosspostError: it follows a prediction that was never published.
    """
    if not post.meta.follows:
        return {}
    receipts = find(ledger, post.meta.follows).receipts
    return {name: one for one in receipts for name in ledger.names(one.account)}


def look_up_reply_targets(
    post: Post, ledger: str | None, now: Callable[[], dt.datetime] = utc_now
) -> Mapping[str, Receipt]:
    """`reply_targets`, of the ledger at an address.

    Raises:
        CrosspostError: *post* follows a prediction that was never published.
        LedgerError: the ledger cannot be opened.
    """
    with open_ledger(ledger, now=now) as opened:
        return reply_targets(post, opened)


def prediction_id(prediction: Prediction) -> str:
    """The id of a prediction: ``p`` and seven hexadecimal digits of its words and due date.

    Not of its stars: who is more sure of the same a year later has not predicted anew. The letter
    keeps YAML from reading a number.

    >>> prediction_id(Prediction(text={"zh": "到 2026 年底，芯片会更便宜。🎉"}, stars=3))
    'p9c0cd1a'
    """
    words = encoded([prediction.text, prediction.due], order="sorted")
    return "p" + hashlib.sha256(words).hexdigest()[:7]


def saying_message(draft: Draft, prediction: Prediction) -> int:
    """The index of the first message of *draft* that says *prediction*; 0 where none does.

    What the draft says of itself (``carries``) counts; a text that the author wrote for the channel
    says it where it holds its words.
    """
    carries = () if draft.carries is UNSET else draft.carries
    for carried in carries:
        if carried.section == "prediction":
            return min(carried.messages)
    wanted = [words for text in prediction.text.values() if (words := letters(text.words))]
    for message in draft.messages:
        said = letters(message.text)
        if any(words in said for words in wanted):
            return message.index
    return 0


def settle(
    ledger: Ledger, meant: str, outcome: Outcome, note: str = "", url: str = ""
) -> StoredPrediction:
    """Settle the prediction *meant*, or settle it anew; what was decided before stays on record.

    Returns:
        It as it was before.

    Raises:
        CrosspostError: there is no such prediction, it is not settled and cannot be opened again,
            *url* is no address, or *note* says what no post may.
    """
    read_note(note)
    if url and not url.startswith(("https://", "http://")):
        raise CrosspostError(
            "prediction.no-address", location=phrase("option", name="url"), url=url
        )
    before = find(ledger, meant)
    if outcome == "open" and before.outcome == "open":
        raise CrosspostError("prediction.open-already", prediction=before.id)
    stored_predictions.settle(ledger, before.id, outcome, note, url)
    return before


def read_note(note: str, languages: tuple[str, ...] = ()) -> Markdown:
    """A note in each language it is written in, as a post would be read.

    Raises:
        PostError: it holds what no post may: a control character, a comment.

    >>> read_note("Boston has put it off. 波士顿推迟了。", ("en", "zh"))
    {'en': 'Boston has put it off.', 'zh': '波士顿推迟了。'}
    """
    page = Page("note", languages)
    try:
        refuse_controls(note, "note")
        return prose(page.lines(note.strip()), page)
    except PostError as error:
        at = phrase("option", name="note")
        raise PostError(error.code, location=at, **error.values) from None
