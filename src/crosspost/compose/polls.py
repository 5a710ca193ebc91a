"""Polls: a question whose options are a plain list can be asked as a poll."""

from msgspec import structs

from .._record import Record
from ..counting import Ruler
from ..model.draft import Finding
from ..model.post import Post, Texts
from ..model.profile import Account, Profile
from ..text.texts import List, Text
from .outline import chosen


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


def asked(post: Post, account: Account) -> tuple[Post, tuple[str, ...], tuple[Finding, ...]]:
    """*post* with the options of its question taken out of the text, to be asked as a poll.

    Where the layout wants no poll, or the channel could not take it, the options stay in the
    text; the second case is a finding.

    Returns:
        The post, the options in the language that opens the thread, the findings.
    """
    languages = chosen(post, account.layout)
    texts = post.discussion
    key = next((tag for tag in languages if tag in texts), None)
    if not account.layout.poll or key is None:
        return post, (), ()
    own = question(texts[key])
    reason = _misplaced(account) or trouble(own, account.profile)
    if reason:
        found = f"asked in the text, not as a poll: {reason}"
        finding = Finding(level="warning", code="poll.as-text", where="discussion", message=found)
        return post, (), (finding,)
    bare = Texts({tag: question(text).text for tag, text in texts.items()})
    return structs.replace(post, discussion=bare), own.options, ()


def _misplaced(account: Account) -> str:
    """A poll belongs to the last message; the question must stand there."""
    layout = account.layout
    if layout.order[-1:] != ("discussion",) or layout.arrange == "threads":
        return "the layout does not end with the discussion"
    return ""


def trouble(own: Question, profile: Profile) -> str:
    """Why *own* cannot be a poll on this channel, or nothing.

    The limits are the entry's: ``field_limits.poll_option``, ``max_counts.poll_options`` and
    ``max_counts.min_poll_options``.
    """
    most, least = profile.max_count("poll_options"), profile.max_count("min_poll_options") or 2
    limit = profile.field_limits.get("poll_option")
    if most is None or limit is None:
        return "the channel has no polls"
    if not least <= len(own.options) <= most:
        return f"a poll takes {least} to {most} listed options, not {len(own.options)}"
    ruler = Ruler(limit.unit, profile.text.count)
    for option in own.options:
        size = ruler.size(option)
        if size > limit.max:
            return f'the option "{option}" is {size} long, over {limit.max} {limit.unit}'
    return ""
