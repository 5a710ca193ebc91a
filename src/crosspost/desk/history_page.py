"""The page of what happened: first what needs a person, then predictions and all that went out."""

import base64
import datetime as dt
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup
from msgspec import structs

from ..compose.sections import confidence
from ..ledger import Ledger, approvals, open_ledger
from ..ledger.approvals import AskedDraft
from ..ledger.rows import MessageRow, doubt, sent_as
from ..looks.elements import element, opening
from ..predictions import Outcome, StoredPrediction, published, score, settle
from ..predictions.calibration_plot import plot
from ..predictions.record import title_line
from ..preview.as_html import section
from ..publishing.asked_change import AskedChange, changes_lines
from ..registry import load_channel
from ..text.languages import pick
from ..translations import translate
from .html import field, links, whose
from .pages import (
    DeskPage,
    Done,
    PageRequest,
    PageView,
    alert,
    clock,
    date_words,
    does_button,
    form,
    link,
    message_icons,
    timed,
)
from .session import Session

SHOWN = 30
"""Publications that are listed at first."""
AT_IT = dt.timedelta(minutes=2)
"""A message that is being sent since a shorter time is still in somebody's hands."""
OUTCOMES: tuple[Outcome, ...] = ("true", "partly", "false", "void")


def show(session: Session, look: PageView) -> Markup:
    """Doubts, what agents ask for, predictions, publications."""
    if not session.settings.has_ledger():
        return _empty(look)
    with open_ledger(session.settings.ledger) as ledger:
        rows = ledger.rows()
        doubts = [_doubt(row, ledger, look) for row in _in_doubt(rows, ledger.now())]
        damaged = [
            alert(look.say("ask.damaged", account=account, approval=name))
            for name, account in approvals.damaged(ledger)
        ]
        asked = [_asked(one, number, look) for number, one in enumerate(approvals.waiting(ledger))]
        parts = (
            message_icons(),
            _part("doubts", doubts, look, "doubt.says"),
            *damaged,
            _part("asks", asked, look, "ask.says"),
            _predictions(published(ledger), look),
            _published(rows, ledger, look),
        )
        return Markup().join(parts)


def _empty(look: PageView) -> Markup:
    return element("div.desk-empty", element("p", look.words["history.empty"]))


def _in_doubt(rows: Sequence[MessageRow], now: dt.datetime) -> list[MessageRow]:
    return [
        row for row in rows if row.in_doubt and (row.state != "sending" or now - row.at > AT_IT)
    ]


def _part(key: str, cards: Sequence[Markup], look: PageView, says: str = "") -> Markup:
    """A part of the page under its heading, with a word on what it asks; none without cards."""
    if not cards:
        return Markup()
    inner = element("p.desk-quiet", look.words[says]) if says else Markup()
    heading = element("h2", look.words[f"history.{key}"], {"id": f"history-{key}-h"})
    named = {"aria-labelledby": f"history-{key}-h"}
    return element("section", heading + inner + Markup().join(cards), named)


# Doubts


def _doubt(row: MessageRow, ledger: Ledger, look: PageView) -> Markup:
    draft = ledger.draft(*row.publication)
    words = draft.messages[row.index - 1].text if draft else ""
    of = look.say("message-of", index=row.index, count=row.of)
    head = whose(row.account, row.channel) + f" · {of} · " + timed(row.at.astimezone(), look)
    address = {
        "name": "address",
        "inputmode": "url",
        "value": look.values.get("address", "") if look.values.get("key") == row.key else "",
        "placeholder": "https://",
    }
    buttons = does_button("there", look.words["doubt.there"], "desk-main") + does_button(
        "not-there", look.words["doubt.not-there"]
    )
    inner = field(f"address-{row.key}", look.words["doubt.address"], address)
    inner += element("p.desk-does", buttons)
    reason = element("p.desk-quiet", row.reason) if row.reason else Markup()
    quote = element("blockquote", words, {"dir": "auto"}) if words else Markup()
    body = element("p.history-head", head) + quote + reason + form(inner, key=row.key)
    return element("article.history-card.history-trouble", body)


def _resolved(session: Session, look: PageView, request: PageRequest, *, there: bool) -> Done:
    """A person has seen the message on its channel, or has looked, and it is not there."""
    fields = request.fields
    with open_ledger(session.settings.ledger) as ledger:
        row = doubt(ledger.in_doubt(), fields["key"])
        rule = load_channel(row.channel).receipt
        sent = sent_as(row, fields.get("address", ""), rule) if there else None
        ledger.resolve(row.key, sent)
        ended = ledger.ended_deliveries(row)
    key = "doubt.is-there" if there else "doubt.is-not-there"
    say = look.say(key, account=row.account, index=row.index, count=row.of)
    if ended:
        say += " " + look.say("doubt.goes-on")
    return Done(say=say)


# What agents ask for


def _asked(one: AskedDraft, number: int, look: PageView) -> Markup:
    """The whole draft, or what would become of what stands, and yes or no to exactly that."""
    draft, change = one.draft, AskedChange.of(one)
    head = whose(draft.account, draft.channel) + " · " + timed(one.asked.astimezone(), look)
    kind, count, more = "", len(draft.messages), Markup()
    if change is None:
        shown = structs.replace(draft, approval=one.approval)
        drawn = section(shown, f"ask-{number}", language=look.language)
    else:
        drawn, kind, count = _change_drawn(change), f"-{change.verb}", len(change.to_do)
        more = element("p.desk-quiet", element("code", one.approval))
    question = look.say(f"ask.question{kind}", count=count)
    yes = does_button("yes", look.words[f"ask.yes{kind}"], "desk-main")
    buttons = element("p.desk-does", yes + does_button("no", look.words["ask.no"]))
    body = (
        element("p.history-head", head)
        + element("div.desk-drawn", drawn)
        + element("p.history-said", question)
        + more
        + form(buttons, approval=one.approval)
    )
    return element("article.history-card.desk-asks", body)


def _change_drawn(change: AskedChange) -> Markup:
    """What goes and what comes instead, line by line."""
    tags = {"-": "del", "+": "ins"}
    drawn = Markup()
    for line in changes_lines(change):
        said = element(tags[line.sign], line.text) if line.sign else line.text
        drawn += element("p", said, {"dir": "auto"})
    return element("div.history-change", drawn)


def _decided(session: Session, look: PageView, request: PageRequest, *, approved: bool) -> Done:
    """An agent may do exactly this, or may not."""
    with open_ledger(session.settings.ledger) as ledger:
        one = approvals.find(ledger, request.fields["approval"])
        approvals.decide(ledger, one.approval, approved=approved)
    key = "ask.declined"
    if approved:
        key = "ask.approved" if one.change is None else "ask.approved-change"
    back = (("do", "reopen"), ("approval", one.approval))
    return Done(say=look.say(key, account=one.draft.account), undo=back)


def reopen(session: Session, look: PageView, request: PageRequest) -> Done:
    """It was a slip: the question is open again."""
    with open_ledger(session.settings.ledger) as ledger:
        one = approvals.find(ledger, request.fields["approval"])
        approvals.reopen(ledger, one.approval)
    return Done(say=look.say("ask.reopened", account=one.draft.account))


# Predictions


def _predictions(kept: Sequence[StoredPrediction], look: PageView) -> Markup:
    if not kept:
        return Markup()
    today = dt.datetime.now().astimezone().date()
    due = [one for one in kept if _is_due(one, today)]
    rest = [one for one in kept if not _is_due(one, today)]
    cards = Markup().join(_prediction(one, look, due=True) for one in due)
    rows = Markup().join(_prediction(one, look, due=False) for one in rest)
    listed = element("div.history-predictions", rows) if rest else Markup()
    drawn = element("div.history-list", cards + listed) + _scored(kept, look)
    return _part("predictions", [element("div.history-scored", drawn)], look)


def _scored(kept: Sequence[StoredPrediction], look: PageView) -> Markup:
    """How well they came out, drawn, once any with a probability has."""
    made = score(kept)
    if not made.probabilities:
        return Markup()
    rate = f"{made.all.hit_rate:.0%}" if made.all else "–"
    said = look.say("prediction.score", settled=made.settled, open=made.open, rate=rate)
    svg = base64.b64encode(plot(made, look.language).encode()).decode()
    image = {"src": f"data:image/svg+xml;base64,{svg}", "alt": said, "class": "history-plot"}
    return element("figure", opening("img", image))


def _is_due(one: StoredPrediction, today: dt.date) -> bool:
    day = one.record.prediction.due
    return one.outcome == "open" and day is not None and day <= today


def _prediction(one: StoredPrediction, look: PageView, *, due: bool) -> Markup:
    """What was said, how sure, by when, how it came out; and a form to settle it."""
    record, day = one.record, one.record.prediction.due
    tag = pick(record.prediction.text, look.language) or next(iter(record.prediction.text), "")
    said = record.prediction.text[tag].words if tag else ""
    title = title_line(record.title, record.languages) or one.id
    sure = confidence(structs.replace(record.prediction, due=None))
    outcome = look.words[f"outcome.{'due' if due else one.outcome}"]
    facts = [outcome, sure, date_words(day, look) if day else ""]
    body = (
        element("p.history-said", said, {"dir": "auto"})
        + element("p.desk-quiet", title)
        + element("p.history-facts", " · ".join(filter(None, facts)))
        + links([(one_.sent.url, one_.account) for one_ in one.receipts])
    )
    settling = _settling(one, look)
    if not due:
        key = "prediction.settle" if one.outcome == "open" else "prediction.anew"
        settling = element("details", element("summary", look.words[key]) + settling)
    kind = "history-card history-trouble" if due else "history-card"
    return element("article", body + settling, {"class": f"{kind} desk-asks"})


def _settling(one: StoredPrediction, look: PageView) -> Markup:
    mine = look.values if look.values.get("id") == one.id else {}
    fields = Markup().join(
        field(
            f"{name}-{one.id}",
            look.words[f"prediction.{name}"],
            {"name": name, "value": mine.get(name, "")},
        )
        for name in ("note", "url")
    )
    buttons = Markup().join(
        does_button(f"settle-{outcome}", look.words[f"outcome.{outcome}"]) for outcome in OUTCOMES
    )
    return form(
        element("p", look.words["prediction.how"]),
        element("div.queue-fields", fields),
        element("p.desk-does", buttons),
        id=one.id,
    )


def _settled(session: Session, look: PageView, request: PageRequest, *, outcome: Outcome) -> Done:
    """A prediction came out so, or will not."""
    fields = request.fields
    with open_ledger(session.settings.ledger) as ledger:
        before = settle(
            ledger, fields["id"], outcome, fields.get("note", ""), fields.get("url", "")
        )
    said = look.words[f"outcome.{outcome}"]
    title = title_line(before.record.title, before.record.languages) or before.id
    return Done(say=look.say("prediction.settled", title=title, outcome=said))


# What was published


def _published(rows: Sequence[MessageRow], ledger: Ledger, look: PageView) -> Markup:
    groups = [list(group) for _, group in groupby(rows, key=attrgetter("publication"))]
    groups.sort(key=lambda group: max(row.at for row in group), reverse=True)
    if not groups:
        return _empty(look)
    shown = groups if look.query.get("all") else groups[:SHOWN]
    days = Markup()
    for day, some in groupby(shown, key=lambda group: group[-1].at.astimezone().date()):
        items = Markup().join(_publication(group, ledger, look) for group in some)
        days += element("h3", date_words(day, look)) + element("ul.history-sent", items)
    if len(shown) < len(groups):
        more = link("history?all=yes", look.say("history.more", count=len(groups)))
        days += element("p", more)
    return _part("published", [days], look)


def _publication(group: Sequence[MessageRow], ledger: Ledger, look: PageView) -> Markup:
    last = group[-1]
    draft = ledger.draft(last.digest, last.account, last.run)
    title = draft.messages[0].text.partition("\n")[0] if draft and draft.messages else ""
    at = last.at.astimezone()
    sent = sum(row.state in {"sent", "replaced"} for row in group)
    facts = look.say("messages", count=last.of)
    if sent != last.of:
        facts = look.say("history.some", sent=sent, count=last.of)
    head = (
        clock(at)
        + element("span.history-title", title or "–", {"dir": "auto"})
        + element("span.queue-account", whose(last.account, last.channel))
        + element("span.queue-state", facts)
    )
    addresses = links(
        [(row.sent.url if row.sent else "", f"{row.index}/{row.of}") for row in group]
    )
    wrong = Markup().join(
        _wrong(row, look) for row in group if row.state not in {"sent", "replaced"}
    )
    return element("li", element("div.history-row", head) + addresses + wrong)


def _wrong(row: MessageRow, look: PageView) -> Markup:
    """A message that does not stand: how it is, and what to do."""
    state = "unknown" if row.in_doubt and row.state != "deleting" else row.state
    of = look.say("message-of", index=row.index, count=row.of)
    said = f"{of}: {translate('cli', f'message.{state}', look.language)}"
    because = " ".join(filter(None, (row.reason, row.advice if not row.in_doubt else "")))
    whole = look.say("history.because", said=said, why=because) if because else said
    return element("p.desk-warning", whole)


PAGE = DeskPage(
    show=show,
    acts={
        "there": partial(_resolved, there=True),
        "not-there": partial(_resolved, there=False),
        "yes": partial(_decided, approved=True),
        "no": partial(_decided, approved=False),
        "reopen": reopen,
        **{f"settle-{outcome}": partial(_settled, outcome=outcome) for outcome in OUTCOMES},
    },
)
"""What happened."""
