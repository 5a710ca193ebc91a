"""From words to the instant of the call: clock changes, a leap day, a year ahead; no time passes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.scheduling.world import World

UTC = dt.UTC
WALLS = [  # zone, what its clocks show, the instant, why
    ("Europe/Berlin", "2027-03-28 03:00", "2027-03-28T01:00Z", "the first minute of summer time"),
    ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00Z", "the first hour that comes once"),
    ("America/New_York", "2027-03-14 03:00", "2027-03-14T07:00Z", "an hour after 1:59"),
    ("America/New_York", "2027-11-07 02:00", "2027-11-07T07:00Z", "after the second 1:59"),
    ("Australia/Lord_Howe", "2027-10-03 02:30", "2027-10-02T15:30Z", "half an hour was left out"),
    ("Australia/Lord_Howe", "2027-04-04 02:00", "2027-04-03T15:30Z", "half an hour came twice"),
    ("Asia/Shanghai", "2028-02-29 09:00", "2028-02-29T01:00Z", "a leap day"),
    ("Asia/Shanghai", "2027-11-23 09:00", "2027-11-23T01:00Z", "a year ahead"),
    ("Asia/Shanghai", "2027-01-01 00:00", "2026-12-31T16:00Z", "元旦零点"),
]


@pytest.mark.parametrize(("zone", "wall", "instant", "why"), WALLS, ids=str)
def test_it_goes_out_at_that_instant(world: World, zone: str, wall: str, instant: str, why: str):
    at = dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    world.clock.time = min(world.clock.time, at.astimezone(UTC) - dt.timedelta(days=300))
    named = world.add(why, after=(at - world.clock.time).total_seconds())
    called: list[dt.datetime] = []
    world.channel().when_called = lambda: called.append(world.clock.time)
    assert world.go_on() == ["sent"]
    assert called == [dt.datetime.fromisoformat(instant)]
    assert world.one(named).due == called[0]


def test_two_on_either_side_of_a_clock_change_keep_their_true_distance(world: World):
    berlin = ZoneInfo("Europe/Berlin")
    called: list[dt.datetime] = []
    world.channel().when_called = lambda: called.append(world.clock.time)
    for hour in (1, 3):
        at = dt.datetime(2027, 3, 28, hour, 30, tzinfo=berlin)
        world.add(f"{hour}点半", after=(at.astimezone(UTC) - world.clock.time).total_seconds())
    world.go_on()
    assert called[1] - called[0] == dt.timedelta(hours=1)
