"""The parts of the desk's page that change while one writes, as HTML that escapes every word."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

from markupsafe import Markup, escape

from ..errors import ChannelSpecError, CrosspostError
from ..looks.elements import Attributes, element, opening
from ..looks.widgets import channel_mark
from ..model.findings import Finding
from ..redaction import unforeseen
from ..registry import load_channel
from ..translations import Words, fill, texts

if TYPE_CHECKING:
    from .autosave import UnsavedText

PageParts = dict[str, Markup]
"""HTML by the id of the element that holds it; ``order`` names the drafts, as the page has them."""

SHOWN = 120
"""Characters of a text that is asked about."""


def say(words: Words, key: str, /, **values: object) -> str:
    """The text *key*, filled in."""
    return fill(words[key], words["language"], values)


def losses(findings: Iterable[Finding], words: Words) -> list[str]:
    """What a draft loses on its way, a line for each."""
    return [
        say(words, "loses", what=found.text(words["language"]))
        for found in findings
        if found.level == "warning"
    ]


def banner(says: str | Iterable[str], *buttons: Markup) -> Markup:
    """Something to decide, or to have read, line by line."""
    lines = [says] if isinstance(says, str) else says
    paragraphs = Markup().join(element("p", line) for line in lines)
    return element("div", paragraphs + dialog_buttons(*buttons))


def button(does: str, says: Markup | str, *, main: bool = False, **more: str) -> Markup:
    """A button: what it does is told to the server, with *more*."""
    attributes = {"type": "button", "data-do": does} | ({"class": "desk-main"} if main else {})
    return element("button", says, attributes | {f"data-{name}": more[name] for name in more})


class ActionAnswer(TypedDict, total=False):
    """What the page is to do next, once a button has done its work."""

    parts: PageParts
    replace: str
    """A text, in the place of the present one."""
    insert: str
    """A paragraph, where one is writing."""
    draft: str
    """The id of a target whose draft is to be seen."""
    open: str
    """A dialog, by its id."""
    close: str
    pasted: str
    """What was pasted last, as Markdown."""
    reload: bool
    """Another post is on the desk now."""


def why(error: Exception) -> str:
    """What went wrong, and what to do about it, without the command line's manner."""
    if isinstance(error, CrosspostError):
        return error.message + (f" {error.hint}" if error.hint else "")
    return unforeseen(error)


def notice(what: str, words: Words) -> ActionAnswer:
    """Tell of it above the drafts."""
    return {"parts": {"failure": banner(what, button("hush", words["close"]))}}


def left_behind(kept: list["UnsavedText"], words: Words) -> Markup:
    """Texts that were typed and never saved, each offered."""
    return Markup().join(
        banner(
            say(words, "left", when=_when(one.at)),
            button("compare", words["compare"], kept=one.id),
            button("restore", words["restore"], kept=one.id),
            button("discard", words["discard"], kept=one.id),
        )
        for one in kept
    )


def first_words(text: str) -> str:
    r"""The first line of *text* that says something, as far as it tells one text from another.

    >>> first_words("\n  一个表情符号 🐣\n\n…")
    '一个表情符号 🐣'
    """
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return f"{first[:SHOWN]}…" if len(first) > SHOWN else first


def discarding(one: "UnsavedText", words: Words) -> Markup:
    """A dialog that asks before a text is discarded, with how it begins."""
    title = {"id": "confirming-title", "tabindex": "-1", "autofocus": ""}
    return (
        element("h2", say(words, "discard_ask", when=_when(one.at)), title)
        + element("blockquote", first_words(one.text))
        + dialog_buttons(
            button("close", words["cancel"]),
            button("discard_now", words["discard_now"], main=True, kept=one.id),
        )
    )


def went_on_with(one: "UnsavedText", words: Words) -> Markup:
    """The paper began with the text of last time."""
    said = say(words, "went_on", when=_when(one.at))
    return banner(
        said, button("start_blank", words["start_blank"]), button("go_on", words["go_on"])
    )


def discarded(one: "UnsavedText", words: Words) -> Markup:
    """A text is gone, unless that was a slip."""
    return banner(
        say(words, "discarded", when=_when(one.at)),
        button("bring_back", words["undo"]),
        button("forget_discarded", words["close"]),
    )


def _when(moment: dt.datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def changed(digest: str, words: Words, *, saving: bool = False) -> Markup:
    """The file was changed meanwhile: what to do about it."""
    return banner(
        words["changed_saving" if saving else "changed"],
        button("compare", words["compare"], digest=digest),
        button("save", words["mine"], over=digest),
        button("take", words["theirs"], digest=digest),
    )


def comparison(
    rows: Iterator[tuple[str, str, str]], names: tuple[str, str], words: Words
) -> Markup:
    """A dialog of two texts beside each other, without the buttons."""
    cells = Markup().join(_row(*row) for row in rows)
    heads = Markup().join(element("h3", name) for name in names)
    two = element("div.desk-two", heads + cells)
    title = {"id": "comparing-title", "tabindex": "-1", "autofocus": ""}
    return element("h2", words["difference"], title) + (
        two if cells else element("p", words["same"])
    )


def _row(kind: str, mine: str, theirs: str) -> Markup:
    if kind == "equal":
        both = (element("p.desk-context", one) for one in (mine, theirs))
        return Markup().join(both)
    return element("ins", mine) + element("del", theirs)


def dialog_buttons(*buttons: Markup) -> Markup:
    """The buttons of a dialog."""
    return element("p.desk-does", Markup().join(buttons))


def naming(folder: str, name: str, wrong: str, words: Words) -> Markup:
    """A dialog that asks for a file's name, beginning with *name*."""
    said = element("p", wrong, {"role": "alert", "class": "desk-error"}) if wrong else ""
    label = say(words, "name_label", folder=folder)
    return (
        element("h2", words["name_it"], {"id": "naming-title"})
        + element("label", label, {"for": "new-name"})
        + element("p", text_input({"id": "new-name", "value": name}))
        + said
        + dialog_buttons(button("close", words["cancel"]), button("name", words["save"], main=True))
    )


def whose(account: str, channel: str) -> Markup:
    """An account with its channel's sign and name."""
    try:
        spec = load_channel(channel)
        title, drawn = spec.title, spec.mark
    except ChannelSpecError:  # of what was kept, and is gone
        title, drawn = channel, None
    named = element("bdi", title) if account == channel else element("bdi", f"{account} · {title}")
    return channel_mark(channel, title, drawn) + named


def links(found: Iterable[tuple[str, str]]) -> Markup:
    """Where messages stand, by address and name, as far as they have an address."""
    every = [(url, name) for url, name in found if url.startswith(("https://", "http://"))]
    if not every:
        return Markup()
    shown = (beside(url, _short(url) if len(every) == 1 else name) for url, name in every)
    return element("p.desk-links", Markup(" ").join(shown))


def to_page(page: str, words: Words) -> Markup:
    """A link to another page of the desk."""
    return element("a.desk-to", words[f"to_{page}"], {"href": page})


def beside(address: str, says: str, more: Attributes = {}) -> Markup:  # noqa: B006 - only read
    """A link that opens beside the desk."""
    there = {"href": address, "target": "_blank", "rel": "noreferrer noopener"}
    return element("a", says, there | more)


def _short(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def day_words(day: dt.date, language: str) -> str:
    """A day as people say it, with its year only where it is another one than today's.

    >>> day_words(dt.date(2030, 3, 1), "zh"), day_words(dt.date(2030, 3, 1), "en")
    ('2030年3月1日 周五', 'Fri 1 March 2030')
    """
    words = texts("desk_pages")[language]
    key = "day" if day.year == dt.datetime.now().astimezone().year else "day.year"
    return say(
        words,
        key,
        weekday=words[f"weekday.{day.weekday()}"],
        day=day.day,
        month=words[f"month.{day.month}"],
        year=day.year,
    )


def moment_words(at: dt.datetime, language: str) -> str:
    """A time with its day, on its own clock: of which zone, where this computer's shows another.

    >>> from zoneinfo import ZoneInfo
    >>> at = dt.datetime(2030, 3, 1, 9, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    >>> moment_words(at, "zh")
    '2030年3月1日 周五 09:00 Pacific/Kiritimati'
    """
    said = texts("desk_pages")[language]["moment"].format(
        day=day_words(at.date(), language), time=f"{at:%H:%M}"
    )
    elsewhere = at.utcoffset() != at.astimezone().utcoffset()
    return f"{said} {at.tzinfo}" if elsewhere else said


def text_input(attributes: dict[str, str]) -> Markup:
    """A field for one line of text."""
    return opening("input", {"type": "text", "autocomplete": "off", **attributes})


def field(id_: str, label: str, attributes: dict[str, str]) -> Markup:
    """The same under its label."""
    return element("label", label, {"for": id_}) + text_input({"id": id_, **attributes})


def select(
    attributes: dict[str, str], first: str, values: Mapping[str, str], wanted: object
) -> Markup:
    """A field with few *values*, each in words; the *first* choice is none of them."""
    options = element("option", first, {"value": ""}) + Markup().join(
        element("option", said, {"value": value} | ({"selected": ""} if value == wanted else {}))
        for value, said in values.items()
    )
    return element("select", options, attributes)


def checkbox(attributes: dict[str, str], *, checked: bool) -> Markup:
    """A box to tick."""
    ticked = {"checked": ""} if checked else {}
    return opening("input", {"type": "checkbox", **attributes, **ticked})


def state(words: Words, safe: str, not_kept: str) -> Markup:
    """Whether the text is safe (``saved``, ``new_file``, ``unsaved``), or why it cannot be kept."""
    if not_kept:
        return element("strong", say(words, "not_kept", why=not_kept))
    return escape(words[safe])
