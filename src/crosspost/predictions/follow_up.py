"""Proposing: a follow-up to a prediction, as a post that its author edits and sends."""

import datetime as dt
from typing import Literal

import msgspec

from .._record import Record, plain
from ..compose.sections import confidence
from ..errors import PostError
from ..ledger.predictions import Outcome, StoredPrediction
from ..model.post import Meta, Post, Source
from ..readers import parse
from ..text.blocks import Break
from ..text.languages import pick
from ..text.texts import Markdown, Text
from . import follow_up_text
from .follow_up_text import markdown
from .record import noted


class Proposal(Record):
    """A follow-up that nobody has sent."""

    post: Post
    text: str
    """The same as a file to edit, with a place for the author's own words in each language."""
    form: Literal["markdown", "yaml"]
    """What *text* is; YAML only where the original's words would be misread in Markdown."""


def propose(
    kept: StoredPrediction, outcome: Outcome | None = None, zone: dt.tzinfo | None = dt.UTC
) -> Proposal:
    """A follow-up to *kept*, in the original's languages.

    Args:
        kept: a published prediction.
        outcome: how it came out, where that is not yet settled.
        zone: where the author was when it was published; nothing for the system's own.

    Raises:
        ValueError: it was never published.
    """
    if kept.published is None:
        found = f"{kept.id} was never published"
        raise ValueError(found)
    since = kept.published.astimezone(zone).date()
    outcome = outcome or kept.outcome
    decided = kept.settlements[-1] if kept.settlements else None
    held = decided if decided and decided.outcome == outcome else None
    languages = kept.record.languages or tuple(kept.record.prediction.text)
    note = _noted(held.note if held else "", languages)
    post = Post(
        languages=languages,
        title={tag: follow_up_text.title(outcome, _title(kept, tag), tag) for tag in languages},
        happened={tag: _happened(kept, since, (outcome, note), tag) for tag in languages},
        discussion={tag: follow_up_text.question(outcome, tag) for tag in languages},
        sources=_sources(kept, held.url if held else ""),
        tags=kept.record.tags,
        meta=Meta(follows=kept.id),
    )
    places = {tag: follow_up_text.place(tag) for tag in languages if tag not in note}
    for marked in (False, True):
        if again := _read_back(markdown(post, {}, marked=marked), post):
            text = markdown(post, places, marked=marked)
            return Proposal(post=again, text=text, form="markdown")
    words = "".join(f"# {place}\n" for place in places.values())
    return Proposal(post=post, text=words + _yaml(post), form="yaml")


def _title(kept: StoredPrediction, language: str) -> str:
    key = pick(kept.record.title, language)
    return " ".join(kept.record.title[key].markdown.split()) if key else ""


def _happened(
    kept: StoredPrediction, since: dt.date, settled: tuple[Outcome, Markdown], language: str
) -> str:
    """What was said, how it came out, and the author's note."""
    outcome, note = settled
    prediction = kept.record.prediction
    key = pick(prediction.text, language) or next(iter(prediction.text))
    blocks = (block for block in prediction.text[key].blocks if not isinstance(block, Break))
    text = Text.of(blocks).markdown
    sure = confidence(msgspec.structs.replace(prediction, due=None))
    said = follow_up_text.said(text, sure, since, prediction.due, language)
    own = (said, follow_up_text.verdict(outcome, language), note.get(language))
    return "\n\n".join(filter(None, own))


def _noted(note: str, languages: tuple[str, ...]) -> Markdown:
    """The note in each language it is written in; what is in none of them goes to the first."""
    said: dict[str, list[str]] = {}
    for told, text in noted(note, languages).items():
        said.setdefault(told if told in languages else languages[0], []).append(text)
    return {tag: "\n\n".join(texts) for tag, texts in said.items()}


def _sources(kept: StoredPrediction, url: str) -> tuple[Source, ...]:
    """Where it can be read up, and the original where it has an address of its author's own."""
    title = _title(kept, next(iter(kept.record.languages), "en"))
    where = kept.record.canonical_url
    own = (Source(title=title, url=where),) if where and title else ()
    return (*((Source(url=url),) if url else ()), *own)


def _read_back(text: str, post: Post) -> Post | None:
    """*post* as it is read from *text*, with its sections in order; nothing where it is another."""
    try:
        again = parse(text, "markdown")
    except PostError:
        return None
    return again if msgspec.structs.replace(again, sections=()) == post else None


def _yaml(post: Post) -> str:
    every = plain(post)
    default = plain(Post())
    told = {key: value for key, value in every.items() if value != default[key]}
    told["meta"] = {"follows": post.meta.follows}
    return msgspec.yaml.encode(told).decode()
