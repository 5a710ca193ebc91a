"""Writes docs/cli.md and docs/cli.zh.md from the commands themselves.

tests/test_cli_reference.py holds them equal.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from crosspost.cli import NEED_NO_EXTRA, NEEDS, parser
from crosspost.cli._parser import Help, Parser, actions_of, help_text, sentence
from crosspost.translations import LANGUAGES, use_language

DOCS = Path(__file__).parents[1] / "docs"
WORDS = {
    "en": {
        "title": "The command line",
        "intro": (
            "Every command with all that it takes, as `crosspost COMMAND --help` prints it."
            " Written from the commands themselves. [中文](cli.zh.md)"
        ),
        "what": "argument",
        "does": "is",
        "needs": 'Needs `pip install "crosspost[{extra}]"`.',
        "every": "Every command also takes",
    },
    "zh": {
        "title": "命令行",
        "intro": (
            "全部命令及其参数，与 `crosspost 命令 --help` 显示的一致，由命令本身生成。"
            "[English](cli.md)"
        ),
        "what": "参数",
        "does": "说明",
        "needs": '需要安装 `pip install "crosspost[{extra}]"`。',
        "every": "每个命令还接受",
    },
}
COMMON = ("help", "lang", "config", "version")
"""Options of every command, told once."""


def page_name(language: str) -> str:
    """The file of the page in *language*, as all pages are named."""
    return "cli.md" if language == LANGUAGES[0] else f"cli.{language}.md"


def page(language: str) -> str:
    """The page in *language*."""
    use_language(language)
    words = WORDS[language]
    whole = parser()
    commands = actions_of(whole)
    listed = [f"[`{name}`](#crosspost-{name})" for name in commands]
    return "\n".join(
        [
            f"# {words['title']}",
            "",
            words["intro"],
            "",
            " · ".join(listed),
            "",
            f"{words['every']}{help_text('colon')}",
            "",
            *_table(_rows(whole, COMMON), words),
            "",
            f"{help_text('exit-codes')[0].upper()}{help_text('exit-codes')[1:]}",
            *(line for command in commands.values() for line in _command(command, "##", words)),
            "",
        ]
    )


def _command(command: Parser, heading: str, words: dict[str, str]) -> Iterator[str]:
    yield from ("", f"{heading} `{command.prog}`", "", sentence(command.description or ""))
    name = command.prog.split()[1]
    if heading == "##" and name not in NEED_NO_EXTRA:
        yield from ("", words["needs"].format(extra=NEEDS.get(name, "publish")))
    yield from ("", "```text", " ".join([command.prog, *_needed(command)]), "```")
    if rows := list(_rows(command)):
        yield from ("", *_table(rows, words))
    for action in actions_of(command).values():
        yield from _command(action, f"{heading}#", words)


def _needed(command: Parser) -> Iterator[str]:
    """What has to be said, or stands without an option's name; in the order in which it is read."""
    below = actions_of(command)
    for action in command._actions:  # noqa: SLF001 - argparse shows them in no other way
        if action.required and action.option_strings:
            yield f"{action.option_strings[-1]} {action.metavar}"
        elif not action.option_strings and not isinstance(action.choices, dict):
            name = str(action.metavar or action.dest.upper())
            yield {"?": f"[{name}]", "+": f"{name}…", "*": f"[{name}…]"}.get(
                str(action.nargs), name
            )
    if below:
        yield f"[{'|'.join(below)}]"


def _rows(command: Parser, only: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each argument as it is typed, and what it is."""
    form = Help(command.prog)
    for action in command._actions:  # noqa: SLF001
        if action.help in (None, argparse.SUPPRESS) or isinstance(action.choices, dict):
            continue
        if (action.dest in COMMON) == bool(only):
            yield _typed(action), form._expand_help(action)  # noqa: SLF001


def _typed(action: argparse.Action) -> str:
    """An option or argument as a person types it: `--to ACCOUNT`."""
    value = ""
    if action.nargs != 0:
        choices = ",".join(map(str, action.choices or ()))
        value = f"{{{choices}}}" if choices else str(action.metavar or action.dest.upper())
        if action.nargs == "?" and action.option_strings:
            value = f"[{value}]"
    return f"`{', '.join(action.option_strings)} {value}`".replace("` ", "`").replace(" `", "`")


def _table(rows: Iterable[tuple[str, str]], words: dict[str, str]) -> list[str]:
    plain = re.compile(r"([|*<])")
    lines = ["| {} | {} |".format(typed, plain.sub(r"\\\1", said)) for typed, said in rows]
    return [f"| {words['what']} | {words['does']} |", "| --- | --- |", *lines]


if __name__ == "__main__":
    for each in LANGUAGES:
        (DOCS / page_name(each)).write_text(page(each), encoding="utf-8")
