"""X's OAuth 2.0: a token lives two hours; renewing it spends the refresh token for a new one.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code. The new pair goes
into the keyring at once, and only one process renews at a time: whoever loses the pair has to sign
in again.
"""

import hashlib
import time
from http import HTTPStatus
from pathlib import Path

import filelock
import msgspec
import platformdirs
import requests
from msgspec import structs
from requests.auth import HTTPBasicAuth

from ..connections import Destination
from ..credentials import Credentials, remember
from ..errors import Later, Refused
from ..record import Record
from .x_errors import calls
from .x_wire import HOST, wired

ENTRY = "session"
"""The keyring's entry."""
SPARE = 300
"""Seconds before its end that a token counts as ended."""


class Session(Record):
    """What X gave last."""

    root: str
    """Digest of the refresh token that its owner gave; another one begins anew."""
    token: str
    refresh: str
    ends: float
    """Unix seconds."""


def user_token(destination: Destination) -> str:
    """The account's token, renewed if it has ended.

    Raises:
        ConfigError: a secret is missing, or there is no keyring to keep the new pair in.
        Refused: X does not take the refresh token.
        Later: X cannot be asked now.
    """
    secrets = destination.credentials
    given = secrets.get("refresh_token")
    root = hashlib.sha256(given.encode()).hexdigest()
    with filelock.FileLock(_lock(root)):
        kept = _kept(secrets.find(ENTRY), root)
        if kept is None:
            kept = Session(root=root, token="", refresh=given, ends=0)
        if kept.ends - SPARE < time.time():
            _keep(
                secrets, kept
            )  # a keyring that takes nothing must say so before the pair is spent
            kept = _renewed(destination, kept)
            _keep(secrets, kept)
        return remember(kept.token)


def _lock(root: str) -> Path:
    folder = platformdirs.user_data_path("crosspost", ensure_exists=True)
    return folder / f"x-{root[:16]}.lock"


def _kept(text: str | None, root: str) -> Session | None:
    """What the keyring has, unless its owner gave another refresh token since."""
    try:
        session = msgspec.json.decode(text or "", type=Session)
    except msgspec.MsgspecError:
        return None
    return session if session.root == root else None


def _keep(secrets: Credentials, session: Session) -> None:
    remember(session.token)
    remember(session.refresh)
    secrets.keep(ENTRY, msgspec.json.encode(session).decode())


def _renewed(destination: Destination, old: Session) -> Session:
    """A new pair for the old one; asked without tweepy, whose library would log the answer."""
    secrets, at = destination.credentials, destination.account.name
    client, secret = secrets.get("client_id"), secrets.find("client_secret")
    form = {"grant_type": "refresh_token", "refresh_token": old.refresh, "client_id": client}
    with requests.Session() as session, calls(at, doubt=Later):
        wired(session, destination.settings["api"])
        auth = HTTPBasicAuth(client, secret) if secret else None
        answer = session.post(f"{HOST}/2/oauth2/token", data=form, auth=auth)
        if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.TOO_MANY_REQUESTS:
            found = f"X does not renew the account's access ({answer.status_code})"
            raise Refused(found, at=at, write=f"run: crosspost accounts login {at}")
        answer.raise_for_status()
        new = answer.json()
        return structs.replace(
            old,
            token=str(new["access_token"]),
            refresh=str(new.get("refresh_token", old.refresh)),
            ends=time.time() + float(new["expires_in"]),
        )
