"""Essence: the few sentences of a post that a short form has room for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from ..layout import Section
from ..record import Record
from .shorten import sentence_end

Fits = Callable[[str], bool]


LOOKED_AT = 4
"""How far into a section a sentence is sought that stands in for one too long."""


class Said(Record):
    """What a section has to say."""

    text: str
    lead: str = ""
    """What stands before its first sentence: an emoji, stars."""
    later: bool = False
    """Whether a later sentence may stand in for the first: a punch line, the question itself."""


def essence(
    said: Mapping[Section, Said], worth: Sequence[Section], fits: Fits
) -> dict[Section, str]:
    """Whole sentences from the start of each section, as many as fit together.

    Every section says its first sentence before any says its second; where there is no room for
    all, those that come first in *worth* are said.

    Args:
        said: in the order of writing.
        worth: the sections to choose from.
        fits: whether a whole text, a section a line, has room.

    >>> news = {"title": Said(text="芯片之战"), "happened": Said(text="大事发生了。细节很多。🎉")}
    >>> essence(news, ["happened", "title"], lambda text: len(text) <= 12)
    {'title': '芯片之战', 'happened': '大事发生了。'}
    """
    chosen = dict.fromkeys(said, "")
    rest = {section: sentences(said[section].text) for section in worth}

    def room(section: Section, text: str) -> bool:
        return bool(text) and fits(written(said, {**chosen, section: text}))

    for section in worth:
        most = LOOKED_AT if said[section].later else 1
        for sentence in islice(rest[section], most):
            if room(section, sentence.strip()):
                chosen[section] = sentence.lstrip()
                break
    growing = [section for section in worth if said[section].text.startswith(chosen[section])]
    growing = [section for section in growing if chosen[section]]
    while growing:
        for section in tuple(growing):
            longer = chosen[section] + next(rest[section], "")
            if longer != chosen[section] and room(section, longer):
                chosen[section] = longer
            else:
                growing.remove(section)
    return {section: text.strip() for section, text in chosen.items() if text.strip()}


def written(said: Mapping[Section, Said], chosen: Mapping[Section, str]) -> str:
    r"""Each section on a line of its own, after its lead.

    >>> news = {"title": Said(text=""), "prediction": Said(text="", lead="🔮⭐⭐ ")}
    >>> written(news, {"prediction": "时代结束。", "title": "芯片之战"})
    '芯片之战\n🔮⭐⭐ 时代结束。'
    """
    lines = ((one.lead, chosen.get(section, "").strip()) for section, one in said.items())
    return "\n".join(lead + text for lead, text in lines if text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of *text* with the white space before them, found as they are asked for.

    >>> list(sentences("大事发生了。细节很多。🎉"))
    ['大事发生了。', '细节很多。', '🎉']
    """
    at = 0
    while at < len(text):
        end = sentence_end(text, at)
        yield text[at:end]
        at = end
