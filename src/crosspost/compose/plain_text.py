"""Plain text: the writer of every channel whose entry says in ``[write]`` how it is written.

What differs between such channels is data: how addresses, hashtags and mentions stand in a text,
which signs there are for marks, and the arguments of the call.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msgspec import structs

from ..errors import ChannelSpecError
from ..markup.dialect import KINDS, Dialect
from ..markup.marks import message_html
from ..markup.plain import add_spaces, encode_addresses, expand_links, flatten
from ..model.channel_rules import WARNED, WriteRule, placeholders
from ..model.channel_spec import Account
from ..model.draft import Json, Message, Written
from ..model.findings import Finding, finding, in_post
from ..model.layout import OptionValue
from ..model.post import Post
from ..splitting.estimate import Gauge, with_less_room
from ..text.entities import mentions_anywhere
from ..text.languages import UNDETERMINED
from ..text.richtext import MarkKind, Rich
from .attachments import with_drawn_blocks, with_pictures
from .channel_text import cut_tags, notified, sent_text
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
    writer = _Writer(post, account, whole.threads)
    if writer.rule.folds:
        unwarned = (structs.replace(one, warning=Rich(text="")) for one in whole.threads)
        whole = structs.replace(whole, threads=tuple(unwarned))
    made, drawn = with_drawn_blocks(whole, account, writer.written)
    thread = writer.written(made)
    messages, pictures = with_pictures(
        tuple(map(writer.shown, thread.messages)), post, account, made.languages
    )
    said = made.carried(thread.carries)
    gone = dropped_marks(said, account.spec.titles, writer.lost)
    about = (*pictures, *writer.named(messages), *_languages(made, writer.rule))
    findings = (*said.findings, *gone, *drawn, *thread.findings, *about)
    return structs.replace(thread, messages=messages, findings=findings)


class _Writer:
    """What becomes of a post's words on one account: before they are cut, and as they are sent.

    Args:
        post: whose words.
        account: whose options, limits and form hold.
        threads: what is said; a warning has a place of its own, where the rule has one.

    Raises:
        ChannelSpecError: the entry does not say how it is written.
    """

    def __init__(self, post: Post, account: Account, threads: Iterable[Thread]) -> None:
        self._post, self._account = post, account
        form = account.spec.forms[str(account.option("form"))] if account.spec.forms else None
        rule = (form and form.write) or account.spec.write
        if rule is None:
            at = f"{account.spec.name}.toml: write"
            raise ChannelSpecError("channel.no-write-table", location=at)
        self.rule = rule
        self._dialect = Dialect(rule.marks)
        self._has_html = "html" in placeholders(rule.payload)
        self._limits = form or account.spec.text
        self._warnings = {one.languages: one.warning.text for one in threads} if rule.folds else {}
        counted = filter(None, self._warnings.values()) if rule.counts_warning else ()
        self._counted = [Rich(text=one) for one in counted]
        """Warnings that take room as well."""

    @property
    def lost(self) -> list[MarkKind]:
        """The marks that the channel cannot carry."""
        kept = KINDS if self._has_html else self._dialect.templates
        return [kind for kind in KINDS if kind not in kept]

    def written(self, some: Outline) -> Written:
        """The messages of *some*."""
        return thread_messages(
            some,
            self._account,
            self._payload,
            prepare=self._prepared,
            rule=with_less_room(self._limits, self._counted, self._measured),
            project=self._measured,
        )

    def _payload(self, text: Rich, thread: Thread) -> dict[str, Json]:
        values: dict[str, OptionValue] = {
            **{name: self._account.option(name) for name in self._account.spec.options},
            **self._texts(text),
            "language": known_language(thread.languages[0], self.rule),
            "first_line": first_line(text.text),
            "content_warning": self._warnings.get(thread.languages, ""),
            "sensitive": self._post.meta.sensitive,
        }
        return cast("dict[str, Json]", _filled(self.rule.payload, values))

    def shown(self, message: Message) -> Message:
        """*message* as its readers see it; one whose warning counts is held to the whole limit."""
        sent = sent_text(message.payload, self.rule)
        if self._counted:
            said = Rich(text=sent + _warning_in(message.payload, self.rule.payload))
            size = Gauge(self._limits, lambda rich: rich.text).measured(said)
            message = structs.replace(message, size=size.size, limit=size.limit, unit=size.unit)
        if self._dialect.templates:
            message = structs.replace(message, text=self._dialect.read(sent).text)
        return message

    def named(self, messages: Iterable[Message]) -> Iterator[Finding]:
        """Who is told of *messages*, and which of the post's tags the channel cuts."""
        if "mention" in self.rule.links_itself:
            for one in messages:
                yield from notified(one.text, one.index, mentions_anywhere)
        if "hashtag" in self.rule.links_itself and "tags" in self._account.layout.order:
            yield from cut_tags(self._post.tags, self.rule.hashtag)

    def _prepared(self, text: Rich) -> Rich:
        """*text* as it is cut: with its marks, where the channel has any."""
        if self._has_html:
            return expand_links(text, _shown_only)
        if not self._dialect.templates:
            return _spaced(flatten(text), self.rule)
        hidden = _shown_only if "link" in self._dialect.templates else lambda _: True
        return expand_links(text, hidden)

    def _texts(self, text: Rich) -> dict[str, OptionValue]:
        """What stands for ``{text}``, and for ``{html}`` where the channel takes that."""
        if self._has_html:
            plain = flatten(_spaced(text, self.rule)).text
            return {"text": plain, "html": message_html(text)}
        if not self._dialect.templates:
            return {"text": text.text}
        return {"text": self._dialect.write(_spaced(text, self.rule))}

    def _measured(self, text: Rich) -> str:
        """What of *text* the channel's limits hold for."""
        said = "\0".join(map(str, self._texts(text).values()))
        return json.dumps(said, ensure_ascii=False)[1:-1] if self.rule.measured == "json" else said


def _warning_in(payload: Mapping[str, Json], template: Mapping[str, Json]) -> str:
    keys = (key for key, value in template.items() if value == "{content_warning}")
    return "".join(str(payload.get(key, "")) for key in keys)


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
