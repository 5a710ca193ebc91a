"""Rendering: a post and a channel in, a draft out.

A post that follows an earlier one links it, where it cannot stand under it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, ValuesView

from msgspec import UNSET, UnsetType, structs

from . import registry
from ._lazy_re import later
from ._record import Json, plain
from .adapters import Channel, channel_of
from .compose.clean_post import UNSENDABLE, clean_post, every_text, unused_texts, without_films
from .compose.language_choice import select_languages
from .drafting import drafted_findings
from .errors import FitError, phrase
from .model.channel_spec import Account, ChannelSpec
from .model.draft import Draft, Message, digest
from .model.findings import Finding, MessagePart, PostPath, finding, in_post, merged
from .model.layout import Layout, Options
from .model.post import Post, Source, Text, Texts, check_post
from .model.receipts import Receipt
from .model.section_names import label
from .overrides import overridden
from .text.languages import pick

MOST_CHARACTERS = 500_000
"""Of a post in one language: more is more than ten seconds of work, on any channel."""
CREDENTIALS = later(r"https?://[^\s/@:]+:[^\s/@]+@([^\s/:?#\"']+)")
"""An address with a name and a password; its host."""


def render(
    post: Post,
    channel: str | ChannelSpec | Channel | Account,
    under: Receipt | UnsetType = UNSET,
) -> Draft:
    """What *channel* will receive of *post*, message by message, inside its limits.

    Args:
        post: what the author says.
        channel: a channel's name, its spec, what `crosspost.channel` gives, or an account.
        under: of the message that the post follows: replied to, or linked where nothing replies.

    Raises:
        ChannelSpecError: there is no such entry, or it cannot be read.
        PostError: it chooses an option that the channel does not have.
        FitError: the post cannot be brought inside the channel's limits.
        ChannelError: the channel's own code failed.

    >>> from crosspost.model.post import Post
    >>> draft = render(Post(title={"zh": "芯片之战 🎉"}), "x")
    >>> draft.messages[0].payload, draft.messages[0].size
    ({'text': '芯片之战 🎉'}, 11)
    >>> from crosspost import channel
    >>> render(Post(title={"zh": "芯片之战 🎉"}), channel("x")) == draft
    True
    """
    check_post(post)
    if isinstance(channel, Channel):
        channel = channel.spec
    account = channel if isinstance(channel, Account) else registry.default_account(channel)
    there = channel_of(account.spec)
    _check_size(post, account)
    clean, unclean = clean_post(post)
    said = overridden(clean, account, there)
    account = said.account
    seen, films = without_films(said.post, account)
    own, alone = followed(seen, account, under)
    written = there.write(own, account)
    _verify(written.messages, account)
    languages = select_languages(own, account.layout)
    replied = under if account.spec.thread.replies else UNSET
    sent = sent_options(account) or UNSET
    return Draft(
        channel=account.spec.name,
        account=account.name,
        languages=languages,
        digest=digest(account.spec.name, written.messages, replied, sent),
        messages=written.messages,
        findings=(
            *merged((*clean.reading, *unclean, *written.findings, *films, *alone)),
            *_found(written.messages, said.post, own, account),
            *drafted_findings(post, account, languages),
            *_empty(written.messages, account),
        ),
        carries=() if said.replaced else written.carries,
        under=replied,
        options=sent,
        chosen=written.chosen or UNSET,
    )


def _check_size(post: Post, account: Account) -> None:
    """Refuse at once what would make more messages than the account wants, or work for minutes.

    By the characters of the language that says most: what is left out later is seldom half of it.
    """
    sizes = Counter[str]()
    for _, texts in every_text(post):
        sizes.update({tag: len(text.words) for tag, text in texts.items()})
    size = max(sizes.values(), default=0)
    limit = min(each.max for each in account.spec.text.limits)
    messages = -(-size // limit)
    threads = account.spec.thread.by != "none" and messages > account.most_messages
    if threads or size > MOST_CHARACTERS:
        raise FitError(
            "post.too-many-messages",
            location=account.name,
            messages=f"{messages:,}",
            most=f"{account.most_messages:,}",
        )


def sent_options(account: Account) -> Options:
    """What *account* chooses that is not in its messages, and is sent all the same."""
    return {
        name: account.option(name)
        for name, rule in account.spec.options.items()
        if rule.sent and account.option(name) != rule.default
    }


def _found(
    messages: tuple[Message, ...], said: Post, own: Post, account: Account
) -> Iterator[Finding]:
    """What is seen of the messages alone: in them, of what was *said*, and of its warnings."""
    yield from _credentials(messages)
    yield from _unsendable(messages)
    shown = " ".join(_strings([plain(one) for one in messages]).split())
    yield from unused_texts(said, shown)
    yield from _warned(own, messages, account)


def _empty(messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    if not messages:
        yield finding("post.empty", PostPath(), account=account.name)


def _credentials(messages: tuple[Message, ...]) -> Iterator[Finding]:
    """Addresses with a name and a password in them, in the text or behind words."""
    for message in messages:
        hosts = CREDENTIALS.findall(f"{message.text}\n{message.payload}")
        for host in dict.fromkeys(hosts):
            yield finding("address.credentials", MessagePart(index=message.index), host=host)


def _unsendable(messages: tuple[Message, ...]) -> Iterator[Finding]:
    """Characters that channels refuse, wherever in a call they are."""
    for message in messages:
        found = set(UNSENDABLE.findall(_strings(message.payload)))
        if found:
            names = tuple(f"U+{ord(one):04X}" for one in sorted(found))
            yield finding("text.unsendable", MessagePart(index=message.index), characters=names)


def _strings(value: Json) -> str:
    """Every text in *value*."""
    if isinstance(value, str):
        return value
    inner = value.values() if isinstance(value, dict) else value
    return "\n".join(map(_strings, inner)) if isinstance(inner, list | ValuesView) else ""


def _warned(post: Post, messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    """What becomes of a content warning, and of pictures that are to be hidden."""
    write, media = account.spec.write, account.spec.media
    folds = write is not None and write.folds
    if post.meta.content_warning and not folds:
        yield finding("warning.as-text", in_post("meta", "content_warning"))
    shown = any(message.media is not UNSET for message in messages)
    hidden = (media and media.hides) or (folds and post.meta.content_warning)
    if post.meta.sensitive and shown and not hidden:
        yield finding("warning.not-hidden", in_post("meta", "sensitive"), account=account.name)


def _verify(messages: tuple[Message, ...], account: Account) -> None:
    """The last gate: nothing over a limit leaves here, whatever an adapter did."""
    for message in messages:
        if message.size > message.limit:
            raise FitError(
                "split.over-limit",
                location=(account.name, phrase("place.message", index=message.index)),
                size=message.size,
                limit=message.limit,
                unit=message.unit,
            )
        if message.after is not UNSET and not 0 < message.after < message.index:
            raise FitError(
                "draft.wrong-reply",
                location=(account.name, phrase("place.message", index=message.index)),
                after=message.after,
            )


def followed(
    post: Post, account: Account, under: Receipt | UnsetType
) -> tuple[Post, Sequence[Finding]]:
    """*post* with the address of what it follows, where the channel has no replies.

    A finding where there is neither; a post that follows nothing stays as it is.

    >>> from crosspost.registry import default_account
    >>> followed(Post(happened={"zh": "应验了。🎉"}), default_account("wecom"), UNSET)[1]
    ()
    """
    if under is UNSET:
        return post, (_alone("absent"),) if post.meta.follows else ()
    if account.spec.thread.replies:
        return post, ()
    if not under.sent.url:
        return post, (_alone("no-address"),)
    return _linked(post, account.layout, under.sent.url), ()


def _linked(post: Post, layout: Layout, url: str) -> Post:
    """Among the sources, first of all; as the last words of what happened where there are none."""
    said = select_languages(post, layout)
    if "sources" in layout.order:
        title = " / ".join(dict.fromkeys(label("prediction", tag) for tag in said))
        own = tuple(source for source in post.sources if source.url != url)
        return structs.replace(post, sources=(Source(title=title, url=url), *own))
    tag = pick(post.happened, said[0]) or said[0]
    text = post.happened.get(tag, Text()) + Text(url)
    return structs.replace(post, happened=Texts({**post.happened, tag: text}))


def _alone(reason: str) -> Finding:
    return finding("post.no-reply-target", in_post("meta", "follows"), reason=reason)
