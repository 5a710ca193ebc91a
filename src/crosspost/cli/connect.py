"""``crosspost accounts add``: an account by questions, tried before anything is written."""

import argparse
import getpass
import os
import select
import sys
import webbrowser
from collections.abc import Sequence

from msgspec import structs

from .. import configuration, connecting, registry
from ..adapters import channel
from ..adapters.base import Destination, Identity
from ..connecting import AccountQuestion, Way, keep
from ..connecting.keep import NewAccount
from ..connecting.sign_in import SignIn
from ..credentials import lookup
from ..errors import ChannelSpecError, ConfigError, CrosspostError, within
from ..model.channel_spec import ChannelSpec
from ..redaction import presentable
from ..registry import home_relative
from ..translations import worded
from ._output import FAILED, FINE, complain, insistent, text

PATIENCE = 600
"""Seconds that a sign-in with a browser may take."""
TRIES = 3
"""So often what a person says may be wrong."""


class _EndOfAnswersError(Exception):
    """There is nobody who answers any more."""


def add(options: argparse.Namespace) -> int:
    """Ask what the channel needs, sign in, and write the account down."""
    configuration.read()  # what is wrong there, or not trusted yet, is no reason to ask anything
    try:
        with insistent():
            found = _connected(_named(_channel(options.channel), options.name))
    except _EndOfAnswersError:
        sys.stderr.write("\n")
        complain(text("connect.no-answer"))
        return FAILED
    if found is None:
        complain(text("connect.nothing-written"))
        return FAILED
    new, who, secrets = found
    kept = keep.kept(new, secrets)
    file = home_relative(str(kept.file))
    sys.stdout.write(f"{text('connect.done', account=new.name, who=who, file=file)}\n")
    if kept.secrets:
        sys.stdout.write(f"{text('connect.kept', place=kept.secrets)}\n")
    if kept.hidden_by:
        complain(text("connect.hidden", source=kept.hidden_by))
    sys.stdout.write(f"{text('connect.next', account=new.name)}\n")
    return FINE


def login(options: argparse.Namespace) -> int:
    """Sign an account in anew, the way it was connected; from a pipe each secret is a line."""
    settings = configuration.read()
    there = settings.destination(options.account)
    if not sys.stdin.isatty():
        return _store(there)
    spec = there.account.spec
    if not connecting.ways(spec):
        complain(within(options.account, text("secret.none-needed")))
        return FAILED
    rules = spec.account.settings
    said = {key: one for key, one in there.settings.items() if one != rules[key].default}
    new = NewAccount(name=options.account, channel=spec.name, settings=said)
    try:
        with insistent():
            found = _connected(new, known=True)
    except _EndOfAnswersError:
        found = None
    if found is None:
        complain(text("secret.none-given"))
        return FAILED
    _, who, secrets = found
    given = {key: one for key, one in secrets.items() if one}
    place = keep.keep_secrets(new.name, given, settings.env_file)
    sys.stdout.write(f"{within(new.name, who)}\n{text('connect.kept', place=place)}\n")
    if source := keep.hidden_by(new.name, given):
        complain(text("connect.hidden", source=source))
    return FINE


def _channel(named: str | None) -> ChannelSpec:
    """The channel that is meant: by its name, by another name of it, or by a question."""
    known = registry.channel_names()
    for _ in range(TRIES):
        said = named or _answered(
            text("connect.which", channels=registry.usual_channels(["en", "zh"]))
        )
        named = None
        if said in known:
            return registry.load_channel(said)
        alike = registry.similar_names(said, known)
        if len(alike) == 1 and said.casefold() in registry.load_channel(alike[0]).aliases:
            return registry.load_channel(alike[0])
        complain(
            str(
                ChannelSpecError(
                    "channel.unknown", channel=said, choices=registry.likely_channel(said, known)
                )
            )
        )
    raise _EndOfAnswersError


def _named(spec: ChannelSpec, name: str | None) -> NewAccount:
    """The account under the *name* that was said, or that the person gives it."""
    if name is None:
        usual = keep.free_name(spec.name)
        name = _answered(text("connect.name", usual=usual), usual)
    keep.check_name(name)
    return NewAccount(name=name, channel=spec.name)


def _connected(
    new: NewAccount, *, known: bool = False
) -> tuple[NewAccount, str, dict[str, str]] | None:
    """The account with its settings, who we are there, and the secrets that showed it.

    What did not work is asked again, with what was said before as the usual answer: which of the
    answers was wrong, the channel does not always know.

    Args:
        new: the account as far as it is known.
        known: its settings stand in the file already.

    Returns:
        Nothing where none of them works.
    """
    spec, secrets, way = new.spec, dict[str, str](), None
    for left in reversed(range(TRIES)):
        asked = connecting.settings(spec)
        if not known:
            said = {one.key: connecting.tidied(one.key, _setting(one, new)) for one in asked}
            new = structs.replace(new, settings=said)
        try:
            keep.destination_of(new, {})
            if channel(spec.name).pasted:
                return new, text("connect.pasted", channel=spec.title), {}
            way = _way(connecting.ways(spec))
            if way:
                _show_page(new, way)
                secrets = {one.key: _answer_to(one, secrets.get(one.key)) for one in way.questions}
                found = _by_browser(new, secrets) if way.browser else secrets
            return new, _told(keep.tried(new, found if way else {}), new), found if way else {}
        except CrosspostError as error:
            complain(str(error))
            if not left or not (asked or way):
                return None
    return None


def _way(offered: Sequence[Way]) -> Way | None:
    """The one of several ways in that the person chooses; the first is the usual one."""
    if len(offered) < 2:  # noqa: PLR2004 - no choice
        return next(iter(offered), None)
    for number, one in enumerate(offered, 1):
        shown = (
            text("connect.way-browser")
            if one.browser
            else text("connect.way-secrets", keys=[q.text for q in one.questions])
        )
        _say(f"  {number}  {shown}")
    by_number = {str(number): one for number, one in enumerate(offered, 1)}
    while (said := _answered(text("connect.way", count=len(offered)), "1")) not in by_number:
        pass
    return by_number[said]


def _show_page(new: NewAccount, way: Way) -> None:
    """The service's own page, and what to do there."""
    rule = new.spec.account
    registered = way.browser and not way.questions
    page = connecting.page(new.spec, new.settings)
    if page and not registered:
        _say(text("connect.page", page=page))
    if rule.how and not registered:
        _say(f"  {worded(rule.how)}")


def _by_browser(new: NewAccount, client: dict[str, str]) -> dict[str, str]:
    """Secrets from the service's page, opened here, or its last address pasted from elsewhere."""
    with SignIn(new.spec, new.settings, client) as sign_in:
        _say(text("connect.open", address=sign_in.address))
        if _has_screen():
            webbrowser.open(sign_in.address)
        _say(text("connect.waiting"))
        for _ in range(PATIENCE):
            if sign_in.wait(1 if not sys.stdin.isatty() else 0.2):
                return sign_in.secrets()
            if (pasted := _pasted()) and not sign_in.take(pasted):
                complain(text("connect.no-answer-of-ours"))
        raise ConfigError("sign-in.late", channel=new.spec.title)


def _has_screen() -> bool:
    """Whether a browser can open a window; one that draws in this terminal would take it away."""
    if sys.platform in {"win32", "darwin"} or "BROWSER" in os.environ:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _pasted() -> str:
    """A line that was typed meanwhile; nothing where none was."""
    if not sys.stdin.isatty() or os.name != "posix":
        return ""
    ready, _, _ = select.select([sys.stdin], [], [], 0.8)
    return sys.stdin.readline().strip() if ready else ""


def _told(who: Identity, new: NewAccount) -> str:
    """Who we are there, as far as the channel tells, and what the account may do."""
    key = "connect.who-at" if who.url else "connect.who"
    known = text(key, name=who.name, url=who.url)
    known = text("connect.signed-in") if who.name == new.name else known
    return text("connect.may", who=known, notes=list(who.notes)) if who.notes else known


def _setting(question: AccountQuestion, new: NewAccount) -> str:
    """An answer that is not empty; the one before is the usual one."""
    before = new.settings.get(question.key, "")
    key = "connect.ask-again" if before else "connect.ask"
    for _ in range(TRIES):
        if said := _answered(text(key, what=question.text, usual=before), before):
            return said
    raise _EndOfAnswersError


def _answer_to(question: AccountQuestion, before: str | None) -> str:
    """A secret, typed unseen; nothing typed keeps the one *before*."""
    usual = "ask-kept" if before else "ask" if question.needed else "ask-optional"
    prompt = text(f"connect.{usual}", what=question.text)
    for _ in range(TRIES):
        said = _hidden(prompt) or before or ""
        if said or not question.needed:
            return said
    raise _EndOfAnswersError


def _answered(prompt: str, usual: str = "") -> str:
    """A line that the person types; *usual* where it is empty."""
    sys.stdout.flush()
    sys.stderr.write(presentable(f"{prompt} "))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise _EndOfAnswersError
    return line.strip() or usual


def _hidden(prompt: str) -> str:
    if not sys.stdin.isatty():
        return _answered(prompt)
    try:
        return getpass.getpass(f"{prompt} ").strip()
    except EOFError:
        raise _EndOfAnswersError from None


def _say(line: str) -> None:
    sys.stderr.write(presentable(f"{line}\n"))
    sys.stderr.flush()


def _store(destination: Destination) -> int:
    """Keep the secrets of *destination* that a pipe gives in the keyring: each a line."""
    name = destination.account.name
    keyring = lookup.needed_keyring()
    credentials, stored = destination.credentials, 0
    for key, secret in destination.account.spec.account.secrets.items():
        spared = secret.unless and credentials.source(secret.unless)
        if spared and not credentials.source(key):
            continue
        if given := sys.stdin.readline().strip():
            stored += 1
            credentials.keep(key, given)
            said = text("secret.stored", secret=key, keyring=keyring)
            sys.stdout.write(f"{within(name, said)}\n")
            if not (source := credentials.source(key)).startswith("keyring"):
                complain(within(name, text("secret.hidden", secret=key, source=source)))
    if not stored:
        complain(within(name, text("secret.none-given")))
    return FINE if stored else FAILED
