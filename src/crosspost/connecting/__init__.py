"""Connecting an account: what to ask, signing in with a browser, trying it, keeping it.

The command line (``crosspost accounts add``) and the desk ask the same questions, which stand in
the channel's entry under ``[account]``. Nothing is written before the channel has said who we are.

A channel may have several ways in: a browser's page that asks for permission, or secrets that a
person copies from the service's own page. X has three.
"""

from collections.abc import Collection, Mapping

from .._record import Record
from ..model.channel_spec import AccountRule, ChannelSpec, Wording
from ..translations import worded

CLIENT = ("client_id", "client_secret")
"""Secrets that a sign-in with a browser is made with, where a person has made the client."""


class AccountQuestion(Record):
    """One thing to ask."""

    key: str
    """Of ``crosspost.toml``, or of the secret."""
    description: Wording
    secret: bool = False
    """What is typed is not shown, and goes into the keyring or the ``env_file``."""
    needed: bool = True

    @property
    def text(self) -> str:
        """What is asked for, as the user reads it."""
        return worded(self.description)


class Way(Record):
    """One way in."""

    name: str
    """``browser``, or the secrets that it takes, with commas between."""
    questions: tuple[AccountQuestion, ...]
    """Its secrets; the settings come first and are the same for every way."""

    @property
    def browser(self) -> bool:
        """Whether the rest happens on a page of the service's."""
        return self.name == "browser"


def settings(spec: ChannelSpec) -> tuple[AccountQuestion, ...]:
    """What ``crosspost.toml`` has to say of an account on this channel.

    >>> from crosspost.registry import load_channel
    >>> [(one.key, worded(one.description, "zh")) for one in settings(load_channel("telegram"))]
    [('chat', '频道的 @用户名，或聊天的编号')]
    """
    return tuple(
        AccountQuestion(key=key, description=one.description)
        for key, one in spec.account.settings.items()
        if one.default is None
    )


def ways(spec: ChannelSpec) -> tuple[Way, ...]:
    """The ways in, the easiest first; none where nothing secret is asked for.

    >>> from crosspost.registry import load_channel
    >>> [way.name for way in ways(load_channel("x"))]
    ['browser', 'api_key,api_secret,access_token,access_token_secret']
    >>> [way.name for way in ways(load_channel("wechat-article"))]  # 公众号
    ['app_id,app_secret']
    """
    rule = spec.account
    found = []
    kept: Collection[str] = ()
    if rule.sign_in:
        asked = () if rule.sign_in.register else CLIENT
        found.append(Way(name="browser", questions=_questions(rule, asked)))
        kept = (*asked, rule.sign_in.gives) if asked else ()
    for unless in dict.fromkeys(secret.unless for secret in rule.secrets.values()):
        keys = [
            key
            for key, secret in rule.secrets.items()
            if secret.unless == unless and key not in kept
        ]
        if keys:
            found.append(Way(name=",".join(keys), questions=_questions(rule, keys)))
    return tuple(found)


def _questions(rule: AccountRule, keys: Collection[str]) -> tuple[AccountQuestion, ...]:
    return tuple(
        AccountQuestion(key=key, description=one.description, secret=True, needed=one.needed)
        for key, one in rule.secrets.items()
        if key in keys
    )


def page(spec: ChannelSpec, said: Mapping[str, str]) -> str:
    """The service's own page where secrets are made; nothing where the entry names none.

    Args:
        spec: the channel's entry.
        said: the account's settings; an address among them may be a part of the page's.

    >>> from crosspost.registry import load_channel
    >>> page(load_channel("mastodon"), {"api": "https://例子.example"})
    'https://例子.example/settings/applications/new'
    """
    return with_settings(spec.account.page, spec, said)


def with_settings(address: str, spec: ChannelSpec, said: Mapping[str, str]) -> str:
    """*address* of an entry with the account's settings, or their defaults, in it."""
    usual = {key: one.default or "" for key, one in spec.account.settings.items()}
    return address.format_map({**usual, **said})


def tidied(key: str, value: str) -> str:
    """*value* of the setting *key* as people type it, as the file has it.

    >>> tidied("api", " mastodon.social/ "), tidied("chat", "@中文号")
    ('https://mastodon.social', '@中文号')
    """
    value = value.strip()
    if key != "api" or not value:
        return value
    return (value if "://" in value else f"https://{value}").rstrip("/")
