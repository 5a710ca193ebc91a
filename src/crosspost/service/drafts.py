"""Drafts of a post for those that somebody names: accounts, channels, languages.

The command line, agents and programs on the network ask here alike.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import UNSET, structs

from .. import configuration, readers, registry
from .._record import Record
from ..errors import ConfigError, CrosspostError, PostError
from ..model.draft import allowing_unreviewed
from ..model.findings import finding, in_post
from ..model.post import ALL, Override, Post
from ..preview import with_approval, with_picture_findings
from ..readers.text_files import is_post_name
from ..rendering import render
from . import ToldError

if TYPE_CHECKING:
    from ..model.channel_spec import Account
    from ..model.draft import Draft
    from ..model.findings import Finding
    from ..model.receipts import Receipt
    from .operations import PostRequest

Wanted = list[tuple[Callable[[str], "Account"], str]]
"""Names, each with what looks it up: what is wrong with one must not stop the others."""
EVERY = "all"
"""What ``--channel`` calls every channel there is."""


class Selection(Record):
    """For whom a post is written down, and in which languages."""

    channels: tuple[str, ...] = ()
    """Names of channels, or ``all``: by their entries alone, for nobody's account."""
    accounts: tuple[str, ...] = ()
    """Names of ``crosspost.toml``."""
    languages: tuple[str, ...] = ()
    """Tags; without them what the layouts say."""
    allow_unreviewed: bool = False
    """Take what a program wrote (`drafting`) and nobody has read."""
    fit_media: bool = False
    """Make films anew, beside the post, that a channel would not take as they are."""


def drafts(
    post: Post, selection: Selection, base: Path, *, only_to_look: bool = False
) -> "tuple[tuple[Draft, ...], tuple[CrosspostError, ...]]":
    """A draft for each account that is meant, and an error for each that cannot have one.

    Without channels and accounts: every account of ``crosspost.toml``, or, where there is none,
    the channels that readers of the post's languages use most.

    Args:
        post: what to write down.
        selection: for whom.
        base: the folder that the paths of pictures start from.
        only_to_look: no ledger is opened, whatever the post says, and of a ``crosspost.toml`` that
            is not trusted only the layouts hold.
    """
    made: list[Draft] = []
    failed: list[CrosspostError] = []
    strange = tuple(_for_nobody(post))
    above = _followed(post) if post.meta.follows and not only_to_look else {}
    for look_up, name in _wanted(selection, post):
        try:
            account = look_up(name)
            own = _said_in(selection.languages, post, account)
            draft = render(own, account, above.get(account.name, UNSET))
            draft = structs.replace(draft, findings=(*strange, *draft.findings))
            draft = _not_looked_up(draft) if only_to_look else draft
            draft = allowing_unreviewed(draft) if selection.allow_unreviewed else draft
            fit = (selection.fit_media or account.fit_media) and not only_to_look
            made.append(with_picture_findings(draft, base, account.pictures_from, fit=fit))
        except CrosspostError as error:
            failed.append(error)
    return tuple(made), tuple(failed)


def approvable(
    drafts: "Iterable[Draft]", base: Path, *, fetch: bool = False
) -> "tuple[tuple[Draft, ...], list[CrosspostError]]":
    """*drafts* to be shown, each with what says yes to it; what went wrong.

    Args:
        drafts: of accounts; those of channels alone go nowhere.
        base: the folder that the paths of pictures start from.
        fetch: whether the network may be asked for pictures at an address.
    """
    settings = configuration.read(for_drafts=True)
    shown: list[Draft] = []
    failed: list[CrosspostError] = []
    for draft in drafts:
        try:
            there = settings.destination(draft.account)
        except CrosspostError:  # a channel alone, or what publishing would refuse
            shown.append(draft)
            continue
        more = there.account.pictures_from
        try:
            shown.append(with_approval(draft, there.place, base, more, fetch=fetch))
        except CrosspostError as error:
            error.inside(draft.account)
            failed.append(error)
            shown.append(draft)
    return tuple(shown), failed


def with_full_rates(
    drafts: "tuple[Draft, ...]", now: Callable[[], dt.datetime]
) -> "tuple[Draft, ...]":
    """*drafts* of accounts, which say when their channel's rate is full; only a ledger knows.

    Where there is none, none is made, and nothing is opened.
    """
    settings = configuration.read(for_drafts=True)
    if not drafts or not settings.has_ledger():
        return drafts
    try:
        from ..publishing.preflight import with_full_rates as told  # noqa: PLC0415 - an extra
    except (ModuleNotFoundError, ConfigError):  # not installed here; who made the ledger had it
        return drafts
    return told(drafts, settings, now)


def unsaid_channels(selection: Selection, post: Post) -> list[str]:
    """Channels that nobody chose and nobody left out: there are no accounts, and no names."""
    if selection.channels or selection.accounts or configuration.read(for_drafts=True).accounts:
        return []
    usual = registry.usual_channels(post.languages)
    return [name for name in registry.channel_names() if name not in usual]


def _followed(post: Post) -> "Mapping[str, Receipt]":
    """By account, where the post stands that *post* follows; the ledger knows."""
    from ..predictions.record import look_up_reply_targets  # noqa: PLC0415 - only a follow-up asks

    return look_up_reply_targets(post, configuration.read().ledger)


def _not_looked_up(draft: "Draft") -> "Draft":
    """*draft*, which says that nobody asked where the post stands that it follows."""
    asked = (
        structs.replace(found, values={**found.values, "reason": "not-looked-up"})
        if found.code == "post.no-reply-target"
        else found
        for found in draft.findings
    )
    return structs.replace(draft, findings=tuple(asked))


def _wanted(selection: Selection, post: Post) -> Wanted:
    channels, named = list(selection.channels), list(selection.accounts)
    if EVERY in channels:
        channels = list(registry.channel_names())
    if channels and not named:
        return [(registry.default_account, name) for name in channels]
    settings = configuration.read(for_drafts=True)
    if not channels and not named:
        named = list(settings.accounts)
        channels = [] if named else registry.usual_channels(post.languages)
    return [
        *((registry.default_account, name) for name in channels),
        *((settings.account, name) for name in named),
    ]


def _for_nobody(post: Post) -> "Iterator[Finding]":
    """That the post has words of its own for a channel or account that there is not."""
    if strange := post.channels.keys() - {ALL}:
        channels = registry.channel_names()
        strange -= {*channels}
        for name in sorted(strange - configuration.read(for_drafts=True).accounts.keys()):
            choices = tuple(registry.similar_names(name, channels))
            at = in_post("channels", name)
            yield finding("post.no-such-channel", at, name=name, choices=choices)


def _said_in(languages: tuple[str, ...], post: Post, account: "Account") -> Post:
    """*post*, wanting *languages* on *account*: who asks wins over settings and post."""
    if not languages:
        return post
    wanted = post.channels.get(account.name, Override())
    wanted = structs.replace(wanted, languages=languages)
    return structs.replace(post, channels={**post.channels, account.name: wanted})


def told(error: CrosspostError) -> ToldError:
    """*error* as data."""
    return ToldError(
        code=error.code,
        message=str(error.text),
        location=error.location,
        hint=str(error.hint_text),
    )


def read_request(request: "PostRequest", root: Path) -> tuple[Post, Path]:
    """The post that is meant, and the folder that its pictures are looked for from.

    Raises:
        PostError: it cannot be read, lies outside *root*, or is no file of a post: whoever asks
            may see posts, not the settings and secrets beside them.
    """
    if bool(request.post) == bool(request.file):
        raise PostError("request.post-or-file")
    form = request.format or None
    if request.post:
        return readers.parse(request.post, form or readers.guess(request.post), "post"), root
    path = (root / request.file).resolve()
    if not path.is_relative_to(root.resolve()):
        raise PostError("request.outside", location=request.file, folder=str(root))
    *folders, name = path.relative_to(root.resolve()).parts or (".",)
    hidden = any(one.startswith(".") for one in folders)
    if hidden or not is_post_name(name) or (path.exists() and not path.is_file()):
        raise PostError("request.no-post-file", location=request.file)
    return readers.read(path, format=form), path.parent


def drafts_of(
    request: "PostRequest", root: Path, channels: Sequence[str] = (), *, only_to_look: bool
) -> "tuple[Post, Path, tuple[Draft, ...], tuple[CrosspostError, ...]]":
    """The post of *request*, its folder, its drafts, and why there is none for some.

    Raises:
        CrosspostError: the post or ``crosspost.toml`` cannot be read.
    """
    post, base = read_request(request, root)
    selection = Selection(
        channels=tuple(channels), accounts=request.accounts, languages=request.languages
    )
    made, failed = drafts(post, selection, base, only_to_look=only_to_look)
    return post, base, made, failed
