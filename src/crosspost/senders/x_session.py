"""X's OAuth 2.0: a token lives two hours, and the next one costs the refresh token.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
"""

import datetime as dt
from http import HTTPStatus

import requests
from requests.auth import HTTPBasicAuth

from ..connections import Destination
from ..credentials.hidden import Hidden
from ..credentials.tokens import Token, fresh
from ..errors import Rejected, Retryable
from .x_errors import calls
from .x_wire import HOST, wired


def user_token(destination: Destination) -> str:
    """The account's token, renewed if it has ended.

    Raises:
        ConfigError: a secret is missing.
        Rejected: X does not take the refresh token.
        Retryable: X cannot be asked now.
    """
    secrets = destination.credentials
    given = (secrets.get("client_id"), secrets.get("refresh_token"))

    def renew(last: Token | None) -> Token:
        spare = last.renewal if last else None
        return _renewed(destination, given[0], spare.reveal() if spare else given[1])

    return fresh(given, renew).value.reveal()


def _renewed(destination: Destination, client: str, refresh: str) -> Token:
    """What X gives for a refresh token; asked without tweepy, whose library would log the answer.

    An answer that gets lost takes the pair with it: then X refuses, and its owner signs in again.
    """
    secret, at = destination.credentials.find("client_secret"), destination.account.name
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client}
    with requests.Session() as session, calls(at, "", doubt=Retryable):
        wired(session, destination.settings["api"])
        auth = HTTPBasicAuth(client, secret) if secret else None
        answer = session.post(f"{HOST}/2/oauth2/token", data=form, auth=auth)
        if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.TOO_MANY_REQUESTS:
            found = f"X does not renew the account's sign-in ({answer.status_code})"
            advice = f"a new refresh token; then run: crosspost accounts login {at}"
            raise Rejected(found, location=at, hint=advice)
        answer.raise_for_status()
        new = answer.json()
        ends = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(new["expires_in"]))
        renewal = str(new.get("refresh_token", refresh))
        return Token(value=Hidden(str(new["access_token"])), ends=ends, renewal=Hidden(renewal))
