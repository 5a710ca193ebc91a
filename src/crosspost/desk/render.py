"""Rendered: a text as the parts of the page that show it; made in a thread, asking nobody."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from ..errors import CrosspostError
from ..model.draft import Draft, told_once
from ..model.post import Post
from ..preview.as_html import embedded, section
from ..translations import Words
from .finding_positions import SearchableText
from .html import findings, problem, summary, wrong
from .targets import Choices, Originals, Shown, Target, View, draft_for, post_of

PageParts = dict[str, Markup]
"""HTML by the id of the element that holds it; ``order`` names the drafts, as the page has them."""


class Renderer:
    """Renders one text after another; a draft that is as it was is not drawn anew.

    Args:
        there: every account and channel.
        base: the folder that the paths of pictures start from.
        originals: where the post stands that a post follows.
    """

    def __init__(
        self,
        there: Sequence[Target],
        base: Path,
        originals: Callable[[Post], Originals] = lambda _: {},
    ) -> None:
        self.there = there
        self._originals = originals
        self._show = embedded(base)
        self._drawn: dict[tuple[str, str], tuple[Draft, Markup]] = {}

    def render(
        self,
        text: str,
        name: str,
        choices: Choices,
        words: Words,
        seen: Container[str],
        show: Callable[[PageParts], object],
    ) -> View:
        """What *text* looks like; *show* is told each part as soon as it is made.

        The drafts that are *seen* come first. Where the text cannot be read, the last drafts stay
        as they are.
        """
        source = SearchableText(text)
        try:
            post = post_of(text, name)
            under = self._originals(post)
        except CrosspostError as error:
            show(
                {
                    "problem": problem(error, source, words),
                    "findings": Markup(),
                    "summary": Markup(),
                }
            )
            return View(text=text)
        wanted = [one for one in self.there if choices[one.id].shown]
        order = " ".join(f"draft-{one.id}" for one in wanted)
        show({"problem": Markup(), "order": escape(order)})
        made: dict[str, Shown] = {}
        for target in sorted(wanted, key=lambda one: f"draft-{one.id}" not in seen):
            made[target.id] = draft_for(post, target, choices, under)
            show({f"draft-{target.id}": self._drawing(made[target.id], words["language"])})
        view = View(text=text, post=post, shown=tuple(made[one.id] for one in wanted))
        show({"findings": findings(view, source, words), "summary": summary(view, words)})
        return view

    def _drawing(self, shown: Shown, language: str) -> Markup:
        if shown.draft is None:
            return wrong(shown.target.name, shown.wrong)
        key = shown.target.id, language
        drawn = self._drawn.get(key)
        if drawn is None or drawn[0] != shown.draft:
            _, (alone,) = told_once((shown.draft,))  # what holds for all is listed once
            html = section(alone, shown.target.id, language=language, show=self._show)
            drawn = self._drawn[key] = (shown.draft, html)
        return drawn[1]
