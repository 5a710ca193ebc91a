"""`check` says that a channel's rate is full, and until when; without a ledger it makes none."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from crosspost import cli
from crosspost.cli import _output
from crosspost.ledger import Rate, open_ledger
from crosspost.ledger import open as opening
from crosspost.ledger.schema import bucket
from crosspost.testing.server import Fake

POSTS = {
    "en": "# The last adapter\n\nEvery new phone charges through the same port now.\n",
    "zh": "# 最后一个转接头\n\n所有新手机都用上了同一种充电口。\n",
}
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """`check` in a folder with two accounts of X: its exit code and what it prints."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(_output, "now", lambda: NOW)
    for language, post in POSTS.items():
        Path(f"{language}.md").write_text(post, encoding="utf-8")
    Path("crosspost.toml").write_text(
        '[accounts.zhu]\nchannel = "x"\n[accounts.fu]\nchannel = "x"\n', encoding="utf-8"
    )

    def said(*words: str) -> tuple[int, str]:
        code = cli.run(["check", *words])
        return code, capsys.readouterr().out

    return said


def use_up(account: str = "zhu", url: str | None = None) -> None:
    """As many calls as X takes in 15 minutes, all of them now."""
    quarter = Rate(key=f"{account} per_15_minutes", most=100, seconds=900)
    with open_ledger(url, now=lambda: NOW) as ledger:
        while ledger.reserve([quarter], 600) < 600 - quarter.apart:
            pass


@pytest.mark.parametrize("language", POSTS)
def test_a_full_rate_is_a_warning_of_its_account_alone(say: Say, language: str):
    use_up()
    code, out = say(f"{language}.md", "--format", "json")
    [found] = [one for one in json.loads(out)["posts"][0]["findings"] if one["code"] == "rate.full"]
    assert (code, found["level"], found["accounts"]) == (0, "warning", ["zhu"])
    assert found["values"]["until"].startswith("2026-11-23 08:")
    assert (found["values"]["most"], found["values"]["minutes"]) == (100, 15)
    assert say(f"{language}.md", "--strict")[0] == 1
    shown = say(f"{language}.md", "--lang", language)[1]
    assert {"en": "are used up", "zh": "已经用完"}[language] in shown


def test_a_rate_that_soon_has_room_is_no_matter(say: Say):
    """Publishing waits for minutes."""
    use_up()
    with open_ledger(now=lambda: NOW) as ledger, ledger.writing() as connection:
        connection.execute(sa.update(bucket).values(empty=bucket.c.empty - 330))
    assert "rate.full" not in say("zh.md")[1]


def test_without_a_ledger_none_is_made(say: Say, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    assert say("zh.md")[0] == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_ledger_of_another_version_is_left_as_it_is(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    use_up()
    [file] = tmp_path.rglob("ledger.sqlite3")
    with monkeypatch.context() as patch:
        patch.setattr(opening, "HEAD", "9999")
        assert "rate.full" not in say("zh.md")[1]
    assert "rate.full" in say("zh.md")[1]
    assert file.exists()


def test_the_network_is_asked_for_nothing(say: Say):
    use_up()
    with Fake() as fake:
        Path("crosspost.toml").write_text(
            f'[accounts.zhu]\nchannel = "x"\napi = "{fake.url}"\n', encoding="utf-8"
        )
        say("zh.md")
        assert fake.requests == []
