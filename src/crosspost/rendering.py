"""Rendering: a post and a channel in, a draft out."""

from msgspec import UNSET, UnsetType, structs

from . import registry
from ._validation import alike
from .adapters import Channel, channel_of
from .compose.outline import chosen
from .compose.reply_target import followed
from .errors import FitError, PostError, phrase
from .model.channel_spec import Account, ChannelSpec
from .model.draft import Draft, Message, digest
from .model.findings import PostPath, finding, merged
from .model.layout import OWN_NAME, Changes, Options, changed
from .model.options import typed_options, wrong_option
from .model.post import Override, Post
from .model.receipts import Receipt


def render(
    post: Post, channel: str | ChannelSpec | Account, under: Receipt | UnsetType = UNSET
) -> Draft:
    """What *channel* will receive of *post*, message by message, inside its limits.

    Args:
        post: what the author says.
        channel: a channel's name, its spec, or an account.
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
    """
    account = channel if isinstance(channel, Account) else registry.default_account(channel)
    own, layout, options, replaced = post, account.layout, account.options, False
    there = channel_of(account.spec)
    _check(options, there, f"{account.name}.options")
    for name in dict.fromkeys((account.spec.name, account.name)):
        override = post.channels.get(name, Override())
        _check_headings(override, post, f"channels.{name}")
        layout = changed(layout, override)
        if override.text:
            replaced = True
            bare = Post(languages=own.languages, media=own.media, meta=own.meta)
            own = structs.replace(bare, happened=override.text)
            layout = structs.replace(layout, order=("happened",), headings="none", hook=False)
        if override.media is not UNSET:
            own = structs.replace(own, media=override.media)
        if override.options is not UNSET:
            chosen_here = typed_options(override.options, there.spec.options)
            _check(chosen_here, there, f"channels.{name}.options")
            options = {**options, **chosen_here}
    account = structs.replace(account, layout=layout, options=options)
    own, alone = followed(own, account, under)
    written = there.write(own, account)
    messages, findings = written.messages, merged((*post.reading, *written.findings, *alone))
    replied = under if account.spec.thread.replies else UNSET
    if not messages:
        findings = (*findings, finding("post.empty", PostPath(), account=account.name))
    _verify(messages, account)
    sent = sent_options(account) or UNSET
    return Draft(
        channel=account.spec.name,
        account=account.name,
        languages=chosen(own, layout),
        digest=digest(account.spec.name, messages, replied, sent),
        messages=messages,
        findings=findings,
        carries=() if replaced else written.carries,
        under=replied,
        options=sent,
    )


def sent_options(account: Account) -> Options:
    """What *account* chooses that is not in its messages, and is sent all the same."""
    return {
        name: account.option(name)
        for name, rule in account.spec.options.items()
        if rule.sent and account.option(name) != rule.default
    }


def _check(options: Options, channel: Channel, at: str) -> None:
    if options and (wrong := wrong_option(options, channel.spec.options, channel.choices)):
        raise PostError(wrong.code, location=f"{at}.{wrong.name}", **wrong.values)


def _check_headings(changes: Changes, post: Post, at: str) -> None:
    """A post knows its own headings: one that it does not have is a slip."""
    known = {part.name for part in post.sections}
    for key in ("order", "drop", "fall_back"):
        named = getattr(changes, key)
        for name in () if named is UNSET else named:
            if name.startswith(OWN_NAME) and name not in known:
                choices = alike(name, known) or sorted(known)
                location = f"{at}.{key}"
                raise PostError(
                    "layout.no-such-heading", location=location, name=name, choices=choices
                )


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
