"""The page of accounts: which there are, whether they let us in, and a new one by questions.

What is asked, tried and kept is `connecting`; here it is only shown. No answer holds a secret.
"""

import threading
from collections.abc import Callable, Mapping

from markupsafe import Markup

from .. import configuration, connecting, registry
from ..adapters import channel_of
from ..adapters.base import Destination, Identity
from ..configuration import Settings
from ..connecting import AccountQuestion, Way, keep
from ..connecting.keep import NewAccount
from ..connecting.sign_in import SignIn
from ..counting import unit_label
from ..errors import CrosspostError
from ..looks.elements import element
from ..model.channel_spec import ChannelSpec
from ..registry import home_relative
from ..translations import worded
from .html import beside, field, whose, why
from .pages import (
    SECRET,
    DeskPage,
    Done,
    PageRequest,
    PageView,
    alert,
    does_button,
    form,
    link,
    time_words,
    views,
)
from .session import Session
from .targets import missing_secrets

PATIENCE = 600.0
"""Seconds that a sign-in with a browser may take."""
NAME, SETTING = "name", "setting."


class BrowserSignIn:
    """A sign-in on the service's own page, which ends in a thread of its own.

    Args:
        sign_in: its port is closed at the end.
        finish: what is made of the secrets; what to say of it.
    """

    def __init__(self, sign_in: SignIn, finish: Callable[[Mapping[str, str]], str]) -> None:
        self.address = sign_in.address
        self.said = ""
        """How it ended, once it did."""
        self.wrong = False
        self._sign_in = sign_in
        self._finish = finish
        threading.Thread(target=self._run, name="sign-in", daemon=True).start()

    def close(self) -> None:
        """Have done with it."""
        self._sign_in.close()

    def _run(self) -> None:
        try:
            if self._sign_in.wait(PATIENCE):
                self.said = self._finish(self._sign_in.secrets())
        except Exception as error:  # noqa: BLE001 - it is told on the page
            self.said, self.wrong = why(error), True
        finally:
            self._sign_in.close()


def show(session: Session, look: PageView) -> Markup:
    """The accounts, or the questions for a new one."""
    if name := look.query.get("connect"):
        return _questions(name, session, look)
    settings = configuration.read()
    accounts = Markup().join(_account(name, settings, look) for name in settings.accounts)
    listed = element("ul.accounts-list", accounts)
    if not settings.accounts:
        listed = element("p.desk-quiet", look.words["accounts.none"])
    return listed + element("h2", look.words["accounts.add"]) + _channels(look)


# Those that there are


def _account(name: str, settings: Settings, look: PageView) -> Markup:
    try:
        there = settings.destination(name)
    except CrosspostError as error:
        return element("li", element("b", name) + element("p.desk-error", str(error)))
    spec = there.account.spec
    head = element("p.queue-account", whose(name, spec.name))
    if channel_of(spec).pasted:
        return element("li", head + element("p", look.words["accounts.pasted"]))
    facts, missing = _secrets(there, look)
    state = element("p", facts, {"class": "desk-error" if missing else "desk-quiet"})
    check = form(does_button("check", look.words["accounts.check"]), account=name)
    return element("li", element("div", head + state) + check)


def _secrets(there: Destination, look: PageView) -> tuple[str, bool]:
    """Where they come from, or which are missing."""
    secrets, credentials = there.account.spec.account.secrets, there.credentials
    found = {key: credentials.source(key) for key in secrets}
    if missing := missing_secrets(there):
        return look.say("accounts.missing", secrets=missing), True
    places = list(dict.fromkeys(_place(one, look) for one in found.values() if one))
    key = "accounts.from" if places else "accounts.no-secret"
    return look.say(key, places=places), False


def _place(source: str, look: PageView) -> str:
    """Where a secret comes from: a variable by its name, a file or a keyring once for all."""
    kind, _, name = source.rpartition(" ")
    if kind == "environment":
        return look.say("accounts.variable", name=name)
    return look.words["accounts.keyring"] if kind == "keyring" else home_relative(kind or source)


def check(_: Session, look: PageView, request: PageRequest) -> Done:
    """Sign in to one.

    Raises:
        CrosspostError: it does not let us in: why.
    """
    name = request.fields["account"]
    there = configuration.read().destination(name)
    who = keep.identity_of(there)
    return Done(say=look.say("accounts.signed-in", account=name, who=_who(who)) + _more(who, look))


def _who(who: Identity) -> str:
    return who.name or who.id


def _more(who: Identity, look: PageView) -> str:
    """What it may do, and when its token ends."""
    parts = [
        look.say("accounts.holds", limit=f"{limit:,}", unit=unit_label(unit, look.language))
        for unit, limit in who.limits.items()
    ]
    parts += who.notes
    if who.ends and not who.renews:
        parts.append(look.say("accounts.ends", when=time_words(who.ends.astimezone(), look)))
    return "".join(f" {part}." for part in parts)


# A new one


def _channels(look: PageView) -> Markup:
    """Every channel as readers use them: those that are signed in to, and those that are pasted."""
    sent, pasted = Markup(), Markup()

    def place(name: str) -> tuple[int, str]:
        return registry.place_on_page(name, look.language), name

    for name in sorted(registry.channel_names(), key=place):
        try:
            by_hand = channel_of(registry.load_channel(name)).pasted
        except CrosspostError:  # an entry of the user's own that is broken; `channels` says how
            continue
        if by_hand:
            pasted += element("li", whose(name, name))
        else:
            sent += element("li", link(f"accounts?connect={name}", whose(name, name)))
    grid = element("ul.accounts-channels", sent)
    if pasted:
        grid += element("p.desk-quiet", look.words["accounts.paste"])
        grid += element("ul.accounts-channels.accounts-pasted", pasted)
    return grid


def _questions(channel: str, session: Session, look: PageView) -> Markup:
    """What its entry asks."""
    back = element("p.accounts-back", link("accounts", look.words["accounts.back"]))
    if channel not in registry.channel_names():
        return back + alert(look.say("accounts.unknown", channel=channel))
    spec = registry.load_channel(channel)
    heading = element(
        "h2", look.say("accounts.connect", channel=spec.title), {"id": "detail", "tabindex": "-1"}
    )
    if channel_of(spec).pasted:
        return back + heading + element("p", look.words["accounts.pasted"])
    if session.sign_in and look.query.get("way") == "browser":
        return back + heading + _browser(session.sign_in, look)
    offered = connecting.ways(spec)
    way = next((one for one in offered if one.name == look.query.get("way")), None)
    way = way or next(iter(offered), None)
    parts = [back, heading, _ways(channel, offered, way, look)]
    parts.append(_form(spec, way, look))
    return element("div.accounts-connect", Markup().join(parts))


def _ways(channel: str, offered: tuple[Way, ...], chosen: Way | None, look: PageView) -> Markup:
    if chosen is None or len(offered) < 2:  # noqa: PLR2004 - no choice
        return Markup()
    links = {
        f"accounts?connect={channel}&way={one.name}": look.words[
            "accounts.way-browser" if one.browser else "accounts.way-secrets"
        ]
        for one in offered
    }
    return views(
        links, f"accounts?connect={channel}&way={chosen.name}", look.words["accounts.ways"]
    )


def _form(spec: ChannelSpec, way: Way | None, look: PageView) -> Markup:
    parts = [_field(one, SETTING, look, spec) for one in connecting.settings(spec)]
    if way and (way.questions or not way.browser):
        parts.append(_page_of(spec, look))
        parts += (_field(one, SECRET, look, spec) for one in way.questions)
    name = {
        "name": NAME,
        "value": look.values.get(NAME) or keep.free_name(spec.name),
        "required": "",
        "spellcheck": "false",
    }
    parts.append(element("p", field("field-name", look.words["accounts.name"], name)))
    parts.append(_more_settings(spec, look))
    does, says = ("browser", "go-browser") if way and way.browser else ("connect", "go")
    button = does_button(does, look.words[f"accounts.{says}"], "desk-main")
    parts.append(element("p.desk-does", button))
    kept = {"channel": spec.name} | ({"way": way.name} if way else {})
    return element("div.accounts-form", form(*parts, **kept))


def _more_settings(spec: ChannelSpec, look: PageView) -> Markup:
    """Those that have a usual value: folded, unless one was typed."""
    usual = {key: one for key, one in spec.account.settings.items() if one.default is not None}
    if not usual:
        return Markup()
    opened = {"open": ""} if any(look.values.get(SETTING + key) for key in usual) else {}
    fields = Markup().join(
        _field(
            AccountQuestion(key=key, description=one.description, needed=False), SETTING, look, spec
        )
        for key, one in usual.items()
    )
    summary = element("summary", look.words["accounts.more"])
    return element("details.accounts-more", summary + fields, {**opened})


def _page_of(spec: ChannelSpec, look: PageView) -> Markup:
    """The service's own page, and what to do there."""
    said = _said(look.values, SETTING)
    try:
        page = connecting.page(spec, said)
    except (KeyError, ValueError):  # an address that is made of what nobody has typed yet
        page = ""
    parts = Markup()
    if page.startswith("https://"):
        parts += beside(page, look.say("accounts.page", page=page.removeprefix("https://")))
    if spec.account.how:
        parts += element("span", worded(spec.account.how, look.language))
    return element("p.accounts-page", parts) if parts else Markup()


def _field(one: AccountQuestion, kind: str, look: PageView, spec: ChannelSpec) -> Markup:
    """A field; what is secret is never shown again."""
    name = kind + one.key
    attributes = {"name": name, "spellcheck": "false"}
    if one.secret:
        attributes |= {"type": "password", "autocomplete": "new-password"}
    else:
        attributes["value"] = look.values.get(name, "")
        setting = spec.account.settings.get(one.key)
        if setting and setting.default:
            attributes["placeholder"] = setting.default
    if one.needed:
        attributes["required"] = ""
    label = worded(one.description, look.language)
    label = label[:1].upper() + label[1:]
    if not one.needed:
        label = look.say("accounts.optional", what=label)
    return element("p", field(f"field-{one.key}", label, attributes))


def _said(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    return {
        name.removeprefix(kind): value
        for name, value in fields.items()
        if name.startswith(kind) and value
    }


def _new(fields: Mapping[str, str]) -> NewAccount:
    settings = {key: connecting.tidied(key, one) for key, one in _said(fields, SETTING).items()}
    keep.check_name(fields[NAME])
    return NewAccount(name=fields[NAME], channel=fields["channel"], settings=settings)


def connect(session: Session, look: PageView, request: PageRequest) -> Done:
    """Sign in with what was said and, if that works, write the account down.

    Raises:
        CrosspostError: it does not let us in: why.
    """
    new, secrets = _new(request.fields), _said(request.fields, SECRET)
    say = _connected(new, secrets, session, look)
    return Done(say=say, query={"connect": "", "way": ""})


def _connected(
    new: NewAccount, secrets: Mapping[str, str], session: Session, look: PageView
) -> str:
    who = keep.tried(new, secrets)
    kept = keep.kept(new, secrets)
    session.use_settings(configuration.read())
    key = "accounts.connected" if kept.secrets else "accounts.connected-bare"
    say = look.say(key, account=new.name, who=_who(who), place=kept.secrets)
    if kept.hidden_by:
        say += " " + look.say("accounts.hidden", source=kept.hidden_by)
    return say


def browser(session: Session, look: PageView, request: PageRequest) -> Done:
    """Begin a sign-in on the service's own page.

    Raises:
        CrosspostError: it cannot be begun: why.
    """
    new = _new(request.fields)
    keep.destination_of(new, {})
    if session.sign_in:  # one that was left open, whose port may be this one's
        session.sign_in.close()
    sign_in = SignIn(new.spec, new.settings, _said(request.fields, SECRET))
    session.sign_in = BrowserSignIn(
        sign_in, lambda secrets: _connected(new, secrets, session, look)
    )
    return Done(query={"connect": new.channel, "way": "browser"})


def _browser(under_way: BrowserSignIn, look: PageView) -> Markup:
    """Where to agree, or how it ended."""
    if under_way.said:
        said = (
            alert(under_way.said)
            if under_way.wrong
            else element("p.desk-said", under_way.said, {"role": "status"})
        )
        return said + form(does_button("over", look.words["close"]))
    there = beside(under_way.address, look.words["accounts.open"], {"class": "desk-go"})
    go = element("p", there)
    waiting = element("p.desk-quiet", look.words["accounts.waiting"])
    return go + waiting + form(does_button("over", look.words["accounts.stop"]))


def over(session: Session, look: PageView, request: PageRequest) -> Done:
    """Have done with a sign-in in the browser."""
    del look, request
    if session.sign_in:
        session.sign_in.close()
    session.sign_in = None
    return Done(query={"connect": "", "way": ""})


PAGE = DeskPage(
    show=show,
    acts={"check": check, "connect": connect, "browser": browser, "over": over},
)
"""Who we are."""
