"""The example of a channel of one's own: two files, and every command knows it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import ROOT

POST = ROOT / "examples" / "price-of-a-street.txt"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A person's configuration with the example's entry, and an account on it."""
    own = tmp_path / "config" / "crosspost"
    (own / "channels").mkdir(parents=True)
    shutil.copy(ROOT / "examples/custom_channel/notebook.toml", own / "channels")
    (own / "crosspost.toml").write_text(
        '[accounts.desk]\nchannel = "notebook"\nfolder = "pages"\n', encoding="utf-8"
    )
    return tmp_path


def crosspost(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join([str(ROOT / "src"), str(ROOT / "examples")])
    environment = {
        **os.environ,
        "PYTHONPATH": places,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
    }
    return subprocess.run(
        [sys.executable, "-m", "crosspost", *arguments],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_book_lists_it(home: Path):
    assert "Notebook" in crosspost(home, "channels").stdout


def test_what_is_previewed_is_what_is_written(home: Path):
    shown = crosspost(home, "preview", str(POST), "--to", "desk")
    assert "一条街的价格" in shown.stdout
    done = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert done.returncode == 0, done.stderr
    pages = sorted((home / "pages").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert pages
    for page in pages:
        assert page.read_text(encoding="utf-8") in shown.stdout


def test_the_same_post_is_not_written_twice(home: Path):
    crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    before = {path: path.stat().st_mtime_ns for path in (home / "pages").iterdir()}
    again = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert again.returncode == 0
    assert {path: path.stat().st_mtime_ns for path in (home / "pages").iterdir()} == before
