"""Approving: what would be sent to whom, at what price and without what, shown before anything is.

An approval holds the drafts themselves. It is used once: a second click, or another tab, finds it
gone.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup, escape
from msgspec import UNSET

from .._record import Record
from ..compose.language_choice import post_languages
from ..configuration import Settings
from ..drafting import section_names
from ..errors import ConfigError, CrosspostError
from ..looks.elements import element
from ..model.channel_spec import Account
from ..model.draft import Draft
from ..model.findings import Finding
from ..model.layout import OWN_NAME
from ..model.post import Post
from ..preview import with_approval, with_picture_findings
from ..translations import Words, texts, translate
from .html import button, checkbox, dialog_buttons, field, losses, moment_words, say, to_page, whose
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
        (one.target.id, with_picture_findings(one.draft, base, account.pictures_from), account)
        for one in view.shown
        if one.target.own and one.draft and (account := one.target.account)
    ]
    pictures = pictures_of(view.post, (one.draft for one in view.shown if one.draft))
    stand = _standing([draft for _, draft, _ in own], settings)
    asked = []
    for name, draft, account in own:
        bound, problem = _bound(draft, account, settings, base)
        costs = [finding for finding in draft.findings if finding.price and account.spec.cost]
        one = Asked(
            target=name,
            draft=bound,
            stand=stand[draft.account, draft.digest],
            errors=tuple(finding for finding in draft.findings if finding.level == "error"),
            problem=problem,
            cost=costs[0] if costs else None,
            left_out=left_out(view.post, draft, language, pictures),
        )
        asked.append(one)
    return Approval(id=secrets.token_urlsafe(16), post=view.post, asked=tuple(asked))


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


def _bound(draft: Draft, account: Account, settings: Settings, base: Path) -> tuple[Draft, str]:
    """*draft* with what says yes to it: to this place, and to what its pictures show now.

    Or why that cannot be said.
    """
    try:
        there = settings.destination(account.name)
        if missing := missing_secrets(there):
            return draft, translate("desk", "not_connected", missing=missing)
        return with_approval(draft, there.place, base, account.pictures_from, fetch=True), ""
    except CrosspostError as error:
        return draft, str(error)


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
    parts = [element("h2", words["ask"], {"id": "asking-title"}), *_told(ready, approval, words)]
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


def _told(ready: Sequence[Asked], approval: Approval, words: Words) -> Iterator[Markup]:
    """What would be done, or why nothing can be."""
    stopped = any(one.problem or one.errors for one in approval.asked)
    nothing = ("nothing_sendable" if stopped else "nothing_new") if approval.asked else "ask_none"
    yield element("p.desk-sentence", _sentence(ready, words) if ready else words[nothing])
    if waiting := [one for one in ready if one.waits]:
        says = escape(_waiting(waiting, words))
        yield element("p.desk-warning", says + " " + to_page("queue", words))
    if not approval.asked or (stopped and not ready):
        yield element("p", to_page("accounts", words))


def _sentence(ready: Sequence[Asked], words: Words) -> str:
    """What goes where, what it costs, what is left out: one sentence."""
    to = [
        say(words, "sentence_to", count=len(one.draft.messages) - one.stand, name=one.draft.account)
        for one in ready
    ]
    prices = [one.cost.price for one in ready if one.cost]
    cost = say(words, "sentence_cost", cost=" + ".join(prices)) if prices else ""
    whom = _whom((what, one) for one in ready for what in one.left_out)
    lost = [
        what if len(names) == len(ready) else say(words, "sentence_of", what=what, names=names)
        for what, names in whom.items()
    ]
    rest = say(words, "sentence_lost", lost=lost) if lost else words["sentence_all"]
    return say(words, "sentence", to=to, cost=cost or words["sentence_free"], rest=rest)


def _waiting(waiting: Sequence[Asked], words: Words) -> str:
    """What of it goes out by itself, and when."""
    whom = _whom((moment_words(one.waits, words["language"]), one) for one in waiting if one.waits)
    when = [say(words, "sentence_of", what=names, names=time) for time, names in whom.items()]
    return say(words, "ask_waits", when=when)


def _whom(said: Iterable[tuple[str, Asked]]) -> dict[str, list[str]]:
    """Of which accounts something is said, by what that is."""
    whom: dict[str, list[str]] = {}
    for what, one in said:
        whom.setdefault(what, []).append(one.draft.account)
    return whom


def _later(approval: Approval, words: Words, when: str, wrong: str, slots: FreeSlots) -> Markup:
    """A date, a time in words or a free slot, and a button that schedules."""
    said = element("p.desk-error", wrong, {"id": "later-wrong"}) if wrong else Markup()
    bad = {"aria-invalid": "true", "aria-describedby": "later-wrong"} if wrong else {}
    date = {"type": "datetime-local"}
    typed = {"value": when, "spellcheck": "false", "placeholder": words["later_hint"]}
    fields = (
        field("later-date", words["later_date"], date)
        + field("later", words["later_words"], typed | bad)
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
        chosen = [("next", say(words, "later_each", each=each))]
    buttons = Markup().join(
        button("schedule", says, approval=approval.id, when=value) for value, says in chosen
    )
    label = element("p", words["later_slots"])
    return label + element("p.desk-slots", buttons)


def _item(asked: Asked, words: Words, *, ticked: bool) -> Markup:
    draft, of = asked.draft, len(asked.draft.messages)
    facts = [say(words, "messages_of", count=of)]
    if asked.stand:
        key = "stands" if asked.stand == of else "stands_some"
        facts.append(say(words, key, count=asked.stand, of=of))
    cost = asked.cost.text(words["language"]) if asked.cost else ""
    facts.append(say(words, "cost", cost=cost) if cost else words["cost_free"])
    said = (finding.text(words["language"]) for finding in asked.errors)
    why = "; ".join(filter(None, (*said, asked.problem)))
    blocked = element("p.desk-error", say(words, "blocked", why=why)) if why else ""
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
    return say(words, key, count=count, cost=" + ".join(prices))
