"""What every command and its actions take; the module that does the work is loaded when it runs.

Each command names what runs it as ``MODULE:FUNCTION``, a module beside this one.
"""

import argparse
from collections.abc import Callable, Collection
from typing import Any, Literal

from .. import __version__
from ._parser import Parser, actions, add_common, flag, many, port, runs, whole_number

FORMER = {"run": "worker", "desk": "edit"}
"""Words that commands had before."""
MEANT = {
    "publish": ("post", "send", "tweet", "toot", "share", "发布", "发送", "发帖"),
    "preview": ("show", "render", "view", "预览"),
    "check": ("lint", "validate", "检查"),
    "edit": ("write", "new", "open", "书桌", "编辑"),
    "schedule": ("later", "at", "定时", "排期"),
    "queue": ("list", "scheduled", "calendar", "排期表"),
    "worker": ("cron", "daemon", "start"),
    "accounts add": (
        "login",
        "connect",
        "auth",
        "signin",
        "add",
        "account",
        "账号",
        "连接",
        "登录",
    ),
    "init": ("setup", "configure", "初始化"),
    "status": ("history", "log", "状态"),
    "update": ("fix", "correct", "更新", "修改"),
    "delete": ("remove", "unpublish", "undo", "删除", "撤回"),
    "count": ("wc", "length", "字数"),
    "channels": ("networks", "platforms", "services", "渠道", "平台"),
    "serve": ("api", "server"),
    "doctor": ("diagnose", "health", "诊断"),
    "ledger backup": ("backup", "备份"),
    "--help": ("help", "帮助"),
}
"""What people try for a command, where it is nearly no command's name."""
STATES = (
    "waiting",
    "on-hold",
    "overdue",
    "held",
    "sending",
    "sent",
    "refused",
    "unknown",
    "expired",
    "cancelled",
)
"""Of a delivery; tests hold them equal to those of ``scheduling``, which no parser should load."""
OUTCOMES = ("true", "false", "partly")
"""What a prediction can come to, as options of its commands."""
SCHEMAS = ("post", "preview", "changes", "draft-request", "draft-answer", "draft-report")
"""What there is a JSON Schema of."""
API_PORT = 8764
"""Where programs are served by HTTP unless told otherwise."""
MCP_PORT = 8765
"""Where agents are served by HTTP unless told otherwise."""
HEALTH = "127.0.0.1:9464"
"""Where health is served unless told otherwise; the port is that of Prometheus exporters."""


def parser(meant: Collection[str] | None = None) -> Parser:
    """The command line: every command by name, those that are *meant* (all) with their options."""
    whole = Parser(prog="crosspost", description="description")
    version = f"crosspost {__version__}"
    whole.add_argument("--version", action="version", version=version, help="version")
    add_common(whole)
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    commands.meant = MEANT  # type: ignore[attr-defined] # for `Parser`, which tells of slips
    for name, add_arguments in COMMANDS.items():
        key = f"command.{name}"
        command = commands.add_parser(name, help=key, description=key)
        if meant is None or name in meant:
            add_arguments(command)
            add_common(command)
    return whole


def _post(parser: Parser, nargs: Literal["?", "+"] | None = None, key: str = "post") -> None:
    """Which post; with *nargs* ``?`` perhaps none, with ``+`` perhaps several."""
    parser.add_argument("post", metavar="POST", nargs=nargs, help=key)
    formats = ("text", "markdown", "yaml", "toml", "json")
    parser.add_argument("--from", dest="form", choices=formats, help="from")


def _accounts(parser: Parser) -> None:
    """For whom, and in which languages; no channel by itself."""
    many(parser, "--to", "ACCOUNT")
    many(parser, "--language", "TAG")
    parser.set_defaults(channel=[])


def _targets(parser: Parser, nargs: Literal["+"] | None = None, key: str = "post") -> None:
    """Which post and for whom: the same for every command that renders."""
    _post(parser, nargs, key)
    many(parser, "--channel", "NAME")
    many(parser, "--to", "ACCOUNT")
    many(parser, "--language", "TAG")


def _format(parser: Parser, *forms: str, default: str | None = "text", key: str = "format") -> None:
    parser.add_argument("--format", choices=forms or ("text", "json"), default=default, help=key)


def _fail_on(parser: Parser, default: str | None = None) -> None:
    key = "check.fail-on" if default else "fail-on"
    levels = ("error", "warning")
    parser.add_argument("--fail-on", choices=levels, default=default, help=key)


def _again(parser: Parser, key: str) -> None:
    flag(parser, "--republish", key=key)
    flag(parser, "--again", key=argparse.SUPPRESS, dest="republish")


def _preview(parser: Parser) -> None:
    runs(parser, "preview:preview")
    _targets(parser)
    _format(parser, "terminal", "text", "json", "html", default=None, key="preview.format")
    parser.add_argument("-o", "--output", metavar="FILE", help="preview.output")
    flag(parser, "--explain", key="preview.explain")
    flag(parser, "--verbose", key="preview.verbose")
    flag(parser, "--fit-media")
    parser.add_argument("--diff", metavar="ACCOUNT", help="preview.diff")


def _check(parser: Parser) -> None:
    runs(parser, "check:check")
    _targets(parser, nargs="+", key="check.posts")
    _format(parser, "text", "json", "sarif", key="check.format")
    _fail_on(parser, default="error")
    flag(parser, "--fit-media")
    _allow(parser)
    parser.add_argument(
        "--strict", action="store_const", dest="fail_on", const="warning", help="strict"
    )


def _edit(parser: Parser) -> None:
    runs(parser, ".desk.server:edit")
    parser.add_argument("post", nargs="?", metavar="POST", help="edit.post")
    parser.add_argument("--port", type=int, default=0, metavar="PORT", help="port")
    flag(parser, "--no-open")


def _draft(parser: Parser) -> None:
    runs(parser, "draft:draft")
    _post(parser)
    parser.add_argument("--with", dest="command", metavar="COMMAND", help="draft.with")
    many(parser, "--translate", "TAG")
    flag(parser, "--hook")
    flag(parser, "--digest")
    flag(parser, "--short")
    many(parser, "--language", "TAG", key="draft.language")
    many(parser, "--channel", "NAME", key="draft.channel")
    many(parser, "--to", "ACCOUNT", key="draft.to")
    flag(parser, "--again", key="draft.again")
    flag(parser, "--partly", key="draft.partly")
    parser.add_argument("--timeout", default="2m", metavar="LENGTH", help="draft.timeout")
    flag(parser, "--review")
    flag(parser, "--yes", key="draft.yes")
    flag(parser, "--dry-run", key="draft.dry-run")
    _format(parser)


def _allow(parser: Parser) -> None:
    flag(parser, "--allow-unreviewed")


def _card(parser: Parser) -> None:
    from ..card import styles  # noqa: PLC0415 - no other command needs them

    runs(parser, "card:draw")
    _post(parser)
    names = styles.size_names()
    size = parser.add_argument("--size", choices=names, default="square", help="size")
    measures = (f"{one.name} {one.width}x{one.height}" for one in map(styles.load_size, names))
    vars(size)["measures"] = ", ".join(measures)
    parser.add_argument("--theme", default="paper", metavar="NAME", help="theme")
    many(parser, "--language", "TAG", key="card.language")
    parser.add_argument("-o", "--output", metavar="FILE", help="card.output")
    parser.add_argument("--by", metavar="NAME", default="", help="card.by")
    flag(parser, "--series", key="card.series")
    flag(parser, "--alt")
    flag(parser, "--attach")


def _publish(parser: Parser) -> None:
    runs(parser, "publish:publish")
    _post(parser)
    _accounts(parser)
    flag(parser, "--dry-run", key="publish.dry-run")
    flag(parser, "--yes")
    _fail_on(parser)
    flag(parser, "--fit-media")
    _allow(parser)
    _again(parser, "publish.republish")
    parser.add_argument("--approved", action="append", metavar="DIGEST", help="publish.approved")
    _format(parser, key="publish.format")


def _update(parser: Parser) -> None:
    runs(parser, "update:update")
    _post(parser)
    _accounts(parser)
    parser.add_argument("--of", metavar="DIGEST", default="", help="of-publication")
    flag(parser, "--delete-rest")
    flag(parser, "--dry-run", key="update.dry-run")
    flag(parser, "--yes")
    _fail_on(parser)
    _allow(parser)
    parser.add_argument("--approved", action="append", metavar="DIGEST", help="update.approved")
    _format(parser, key="update.format")


def _delete(parser: Parser) -> None:
    runs(parser, "update:delete")
    parser.add_argument("post", metavar="POST|DIGEST", help="delete.what")
    formats = ("text", "markdown", "yaml", "toml", "json")
    parser.add_argument("--from", dest="form", choices=formats, help="from")
    _accounts(parser)
    flag(parser, "--dry-run", key="delete.dry-run")
    flag(parser, "--yes")
    parser.add_argument("--approved", action="append", metavar="DIGEST", help="delete.approved")
    _format(parser, key="update.format")


def _times(parser: Parser, *, slot: str, zone: str) -> None:
    times = parser.add_mutually_exclusive_group(required=True)
    times.add_argument("--at", metavar="WHEN", help="at")
    flag(times, "--next-slot", key=slot)
    parser.add_argument("--tz", metavar="ZONE", help=zone)
    parser.add_argument("--not-after", metavar="WHEN", help="not-after")


def _schedule(parser: Parser) -> None:
    runs(parser, "schedule:schedule")
    _post(parser, nargs="+")
    _accounts(parser)
    _times(parser, slot="schedule.next-slot", zone="schedule.tz")
    policies = ("send", "skip", "ask")
    parser.add_argument("--when-overdue", choices=policies, help="when-overdue")
    parser.add_argument("--every", metavar="LENGTH", help="every")
    _fail_on(parser)
    flag(parser, "--fit-media")
    _allow(parser)
    _again(parser, "schedule.republish")
    parser.add_argument("--approved", action="append", metavar="DIGEST", help="schedule.approved")
    flag(parser, "--dry-run", key="schedule.dry-run")
    flag(parser, "--yes")
    _format(parser)


def _queue(parser: Parser) -> None:
    runs(parser, "queue:show_queue", read_only=True)
    many(parser, "--to", "ACCOUNT", key="queue.to")
    parser.add_argument("--state", action="append", default=[], choices=STATES, help="state")
    flag(parser, "--all")
    parser.add_argument("--limit", type=whole_number, metavar="N", help="limit")
    _format(parser, "text", "json", "ics")
    names = ("show", "cancel", "move", "edit", "retry", "pause", "resume")
    show, cancel, move, edit, retry, pause, resume = below = actions(parser, *names)
    for name, action in zip(names, below, strict=True):
        runs(action, f"queue_changes:{name}", read_only=False)
    runs(show, "queue:show_delivery", read_only=True)
    for one in (show, move, edit, retry):
        one.add_argument("id", metavar="ID", help="delivery")
    _format(show)
    cancel.add_argument("id", nargs="+", metavar="ID", help="delivery")
    flag(cancel, "--rest")
    _times(move, slot="move.next-slot", zone="move.tz")
    _post(edit)
    many(edit, "--language", "TAG")
    flag(edit, "--yes")
    _allow(edit)
    for one in (pause, resume):
        one.add_argument("account", metavar="ACCOUNT", help="account")
    pause.add_argument("--reason", metavar="TEXT", help="reason")


def _worker(parser: Parser) -> None:
    runs(parser, "worker:work")
    flag(parser, "--until-empty")
    address = "[HOST:]PORT"
    parser.add_argument("--health", nargs="?", const=HEALTH, metavar=address, help="health")
    flag(parser, "--quiet")
    flag(parser, "--verbose")
    _log_format(parser)


def _status(parser: Parser) -> None:
    runs(parser, "ledger:status")
    _post(parser, nargs="?")
    _accounts(parser)
    _format(parser)


def _resolve(parser: Parser) -> None:
    runs(parser, "ledger:resolve")
    parser.add_argument("key", nargs="?", metavar="KEY", help="key")
    seen = parser.add_mutually_exclusive_group()
    seen.add_argument("--sent", nargs="?", const="", metavar="URL", help="sent")
    flag(seen, "--not-sent")
    _format(parser)


def _predictions(parser: Parser) -> None:
    runs(parser, "predictions:list_predictions", id=None)
    parser.add_argument("--due", nargs="?", const="today", metavar="DATE", help="due")
    _format(parser)
    show, settle, follow, score = actions(parser, "show", "settle", "follow-up", "score")
    for one in (show, settle, follow):
        one.add_argument("id", metavar="ID", help="prediction")
    runs(show, "predictions:show")
    _format(show)
    runs(settle, "predictions:settle")
    outcome = _outcome(settle, required=True)
    for option, value in (("--annul", "void"), ("--reopen", "open")):
        key = option.strip("-")
        outcome.add_argument(option, dest="outcome", action="store_const", const=value, help=key)
    settle.add_argument("--note", default="", metavar="TEXT", help="note")
    settle.add_argument("--url", default="", metavar="URL", help="url")
    runs(follow, "predictions:follow_up")
    _outcome(follow, required=False)
    follow.add_argument("-o", "--output", metavar="FILE", help="follow-up.output")
    _format(follow, "terminal", "text", "json", default=None)
    runs(score, "score:show_score")
    score.add_argument("-o", "--output", metavar="FILE.svg", help="score.output")
    score.add_argument("--language", metavar="TAG", help="score.language")
    score.add_argument("--stars", metavar="P,P,P,P,P", help="stars")
    _format(score)


def _outcome(parser: Parser, *, required: bool) -> Any:  # noqa: ANN401 - argparse hides its type
    group = parser.add_mutually_exclusive_group(required=required)
    for one in OUTCOMES:
        group.add_argument(f"--{one}", dest="outcome", action="store_const", const=one, help=one)
    return group


def _counting(parser: Parser) -> None:
    runs(parser, "channels:count")
    parser.add_argument("text", nargs="?", default="-", metavar="TEXT", help="count.text")
    many(parser, "--channel", "NAME", key="count.channel")
    many(parser, "--unit", "UNIT")
    _format(parser)


def _accounts_command(parser: Parser) -> None:
    runs(parser, "accounts:list_accounts", account=[])
    add, check, login = actions(parser, "add", "check", "login")
    _format(parser)
    runs(add, "connect:add")
    add.add_argument("channel", nargs="?", metavar="CHANNEL", help="accounts.add")
    add.add_argument("--name", metavar="NAME", help="accounts.name")
    runs(check, "accounts:check")
    _format(check)
    check.add_argument("account", nargs="*", metavar="NAME", help="accounts.check")
    runs(login, "connect:login")
    login.add_argument("account", metavar="NAME", help="account")


def _config(parser: Parser) -> None:
    runs(parser, "settings:check", file=None)
    (check,) = actions(parser, "check")
    runs(check, "settings:check")
    check.add_argument("file", nargs="?", metavar="FILE", help="config.file")


def _doctor(parser: Parser) -> None:
    runs(parser, "doctor:doctor")
    _format(parser)


def _ledger(parser: Parser) -> None:
    runs(parser, "ledger:show_ledger")
    (backup,) = actions(parser, "backup")
    runs(backup, "ledger:back_up")
    backup.add_argument("file", metavar="FILE", help="ledger.file")


def _log_format(parser: Parser) -> None:
    forms = ("text", "json")
    parser.add_argument("--log-format", choices=forms, default="text", help="log-format")


def _init(parser: Parser) -> None:
    runs(parser, "settings:init")


def _trust(parser: Parser) -> None:
    runs(parser, "settings:trust")
    parser.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="trust.folder")
    flag(parser, "--list", key="trust.list")


def _untrust(parser: Parser) -> None:
    runs(parser, "settings:untrust")
    parser.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="trust.folder")


def _approve(parser: Parser) -> None:
    runs(parser, "ledger:approve")
    parser.add_argument("digest", nargs="?", metavar="DIGEST", help="approve.digest")
    flag(parser, "--no", key="approve.no")
    _format(parser)


def _watch(parser: Parser) -> None:
    runs(parser, "watch:watch")
    parser.add_argument("source", nargs="+", metavar="URL|DIR", help="watch.source")
    many(parser, "--to", "ACCOUNT")
    flag(parser, "--once", key="watch.once")
    parser.add_argument("--every", default="15m", metavar="LENGTH", help="watch.every")
    flag(parser, "--include-old", key="watch.include-old")
    flag(parser, "--allow-private", key="watch.allow-private")


def _mcp(parser: Parser) -> None:
    runs(parser, ".mcp:serve")
    parser.add_argument(
        "--http", nargs="?", type=port, const=MCP_PORT, metavar="PORT", help="mcp.http"
    )


def _token(parser: Parser) -> None:
    runs(parser, "ledger:list_tokens")
    add, revoke = actions(parser, "add", "revoke")
    for one, does in ((add, "add_token"), (revoke, "revoke_token")):
        runs(one, f"ledger:{does}")
        one.add_argument("name", metavar="NAME", help="token.name")
    flag(add, "--sends", key="token.sends")


def _serve(parser: Parser) -> None:
    runs(parser, ".http_api:serve")
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="serve.host")
    parser.add_argument("--port", type=port, default=API_PORT, metavar="PORT", help="port")
    _log_format(parser)


def _channels(parser: Parser) -> None:
    runs(parser, "channels:channels")
    parser.add_argument("name", nargs="?", metavar="NAME", help="channels.name")
    _format(parser)


def _schema(parser: Parser) -> None:
    runs(parser, "settings:schema")
    parser.add_argument("of", nargs="?", choices=SCHEMAS, default="post", help="of")


def _completion(parser: Parser) -> None:
    runs(parser, "settings:completion")
    shells = ("bash", "zsh", "fish")
    parser.add_argument("shell", choices=shells, metavar="{bash,zsh,fish}", help="shell")


COMMANDS: dict[str, Callable[[Parser], None]] = {
    "preview": _preview,
    "check": _check,
    "edit": _edit,
    "draft": _draft,
    "card": _card,
    "publish": _publish,
    "update": _update,
    "delete": _delete,
    "schedule": _schedule,
    "queue": _queue,
    "worker": _worker,
    "status": _status,
    "resolve": _resolve,
    "approve": _approve,
    "watch": _watch,
    "predictions": _predictions,
    "count": _counting,
    "init": _init,
    "config": _config,
    "doctor": _doctor,
    "ledger": _ledger,
    "accounts": _accounts_command,
    "trust": _trust,
    "untrust": _untrust,
    "mcp": _mcp,
    "serve": _serve,
    "token": _token,
    "channels": _channels,
    "schema": _schema,
    "completion": _completion,
}
"""Each command by name, in the order that the help lists them, with what adds its options."""
