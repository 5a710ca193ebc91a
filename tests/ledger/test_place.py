"""Where a ledger is: one file has one set of claims, is its owner's alone, and is missed when gone."""

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from crosspost import configuration
from crosspost.ledger import Ledger, LedgerError, open_ledger
from crosspost.ledger.rows import as_ledger_errors
from crosspost.publishing import PublishOptions, RetryPolicy, RunContext, run_job
from tests.publishing.door import job, outcomes
from tests.publishing.memory import Channel


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_relative_ledger_is_beside_the_file_that_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Not beside whoever runs a command: two folders would be two ledgers."""
    ours = tmp_path / "配置" / "crosspost"
    ours.mkdir(parents=True)
    (ours / "crosspost.toml").write_text('ledger = "sqlite:///账本.sqlite3"\n', "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(ours.parent))
    found = set()
    for name in ("一", "二"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        found.add(configuration.read().ledger)
    assert found == {f"sqlite:///{ours}/账本.sqlite3"}


def test_a_link_to_a_ledger_has_its_claims(tmp_path: Path):
    link = tmp_path / "链接.sqlite3"
    with open_ledger(f"sqlite:///{tmp_path}/账本.sqlite3") as ledger:
        link.symlink_to(tmp_path / "账本.sqlite3")
        with (
            open_ledger(f"sqlite:///{link}") as other,
            ledger.lock_account("主号"),
            pytest.raises(LedgerError, match="another process"),
            other.lock_account("主号"),
        ):
            raise AssertionError


def test_sqlite_tells_milliseconds_whatever_its_version(tmp_path: Path):
    """The engine asks for them on Python 3.12 and later; SQLite knows them since 3.42."""
    with (
        open_ledger(f"sqlite:///{tmp_path}/账本.sqlite3") as ledger,
        ledger.engine.begin() as open_,
    ):
        asked = sa.text("SELECT typeof(unixepoch('subsec'))")
        assert open_.execute(asked).scalar_one() == "real"


def test_a_ledger_of_several_names_is_refused(tmp_path: Path):
    open_ledger(f"sqlite:///{tmp_path}/一.sqlite3").close()
    os.link(tmp_path / "一.sqlite3", tmp_path / "二.sqlite3")
    with pytest.raises(LedgerError, match="several names"):
        open_ledger(f"sqlite:///{tmp_path}/二.sqlite3")


def test_a_ledger_is_its_owner_s_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """And is made so where an older version, or a person, left it otherwise."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    home = tmp_path / "crosspost"
    home.mkdir(mode=0o755)
    (home / "ledger.sqlite3.claims").mkdir(mode=0o755)
    (home / "ledger.sqlite3").touch(mode=0o644)
    before = os.umask(0)
    try:
        with open_ledger() as ledger, ledger.lock_account("主号"), ledger.writing():
            found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    finally:
        os.umask(before)
    folders = {name: mode for name, mode in found.items() if name.endswith(".claims")}
    files = {name: mode for name, mode in found.items() if name not in folders}
    assert set(folders.values()) == {0o700}
    assert set(files.values()) == {0o600}
    assert len(files) == 4, "the ledger, its two journals, a claim"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
@pytest.mark.fault(
    "a ledger that is deleted or replaced",
    "no call is made; it is not made anew in silence",
)
def test_a_ledger_that_is_gone_is_missed(tmp_path: Path, *, replaced: bool):
    file = tmp_path / "账本.sqlite3"
    with open_ledger(f"sqlite:///{file}") as ledger:
        if replaced:
            shutil.copy(file, tmp_path / "备份")
            (tmp_path / "备份").replace(file)
        else:
            file.unlink()
        for use in (ledger.rows, lambda: ledger.lock_account("主号").__enter__()):
            with pytest.raises(LedgerError, match="not the file any more"):
                use()
    assert file.exists() == replaced, "none is made in its place"


def cut_the_session(ledger: Ledger) -> None:
    """The server ends every session that holds a claim."""
    holding = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    with ledger.writing() as connection:
        connection.execute(sa.text(holding))


def delete_the_claim(ledger: Ledger) -> None:
    """Somebody tidies up."""
    shutil.rmtree(f"{ledger.engine.url.database}.claims")


@pytest.mark.parametrize("message", [1, 2])
@pytest.mark.fault(
    "an advisory lock that is lost in mid-thread",
    "noticed before the next call; the rest is sent by the next run",
)
def test_a_claim_that_is_lost_is_noticed_before_the_next_call(ledger: Ledger, message: int):
    channel = Channel()

    def called() -> None:
        if len(channel.calls) == message:
            lose: Callable[[Ledger], None] = (
                delete_the_claim if ledger.engine.dialect.name == "sqlite" else cut_the_session
            )
            lose(ledger)

    channel.when_called = called
    context = RunContext(ledger, retry=RetryPolicy(attempts=1))
    result = run_job(job("主号", channel), PublishOptions(), context)
    assert outcomes(result) == ["sent"] * message + ["later"]
    assert len(channel.calls) == message
    assert result.failure is not None
    assert result.failure.problem.code == "ledger.lock-lost"
    channel.when_called = lambda: None
    assert outcomes(run_job(job("主号", channel), PublishOptions(), context)) == ["sent"] * 3
    assert len(channel.posts) == 3


@pytest.mark.parametrize(("free", "code"), [(0, "disk-full"), (1 << 30, "unusable")])
def test_an_error_of_input_and_output_on_a_full_disk_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, code: str
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free, 0, free))
    url = sa.make_url(f"sqlite:///{tmp_path}/账本.sqlite3")
    with pytest.raises(LedgerError) as told, as_ledger_errors(url):
        raise OSError(errno.EIO, "disk I/O error")
    assert told.value.code == f"ledger.{code}"
