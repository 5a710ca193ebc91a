"""The parts of the desk's page that change while one writes, as HTML; every word is escaped."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from ..adapters import channel_of
from ..errors import CrosspostError
from ..model.channel_spec import ChannelSpec
from ..model.draft import told_once
from ..model.findings import LEVELS, Finding
from ..model.layout import OWN_NAME, Layout, OptionValue
from ..translations import Words
from .autosave import UnsavedText
from .finding_positions import EditorRange, SearchableText, of_error, of_finding
from .targets import ONE_OF, YES_OR_NO, Choices, Target, View, sections


def problem(error: CrosspostError | None, source: SearchableText, words: Words) -> str:
    """Why the text cannot be read, and a button that leads there."""
    if error is None:
        return ""
    instead = words["instead"].format(write=error.hint) if error.hint else ""
    place = of_error(source, error)
    return (
        f"<p><strong>{escape(words['problem'])}</strong> {_jump(place, 'error', words)}</p>"
        f"<p>{escape(error.message)}</p>"
        + (f"<p>{escape(instead)}</p>" if instead else "")
        + f'<p class="desk-quiet">{escape(words["problem_stays"])}</p>'
    )


def findings(view: View, source: SearchableText, words: Words) -> str:
    """Each finding once, the worst first, with whom it concerns and a button that leads there."""
    if view.post is None:
        return ""
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
    return "".join(lines) or f"<li>{escape(words['no_findings'])}</li>"


def _finding(finding: Finding, whom: str, place: EditorRange | None, words: Words) -> str:
    level = words[f"level_{finding.level}"]
    return (
        f'<li data-level="{finding.level}" data-code="{escape(finding.code)}" '
        f'data-where="{escape(finding.where)}"><span class="desk-level">{escape(level)}</span>'
        f"<span>{escape(finding.text(words['language']))} "
        f'<span class="desk-quiet">{escape(whom)} · {escape(finding.code)}</span></span>'
        f"{_jump(place, finding.level, words)}</li>"
    )


def _jump(place: EditorRange | None, level: str, words: Words) -> str:
    """A button that leads to *place* in the text."""
    if place is None:
        return ""
    return (
        f'<button type="button" data-do="jump" data-level="{level}" data-line="{place.line}" '
        f'data-start="{place.start}" data-end="{place.end}" '
        f'aria-label="{escape(words["go"].format(line=place.line))}">'
        f"{escape(words['line'].format(line=place.line))}</button>"
    )


def summary(view: View, words: Words) -> str:
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
    return escape(said) if view.post else ""


def wrong(name: str, why: str) -> str:
    """A target that has no draft."""
    return f'<article class="desk-wrong"><h3>{escape(name)}</h3><p>{escape(why)}</p></article>'


def banner(says: str | Iterable[str], *buttons: str) -> str:
    """Something to decide, or to have read, line by line."""
    lines = [says] if isinstance(says, str) else says
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<div>{paragraphs}<p class='desk-does'>{''.join(buttons)}</p></div>"


def button(does: str, says: str, *, main: bool = False, **more: str) -> str:
    """A button: what it does is told to the server, with *more*."""
    extra = "".join(f' data-{name}="{escape(value)}"' for name, value in more.items())
    look = ' class="desk-main"' if main else ""
    return f'<button type="button" data-do="{does}"{look}{extra}>{escape(says)}</button>'


def left_behind(kept: list[UnsavedText], words: Words) -> str:
    """Texts that were typed and never saved, each offered."""
    return "".join(
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


def changed(digest: str, words: Words, *, saving: bool = False) -> str:
    """The file was changed meanwhile: what to do about it."""
    return banner(
        words["changed_saving" if saving else "changed"],
        button("compare", words["compare"], digest=digest),
        button("save", words["mine"], over=digest),
        button("take", words["theirs"], digest=digest),
    )


def comparison(rows: Iterator[tuple[str, str, str]], names: tuple[str, str], words: Words) -> str:
    """A dialog of two texts beside each other, without the buttons."""
    cells = "".join(_row(*row) for row in rows)
    two = (
        f'<div class="desk-two"><h3>{escape(names[0])}</h3><h3>{escape(names[1])}</h3>{cells}</div>'
        if cells
        else f"<p>{escape(words['same'])}</p>"
    )
    return (
        f'<h2 id="comparing-title" tabindex="-1" autofocus>{escape(words["difference"])}</h2>{two}'
    )


def _row(kind: str, mine: str, theirs: str) -> str:
    if kind == "equal":
        return "".join(f'<p class="desk-context">{escape(one)}</p>' for one in (mine, theirs))
    return f"<ins>{escape(mine)}</ins><del>{escape(theirs)}</del>"


def dialog_buttons(*buttons: str) -> str:
    """The buttons of a dialog."""
    return f'<p class="desk-does">{"".join(buttons)}</p>'


def naming(folder: str, name: str, wrong: str, words: Words) -> str:
    """A dialog that asks for a file's name, beginning with *name*."""
    said = f'<p role="alert" class="desk-error">{escape(wrong)}</p>' if wrong else ""
    return (
        f'<h2 id="naming-title">{escape(words["name_it"])}</h2>'
        f'<label for="new-name">{escape(words["name_label"].format(folder=folder))}</label>'
        f'<p><input type="text" id="new-name" value="{escape(name)}" autocomplete="off"></p>{said}'
        + dialog_buttons(button("close", words["cancel"]), button("name", words["save"], main=True))
    )


def state(words: Words, safe: str, not_kept: str) -> str:
    """Whether the text is safe (``saved``, ``new_file``, ``unsaved``), or why it cannot be kept."""
    if not_kept:
        return f"<strong>{escape(words['not_kept'].format(why=not_kept))}</strong>"
    return escape(words[safe])


_TAGS = r"[ ]*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*([ ,，]+[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*[ ]*"


def panel(there: Sequence[Target], choices: Choices, words: Words) -> str:
    """Accounts first, then the channels themselves."""
    own = [_target(one, choices, words) for one in there if one.own]
    ours = [_target(one, choices, words) for one in there if not one.own]
    accounts = "".join(own) or f'<p class="desk-quiet">{escape(words["no_accounts"])}</p>'
    return (
        f"<fieldset><legend>{escape(words['accounts'])}</legend>{accounts}</fieldset>"
        f"<fieldset><legend>{escape(words['all_channels'])}</legend>{''.join(ours)}</fieldset>"
    )


def _target(target: Target, choices: Choices, words: Words) -> str:
    shown = " checked" if choices[target.id].shown else ""
    title = f" · {target.account.spec.title}" if target.account else ""
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
    names = {
        one: words.get(f"section_{one}", one.removeprefix(OWN_NAME)) for one in sections(target)
    }
    boxes = "".join(
        f'<label><input type="checkbox" name="{target.id}.section" value="{escape(one)}"'
        f"{' checked' if one in wanted else ''}> {escape(said)}</label>"
        for one, said in names.items()
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
            fields.append(
                f'<label>{escape(label)}<input type="text" name="{field}" '
                f'value="{escape(wanted)}" placeholder="{escape(usual)}"></label>'
            )
    return fields


def _choices(spec: ChannelSpec, option: str) -> tuple[str, ...]:
    """The values to choose from; none where the channel's code is broken, as its draft tells."""
    try:
        return channel_of(spec).choices(option)
    except CrosspostError:
        return ()


def _said(value: OptionValue, words: Words) -> str:
    return words["yes" if value else "no"] if isinstance(value, bool) else str(value)
