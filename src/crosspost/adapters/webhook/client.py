"""Webhook: one POST a message, signed where there is a key for it, with an Idempotency-Key.

Any 2xx is a yes, whatever stands in it: a JSON object may name the message by ``id`` and ``url``.
The headers are those of https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
and, as GitHub's webhooks have it, ``X-Hub-Signature-256``.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from ...errors import UnknownOutcome, Unverifiable
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from ..base import Destination, Identity, Upload, hashed
from ..web_api import ApiConnection, WebApi, as_json, fingerprint, json_of


class Webhook(ApiConnection):
    """An address that takes messages.

    Args:
        destination: the account; its secrets are all optional.
    """

    def __init__(self, destination: Destination) -> None:
        find = destination.credentials.find
        self._name, self._address = destination.account.name, destination.settings["api"]
        self._idempotent = destination.settings["idempotent"] == "true"
        self._signing_key = (find("signing_key") or "").encode()
        token = find("token")
        headers = {"authorization": f"Bearer {token}"} if token else {}
        path = find("path") or ""
        self._id = fingerprint(f"{self._address.rstrip('/')}/{path.lstrip('/')}")
        self._api = WebApi(self._address, headers=headers, secret_path=path)

    def whoami(self) -> Identity:
        """Its address: nothing can be asked without sending something."""
        note = translate("channels", "webhook.note")
        return Identity(name=self._name, id=self._id, url=self._address, notes=(note,))

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Post the payload; see `Connection.send`."""
        del above, uploads
        body = as_json(message.payload)
        body["headers"] |= {"idempotency-key": hashed(key)}
        if self._signing_key:
            body["headers"]["x-hub-signature-256"] = signature(self._signing_key, body["content"])
        response = self._api.post("", UnknownOutcome, **body)
        answer = json_of(response)  # "ok", or nothing: it was taken all the same
        return Sent(id=str(answer.get("id") or key), url=str(answer.get("url") or ""))

    def find(self, message: Message, key: str, above: Receipt | None, since: dt.datetime) -> None:
        """Nothing is found: sending again is harmless, where each key is taken once.

        Raises:
            Unverifiable: it is not known that it is.
        """
        del message, key, above, since
        if not self._idempotent:
            raise Unverifiable("webhook.cannot-look", location=self._name)


def signature(key: bytes, body: bytes) -> str:
    """``sha256=`` and the HMAC of *body* in hexadecimal digits.

    >>> signature("密钥".encode(), '{"text": "你好🎉"}'.encode())[:15]
    'sha256=0f26bee7'
    """
    return f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
