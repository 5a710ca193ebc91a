"""Targets: which post a command renders, for which accounts, and what comes of it for each."""

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from ..errors import CrosspostError

if TYPE_CHECKING:
    from ..accounts import Settings
    from ..draft import Draft
    from ..post import Post
    from ..profile import Account
    from ..receipts import Receipt

Wanted = list[tuple[Callable[[str], "Account"], str]]
"""Names, each with what looks it up: what is wrong with one must not stop the others."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which post and for whom: the same for every command that renders."""
    post_arguments(parser)
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="NAME",
        help="a channel of the book (see: crosspost channels); again for more",
    )
    account_arguments(parser)


def post_arguments(parser: argparse.ArgumentParser, nargs: Literal["?", "+"] | None = None) -> None:
    """Which post; with *nargs* ``?`` perhaps none, with ``+`` perhaps several."""
    which = "a file, or - for standard input"
    parser.add_argument("post", metavar="POST", nargs=nargs, help=which)
    parser.add_argument(
        "--from",
        dest="form",
        choices=("text", "markdown", "yaml", "toml", "json"),
        help="what POST is written in, where its name's ending does not say",
    )


def account_arguments(parser: argparse.ArgumentParser) -> None:
    """For whom, and in which languages."""
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="ACCOUNT",
        help="an account of crosspost.toml; again for more",
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="say it in this language, such as zh; again for more",
    )


def read(options: argparse.Namespace) -> "Post":
    """The post that is meant."""
    from .. import readers  # noqa: PLC0415

    return readers.read(options.post, format=options.form)


def settings() -> "Settings":
    """What ``crosspost.toml`` says, with one account at least.

    Raises:
        ConfigError: there is none.
    """
    from .. import accounts  # noqa: PLC0415 - only where settings matter
    from ..errors import ConfigError  # noqa: PLC0415

    said = accounts.read()
    if said.accounts:
        return said
    found = "no accounts yet"
    instead = '[accounts.NAME] and under it channel = "x" (see docs/accounts.md)'
    raise ConfigError(found, location=accounts.FILE, hint=instead)


def drafts(
    post: "Post", options: argparse.Namespace
) -> tuple[tuple["Draft", ...], tuple[CrosspostError, ...]]:
    """A draft for each account that is meant, and an error for each that cannot have one.

    Without ``--channel`` and ``--to``: every account of ``crosspost.toml``, or every channel of
    the book where there is none.
    """
    from msgspec import UNSET  # noqa: PLC0415

    from ..rendering import render  # noqa: PLC0415

    made: list[Draft] = []
    failed: list[CrosspostError] = []
    above = _followed(post) if post.meta.follows else {}
    for look_up, name in _wanted(options):
        try:
            account = look_up(name)
            own = _said_in(options.language, post, account)
            made.append(render(own, account, above.get(account.name, UNSET)))
        except CrosspostError as error:
            failed.append(error)
    return tuple(made), tuple(failed)


def _followed(post: "Post") -> "Mapping[str, Receipt]":
    """By account, where the post stands that *post* follows; the ledger knows."""
    from .. import accounts  # noqa: PLC0415 - only a follow-up asks
    from ..ledger import open_ledger  # noqa: PLC0415
    from ..predictions import originals  # noqa: PLC0415

    with open_ledger(accounts.read().ledger) as ledger:
        return originals(post, ledger)


def _wanted(options: argparse.Namespace) -> Wanted:
    from .. import book  # noqa: PLC0415

    channels = list(options.channel)
    named: list[str] = list(options.to)
    if channels and not named:
        return [(book.account, name) for name in channels]
    from .. import accounts  # noqa: PLC0415 - only where settings matter

    settings = accounts.read()
    if not channels and not named:
        named = list(settings.accounts)
        channels = [] if named else list(book.names())
    return [
        *((book.account, name) for name in channels),
        *((settings.account, name) for name in named),
    ]


def _said_in(languages: list[str], post: "Post", account: "Account") -> "Post":
    """*post*, wanting *languages* on *account*: the command line wins over settings and post."""
    if not languages:
        return post
    from msgspec import structs  # noqa: PLC0415

    from ..post import Override  # noqa: PLC0415

    wanted = post.channels.get(account.name, Override())
    wanted = structs.replace(wanted, languages=tuple(languages))
    return structs.replace(post, channels={**post.channels, account.name: wanted})
