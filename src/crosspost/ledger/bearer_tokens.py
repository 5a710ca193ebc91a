"""Tokens: who may ask over the network; of each only its SHA-256 is kept.

A token is 32 random bytes, so that a plain hash of it tells nobody anything, unlike a password's.
"""

import datetime as dt
import hashlib
import secrets

import sqlalchemy as sa

from ..errors import CrosspostError
from . import schema
from .rows import display_url
from .store import Ledger

TOKEN = schema.token.c
PREFIX = "crosspost_"
"""By which scanners of repositories know what they have found."""


def add(ledger: Ledger, name: str) -> str:
    """A new token for *name*.

    Raises:
        CrosspostError: that name has one.
    """
    made = PREFIX + secrets.token_urlsafe(32)
    values = {"name": name, "hash": _hash(made), "at": ledger.now()}
    with ledger.writing() as connection:
        if not schema.insert_new(connection, schema.token, values):
            raise CrosspostError("token.exists", location=_place(ledger), name=name)
    return made


def owner(ledger: Ledger, token: str) -> str:
    """Whose *token* it is; nothing where it is nobody's."""
    here = sa.select(TOKEN.name).where(TOKEN.hash == _hash(token))
    with ledger.reading() as connection:
        return connection.scalar(here) or ""


def names(ledger: Ledger) -> list[tuple[str, dt.datetime]]:
    """Who has one, and since when, in UTC."""
    wanted = sa.select(TOKEN.name, TOKEN.at).order_by(TOKEN.name)
    with ledger.reading() as connection:
        return [(row.name, row.at) for row in connection.execute(wanted)]


def revoke(ledger: Ledger, name: str) -> None:
    """The token of *name* opens nothing any more.

    Raises:
        CrosspostError: nobody of that name has one.
    """
    with ledger.writing() as connection:
        gone = connection.execute(sa.delete(schema.token).where(TOKEN.name == name))
    if not gone.rowcount:
        choices = [known for known, _ in names(ledger)]
        raise CrosspostError("token.unknown", location=_place(ledger), name=name, choices=choices)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _place(ledger: Ledger) -> str:
    return display_url(ledger.engine.url)
