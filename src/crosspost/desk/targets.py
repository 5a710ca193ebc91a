"""Targets: the accounts and channels that a post is shown for, with which changes of layout.

A view is what a text is for each of them, or why it is none yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from .. import configuration, registry
from .._record import Record
from .._validation import fitted
from ..errors import ConfigError, CrosspostError
from ..model.channel_spec import Account
from ..model.draft import Draft
from ..model.layout import Changes, Options, SectionName
from ..model.options import typed_options
from ..model.post import Override, Post
from ..model.receipts import Receipt
from ..readers import FORMATS, guess, parse
from ..rendering import render
from ..translations import worded
from .slots import ONE_OF, YES_OR_NO

if TYPE_CHECKING:
    from ..adapters.base import Destination


class Target(Record):
    """An account of ``crosspost.toml``, or a channel as its entry has it."""

    id: str
    """What the page calls it: letters and digits."""
    name: str
    own: bool
    """An account, which can be published to."""
    account: Account | None = None
    failure: CrosspostError | None = None
    """Why there is none."""

    @property
    def title(self) -> str:
        """What people call it: an account by its name, a channel as its readers do."""
        return self.name if self.own or not self.account else self.account.spec.title

    def place(self, language: str) -> tuple[bool, int]:
        """Where it stands among others: accounts first, then as readers of *language* use them."""
        return not self.own, 0 if self.own else registry.place_on_page(self.name, language)

    @property
    def sections(self) -> tuple[SectionName, ...]:
        """The sections that its layout names, in its order."""
        return self.account.layout.order if self.account else ()


class Choice(Record):
    """What is wanted of one target."""

    shown: bool
    changes: Changes = Changes()


def missing_secrets(there: "Destination") -> list[str]:
    """What an account needs to sign in and nobody has given, in the user's words."""
    secrets, credentials = there.account.spec.account.secrets, there.credentials
    return [
        worded(one.description) or key
        for key, one in secrets.items()
        if one.needed
        and not credentials.source(key)
        and not (one.unless and credentials.source(one.unless))
    ]


Choices = dict[str, Choice]
"""By the id of the target."""


def targets(settings: configuration.Settings) -> tuple[Target, ...]:
    """Every account, then every channel; what is wrong with one hides no other."""
    wanted = [
        *((settings.account, name, True) for name in settings.accounts),
        *((registry.default_account, name, False) for name in registry.channel_names()),
    ]
    found = []
    for number, (look_up, name, own) in enumerate(wanted):
        target = Target(id=f"t{number}", name=name, own=own)
        try:
            found.append(msgspec.structs.replace(target, account=look_up(name)))
        except CrosspostError as error:
            found.append(msgspec.structs.replace(target, failure=error))
    return tuple(found)


def default_choices(there: Sequence[Target], languages: Sequence[str]) -> Choices:
    """The accounts, or, where there is none, the channels that readers of *languages* use most."""
    own = any(target.own for target in there)
    usual = registry.usual_channels(languages)
    return {
        target.id: Choice(shown=target.own or (not own and target.name in usual))
        for target in there
    }


def read_choices(said: Iterable[tuple[str, str]], there: Sequence[Target]) -> Choices:
    """What a form says, as pairs such as ``("t0.languages", "zh, en")``.

    Raises:
        ConfigError: it wants what a layout cannot be.

    >>> there = targets(configuration.Settings())[:1]
    >>> made = read_choices([("t0.shown", "on"), ("t0.languages", "zh, en")], there)
    >>> made["t0"].shown, made["t0"].changes.languages
    (True, ('zh', 'en'))
    """
    by_target: dict[str, list[tuple[str, str]]] = {target.id: [] for target in there}
    for name, value in said:
        target, _, key = name.partition(".")
        if target in by_target:
            by_target[target].append((key, value))
    return {target.id: _choice(by_target[target.id], target) for target in there}


def _choice(pairs: list[tuple[str, str]], target: Target) -> Choice:
    said = {key: value.strip() for key, value in pairs if value.strip()}
    layout: dict[str, Any] = {
        key: said[key] == "yes" if key in YES_OR_NO else said[key]
        for key in (*ONE_OF, *YES_OR_NO)
        if key in said
    }
    if "languages" in said:
        layout["languages"] = tuple(said["languages"].replace("，", ",").replace(",", " ").split())
    if options := _options(said, target):
        layout["options"] = options
    wanted = tuple(value for key, value in pairs if key == "section")
    if "order" in said and wanted != target.sections:
        layout["order"] = wanted
        layout["fixed_order"] = bool(target.account and target.account.layout.fixed_order)
    return Choice(shown="shown" in said, changes=fitted(layout, Changes, ConfigError))


def _options(said: dict[str, str], target: Target) -> Options:
    """What is chosen of the channel's own options."""
    rules = target.account.spec.options if target.account else {}
    given: Options = {key: said[f"option.{key}"] for key in rules if f"option.{key}" in said}
    return typed_options(given, rules)


def with_choices(post: Post, account: Account, changes: Changes) -> Post:
    """*post*, wanting *changes* on *account*: what is chosen here wins over settings and post."""
    given = {
        name: value
        for name in Changes.__struct_fields__
        if (value := getattr(changes, name)) is not msgspec.UNSET
    }
    if not given:
        return post
    before = post.channels.get(account.name, Override())
    own = {account.name: msgspec.structs.replace(before, **given)}
    return msgspec.structs.replace(post, channels={**post.channels, **own})


Originals = Mapping[str, Receipt]
"""By account, the first message of the post that this one follows."""


class OriginalsCache:
    """Looks originals up in the ledger.

    Args:
        settings: say where the ledger is.
    """

    def __init__(self, settings: configuration.Settings) -> None:
        self._settings = settings
        self._known: dict[str, Originals] = {}

    def originals(self, post: Post) -> Originals:
        """By account, the first message of what *post* follows; nothing where it follows nothing.

        Raises:
            CrosspostError: it follows a prediction that was never published.
        """
        name = post.meta.follows
        if not name:
            return {}
        if name not in self._known:
            from ..predictions.record import look_up_reply_targets  # noqa: PLC0415 - seldom

            self._known[name] = look_up_reply_targets(post, self._settings.ledger)
        return self._known[name]


class Shown(Record):
    """One target's draft, or why it has none."""

    target: Target
    draft: Draft | None = None
    wrong: str = ""


class View(Record):
    """What a text looks like."""

    text: str
    post: Post | None = None
    """Nothing where the text cannot be read."""
    shown: tuple[Shown, ...] = ()


def post_of(text: str, name: str) -> Post:
    """*text* as the post that the file *name* holds.

    Raises:
        PostError: it cannot be read.
    """
    ending = f".{name.rpartition('.')[2].lower()}"
    named = (form for form, endings in FORMATS.items() if ending in endings)
    return parse(text, next(named, "") or guess(text), name)


def draft_for(post: Post, target: Target, choices: Choices, under: Originals) -> Shown:
    """What *target* makes of *post*, which may follow another one on some accounts."""
    if target.account is None:
        return Shown(target=target, wrong=str(target.failure or ""))
    try:
        own = with_choices(post, target.account, choices[target.id].changes)
        above = under.get(target.account.name, UNSET)
        return Shown(target=target, draft=render(own, target.account, above))
    except CrosspostError as error:
        return Shown(target=target, wrong=str(error))
