"""Panel: the form in which channels, languages and layout are chosen, as HTML."""

from collections.abc import Sequence
from html import escape

from ..adapters import channel_of
from ..layout import Layout, OptionValue
from .choices import ONE_OF, YES_OR_NO, Choices, Target, sections
from .words import Words

_TAGS = r"[ ]*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*([ ,，]+[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*[ ]*"


def panel(there: Sequence[Target], choices: Choices, words: Words) -> str:
    """Accounts first, then the channels of the book."""
    own = [_target(one, choices, words) for one in there if one.own]
    book = [_target(one, choices, words) for one in there if not one.own]
    accounts = "".join(own) or f'<p class="desk-quiet">{escape(words["no_accounts"])}</p>'
    return (
        f"<fieldset><legend>{escape(words['accounts'])}</legend>{accounts}</fieldset>"
        f"<fieldset><legend>{escape(words['book'])}</legend>{''.join(book)}</fieldset>"
    )


def _target(target: Target, choices: Choices, words: Words) -> str:
    shown = " checked" if choices[target.id].shown else ""
    title = f" · {target.account.profile.title}" if target.account else ""
    layout = _layout(target, target.account.layout, choices, words) if target.account else ""
    name = f'{escape(target.name)}<span class="desk-quiet">{escape(title)}</span>'
    box = f'<input type="checkbox" name="{target.id}.shown"{shown}>'
    return f'<div class="desk-target"><label>{box} {name}</label>{layout}</div>'


def _layout(target: Target, layout: Layout, choices: Choices, words: Words) -> str:
    changes = choices[target.id].changes
    fields = [_languages(target, layout, choices, words)]
    for key in (*ONE_OF, *YES_OR_NO):
        values = {one: words[one] for one in ONE_OF.get(key, ())}
        values = values or {"yes": words["yes"], "no": words["no"]}
        said = getattr(layout, key)
        said = values["yes" if said else "no"] if isinstance(said, bool) else values[said]
        wanted = getattr(changes, key)
        wanted = {True: "yes", False: "no"}.get(wanted, wanted)
        fields.append(_select(f"{target.id}.{key}", words[key], said, values, wanted, words))
    fields += _options(target, choices, words)
    name = escape(words["layout"].format(name=target.name))
    return (
        f'<details><summary>{name}</summary><div class="desk-layout">{"".join(fields)}'
        f"{_sections(target, choices, words)}</div></details>"
    )


def _languages(target: Target, layout: Layout, choices: Choices, words: Words) -> str:
    wanted = choices[target.id].changes.languages
    said = ", ".join(wanted) if isinstance(wanted, tuple) else ""
    return (
        f"<label>{escape(words['languages'])}"
        f'<input type="text" name="{target.id}.languages" value="{escape(said)}" '
        f'placeholder="{escape(", ".join(layout.languages))}" pattern="{_TAGS}" '
        'autocomplete="off" spellcheck="false"></label>'
    )


def _select(
    name: str, label: str, usual: str, values: dict[str, str], wanted: object, words: Words
) -> str:
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == wanted else ""}>{escape(said)}'
        "</option>"
        for value, said in values.items()
    )
    as_is = escape(words["as_is"].format(value=usual))
    return (
        f'<label>{escape(label)}<select name="{name}"><option value="">{as_is}</option>{options}'
        "</select></label>"
    )


def _sections(target: Target, choices: Choices, words: Words) -> str:
    changed = choices[target.id].changes.order
    wanted = changed if isinstance(changed, tuple) else sections(target)
    boxes = "".join(
        f'<label><input type="checkbox" name="{target.id}.section" value="{one}"'
        f"{' checked' if one in wanted else ''}> {escape(words[f'section_{one}'])}</label>"
        for one in sections(target)
    )
    return (
        f'<fieldset><input type="hidden" name="{target.id}.order" value="own">'
        f"<legend>{escape(words['sections'])}</legend>{boxes}</fieldset>"
    )


def _options(target: Target, choices: Choices, words: Words) -> list[str]:
    """A field for each of the channel's own options, by its own words."""
    account = target.account
    if account is None:
        return []
    changed = choices[target.id].changes.options
    fields = []
    for name, rule in account.profile.options.items():
        field = f"{target.id}.option.{name}"
        label = rule.label.get(words["language"]) or next(iter(rule.label.values()), name)
        usual = _said(account.option(name), words)
        wanted = _said(changed[name], words) if changed and name in changed else ""
        if rule.type == "yes-or-no":
            values = {"yes": words["yes"], "no": words["no"]}
            wanted = next((key for key, said in values.items() if said == wanted), "")
        else:
            values = {one: one for one in channel_of(account.profile).choices(name)}
        if values:
            fields.append(_select(field, label, usual, values, wanted, words))
        else:
            fields.append(
                f'<label>{escape(label)}<input type="text" name="{field}" '
                f'value="{escape(wanted)}" placeholder="{escape(usual)}"></label>'
            )
    return fields


def _said(value: OptionValue, words: Words) -> str:
    return words["yes" if value else "no"] if isinstance(value, bool) else str(value)
