"""Rendered: a text as the parts of the page that show it; made in a thread, asking nobody."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from ..errors import CrosspostError
from ..looks.elements import element
from ..looks.toolbar import said_once
from ..model.draft import Draft, Message, told_once
from ..model.finding_places import place_in_words
from ..model.findings import LEVELS, Finding
from ..model.post import Post
from ..preview.as_html import embedded, section
from ..translations import Words, texts
from .finding_positions import EditorRange, SearchableText, of_error, of_finding, of_messages
from .html import PageParts, button, say
from .mends import ASKING, MENDS
from .own_words import overridden
from .slots import strip
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

    def move(self, base: Path) -> None:
        """Paths of pictures start from *base* from now on."""
        self._show = embedded(base)
        self._drawn.clear()

    def render(
        self,
        text: str,
        name: str,
        choices: Choices,
        words: Words,
        seen: Container[str],
        show: Callable[[PageParts], object],
        overtaken: Callable[[], bool] = lambda: False,
    ) -> View | None:
        """What *text* looks like; *show* is told the drafts that are *seen* first, one by one.

        Where the text cannot be read, the last drafts stay as they are; where it is *overtaken* by
        another text, those that are seen are enough, and there is no view.
        """
        blank = not text.strip()
        try:
            post = post_of(words["ghost"] if blank else text, name)
            under = self._originals(post)
        except CrosspostError as error:
            gone = dict.fromkeys(("findings", "room", "summary"), Markup())
            show({"problem": problem(error, SearchableText(text), words), **gone})
            return View(text=text)
        wanted = sorted(
            (one for one in self.there if choices[one.id].shown),
            key=lambda one: one.place(words["language"]),
        )
        order = " ".join(f"draft-{one.id}" for one in wanted)
        source = SearchableText(text)
        parts = {"problem": Markup(), "order": escape(order)}
        made: dict[str, Shown] = {}
        rooms = Markup()
        first = [one for one in wanted if f"draft-{one.id}" in seen] or wanted[:1]
        for target in (*first, *(one for one in wanted if one not in first)):
            if target not in first and overtaken():
                return None
            shown = made[target.id] = draft_for(post, target, choices, under)
            parts[f"draft-{target.id}"] = self._drawing(shown, words["language"])
            if target in first:
                rooms += Markup() if blank else room(shown, source, words)
                parts["room"] = rooms
                show(parts)
                parts = {}
        shown_all = tuple(made[one.id] for one in wanted)
        view = View(text=text) if blank else View(text=text, post=post, shown=shown_all)
        parts |= {"strip": strip(shown_all, words, blank=blank)}
        for one in shown_all:
            parts |= beside(one, post, source, words, blank=blank)
        parts |= {"findings": findings(view, source, words), "summary": summary(view, words)}
        show(parts)
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


def beside(
    shown: Shown, post: Post, source: SearchableText, words: Words, *, blank: bool
) -> PageParts:
    """What stands around a draft: how much it is, what was found, what is said otherwise there."""
    target, draft = shown.target, shown.draft
    if blank or draft is None:
        found = (
            element("p.desk-quiet", say(words, "ghost_says", name=target.title))
            if blank
            else Markup()
        )
        return {
            f"found-{target.id}": element("div.desk-ghost", found) if blank else found,
            f"about-{target.id}": Markup(),
            f"owned-{target.id}": Markup(),
        }
    _, (alone,) = told_once((draft,))
    places = {one: of_finding(source, one, post, draft) for one in alone.findings}
    spoken = texts("findings")[words["language"]]
    known = (spoken.get(f"language:{tag}", tag) for tag in draft.languages if tag != "und")
    facts = [words["joint"].join(known)]
    facts.insert(0, say(words, "chip_count", count=len(draft.messages)))
    if target.own and target.account:
        facts.insert(0, target.account.spec.title)
    owned = overridden(post, target.name)
    return {
        f"found-{target.id}": listed(alone.findings, places, words, target.id),
        f"about-{target.id}": element("bdi", " · ".join(filter(None, facts))),
        f"owned-{target.id}": escape(f" · {owned}") if owned else Markup(),
    }


def problem(error: CrosspostError, source: SearchableText, words: Words) -> Markup:
    """Why the text cannot be read, and a button that leads there."""
    instead = say(words, "instead", write=error.hint) if error.hint else ""
    jump = _jump(of_error(source, error), "error", words)
    return (
        element("p", element("strong", words["problem"]) + " " + jump)
        + element("p", error.message)
        + (element("p", instead) if instead else "")
        + element("p.desk-quiet", words["problem_stays"])
    )


def findings(view: View, source: SearchableText, words: Words) -> Markup:
    """What holds for the post, wherever its text is shown; the rest stands beside each draft."""
    drafts = [shown.draft for shown in view.shown if shown.draft]
    if view.post is None or not drafts:
        return Markup()
    shared, _ = told_once(drafts)
    post = view.post
    places = {one: of_finding(source, one, post, drafts[0]) for one in shared}
    return listed(shared, places, words, "")


Ranges = dict[Finding, EditorRange | None]
"""Where in the author's text each finding is about, if anywhere."""


def listed(found: Sequence[Finding], places: Ranges, words: Words, target: str) -> Markup:
    """Findings in the reader's words, the worst first, each once; notes are folded.

    Args:
        found: of one draft, or of the post.
        places: where each leads.
        words: of the room ``desk``.
        target: whose they are; nobody's alone where they are the post's.
    """
    groups = said_once(found, lambda one: one, words["language"])
    rows = sorted(groups, key=lambda some: LEVELS.index(some[0].level))
    items = [(some[0].level, _item(some, places, words, target)) for some in rows]
    told = Markup().join(item for level, item in items if level != "info")
    notes = [item for level, item in items if level == "info"]
    shown = element("ul.desk-findings", told) if told else Markup()
    if notes:
        count = say(words, "notes", count=len(notes))
        inner = element("ul.desk-findings", Markup().join(notes))
        shown += element("details.desk-folded", element("summary", count) + inner)
    return shown


def _item(some: Sequence[Finding], places: Ranges, words: Words, target: str) -> Markup:
    first, language = some[0], words["language"]
    where = words["joint"].join(dict.fromkeys(place_in_words(one, language) for one in some))
    said = (
        element("strong", words[f"level_{first.level}"])
        + " "
        + element("b", element("bdi", where) + words["colon"])
        + element("bdi", first.text(language))
    )
    place = next((places[one] for one in some if places.get(one)), None)
    does = _jump(place, first.level, words) + _mend(first, words, target)
    attributes = {"data-level": first.level, "data-code": first.code, "data-where": first.where}
    row = element("p.desk-does", does) if does else Markup()
    return element("li", element("p", said) + row, attributes)


def _mend(finding: Finding, words: Words, target: str) -> Markup:
    """A button that sets it right, where there is a way that needs no thought."""
    if finding.code not in MENDS and finding.code not in ASKING:
        return Markup()
    label = words[f"mend_{finding.code}"]
    more = {"target": target, "code": finding.code, "where": finding.where}
    if finding.code == "media.no-alt":
        path = getattr(finding.location, "path", ("",))[-1]
        more = {"name": str(path)}
    return button(ASKING.get(finding.code, "mend"), label, main=False, **more)


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
        "aria-label": say(words, "go", line=place.line),
    }
    return element("button", say(words, "line", line=place.line), attributes)


def summary(view: View, words: Words) -> Markup:
    """How much there is of everything."""
    drafts = [shown.draft for shown in view.shown if shown.draft]
    shared, alone = told_once(drafts)
    every = {*shared, *(one for draft in alone for one in draft.findings)}
    levels = [finding.level for finding in every]
    wrong = sum(shown.draft is None for shown in view.shown)
    told = {
        "drafts": len(drafts),
        "messages": sum(len(draft.messages) for draft in drafts),
        "errors": levels.count("error") + wrong,
        "warnings": levels.count("warning"),
    }
    kinds = [kind for kind in told if told[kind] or kind in {"drafts", "messages"}]
    said = words["summary_joint"].join(
        say(words, f"summary_{kind}", count=told[kind]) for kind in kinds
    )
    return escape(said if view.post else words["ghost_summary"])


def room(shown: Shown, source: SearchableText, words: Words) -> Markup:
    """How full each message is, and, for when none is written in, how many and the fullest.

    The page shows the line of the draft that is looked at, and of the message that the cursor is
    in: each says which parts of the text are its own.
    """
    messages = shown.draft.messages if shown.draft else ()
    if not messages:
        return Markup()
    fullest = max(messages, key=lambda one: one.size / max(one.limit, 1))
    places = of_messages(source, messages)
    rows = _room(shown.target, fullest, "room_fullest", words)
    for message, some in zip(messages, places, strict=True):
        at = " ".join(f"{one.start} {one.end}" for one in some)
        rows += _room(shown.target, message, "room_here", words, at)
    return rows


def _room(target: Target, message: Message, key: str, words: Words, at: str = "") -> Markup:
    size = f"{message.size:,} / {message.limit:,}"
    values = {"index": message.index, "count": message.of, "size": size}
    key = "room_only" if message.of == 1 else key
    said = " · ".join((target.title, say(words, key, **values)))
    full = {"class": "desk-error"} if message.size > message.limit else {}
    return element("p", said, {"data-target": target.id, "data-at": at, "hidden": "", **full})


def wrong(name: str, why: str) -> Markup:
    """A target that has no draft."""
    return element("article.desk-wrong", element("h3", name) + element("p", why))
