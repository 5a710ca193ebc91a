"""Approving: what would be sent to whom and at what price, shown before anything is.

An approval holds the drafts themselves. It is used once: a second click, or another tab, finds it
gone.
"""

import secrets
from collections.abc import Collection, Sequence
from pathlib import Path

from markupsafe import Markup, escape
from msgspec import structs

from .._record import Record
from ..configuration import Settings
from ..errors import ConfigError, CrosspostError
from ..looks.elements import element
from ..model.channel_spec import Account
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.post import Post
from ..preview import with_approval, with_picture_findings
from ..translations import Words, fill
from .html import button, checkbox, dialog_buttons, losses, text_input
from .targets import View

SHOWN = 12
"""Digits of a digest that tell one from another at a glance; the whole one is there too."""


class Asked(Record):
    """One draft that may be sent."""

    target: str
    """The id of its target."""
    draft: Draft
    stand: int = 0
    """How many of its messages stand already."""
    errors: tuple[Finding, ...] = ()
    """Why it cannot be sent."""
    problem: str = ""
    """Why it cannot be said what is approved: a picture's address does not answer."""
    cost: Finding | None = None
    """What it costs, as the channel charges; nothing where it charges nothing."""

    @property
    def sendable(self) -> bool:
        """Whether there is something to send."""
        return not self.errors and not self.problem and self.stand < len(self.draft.messages)


class Approval(Record):
    """What somebody is being asked about."""

    id: str
    post: Post
    """What the drafts were made of: what it foretells is remembered."""
    asked: tuple[Asked, ...]


def approval(view: View, settings: Settings, base: Path) -> Approval:
    """Every draft of *view* for an account, with what the ledger knows of it.

    Args:
        view: the drafts.
        settings: say where the ledger is.
        base: the folder that the paths of pictures start from.

    Raises:
        ConfigError: a library that publishing needs is missing.
        LedgerError: the ledger cannot be opened.
    """
    assert view.post is not None  # noqa: S101 - nobody is asked about what cannot be read
    own = [
        (
            one.target.id,
            with_picture_findings(one.draft, base, one.target.account.pictures_from),
            one.target.account,
        )
        for one in view.shown
        if one.target.own and one.draft and one.target.account
    ]
    stand = _standing([draft for _, draft, _ in own], settings)
    asked = tuple(
        _bound(_asked(name, draft, account, stand), account, settings, base)
        for name, draft, account in own
    )
    return Approval(id=secrets.token_urlsafe(16), post=view.post, asked=asked)


def _standing(drafts: Sequence[Draft], settings: Settings) -> dict[tuple[str, str], int]:
    if not drafts:
        return {}
    try:
        from ..ledger import open_ledger  # noqa: PLC0415 - only who publishes needs its libraries
        from ..publishing.mended import standing  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError("install.publish", library=error.name) from error
    with open_ledger(settings.ledger) as ledger:
        return {(draft.account, draft.digest): standing(draft, ledger) for draft in drafts}


def _asked(target: str, draft: Draft, account: Account, stand: dict[tuple[str, str], int]) -> Asked:
    costs = (finding for finding in draft.findings if finding.price)
    return Asked(
        target=target,
        draft=draft,
        stand=stand[draft.account, draft.digest],
        errors=tuple(finding for finding in draft.findings if finding.level == "error"),
        cost=next(costs, None) if account.spec.cost else None,
    )


def _bound(asked: Asked, account: Account, settings: Settings, base: Path) -> Asked:
    """*asked* with what says yes to it: to this place, and to what its pictures show now."""
    try:
        place, more = settings.destination(account.name).place, account.pictures_from
        draft = with_approval(asked.draft, place, base, more, fetch=True)
    except CrosspostError as error:
        return structs.replace(asked, problem=str(error))
    return structs.replace(asked, draft=draft)


def dialog(
    approval: Approval,
    ticked: Collection[str],
    words: Words,
    *,
    unsaved: bool,
    when: str = "",
    wrong: str = "",
) -> Markup:
    """The question, with a button that counts what is *ticked* and names the price.

    Args:
        approval: what is asked about.
        ticked: the targets that are meant.
        words: the language.
        unsaved: the text is not in its file yet.
        when: the time that was typed, for sending later.
        wrong: what is wrong with it.
    """
    ready = [one for one in approval.asked if one.sendable and one.target in ticked]
    items = Markup().join(_item(one, words, ticked=one.target in ticked) for one in approval.asked)
    said = [words["ask_says"]] if ready else [words["nothing_new"]]
    if not approval.asked:
        said = [words["ask_none"]]
    if unsaved and ready:
        said.append(words["ask_unsaved"])
    go = button("publish", _button(ready, words), main=True, approval=approval.id)
    buttons = (button("close", words["cancel" if ready else "close"]), *([go] if ready else []))
    return (
        element("h2", words["ask"], {"id": "asking-title"})
        + Markup().join(element("p", one) for one in said)
        + element("ul", items, {"class": "desk-asked"})
        + (_later(approval, words, when, wrong) if ready else "")
        + dialog_buttons(*buttons)
    )


def _later(approval: Approval, words: Words, when: str, wrong: str) -> Markup:
    """A place for a time, and a button that schedules."""
    said = element("p", wrong, {"class": "desk-error", "id": "later-wrong"}) if wrong else ""
    bad = {"aria-invalid": "true", "aria-describedby": "later-wrong"} if wrong else {}
    field = {
        "id": "later",
        "value": when,
        "autocomplete": "off",
        "spellcheck": "false",
        "placeholder": words["later_hint"],
    }
    parts = (
        element("label", words["later"], {"for": "later"}),
        text_input(field | bad),
        button("schedule", words["schedule"], approval=approval.id),
    )
    return element("p", Markup(" ").join(parts), {"class": "desk-later"}) + said


def _item(asked: Asked, words: Words, *, ticked: bool) -> Markup:
    draft, of = asked.draft, len(asked.draft.messages)
    name = draft.account if draft.account == draft.channel else f"{draft.account} ({draft.channel})"
    facts = [words["messages"].format(count=of)]
    if asked.stand:
        key = "stands" if asked.stand == of else "stands_some"
        facts.append(words[key].format(count=asked.stand, of=of))
    cost = asked.cost.text(words["language"]) if asked.cost else ""
    price = words["cost"].format(cost=cost) if cost else words["cost_free"]
    said = (finding.text(words["language"]) for finding in asked.errors)
    why = "; ".join(filter(None, (*said, asked.problem)))
    blocked = element("p", words["blocked"].format(why=why), {"class": "desk-error"}) if why else ""
    disabled = {} if asked.sendable else {"disabled": ""}
    box = checkbox({"value": asked.target, **disabled}, checked=ticked and asked.sendable)
    digits = draft.digest.removeprefix("sha256:")
    digest = "sha256:" + element("strong", digits[:SHOWN]) + digits[SHOWN:]
    parts = (
        element("label", box + " " + name),
        element("p", " · ".join(facts)),
        blocked,
        *(element("p", one, {"class": "desk-warning"}) for one in losses(draft.findings, words)),
        element("p", price),
        element("p", escape(words["digest"]) + " " + element("code", digest)),
    )
    return element("li", Markup().join(parts))


def _button(ready: Sequence[Asked], words: Words) -> str:
    count = sum(len(one.draft.messages) - one.stand for one in ready)
    prices = [one.cost.price for one in ready if one.cost]
    key = "send_cost" if prices else "send"
    return fill(words[key], words["language"], {"count": count, "cost": " + ".join(prices)})
