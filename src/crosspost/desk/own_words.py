"""Own words: what the post says otherwise on one channel or account, as a form in a tab of its own.

What is typed goes into the post's front matter, by the same code as ``crosspost draft``, and is
read again by the reader: so it is checked as it is typed, and a mistake is told by its key.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from markupsafe import Markup, escape

from .._record import Json
from ..compose.language_choice import post_languages
from ..drafting import (
    WordsKey,
    heading_of,
    section_names,
    section_texts_of,
    source_digest,
    source_of,
)
from ..errors import CrosspostError, PostError
from ..looks.elements import element, opening
from ..model.channel_spec import Account
from ..model.layout import OWN_NAME, Brackets, LanguageMode, Numbering, OriginalAt, QuoteMarks
from ..model.post import ALL, Override, Post, Texts
from ..post_keys import Keys, with_keys
from ..translations import Words
from .html import ActionAnswer, button, checkbox, dialog_buttons, say, select, text_input
from .session import Session
from .targets import post_of

if TYPE_CHECKING:
    from .actions import Action, ActionRequest

FieldKind = Literal["line", "text", "choice", "ticked", "list", "lines", "table"]
CHOICES = {
    "numbering": get_args(Numbering),
    "language_mode": get_args(LanguageMode),
    "link_to_original": get_args(OriginalAt),
    "brackets": get_args(Brackets),
    "quotes": get_args(QuoteMarks),
}
"""Keys of an override with few values."""
SHOWN = 90
"""Characters of the post's own words that an empty field shows."""
_LEFT_OUT = "left-out"
EMPTY_FRONT_MATTER = "---\n---\n"
EVERYWHERE = "all"
"""The target of the form that holds for every channel."""
OVERRIDDEN = (
    "title",
    "hook",
    "digest",
    "text",
    "sections",
    "heading_words",
    "heading_emoji",
    "ending",
    "keep",
    "handles",
    *CHOICES,
)
"""Keys of an override that are counted on its tab; left unsaid, each is empty."""


class WordsField(NamedTuple):
    """One key of an override, as a form asks for it."""

    path: Keys
    label: str
    value: str
    kind: FieldKind = "line"
    hint: str = ""
    """What is said where nothing is typed."""

    @property
    def name(self) -> str:
        """What the form calls it."""
        return "/".join(self.path)


class FieldGroup(NamedTuple):
    """Fields that stand together."""

    title: str
    fields: tuple[WordsField, ...]
    opened: bool = False


def groups(post: Post, name: str, account: Account | None, words: Words) -> list[FieldGroup]:
    """What may be said otherwise under *name*, an account's or a channel's, or everywhere."""
    said = post.channels.get(name, Override())
    tags = post_languages(post)
    made = [
        FieldGroup(
            words["own_words"], tuple(_texts(post, said, account, tags, words)), opened=True
        ),
        FieldGroup(words["own_sections"], tuple(_sections(post, said, tags, words))),
        FieldGroup(words["own_headings"], tuple(_headings(post, said, tags, words))),
        FieldGroup(words["own_look"], tuple(_look(said, words))),
    ]
    if said.drafted:
        entries = tuple(_drafted(post, said, words))
        made.insert(1, FieldGroup(words["own_drafted"], entries, opened=True))
    return [one for one in made if one.fields]


def _drafted(post: Post, said: Override, words: Words) -> Iterator[WordsField]:
    for key, one in said.drafted.items():
        read = one.reviewed and one.source == source_digest(source_of(post, key))
        label = say(words, "own_reviewed", by=one.by, key=key)
        yield WordsField(("drafted", key, "reviewed"), label, "yes" if read else "", "ticked")


def _texts(
    post: Post, said: Override, account: Account | None, tags: Sequence[str], words: Words
) -> Iterator[WordsField]:
    there: dict[str, tuple[Texts, Texts, FieldKind]] = {
        "title": (said.title, post.title, "line"),
        "hook": (said.hook, post.meta.hook, "text"),
        "digest": (said.digest, post.meta.digest or post.meta.description, "text"),
        "text": (said.text, Texts(), "text"),
    }
    if account and "digest" not in account.spec.field_limits:
        del there["digest"]
    for key, (own, usual, kind) in there.items():
        for tag in tags:
            label = _with_tag(words[f"own_{key}"], tag, tags, words)
            yield WordsField((key, tag), label, _said(own, tag), kind, _start(usual, tag))


def _sections(
    post: Post, said: Override, tags: Sequence[str], words: Words
) -> Iterator[WordsField]:
    for name in section_names(post):
        own, usual = said.sections.get(name, Texts()), section_texts_of(post, name)
        shown = words.get(f"section_{name}", name.removeprefix(OWN_NAME))
        gone = name in said.sections and not any(own.values())
        left_out = say(words, "own_left_out", section=shown)
        for tag in tags:
            label = _with_tag(shown, tag, tags, words)
            yield WordsField(
                ("sections", name, tag), label, _said(own, tag), "text", _start(usual, tag)
            )
        yield WordsField((_LEFT_OUT, name), left_out, "yes" if gone else "", "ticked")


def _headings(
    post: Post, said: Override, tags: Sequence[str], words: Words
) -> Iterator[WordsField]:
    headings, emoji = said.heading_words or {}, said.heading_emoji or {}
    for name in section_names(post):
        if name in {"lede", "own"}:
            continue
        shown = words.get(f"section_{name}", name.removeprefix(OWN_NAME))
        now, usual = headings.get(name, {}), heading_of(post, name)
        if isinstance(now, str):
            yield WordsField(("heading_words", name), shown, now)
        else:
            for tag in tags:
                label = _with_tag(shown, tag, tags, words)
                value, hint = now.get(tag, ""), _start(usual, tag)
                yield WordsField(("heading_words", name, tag), label, value, "line", hint)
        label = say(words, "own_emoji", section=shown)
        yield WordsField(("heading_emoji", name), label, emoji.get(name, ""))


def _look(said: Override, words: Words) -> Iterator[WordsField]:
    for key in CHOICES:
        value = getattr(said, key)
        label = words.get(f"own_{key}", words.get(key, key))
        yield WordsField((key,), label, value if isinstance(value, str) else "", "choice")
    ending, keep, handles = said.ending or (), said.keep or (), said.handles or {}
    yield WordsField(
        ("ending",), words["own_ending"], ", ".join(ending), "list", "sources, original, tags"
    )
    yield WordsField(("keep",), words["own_keep"], "\n".join(keep), "lines", words["own_keep_hint"])
    pairs = "\n".join(f"{name} = {here}" for name, here in handles.items())
    yield WordsField(("handles",), words["own_handles"], pairs, "table", "@CMEGroup = 芝商所")


def _said(texts: Texts, tag: str) -> str:
    return texts[tag].markdown if tag in texts else ""


def _start(texts: Texts, tag: str) -> str:
    words = " ".join(texts[tag].words.split()) if tag in texts else ""
    return f"{words[:SHOWN]}…" if len(words) > SHOWN else words


def _with_tag(label: str, tag: str, tags: Sequence[str], words: Words) -> str:
    """*label* with its language, where the post has several."""
    if len(tags) == 1:
        return label
    return say(words, "own_in", what=label, language=words.get(f"own_language_{tag}", tag))


def changes(
    post: Post, name: str, account: Account | None, given: Sequence[tuple[str, str]], words: Words
) -> dict[Keys, Json]:
    """What a form says otherwise than *post* does now, by the key in its file.

    Raises:
        PostError: a line of names says only one.
    """
    typed = dict(given)
    said = post.channels.get(name, Override())
    made: dict[Keys, Json] = {}
    gone = {key.partition("/")[2] for key in typed if key.startswith(f"{_LEFT_OUT}/")}
    for field in (one for group in groups(post, name, account, words) for one in group.fields):
        now = typed.get(field.name, "").replace("\r\n", "\n").strip()
        if now == field.value or (field.path[0] == "sections" and field.path[1] in gone):
            continue
        at = ("channels", name)
        if field.path[0] == _LEFT_OUT:
            made[*at, "sections", field.path[1]] = "" if now else None
        elif field.path[0] == "drafted":
            made[*at, *field.path] = True if now else None
            if now:  # it was read beside the author's words of today
                today = source_digest(source_of(post, field.path[1]))
                made[*at, "drafted", field.path[1], "source"] = today
        else:
            made[*at, *field.path] = _value(field, now, name)
    for key in said.drafted:  # what a person has written anew is no program's any more
        if any(keys[2:] == WordsKey.of(key).path for keys in made) or _is_gone(key, gone):
            made = {keys: one for keys, one in made.items() if keys[2:4] != ("drafted", key)}
            made["channels", name, "drafted", key] = None
    return dict(sorted(made.items(), key=lambda pair: pair[0][2:3] == ("drafted",)))


def _is_gone(key: str, gone: set[str]) -> bool:
    return WordsKey.of(key).field == "sections" and WordsKey.of(key).section in gone


def _value(field: WordsField, typed: str, name: str) -> Json:
    """What is *typed* into a field, as a file holds it; nothing where nothing is."""
    if not typed:
        return None
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    match field.kind:
        case "list":
            return [*typed.replace("，", ",").replace("、", ",").replace(",", " ").split()]
        case "lines":
            return [*lines]
        case "table":
            for line in lines:
                if not all(map(str.strip, line.partition("="))):
                    at = f"channels.{name}.{field.path[0]}"
                    value, example = f'"{line}"', field.hint
                    raise PostError("value.wrong-form", location=at, value=value, example=example)
            pairs = (line.partition("=") for line in lines)
            return {one.strip(): other.strip() for one, _, other in pairs}
    return typed


# The tab, or for every channel the dialog
def form(post: Post, name: str, account: Account | None, words: Words, target: str) -> Markup:
    """All groups of fields, with their buttons, and what is said otherwise here already."""
    every = groups(post, name, account, words)
    inner = Markup().join(_group(one, words) for one in every)
    kept = opening("input", {"type": "hidden", "name": "target", "value": target})
    said = [field.label for group in every for field in group.fields if field.value]
    dialog = target == EVERYWHERE
    ends = button("close", words["cancel"]) if dialog else Markup()
    if said:
        ends += button("clear_words", words["own_clear"], target=target)
    does = dialog_buttons(
        element("span", "", {"id": f"own-wrong-{target}", "role": "alert", "class": "desk-error"}),
        ends,
        button("write_words", words["own_write"], main=True, target=target),
    )
    head = Markup()
    if dialog:
        title = say(words, "own_form", name=words["own_everywhere"])
        head = element("h2", title, {"id": "own-title", "tabindex": "-1", "autofocus": ""})
    told = words["own_overrides"] if said else words["own_says"]
    about = told.format(key=f"channels.{name}", what=words["joint"].join(said))
    return head + element("p.desk-quiet", about) + kept + inner + does


def overridden(post: Post, name: str) -> int:
    """How many things *post* says otherwise on *name*, by its front matter."""
    said = post.channels.get(name, Override())
    return sum(bool(getattr(said, key)) for key in OVERRIDDEN)


def _group(group: FieldGroup, words: Words) -> Markup:
    inner = Markup().join(_field(one, words) for one in group.fields)
    changed = sum(bool(one.value) for one in group.fields)
    title = say(words, "own_changed", title=group.title, count=changed)
    summary = element("summary", title if changed else group.title)
    opened = {"open": ""} if group.opened or changed else {}
    return element("details", summary + element("div.desk-own", inner), opened)


def _field(field: WordsField, words: Words) -> Markup:
    attributes = {"name": field.name, "spellcheck": "false", "placeholder": field.hint}
    match field.kind:
        case "ticked":
            box = checkbox({"name": field.name, "value": "yes"}, checked=bool(field.value))
            return element("label.desk-wide", box + " " + field.label)
        case "choice":
            return element("label", escape(field.label) + _choice(field, words))
        case "text" | "lines" | "table":
            area = element("textarea", field.value, attributes | {"rows": "2"})
            return element("label.desk-wide", escape(field.label) + area)
    box = text_input(attributes | {"value": field.value})
    return element("label", escape(field.label) + box)


def _choice(field: WordsField, words: Words) -> Markup:
    [key] = field.path
    values = {one: words.get(f"{key}_{one}", words.get(one, one)) for one in CHOICES[key]}
    return select({"name": field.name}, words["own_as_is"], values, field.value)


# Buttons
def _meant(session: Session, request: "ActionRequest") -> tuple[str, Account | None]:
    """The name in ``channels`` that the form is for, and what that is."""
    found = (one for one in session.there if one.id == request.target)
    target = next(found, None)
    return (target.name, target.account) if target else (ALL, None)


async def own_words(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Fill in the form, and open it where it is a dialog."""
    return _shown(session, request, request.text)


def _shown(session: Session, request: "ActionRequest", text: str) -> ActionAnswer:
    name, account = _meant(session, request)
    made = form(post_of(text, session.name), name, account, session.words, request.target)
    answer: ActionAnswer = {"parts": {f"own-{request.target}": made}}
    if request.target == EVERYWHERE:
        answer["open"] = "own"
    return answer


async def check_words(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Something was typed into it: say what is wrong."""
    try:
        await asyncio.to_thread(_rewritten, session, request)
    except CrosspostError as error:
        return _wrong(error, request)
    return {"parts": {f"own-wrong-{request.target}": Markup()}}


async def write_words(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Write what it says into the text on the paper."""
    try:
        made = await asyncio.to_thread(_rewritten, session, request)
    except CrosspostError as error:
        return _wrong(error, request)
    return _written(session, request, made)


async def clear_words(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Take out of the text what is said otherwise here."""
    name, _ = _meant(session, request)
    made = with_keys(request.text, session.name, {("channels", name): None})
    return _written(session, request, made.removeprefix(EMPTY_FRONT_MATTER))


def _written(session: Session, request: "ActionRequest", made: str) -> ActionAnswer:
    """Put *made* onto the paper, and show what has become of it."""
    answer: ActionAnswer = {"draft": request.target}
    if request.target == EVERYWHERE:
        answer = {"close": "own"}
    else:
        answer["parts"] = _shown(session, request, made)["parts"]
    if made != request.text:
        answer["replace"] = made
    return answer


def _rewritten(session: Session, request: "ActionRequest") -> str:
    name, account = _meant(session, request)
    post = post_of(request.text, session.name)
    given = changes(post, name, account, request.said, session.words)
    return with_keys(request.text, session.name, given) if given else request.text


def _wrong(error: CrosspostError, request: "ActionRequest") -> ActionAnswer:
    place = error.location.rpartition(": ")[2]
    said = f"{place}: {error.message}" if place else error.message
    hint = Markup("<br>") + escape(error.hint) if error.hint else Markup()
    return {"parts": {f"own-wrong-{request.target}": escape(said) + hint}}


FORM_ACTIONS: "Mapping[str, Action]" = {
    "own_words": own_words,
    "check_words": check_words,
    "write_words": write_words,
    "clear_words": clear_words,
}
"""What the form may ask for, by its path."""
