"""What a program meets that imports crosspost: every way to hand things over, right and wrong."""

import asyncio
import datetime as dt
import inspect
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import crosspost
from crosspost import Post, configuration, testing
from crosspost.cli._parser import CONFIG
from crosspost.errors import Rejected, Retryable, UnknownOutcome
from crosspost.ledger import Ledger
from crosspost.testing import Outbox, memory_ledger
from crosspost.translations import texts
from tests.transcripts import ROOT

ACCOUNTS = {
    "ledger": "sqlite:///账本.sqlite3",
    "accounts": {
        "公告": {"channel": "telegram", "chat": "@gonggao", "languages": ("zh",)},
        "board": {"channel": "x", "slots": "daily 9:00 UTC"},
    },
}
SECRETS = {"公告": {"token": "123456:不可-说出-去"}}
POST = Post(
    title="搬家了 🎉", happened={"zh": "我们搬到了老面包房。", "en": "We moved to the old bakery."}
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An empty folder, and nothing configured."""
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv(CONFIG, raising=False)


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    with Outbox() as opened:
        yield opened


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with memory_ledger() as opened:
        yield opened


@pytest.fixture
def mine() -> crosspost.Settings:
    return crosspost.config(ACCOUNTS, secrets=SECRETS)


# What there is


@pytest.mark.parametrize("name", crosspost.__all__)
def test_every_name_is_there_and_says_what_it_is(name: str):
    found = getattr(crosspost, name)
    assert inspect.getdoc(found), name
    assert getattr(found, "__module__", "").startswith("crosspost"), name


@pytest.mark.parametrize(
    "function",
    [
        getattr(home, name)
        for home in (crosspost, testing)
        for name in home.__all__
        if inspect.isfunction(getattr(home, name))
    ],
    ids=lambda function: f"{function.__module__}.{function.__name__}",
)
def test_every_function_says_what_it_is_for_what_it_takes_and_how_it_fails(
    function: Callable[..., object],
):
    said = inspect.getdoc(function) or ""
    if function.__name__.endswith("_async"):
        assert re.search(r"As `\w+`", said)
        return
    taken = [name for name in inspect.signature(function).parameters if name != "_"]
    if len(taken) > 1:
        assert [name for name in taken if f"    {name}: " not in said] == []
    assert ">>>" in said
    assert re.search(r"[^\x00-\x7f–…]", said[said.index(">>>") :]), "an example beyond ASCII"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="pubilsh"):
        _ = crosspost.pubilsh  # type: ignore[attr-defined]


def test_both_ways_have_the_same_arguments():
    for name in ("publish", "schedule", "update", "delete"):
        now = inspect.signature(getattr(crosspost, name)).parameters
        later = inspect.signature(getattr(crosspost, f"{name}_async")).parameters
        assert set(now) - set(later) <= {"halt", "looked_at"}, name  # cancelling the task does it
        assert all(now[one].default == later[one].default for one in later), name


# Accounts and secrets


def test_accounts_come_from_a_file_alone(tmp_path: Path):
    Path("crosspost.toml").write_text('[accounts.here]\nchannel = "x"\n', "utf-8")
    file = tmp_path / "etc" / "service.toml"
    file.parent.mkdir()
    file.write_text('ledger = "sqlite:///l.sqlite3"\n[accounts."公告"]\nchannel = "x"\n', "utf-8")
    found = crosspost.config(file)
    assert list(found.accounts) == ["公告"]
    assert found.ledger == f"sqlite:///{file.parent}/l.sqlite3", "from the file's own folder"
    assert crosspost.config(str(file)) == found


@pytest.mark.usefixtures("outbox")
def test_the_variable_names_the_file_for_everybody(monkeypatch: pytest.MonkeyPatch, ledger: Ledger):
    Path("crosspost.toml").write_text('[accounts.here]\nchannel = "x"\n', "utf-8")
    Path("mine.toml").write_text('[accounts."公告"]\nchannel = "x"\n', "utf-8")
    monkeypatch.setenv(configuration.VARIABLE, "mine.toml")
    assert CONFIG == configuration.VARIABLE
    assert list(crosspost.config().accounts) == ["公告"]
    assert crosspost.publish(POST, "公告", ledger=ledger)[0].delivered
    with pytest.raises(crosspost.ConfigError, match='no account "here"'):
        crosspost.publish(POST, "here", ledger=ledger)
    monkeypatch.setenv(configuration.VARIABLE, "not-there.toml")
    with pytest.raises(crosspost.ConfigError, match=r"not-there\.toml: cannot be read"):
        crosspost.config()


def test_secrets_of_the_program_go_first_and_are_shown_nowhere(
    mine: crosspost.Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "of the environment")
    there = mine.destination("公告")
    assert there.credentials.get("token") == SECRETS["公告"]["token"]
    assert there.credentials.source("token") == "code"
    shown = (
        repr(mine) + repr(there) + str(crosspost.errors.Rejected("x", said="123456:不可-说出-去"))
    )
    assert "不可" not in shown
    without = crosspost.config(ACCOUNTS).destination("公告").credentials
    assert without.get("token") == "of the environment"


WRONG_CONFIG: list[tuple[Any, Any, str]] = [
    ({"acounts": {}}, {}, "config: acounts"),
    ({"accounts": ["公告"]}, {}, "config: accounts"),
    ({"accounts": {"公告": {"channel": 3}}}, {}, "config: accounts.公告"),
    ({"accounts": {"公告": {"chanel": "x"}}}, {}, "config: accounts.公告.chanel"),
    ({"secrets": {"公告": {}}}, {}, "config: secrets"),
    (ACCOUNTS, {"nobody": {"token": "abcdef"}}, "crosspost.toml"),
    (ACCOUNTS, {"公告": {"tokn": "abcdef"}}, "secrets.公告.tokn"),
    (ACCOUNTS, {"公告": {"token": ""}}, "secrets.公告.token"),
    (ACCOUNTS, {"公告": {"token": None}}, "secrets.公告.token"),
    (3, {}, "source"),
    ([("accounts", {})], {}, "source"),
]


@pytest.mark.parametrize(("source", "secrets", "path"), WRONG_CONFIG, ids=range(len(WRONG_CONFIG)))
def test_what_is_wrong_with_accounts_is_told_by_its_path(source: Any, secrets: Any, path: str):
    with pytest.raises(crosspost.ConfigError) as caught:
        crosspost.config(source, secrets=secrets)
    assert caught.value.location == path


# One result an account


def test_each_way_gives_one_result_an_account_in_order(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    both = ("board", "公告", "board")
    for done in (
        crosspost.publish(POST, both, ledger=ledger, config=mine),
        asyncio.run(crosspost.publish_async(POST, iter(both), ledger=ledger, config=mine)),
        crosspost.update(POST, (name for name in both), ledger=ledger, config=mine),
        asyncio.run(crosspost.delete_async(POST, both, ledger=ledger, config=mine)),
    ):
        assert [(one.account, one.channel, one.delivered) for one in done] == [
            ("board", "x", True),
            ("公告", "telegram", True),
        ]
    assert outbox.sent == []


def test_so_do_the_ways_to_schedule(mine: crosspost.Settings, ledger: Ledger):
    late = dt.datetime(2999, 3, 1, 9, tzinfo=dt.UTC)
    now = crosspost.schedule(POST, ("board", "公告"), late, ledger=ledger, config=mine)
    assert [(one.account, one.channel, one.new) for one in now] == [
        ("board", "x", True),
        ("公告", "telegram", True),
    ]
    again = asyncio.run(
        crosspost.schedule_async(POST, iter(["公告", "board"]), late, ledger=ledger, config=mine)
    )
    assert [(one.account, one.new) for one in again] == [("公告", False), ("board", False)]
    there = mine.destination("公告")
    assert not crosspost.schedule(POST, there, late, ledger=ledger, config=mine)[0].new


def test_one_account_that_fails_holds_back_no_other(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    outbox.fail("公告", Rejected("账号被限流", account_level=True))
    board, gonggao = crosspost.publish(POST, ("board", "公告"), ledger=ledger, config=mine)
    assert board.delivered
    assert gonggao.failure
    assert (gonggao.failure.outcome, gonggao.failure.account_level) == ("refused", True)
    assert [outbox.texts(name) != [] for name in ("board", "公告")] == [True, False]


def test_what_is_wrong_beforehand_is_raised_and_nothing_is_sent(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    with pytest.raises(crosspost.ConfigError, match='no account "nobody"'):
        crosspost.publish(POST, ("board", "nobody"), ledger=ledger, config=mine)
    drafts = (crosspost.render(POST, mine.account("board")),)
    with pytest.raises(crosspost.ConfigError, match="no draft is for 公告"):
        crosspost.publish(POST, ("board", "公告"), drafts=drafts, ledger=ledger, config=mine)
    assert outbox.sent == []


WRONG: list[tuple[Callable[[Any], object], str]] = [
    (lambda way: way("post.md", "board"), "post"),
    (lambda way: way(None, "board"), "post"),
    (lambda way: way({"title": "x"}, "board"), "post"),
    (lambda way: way(POST, None), "accounts"),
    (lambda way: way(POST, 3), "accounts"),
    (lambda way: way(POST, ["board", None]), "accounts[1]"),
    (lambda way: way(POST, [crosspost.config(ACCOUNTS).account("board")]), "accounts[0]"),
]


@pytest.mark.parametrize(("call", "path"), WRONG, ids=range(len(WRONG)))
@pytest.mark.parametrize("name", ["publish", "schedule", "update", "delete"])
def test_what_is_handed_over_wrongly_is_told_by_its_place(
    name: str, call: Callable[[Any], object], path: str, mine: crosspost.Settings, ledger: Ledger
):
    way = getattr(crosspost, name)

    def with_ours(post: object, accounts: object) -> object:
        if name == "delete" and isinstance(post, str):
            post = None  # a digest, as far as one can see
        return way(post, accounts, ledger=ledger, config=mine)

    with pytest.raises(crosspost.CrosspostError) as caught:
        call(with_ours)
    assert caught.value.location == path


def test_so_is_what_render_and_parse_are_given():
    for wrong in (
        lambda: crosspost.render("post.md", "x"),  # type: ignore[arg-type]
        lambda: crosspost.parse(b"# x", "markdown"),  # type: ignore[arg-type]
        lambda: crosspost.parse("# x", "docx"),
        lambda: crosspost.render(POST, "x-weibo"),
    ):
        with pytest.raises(crosspost.CrosspostError):
            wrong()


def test_a_text_in_memory_is_parsed_as_a_file_is():
    for said, format_ in (
        ("# 搬家了\n\n我们搬了。🎉", "markdown"),
        ("# 搬家了\n\n我们搬了。🎉", None),
    ):
        post = crosspost.parse(said, format_)
        assert post.title == {"zh": "搬家了"}
    assert crosspost.parse('{"title": "搬家了"}').title == {"zh": "搬家了"}
    assert crosspost.parse("title: 搬家了", "yml").title == {"zh": "搬家了"}


def test_times_without_a_zone_are_refused(mine: crosspost.Settings, ledger: Ledger):
    naive = dt.datetime(2999, 3, 1, 9)  # noqa: DTZ001 - what is refused
    with pytest.raises(crosspost.CrosspostError, match="says no time zone"):
        crosspost.schedule(POST, "board", naive, zone="Asia/Shanghai", ledger=ledger, config=mine)
    (one,) = crosspost.schedule(
        POST, "board", "2999-03-01 09:00", zone="Asia/Shanghai", ledger=ledger, config=mine
    )
    assert one.delivery.due == dt.datetime(2999, 3, 1, 1, tzinfo=dt.UTC), "words go by the zone"


# Where it runs


def test_it_works_inside_a_loop_that_runs_already(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    late = dt.datetime(2999, 3, 1, 9, tzinfo=dt.UTC)

    async def service() -> list[bool]:
        ways = (
            crosspost.publish_async(POST, name, ledger=ledger, config=mine)
            for name in ("board", "公告", "board")
        )
        done = await asyncio.gather(*ways)
        here = crosspost.publish(POST, "公告", ledger=ledger, config=mine)
        planned = crosspost.schedule(
            Post(title="另一篇"), "board", late, ledger=ledger, config=mine
        )
        return [each.delivered for one in (*done, here) for each in one] + [planned[0].new]

    assert all(asyncio.run(service()))
    assert len(outbox.sent) == 2


def test_threads_share_a_ledger_and_send_once(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    start = threading.Barrier(6)

    def one(_: int) -> crosspost.PublishResult:
        start.wait()
        return crosspost.publish(POST, "公告", ledger=ledger, config=mine)[0]

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(one, range(6)))
    assert results == [results[0]] * 6
    assert outbox.texts("公告") == ["搬家了 🎉\n\n📰 发生了什么\n我们搬到了老面包房。"]


def test_two_ledgers_in_one_process_know_nothing_of_each_other(
    mine: crosspost.Settings, outbox: Outbox, tmp_path: Path
):
    with memory_ledger() as one, memory_ledger() as other:
        for ledger in (one, other, f"sqlite:///{tmp_path}/a.sqlite3", None, one, None):
            assert crosspost.publish(POST, "公告", ledger=ledger, config=mine)[0].delivered
    assert len(outbox.sent) == 4
    assert (tmp_path / "账本.sqlite3").exists(), "that of the config"


@pytest.mark.usefixtures("outbox")
def test_a_ledger_in_memory_touches_no_file(
    mine: crosspost.Settings, ledger: Ledger, tmp_path: Path
):
    late = dt.datetime(2999, 3, 1, 9, tzinfo=dt.UTC)
    crosspost.publish(POST, ("公告", "board"), ledger=ledger, config=mine)
    crosspost.schedule(Post(title="以后"), "公告", late, ledger=ledger, config=mine)
    assert list(tmp_path.rglob("*")) == []
    with pytest.raises(crosspost.CrosspostError, match="memory_ledger"):
        crosspost.publish(POST, "公告", ledger="memory", config=mine)


# The outbox


def test_the_outbox_fails_as_it_is_told(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crosspost.publishing.context.RetryPolicy.first", 0, raising=False)
    outbox.fail("board", UnknownOutcome("没有回音"), sent=True)
    (result,) = crosspost.publish(POST, "board", ledger=ledger, config=mine)
    assert result.delivered, "it was looked up and found"
    assert len(outbox.texts("board")) == len(result.receipts)
    outbox.fail("公告", Retryable("满了", after=100_000))
    (later,) = crosspost.publish(POST, "公告", ledger=ledger, config=mine)
    assert later.failure
    assert later.failure.outcome == "later"
    assert crosspost.publish(POST, "公告", ledger=ledger, config=mine)[0].delivered


def test_the_outbox_keeps_replies_and_edits(
    mine: crosspost.Settings, outbox: Outbox, ledger: Ledger
):
    long = Post(title="一条街", happened={"zh": "街上只成交三套。" * 60})
    (first,) = crosspost.publish(long, "board", ledger=ledger, config=mine)
    assert [one.above for one in outbox.sent] == ["", *(one.id for one in outbox.sent[:-1])]
    assert len(first.receipts) == len(outbox.sent) > 1
    crosspost.publish(POST, "公告", ledger=ledger, config=mine)
    changed = Post(title="搬家了 🎉", happened={"zh": "我们搬到了新面包房。"})
    (result,) = crosspost.update(changed, "公告", ledger=ledger, config=mine)
    assert result.delivered
    assert outbox.texts("公告") == ["搬家了 🎉\n\n📰 发生了什么\n我们搬到了新面包房。"]


def test_channels_are_themselves_again_when_it_is_closed():
    before = crosspost.Channel.connect
    with Outbox():
        assert crosspost.Channel.connect is not before
    assert crosspost.Channel.connect is before


# Words of errors

COMMANDS_OWN = re.compile(
    r"^(draft|card|option|score|resolve|notify|approve|token|request|file\.other-encoding|ledger\.not-a-file|trust|config"
    r"|time\.every-week|follow-up|command|watch|check|desk)\b"
)
"""Codes that only commands raise."""


@pytest.mark.parametrize("room", ["errors", "findings"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_advice_for_programs_names_no_option(room: str, language: str):
    told = [
        f"{key}: {said}"
        for key, said in texts(room)[language].items()
        if re.search(r"(?<![\w-])--[a-z]", said)
        and not key.endswith(".cli")
        and not COMMANDS_OWN.match(key)
    ]
    assert told == []


def test_at_a_terminal_the_same_advice_names_the_option():
    Path("post.docx").write_text("x", "utf-8")
    with pytest.raises(crosspost.PostError, match="or its format") as caught:
        crosspost.read("post.docx")
    assert "--" not in str(caught.value)
    done = subprocess.run(
        [sys.executable, "-m", "crosspost", "preview", "post.docx"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
    )
    assert "or --from" in done.stderr


MISSING = """
import importlib.abc, sys
class Without(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in sys.argv[2].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Without())
import crosspost
mine = crosspost.config({"accounts": {"a": {"channel": "x"}}})
try:
    getattr(crosspost, sys.argv[1])(crosspost.Post(title="芯片"), "a", config=mine, ledger="sqlite:///l.sqlite3")
except crosspost.ConfigError as error:
    print(error.hint)
"""


@pytest.mark.parametrize(
    ("way", "without", "extra"),
    [("publish", "sqlalchemy", "publish"), ("schedule", "sqlalchemy,dbos", "schedule")],
)
def test_a_missing_extra_is_named(way: str, without: str, extra: str):
    done = subprocess.run(
        [sys.executable, "-c", MISSING, way, without],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
    )
    assert done.stdout == f'pip install "crosspost[{extra}]"\n', done.stderr
