"""Options: what an account or a post chooses of what only its channel has."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from .._record import Record
from ..errors import offered, phrase
from .channel_spec import OptionRule
from .layout import Options, OptionValue

KINDS: dict[str, type] = {"text": str, "choice": str, "yes-or-no": bool, "number": int}
EXPECTED = {
    "text": phrase("type.str"),
    "yes-or-no": phrase("type.bool"),
    "number": phrase("type.int"),
}


class WrongOption(Record):
    """An option that its channel does not have, or a value that it cannot have."""

    name: str
    code: str
    """Which error it is, see `errors`."""
    values: dict[str, Any]


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
    WrongOption(name='theme', code='value.unknown',
        values={'value': '"墨🎉"', 'choices': ('ink',)})
    >>> str(
    ...     wrong_option({"them": "ink"}, {"theme": rule}, lambda _: rule.choices).values["choices"]
    ... )
    'did you mean theme?'
    """
    for name, value in given.items():
        rule = rules.get(name)
        if rule is None:
            choice = offered(get_close_matches(name, rules, n=1), rules)
            code = "option.unknown" if rules else "option.none-here"
            return WrongOption(name=name, code=code, values={"option": name, "choices": choice})
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        if rule.type == "choice" and value not in (may := choices(name)):
            close = get_close_matches(str(value), may, n=1) or may
            values: dict[str, Any] = {"value": shown, "choices": close}
            return WrongOption(name=name, code="value.unknown", values=values)
        if type(value) is not KINDS[rule.type]:
            values = {"value": shown, "expected": EXPECTED[rule.type]}
            return WrongOption(name=name, code="value.wrong-type", values=values)
    return None
