"""Rendered: a text as the parts of the page that show it; made in a thread, asking nobody."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from ..errors import CrosspostError
from ..looks.elements import element
from ..model.draft import Draft, told_once
from ..model.findings import LEVELS, Finding
from ..model.post import Post
from ..preview.as_html import embedded, section
from ..translations import Words
from .finding_positions import EditorRange, SearchableText, of_error, of_finding
from .html import PageParts, quiet
from .targets import Choices, Originals, Shown, Target, View, draft_for, post_of


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


def problem(error: CrosspostError | None, source: SearchableText, words: Words) -> Markup:
    """Why the text cannot be read, and a button that leads there."""
    if error is None:
        return Markup()
    instead = words["instead"].format(write=error.hint) if error.hint else ""
    jump = _jump(of_error(source, error), "error", words)
    return (
        element("p", element("strong", words["problem"]) + " " + jump)
        + element("p", error.message)
        + (element("p", instead) if instead else "")
        + quiet("p", words["problem_stays"])
    )


def findings(view: View, source: SearchableText, words: Words) -> Markup:
    """Each finding once, the worst first, with whom it concerns and a button that leads there."""
    if view.post is None:
        return Markup()
    drafts = [shown.draft for shown in view.shown if shown.draft]
    shared, alone = told_once(drafts)
    places = {one: of_finding(source, one, view.post, drafts[0]) for one in shared}
    names: dict[Finding, list[str]] = {}
    for draft in alone:
        for finding in draft.findings:
            names.setdefault(finding, []).append(draft.account)
            if finding not in places:
                places[finding] = of_finding(source, finding, view.post, draft)
    whom = dict.fromkeys(shared, words["all"]) | {
        one: words["all"] if len(every) == len(drafts) > 1 else ", ".join(every)
        for one, every in names.items()
    }
    rows = sorted(whom, key=lambda finding: LEVELS.index(finding.level))
    lines = [_finding(one, whom[one], places[one], words) for one in rows]
    return Markup().join(lines) or element("li", words["no_findings"])


def _finding(finding: Finding, whom: str, place: EditorRange | None, words: Words) -> Markup:
    level = element("span", words[f"level_{finding.level}"], {"class": "desk-level"})
    about = quiet("span", f"{whom} · {finding.code}")
    said = element("span", escape(finding.text(words["language"])) + " " + about)
    attributes = {
        "data-level": finding.level,
        "data-code": finding.code,
        "data-where": finding.where,
    }
    return element("li", level + said + _jump(place, finding.level, words), attributes)


def _jump(place: EditorRange | None, level: str, words: Words) -> Markup:
    """A button that leads to *place* in the text."""
    if place is None:
        return Markup()
    attributes = {
        "type": "button",
        "data-do": "jump",
        "data-level": level,
        "data-line": str(place.line),
        "data-start": str(place.start),
        "data-end": str(place.end),
        "aria-label": words["go"].format(line=place.line),
    }
    return element("button", words["line"].format(line=place.line), attributes)


def summary(view: View, words: Words) -> Markup:
    """How much there is of everything."""
    drafts = [shown.draft for shown in view.shown if shown.draft]
    shared, alone = told_once(drafts)
    every = {*shared, *(one for draft in alone for one in draft.findings)}
    levels = [finding.level for finding in every]
    wrong = sum(shown.draft is None for shown in view.shown)
    said = words["summary"].format(
        drafts=len(drafts),
        messages=sum(len(draft.messages) for draft in drafts),
        errors=levels.count("error") + wrong,
        warnings=levels.count("warning"),
    )
    return escape(said) if view.post else Markup()


def wrong(name: str, why: str) -> Markup:
    """A target that has no draft."""
    return element("article", element("h3", name) + element("p", why), {"class": "desk-wrong"})
