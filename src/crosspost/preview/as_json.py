"""The JSON form: a contract that other tools rely on, described in ``docs/json.md``."""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from .._record import Record, json_text, record_from
from ..model.draft import Carried, ChosenSentence, Draft, Json, Message, told_once
from ..model.finding_codes import FindingLevel
from ..model.findings import Finding, Location, Place, Value, about_post
from ..model.json_schema import DIALECT, record_schema
from ..model.layout import Options
from ..model.post import Post
from ..model.receipts import Receipt

VERSION = 2
"""Of the document's form: one more where a key is renamed, removed, or means something else."""


class ShownFinding(Record):
    """A finding as data, with its place and its sentence as a person reads them."""

    level: FindingLevel
    code: str
    where: str
    """The location in words: ``matters.points[0].text``, ``message 2``."""
    message: str
    """In the language of whoever ran the command."""
    location: Location
    words: tuple[str, ...]
    """Words of messages that it is about."""
    places: tuple[Place, ...]
    """Where those stand (code points)."""
    values: dict[str, Value]
    """What the sentence names: ``price``, ``sections``, ``languages``, ``count``."""


class ShownDraft(Record):
    """What one account will receive."""

    channel: str
    account: str
    languages: tuple[str, ...]
    digest: str
    messages: tuple[Message, ...]
    findings: tuple[ShownFinding, ...]
    """Of this draft alone."""
    carries: tuple[Carried, ...]
    """The sections of the post that it says."""
    chosen: tuple[ChosenSentence, ...] = ()
    """Where not everything is said: which sentences were chosen, and by which rule."""
    under: Receipt | UnsetType = UNSET
    options: Options | UnsetType = UNSET
    approval: str | UnsetType = UNSET
    """What ``--approved`` takes for a yes to it."""


class Preview(Record):
    """What ``crosspost preview --format json`` prints: the post as read, and its drafts."""

    version: int
    post: Post
    drafts: tuple[ShownDraft, ...]
    findings: tuple[ShownFinding, ...]
    """Of the whole post, whichever draft shows it; warnings stand in those drafts as well."""


def document(post: Post, drafts: Sequence[Draft]) -> str:
    """The two as indented JSON; Chinese and emoji stand as themselves.

    >>> print(document(Post(title={"zh": "芯片 🎉"}), [])[:55])
    {
      "version": 2,
      "post": {
        "languages": [],
    """
    shared, _ = told_once(drafts)
    preview = Preview(
        version=VERSION,
        post=post,
        drafts=tuple(map(shown_draft, drafts)),
        findings=tuple(map(shown_finding, shared)),
    )
    return json_text(preview)


def shown_draft(draft: Draft) -> ShownDraft:
    """*draft* as programs read it."""
    return record_from(
        ShownDraft,
        draft,
        findings=tuple(
            shown_finding(found)
            for found in draft.findings
            if not about_post(found) or found.level != "info"
        ),
        carries=() if draft.carries is UNSET else draft.carries,
        chosen=() if draft.chosen is UNSET else draft.chosen,
    )


def shown_finding(finding: Finding) -> ShownFinding:
    """*finding* with its place and its sentence as a person reads them, in the user's language."""
    return record_from(ShownFinding, finding)


def preview_schema() -> dict[str, Any]:
    """The JSON Schema of the document, published at ``schema/preview.schema.json``."""
    return {"$schema": DIALECT, **record_schema(Preview)}


class ShownMessageChange(Record):
    """What becomes of one message that was published."""

    kind: Literal["same", "edited", "new", "unneeded"]
    """``unneeded``: it stands, and the post has none in its place."""
    index: int
    """Of the message in the draft; of one that is not needed, in what stands. From 1."""
    before: str
    """What stands; empty where nothing does, or where nobody knows how a change of it ended."""
    after: str
    """What is to stand; empty of one that is to be deleted, or left alone."""
    pictures: bool
    """Whether its pictures are others."""
    key: str
    """Of what stands, in the ledger."""
    id: str
    url: str
    """Where it stands."""


class ShownChanges(Record):
    """What would be done on one account."""

    channel: str
    account: str
    publication: str
    """The digest of what stands, and its number (``/2``) where that is not 1."""
    digest: str
    """Of what is to stand; of a deletion, what ``--approved`` takes."""
    messages: tuple[ShownMessageChange, ...]
    approval: str | UnsetType = UNSET
    """What ``--approved`` takes, where the pictures could be seen."""


class ChangesDocument(Record):
    """What ``update`` and ``delete`` print as JSON."""

    changes: tuple[ShownChanges, ...]
    results: tuple[dict[str, Json], ...]
    """One for each account, as ``publish`` has them; none of a rehearsal."""
    errors: tuple[str, ...]
    """Accounts on which nothing could be done: why."""
    go_on: str
    """The command that does the rest, or an empty string."""


def changes_schema() -> dict[str, Any]:
    """The JSON Schema of what they print, published at ``schema/changes.schema.json``."""
    return {"$schema": DIALECT, **record_schema(ChangesDocument)}
