"""Report of ``crosspost draft --format json``: what was asked, answered, refused and written."""

from collections.abc import Iterator
from typing import Any

from .._record import Record
from ..errors import CrosspostError
from ..model.json_schema import DIALECT, record_schema
from ..model.post import Post
from ..text.texts import Markdown
from . import DraftedWords, WordsKey, drafted_words
from .claims import missing_links, names_to_check, unfounded
from .protocol import VERSION, Ask


class RefusedWords(Record):
    """An answer that may not stand in the post's file."""

    id: str
    """What was asked."""
    code: str
    """Why not: a code of crosspost's errors."""
    reason: str
    """The same in the user's language."""


class ReportedWords(Record):
    """Words of the post's file that a program wrote, and how they stand."""

    id: str
    """The key that they stand under."""
    language: str
    text: str
    """In Markdown."""
    source: Markdown
    """What they are made from, as it is today."""
    by: str
    reviewed: bool
    stale: bool
    """They were made from a text that has changed since."""
    unfounded: tuple[str, ...]
    """Figures, dates, names, links and quotations that are not in the source."""
    names: tuple[str, ...]
    """Names that a person should look at."""
    links: tuple[str, ...]
    """Links that they leave out."""


class DraftReport(Record):
    """What one call of ``crosspost draft`` did."""

    version: int = VERSION
    """Of the protocol, which these records belong to."""
    dry_run: bool = False
    """The file is as it was."""
    asked: tuple[Ask, ...] = ()
    answered: dict[str, str] = {}
    """By the id of what was asked, whatever became of it."""
    refused: tuple[RefusedWords, ...] = ()
    written: tuple[str, ...] = ()
    """The ids of what this call wrote into the file, or would have."""
    reviewed: tuple[str, ...] = ()
    """The ids of what this call marked as read by a person."""
    told: tuple[str, ...] = ()
    """What the command said on its standard error, line by line."""
    words: tuple[ReportedWords, ...] = ()
    """Everything in the post that a program wrote, as it is now."""


def reported_words(post: Post) -> Iterator[ReportedWords]:
    """Each text of *post* that a program wrote."""
    for one in drafted_words(post):
        language = WordsKey.of(one.key).language
        in_section = one.key.startswith("sections.")
        yield ReportedWords(
            id=words_id(one),
            language=language,
            text=one.text.markdown,
            source={tag: said.markdown for tag, said in one.source.texts},
            by=one.drafted.by,
            reviewed=one.drafted.reviewed,
            stale=one.stale,
            unfounded=unfounded_parts(one),
            names=tuple(names_to_check(one.text, language, one.source)),
            links=tuple(missing_links(one.text, one.source)) if in_section else (),
        )


def words_id(one: DraftedWords) -> str:
    """What asks, answers and reports call these words."""
    return ".".join(one.path)


def unfounded_parts(one: DraftedWords) -> tuple[str, ...]:
    """What in these words is not in their source."""
    made_up = unfounded(one.text, WordsKey.of(one.key).language, one.source)
    return tuple(dict.fromkeys(each.said for each in made_up))


def refused_words(error: CrosspostError) -> RefusedWords:
    """An answer that was refused, by its *error*."""
    return RefusedWords(id=error.location, code=error.code, reason=str(error))


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report, published at ``schema/draft-report.schema.json``."""
    return {"$schema": DIALECT, **record_schema(DraftReport)}
