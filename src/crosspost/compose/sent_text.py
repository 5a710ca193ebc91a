"""Sent text: what a channel shows of a message whose entry says how it is written, read back."""

from collections.abc import Iterator, Mapping

from .._record import Record
from ..markup.dialect import Dialect
from ..model.channel_rules import WriteRule
from ..model.channel_spec import ChannelSpec
from ..model.draft import Json
from ..text.richtext import Rich
from .entity_forms import found_names


class SentText(Record):
    """The text of a message that was written by a table."""

    plain: str
    """As it is sent, or pasted."""
    shown: Rich
    """As the channel shows it, with what it makes links of."""


def read_sent(payload: Mapping[str, Json], spec: ChannelSpec) -> SentText | None:
    """The text in a *payload*, read by the rule that made it; None where none did.

    >>> from crosspost.registry import load_channel
    >>> sent = {"msgtype": "markdown", "markdown": {"content": "> **重点** 🎉"}}
    >>> read_sent(sent, load_channel("wecom")).shown.text
    '重点 🎉'
    """
    rules = [form.write for form in spec.forms.values()]
    rule = next((one for one in (*rules, spec.write) if one and _made(payload, one)), None)
    if rule is None:
        return None
    text = sent_text(payload, rule)
    shown = Dialect(rule.marks).read(text)
    return SentText(plain=text, shown=found_names(shown, rule.links_itself, rule.hashtag))


def sent_text(payload: Mapping[str, Json], rule: WriteRule) -> str:
    """The text in a *payload* that was made by *rule*; empty where it has none.

    >>> rule = WriteRule(payload={"markdown": {"content": "{text}"}})
    >>> sent_text({"markdown": {"content": "**重点** 🎉"}}, rule)
    '**重点** 🎉'
    """
    found = next(_texts(dict(payload), rule.payload), "")
    return found if isinstance(found, str) else ""


def _made(payload: Mapping[str, Json], rule: WriteRule) -> bool:
    """Whether *rule* may have made *payload*: what it says without a placeholder is there."""
    said = (
        payload.get(key) == value if isinstance(value, str) and "{" not in value else key in payload
        for key, value in rule.payload.items()
    )
    return all(said)


def _texts(payload: Json, template: Json) -> Iterator[Json]:
    """What stands in *payload* where *template* has ``{text}``."""
    if template == "{text}":
        yield payload
    elif isinstance(template, dict) and isinstance(payload, dict):
        for key, inner in template.items():
            yield from _texts(payload.get(key), inner)
    elif isinstance(template, list) and isinstance(payload, list):
        for value, inner in zip(payload, template, strict=False):
            yield from _texts(value, inner)
