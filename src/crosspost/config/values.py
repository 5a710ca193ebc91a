"""Values: what a key of ``crosspost.toml`` may hold, and what it is told where it does not."""

import re

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
        found = "neither a text nor a whole number"
        raise ConfigError(found, location=at, hint="a text in quotes")
    if _PASSWORD.search(str(value)):
        found = "an address with a password in it: a secret has no place in this file"
        raise ConfigError(found, location=at, hint="the address without it")
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
    found = "not an address that secrets may be sent to"
    raise ConfigError(found, location=at, hint=f'"https://{host.rpartition("@")[2] or "…"}"')


def unknown(key: str, known: tuple[str, ...], at: str) -> ConfigError:
    """That there is no such *key*, and which is close.

    >>> print(unknown("chanel", ("channel", "languages"), at="号"))
    号: unknown key "chanel"
      hint: channel
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for an error

    close = get_close_matches(key, known, n=1)
    return ConfigError(f'unknown key "{key}"', location=at, hint=", ".join(close or known))
