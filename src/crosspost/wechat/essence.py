"""Essence: the few sentences of a post that a short form has room for."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..cutting import first_sentence
from ..layout import Section

Fits = Callable[[str], bool]


def essence(
    said: Mapping[Section, Iterator[str]], worth: Sequence[Section], fits: Fits
) -> dict[Section, str]:
    """Whole sentences from the start of each section, as many as fit together.

    Every section says its first sentence before any says its second; where there is no room for
    all, those that come first in *worth* are said. *said* is in the order of writing.

    >>> news = {"title": iter(["芯片之战"]), "happened": sentences("大事发生了。细节很多。🎉")}
    >>> essence(news, ["happened", "title"], lambda text: len(text) <= 12)
    {'title': '芯片之战', 'happened': '大事发生了。'}
    """
    chosen = dict.fromkeys(said, "")
    open_ = list(worth)
    while open_:
        for section in tuple(open_):
            longer = chosen[section] + next(said[section], "")
            if longer != chosen[section] and fits(written({**chosen, section: longer})):
                chosen[section] = longer
            else:
                open_.remove(section)
    return {section: text.strip() for section, text in chosen.items() if text.strip()}


def written(chosen: Mapping[Section, str]) -> str:
    r"""Each section on a line of its own.

    >>> written({"title": "芯片之战", "story": "", "discussion": "谁赢？🎉"})
    '芯片之战\n谁赢？🎉'
    """
    return "\n".join(filter(None, (text.strip() for text in chosen.values())))


def sentences(text: str) -> Iterator[str]:
    """The sentences of *text* with the white space before them, found as they are asked for.

    >>> list(sentences("大事发生了。细节很多。🎉"))
    ['大事发生了。', '细节很多。', '🎉']
    """
    at = 0
    while at < len(text):
        end = at + max(1, first_sentence(text[at:]))
        yield text[at:end]
        at = end
