"""Looking after an installation: copies of a ledger, what is wrong here, logs for machines."""

import contextlib
import json
import logging
import sqlite3
import threading
from pathlib import Path

import pytest

from crosspost import cli
from crosspost.ledger import open_ledger, upkeep
from crosspost.ledger.rows import LedgerError
from crosspost.logs import logged


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder of a new user."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return tmp_path


def ledger(path: Path) -> str:
    url = f"sqlite:///{path}"
    open_ledger(url).close()
    return url


def test_a_copy_is_whole_private_and_can_be_opened(tmp_path):
    url = ledger(tmp_path / "here.db")
    size = upkeep.back_up(url, tmp_path / "copy.db")
    copy = tmp_path / "copy.db"
    assert size == copy.stat().st_size > 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.new")) + list(tmp_path.glob(".*.new"))
    assert not list(tmp_path.glob("copy.db-*")), "it is one file"
    open_ledger(f"sqlite:///{copy}").close()


def test_a_copy_holds_what_stands_only_in_the_journal(tmp_path):
    url = ledger(tmp_path / "here.db")
    writing = sqlite3.connect(tmp_path / "here.db")
    writing.execute("PRAGMA wal_autocheckpoint = 0")
    writing.execute("CREATE TABLE more (words TEXT)")
    writing.execute("INSERT INTO more VALUES ('还在日志里')")
    writing.commit()
    assert (tmp_path / "here.db-wal").stat().st_size
    upkeep.back_up(url, tmp_path / "copy.db")
    writing.close()
    copied = sqlite3.connect(tmp_path / "copy.db")
    assert copied.execute("SELECT words FROM more").fetchall() == [("还在日志里",)]
    copied.close()


def test_a_copy_is_one_moment_while_others_write(tmp_path):
    url = ledger(tmp_path / "here.db")
    with sqlite3.connect(tmp_path / "here.db") as first:
        first.execute("CREATE TABLE pairs (one INTEGER, other INTEGER)")
    first.close()
    stop = threading.Event()

    def write() -> None:
        connection = sqlite3.connect(tmp_path / "here.db", timeout=30)
        number = 0
        while not stop.is_set():
            number += 1
            connection.execute("INSERT INTO pairs (one) VALUES (?)", (number,))
            connection.execute("UPDATE pairs SET other = one WHERE other IS NULL")
            connection.commit()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            upkeep.back_up(url, tmp_path / f"copy-{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        copied = sqlite3.connect(tmp_path / f"copy-{number}.db")
        assert copied.execute("SELECT count(*) FROM pairs WHERE other IS NULL").fetchone() == (0,)
        copied.close()


def test_nothing_is_written_over_and_a_server_is_left_to_its_own_tool(
    tmp_path, monkeypatch, capsys
):
    Path("crosspost.toml").write_text('ledger = "sqlite:///here.db"\n', "utf-8")
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    assert cli.run(["ledger", "backup", "copy.db"]) == 1
    assert "no ledger yet" in capsys.readouterr().err
    ledger(tmp_path / "here.db")
    Path("copy.db").write_text("别动", "utf-8")
    assert cli.run(["ledger", "backup", "copy.db"]) == 1
    assert Path("copy.db").read_text("utf-8") == "别动"
    assert cli.run(["ledger", "backup", "other.db"]) == 0
    with pytest.raises(LedgerError, match="pg_dump"):
        upkeep.back_up("postgresql+psycopg://db.example/posts", tmp_path / "x")


def test_the_doctor_says_what_is_wrong_and_shows_no_secret(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:planted-token")
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    Path("crosspost.toml").write_text(
        '[accounts.tg]\nchannel = "telegram"\nchat = "@a"\n[accounts.x]\nchannel = "x"\n'
        '[accounts.slip]\nchannel = "bluesky"\nhandel = "a"\n',
        "utf-8",
    )
    data = tmp_path / "data" / "crosspost"
    ledger(data / "ledger.sqlite3")
    (data / "ledger.sqlite3").chmod(0o644)
    data.chmod(0o755)
    assert cli.run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "planted" not in said
    assert "environment TELEGRAM_BOT_TOKEN" in said
    assert "✗ x: api_key" in said
    assert 'unknown key "handel"' in said
    assert f"chmod 600 {data}/ledger.sqlite3" in said
    assert f"chmod 700 {data}" in said
    assert cli.run(["doctor", "--format", "json"]) == 1
    parts = {one["part"] for one in json.loads(capsys.readouterr().out)["diagnoses"]}
    assert {"version", "extra", "path", "settings", "secrets", "ledger", "clock"} <= parts


def test_a_damaged_ledger_is_told(tmp_path, capsys):
    path = tmp_path / "data" / "crosspost" / "ledger.sqlite3"
    ledger(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert cli.run(["doctor"]) == 1
    assert "✗ " in capsys.readouterr().out
    assert cli.run(["ledger", "backup", "copy.db"]) == 1
    assert not Path("copy.db").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", ""),  # it is filled by the first command that writes
        (b"overwritten" * 500, "the ledger is damaged"),
        (None, "a database of another program (recipes)"),
    ],
)
def test_the_doctor_knows_what_stands_in_a_ledgers_place(data, says, tmp_path, capsys):
    path = tmp_path / "data" / "crosspost" / "ledger.sqlite3"
    path.parent.mkdir(parents=True, mode=0o700)
    if data is None:
        with contextlib.closing(sqlite3.connect(path)) as another:
            another.execute("CREATE TABLE recipes (name TEXT)")
    else:
        path.write_bytes(data)
    path.chmod(0o600)
    assert cli.run(["doctor"]) == bool(says)
    assert says in capsys.readouterr().out


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("a = [", "Invalid value"),
        ('ledger = "nonsense"', "not the URL of a database"),
        ('[accounts.a]\nchannel = "telgram"', "did you mean telegram?"),
    ],
)
def test_the_doctor_tells_each_fault_of_the_settings_once(settings, says, tmp_path, capsys):
    file = tmp_path / "config" / "crosspost" / "crosspost.toml"
    file.parent.mkdir(parents=True)
    file.write_text(settings, "utf-8")
    assert cli.run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert said.count(says) == 1
    assert "1 thing is wrong" in said


def test_the_doctor_knows_a_clock_that_is_behind_and_a_font_that_is_not_there(monkeypatch, capsys):
    monkeypatch.setattr("crosspost.cli.doctor.time.time", lambda: 1.0e9)
    monkeypatch.setattr("crosspost.card.fonts.face", lambda *_: None)
    assert cli.run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "years behind" in said
    assert "- Chinese font for cards" in said, "whoever makes no cards needs none"
    assert "1 thing is wrong" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_new_users_computer_is_fine(language, capsys):
    assert cli.run(["--lang", language, "doctor"]) == 0
    assert ("Nothing is wrong" if language == "en" else "一切正常") in capsys.readouterr().out


def test_settings_are_checked_whole(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    path = Path("crosspost.toml")
    path.write_text('[accounts.a]\nchannel = "x"\n', "utf-8")
    assert cli.run(["config", "check"]) == 0
    assert "1 account" in capsys.readouterr().out
    path.write_text(
        'env_file = "gone.env"\n[accounts.a]\nchannel = "twiter"\n[accounts.b]\nchannel = "x"\nslots = "sometimes"\n'
        '[accounts.c]\nchannel = "x"\nwatch = "nwo"\n'
        '[notify]\naccount = "nobody"\n',
        "utf-8",
    )
    assert cli.run(["config", "check"]) == 1
    said = capsys.readouterr().err
    assert "no channel" in said
    assert "accounts.b.slots" in said
    assert "accounts.c.watch" in said
    assert 'no account "nobody"' in said
    assert "gone.env" in said
    path.write_text('notfy = 1\n[accounts.a]\nchanel = "x"\n', "utf-8")
    assert cli.run(["config", "check"]) == 1
    said = capsys.readouterr().err
    assert "did you mean notify?" in said
    assert "did you mean channel?" in said, "all that is wrong is told at once"


def test_a_log_for_machines_is_an_object_a_line(capsys):
    logger = logging.getLogger("crosspost")
    with logged("json"):
        logger.warning("第 %s 行\n换行", 1)
        try:
            raise ValueError("坏了")
        except ValueError:
            logger.exception("failed", extra={"account": "公告"})
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"]) == ("warning", "crosspost")
    assert first["message"].startswith("第 1 行")
    assert first["time"].endswith("Z")
    assert second["account"] == "公告"
    assert "ValueError: 坏了" in second["traceback"]
