"""The parts of the desk's page that change while one writes, as HTML that escapes every word."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypedDict

from markupsafe import Markup, escape

from ..adapters import channel_of
from ..errors import CrosspostError
from ..looks.elements import element, opening
from ..model.channel_spec import ChannelSpec
from ..model.findings import Finding
from ..model.layout import OWN_NAME, Layout, OptionValue, SectionName
from ..translations import Words
from .autosave import UnsavedText

if TYPE_CHECKING:
    from .targets import Choices, Target

PageParts = dict[str, Markup]
"""HTML by the id of the element that holds it; ``order`` names the drafts, as the page has them."""
YES_OR_NO = ("teaser_first", "poll")
ONE_OF = {
    "language_mode": ("first", "together", "blocks", "threads"),
    "headings": ("full", "words", "emoji", "none"),
    "numbering": ("none", "rest", "all", "🧵"),
    "second_language_style": ("plain", "quote", "expandable"),
    "links": ("inline", "gather"),
}
"""Keys of the layout with few values, each worth a look."""


def quiet(tag: str, says: str) -> Markup:
    """What is said by the way."""
    return element(tag, says, {"class": "desk-quiet"})


def losses(findings: Iterable[Finding], words: Words) -> list[str]:
    """What a draft loses on its way, a line for each."""
    return [
        words["loses"].format(what=found.text(words["language"]))
        for found in findings
        if found.level == "warning"
    ]


def banner(says: str | Iterable[str], *buttons: Markup) -> Markup:
    """Something to decide, or to have read, line by line."""
    lines = [says] if isinstance(says, str) else says
    paragraphs = Markup().join(element("p", line) for line in lines)
    return element("div", paragraphs + dialog_buttons(*buttons))


def button(does: str, says: str, *, main: bool = False, **more: str) -> Markup:
    """A button: what it does is told to the server, with *more*."""
    attributes = {"type": "button", "data-do": does} | ({"class": "desk-main"} if main else {})
    return element("button", says, attributes | {f"data-{name}": more[name] for name in more})


class ActionAnswer(TypedDict, total=False):
    """What the page is to do next, once a button has done its work."""

    parts: PageParts
    replace: str
    """A text, in the place of the present one."""
    open: str
    """A dialog, by its id."""
    close: str


def notice(what: str, words: Words) -> ActionAnswer:
    """Tell of it above the drafts."""
    return {"parts": {"failure": banner(what, button("hush", words["close"]))}}


def left_behind(kept: list[UnsavedText], words: Words) -> Markup:
    """Texts that were typed and never saved, each offered."""
    return Markup().join(
        banner(
            words["left"].format(when=_when(one.at)),
            button("compare", words["compare"], kept=one.id),
            button("restore", words["restore"], kept=one.id),
            button("discard", words["discard"], kept=one.id),
        )
        for one in kept
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
    two = element("div", heads + cells, {"class": "desk-two"})
    title = {"id": "comparing-title", "tabindex": "-1", "autofocus": ""}
    return element("h2", words["difference"], title) + (
        two if cells else element("p", words["same"])
    )


def _row(kind: str, mine: str, theirs: str) -> Markup:
    if kind == "equal":
        both = (element("p", one, {"class": "desk-context"}) for one in (mine, theirs))
        return Markup().join(both)
    return element("ins", mine) + element("del", theirs)


def dialog_buttons(*buttons: Markup) -> Markup:
    """The buttons of a dialog."""
    return element("p", Markup().join(buttons), {"class": "desk-does"})


def naming(folder: str, name: str, wrong: str, words: Words) -> Markup:
    """A dialog that asks for a file's name, beginning with *name*."""
    said = element("p", wrong, {"role": "alert", "class": "desk-error"}) if wrong else ""
    label = words["name_label"].format(folder=folder)
    return (
        element("h2", words["name_it"], {"id": "naming-title"})
        + element("label", label, {"for": "new-name"})
        + element("p", text_input({"id": "new-name", "value": name, "autocomplete": "off"}))
        + said
        + dialog_buttons(button("close", words["cancel"]), button("name", words["save"], main=True))
    )


def text_input(attributes: dict[str, str]) -> Markup:
    """A field for one line of text."""
    return opening("input", {"type": "text", **attributes})


def state(words: Words, safe: str, not_kept: str) -> Markup:
    """Whether the text is safe (``saved``, ``new_file``, ``unsaved``), or why it cannot be kept."""
    if not_kept:
        return element("strong", words["not_kept"].format(why=not_kept))
    return escape(words[safe])


_TAGS = r"[ ]*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*([ ,，]+[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*[ ]*"


def panel(there: "Sequence[Target]", choices: "Choices", words: Words) -> Markup:
    """Accounts first, then every channel."""
    own = Markup().join(_target(one, choices, words) for one in there if one.own)
    book = Markup().join(_target(one, choices, words) for one in there if not one.own)
    accounts = own or quiet("p", words["no_accounts"])
    everywhere = button("own_words", words["own_button_all"], target="all")
    all_of_them = element("p", everywhere, {"class": "desk-everywhere"})
    return element(
        "fieldset", element("legend", words["accounts"]) + accounts + all_of_them
    ) + element("fieldset", element("legend", words["all_channels"]) + book)


def _target(target: "Target", choices: "Choices", words: Words) -> Markup:
    title = f" · {target.account.spec.title}" if target.account else ""
    layout = _layout(target, target.account.layout, choices, words) if target.account else ""
    box = checkbox({"name": f"{target.id}.shown"}, checked=choices[target.id].shown)
    name = escape(target.name) + quiet("span", title)
    own = button("own_words", words["own_button"], target=target.id) if target.account else ""
    named = element("label", box + " " + name)
    return element("div", named + own + layout, {"class": "desk-target"})


def checkbox(attributes: dict[str, str], *, checked: bool) -> Markup:
    """A box to tick."""
    ticked = {"checked": ""} if checked else {}
    return opening("input", {"type": "checkbox", **attributes, **ticked})


def _layout(target: "Target", layout: Layout, choices: "Choices", words: Words) -> Markup:
    changes = choices[target.id].changes
    fields = [_languages(target, layout, choices, words)]
    for key in (*ONE_OF, *YES_OR_NO):
        values = {
            one: words.get(f"{key}_{one}", words.get(one, one)) for one in ONE_OF.get(key, ())
        }
        values = values or {"yes": words["yes"], "no": words["no"]}
        said = getattr(layout, key)
        said = values["yes" if said else "no"] if isinstance(said, bool) else values[said]
        wanted = getattr(changes, key)
        wanted = {True: "yes", False: "no"}.get(wanted, wanted)
        fields.append(_select(f"{target.id}.{key}", words[key], said, values, wanted, words))
    fields += _options(target, choices, words)
    inner = Markup().join(fields) + _sections(target, choices, words)
    summary = element("summary", words["layout"].format(name=target.name))
    return element("details", summary + element("div", inner, {"class": "desk-layout"}))


def _languages(target: "Target", layout: Layout, choices: "Choices", words: Words) -> Markup:
    wanted = choices[target.id].changes.languages
    field = text_input(
        {
            "name": f"{target.id}.languages",
            "value": ", ".join(wanted) if isinstance(wanted, tuple) else "",
            "placeholder": ", ".join(layout.languages),
            "pattern": _TAGS,
            "autocomplete": "off",
            "spellcheck": "false",
        }
    )
    return element("label", escape(words["languages"]) + field)


def _select(
    name: str, label: str, usual: str, values: dict[str, str], wanted: object, words: Words
) -> Markup:
    first = element("option", words["as_is"].format(value=usual), {"value": ""})
    options = (
        element("option", said, {"value": value} | ({"selected": ""} if value == wanted else {}))
        for value, said in values.items()
    )
    return element(
        "label", escape(label) + element("select", Markup().join((first, *options)), {"name": name})
    )


def _sections(target: "Target", choices: "Choices", words: Words) -> Markup:
    changed = choices[target.id].changes.order
    wanted = changed if isinstance(changed, tuple) else target.sections
    names = {
        one: words.get(f"section_{one}", one.removeprefix(OWN_NAME)) for one in target.sections
    }
    boxes = Markup().join(
        element("label", _section_box(target, one, wanted) + " " + said)
        for one, said in names.items()
    )
    own = opening("input", {"type": "hidden", "name": f"{target.id}.order", "value": "own"})
    return element("fieldset", own + element("legend", words["sections"]) + boxes)


def _section_box(target: "Target", section: SectionName, wanted: Sequence[SectionName]) -> Markup:
    attributes = {"name": f"{target.id}.section", "value": section}
    return checkbox(attributes, checked=section in wanted)


def _options(target: "Target", choices: "Choices", words: Words) -> list[Markup]:
    """A field for each of the channel's own options, by its own words."""
    account = target.account
    if account is None:
        return []
    changed = choices[target.id].changes.options
    fields = []
    for name, rule in account.spec.options.items():
        field = f"{target.id}.option.{name}"
        label = rule.label.get(words["language"]) or next(iter(rule.label.values()), name)
        usual = _said(account.option(name), words)
        wanted = _said(changed[name], words) if changed and name in changed else ""
        if rule.type == "yes-or-no":
            values = {"yes": words["yes"], "no": words["no"]}
            wanted = next((key for key, said in values.items() if said == wanted), "")
        else:
            values = {one: one for one in _choices(account.spec, name)}
        if values:
            fields.append(_select(field, label, usual, values, wanted, words))
        else:
            text = text_input({"name": field, "value": wanted, "placeholder": usual})
            fields.append(element("label", escape(label) + text))
    return fields


def _choices(spec: ChannelSpec, option: str) -> tuple[str, ...]:
    """The values to choose from; none where the channel's code is broken, as its draft tells."""
    try:
        return channel_of(spec).choices(option)
    except CrosspostError:
        return ()


def _said(value: OptionValue, words: Words) -> str:
    return words["yes" if value else "no"] if isinstance(value, bool) else str(value)
