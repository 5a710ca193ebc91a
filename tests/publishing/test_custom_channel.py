"""Channels of one's own, as two files or an installed package; a mistake in one stops no other."""

import os
import re
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
    for ending in ("toml", "py"):
        shutil.copy(ROOT / f"examples/custom_channel/notebook.{ending}", own / "channels")
    (own / "crosspost.toml").write_text(
        '[accounts.desk]\nchannel = "notebook"\nfolder = "pages"\n', encoding="utf-8"
    )
    return tmp_path


def crosspost(home: Path, *arguments: str, site: str = "") -> subprocess.CompletedProcess[str]:
    places = os.pathsep.join([str(ROOT / "src"), site])
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


def broken(home: Path, before: str, after: str) -> None:
    """The notebook's code with a mistake in it, and an account on it and on another channel."""
    code = home / "config/crosspost/channels/notebook.py"
    said = code.read_text(encoding="utf-8")
    assert before in said
    code.write_text(said.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("    made = outline(", "    made = outlin(", "NameError: name 'outlin' is not defined"),
        ("from pathlib import Path", "from pathlib import Pathh", "ImportError: "),
        ("class _Notebook(Connection):", "class _Notebook", "SyntaxError: "),
        pytest.param(
            *("import datetime as dt", "import datetimes as dt", "No module named 'datetimes'"),
            marks=pytest.mark.long,
        ),
    ],
    ids=["when it writes", "when it is imported", "when it is read", "what it needs"],
)
def test_a_mistake_in_one_stops_no_other(home: Path, before: str, after: str, error: str):
    broken(home, before, after)
    done = crosspost(home, "preview", str(POST), "--channel", "x", "--to", "desk")
    assert done.returncode == 3
    assert "━━ x · " in done.stdout
    assert error in done.stderr
    assert re.search(r"channels/notebook\.py:\d+: the code of Notebook failed", done.stderr)
    assert "hint: mend " in done.stderr


def test_a_mistake_before_a_call_is_told_and_nothing_is_sent(home: Path):
    broken(home, "return Identity(", "return Identiti(")
    said = crosspost(home, "accounts", "check")
    assert said.returncode == 1
    assert "the code of Notebook failed: NameError" in said.stderr
    done = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert done.returncode == 1
    assert "the code of Notebook failed: NameError" in done.stderr
    assert not (home / "pages").exists()


def test_after_a_mistake_in_a_call_nobody_knows_and_the_message_is_looked_up(home: Path):
    """Each page was written before the mistake: found there, none is written twice."""
    broken(home, "return Sent(id=key, url=self._path(key).as_uri())", "return Snet(key)")
    done = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert done.returncode == 0, done.stderr
    assert len(list((home / "pages").iterdir())) == done.stdout.count(" sent: ")


def test_where_looking_fails_as_well_a_person_decides(home: Path):
    broken(home, "return Sent(id=key, url=self._path(key).as_uri())", "return Snet(key)")
    broken(home, "whole = path.exists()", "whole = path.exist()")
    done = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert done.returncode == 3
    assert re.search(r"notebook\.py:\d+: the code of Notebook failed: AttributeError", done.stderr)
    assert "crosspost resolve " in done.stderr
    assert len(list((home / "pages").iterdir())) == 1


def test_what_has_no_connect_is_pasted_by_people(home: Path):
    broken(home, "def connect(", "def _connect(")
    assert "you paste it yourself" in crosspost(home, "accounts", "check").stdout
    done = crosspost(home, "publish", str(POST), "--to", "desk", "--yes")
    assert done.returncode == 0, done.stderr
    assert "paste it in Notebook" in done.stderr


def test_code_without_write_is_no_channel(home: Path):
    broken(home, "def write(", "def wright(")
    done = crosspost(home, "preview", str(POST), "--to", "desk")
    assert done.returncode == 1
    assert "has no function write(post, account)" in done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder into which the example's package is installed by pip, as people install it."""
    folder = tmp_path_factory.mktemp("site")
    source = shutil.copytree(ROOT / "examples/channel_package", folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--target", folder / "lib", source],
        check=True,
        env={**os.environ, "PYTHONPATH": "", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    return str(folder / "lib")


def test_an_installed_package_brings_a_channel(home: Path, site: str):
    assert "postcard" in crosspost(home, "channels", site=site).stdout
    shown = crosspost(home, "preview", str(POST), "--channel", "postcard", site=site)
    assert shown.returncode == 0, shown.stderr
    assert "一条街的价格" in shown.stdout
    html = crosspost(
        home, "preview", str(POST), "--channel", "postcard", "--format", "html", site=site
    ).stdout
    assert 'class="screen crosspost_postcard"' in html
    assert ".crosspost_postcard .message" in html


def test_an_installed_package_takes_no_channel_over(home: Path, site: str):
    """Ours and a user's own come first: what is installed only adds names."""
    own = home / "config/crosspost/channels/postcard.toml"
    own.write_text('extends = "mastodon"\ntitle = "Mine"\n', encoding="utf-8")
    assert "Mine" in crosspost(home, "channels", site=site).stdout
