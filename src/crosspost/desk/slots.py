"""Slots: a place on the page for each account and channel, with its draft, its words, its layout.

The strip names those that are shown; the panel is where they are chosen. Fields of the panel and of
every layout belong to one form, ``choices``, wherever they stand.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from markupsafe import Markup, escape

from ..adapters import channel_of
from ..errors import CrosspostError
from ..looks.elements import element, opening
from ..looks.widgets import channel_mark
from ..model.channel_spec import ChannelSpec
from ..model.draft import told_once
from ..model.layout import (
    OWN_NAME,
    Headings,
    LanguageMode,
    Layout,
    Links,
    Numbering,
    OptionValue,
    SecondLanguageStyle,
    SectionName,
)
from ..translations import Words
from .html import PageParts, button, checkbox, say, select, text_input

if TYPE_CHECKING:
    from .targets import Choices, Shown, Target

YES_OR_NO = ("teaser_first", "poll")
ONE_OF = {
    "language_mode": get_args(LanguageMode),
    "headings": get_args(Headings),
    "numbering": get_args(Numbering),
    "second_language_style": get_args(SecondLanguageStyle),
    "links": get_args(Links),
}
"""Keys of the layout with few values, each worth a look."""


_TAGS = r"[ ]*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*([ ,，]+[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*[ ]*"


CHOICES = {"form": "choices"}
"""Of a field of that form, outside of it."""
PANES = ("draft", "own", "layout")
"""The tabs of a slot."""


def slot(target: "Target", choices: "Choices", parts: PageParts, words: Words) -> Markup:
    """The place of *target*, with its *parts* by their ids; unseen where there are none."""
    one = target.id
    named = element("h2", mark(target) + element("bdi", target.title), {"id": f"name-{one}"})
    about = element("p", _part("about", one, parts), {"id": f"about-{one}", "class": "desk-quiet"})
    tabs = Markup().join(_tab(target, pane, parts, words) for pane in PANES)
    row = element(
        "div", tabs, {"role": "tablist", "aria-labelledby": f"name-{one}", "class": "desk-tabs"}
    )
    head = element("header", named + about + row)
    draft = Markup().join(
        element("div", _part(part, one, parts), {"id": f"{part}-{one}"})
        for part in ("found", "draft")
    )
    own = element("form", "", {"id": f"own-{one}", "class": "desk-own-form"})
    layout = _layout(target, target.account.layout, choices, words) if target.account else ""
    panes = zip(PANES, (draft, own, layout), strict=True)
    inner = Markup().join(_pane(target, pane, said) for pane, said in panes)
    attributes = {
        "id": f"slot-{one}",
        "class": "desk-slot",
        "role": "group",  # no landmark: the draft in it is one, of the same name
        "aria-labelledby": f"name-{one}",
    }
    unseen = {} if f"draft-{one}" in parts else {"hidden": ""}
    return element("div", head + inner, attributes | unseen)


def _part(part: str, target: str, parts: PageParts) -> Markup:
    return parts.get(f"{part}-{target}", Markup())


def _tab(target: "Target", pane: str, parts: PageParts, words: Words) -> Markup:
    first = pane == PANES[0]
    label = escape(words[f"pane_{pane}"])
    if pane == "own":
        owned = _part("owned", target.id, parts)
        label += element("span", owned, {"id": f"owned-{target.id}"})
    attributes = {
        "type": "button",
        "role": "tab",
        "id": f"tab-{pane}-{target.id}",
        "aria-controls": f"pane-{pane}-{target.id}",
        "aria-selected": "true" if first else "false",
        "tabindex": "0" if first else "-1",
        "data-do": "pane",
        "data-pane": pane,
        "data-target": target.id,
    }
    return element("button", label, attributes)


def _pane(target: "Target", pane: str, inner: Markup | str) -> Markup:
    attributes = {
        "id": f"pane-{pane}-{target.id}",
        "role": "tabpanel",
        "aria-labelledby": f"tab-{pane}-{target.id}",
    }
    unseen = {} if pane == PANES[0] else {"hidden": ""}
    return element("div", inner, attributes | unseen)


def mark(target: "Target") -> Markup:
    """The square that a channel is known by."""
    spec = target.account.spec if target.account else None
    if spec is None:
        return channel_mark(target.name, target.name)
    return channel_mark(spec.name, spec.title, spec.mark)


def strip(shown: "Sequence[Shown]", words: Words, *, blank: bool = False) -> Markup:
    """Every account and channel that is shown: name, how many messages, a dot for trouble.

    Args:
        shown: as the page has them.
        words: of the room ``desk``.
        blank: there is no text yet, and nothing to count.
    """
    return Markup().join(element("li", _chip(one, words, blank=blank)) for one in shown)


def _chip(shown: "Shown", words: Words, *, blank: bool) -> Markup:
    draft, target = shown.draft, shown.target
    levels: list[str] = (
        [finding.level for finding in told_once((draft,))[1][0].findings] if draft else ["error"]
    )
    worst = next((level for level in ("error", "warning") if level in levels), "")
    said, told = mark(target) + element("bdi", target.title), [target.title]
    if draft and not blank:
        said += element("span.desk-count", str(len(draft.messages)))
        told.append(say(words, "chip_count", count=len(draft.messages)))
    if worst and not blank:
        count = {"count": levels.count(worst)}
        told.append(say(words, f"chip_{worst}", **count))
        said += element("span", "", {"class": f"desk-dot {worst}", "title": told[-1]})
    attributes = {
        "type": "button",
        "data-do": "look",
        "data-target": target.id,
        "aria-label": words["joint"].join(told),
    }
    return element("button", said, attributes)


def panel(there: "Sequence[Target]", choices: "Choices", words: Words) -> Markup:
    """Accounts first, then every channel, each to be ticked."""
    own = Markup().join(_target(one, choices) for one in there if one.own)
    usual = sorted(there, key=lambda one: one.place(words["language"]))
    book = Markup().join(_target(one, choices) for one in usual if not one.own)
    none = element("p.desk-quiet", words["no_accounts"]) if not own else ""
    connect = element("a", words["to_accounts"], {"href": "accounts"})
    everywhere = button("own_words", words["own_button_all"], target="all")
    more = element("p.desk-does", connect + everywhere)
    rows = {"class": "desk-targets"}
    return (
        element("fieldset", element("legend", words["accounts"]) + none + element("div", own, rows))
        + more
        + element("fieldset", element("legend", words["all_channels"]) + element("div", book, rows))
    )


def _target(target: "Target", choices: "Choices") -> Markup:
    box = checkbox({"name": f"{target.id}.shown"}, checked=choices[target.id].shown)
    named = element("bdi", target.title)
    if target.own and target.account:
        named += element("span.desk-quiet", target.account.spec.title)
    return element("label.desk-target", box + mark(target) + named)


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
    says = element("p.desk-quiet", words["layout_says"])
    return says + element("div.desk-layout", inner)


def _languages(target: "Target", layout: Layout, choices: "Choices", words: Words) -> Markup:
    wanted = choices[target.id].changes.languages
    field = text_input(
        {
            "name": f"{target.id}.languages",
            "value": ", ".join(wanted) if isinstance(wanted, tuple) else "",
            "placeholder": ", ".join(layout.languages),
            "pattern": _TAGS,
            "spellcheck": "false",
            **CHOICES,
        }
    )
    return element("label", escape(words["languages"]) + field)


def _select(
    name: str, label: str, usual: str, values: dict[str, str], wanted: object, words: Words
) -> Markup:
    first = say(words, "as_is", value=usual)
    return element(
        "label", escape(label) + select({"name": name, **CHOICES}, first, values, wanted)
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
    hidden = {"type": "hidden", "name": f"{target.id}.order", "value": "own", **CHOICES}
    own = opening("input", hidden)
    return element("fieldset", own + element("legend", words["sections"]) + boxes)


def _section_box(target: "Target", section: SectionName, wanted: Sequence[SectionName]) -> Markup:
    attributes = {"name": f"{target.id}.section", "value": section, **CHOICES}
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
        label = label[:1].upper() + label[1:]
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
            text = text_input({"name": field, "value": wanted, "placeholder": usual, **CHOICES})
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
