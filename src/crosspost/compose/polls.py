"""Polls: a question whose options are a plain list can be asked as a poll."""

from msgspec import structs

from .._record import Record
from ..counting import Ruler
from ..model.channel_spec import Account
from ..model.findings import Finding, finding, in_post
from ..model.post import Post, Texts
from ..text.blocks import List
from ..text.texts import Text
from .language_choice import select_languages
from .section_order import ordered


class Question(Record):
    """A question, and its options if they are listed under it."""

    text: Text
    options: tuple[str, ...] = ()


def question(text: Text) -> Question:
    r"""*text* without the list that ends it, and what that offers to choose from.

    >>> question(Text("谁会赢？\n- 英伟达\n- 定制芯片 🎉"))
    Question(text=Text('谁会赢？'), options=('英伟达', '定制芯片 🎉'))
    >>> question(Text("谁会赢？")).options
    ()
    """
    last = text.blocks[-1] if text else None
    if not isinstance(last, List):
        return Question(text=text)
    options = tuple(item.text.text.strip() for item in last.items)
    return Question(text=Text.of(text.blocks[:-1]), options=options)


def with_poll(post: Post, account: Account) -> tuple[Post, tuple[str, ...], tuple[Finding, ...]]:
    """*post* with the options of its question taken out of the text, to be asked as a poll.

    Where the layout wants no poll, or the channel could not take it, the options stay in the
    text; the second case is a finding.

    Returns:
        The post, the options in the language that opens the thread, the findings.
    """
    languages = select_languages(post, account.layout)
    texts = post.discussion
    key = next((tag for tag in languages if tag in texts), None)
    if not account.layout.poll or key is None:
        return post, (), ()
    own = question(texts[key])
    wrong = _obstacle(own, account, post)
    if wrong:
        return post, (), (wrong,)
    bare = Texts({tag: question(text).text for tag, text in texts.items()})
    return structs.replace(post, discussion=bare), own.options, ()


def _obstacle(own: Question, account: Account, post: Post) -> Finding | None:
    """Why *own* cannot be a poll here, or nothing.

    It goes with the message that asks, of which there must be one. The limits are the entry's:
    ``field_limits.poll_option``, ``max_counts.poll_options`` and ``min_poll_options``.
    """
    layout, spec, where = account.layout, account.spec, in_post("discussion")
    said = any(one.section == "discussion" for one in ordered(post, layout))
    if not said or layout.language_mode in {"threads", "blocks"}:
        return finding("poll.as-text", where, reason="misplaced")
    most, least = spec.max_count("poll_options"), spec.max_count("min_poll_options") or 2
    limit, count = spec.field_limits.get("poll_option"), len(own.options)
    if most is None or limit is None:
        return finding("poll.as-text", where, reason="no-polls")
    if not least <= count <= most:
        return finding("poll.as-text", where, reason="number", least=least, most=most, count=count)
    ruler = Ruler(limit.unit, spec.text.count)
    for option in own.options:
        size = ruler.size(option)
        if size > limit.max:
            return finding(
                "poll.as-text",
                where,
                reason="long",
                option=option,
                size=size,
                limit=limit.max,
                unit=limit.unit,
            )
    return None
