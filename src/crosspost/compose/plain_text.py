"""Plain text: the writer of every channel whose entry says in ``[write]`` how it is written.

What differs between such channels is data: how addresses, hashtags and mentions stand in a text,
which signs there are for marks, and the arguments of the call.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import structs

from ..errors import ChannelSpecError
from ..markup.dialect import KINDS, Dialect
from ..markup.marks import message_html
from ..markup.plain import add_spaces, encode_addresses, expand_links, flatten
from ..model.channel_rules import WARNED, WriteRule, placeholders
from ..model.channel_spec import Account, FormRule, TextRule
from ..model.draft import Json, Message, Written
from ..model.findings import Finding, finding, in_post
from ..model.layout import OptionValue
from ..model.post import Post
from ..splitting.estimate import Gauge
from ..text.entities import mentions_anywhere
from ..text.languages import UNDETERMINED
from ..text.richtext import Rich
from .attachments import with_drawn_blocks, with_pictures
from .channel_text import cut_tags, notified, sent_text
from .content_warnings import with_less_room
from .outline import Outline, Thread, outline
from .threads import dropped_marks, thread_messages

UNSAID = tuple(f"{{{name}}}" for name in (*WARNED, "language"))
"""What is left out of a call where a post says nothing of it."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def write_plain(post: Post, account: Account) -> Written:
    """Messages one after another, as the entry's ``[write]`` has them, inside its limits.

    Raises:
        ChannelSpecError: the entry does not say how it is written.
    """
    return write_outline(outline(post, account.layout), post, account)


def write_outline(whole: Outline, post: Post, account: Account) -> Written:
    """The same of an outline of *post*, which may say less than the layout does."""
    form = _form(account)
    rule = write_rule(account, form)
    writer = TextWriter(rule)
    dialect, project = writer.dialect, writer.measured
    folded = rule.folds

    def payload(text: Rich, thread: Thread) -> dict[str, Json]:
        values: dict[str, OptionValue] = {
            **{name: account.option(name) for name in account.spec.options},
            **writer.texts(text),
            "language": known_language(thread.languages[0], rule),
            "first_line": first_line(text.text),
            "content_warning": warnings.get(thread.languages, ""),
            "sensitive": post.meta.sensitive,
        }
        return cast("dict[str, Json]", _filled(rule.payload, values))

    warnings = {one.languages: one.warning.text for one in whole.threads} if folded else {}
    whole = (
        structs.replace(whole, threads=tuple(map(_unwarned, whole.threads))) if folded else whole
    )
    text_rule = form or account.spec.text
    counted = [Rich(text=one) for one in warnings.values() if one and rule.counts_warning]

    def written(some: Outline) -> Written:
        rule = with_less_room(text_rule, counted, project) if counted else form
        return thread_messages(
            some, account, payload, prepare=writer.prepared, rule=rule, project=project
        )

    made, drawn = with_drawn_blocks(whole, account, written)
    thread = written(made)
    messages = thread.messages
    if counted:
        messages = tuple(_with_warning(one, rule, text_rule) for one in messages)
    if dialect.templates:
        messages = tuple(
            structs.replace(one, text=dialect.read(sent_text(one.payload, rule)).text)
            for one in messages
        )
    kept = KINDS if writer.has_html else dialect.templates
    shown = made.carried(thread.carries)
    gone = dropped_marks(shown, account.spec.titles, [kind for kind in KINDS if kind not in kept])
    messages, pictures = with_pictures(messages, post, account, made.languages)
    finds = mentions_anywhere if "mention" in rule.links_itself else _none
    told = [one for message in messages for one in notified(message.text, message.index, finds)]
    tagged = "hashtag" in rule.links_itself and "tags" in account.layout.order
    cut = cut_tags(post.tags, rule.hashtag) if tagged else ()
    about = (*pictures, *told, *cut, *_languages(made, rule))
    findings = (*shown.findings, *gone, *drawn, *thread.findings, *about)
    return structs.replace(thread, messages=messages, findings=findings)


def _unwarned(thread: Thread) -> Thread:
    return structs.replace(thread, warning=Rich(text=""))


def _with_warning(message: Message, rule: WriteRule, limits: TextRule) -> Message:
    """*message*, whose warning counts as well, held against the whole limit."""
    said = sent_text(message.payload, rule) + _warning_in(message.payload, rule.payload)
    size = Gauge(limits, lambda rich: rich.text).measured(Rich(text=said))
    return structs.replace(message, size=size.size, limit=size.limit, unit=size.unit)


def _warning_in(payload: Mapping[str, Json], template: Mapping[str, Json]) -> str:
    keys = (key for key, value in template.items() if value == "{content_warning}")
    return "".join(str(payload.get(key, "")) for key in keys)


class TextWriter:
    """What becomes of one message's words by *rule*: before they are cut, and as they are sent."""

    def __init__(self, rule: WriteRule) -> None:
        self._rule = rule
        self.dialect = Dialect(rule.marks)
        self.has_html = "html" in placeholders(rule.payload)

    def prepared(self, text: Rich) -> Rich:
        """*text* as it is cut: with its marks, where the channel has any."""
        if self.has_html:
            return expand_links(text, _shown_only)
        if not self.dialect.templates:
            return _spaced(flatten(text), self._rule)
        hidden = _shown_only if "link" in self.dialect.templates else lambda _: True
        return expand_links(text, hidden)

    def texts(self, text: Rich) -> dict[str, OptionValue]:
        """What stands for ``{text}``, and for ``{html}`` where the channel takes that."""
        if self.has_html:
            plain = flatten(_spaced(text, self._rule)).text
            return {"text": plain, "html": message_html(text)}
        if not self.dialect.templates:
            return {"text": text.text}
        return {"text": self.dialect.write(_spaced(text, self._rule))}

    def measured(self, text: Rich) -> str:
        """What of *text* the channel's limits hold for."""
        said = "\0".join(map(str, self.texts(text).values()))
        return json.dumps(said, ensure_ascii=False)[1:-1] if self._rule.measured == "json" else said


FIRST_LINE = 60
"""Code points of a message's beginning, for the list of chats and notices."""


def first_line(text: str) -> str:
    r"""What *text* begins with, on one line.

    >>> first_line("房价的代价 🎉\n\n发生了什么"), len(first_line("长" * 99))
    ('房价的代价 🎉', 60)
    """
    line = text.strip().partition("\n")[0]
    return line if len(line) <= FIRST_LINE else f"{line[: FIRST_LINE - 1]}…"


def _shown_only(address: str) -> bool:
    """Whether no channel's Markdown leads to *address*: ``mailto:`` and its kin."""
    return not address.startswith(("http://", "https://"))


def _none(text: str) -> list[tuple[int, int]]:
    del text
    return []


def write_rule(account: Account, form: FormRule | None = None) -> WriteRule:
    """How *account* is written: its form's own rule, else the entry's.

    Raises:
        ChannelSpecError: the entry has none.
    """
    rule = (form and form.write) or account.spec.write
    if rule is None:
        raise ChannelSpecError(
            "channel.no-write-table", location=f"{account.spec.name}.toml: write"
        )
    return rule


def known_language(tag: str, rule: WriteRule) -> str:
    """What the channel is told of a BCP 47 tag: with its region only where it knows that.

    Nothing of a text whose language nobody knows: the channel then tells it, or names none.

    >>> rule = WriteRule(payload={"text": "{text}"}, languages=("zh-TW",))
    >>> [known_language(tag, rule) for tag in ("zh-Hant-TW", "zh-Hans", "pt-BR", "und")]
    ['zh-TW', 'zh', 'pt', '']
    """
    if tag == UNDETERMINED:
        return ""
    language, *parts = tag.split("-")
    regional = f"{language}-{parts[-1]}".lower() if parts else ""
    known = (one for one in rule.languages if one.lower() in {regional, tag.lower()})
    return next(known, language.lower())


def _form(account: Account) -> FormRule | None:
    forms = account.spec.forms
    return forms[str(account.option("form"))] if forms else None


def _spaced(text: Rich, rule: WriteRule) -> Rich:
    """*text* with its addresses as the channel understands them."""
    match rule.links:
        case "spaced":
            return add_spaces(text)
        case "encoded":
            return encode_addresses(text)
        case "as they are":
            return text


def _filled(template: Json, values: Mapping[str, OptionValue]) -> Json:
    """*template* with *values* in it; what is one placeholder and no more stays a number."""
    if isinstance(template, str):
        if whole := PLACEHOLDER.fullmatch(template):
            return values[whole[1]]
        return PLACEHOLDER.sub(lambda found: str(values[found[1]]), template)
    if isinstance(template, dict):
        return {
            key: _filled(inner, values)
            for key, inner in template.items()
            if inner not in UNSAID or values[str(inner)[1:-1]]
        }
    if isinstance(template, list):
        return [_filled(inner, values) for inner in template]
    return template


def _languages(made: Outline, rule: WriteRule) -> Iterator[Finding]:
    """Several languages in one message, where the channel is told only the first."""
    if "{language}" not in str(rule.payload):
        return
    for thread in made.threads:
        if len(thread.languages) > 1:
            sent = known_language(thread.languages[0], rule)
            where = in_post("languages")
            yield finding("language.one-sent", where, languages=thread.languages, sent=sent)
