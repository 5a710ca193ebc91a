"""What is due, and when."""

import datetime as dt

from crosspost import Post
from crosspost.ledger import Ledger
from crosspost.model.post import Prediction
from crosspost.model.receipts import Sent
from crosspost.predictions import due, prediction_id, remember, settle
from tests.ledger.drafts import draft

DAY = dt.timedelta(days=1)


def publish(ledger: Ledger, text: str, day: dt.date | None) -> str:
    """A prediction that stands; its id."""
    prediction = Prediction(text={"zh": text}, stars=3, due=day)
    thread = draft(text)
    remember(Post(title={"zh": text}, prediction=prediction), [thread], ledger)
    ledger.sent(ledger.begin(thread, ledger.run(thread), 1).key, Sent(id="7"))
    return prediction_id(prediction)


def test_due_from_its_last_day_on(ledger: Ledger, today: dt.date):
    key = publish(ledger, "今天到期", today)
    publish(ledger, "没有日期", None)
    assert due(ledger, today - DAY) == []
    assert [one.id for one in due(ledger, today)] == [key]
    assert [one.id for one in due(ledger, today + 4000 * DAY)] == [key]


def test_the_day_is_the_author_s(ledger: Ledger, today: dt.date):
    """At 20:00 in London the next day has begun in Shanghai."""
    key = publish(ledger, "明天到期", today + DAY)
    at = dt.datetime.combine(today, dt.time(20), dt.UTC)
    assert due(ledger, at.date()) == []
    shanghai = at.astimezone(dt.timezone(8 * dt.timedelta(hours=1)))
    assert [one.id for one in due(ledger, shanghai.date())] == [key]


def test_what_is_settled_is_not_due_until_it_is_open_again(ledger: Ledger, today: dt.date):
    key = publish(ledger, "已有结果", today)
    for outcome in ("true", "false", "partly", "void"):
        settle(ledger, key, outcome)
        assert due(ledger, today) == []
    settle(ledger, key, "open")
    assert [one.id for one in due(ledger, today)] == [key]


def test_the_oldest_comes_first(ledger: Ledger, today: dt.date):
    late, early = (
        publish(ledger, text, day) for text, day in (("后", today), ("先", today - 40 * DAY))
    )
    assert [one.id for one in due(ledger, today)] == [early, late]
