"""Options: what an account or a post chooses of what only its channel has."""

from collections.abc import Callable
from difflib import get_close_matches

from .._record import Record
from .channel_spec import OptionRule
from .layout import Options, OptionValue

KINDS: dict[str, type] = {"text": str, "choice": str, "yes-or-no": bool, "number": int}
EXAMPLES = {"text": '"…"', "yes-or-no": "true or false", "number": "a whole number"}


class WrongOption(Record):
    """An option that its channel does not have, or a value that it cannot have."""

    name: str
    message: str
    hint: str
    """What to write instead."""


def typed_options(given: Options, rules: dict[str, OptionRule]) -> Options:
    """*given*, where files whose scalars are all text (YAML) say a number or yes or no.

    >>> rules = {"reply": OptionRule(type="yes-or-no", label={"zh": "回复"}, default=True)}
    >>> typed_options({"reply": "false", "emoji": "🎉"}, rules)
    {'reply': False, 'emoji': '🎉'}
    """
    return {name: _typed(value, rules.get(name)) for name, value in given.items()}


def _typed(value: OptionValue, rule: OptionRule | None) -> OptionValue:
    if not isinstance(value, str) or rule is None:
        return value
    if rule.type == "yes-or-no":
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)
    return int(value) if rule.type == "number" and value.isdecimal() else value


def wrong_option(
    given: Options,
    rules: dict[str, OptionRule],
    choices: Callable[[str], tuple[str, ...]],
) -> WrongOption | None:
    """The first of *given* that is wrong.

    Args:
        given: by name.
        rules: the channel's, by name.
        choices: the values that one of them may have.

    >>> rule = OptionRule(type="choice", label={"zh": "样式"}, default="ink", choices=("ink",))
    >>> wrong_option({"theme": "墨🎉"}, {"theme": rule}, lambda _: rule.choices)
    WrongOption(name='theme', message='unknown value "墨🎉"', hint='ink')
    >>> wrong_option({"them": "ink"}, {"theme": rule}, lambda _: rule.choices).hint
    'theme'
    """
    for name, value in given.items():
        rule = rules.get(name)
        if rule is None:
            close = get_close_matches(name, rules, n=1) or list(rules)
            instead = ", ".join(close) or "nothing: this channel has no options"
            return WrongOption(name=name, message=f'unknown option "{name}"', hint=instead)
        if type(value) is not KINDS[rule.type]:
            shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
            instead = EXAMPLES.get(rule.type) or ", ".join(choices(name))
            return WrongOption(name=name, message=f"not a {rule.type}: {shown}", hint=instead)
        if rule.type == "choice" and value not in (may := choices(name)):
            found = f'unknown value "{value}"'
            instead = ", ".join(get_close_matches(str(value), may, n=1) or may)
            return WrongOption(name=name, message=found, hint=instead)
    return None
