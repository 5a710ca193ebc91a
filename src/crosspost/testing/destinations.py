"""Destinations made of plain settings and secrets, without any file or environment."""

from collections.abc import Mapping

from crosspost.adapters.base import Destination
from crosspost.model.channel_spec import Account
from crosspost.registry import load_channel


class Given:
    """Credentials that are simply there; what is kept can be looked at."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)

    def get(self, key: str) -> str:
        """The secret *key*."""
        return self.secrets[key]

    def find(self, key: str) -> str | None:
        """The secret *key*, if there is one."""
        return self.secrets.get(key)

    def source(self, key: str) -> str:
        """Where it comes from."""
        return "given" if key in self.secrets else ""

    def keep(self, key: str, value: str) -> None:
        """Have *value* from now on."""
        self.secrets[key] = value


def destination(
    channel: str, settings: Mapping[str, str], secrets: Mapping[str, str], name: str = "中文号"
) -> Destination:
    """An account called *name* on *channel*, as its entry has it."""
    spec = load_channel(channel)
    account = Account(name=name, spec=spec, layout=spec.layout)
    return Destination(account=account, settings=dict(settings), credentials=Given(secrets))
