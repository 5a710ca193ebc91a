"""Wall times and instants: over changes of the clock, and when the rules themselves change."""

import datetime as dt
import shutil
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crosspost.times import check_wall_time, time_in_zone
from crosspost.times.dst import utc_candidates

WALL = dt.datetime.fromisoformat("2027-07-01T09:00")


@pytest.fixture
def abolished(tmp_path: Path) -> Iterator[None]:
    """A database in which Berlin has winter time all year, as Algiers does."""
    root = next(root for root in zoneinfo.TZPATH if (Path(root) / "Africa/Algiers").exists())
    (tmp_path / "Europe").mkdir()
    shutil.copy(Path(root) / "Africa/Algiers", tmp_path / "Europe" / "Berlin")
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(tmp_path), *before])
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


INSTANT = dt.datetime(2027, 7, 1, 7, tzinfo=dt.UTC)


def test_a_wall_time_holds_while_the_rules_do():
    found = check_wall_time(INSTANT, WALL, ZoneInfo("Europe/Berlin"))
    assert (found.holds, found.instant) == (True, INSTANT)


@pytest.mark.usefixtures("abolished")
def test_a_wall_time_moves_when_the_rules_change():
    berlin = ZoneInfo("Europe/Berlin")
    assert str(time_in_zone(INSTANT, berlin)).startswith("Thu 2027-07-01 08:00"), (
        "an hour before it was meant"
    )
    found = check_wall_time(INSTANT, WALL, berlin)
    assert (found.holds, found.instant) == (False, INSTANT + dt.timedelta(hours=1))
    assert check_wall_time(found.instant, WALL, berlin).holds


@pytest.mark.usefixtures("abolished")
def test_what_was_twice_is_once_when_clocks_no_longer_go_back():
    second = dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)
    assert check_wall_time(
        second, dt.datetime.fromisoformat("2027-10-31T02:30"), ZoneInfo("Europe/Berlin")
    ).holds


def test_either_of_two_instants_holds():
    wall, berlin = dt.datetime.fromisoformat("2027-10-31T02:30"), ZoneInfo("Europe/Berlin")
    both = utc_candidates(wall, berlin)
    assert [each.hour for each in both] == [0, 1]
    assert all(check_wall_time(each, wall, berlin).holds for each in both)


def test_a_wall_time_that_fell_into_a_gap_moves_past_it():
    wall, berlin = dt.datetime.fromisoformat("2027-03-28T02:30"), ZoneInfo("Europe/Berlin")
    found = check_wall_time(dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC), wall, berlin)
    assert not found.holds
    assert found.instant.astimezone(berlin).isoformat() == "2027-03-28T03:30:00+02:00"
