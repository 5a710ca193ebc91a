"""The page of what happened: first what needs a person, then predictions and all that went out."""

import base64
import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup
from msgspec import structs

from ..compose.sections import confidence
from ..ledger import Ledger, approvals, open_ledger
from ..ledger.approvals import AskedDraft
from ..ledger.rows import MessageRow, doubt, sent_as
from ..looks.elements import element, opening
from ..predictions import Outcome, StoredPrediction, published, score
from ..predictions import settle as settle_prediction
from ..predictions.calibration_plot import plot
from ..predictions.record import title_line
from ..preview.as_html import gallery, section
from ..publishing.asked_change import AskedChange, changes_lines
from ..registry import load_channel
from ..text.languages import pick
from ..translations import translate
from .html import links, whose
from .pages import (
    DeskPage,
    Done,
    PageAct,
    PageRequest,
    PageView,
    alert,
    date_words,
    does_button,
    form,
    time_words,
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
        return element("div.desk-empty", element("p", look.words["history.empty"]))
    with open_ledger(session.settings.ledger) as ledger:
        rows = ledger.rows()
        kept = published(ledger)
        sprite = Markup(gallery([]))  # noqa: S704 - icons of ours
        icons = element("div.desk-icons", sprite, {"aria-hidden": "true"})
        parts = (
            icons,
            _doubts(_in_doubt(rows, ledger.now()), ledger, look),
            *(
                alert(look.say("ask.damaged", account=account, approval=name))
                for name, account in approvals.damaged(ledger)
            ),
            _asked(approvals.waiting(ledger), look),
            _predictions(kept, look),
            _published(rows, ledger, look),
        )
        return Markup().join(parts)


def _in_doubt(rows: Sequence[MessageRow], now: dt.datetime) -> list[MessageRow]:
    return [
        row for row in rows if row.in_doubt and (row.state != "sending" or now - row.at > AT_IT)
    ]


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone()


def _part(key: str, inner: Markup, look: PageView) -> Markup:
    """A part of the page under its heading."""
    heading = element("h2", look.words[key], {"id": f"{key.replace('.', '-')}-h"})
    return element("section", heading + inner, {"aria-labelledby": f"{key.replace('.', '-')}-h"})


# Doubts


def _doubts(rows: Sequence[MessageRow], ledger: Ledger, look: PageView) -> Markup:
    if not rows:
        return Markup()
    cards = Markup().join(_doubt(row, ledger, look) for row in rows)
    says = element("p.desk-quiet", look.words["doubt.says"])
    return _part("history.doubts", says + cards, look)


def _doubt(row: MessageRow, ledger: Ledger, look: PageView) -> Markup:
    draft = ledger.draft(*row.publication)
    words = draft.messages[row.index - 1].text if draft else ""
    at = _local(row.at)
    of = look.say("message-of", index=row.index, count=row.of)
    head = whose(row.account, row.channel) + f" · {of} · " + timed(at, time_words(at, look))
    field = f"address-{row.key}"
    typed = look.values.get("address", "") if look.values.get("key") == row.key else ""
    address = {
        "type": "text",
        "name": "address",
        "id": field,
        "autocomplete": "off",
        "inputmode": "url",
        "value": typed,
        "placeholder": "https://",
    }
    label = element("label", look.words["doubt.address"], {"for": field})
    buttons = does_button("there", look.words["doubt.there"], "desk-main") + does_button(
        "not-there", look.words["doubt.not-there"]
    )
    inner = label + opening("input", address) + element("p.desk-does", buttons)
    reason = element("p.desk-quiet", row.reason) if row.reason else Markup()
    quote = element("blockquote", words, {"dir": "auto"}) if words else Markup()
    body = element("p.history-head", head) + quote + reason + form(inner, key=row.key)
    return element("article.history-card.history-trouble", body)


def _resolved(session: Session, look: PageView, request: PageRequest, *, there: bool) -> Done:
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


def there(session: Session, look: PageView, request: PageRequest) -> Done:
    """A person has seen the message on its channel."""
    return _resolved(session, look, request, there=True)


def not_there(session: Session, look: PageView, request: PageRequest) -> Done:
    """A person has looked, and it is not on its channel."""
    return _resolved(session, look, request, there=False)


# What agents ask for


def _asked(asked: Sequence[AskedDraft], look: PageView) -> Markup:
    if not asked:
        return Markup()
    cards = Markup().join(_asked_one(one, number, look) for number, one in enumerate(asked))
    says = element("p.desk-quiet", look.words["ask.says"])
    return _part("history.asks", says + cards, look)


def _asked_one(one: AskedDraft, number: int, look: PageView) -> Markup:
    """The whole draft, or what would become of what stands, and yes or no to exactly that."""
    draft, at, change = one.draft, _local(one.asked), AskedChange.of(one)
    head = whose(draft.account, draft.channel) + " · " + timed(at, time_words(at, look))
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


def yes(session: Session, look: PageView, request: PageRequest) -> Done:
    """An agent may send exactly this draft."""
    return _decided(session, look, request, approved=True)


def no(session: Session, look: PageView, request: PageRequest) -> Done:
    """It may not."""
    return _decided(session, look, request, approved=False)


# Predictions


def _predictions(kept: Sequence[StoredPrediction], look: PageView) -> Markup:
    if not kept:
        return Markup()
    today = _local(dt.datetime.now(dt.UTC)).date()
    due = [one for one in kept if _is_due(one, today)]
    rest = [one for one in kept if not _is_due(one, today)]
    cards = Markup().join(_prediction(one, look, due=True) for one in due)
    rows = Markup().join(_prediction(one, look, due=False) for one in rest)
    listed = element("div.history-predictions", rows) if rest else Markup()
    made = score(kept)
    drawn = Markup()
    if made.probabilities:
        svg = base64.b64encode(plot(made, look.language).encode()).decode()
        image = {
            "src": f"data:image/svg+xml;base64,{svg}",
            "alt": _score_words(kept, look),
            "class": "history-plot",
        }
        drawn = element("figure", opening("img", image))
    inner = element("div.history-list", cards + listed) + drawn
    return _part("history.predictions", element("div.history-scored", inner), look)


def _is_due(one: StoredPrediction, today: dt.date) -> bool:
    day = one.record.prediction.due
    return one.outcome == "open" and day is not None and day <= today


def _score_words(kept: Sequence[StoredPrediction], look: PageView) -> str:
    made = score(kept)
    rate = f"{made.all.hit_rate:.0%}" if made.all else "–"
    return look.say("prediction.score", settled=made.settled, open=made.open, rate=rate)


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
    note, url = f"note-{one.id}", f"url-{one.id}"
    mine = look.values if look.values.get("id") == one.id else {}
    fields = (
        element("label", look.words["prediction.note"], {"for": note})
        + opening("input", _field("note", note, mine))
        + element("label", look.words["prediction.url"], {"for": url})
        + opening("input", _field("url", url, mine))
    )
    buttons = Markup().join(
        does_button(f"settle-{outcome}", look.words[f"outcome.{outcome}"]) for outcome in OUTCOMES
    )
    asked = element("p", look.words["prediction.how"])
    return form(
        asked,
        element("div.queue-fields", fields),
        element("p.desk-does", buttons),
        id=one.id,
    )


def _field(name: str, id_: str, values: object) -> dict[str, str]:
    said = values.get(name, "") if isinstance(values, dict) else ""
    return {"type": "text", "name": name, "id": id_, "autocomplete": "off", "value": said}


def settle(outcome: Outcome) -> PageAct:
    """What the button of *outcome* does."""

    def act(session: Session, look: PageView, request: PageRequest) -> Done:
        fields = request.fields
        with open_ledger(session.settings.ledger) as ledger:
            before = settle_prediction(
                ledger, fields["id"], outcome, fields.get("note", ""), fields.get("url", "")
            )
        said = look.words[f"outcome.{outcome}"]
        title = title_line(before.record.title, before.record.languages) or before.id
        return Done(say=look.say("prediction.settled", title=title, outcome=said))

    return act


# What was published


def _published(rows: Sequence[MessageRow], ledger: Ledger, look: PageView) -> Markup:
    groups = [list(group) for _, group in groupby(rows, key=attrgetter("publication"))]
    groups.sort(key=lambda group: max(row.at for row in group), reverse=True)
    if not groups:
        return element("div.desk-empty", element("p", look.words["history.empty"]))
    shown = groups if look.query.get("all") else groups[:SHOWN]
    days = Markup()
    for day, some in groupby(shown, key=lambda group: _local(group[-1].at).date()):
        items = Markup().join(_publication(group, ledger, look) for group in some)
        days += element("h3", date_words(day, look)) + element("ul.history-sent", items)
    if len(shown) < len(groups):
        more = {"href": "history?all=yes", "data-swap": ""}
        days += element("p", element("a", look.say("history.more", count=len(groups)), more))
    return _part("history.published", days, look)


def _publication(group: Sequence[MessageRow], ledger: Ledger, look: PageView) -> Markup:
    last = group[-1]
    draft = ledger.draft(last.digest, last.account, last.run)
    title = draft.messages[0].text.partition("\n")[0] if draft and draft.messages else ""
    at = _local(last.at)
    sent = sum(row.state in {"sent", "replaced"} for row in group)
    facts = look.say("messages", count=last.of)
    if sent != last.of:
        facts = look.say("history.some", sent=sent, count=last.of)
    head = (
        timed(at, f"{at:%H:%M}")
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
        "there": there,
        "not-there": not_there,
        "yes": yes,
        "no": no,
        "reopen": reopen,
        **{f"settle-{outcome}": settle(outcome) for outcome in OUTCOMES},
    },
)
"""What happened."""
