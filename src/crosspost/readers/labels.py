"""Labels: what a point is called, before it is explained."""

from ..headings import section
from ..languages import UNDETERMINED, split_line, tell
from ..patterns import later
from ..post import Texts
from .page import Page

_BOLD = later(
    r"(?P<sign>\*\*|__)(?=\S)(?P<label>[^*_\n]{1,80})(?P=sign)"
    r"(?P<note>[ \t]*[(（][^()（）]{1,60}[)）])?[ \t]*(?P<stop>[:：]|[—–-]+(?=\s)|$)?[ \t]*"
)
_STOPS = frozenset(":：。！？；，;!?\n")
_LONGEST = 80
_QUOTES = tuple('“「『"')
_BRACKET = later(r"(?P<first>[^()（）]+?)[ \t]*[(（](?P<second>[^()（）]+)[)）]$")
_WORDS = 9


def labelled(text: str, page: Page) -> tuple[Texts, str]:
    """The label at the start of *text*, in each of its languages, and the rest.

    >>> labelled("The Margin Battle (利润率之战): As noted", Page("post.txt"))
    ({'en': 'The Margin Battle', 'zh': '利润率之战'}, 'As noted')
    >>> labelled("**平台锁定。**迁移更难。🔒", Page("post.md"))
    ({'zh': '平台锁定'}, '迁移更难。🔒')
    >>> labelled("It ends at 12:30.", Page("post.md"))
    ({}, 'It ends at 12:30.')
    """
    if text.startswith(("**", "__")) and (found := _BOLD.match(text)):
        label = found["label"].rstrip()
        bare = label.rstrip(":：.。")
        if found["stop"] is not None or bare != label:
            return _texts(bare + (found["note"] or ""), page), text[found.end() :]
    elif (plain := _plain(text)) and _is_name(plain[0]):
        return _texts(plain[0], page), plain[1]
    return {}, text


def _plain(text: str) -> tuple[str, str] | None:
    """What stands before the first colon, if no other stop does, and what follows it."""
    end = next((at for at, char in enumerate(text) if char in _STOPS), len(text))
    label, colon, after = text[:end].rstrip(" \t"), text[end : end + 1], text[end + 1 :]
    if colon not in {":", "："} or not 0 < len(label) <= _LONGEST:
        return None
    if colon == ":" and "!" <= after[:1] <= "~":  # 12:30, C:\
        return None
    rest = after.lstrip(" \t")
    return None if rest.startswith(_QUOTES) else (label, rest)  # 他说:“……” is no label


def tells_story(label: Texts) -> bool:
    """Whether the point is the story: ``用故事说理: …``.

    >>> tells_story({"zh": "用故事说理"})
    True
    """
    return bool(label) and all(section(name) == "story" for name in label.values())


def spoken_label(label: Texts, text: Texts) -> Texts:
    """*label* in the language of *text*, where it is a bare name: ``Nvidia：英伟达…``.

    >>> spoken_label({"en": "Nvidia"}, {"zh": "英伟达正在……"})
    {'zh': 'Nvidia'}
    """
    if len(label) != 1 or len(text) != 1:
        return label
    ((tag, name),) = label.items()
    ordinary = any(word[0].islower() for word in name.split())
    bare = tag == UNDETERMINED or (name.isascii() and not ordinary and " " not in name)
    return {next(iter(text)): name} if bare else label


def _is_name(label: str) -> bool:
    """Short, and not a sentence that happens to have a colon."""
    return (
        len(label.split()) <= _WORDS and ". " not in label and not label.startswith(("http", "["))
    )


def _texts(label: str, page: Page) -> Texts:
    """``English (中文)`` or ``English / 中文`` in two languages; else in one."""
    two = _BRACKET.match(label)
    if two:
        tags = [tell(part, page.among) for part in two.groups()]
        if tags[0] != tags[1] and UNDETERMINED not in tags:
            return {tags[0]: two["first"], tags[1]: two["second"]}
    parts = split_line(label, page.among)
    return dict(parts) if len({tag for tag, _ in parts}) == len(parts) else {parts[0][0]: label}
