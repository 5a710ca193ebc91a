"""A calendar of what waits and of what went out: a month or a week, each entry on its own day.

An entry is moved with the mouse, or with the keys that its description names; the page's script
only says which one, and whither.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from ..looks.elements import element
from ..scheduling.deliveries import CHANGEABLE, Delivery
from .pages import PageView, clock, link

DAY = dt.timedelta(days=1)
WEEK = 7
KEYS = "Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown"


def shown(found: Sequence[Delivery], view: str, look: PageView, chosen: str) -> Markup:
    """The month or the week around the day that is asked for; today's by itself.

    Args:
        found: what waits, and what went out lately.
        view: ``month`` or ``week``.
        look: what is asked for.
        chosen: the id of the one whose details are shown.
    """
    today = dt.datetime.now().astimezone().date()
    at = _asked_day(look, today)
    first, weeks = _span(at, view)
    by_day: defaultdict[dt.date, list[Delivery]] = defaultdict(list)
    for one in sorted(found, key=lambda each: each.at):
        by_day[one.local.date()].append(one)
    rows = Markup()
    for week in range(weeks):
        days = [first + (week * WEEK + day) * DAY for day in range(WEEK)]
        cells = (_cell(day, by_day[day], at, today, view, look, chosen) for day in days)
        rows += element("tr", Markup().join(cells))
    heads = Markup().join(
        element("th", look.words[f"weekday.{day}"], {"scope": "col"}) for day in range(WEEK)
    )
    caption = element("caption.desk-unseen", _title(at, first, view, look))
    table = element(
        "table",
        caption + element("thead", element("tr", heads)) + element("tbody", rows),
        {"class": f"calendar calendar-{view}", "data-view": view},
    )
    help_ = element(
        "p", look.words[f"calendar.keys.{view}"], {"id": "calendar-keys", "class": "desk-quiet"}
    )
    return _turning(at, first, view, look) + table + help_


def _asked_day(look: PageView, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(look.query.get("at", ""))
    except ValueError:
        return today


def _span(at: dt.date, view: str) -> tuple[dt.date, int]:
    """The first day that is shown, a Monday, and how many weeks.

    >>> _span(dt.date(2026, 11, 30), "month")
    (datetime.date(2026, 10, 26), 6)
    """
    if view == "week":
        return at - at.weekday() * DAY, 1
    first = at.replace(day=1)
    start = first - first.weekday() * DAY
    after = (first + 31 * DAY).replace(day=1)
    return start, -(-(after - start).days // WEEK)


def _title(at: dt.date, first: dt.date, view: str, look: PageView) -> str:
    if view == "month":
        return look.say("calendar.month", month=look.words[f"month.{at.month}"], year=str(at.year))
    last = first + 6 * DAY
    return look.say(
        "calendar.week",
        day=str(first.day),
        month=look.words[f"month.{first.month}"],
        last_day=str(last.day),
        last_month=look.words[f"month.{last.month}"],
        year=str(last.year),
    )


def _turning(at: dt.date, first: dt.date, view: str, look: PageView) -> Markup:
    """A page back, today, a page on."""
    if view == "month":
        start = at.replace(day=1)
        before, after = (start - DAY).replace(day=1), (start + 31 * DAY).replace(day=1)
    else:
        before, after = first - WEEK * DAY, first + WEEK * DAY

    def turn(name: str, day: dt.date | None, says: str) -> Markup:
        to = f"queue?view={view}" + (f"&at={day}" if day else "")
        label = look.words[f"calendar.{name}.{view}"] if name != "today" else says
        return link(to, says, {"aria-label": label, "data-turn": name})

    links = turn("before", before, "‹") + turn("today", None, look.words["today"])
    links += turn("after", after, "›")
    heading = element("h2", _title(at, first, view, look))
    return element("div.calendar-turn", heading + element("p", links))


def _cell(
    day: dt.date,
    ones: Sequence[Delivery],
    at: dt.date,
    today: dt.date,
    view: str,
    look: PageView,
    chosen: str,
) -> Markup:
    """One day."""
    outside = view == "month" and day.month != at.month
    kind = " ".join(
        name
        for name, so in (("outside", outside), ("today", day == today), ("past", day < today))
        if so
    )
    said = look.say(
        "calendar.day",
        month=look.words[f"month.{day.month}"],
        day=str(day.day),
        weekday=look.words[f"weekday.{day.weekday()}"],
    )
    number = element("span", str(day.day), {"aria-hidden": "true"})
    number += element("span.desk-unseen", said)
    date = element("time", number, {"datetime": day.isoformat(), "class": "calendar-number"})
    weekday = element(
        "span.calendar-weekday",
        look.words[f"weekday.{day.weekday()}"],
        {"aria-hidden": "true"},
    )
    entries = Markup().join(_entry(one, view, look, chosen) for one in ones)
    listed = element("ul", entries) if ones else Markup()
    attributes = {"data-day": day.isoformat()} | ({"class": kind} if kind else {})
    if day == today:
        attributes["aria-current"] = "date"
    return element("td", date + weekday + listed, attributes)


def _entry(one: Delivery, view: str, look: PageView, chosen: str) -> Markup:
    at = one.local
    movable = one.state in CHANGEABLE
    where = look.query.get("at", "")
    attributes = {
        "href": f"queue?view={view}" + (f"&at={where}" if where else "") + f"&id={one.id}",
        "data-swap": "",
        "data-id": one.id,
        "data-state": one.state,
        "title": f"{at:%H:%M} {one.account}: {one.title}",
    }
    if movable:
        attributes |= {
            "draggable": "true",
            "aria-keyshortcuts": KEYS,
            "aria-describedby": "calendar-keys",
        }
    if one.id == chosen:
        attributes["aria-current"] = "true"
    said = clock(at) + element("b", one.account) + element("span", one.title or "–")
    state = "" if one.state == "waiting" else look.words[f"state.{one.state}"]
    if state:
        said += element("i", state)
    return element("li", element("a", said, attributes))
