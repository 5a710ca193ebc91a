"""X's OAuth 2.0: a token lives two hours; renewing it spends the refresh token for a new one.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code. The new pair is kept
at once, and only one process renews at a time (see `credentials.tokens`): whoever loses the pair
has to sign in again.
"""

import datetime as dt
from http import HTTPStatus

import requests
from requests.auth import HTTPBasicAuth

from ..connections import Destination
from ..credentials.hidden import Hidden
from ..credentials.tokens import Token, fresh
from ..errors import Later, Refused
from .x_errors import calls
from .x_wire import HOST, wired


def user_token(destination: Destination) -> str:
    """The account's token, renewed if it has ended.

    Raises:
        ConfigError: a secret is missing, or there is nowhere to keep the new pair.
        Refused: X does not take the refresh token.
        Later: X cannot be asked now.
    """
    given = destination.credentials.get("refresh_token")

    def renew(last: Token | None) -> Token:
        spent = last.renewal.reveal() if last and last.renewal else given
        return _renewed(destination, spent)

    return fresh((given,), renew).value.reveal()


def _renewed(destination: Destination, refresh: str) -> Token:
    """A new pair for *refresh*; asked without tweepy, whose library would log the answer."""
    secrets, at = destination.credentials, destination.account.name
    client, secret = secrets.get("client_id"), secrets.find("client_secret")
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client}
    with requests.Session() as session, calls(at, doubt=Later):
        wired(session, destination.settings["api"])
        auth = HTTPBasicAuth(client, secret) if secret else None
        answer = session.post(f"{HOST}/2/oauth2/token", data=form, auth=auth)
        if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.TOO_MANY_REQUESTS:
            found = f"X does not renew the account's access ({answer.status_code})"
            raise Refused(found, at=at, write=f"run: crosspost accounts login {at}")
        answer.raise_for_status()
        new = answer.json()
        return Token(
            value=Hidden(str(new["access_token"])),
            ends=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(new["expires_in"])),
            renewal=Hidden(str(new.get("refresh_token", refresh))),
        )
