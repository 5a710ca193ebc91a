"""argparse in the user's language: help by key, its own messages, and what may have been meant.

A ``help`` or ``description`` here is a key of ``translations/help.toml``, which is read when help
is printed and not before: start-up is most of what a command costs.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from ..redaction import harmless
from ..translations import LANGUAGES, texts, translate, user_language

CONFIG = "CROSSPOST_CONFIG"
"""Names the file of accounts; a test holds it equal to `configuration.VARIABLE`, which is slow."""
USAGE = 2
"""Exit code: the command line cannot be understood."""


class Parser(argparse.ArgumentParser):
    """One command's options. Nothing may be abbreviated, and a slip is told what is close to it."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - argparse's own
        settings = {"epilog": "exit-codes", "allow_abbrev": False, **settings}
        super().__init__(formatter_class=Help, add_help=False, **settings)
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help="help")

    def refuse_unknown_options(self, words: Sequence[str]) -> None:
        """End with a message where *words* have an option that no part of this command knows.

        argparse would first take its value for an action, and complain of that.
        """
        known = dict.fromkeys(_options(self))
        for word in words:
            if word == "--":
                return
            option = word.partition("=")[0]
            if word.startswith("--") and " " not in word and option not in known:
                self.error(_unknown("no-option", option, [one for one in known if one[1] == "-"]))

    def error(self, message: str) -> NoReturn:
        """Print how the command is used and what is wrong, and exit."""
        self.print_usage(sys.stderr)
        said = translate("help", "error", prog=self.prog, message=harmless(message))
        self.exit(USAGE, f"{said}\n")

    def _check_help(self, action: argparse.Action) -> None:
        """Nothing: Python 3.14 would fill in every help at start. Tests print them all."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401
        if action.choices is None or value in action.choices:
            return
        command = isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        meant = {word: one for one, words in getattr(action, "meant", {}).items() for word in words}
        if value in meant:
            said = translate("help", "no-command.close", word=value, close=meant[value])
            raise argparse.ArgumentError(None, said)
        message = _unknown("no-command" if command else "no-choice", str(value), [*action.choices])
        raise argparse.ArgumentError(None if command else action, message)


def _unknown(key: str, word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for an error alone

    close = get_close_matches(word, known, n=1)
    if close:
        return translate("help", f"{key}.close", word=word, close=close[0])
    return translate("help", key, word=word, choices=list(known))


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every option of *parser* and of the actions below it."""
    for action in parser._actions:  # noqa: SLF001 - argparse shows them in no other way
        if action.help != argparse.SUPPRESS:
            yield from action.option_strings
    for below in actions_of(parser).values():
        yield from _options(below)


def actions_of(parser: argparse.ArgumentParser) -> dict[str, "Parser"]:
    """The parsers of what *parser* can be told to do, by name."""
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return dict(action.choices)
    return {}


def add_common(parser: Parser) -> None:
    """What every command takes.

    ``--lang`` is read before all else: help and errors are in that language, too. ``--config`` says
    for this command what `CONFIG` says for all.
    """
    parser.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="lang")
    parser.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS, help="config")


def flag(parser: Any, option: str, *, key: str = "", **more: Any) -> None:  # noqa: ANN401 - or a group
    """A switch."""
    parser.add_argument(option, action="store_true", help=key or option.strip("-"), **more)


def many(parser: Parser, option: str, metavar: str, *, key: str = "") -> None:
    """An option that may be given several times."""
    key = key or option.strip("-")
    parser.add_argument(option, action="append", default=[], metavar=metavar, help=key)


def runs(parser: Parser, function: str, **defaults: object) -> None:
    """What runs the command: ``MODULE:FUNCTION``, a module beside this one."""
    parser.set_defaults(run=function, **defaults)


def actions(parser: Parser, *names: str) -> list[Parser]:
    """A parser for each action of a command."""
    below = parser.add_subparsers(metavar="ACTION", parser_class=Parser)
    command = parser.prog.rpartition(" ")[2]
    keys = {name: f"command.{command}.{name}" for name in names}
    made = [below.add_parser(name, help=key, description=key) for name, key in keys.items()]
    for action in made:
        add_common(action)
    return made


def whole_number(text: str) -> int:
    """A number of things: 1 or more."""
    count = int(text)
    if count < 1:
        raise ValueError
    return count


def port(text: str) -> int:
    """A port that a server can listen on: 1 to 65535."""
    number = whole_number(text)
    if number > 65535:  # noqa: PLR2004 - 16 bits
        raise ValueError
    return number


def help_text(key: str) -> str:
    """The help under *key*, in the user's language."""
    return translate("help", key)


def sentence(key: str) -> str:
    """What a command does, at length where there is more to say than its help."""
    if key in (known := texts("help")[user_language()]):
        words = known.get(f"{key}.more", known[key])
        return translate("help", "sentence", words=f"{words[0].upper()}{words[1:]}")
    return key


class Help(argparse.HelpFormatter):
    """As wide as the terminal; asked here, for argparse would load shutil at every start."""

    def __init__(self, prog: str) -> None:
        said = os.environ.get("COLUMNS", "")
        try:
            columns = int(said) if said.isdigit() else os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, width=columns - 2)

    def add_text(self, text: str | None) -> None:
        """A description or what stands below the options, by its key."""
        super().add_text(
            sentence(text) if text and text.startswith("command.") else text and help_text(text)
        )

    def format_help(self) -> str:
        """Headings end as the language ends them: argparse's own colon is ASCII."""
        said, colon = super().format_help(), help_text("colon")
        coloured = "\x1b[0m\n"  # by Python 3.14, in a terminal
        return said.replace(":\n", f"{colon}\n").replace(f":{coloured}", f"{colon}{coloured}")

    def _format_usage(self, *given: Any) -> str:  # noqa: ANN401 - argparse's own
        usage = super()._format_usage(*given)
        wide = sum(not sign.isascii() for sign in usage.partition("crosspost")[0])
        return usage.replace("\n ", "\n " + " " * wide)  # argparse counts 用 as one column

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and help_text(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        if text.isascii():
            return super()._split_lines(text, width)
        return _wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.isascii():
            return super()._fill_text(text, width, indent)
        return "\n".join(f"{indent}{line}" for line in _wrapped(text, width))


def _wrapped(text: str, columns: int) -> list[str]:
    """Lines as Chinese breaks, which has no spaces, and where 中 takes two columns."""
    from ..preview.terminal import wrapped  # noqa: PLC0415 - loads more than all the rest here

    return wrapped(" ".join(text.split()), columns).split("\n")


def _argparse_says(message: str) -> str:
    """A message of argparse's, which it leaves to gettext, in the user's language."""
    language = user_language()
    return message if language == "en" else texts("argparse")[language].get(message, message)


def _argparse_counts(one: str, many: str, count: int) -> str:
    return _argparse_says(one if count == 1 else many)


vars(argparse).update(_=_argparse_says, ngettext=_argparse_counts)
