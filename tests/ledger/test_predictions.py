"""What the ledger keeps of predictions, on either database."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from msgspec import structs

from crosspost.errors import CrosspostError
from crosspost.ledger import Ledger, open_ledger, schema
from crosspost.model.draft import Carried, Draft
from crosspost.model.findings import MessagePart, in_post
from crosspost.model.post import Meta, Post, Prediction, Texts
from crosspost.model.receipts import Problem, Sent
from crosspost.predictions import find, prediction_id, published, remember, reply_targets, settle
from crosspost.predictions import stored as book
from tests.ledger.drafts import draft
from tests.ledger.test_opening import back_to

PREDICTION = Prediction(
    text={"zh": "到 2027 年底，芯片会更便宜。🎉"}, stars=3, due=dt.date(2027, 12, 31)
)
POST = Post(title={"zh": "芯片之战"}, prediction=PREDICTION, tags=("芯片",))
THREAD = draft("芯片之战 🎉", "到 2027 年底，芯片会更便宜。🎉")
KEY = prediction_id(PREDICTION)


def send(ledger: Ledger, some: Draft, number: str, *, again: bool = False) -> None:
    """Every message; *number* is the last one's."""
    run = ledger.run(some, again=again)
    for message in some.messages:
        row = ledger.begin(some, run, message.index)
        name = number if message.index == message.of else f"{number}.{message.index}"
        ledger.sent(row.key, Sent(id=name, url=f"https://x.com/主号/{name}"))


def test_it_counts_from_the_moment_that_the_message_that_says_it_is_delivered(ledger: Ledger):
    assert remember(POST, [THREAD], ledger) == KEY
    assert published(ledger) == []
    first = ledger.begin(THREAD, ledger.run(THREAD), 1)
    ledger.sent(first.key, Sent(id="6"))
    assert published(ledger) == [], "a thread that broke off before it has not predicted anything"
    row = ledger.begin(THREAD, ledger.run(THREAD), 2)
    ledger.unknown(row.key, Problem(code="超时"))
    assert published(ledger) == [], "nobody knows"
    receipt = ledger.sent(row.key, Sent(id="7"))
    (kept,) = published(ledger)
    assert (kept.id, kept.receipts, kept.published) == (KEY, (receipt,), receipt.at)
    assert (kept.record.prediction, kept.record.title, kept.record.languages, kept.record.tags) == (
        PREDICTION,
        Texts(zh="芯片之战"),
        ("zh",),
        ("芯片",),
    )
    assert kept.outcome == "open"


def test_remembering_it_again_changes_nothing(ledger: Ledger):
    for _ in range(3):
        remember(POST, [THREAD, THREAD], ledger)
    send(ledger, THREAD, "7")
    before = published(ledger)
    remember(POST, [THREAD], ledger)
    assert published(ledger) == before


def test_nothing_to_remember(ledger: Ledger):
    for prediction in (None, Prediction(stars=5)):
        assert remember(Post(title={"zh": "无"}, prediction=prediction), [THREAD], ledger) is None
    send(ledger, THREAD, "7")
    assert published(ledger) == []


def test_what_was_said_first_in_public_is_what_counts(ledger: Ledger):
    surer = structs.replace(POST, prediction=structs.replace(PREDICTION, stars=5))
    bolder = structs.replace(POST, prediction=structs.replace(PREDICTION, stars=1))
    remember(POST, [THREAD], ledger)
    remember(surer, [THREAD], ledger)
    send(ledger, THREAD, "7")
    remember(bolder, [draft("改过的帖子")], ledger)
    (kept,) = published(ledger)
    assert kept.record.prediction.stars == 5, "before it stood anywhere, it could still be changed"


def test_another_text_or_date_is_another_prediction():
    others = (
        structs.replace(PREDICTION, due=dt.date(2028, 12, 31)),
        structs.replace(PREDICTION, text={"zh": "到 2027 年底，芯片会更贵。"}),
    )
    assert len({KEY, *map(prediction_id, others)}) == 3
    assert prediction_id(structs.replace(PREDICTION, stars=None, probability=0.9)) == KEY


def test_a_draft_that_leaves_the_prediction_out_does_not_carry_it(ledger: Ledger):
    without = structs.replace(
        draft("没有预测", account="副号"),
        carries=(Carried(section="title", languages=("zh",), messages=(1,)),),
    )
    remember(POST, [THREAD, without], ledger)
    send(ledger, without, "8")
    assert published(ledger) == []
    send(ledger, THREAD, "7")
    (kept,) = published(ledger)
    assert [receipt.account for receipt in kept.receipts] == ["主号"]


def test_it_stands_where_it_was_published_last(ledger: Ledger):
    remember(POST, [single := draft("到 2027 年底，芯片会更便宜。")], ledger)
    send(ledger, single, "7")
    send(ledger, single, "9", again=True)
    (kept,) = published(ledger)
    assert [receipt.sent.id for receipt in kept.receipts] == ["9"]


def test_every_decision_stays_and_the_last_one_holds(ledger: Ledger):
    remember(POST, [THREAD], ledger)
    send(ledger, THREAD, "7")
    for outcome, note in (("false", "还没有"), ("partly", "一半"), ("open", "")):
        settle(ledger, KEY, outcome, note, "https://example.com/证据")  # type: ignore[arg-type]
    (kept,) = published(ledger)
    assert [one.outcome for one in kept.settlements] == ["false", "partly", "open"]
    assert kept.settlements[0].note == "还没有"
    assert kept.settlements[0].url == "https://example.com/证据"
    assert kept.settlements[0].at.tzinfo is dt.UTC
    assert kept.outcome == "open"
    with pytest.raises(CrosspostError, match="open already"):
        settle(ledger, KEY, "open")


@pytest.mark.parametrize(
    ("note", "page", "found"),
    [
        ("\x1b[31m红", "", "control character U\\+001B"),
        ("", "example.com/1", "is no address"),
    ],
)
def test_what_no_post_may_say_is_no_note(ledger: Ledger, note: str, page: str, found: str):
    remember(POST, [THREAD], ledger)
    send(ledger, THREAD, "7")
    with pytest.raises(CrosspostError, match=found):
        settle(ledger, KEY, "true", note, page)
    assert published(ledger)[0].settlements == ()


def test_decisions_at_the_same_time_come_one_after_the_other(ledger: Ledger):
    remember(POST, [THREAD], ledger)
    send(ledger, THREAD, "7")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: book.settle(ledger, KEY, "true", str(at)), range(20)))
    (kept,) = published(ledger)
    assert sorted(int(one.note) for one in kept.settlements) == list(range(20))


def test_a_follow_up_finds_the_original_on_each_account(ledger: Ledger, url: str):
    other = draft("芯片之战 🎉", account="副号")
    remember(POST, [THREAD, other], ledger)
    send(ledger, THREAD, "7")
    with open_ledger(url) as elsewhere:
        after = Post(title={"zh": "应验了"}, meta=Meta(follows=KEY))
        above = reply_targets(after, elsewhere)
        assert {account: receipt.sent.id for account, receipt in above.items()} == {"主号": "7"}
        reply = draft("应验了")
        remember(after, [reply], elsewhere)
        send(elsewhere, reply, "8")
    (kept,) = published(ledger)
    assert [receipt.sent.id for receipt in kept.follow_ups] == ["8"]
    assert reply_targets(POST, ledger) == {}


@pytest.mark.parametrize("meant", ["p", KEY[:4], KEY.upper(), f" {KEY} "])
def test_the_first_signs_of_an_id_are_enough(ledger: Ledger, meant: str):
    remember(POST, [THREAD], ledger)
    send(ledger, THREAD, "7")
    assert find(ledger, meant).id == KEY


def test_an_id_that_is_not_there_names_those_that_are(ledger: Ledger):
    with pytest.raises(CrosspostError, match="no published prediction") as told:
        find(ledger, KEY)
    assert "kept when its post is published" in str(told.value)
    remember(POST, [THREAD], ledger)
    later = structs.replace(PREDICTION, due=None)
    remember(structs.replace(POST, prediction=later), [THREAD], ledger)
    send(ledger, THREAD, "7")
    with pytest.raises(CrosspostError, match="begins 2 predictions"):
        find(ledger, "p")
    for meant in ("", "天气", f"{KEY}0"):
        with pytest.raises(CrosspostError, match="no published prediction") as told:
            find(ledger, meant)
        assert f"{KEY} (芯片之战)" in str(told.value)


OLD = (
    ("telegram.left-out", "prediction", "left out: no room for {it}", in_post("prediction")),
    ("x.bare-link", "message 2", "X links it", MessagePart(index=2)),
    ("wechat.title-cut", "title", "cut", in_post("title")),
    ("media.alt-cut", "media[1]", "cut", in_post("media", 1)),
)


def test_what_an_older_version_recorded_is_looked_at_again(ledger: Ledger):
    """A draft that says nothing of the prediction is marked; findings keep their sentences."""
    without = draft("没有预测", account="副号")
    remember(POST, [THREAD], ledger)
    for one in (THREAD, without):
        send(ledger, one, one.account)
    with ledger.writing() as connection:
        connection.execute(
            sa.insert(schema.prediction_draft),
            [
                {"prediction": KEY, "digest": digest, "account": "副号", "role": "original"}
                for digest in (without.digest, "sha256:gone")
            ],
        )
    back_to(ledger, "0004")
    findings = [
        {"level": "info", "code": code, "where": where, "message": message}
        for code, where, message, _ in OLD
    ]
    with ledger.writing() as connection:
        for key, kept in connection.execute(sa.select(schema.draft.c.digest, schema.draft.c.json)):
            old = json.dumps({**json.loads(kept), "findings": findings})
            change = sa.update(schema.draft).where(schema.draft.c.digest == key).values(json=old)
            connection.execute(change)
    with open_ledger(ledger.engine.url.render_as_string(hide_password=False)):
        pass  # which brings it up to date
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(schema.prediction_draft)).all()
    (saying,) = [row for row in rows if row.digest == THREAD.digest]
    assert saying[-1] == 2, "the message that says it"
    assert {row.digest: row.role for row in rows} == {
        THREAD.digest: "original",
        without.digest: "omitted",
        "sha256:gone": "original",
    }
    (kept,) = published(ledger)
    assert [receipt.account for receipt in kept.receipts] == ["主号"]
    again = ledger.draft(without.digest, without.account, 1)
    assert again is not None
    for (_, where, message, location), found in zip(OLD, again.findings, strict=True):
        assert (found.where, found.text("en")) == (where, message)
        assert found.location == location
    assert [found.code for found in again.findings][:1] == ["section.no-room"]
