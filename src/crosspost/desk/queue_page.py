"""The page of what waits: a list and a calendar; each may be moved, changed, cancelled, paused."""

import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from markupsafe import Markup

from ..errors import CrosspostError
from ..looks.elements import element
from ..looks.widgets import unseen
from ..model.receipts import Problem
from ..preview.as_html import embedded, section
from ..scheduling import Delivery, Schedule, open_schedule, workers_alive
from ..scheduling import move as move_delivery
from ..scheduling.deliveries import CHANGEABLE, OPEN, RETRYABLE
from ..scheduling.plan import free_slots
from ..times import moment
from . import calendar_view, queue_edit
from .html import field, whose
from .pages import (
    DeskPage,
    Done,
    PageRequest,
    PageView,
    clock,
    copied,
    date_words,
    does_button,
    form,
    link,
    message_icons,
    time_words,
    views,
)
from .session import Session

MOST = 500
"""Deliveries that are shown at once."""
SLOTS = 5
"""Free slots that are offered."""
VIEWS = ("list", "week", "month")


def show(session: Session, look: PageView) -> Markup:
    """What waits, and one of it in full."""
    settings = session.settings
    if not settings.has_ledger():
        return _nothing(look)
    with open_schedule(settings.ledger, read_only=True) as schedule:
        waiting = schedule.deliveries(states=OPEN, limit=MOST)
        lately = schedule.deliveries(states=("sent", "refused", "unknown"), limit=MOST, latest=True)
        pauses = {name: why for name, (_, why) in schedule.pauses().items()}
        others = workers_alive(schedule) - bool(session.worker.name)
        if not waiting and not lately:
            return _nothing(look)
        chosen = look.query.get("id", "")
        view = look.query.get("view", "") if look.query.get("view") in VIEWS else VIEWS[0]
        links = {f"queue?view={name}": look.words[f"queue.view.{name}"] for name in VIEWS}
        parts = [
            _sender(session, others, look, waiting=bool(waiting)),
            views(links, f"queue?view={view}", look.words["queue.views"]),
        ]
        parts += [_paused(name, why, look) for name, why in pauses.items()]
        if view == "list":
            shown = _list(waiting, look, chosen, pauses)
        else:
            shown = calendar_view.shown([*lately, *waiting], view, look, chosen)
        one = next((each for each in (*waiting, *lately) if each.id == chosen), None)
        detail = _detail(one, session, schedule, look, pauses) if one else Markup()
    body = element("div.queue-shown", shown) + detail
    kind = "queue-body queue-split" if detail else "queue-body"
    return Markup().join(parts) + element("div", body, {"class": kind})


def _nothing(look: PageView) -> Markup:
    text = element("p", look.words["queue.empty"])
    go = element("a", look.words["queue.write"], {"href": "./", "class": "desk-go"})
    return element("div.desk-empty", text + element("p", go))


def _sender(session: Session, others: int, look: PageView, *, waiting: bool) -> Markup:
    """Who sends it while the desk is open, and who else could."""
    kind = "queue-sender"
    if problem := session.worker.problem:
        said, kind = look.say("queue.sender-trouble", why=problem), "desk-alert"
    else:
        who = "other" if others else "here" if waiting else "idle"
        said = look.words[f"queue.sender-{who}"]
    commands = copied("crosspost worker", look)
    if sys.platform == "linux" and shutil.which("systemd-run"):
        service = "systemd-run --user --same-dir --unit=crosspost-worker crosspost worker"
        commands += element("p", look.words["queue.service"]) + copied(service, look)
    how = element("summary", look.words["queue.closed"])
    inner = element("p", look.words["queue.worker"]) + commands
    return element(f"div.{kind}", element("p", said) + element("details", how + inner))


def _paused(name: str, why: Problem, look: PageView) -> Markup:
    says = element("span", look.say("queue.paused", account=name, why=why))
    resume = form(does_button("resume", look.words["queue.resume"]), account=name)
    return element("div.desk-note", says + resume)


def _list(
    waiting: Sequence[Delivery], look: PageView, chosen: str, pauses: dict[str, Problem]
) -> Markup:
    if not waiting:
        return element("p.desk-quiet", look.words["queue.empty"])
    days = Markup()
    for day, ones in groupby(waiting, key=lambda one: one.local.date()):
        rows = Markup().join(_row(one, look, chosen, pauses) for one in ones)
        days += element("h2", _day_title(day, look)) + element("ul.queue-list", rows)
    return days


def _day_title(day: dt.date, look: PageView) -> str:
    today = dt.datetime.now().astimezone().date()
    near = {today: "today", today + dt.timedelta(days=1): "tomorrow"}.get(day)
    said = date_words(day, look)
    return f"{look.words[near]} · {said}" if near else said


def _row(one: Delivery, look: PageView, chosen: str, pauses: dict[str, Problem]) -> Markup:
    at = one.local
    facts = Markup().join(
        (
            element("span.queue-account", whose(one.account, one.channel)),
            element("span.queue-title", one.title or "–"),
            element("span.queue-state", state_words(one, look, pauses)),
        )
    )
    attributes = {
        "href": f"queue?view=list&id={one.id}",
        "data-swap": "",
        "data-id": one.id,
        "data-state": one.state,
    }
    if one.id == chosen:
        attributes["aria-current"] = "true"
    return element("li", element("a", clock(at) + facts, attributes))


def state_words(one: Delivery, look: PageView, pauses: dict[str, Problem]) -> str:
    """How it is, and what a person may have to do."""
    said = look.words[f"state.{one.state}"]
    if one.state == "waiting":
        if one.account in pauses:
            return look.words["state.paused"]
        again = look.words["state.again"]
        said = again if one.deferrals else look.say("messages", count=one.messages)
    return f"{said}: {one.reason}" if one.reason else said


def _detail(
    one: Delivery, session: Session, schedule: Schedule, look: PageView, pauses: dict[str, Problem]
) -> Markup:
    """One delivery: when, how it looks, and what can be done about it."""
    at = one.local
    away = link(f"queue?{_kept(look)}", look.words["close"], {"class": "queue-away"})
    heading = element(
        "h2", one.account + " · " + time_words(at, look), {"id": "detail", "tabindex": "-1"}
    )
    state = element("p.desk-quiet", state_words(one, look, pauses))
    parts = [element("header", heading + away), state]
    if one.advice:
        parts.append(element("p.desk-quiet", look.say("hint", hint=one.advice)))
    if one.state in CHANGEABLE:
        parts.append(_moving(one, session, schedule, look))
    parts.append(_doing(one, look, pauses))
    parts.append(_draft(one, session, schedule, look))
    if one.state in CHANGEABLE:
        parts.append(queue_edit.shown(one, session, schedule, look))
    attributes = {"class": "queue-detail", "aria-labelledby": "detail"}
    return element("section", Markup().join(parts), attributes)


def _kept(look: PageView) -> str:
    return "&".join(f"{key}={look.query[key]}" for key in ("view", "at") if look.query.get(key))


def _moving(one: Delivery, session: Session, schedule: Schedule, look: PageView) -> Markup:
    """Another time: by a date field, in words, or one of the account's free slots."""
    day = look.values.get("date") or f"{one.local:%Y-%m-%dT%H:%M}"
    date = {"type": "datetime-local", "name": "date", "value": day}
    words = {
        "name": "when",
        "value": look.values.get("when", ""),
        "placeholder": look.words["queue.when-hint"],
    }
    fields = (
        field("move-date", look.words["queue.date"], date)
        + field("move-when", look.words["queue.when"], words)
        + does_button("move", look.words["queue.move"], "desk-main")
    )
    parts = [element("div.queue-fields", fields)]
    if slots := _free(one, session, schedule):
        zone = ZoneInfo(one.terms.zone)
        buttons = Markup().join(
            element(
                "button",
                time_words(slot.astimezone(zone), look),
                {"type": "submit", "name": "slot", "value": slot.isoformat()},
            )
            for slot in slots
        )
        label = element("p", look.words["queue.slots"])
        parts.append(label + element("div.queue-slots", buttons))
    return element("h3", look.words["queue.move-title"]) + form(*parts, id=one.id, do="move")


def _free(one: Delivery, session: Session, schedule: Schedule) -> list[dt.datetime]:
    """The next free slots of its account, where that has any."""
    try:
        policy = session.settings.posting_policy(one.account)
        return list(islice(free_slots(one.account, policy, schedule, without=one), SLOTS))
    except CrosspostError:
        return []


def _doing(one: Delivery, look: PageView, pauses: dict[str, Problem]) -> Markup:
    """Buttons: try now, cancel, pause its account."""
    buttons = Markup()
    if one.state in RETRYABLE or (one.state == "waiting" and one.deferrals):
        buttons += form(does_button("retry", look.words["queue.retry"]), id=one.id)
    if one.account not in pauses:
        pause = look.say("queue.pause", account=one.account)
        buttons += form(does_button("pause", pause), account=one.account)
    if one.state in CHANGEABLE:
        sure = form(
            does_button("cancel", look.words["queue.cancel-sure"], "desk-danger"), id=one.id
        )
        ask = element("summary", look.words["queue.cancel"])
        buttons += element("details.queue-cancel", ask + sure)
    return element("div.queue-does", buttons)


def _draft(one: Delivery, session: Session, schedule: Schedule, look: PageView) -> Markup:
    """How it will look, as its channel shows it."""
    try:
        draft = schedule.draft(one.id)
    except CrosspostError as error:
        return element("p.desk-alert", str(error))
    kept = queue_edit.kept_text(session, one)
    show = embedded(kept.base) if kept else unseen
    drawn = section(draft, f"waits-{one.id}", language=look.language, show=show)
    return message_icons() + element("div.desk-drawn", drawn)


# What its buttons do


def _at(one: Delivery, fields: dict[str, str], now: dt.datetime) -> dt.datetime:
    """The time that a form asks for: words win over the date field, a slot over both."""
    zone = ZoneInfo(one.terms.zone)
    if slot := fields.get("slot"):
        return dt.datetime.fromisoformat(slot).astimezone(zone)
    here = one.due.astimezone(zone)
    if day := fields.get("day"):
        return moment(f"{day} {here:%H:%M}", now=now, zone=zone)
    if days := fields.get("days"):
        shifted = here.date() + dt.timedelta(days=int(days))
        return moment(f"{shifted} {here:%H:%M}", now=now, zone=zone)
    if minutes := fields.get("minutes"):
        return (one.due + dt.timedelta(minutes=int(minutes))).astimezone(zone)
    return moment(fields.get("when") or fields.get("date", ""), now=now, zone=zone)


def move(session: Session, look: PageView, request: PageRequest) -> Done:
    """Send it at another time."""
    fields = request.fields
    with open_schedule(session.settings.ledger) as schedule:
        before = schedule.get(fields["id"])
        one = move_delivery(schedule, before, _at(before, fields, schedule.ledger.now()))
    session.worker.wake()
    back = before.due.isoformat()
    say = look.say(
        "queue.moved",
        account=one.account,
        new=time_words(one.local, look),
        old=time_words(before.local, look),
    )
    return Done(say=say, undo=(("do", "move"), ("id", one.id), ("slot", back)))


def cancel(session: Session, look: PageView, request: PageRequest) -> Done:
    """See that it is not sent."""
    with open_schedule(session.settings.ledger) as schedule:
        one = schedule.cancel(request.fields["id"])
    say = look.say("queue.cancelled", account=one.account, title=one.title)
    return Done(say=say, undo=(("do", "bring-back"), ("id", one.id)), query={"id": ""})


def bring_back(session: Session, look: PageView, request: PageRequest) -> Done:
    """Have what was cancelled wait again for its time; what is past by now is tried at once."""
    with open_schedule(session.settings.ledger) as schedule:
        before = schedule.get(request.fields["id"])
        one = queue_edit.bring_back(schedule, before)
    session.worker.wake()
    say = look.say("queue.back", account=one.account, time=time_words(one.local, look))
    return Done(say=say, query={"id": one.id})


def retry(session: Session, look: PageView, request: PageRequest) -> Done:
    """Try it at once."""
    with open_schedule(session.settings.ledger) as schedule:
        one = schedule.retry(request.fields["id"])
    session.worker.wake()
    return Done(say=look.say("queue.retried", account=one.account))


def pause(session: Session, look: PageView, request: PageRequest) -> Done:
    """Send nothing more to an account for now."""
    name = request.fields["account"]
    with open_schedule(session.settings.ledger) as schedule:
        schedule.pause(name, Problem.said("account.paused-by-hand"))
    say = look.say("queue.paused-now", account=name)
    return Done(say=say, undo=(("do", "resume"), ("account", name)))


def resume(session: Session, look: PageView, request: PageRequest) -> Done:
    """Go on with it."""
    name = request.fields["account"]
    with open_schedule(session.settings.ledger) as schedule:
        schedule.resume(name)
    session.worker.wake()
    return Done(say=look.say("queue.resumed", account=name))


PAGE = DeskPage(
    show=show,
    acts={
        "move": move,
        "cancel": cancel,
        "bring-back": bring_back,
        "retry": retry,
        "pause": pause,
        "resume": resume,
        "look": queue_edit.look_at,
        "edit": queue_edit.edit,
    },
)
"""What waits."""
