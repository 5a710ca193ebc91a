"""Preview: drafts as a person or a program sees them. What is shown is what would be sent.

Each form is a module. Two are loaded when they are asked for: ``terminal`` needs rich, and
``html`` how every channel looks.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from msgspec import UNSET, structs

from ..errors import Rejected, Retryable
from ..model.draft import Draft, Picture, approval, picture_digests, told_once
from ..model.findings import EveryText, finding
from ..model.post import Post
from ..registry import load_channel
from .as_json import document
from .as_text import draft_as_text, plain_shared


def show(
    post: Post, drafts: Sequence[Draft], form: str, *, base: str = "", language: str = "en"
) -> None:
    """Write *drafts* to standard output, as `rendered` has them or as wide as a terminal is."""
    if form == "terminal":
        show_drafts(drafts, form)
    else:
        sys.stdout.write(rendered(post, drafts, form, base=base, language=language))


def show_drafts(drafts: Sequence[Draft], form: str) -> None:
    """Write *drafts* to standard output as ``text``, or as wide as a ``terminal`` is."""
    if form == "terminal":
        from .terminal import show_in_terminal  # noqa: PLC0415 - rich

        show_in_terminal(drafts)
    else:
        sys.stdout.write(_text(drafts))


def rendered(
    post: Post, drafts: Sequence[Draft], form: str, *, base: str = "", language: str = "en"
) -> str:
    """*drafts* as ``text``, ``json``, ``html`` or ``terminal``, for a file.

    Args:
        post: what they were made from; ``json`` holds it, and it names an ``html`` page.
        drafts: what would be sent.
        form: which of the four.
        base: the folder that paths of pictures start from; ``html`` carries them along.
        language: in which language an ``html`` page itself speaks.
    """
    if form == "json":
        return document(post, drafts)
    if form == "html":
        from .as_html import embedded, in_order, page  # noqa: PLC0415

        return page(in_order(drafts, language), post, language=language, show=embedded(base))
    if form == "terminal":
        from .terminal import for_a_file  # noqa: PLC0415

        return for_a_file(drafts)
    return _text(drafts)


def _text(drafts: Sequence[Draft]) -> str:
    shared, alone = told_once(drafts)
    return "\n".join([*map(draft_as_text, alone), *plain_shared(shared)])


def with_picture_findings(
    draft: Draft, base: Path, pictures_from: Sequence[str] = (), *, fit: bool = False
) -> Draft:
    """*draft* with what publishing would say of its pictures.

    Args:
        draft: any.
        base: the folder that paths of pictures start from.
        pictures_from: where else the account's pictures may come from.
        fit: whether films that do not fit are made anew beside the post, to be sent instead.
    """
    rule = load_channel(draft.channel).media
    if rule is None or not _pictures(draft):
        return draft
    images = _images()
    if images is None:
        found = [finding("media.unseen", EveryText())]
    else:
        draft = images.with_fitted_films(draft, rule, base, pictures_from) if fit else draft
        found = list(images.picture_findings(draft, rule, base, pictures_from))
    return structs.replace(draft, findings=tuple(dict.fromkeys((*draft.findings, *found))))


def _pictures(draft: Draft) -> list[Picture]:
    """Every picture of *draft*."""
    return [one for said in draft.messages if said.media is not UNSET for one in said.media]


def _images() -> ModuleType | None:
    """What reads pictures, where Pillow is installed."""
    try:
        from .. import images  # noqa: PLC0415 - only where there are any
    except ModuleNotFoundError:
        return None
    return images


def with_approval(
    draft: Draft,
    place: Mapping[str, str],
    base: Path,
    pictures_from: Sequence[str] = (),
    *,
    fetch: bool = False,
) -> Draft:
    """*draft* with what says yes to it, where that can be known: its pictures have to be seen.

    Args:
        draft: what would be sent.
        place: where its account leads (`Destination.place`).
        base: the folder that paths of pictures start from.
        pictures_from: where else the account's pictures may come from.
        fetch: whether the network may be asked for pictures at an address.

    Raises:
        Rejected: *fetch*, and an address holds no picture that may be sent.
        Retryable: *fetch*, and an address does not answer now.
    """
    shown = _pictures(draft)
    if not fetch and any(picture.url for picture in shown):
        return draft
    digests: dict[str, str] = {}
    if shown:
        images = _images()
        if images is None:
            return draft
        try:
            found = images.sources.pictures_of(draft, base, pictures_from)
        except (Rejected, Retryable):
            if not fetch or any(one.code == "media.refused" for one in draft.findings):
                return draft  # which they say
            raise
        digests = picture_digests(found)
    return structs.replace(draft, approval=approval(draft, place, digests))
