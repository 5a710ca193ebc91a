"""Another text for what waits: its post is kept when it is scheduled from the desk."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup
from msgspec import UNSET, structs

from .. import files
from .._record import Record, decoded, encoded
from ..errors import CrosspostError
from ..looks.elements import element
from ..model.post import Post
from ..predictions.record import reply_targets
from ..preview.as_html import embedded, section
from ..rendering import render
from ..scheduling.deliveries import OPEN, Delivery, DeliveryPlan
from ..scheduling.plan import Prepared, check_gap, free_slots, slot_zone
from ..scheduling.schedule import edit as edit_delivery
from ..scheduling.schedule import prepare, schedule
from ..scheduling.store import Schedule, open_schedule
from .approval import Approval, Asked
from .html import losses, moment_words, say
from .pages import Done, PageRequest, PageView, does_button, form, hidden, time_words
from .session import Session
from .targets import post_of


class KeptText(Record):
    """What a post said when it was scheduled."""

    text: str
    name: str
    """What it is written in, by its ending."""
    base: str
    """The folder that the paths of pictures start from."""


def _file(folder: Path, digest: str) -> Path:
    return folder / "scheduled" / f"{digest.removeprefix('sha256:')}.json"


def keep_text(session: Session, digests: list[str]) -> None:
    """Keep the text on the desk for the drafts of it that wait from now on.

    Raises:
        ConfigError: it cannot be written.
    """
    kept = KeptText(text=session.text, name=session.name, base=str(session.base.absolute()))
    for digest in digests:
        files.write_private(_file(session.keeper.folder, digest), encoded(kept).decode())


def tidy(session: Session, schedule: Schedule) -> None:
    """Forget the texts of what waits no longer."""
    folder = session.keeper.folder / "scheduled"
    if folder.is_dir():
        open_ones = {_file(folder.parent, one.digest) for one in schedule.deliveries(states=OPEN)}
        for path in set(folder.glob("*.json")) - open_ones:
            with suppress(CrosspostError):
                files.remove(path)


def kept_text(session: Session, one: Delivery) -> KeptText | None:
    """The post that *one* was made of, where the desk kept it, or its file is still there."""
    with suppress(CrosspostError, msgspec.MsgspecError):
        if said := files.read_private(_file(session.keeper.folder, one.digest)):
            return decoded(said, KeptText)
    path = Path(one.terms.source)
    if one.terms.source and path.is_file():
        with suppress(OSError, UnicodeDecodeError):
            text = path.read_text(encoding="utf-8")
            return KeptText(text=text, name=path.name, base=str(path.parent.absolute()))
    return None


def free(session: Session, count: int) -> dict[str, list[dt.datetime]]:
    """The next free slots of every account that has slots, each on its own clock."""
    policies = {}
    for name in session.settings.accounts:
        with suppress(CrosspostError):
            policy = session.settings.posting_policy(name)
            if policy.slots is not None:
                policies[name] = policy
    if not policies:
        return {}
    with open_schedule(session.settings.ledger, read_only=True) as schedule:
        return {
            name: [
                one.astimezone(slot_zone(policy, one))
                for one in islice(free_slots(name, policy, schedule), count)
            ]
            for name, policy in policies.items()
        }


def with_waiting(session: Session, made: Approval) -> Approval:
    """*made*, with when each draft of it goes out that waits already."""
    with open_schedule(session.settings.ledger, read_only=True) as opened:
        there = {(one.account, one.digest): one.local for one in opened.deliveries(states=OPEN)}
    asked = (
        structs.replace(one, waits=there.get((one.draft.account, one.draft.digest)))
        for one in made.asked
    )
    return structs.replace(made, asked=tuple(asked))


def scheduled(session: Session, post: Post, wanted: Sequence[Asked], when: str) -> list[str]:
    """Have the drafts that were asked about sent at *when*, or in their accounts' next free slots.

    Returns:
        A line for each, and for what it loses.

    Raises:
        CrosspostError: the time cannot be read, is past, or too close to another delivery, or
            something is missing; nothing was scheduled.
    """
    words, drafts = session.words, [one.draft for one in wanted]
    with open_schedule(session.settings.ledger) as opened:
        found = schedule(
            post,
            [draft.account for draft in drafts],
            None if when == "next" else when or None,
            drafts=drafts,
            approved={draft.approval or draft.digest for draft in drafts},
            base=session.base,
            ledger=opened,
        )
        whom: dict[str, list[str]] = {}
        for one in found:
            key = "scheduled" if one.new else "scheduled_already"
            time = moment_words(one.delivery.local, words["language"])
            says = say(words, key, time=time)
            if one.other_time:
                says += " " + words["scheduled_other"]
            whom.setdefault(says, []).append(one.delivery.account)
        joint, colon = words["joint"], words["colon"]
        lines = [f"{joint.join(names)}{colon}{says}" for says, names in whom.items()]
        for one in found:
            lines += losses(one.findings, words)
        keep_text(session, [one.delivery.digest for one in found])
        tidy(session, opened)
    session.worker.wake()
    return [*lines, words["sent_from_here"]]


def shown(one: Delivery, session: Session, schedule: Schedule, look: PageView) -> Markup:
    """A field with the post's text, and a button once somebody has looked at what it becomes."""
    kept = kept_text(session, one)
    heading = element("summary", look.words["edit.title"])
    if kept is None:
        command = f"crosspost queue edit {one.id} post.md"
        says = element("p", look.say("edit.elsewhere", command=command))
        return element("details.queue-edit", heading + says)
    typed, looked = look.values.get("text"), bool(look.values.get("looked"))
    text = kept.text if typed is None else typed
    attributes = {
        "name": "text",
        "id": "edit-text",
        "rows": "10",
        "dir": "auto",
        "spellcheck": "false",
    }
    field = element("label", look.words["edit.text"], {"for": "edit-text"})
    field += element("textarea", Markup("\n") + text, attributes)
    buttons = does_button("look", look.words["edit.look"], "" if looked else "desk-main")
    drawn = Markup()
    if looked:
        new = _new(text, kept, one, session, schedule)
        drawn = _drawn(new, one, look, Path(kept.base))
        if new.draft.digest != one.digest:
            buttons += does_button("edit", look.words["edit.save"], "desk-main")
        field += hidden("digest", new.draft.digest)
    inner = form(field, element("p.desk-does", buttons), id=one.id) + drawn
    opened = {"open": ""} if typed is not None else {}
    return element("details.queue-edit", heading + inner, opened)


def _drawn(new: Prepared, one: Delivery, look: PageView, base: Path) -> Markup:
    if new.draft.digest == one.digest:
        return element("p.desk-quiet", look.words["edit.same"])
    says = element("h3", look.words["edit.becomes"])
    lost = Markup().join(
        element("p.desk-warning", line)
        for line in losses(new.draft.findings, {"loses": "{what}", **look.words})
    )
    show = embedded(base)
    html = section(new.draft, f"new-{one.id}", language=look.language, show=show)
    return says + lost + element("div.desk-drawn", html)


def _new(
    text: str, kept: KeptText, one: Delivery, session: Session, schedule: Schedule
) -> Prepared:
    """*text* for the account of *one*, checked as far as can be done before its time.

    Raises:
        CrosspostError: it cannot be read, or its channel would not take it.
    """
    settings = session.settings
    post: Post = post_of(text, kept.name)
    account = settings.account(one.account)
    above = reply_targets(post, schedule.ledger).get(one.account, UNSET)
    return prepare(
        render(post, account, above),
        post,
        settings.destination(one.account),
        settings.posting_policy(one.account),
        base=Path(kept.base),
        source=one.terms.source,
    )


def look_at(session: Session, _: PageView, request: PageRequest) -> Done:
    """See what a text would become; nothing is changed.

    Raises:
        CrosspostError: it cannot be read, or its channel would not take it.
    """
    fields = request.fields
    with open_schedule(session.settings.ledger, read_only=True) as schedule:
        one = schedule.get(fields["id"])
        if kept := kept_text(session, one):
            _new(fields["text"], kept, one, session, schedule)
    return Done(values={"text": fields["text"], "looked": "yes"}, query={"id": one.id})


def edit(session: Session, look: PageView, request: PageRequest) -> Done:
    """Send another text instead, which somebody has looked at.

    Raises:
        CrosspostError: it cannot be: why.
    """
    fields = request.fields
    with open_schedule(session.settings.ledger) as schedule:
        before = schedule.get(fields["id"])
        kept = kept_text(session, before)
        if kept is None:
            raise CrosspostError("delivery.none", delivery=before.id)
        new = _new(fields["text"], kept, before, session, schedule)
        if new.draft.digest != fields.get("digest"):  # typed on since
            return Done(
                say=look.words["edit.anew"], values={"text": fields["text"], "looked": "yes"}
            )
        one = edit_delivery(schedule, before, new)
        saved = KeptText(text=fields["text"], name=kept.name, base=kept.base)
        path = _file(session.keeper.folder, new.draft.digest)
        files.write_private(path, encoded(saved).decode())
    time = time_words(one.local, look)
    return Done(say=look.say("edit.done", account=one.account, time=time), query={"id": one.id})


def bring_back(schedule: Schedule, before: Delivery) -> Delivery:
    """Have *before*, which was cancelled, wait again for its time.

    Raises:
        TimeError: that is past by now, or too close to another delivery.
    """
    terms, now = before.terms, schedule.ledger.now()
    gap = dt.timedelta(seconds=terms.gap)
    dues = schedule.dues(before.account, now - gap)
    check_gap(before.account, before.due, dues, gap, now, zone=ZoneInfo(terms.zone))
    plan = DeliveryPlan(draft=schedule.draft(before.id), due=before.due, terms=terms)
    schedule.add([plan])
    return schedule.get(before.id)
