"""Callers: who may ask over the network, and what they were answered under keys of their own.

Of a token only its SHA-256 is kept: it is 32 random bytes, so that a plain hash of it tells nobody
anything, unlike a password's. The same key twice is one call, as in the draft *The Idempotency-Key
HTTP Header Field* of the IETF's HTTPAPI group.
"""

import datetime as dt
import hashlib
import secrets

import sqlalchemy as sa

from .._record import Record
from ..errors import CrosspostError
from . import schema
from .rows import display_url
from .store import Ledger

TOKEN = schema.token.c
ANSWER = schema.kept_answer.c
PREFIX = "crosspost_"
"""By which scanners of repositories know what they have found."""


class Caller(Record):
    """Who shows a token."""

    name: str
    sends: bool = False
    """Whether their word is a person's yes, so that what they ask for goes out at once."""


def add(ledger: Ledger, name: str, *, sends: bool = False) -> str:
    """A new token for *name*.

    Raises:
        CrosspostError: that name has one.
    """
    made = PREFIX + secrets.token_urlsafe(32)
    values = {"name": name, "hash": _hash(made), "sends": sends, "at": ledger.now()}
    with ledger.writing() as connection:
        if not schema.insert_new(connection, schema.token, values):
            raise CrosspostError("token.exists", location=_place(ledger), name=name)
    return made


def owner(ledger: Ledger, token: str) -> Caller | None:
    """Whose *token* it is; nothing where it is nobody's."""
    here = sa.select(TOKEN.name, TOKEN.sends).where(TOKEN.hash == _hash(token))
    with ledger.reading() as connection:
        row = connection.execute(here).first()
    return Caller(name=row.name, sends=row.sends) if row else None


def bearer(ledger: Ledger, authorization: str) -> Caller | None:
    """Who shows a token by the header *authorization* (RFC 6750, section 2.1); None for nobody."""
    kind, _, token = authorization.partition(" ")
    shown = token.strip() if kind.lower() == "bearer" else ""
    return owner(ledger, shown) if shown else None


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


KEPT = dt.timedelta(days=1)
"""For how long a key means its first call."""
GIVEN_UP = dt.timedelta(minutes=15)
"""After which a call that never ended is taken for dead, and its key may begin again: what it
began to send is in the ledger, and is gone on with."""


class KeyTaken(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """The key belongs to another request, or to a call that is under way."""


def begin_call(ledger: Ledger, caller: str, key: str, request: str) -> str | None:
    """Say that *caller* makes the call *key*; the answer, where it was made before.

    *request* is a digest of all that is asked.

    Raises:
        KeyTaken: by another request (``request.other-body``), or a call under way
            (``request.under-way``).
    """
    now, here = ledger.now(), (ANSWER.caller == caller) & (ANSWER.key == key)
    values = {"caller": caller, "key": key, "request": request, "at": now}
    with ledger.writing() as connection:
        dead = ANSWER.answer.is_(None) & (ANSWER.at < now - GIVEN_UP)
        connection.execute(sa.delete(schema.kept_answer).where(dead | (ANSWER.at < now - KEPT)))
        if schema.insert_new(connection, schema.kept_answer, values):
            return None
        row = connection.execute(sa.select(schema.kept_answer).where(here)).one()
    if row.request != request:
        raise KeyTaken("request.other-body", location="Idempotency-Key", key=key)
    if row.answer is None:
        raise KeyTaken("request.under-way", location="Idempotency-Key", key=key)
    answer: str = row.answer
    return answer


def end_call(ledger: Ledger, caller: str, key: str, answer: str | None) -> None:
    """Keep the *answer*; without one the key is free again."""
    here = (ANSWER.caller == caller) & (ANSWER.key == key)
    with ledger.writing() as connection:
        if answer is None:
            connection.execute(sa.delete(schema.kept_answer).where(here))
        else:
            connection.execute(sa.update(schema.kept_answer).where(here).values(answer=answer))
