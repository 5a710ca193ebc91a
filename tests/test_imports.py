"""What a command may import: start-up is most of what it costs.

Each list names libraries and the heavy parts of the standard library that the command must leave
alone; ``--version`` says instead which modules are all it may load.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transcripts import ROOT

SDKS = {"atproto", "httpx", "mastodon", "requests", "telegram", "tweepy"}
HEAVY = {"asyncio", "dataclasses", "email", "importlib.metadata", "shtab", "sqlite3"}
ENGINE = {"crosspost.scheduling", "dbos", "sqlalchemy"}
PREVIEW = SDKS | ENGINE | HEAVY | {"emoji", "rich", "yaml"}
INSTALLED = {"dataclasses", "email", "importlib.metadata"}
"""What asking for the channels of installed packages takes."""
PAGE = {"markupsafe", "nh3", "crosspost.preview.as_html"}
POST = ROOT / "examples" / "price-of-a-street.txt"


def loaded(*arguments: str, text: str = "", folder: Path = ROOT) -> set[str]:
    """The modules that ``crosspost ARGUMENTS`` has loaded when it is done."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "from crosspost.__main__ import main\n"
        "code = main()\n"
        "print('\\0', *(set(sys.modules) - before), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=text,
        capture_output=True,
        check=True,
        encoding="utf-8",
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUTF8": "1",
            "HOME": "/nowhere",
            "CROSSPOST_TRUST": os.sep,
        },
    )
    return set(done.stderr.partition("\0")[2].split())


def test_version_loads_the_package_and_nothing_else():
    built_in = {"gc"}
    assert loaded("--version") - built_in == {"crosspost", "crosspost.__main__"}


@pytest.mark.parametrize(
    ("arguments", "text", "spared"),
    [
        (
            ["--help"],
            "",
            SDKS | HEAVY | ENGINE | {"emoji", "msgspec", "regex", "rich", "yaml"},
        ),
        (
            ["count", "--channel", "x"],
            "中文 plain",
            SDKS | HEAVY | ENGINE | {"emoji", "rich.console", "yaml"},
        ),
        (
            ["count", "--unit", "graphemes"],
            "中文 plain",
            SDKS | HEAVY | {"emoji", "regex", "rich.console"},
        ),
        (["preview", str(POST), "--channel", "x"], "", PREVIEW | PAGE),
        (["preview", str(POST), "--channel", "x", "--format", "html"], "", SDKS | {"rich", "yaml"}),
        (["check", str(POST), "--channel", "telegram"], "", PREVIEW | PAGE),
        (
            ["channels"],
            "",
            SDKS | (HEAVY - INSTALLED) | ENGINE | {"emoji", "regex", "rich.console", "yaml"},
        ),
    ],
    ids=["help", "count", "count graphemes", "preview", "html", "check", "channels"],
)
def test_a_command_spares_what_it_does_not_need(arguments: list[str], text: str, spared: set[str]):
    assert not loaded(*arguments, text=text) & spared


def test_the_engine_is_not_loaded_for_a_preview_nor_to_look(tmp_path: Path):
    said = f"""ledger = "sqlite:///{tmp_path}/账本.sqlite3"
[accounts.essay]
channel = "x"
slots = "工作日 9:00 Asia/Shanghai"
gap = "30m"
"""
    (tmp_path / "crosspost.toml").write_text(said, encoding="utf-8")
    assert not loaded("preview", str(POST), folder=tmp_path) & ENGINE
    spared = SDKS | {"dbos", "icalendar", "psycopg", "PIL"}
    assert not loaded("queue", folder=tmp_path) & spared
    assert not loaded("schedule", str(POST), "--next-slot", "--dry-run", folder=tmp_path) & spared


def test_importing_the_way_of_a_preview_compiles_no_pattern():
    """A pattern costs a third of a millisecond: it is compiled when a text needs it."""
    code = (
        "import re, sys; compile = re.compile; met = set()\n"
        "def noted(*given, **named): met.add(sys._getframe(1).f_globals['__name__']); return compile(*given, **named)\n"
        "re.compile = noted\n"
        "import crosspost.adapters.x, crosspost.preview.as_text, crosspost.readers.headed_text\n"
        "print(*(name for name in met if name.startswith('crosspost')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT / "src"
    )
    needed = {"crosspost.text.languages", "crosspost.model.layout", "crosspost.model.post"}
    assert set(done.stdout.split()) == needed  # msgspec, for a field of a record


def test_import_of_the_package_costs_next_to_nothing():
    code = (
        "import sys; before = set(sys.modules); import crosspost; print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT / "src"
    )
    assert done.stdout.split() == ["crosspost"]
