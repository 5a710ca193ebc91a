"""Destinations made of plain settings and secrets, without any file or environment."""

from collections.abc import Mapping

from crosspost.adapters.base import Destination
from crosspost.model.profile import Account
from crosspost.registry import load


class Given:
    """Credentials that are simply there; what is kept can be looked at."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)

    def get(self, key: str) -> str:
        return self.secrets[key]

    def find(self, key: str) -> str | None:
        return self.secrets.get(key)

    def source(self, key: str) -> str:
        return "given" if key in self.secrets else ""

    def keep(self, key: str, value: str) -> None:
        self.secrets[key] = value


def destination(
    channel: str, settings: Mapping[str, str], secrets: Mapping[str, str], name: str = "中文号"
) -> Destination:
    profile = load(channel)
    account = Account(name=name, profile=profile, layout=profile.layout)
    return Destination(account=account, settings=dict(settings), credentials=Given(secrets))
