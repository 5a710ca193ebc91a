"""Zones, as a table; this machine's own; and moments told in them."""

import datetime as dt
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crosspost.errors import TimeError
from crosspost.times import time_in_zone, zone

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "zones.toml").read_text("utf-8"))


def rows(key: str) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in TABLE["case"] if key in case]


@pytest.mark.parametrize("case", rows("is"))
def test_a_name_means_a_zone(case: dict[str, Any]):
    assert zone(case["name"]).key == case["is"]


@pytest.mark.parametrize("case", rows("found"))
def test_what_names_no_zone_is_refused_with_those_that_may_be_meant(case: dict[str, Any]):
    with pytest.raises(TimeError) as caught:
        zone(case["name"])
    assert caught.value.message == case["found"]
    assert caught.value.hint == case.get("write", caught.value.hint) != ""


@pytest.mark.parametrize("name", ["Asia/Shanghai", ":America/New_York"])
def test_without_a_name_it_is_the_machine_s(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", name)
    assert zone(None).key == name.lstrip(":")


@pytest.mark.parametrize("rule", ["<+08>-8", "Mars/Phobos", "CST6CDT,M3.2.0,M11.1.0"])
def test_a_machine_whose_zone_has_no_name_is_asked_for_one(
    rule: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TZ", rule)
    with pytest.raises(TimeError, match="this machine's time zone") as caught:
        zone(None)
    assert "Asia/Shanghai" in caught.value.hint


@pytest.mark.parametrize(
    ("package", "printed"),
    [("there", "Asia/Shanghai\n"), ("missing", "this machine has no database of time zones\n")],
)
def test_a_machine_without_a_database_has_that_of_the_package(package: str, printed: str):
    code = (
        "import sys\n"
        "if sys.argv[1] == 'missing': sys.modules['tzdata'] = None\n"
        "from crosspost.errors import TimeError\n"
        "from crosspost.times import zone\n"
        "try: print(zone('Asia/Shanghai').key)\n"
        "except TimeError as error: print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, package],
        env={"PYTHONTZPATH": "", "PYTHONPATH": "src", "PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == printed


INSTANT = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("Asia/Shanghai", "en", "Fri 2026-11-27 09:00 Asia/Shanghai (UTC+08:00) = 01:00 UTC"),
        (
            "America/New_York",
            "en",
            "Thu 2026-11-26 20:00 America/New_York (UTC-05:00) = Fri 2026-11-27 01:00 UTC",
        ),
        ("Asia/Kathmandu", "en", "Fri 2026-11-27 06:45 Asia/Kathmandu (UTC+05:45) = 01:00 UTC"),
        ("UTC", "en", "Fri 2026-11-27 01:00 UTC (UTC+00:00) = 01:00 UTC"),
        (
            "Asia/Shanghai",
            "zh",
            "2026年11月27日 周五 09:00 Asia/Shanghai（UTC+08:00），即 UTC 01:00",
        ),
        (
            "America/New_York",
            "zh",
            "2026年11月26日 周四 20:00 America/New_York（UTC-05:00），即 UTC 2026年11月27日 周五 01:00",
        ),
    ],
)
def test_a_moment_is_told_in_its_zone_and_in_utc(name: str, language: str, told: str):
    assert time_in_zone(INSTANT, ZoneInfo(name)).translated(language) == told
