"""Where an extra is missing, one message says which command wants it, and how to install it."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from crosspost.cli import EXTRAS, NEED_NO_EXTRA, missing_extra
from tests.transcripts import ROOT

NAMES = {
    "Mastodon.py": "mastodon",
    "SQLAlchemy": "sqlalchemy",
    "fonttools": "fontTools",
    "mcp-types": "mcp_types",
    "nostr-sdk": "nostr_sdk",
    "pillow": "PIL",
    "prometheus-client": "prometheus_client",
    "python-bidi": "bidi",
    "python-dotenv": "dotenv",
    "python-telegram-bot": "telegram",
    "sse-starlette": "sse_starlette",
}
DATA = {"tzdata"}  # no module that anything imports


def brought() -> dict[str, set[str]]:
    """What each extra brings by ``pyproject.toml``, as it is imported."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras: dict[str, list[str]] = said["project"]["optional-dependencies"]
    found: dict[str, set[str]] = {}
    for extra in sorted(extras, key=lambda name: "crosspost[" in str(extras[name])):
        found[extra] = set()
        for wish in extras[extra]:
            if inner := re.match(r"crosspost\[(.*)\]", wish):
                found[extra] |= {one for name in inner[1].split(",") for one in found[name]}
                continue
            name = re.split(r"[\[<>=]", wish)[0]
            found[extra] |= {NAMES.get(name, name)} - DATA
    return found


def test_what_an_extra_brings_is_known():
    assert {extra: set(names) for extra, names in EXTRAS.items()} == brought()


ACCOUNTS = """
[accounts.x]
channel = "x"

[accounts."短笺"]
channel = "nostr"
relays = "ws://127.0.0.1:9"
"""


def ran(words: list[str], missing: str, folder: Path) -> subprocess.CompletedProcess[str]:
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        f"from crosspost.cli import run; sys.exit(run({words!r}))"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(folder),
            "CROSSPOST_TRUST": "/",
            "NOSTR_SECRET_KEY": "11" * 32,
        },
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("command", "missing", "extra"),
    [
        ("schedule post.md --at 2099-12-25T18:00+08:00", "sqlalchemy", "schedule"),
        ("schedule post.md --at 明天9点", "tzlocal", "schedule"),
        ("queue", "sqlalchemy", "schedule"),
        ("queue --format ics", "icalendar", "schedule"),
        ("worker --until-empty", "dbos", "schedule"),
        ("publish post.md --yes", "sqlalchemy", "publish"),
        ("status", "sqlalchemy", "publish"),
        ("predictions", "alembic", "publish"),
        ("card post.md", "PIL", "card"),
        ("edit --no-open", "starlette", "desk"),
        ("mcp", "mcp_types", "mcp"),
        ("serve", "uvicorn", "serve"),
        ("token", "sqlalchemy", "publish"),
        ("approve", "sqlalchemy", "publish"),
        ("watch https://example.com/feed --once --to x", "feedparser", "watch"),
    ],
)
def test_a_command_names_the_extra_that_it_wants(
    command: str, missing: str, extra: str, tmp_path: Path
):
    (tmp_path / "post.md").write_text("# 最后一次闰秒\n", encoding="utf-8")
    (tmp_path / "crosspost.toml").write_text(ACCOUNTS, encoding="utf-8")
    done = ran(command.split(), missing, tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    name = command.split(maxsplit=1)[0]
    assert f"crosspost {name} needs the library {missing}, which is not installed" in done.stderr
    assert f'pip install "crosspost[{extra}]"' in done.stderr


def test_a_channel_names_the_extra_that_it_wants(tmp_path: Path):
    (tmp_path / "post.md").write_text("# 最后一次闰秒\n", encoding="utf-8")
    (tmp_path / "crosspost.toml").write_text(ACCOUNTS, encoding="utf-8")
    done = ran(["publish", "post.md", "--to", "短笺", "--yes"], "nostr_sdk", tmp_path)
    assert done.returncode == 1
    assert "Nostr needs nostr_sdk, which is not installed" in done.stderr
    assert 'pip install "crosspost[nostr]"' in done.stderr


def test_a_library_of_no_extra_is_a_mistake_of_ours():
    assert missing_extra("preview", "msgspec") == ""


COMMANDS = [
    "preview post.md",
    "preview post.md --format html",
    "preview picture.md --channel mastodon",
    "check post.md",
    "check picture.md --channel mastodon",
    "card post.md -o card.png",
    "draft post.md --translate en --with false",
    "publish post.md --dry-run",
    "publish post.md --yes",
    "schedule post.md --at 2099-12-25T18:00+08:00 --dry-run",
    "schedule post.md --at 明天9点 --yes",
    "queue",
    "queue --format ics",
    "queue --format json",
    "queue pause board",
    "worker --until-empty",
    "update post.md --yes",
    "delete post.md --yes",
    "approve",
    "token",
    "token add 同事",
    "mcp",
    "serve --port PORT",
    "status",
    "status post.md --format json",
    "resolve",
    "predictions",
    "predictions score",
    "count post.md",
    "accounts",
    "accounts check",
    "channels",
    "channels x",
    "schema",
    "schema preview",
    "completion bash",
    "init",
    "config check",
    "doctor",
    "ledger",
    "ledger backup copy.sqlite3",
    "accounts add wecom",
    "watch . --once --to board",
    "trust --list",
    "untrust",
    "edit --no-open --port 99999",
]
ALL = """
import contextlib, io, json, socket, sys, warnings
warnings.simplefilter("ignore")
for name in {missing!r}:
    sys.modules[name] = None
from crosspost.cli import run
for command in {commands!r}:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()  # a server that starts finds its port in use, and ends
        port = str(held.getsockname()[1])
        try:
            code = run(command.replace("PORT", port).split())
        except SystemExit as end:
            code = end.code
    print(json.dumps([command, code, err.getvalue()]))
"""


@pytest.mark.parametrize(
    "extra",
    [
        "",
        *(
            pytest.param(
                one, marks=pytest.mark.slow if one in {"all", "publish"} else pytest.mark.long
            )
            for one in EXTRAS
        ),
    ],
)
def test_every_command_with_one_extra_alone_works_or_says_what_it_wants(extra: str, tmp_path: Path):
    """As in an environment with this extra and nothing else: the other libraries are hidden."""
    for name, text in {
        "post.md": "# 最后一次闰秒\n\n收费了。\n",
        "picture.md": "# 最后一次闰秒\n\n![图](图.png)\n\n收费了。\n",
        "crosspost.toml": '[accounts.board]\nchannel = "wecom"\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    missing = sorted(set().union(*EXTRAS.values()) - EXTRAS.get(extra, set()))
    done = subprocess.run(
        [sys.executable, "-c", ALL.format(missing=missing, commands=COMMANDS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path), "CROSSPOST_TRUST": "/"},
        stdin=subprocess.DEVNULL,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    assert [command for command, _, _ in ends] == COMMANDS
    for command, code, said in ends:
        name = command.split(maxsplit=1)[0]
        assert "Traceback" not in said, f"{command}: {said}"
        wants = re.search(r'pip install "crosspost\[(\w+)\]"', said)
        if wants:
            library = re.search(r"needs (?:the library )?(\w+), which is not", said)
            assert library, said
            assert library[1] in EXTRAS[wants[1]]
            assert wants[1] != extra, f"{command}: it is there, and not enough"
            assert code == 1
        if name in NEED_NO_EXTRA:
            assert not wants, f"{command}: {said}"


def test_check_needs_no_extra_though_a_ledger_is_there(tmp_path: Path):
    """A hook's environment has none; the ledger is its owner's, of their own installation."""
    ledger = tmp_path / ".local/share/crosspost/ledger.sqlite3"
    ledger.parent.mkdir(parents=True)
    ledger.touch()
    (tmp_path / "post.md").write_text("# 标题\n\n正文。\n", encoding="utf-8")
    (tmp_path / "crosspost.toml").write_text('[accounts.me]\nchannel = "x"\n', encoding="utf-8")
    done = ran(["check", "post.md"], "sqlalchemy", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
