"""X: short posts, threads by reply.

``POST /2/tweets``: https://docs.x.com/x-api/posts/create-post. Plain text; X itself finds links,
mentions and hashtags, and charges far more for a post that holds a link.
"""

from collections.abc import Iterable, Iterator

from msgspec import UNSET, structs

from ...compose.attachments import hidden, with_drawn_blocks, with_pictures
from ...compose.channel_text import cut_tags, notified
from ...compose.outline import Outline, Thread, outline
from ...compose.polls import with_poll
from ...compose.threads import dropped_marks, thread_messages
from ...counting import links
from ...markup.plain import encode_addresses, flatten
from ...model.channel_spec import Account
from ...model.draft import Carried, Json, Message, Written
from ...model.findings import Finding, MessagePart, WholeThread, finding, of_words
from ...model.post import Post
from ...text.richtext import Rich

connect = f"{__name__}.client:XConnection"
draw = f"{__name__}.look:draw"
family = "posts"

DAY = 24 * 60
"""Minutes a poll runs; X takes 5 to 10,080."""


def write(post: Post, account: Account) -> Written:
    """A thread: the hook first, one idea a post, the links last."""
    asking, options, unasked = with_poll(post, account)

    def written(some: Outline) -> Written:
        return thread_messages(some, account, _payload, prepare=_prepared)

    made, drawn = with_drawn_blocks(outline(asking, account.layout), account, written)
    thread = written(made)
    messages, pictures = with_pictures(thread.messages, post, account, made.languages)
    messages, unshown = _with_poll(messages, options, thread.carries)
    messages = hidden(messages, post, {"sensitive_media_warning": account.option("label")})
    shown = made.carried(thread.carries)
    findings = (
        *shown.findings,
        *dropped_marks(shown, "X"),
        *drawn,
        *thread.findings,
        *pictures,
        *unasked,
        *unshown,
        *_links(messages),
        *(told for one in messages for told in notified(one.text, one.index, links.mentions)),
        *(cut_tags(post.tags) if "tags" in account.layout.order else ()),
        *_cashtags(messages, account),
        *_repeated(messages),
        *_cost(messages, account),
    )
    return Written(messages=messages, findings=findings, carries=thread.carries)


def _prepared(text: Rich) -> Rich:
    return encode_addresses(flatten(text))


def _payload(text: Rich, thread: Thread) -> dict[str, Json]:
    del thread
    return {"text": text.text}


def _with_poll(
    messages: tuple[Message, ...], options: tuple[str, ...], carries: Iterable[Carried]
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """The message that asks the question carries the poll; X takes no picture with it."""
    asks = [one.messages[-1] for one in carries if one.section == "discussion"]
    if not options or not asks:
        return messages, ()
    last = messages[asks[0] - 1]
    poll: dict[str, Json] = {"options": list(options), "duration_minutes": DAY}
    findings: tuple[Finding, ...] = ()
    if last.media is not UNSET:
        findings = (finding("media.omitted", MessagePart(index=last.index), reason="poll"),)
    asking = structs.replace(last, payload={**last.payload, "poll": poll}, media=UNSET)
    return (*messages[: last.index - 1], asking, *messages[last.index :]), findings


def _links(messages: tuple[Message, ...]) -> Iterator[Finding]:
    """Bare names such as ``main.py`` that X would turn into links."""
    for message in messages:
        bare = [
            (start, end)
            for start, end in links.urls(message.text)
            if "://" not in message.text[start:end]
        ]
        if bare:
            yield of_words("x.bare-link", message.index, message.text, bare)


def _cashtags(messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    most = account.spec.max_count("cashtags")
    for message in messages:
        tags = links.cashtags(message.text)
        if most is not None and len(tags) > most:
            yield of_words("x.cashtags", message.index, message.text, tags, limit=most)


def _repeated(messages: tuple[Message, ...]) -> Iterator[Finding]:
    """Posts that say what one before them says: X takes no text twice, wherever it stands."""
    first: dict[str, int] = {}
    for message in messages:
        index = first.setdefault(message.text, message.index)
        if index != message.index:
            yield finding("x.repeated", MessagePart(index=message.index), first=index)


def _cost(messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    """What the thread costs; a post with a URL costs many times one without."""
    cost = account.spec.cost
    if cost is None or not messages:
        return
    linked = sum(bool(links.urls(message.text)) for message in messages)
    plain = len(messages) - linked
    total = plain * cost.post + linked * cost.post_with_url
    yield finding(
        "x.cost",
        WholeThread(),
        price=total,
        currency=cost.currency,
        plain=plain,
        price_plain=cost.post,
        linked=linked,
        price_linked=cost.post_with_url,
    )
