"""Content warnings: what readers should know before they read, where a channel has no place for it.

There it opens the first message of each thread, or the article, and nothing ever takes its room.
"""

from collections.abc import Callable, Iterable

from msgspec import structs

from ..model.channel_spec import TextRule
from ..model.findings import Finding, Place
from ..splitting.estimate import Gauge
from ..text.richtext import Rich
from .outline import Outline, Thread
from .passages import WARNING, Passage

SIGN = "⚠️ "
"""Before a warning that stands as text: a sign that every language reads."""


def warning_text(thread: Thread, gap: str = "\n\n") -> Rich:
    r"""What stands before the text of *thread*; empty where nobody is warned.

    >>> warning_text(Thread(languages=("zh",), passages=(), warning=Rich(text="剧透🎬"))).text
    '⚠️ 剧透🎬\n\n'
    """
    return Rich(text=SIGN) + thread.warning + gap if thread.warning else thread.warning


def with_less_room(
    rule: TextRule, before: Iterable[Rich], project: Callable[[Rich], str]
) -> TextRule:
    """*rule* with room left for the longest of what stands *before* a text."""
    gauge = Gauge(rule, project)
    sizes = [gauge.sizes(one) for one in before if one]
    if not sizes:
        return rule
    limits = tuple(
        structs.replace(limit, max=max(1, limit.max - max(each[at] for each in sizes)))
        for at, limit in enumerate(rule.limits)
    )
    return structs.replace(rule, limits=limits)


def as_passages(made: Outline) -> Outline:
    """*made*, for an article: each warning is its first paragraph."""
    return made.changed(
        lambda thread: (*([_passage(thread)] if thread.warning else []), *thread.passages)
    )


def _passage(thread: Thread) -> Passage:
    return Passage(
        section="lede",
        kind="paragraph",
        language=thread.languages[0],
        text=warning_text(thread, ""),
        path=WARNING,
    )


def shifted_finding(found: Finding, index: int, by: int) -> Finding:
    """*found*, of whose words those in the message *index* stand so much later."""
    places = tuple(
        Place(message=one.message, start=one.start + by, end=one.end + by)
        if one.message == index
        else one
        for one in found.places
    )
    return structs.replace(found, places=places) if places != found.places else found
