"""From drafts to deliveries: which publication, when, under which terms; all of it or nothing."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa
from PIL import Image

import crosspost
from crosspost.configuration.tables import PostingPolicy
from crosspost.errors import ConfigError, CrosspostError, Rejected, TimeError
from crosspost.ledger.schema import picture
from crosspost.model.draft import Picture, digest
from crosspost.model.post import Post
from crosspost.model.receipts import Problem
from crosspost.scheduling import Schedule, State, When, add, planned, prepare
from crosspost.scheduling.attempt import Lease
from crosspost.scheduling.dispatch import Attempt
from crosspost.scheduling.schedule import move, move_into_slot, replacement
from tests.ledger.drafts import draft
from tests.scheduling.wishes import (
    HOUR,
    MONDAY,
    WEEKDAYS,
    X,
    fresh,
    of,
    schedule,
    stand,
    wanted,
)

__all__ = ["fresh", "schedule"]

NINE = MONDAY.astimezone(ZoneInfo("Asia/Shanghai")) + HOUR
AT = When(at=NINE)
AGAIN = When(at=NINE, republish=True)
POST = draft("芯片之战 🎉", "第二条")


def ids(found: list[crosspost.Scheduled]) -> list[tuple[str, bool]]:
    return [(one.delivery.id, one.new) for one in found]


def test_the_same_twice_is_one_delivery(schedule: Schedule):
    ((name, new),) = ids(add([of(POST)], AT, schedule))
    assert new
    later = When(at=NINE + HOUR)
    again = add([of(POST), of(POST)], later, schedule)
    assert ids(again) == [(name, False)]
    assert [one.other_time for one in again] == [True], "and that it stands for another time"
    assert [one.other_time for one in add([of(POST)], AT, schedule)] == [False]
    assert [one.due for one in schedule.deliveries()] == [NINE]


def test_a_time_without_a_zone_is_refused(schedule: Schedule):
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(TimeError, match=r"when: .* says no time zone"):
        crosspost.schedule(Post(title={"zh": "题"}), "x", naive, zone="America/New_York")
    with pytest.raises(TimeError, match=r"at: .* says no time zone"):
        move(schedule, add([of(POST)], AT, schedule)[0].delivery, naive)


def test_again_is_one_publication_more_each_time(schedule: Schedule):
    stand(schedule.ledger, POST, 2)
    with pytest.raises(
        CrosspostError, match=r"主号: all of it was delivered already(.|\n)*republish=True"
    ):
        planned([of(POST)], AT, schedule)
    for _ in range(2):
        add([of(POST)], AGAIN, schedule)
    assert [one.terms.occurrence for one in schedule.deliveries()] == [2, 3]


def test_an_unfinished_publication_goes_on(schedule: Schedule):
    stand(schedule.ledger, POST, 1)
    (one,) = add([of(POST)], AT, schedule)
    assert one.delivery.terms.occurrence == 1


def test_what_was_cancelled_is_scheduled_under_the_same_id(schedule: Schedule):
    ((name, _),) = ids(add([of(POST)], AT, schedule))
    schedule.cancel(name)
    assert ids(add([of(POST)], When(at=NINE + HOUR), schedule)) == [(name, True)]
    assert [one.due for one in schedule.deliveries(states=["waiting"])] == [NINE + HOUR]


def test_what_was_refused_whole_may_be_scheduled_anew(schedule: Schedule):
    ((name, _),) = ids(add([of(POST)], AT, schedule))
    assert Lease(schedule, Attempt(delivery=name, number=1), "一号").end(
        "refused", Problem(code="余额不足")
    )
    assert ids(add([of(POST)], AT, schedule)) == [(name, True)]


@pytest.mark.parametrize("state", ["refused", "unknown"])
def test_what_stands_in_part_is_a_persons_to_decide(schedule: Schedule, state: State):
    ((name, _),) = ids(add([of(POST)], AT, schedule))
    stand(schedule.ledger, POST, 1)
    assert Lease(schedule, Attempt(delivery=name, number=1), "一号").end(
        state, Problem(code="余额不足"), delivered=1
    )
    with pytest.raises(
        CrosspostError, match=f"1 of 2 messages were delivered(.|\n)*retry the delivery {name}"
    ):
        planned([of(POST)], AT, schedule)


def test_a_text_is_known_by_what_it_is_and_not_by_its_id(schedule: Schedule):
    other = draft("改过的")
    ((name, _),) = ids(add([of(POST)], AT, schedule))
    schedule.edit(name, replacement(schedule, schedule.get(name), of(other)))
    assert ids(add([of(other)], AT, schedule)) == [(name, False)]
    ((back, new),) = ids(add([of(POST)], AT, schedule))
    assert new
    assert back != name
    with pytest.raises(CrosspostError, match=f"{back} sends the same text already"):
        replacement(schedule, schedule.get(name), of(POST))


@pytest.mark.parametrize(
    ("minutes", "free"),
    [(0, None), (60, None), (29, "2026-11-23T17:30:00"), (10, "2026-11-23T17:30:00"), (-1, None)],
)
def test_too_close_to_another_delivery_says_when_there_is_room(
    schedule: Schedule, minutes: int, free: str | None
):
    gap = PostingPolicy(gap=HOUR / 2)
    if minutes:
        add([wanted("先来的", policy=gap)], AT, schedule)
    when = When(at=NINE + dt.timedelta(minutes=minutes))
    if free is None and minutes >= 0:
        assert add([of(POST, gap)], when, schedule)[0].new
        return
    with pytest.raises(TimeError, match=free or "2026-11-23T16:30:00"):
        planned([of(POST, gap)], when, schedule)


def test_several_posts_at_once_need_room_between_them(schedule: Schedule):
    both = [wanted("一"), wanted("二"), wanted("一", account="副号")]
    with pytest.raises(TimeError, match="spread="):
        planned(both, AT, schedule)
    found = add(both, When(at=NINE, spread=HOUR), schedule)
    assert [one.delivery.due - NINE for one in found] == [HOUR * 0, HOUR, HOUR * 2]


def test_all_accounts_or_none(schedule: Schedule):
    busy = PostingPolicy(gap=HOUR)
    add([wanted("先来的", account="副号", policy=busy)], AT, schedule)
    with pytest.raises(TimeError, match="副号"):
        add([of(POST), wanted("后到的", account="副号", policy=busy)], AT, schedule)
    assert [one.account for one in schedule.deliveries()] == ["副号"]


def test_terms_are_the_accounts_unless_something_is_said(schedule: Schedule):
    policy = PostingPolicy(gap=HOUR, if_late="ask", late_after=HOUR)
    (one,) = planned([of(POST, policy)], AT, schedule).plans
    assert (one.terms.gap, one.terms.when_overdue, one.terms.overdue_after) == (3600, "ask", 3600)
    assert (one.terms.zone, one.terms.offset, one.terms.source) == ("Asia/Shanghai", 480, "稿子.md")
    (other,) = planned([of(POST, policy)], When(at=NINE, when_overdue="skip"), schedule).plans
    assert other.terms.when_overdue == "skip"


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (When(at=NINE, not_after=NINE - HOUR / 2), "not to be sent after"),
        (When(at=NINE - 2 * HOUR), "is past by now"),
    ],
)
def test_a_time_that_cannot_be_is_refused(schedule: Schedule, when: When, found: str):
    with pytest.raises(TimeError, match=found):
        planned([of(POST)], when, schedule)


def test_pictures_are_kept_as_they_were(schedule: Schedule, tmp_path: Path):
    Image.new("RGB", (8, 8), "red").save(tmp_path / "图.png")
    before = (tmp_path / "图.png").read_bytes()
    (message,) = draft("有图").messages
    shown = msgspec.structs.replace(message, media=(Picture(path="图.png", alt="红"),))
    made = digest("x", (shown,))
    what = msgspec.structs.replace(draft("有图"), messages=(shown,), digest=made)
    add([prepare(what, Post(), X, PostingPolicy(), base=tmp_path)], AT, schedule)
    (tmp_path / "图.png").unlink()
    (one,) = schedule.deliveries()
    with schedule.ledger.reading() as connection:
        kept = {row.digest: row.data for row in connection.execute(sa.select(picture))}
    assert kept[one.terms.pictures["图.png"]] == before
    with pytest.raises(Rejected, match="cannot read the picture"):
        prepare(what, Post(), X, PostingPolicy(), base=tmp_path)


def test_slots_are_filled_one_after_another(schedule: Schedule):
    posts = [wanted(text, policy=WEEKDAYS) for text in "一二三"]
    found = add(posts, When(), schedule)
    local = [one.delivery.due.astimezone(ZoneInfo("Asia/Shanghai")) for one in found]
    assert [f"{each:%a %H:%M}" for each in local] == ["Mon 18:30", "Tue 09:00", "Tue 18:30"]
    schedule.cancel(found[0].delivery.id)
    (late,) = add([wanted("四", policy=WEEKDAYS)], When(), schedule)
    assert late.delivery.due == found[0].delivery.due
    with pytest.raises(ConfigError, match="has no slots"):
        planned([of(POST)], When(), schedule)


def test_a_move_leaves_its_slot_to_others(schedule: Schedule):
    first, second = add([wanted(text, policy=WEEKDAYS) for text in "一二"], When(), schedule)
    moved = move(schedule, first.delivery, NINE + 24 * HOUR)
    assert (moved.slot, moved.due) == (None, NINE + 24 * HOUR)
    back = move_into_slot(schedule, second.delivery, WEEKDAYS)
    assert (back.slot, back.due) == (first.delivery.slot, first.delivery.due)


def test_in_one_call(schedule: Schedule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    said = '[accounts.board]\nchannel = "telegram"\nchat = "@board"\n'
    Path("crosspost.toml").write_text(said, encoding="utf-8")
    post = crosspost.Post(title={"zh": "芯片之战 🎉"})
    found = crosspost.schedule(
        post, ["board"], "明天上午9点", zone="Asia/Shanghai", ledger=schedule
    )
    assert [one.delivery.due.isoformat() for one in found] == ["2026-11-24T01:00:00+00:00"]
