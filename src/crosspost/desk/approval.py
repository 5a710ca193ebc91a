"""Approving: what would be sent to whom, at what price and without what, shown before anything is.

An approval holds the drafts themselves. It is used once: a second click, or another tab, finds it
gone.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup, escape
from msgspec import UNSET, structs

from .._record import Record
from ..compose.language_choice import post_languages
from ..configuration import Settings
from ..drafting.provenance import section_names
from ..errors import ConfigError, CrosspostError
from ..looks.elements import element, opening
from ..model.channel_spec import Account
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.layout import OWN_NAME
from ..model.post import Post
from ..preview import with_approval, with_picture_findings
from ..translations import Words, fill, texts, translate
from .html import button, checkbox, dialog_buttons, losses, moment_words, text_input, whose
from .targets import View, missing_secrets

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
    waits: dt.datetime | None = None
    """When it goes out, where exactly it is scheduled already; on its author's clock."""
    left_out: tuple[str, ...] = ()
    """Sections, languages and pictures of the post that it does not say, in the reader's words."""

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


FreeSlots = Mapping[str, Sequence[dt.datetime]]
"""By account, its next free slots, each on its own clock."""


def approval(view: View, settings: Settings, base: Path, language: str) -> Approval:
    """Every draft of *view* for an account, with what the ledger knows of it.

    Args:
        view: the drafts.
        settings: say where the ledger is.
        base: the folder that the paths of pictures start from.
        language: that what is left out is told in.

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
    pictures = pictures_of(view.post, (one.draft for one in view.shown if one.draft))
    stand = _standing([draft for _, draft, _ in own], settings)
    asked = tuple(
        _bound(
            _asked(name, draft, account, stand, left_out(view.post, draft, language, pictures)),
            account,
            settings,
            base,
        )
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


def _asked(
    target: str,
    draft: Draft,
    account: Account,
    stand: dict[tuple[str, str], int],
    left: tuple[str, ...],
) -> Asked:
    costs = (finding for finding in draft.findings if finding.price)
    return Asked(
        target=target,
        draft=draft,
        stand=stand[draft.account, draft.digest],
        errors=tuple(finding for finding in draft.findings if finding.level == "error"),
        cost=next(costs, None) if account.spec.cost else None,
        left_out=left,
    )


def _bound(asked: Asked, account: Account, settings: Settings, base: Path) -> Asked:
    """*asked* with what says yes to it: to this place, and to what its pictures show now."""
    try:
        there = settings.destination(account.name)
        if missing := missing_secrets(there):
            why = translate("desk", "not_connected", missing=missing)
            return structs.replace(asked, problem=why)
        place, more = there.place, account.pictures_from
        draft = with_approval(asked.draft, place, base, more, fetch=True)
    except CrosspostError as error:
        return structs.replace(asked, problem=str(error))
    return structs.replace(asked, draft=draft)


def pictures_of(post: Post, drafts: Iterable[Draft]) -> tuple[str, ...]:
    """Every picture or film of *post*: beside its text, and in it if one of *drafts* sends it.

    Returns:
        Paths and addresses.
    """
    beside = [one.path or one.url for one in post.media]
    inside = [
        one.path or one.url
        for draft in drafts
        for message in draft.messages
        if message.media is not UNSET
        for one in message.media
        if one.drawn is UNSET
    ]
    return tuple(dict.fromkeys((*beside, *inside)))


def left_out(
    post: Post, draft: Draft, language: str, pictures: Sequence[str] = ()
) -> tuple[str, ...]:
    """What of *post* is not in *draft*: sections, languages, pictures, in the words of *language*.

    A text that its author wrote for the channel carries no section: nothing is missed in it.

    >>> from crosspost import Post, render
    >>> post = Post(title={"en": "Chips", "zh": "芯片"}, happened={"en": "Up.", "zh": "涨了。"})
    >>> left_out(post, render(post, "wechat-moments"), "zh")
    ('英文',)
    """
    words = texts("findings")[language]
    found = []
    carried = [] if draft.carries is UNSET else [one.section for one in draft.carries]
    if carried:
        missing = (one for one in section_names(post) if one not in carried)
        found += [words.get(f"section:{one}", one.removeprefix(OWN_NAME)) for one in missing]
    spoken = {tag.partition("-")[0] for tag in draft.languages}
    said = [tag for tag in post_languages(post) if tag.partition("-")[0] not in spoken]
    found += [words.get(f"language:{tag}", tag) for tag in said] if draft.languages else []
    sent = {
        name
        for message in draft.messages
        if message.media is not UNSET
        for one in message.media
        for name in (one.path, one.url)
    }
    found += [one.rpartition("/")[2] for one in pictures if one not in sent]
    return tuple(dict.fromkeys(found))


def dialog(
    approval: Approval,
    ticked: Collection[str],
    words: Words,
    *,
    unsaved: bool,
    when: str = "",
    wrong: str = "",
    slots: FreeSlots = {},  # noqa: B006 - only read
) -> Markup:
    """The question: a sentence on all that is *ticked*, then each account, then now or later.

    Args:
        approval: what is asked about.
        ticked: the targets that are meant.
        words: the language.
        unsaved: the text is not in its file yet.
        when: the time that was typed, for sending later.
        wrong: what is wrong with it.
        slots: the next free slots of accounts that have any.
    """
    ready = [one for one in approval.asked if one.sendable and one.target in ticked]
    items = Markup().join(_item(one, words, ticked=one.target in ticked) for one in approval.asked)
    stopped = any(one.problem or one.errors for one in approval.asked)
    says = words["nothing_sendable" if stopped else "nothing_new"]
    says = says if approval.asked else words["ask_none"]
    parts = [element("h2", words["ask"], {"id": "asking-title"})]
    parts.append(element("p.desk-sentence", _sentence(ready, words) if ready else says))
    if waiting := [one for one in ready if one.waits]:
        to = element("a", words["to_queue"], {"href": "queue", "class": "desk-to"})
        says = escape(_waiting(waiting, words))
        parts.append(element("p.desk-warning", says + " " + to))
    if not approval.asked or (stopped and not ready):
        to = element("a", words["to_accounts"], {"href": "accounts", "class": "desk-to"})
        parts.append(element("p", to))
    if unsaved and ready:
        parts.append(element("p.desk-quiet", words["ask_unsaved"]))
    parts.append(element("ul.desk-asked", items))
    if ready:
        some = {one.draft.account: slots.get(one.draft.account, []) for one in ready}
        parts.append(_later(approval, words, when, wrong, some))
    go = button("publish", _button(ready, words), main=True, approval=approval.id)
    away = button("close", words["cancel" if ready else "close"])
    parts.append(dialog_buttons(away, *([go] if ready else [])))
    return Markup().join(parts)


def _sentence(ready: Sequence[Asked], words: Words) -> str:
    """What goes where, what it costs, what is left out: one sentence."""
    language = words["language"]
    to = [
        fill(
            words["sentence_to"],
            language,
            {"count": len(one.draft.messages) - one.stand, "name": one.draft.account},
        )
        for one in ready
    ]
    prices = [one.cost.price for one in ready if one.cost]
    cost = fill(words["sentence_cost"], language, {"cost": " + ".join(prices)}) if prices else ""
    whom: dict[str, list[str]] = {}
    for one in ready:
        for what in one.left_out:
            whom.setdefault(what, []).append(one.draft.account)
    lost = [
        what
        if len(names) == len(ready)
        else fill(words["sentence_of"], language, {"what": what, "names": names})
        for what, names in whom.items()
    ]
    rest = fill(words["sentence_lost"], language, {"lost": lost}) if lost else words["sentence_all"]
    values = {"to": to, "cost": cost or words["sentence_free"], "rest": rest}
    return fill(words["sentence"], language, values)


def _waiting(waiting: Sequence[Asked], words: Words) -> str:
    """What of it goes out by itself, and when."""
    language = words["language"]
    whom: dict[str, list[str]] = {}
    for one in waiting:
        if one.waits:
            whom.setdefault(moment_words(one.waits, language), []).append(one.draft.account)
    when = [
        fill(words["sentence_of"], language, {"what": names, "names": time})
        for time, names in whom.items()
    ]
    return fill(words["ask_waits"], language, {"when": when})


def _later(approval: Approval, words: Words, when: str, wrong: str, slots: FreeSlots) -> Markup:
    """A date, a time in words or a free slot, and a button that schedules."""
    said = element("p.desk-error", wrong, {"id": "later-wrong"}) if wrong else Markup()
    bad = {"aria-invalid": "true", "aria-describedby": "later-wrong"} if wrong else {}
    field = {
        "id": "later",
        "value": when,
        "autocomplete": "off",
        "spellcheck": "false",
        "placeholder": words["later_hint"],
    }
    date = {"type": "datetime-local", "id": "later-date"}
    fields = (
        element("label", words["later_date"], {"for": "later-date"})
        + opening("input", date)
        + element("label", words["later_words"], {"for": "later"})
        + text_input(field | bad)
        + button("schedule", words["schedule"], approval=approval.id)
    )
    legend = element("legend", words["later"])
    inner = element("div.desk-later-fields", fields) + said
    return element("fieldset.desk-later", legend + inner + _slots(approval, words, slots))


def _slots(approval: Approval, words: Words, slots: FreeSlots) -> Markup:
    """Free slots: some of the one account's, or the next one of each."""
    there = {name: times for name, times in slots.items() if times}
    if not there or len(there) < len(slots):
        return Markup()
    language = words["language"]
    if len(there) == 1:
        chosen = [
            (one.isoformat(), moment_words(one, language)) for one in next(iter(there.values()))
        ]
    else:
        each = [f"{name} {moment_words(times[0], language)}" for name, times in there.items()]
        chosen = [("next", fill(words["later_each"], language, {"each": each}))]
    buttons = Markup().join(
        button("schedule", says, approval=approval.id, when=value) for value, says in chosen
    )
    label = element("p", words["later_slots"])
    return label + element("p.desk-slots", buttons)


def _item(asked: Asked, words: Words, *, ticked: bool) -> Markup:
    draft, of = asked.draft, len(asked.draft.messages)
    facts = [fill(words["messages_of"], words["language"], {"count": of})]
    if asked.stand:
        key = "stands" if asked.stand == of else "stands_some"
        facts.append(words[key].format(count=asked.stand, of=of))
    cost = asked.cost.text(words["language"]) if asked.cost else ""
    facts.append(words["cost"].format(cost=cost) if cost else words["cost_free"])
    said = (finding.text(words["language"]) for finding in asked.errors)
    why = "; ".join(filter(None, (*said, asked.problem)))
    blocked = element("p.desk-error", words["blocked"].format(why=why)) if why else ""
    disabled = {} if asked.sendable else {"disabled": ""}
    box = checkbox({"value": asked.target, **disabled}, checked=ticked and asked.sendable)
    digits = draft.digest.removeprefix("sha256:")
    digest = "sha256:" + element("strong", digits[:SHOWN]) + digits[SHOWN:]
    details = element("summary", words["details"]) + element(
        "p", escape(words["digest"]) + " " + element("code", digest)
    )
    parts = (
        element("label", box + whose(draft.account, draft.channel)),
        element("p", " · ".join(facts)),
        blocked,
        *(element("p.desk-warning", one) for one in losses(draft.findings, words)),
        element("details", details + element("p", words["ask_says"])),
    )
    return element("li", Markup().join(parts))


def _button(ready: Sequence[Asked], words: Words) -> str:
    count = sum(len(one.draft.messages) - one.stand for one in ready)
    prices = [one.cost.price for one in ready if one.cost]
    key = "send_cost" if prices else "send"
    return fill(words[key], words["language"], {"count": count, "cost": " + ".join(prices)})
