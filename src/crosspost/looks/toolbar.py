"""Tools: what the page adds to a message: how full it is, a button to copy it, its findings."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from markupsafe import Markup

from .. import registry
from ..counting import unit_label
from ..counting.rules import CountRule
from ..errors import ChannelSpecError
from ..model.draft import Message
from ..model.finding_places import place_in_words
from ..model.findings import Finding
from ..translations import Words
from . import DrawContext, Drawn, Found
from .elements import element

_One = TypeVar("_One")
NEARLY = 0.9
"""From this share of the limit on, the bar warns."""


def toolbar(message: Message, drawn: Drawn, found: Iterable[Found], context: DrawContext) -> Markup:
    """A message's size, its button, and what was found about it."""
    row = size(message, context) + copy(drawn, context.words)
    return element("div.tools", row) + listed(found, context.words)


def size(message: Message, context: DrawContext) -> Markup:
    """How much of its room the message takes, as a bar and in figures."""
    words = context.words
    unit = unit_label(message.unit, words["lang"], _own_count(context.draft.channel))
    said = words["size"].format(size=f"{message.size:,}", limit=f"{message.limit:,}", unit=unit)
    attributes = {
        "min": "0",
        "max": str(max(message.limit, 1)),
        "high": str(message.limit * NEARLY),
        "value": str(message.size),
        "aria-label": said,
    }
    bar = element("meter", attributes=attributes)
    return element("span.size", bar + element("span", said, {"aria-hidden": "true"}))


def _own_count(channel: str) -> CountRule | None:
    """What the entry counts in, where it has a unit of its own."""
    try:
        return registry.load_channel(channel).text.count
    except ChannelSpecError:  # an entry that is gone, of a draft that was kept
        return None


def copy(drawn: Drawn, words: Words) -> Markup:
    """A button that puts onto the clipboard exactly what is to be pasted."""
    label = words["copy-rich"] if drawn.rich else words["copy"]
    rich = {"data-rich": drawn.rich} if drawn.rich else {}
    return button(label, drawn.paste, words, rich)


def button(label: str, paste: str, words: Words, more: dict[str, str]) -> Markup:
    """The button itself; the script reads what to copy, and what to say of it, from it."""
    attributes = {
        "type": "button",
        "class": "copy",
        "data-copy": paste,
        "data-done": words["copied"],
        "data-failed": words["not-copied"],
        **more,
    }
    return element("button", element("span", label, {"aria-live": "polite"}), attributes)


def listed(found: Iterable[Found], words: Words) -> Markup:
    """Findings as a list, each with its level in words; notes are folded under their number.

    What is said of several places in the same words is said once.
    """
    groups = said_once(found, attrgetter("finding"), words["lang"])
    notes = [some for some in groups if some[0].finding.level == "info"]
    rest = [some for some in groups if some not in notes]
    return _list(rest, words) + _folded(notes, words)


def said_once(
    every: Iterable[_One], finding_of: Callable[[_One], Finding], language: str
) -> list[list[_One]]:
    """*every* in groups whose findings say the same in the same words."""
    groups: dict[tuple[str, str, str], list[_One]] = {}
    for one in every:
        finding = finding_of(one)
        said = finding.level, finding.code, finding.text(language)
        groups.setdefault(said, []).append(one)
    return list(groups.values())


def _folded(notes: Sequence[Sequence[Found]], words: Words) -> Markup:
    if not notes:
        return Markup()
    key = "notes" if len(notes) > 1 else "note"
    summary = element("summary", words[key].format(count=len(notes)))
    return element("details.notes", summary + _list(notes, words))


def _list(groups: Sequence[Sequence[Found]], words: Words) -> Markup:
    items = Markup().join(_item(some, words) for some in groups)
    label = {"class": "findings", "aria-label": words["findings"]}
    return element("ul", items, label) if items else Markup()


def _item(group: Sequence[Found], words: Words) -> Markup:
    """What is said of one place, or of several."""
    first, *others = group
    finding = first.finding
    level = element("strong", words[finding.level])
    more = Markup().join(element("span", "", {"id": one.name}) for one in others)
    places = dict.fromkeys(place_in_words(one.finding, words["lang"]) for one in group)
    where = element("bdi.where", words["joint"].join(places))
    said = element("bdi", finding.text(words["lang"]))
    code = element("code", finding.code)
    inner = more + Markup(" ").join((level, where, said, code))
    attributes = {
        "id": first.name,
        "class": finding.level,
        "data-where": finding.where,
        "data-code": finding.code,
    }
    return element("li", inner, attributes)
