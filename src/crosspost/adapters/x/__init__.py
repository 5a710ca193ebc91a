"""X: short posts, threads by reply.

``POST /2/tweets``: https://docs.x.com/x-api/posts/create-post. Plain text; X itself finds links,
mentions and hashtags, and charges far more for a post that holds a link.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import UNSET, structs

from ...compose.attachments import with_pictures
from ...compose.outline import Strand, outline
from ...compose.polls import asked
from ...compose.threads import lost, thread_messages
from ...counting import links
from ...markup.plain import encode_addresses, flatten
from ...model.draft import Finding, Json, Level, Message
from ...model.post import Post
from ...model.profile import Account
from ...text.richtext import Rich
from ..base import Written

if TYPE_CHECKING:
    from ...looks.scene import Look
    from ..base import Connection, Destination

DAY = 24 * 60
"""Minutes a poll runs; X takes 5 to 10,080."""


def write(post: Post, account: Account) -> Written:
    """A thread: the hook first, one idea a post, the question last."""
    asking, options, unasked = asked(post, account)
    made = outline(asking, account.layout)
    messages, cuts = thread_messages(made, account, _payload, prepare=_prepared)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    messages, unshown = _with_poll(messages, options)
    findings = (
        *made.findings,
        *lost(made, "X"),
        *cuts,
        *pictures,
        *unasked,
        *unshown,
        *_links(messages),
        *_cashtags(messages, account),
        *_cost(messages, account),
    )
    return messages, findings


def connect(destination: "Destination") -> "Connection":
    """The account on X, ready to send; see `crosspost.adapters.x.client`."""
    from . import client  # noqa: PLC0415 - the network stays out of whoever only writes

    return client.connect(destination)


def load_look() -> "Look":
    """A thread of posts."""
    from .look import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _prepared(text: Rich) -> Rich:
    return encode_addresses(flatten(text))


def _payload(text: Rich, strand: Strand) -> dict[str, Json]:
    del strand
    return {"text": text.text}


def _with_poll(messages: tuple[Message, ...], options: tuple[str, ...]) -> Written:
    """The last message, which asks the question, carries the poll; X takes no picture with it."""
    if not options or not messages:
        return messages, ()
    last = messages[-1]
    poll: dict[str, Json] = {"options": list(options), "duration_minutes": DAY}
    findings: tuple[Finding, ...] = ()
    if last.media is not UNSET:
        found = "X takes no picture beside a poll: left out"
        findings = (_finding("warning", "media.left-out", last, found),)
    asking = structs.replace(last, payload={**last.payload, "poll": poll}, media=UNSET)
    return (*messages[:-1], asking), findings


def _links(messages: tuple[Message, ...]) -> Iterator[Finding]:
    """Bare names such as ``main.py`` that X would turn into links."""
    for message in messages:
        bare = [message.text[start:end] for start, end in links.urls(message.text)]
        names = [name for name in bare if "://" not in name]
        if names:
            words = tuple(dict.fromkeys(names))
            found = f"X will make a link of {', '.join(words)}"
            yield _finding("warning", "x.bare-link", message, found, words)


def _cashtags(messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    most = account.profile.max_count("cashtags")
    for message in messages:
        tags = [message.text[start:end] for start, end in links.cashtags(message.text)]
        if most is not None and len(tags) > most:
            found = f"X refuses more than {most} cashtag in a post: {', '.join(tags)}"
            yield _finding("error", "x.cashtags", message, found, tuple(dict.fromkeys(tags)))


def _cost(messages: tuple[Message, ...], account: Account) -> Iterator[Finding]:
    """What the thread costs; a post with a URL costs many times one without."""
    cost = account.profile.cost
    if cost is None or not messages:
        return
    linked = sum(bool(links.urls(message.text)) for message in messages)
    plain = len(messages) - linked
    total = plain * cost.post + linked * cost.post_with_url
    sign = "$" if cost.currency == "USD" else f"{cost.currency} "
    found = (
        f"{sign}{total:.3f}: {plain} × {sign}{cost.post:.3f}"
        f" + {linked} with a link × {sign}{cost.post_with_url:.3f}"
    )
    yield Finding(level="info", code="x.cost", where="thread", message=found)


def _finding(
    level: Level, code: str, message: Message, found: str, words: tuple[str, ...] = ()
) -> Finding:
    where = f"message {message.index}"
    return Finding(level=level, code=code, where=where, message=found, words=words or UNSET)
