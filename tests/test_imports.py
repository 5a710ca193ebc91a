"""What a command may import: start-up is most of what it costs.

Each list names libraries and the heavy parts of the standard library that the command must leave
alone; ``--version`` says instead which modules are all it may load.
"""

import subprocess
import sys

import pytest

from tests.transcripts import ROOT

SDKS = {"atproto", "httpx", "mastodon", "requests", "telegram", "tweepy"}
HEAVY = {"asyncio", "dataclasses", "email", "importlib.metadata", "shtab", "sqlite3"}
POST = ROOT / "examples" / "price-of-a-street.txt"


def loaded(*arguments: str, text: str = "") -> set[str]:
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
        cwd=ROOT,
        env={"PYTHONPATH": "src", "PYTHONUTF8": "1", "HOME": "/nowhere"},
    )
    return set(done.stderr.partition("\0")[2].split())


def test_version_loads_the_package_and_nothing_else():
    assert loaded("--version") == {"crosspost", "crosspost.__main__"}


@pytest.mark.parametrize(
    ("arguments", "text", "spared"),
    [
        (["--help"], "", SDKS | HEAVY | {"emoji", "msgspec", "regex", "rich", "tomllib", "yaml"}),
        (["count", "--channel", "x"], "中文 plain", SDKS | HEAVY | {"emoji", "rich", "yaml"}),
        (["count", "--unit", "graphemes"], "中文 plain", SDKS | HEAVY | {"emoji", "regex", "rich"}),
        (["preview", str(POST), "--channel", "x"], "", SDKS | HEAVY | {"rich", "yaml"}),
        (["check", str(POST), "--channel", "telegram"], "", SDKS | HEAVY | {"rich", "yaml"}),
        (["channels"], "", SDKS | HEAVY | {"emoji", "regex", "rich", "yaml"}),
    ],
    ids=["help", "count", "count graphemes", "preview", "check", "channels"],
)
def test_a_command_spares_what_it_does_not_need(arguments: list[str], text: str, spared: set[str]):
    assert not loaded(*arguments, text=text) & spared


def test_import_of_the_package_costs_next_to_nothing():
    code = (
        "import sys; before = set(sys.modules); import crosspost; print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT / "src"
    )
    assert done.stdout.split() == ["crosspost"]
