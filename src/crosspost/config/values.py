"""Values: what a key of ``crosspost.toml`` may hold, and what it is told where it does not."""

import re

from .._validation import alike
from ..errors import ConfigError

_PASSWORD = re.compile(r"://[^/@:]*:[^@]*@|[?&]password=")
"""A password in the URL of a database or a server."""

_HERE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/.*)?")
"""A server on this machine, to which nothing travels."""


def text(value: object, at: str) -> str:
    """*value* if it is a text or a whole number, as a chat's may be; no error shows it.

    Raises:
        ConfigError: it is neither, or has a password in it.

    >>> text("@中文号", at="chat"), text(-1001234, at="chat")
    ('@中文号', '-1001234')
    """
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise ConfigError("value.neither-text-nor-number", location=at)
    if _PASSWORD.search(str(value)):
        raise ConfigError("value.password-in-address", location=at)
    return str(value)


def address(value: object, at: str) -> str:
    """*value* as the address of a server that secrets may be sent to: encrypted, or right here.

    Raises:
        ConfigError: it is none.

    >>> address("https://例子.example/api/", at="api")
    'https://例子.example/api'
    """
    said = text(value, at)
    scheme, _, rest = said.rpartition("://")
    host = rest.partition("/")[0]
    if _HERE.fullmatch(said) or (scheme == "https" and host and "@" not in host):
        return said.rstrip("/")
    raise ConfigError("value.unsafe-address", location=at, host=host.rpartition("@")[2] or "…")


def unknown(key: str, known: tuple[str, ...], at: str) -> ConfigError:
    """That there is no such *key*, and which is close.

    >>> print(unknown("chanel", ("channel", "languages"), at="号"))
    号: unknown key "chanel"
      hint: channel
    """
    close = alike(key, known)
    return ConfigError("value.unknown-key", location=at, key=key, choices=close or list(known))
