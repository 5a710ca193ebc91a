"""Rendered: a text as the parts of the page that show it; made in a thread, asking nobody."""

from collections.abc import Sequence
from pathlib import Path

from ..draft import Draft
from ..page import embedded, section
from ..record import Record
from .choices import Choices, Target
from .fragments import findings, problem, summary, wrong
from .places import Source
from .views import Shown, View, view
from .words import Words

Parts = dict[str, str]
"""HTML by the id of the element that holds it; ``order`` names the drafts, as the page has them."""


class Rendered(Record):
    """A text, what it looks like, and the page's parts that say so."""

    view: View
    parts: Parts


class Renderer:
    """Renders one text after another; a draft that is as it was is not drawn anew.

    Args:
        there: every account and channel.
        base: the folder that the paths of pictures start from.
    """

    def __init__(self, there: Sequence[Target], base: Path) -> None:
        self.there = there
        self._show = embedded(base)
        self._drawn: dict[tuple[str, str], tuple[Draft, str]] = {}

    def render(self, text: str, name: str, choices: Choices, words: Words) -> Rendered:
        """What *text* looks like; where it cannot be read, the last drafts stay as they are."""
        seen, source = view(text, name, self.there, choices), Source(text)
        parts = {
            "problem": problem(seen.problem, source, words),
            "findings": findings(seen, source, words),
            "summary": summary(seen, words),
        }
        if seen.post is not None:
            parts["order"] = " ".join(f"draft-{one.target.id}" for one in seen.shown)
            for one in seen.shown:
                parts[f"draft-{one.target.id}"] = self._drawing(one, words["language"])
        return Rendered(view=seen, parts=parts)

    def _drawing(self, shown: Shown, language: str) -> str:
        if shown.draft is None:
            return wrong(shown.target.name, shown.wrong)
        key = shown.target.id, language
        drawn = self._drawn.get(key)
        if drawn is None or drawn[0] != shown.draft:
            html = section(shown.draft, shown.target.id, language=language, show=self._show)
            drawn = self._drawn[key] = (shown.draft, html)
        return drawn[1]
