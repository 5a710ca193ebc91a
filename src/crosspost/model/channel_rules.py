"""Two tables of a channel's entry: ``[rate]`` and ``[write]``.

How many calls a channel takes in which time, and how a channel of plain text is written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, get_args

from msgspec import Meta

from .._lazy_re import later
from .._record import Json, Record
from ..errors import WrongValue

RATE = later(r"per_(?:(\d+)_)?(second|minute|hour|day)s?(_in_a_\w+)?")
"""A key of ``[rate]``: ``per_15_minutes``, ``per_second_in_a_chat``."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
MessageKind = Literal["post", "reply", "edit", "delete"]
"""``edit`` and ``delete``: of a message that stands already."""
KINDS: tuple[MessageKind, ...] = get_args(MessageKind)


class RateLimit(Record):
    """No more than *max* calls in any *seconds*."""

    key: str
    """As the entry has it: ``reply.per_24_hours``."""
    max: int
    seconds: int
    in_a_chat: bool
    """Whether it holds for each chat by itself, not for whoever calls."""
    kind: MessageKind | None
    """Which messages it counts; None: all."""

    def counts(self, kind: MessageKind) -> bool:
        """Whether a message of that *kind* draws on it."""
        return self.kind in {None, kind}


def rate_limits(rate: Mapping[str, int | Mapping[str, int]]) -> tuple[RateLimit, ...]:
    """The limits that ``[rate]`` of an entry says.

    >>> rate = {"per_3_hours": 300, "reply": {"per_24_hours": 1000}}  # 回复另有限额
    >>> [(one.key, one.max, one.seconds, one.kind) for one in rate_limits(rate)]
    [('per_3_hours', 300, 10800, None), ('reply.per_24_hours', 1000, 86400, 'reply')]
    """
    limits = list(_limits(rate, None))
    for kind in KINDS:
        inner = rate.get(kind)
        limits += _limits(inner, kind) if isinstance(inner, Mapping) else ()
    return tuple(limits)


def _limits(table: Mapping[str, object], kind: MessageKind | None) -> Iterator[RateLimit]:
    for key, most in table.items():
        found = RATE.fullmatch(key)
        if found and isinstance(most, int):
            yield RateLimit(
                key=f"{kind}.{key}" if kind else key,
                max=most,
                seconds=int(found[1] or 1) * SECONDS[found[2]],
                in_a_chat=bool(found[3]),
                kind=kind,
            )


def unknown_rates(rate: Mapping[str, int | Mapping[str, int]]) -> Iterator[str]:
    """Keys of ``[rate]`` that say no stretch of time and no kind of message.

    >>> list(unknown_rates({"per_day": 3, "每天": 3, "reply": {"per_fortnight": 1}}))
    ['每天', 'reply.per_fortnight']
    """
    for key, most in rate.items():
        if isinstance(most, Mapping):
            inner = (f"{key}.{name}" for name in unknown_rates(most))
            yield from inner if key in KINDS else (key,)
        elif not RATE.fullmatch(key):
            yield key


class MarksRule(Record):
    """A channel's signs for marks, each a template: what is written, and what is read back.

    No mark stands inside another, or goes on over the end of a line.

    >>> MarksRule(strong="**{}**", link="[{}]({href})", twins={"*": "＊"}).twins
    {'*': '＊'}
    """

    strong: str = ""
    emphasis: str = ""
    strike: str = ""
    code: str = ""
    link: str = ""
    """With ``{}`` for the words and ``{href}`` for the address."""
    hashtag: str = ""
    """Around a hashtag without its sign, where ``[write] hashtag`` says how readers see it."""
    quote: str = ""
    """Around each line of a quote: ``> {}``."""
    escapes: dict[str, str] = {}
    """How a character is written that would be read as a sign; readers see the character."""
    twins: dict[str, str] = {}
    """What is written in its place where there is no way to escape it; readers see that."""
    lead_escapes: dict[str, str] = {}
    """Escapes of what is a sign only at the beginning of a line."""
    lead_twins: dict[str, str] = {}
    """The same where there is no way to escape it."""
    tail_escapes: dict[str, str] = {}
    """Words that are a sign where they end a line, with a space before them: a search, say."""
    flanking: bool = False
    """CommonMark's rule for strong, emphasis and strike: between a letter and a bracket no sign of
    theirs counts, so a mark gives up what it begins or ends with there."""
    literal_code: bool = False
    """No escape counts in code: a sign stands there for itself, and only twins are written."""
    literal_urls: bool = True
    """Addresses stand to the letter; elsewhere what would be a sign in them is escaped as well."""
    literal_names: bool = False
    """No escape counts in a hashtag or a mention: one would end it."""
    href: dict[str, str] = {}
    """What is written for a character of an address behind words."""
    line_end: str = "\n"
    """What ends a line, where a line end alone does not."""
    fence: Literal["", "plain", "language"] = ""
    """Lines of three backticks around a block of code, with its programming language or without."""
    fenced_twins: dict[str, str] = {}
    """What is written for signs that count even in there: ``<!``, which calls people."""
    space: str = ""
    """What spaces in a row are in code and before an item, where several would be one."""
    bullet: str = ""
    """What an item of a list begins with, where the channel draws its own: ``"- "``."""
    indent: Annotated[int, Meta(ge=1)] = 4
    """Spaces that an item stands in for each level of the list."""

    def __post_init__(self) -> None:
        for name in ("strong", "emphasis", "strike", "code", "link", "hashtag", "quote"):
            template = getattr(self, name)
            needed = ("{}", "{href}") if name == "link" else ("{}",)
            if template and not all(template.count(part) == 1 for part in needed):
                raise WrongValue("write.placeholder", key=name, needed=needed)


WARNED = ("content_warning", "sensitive")
"""Of a post: what readers should know before they read it; that its pictures are hidden. A key of
a payload that is one of them and no more is left out where the post says nothing of it."""
PLACEHOLDERS = ("text", "html", "language", "first_line", *WARNED)
"""What the strings of a payload may be filled in with, beside the channel's options."""


class WriteRule(Record):
    """How a channel is written that needs no code of its own: the templates of its texts."""

    payload: Annotated[dict[str, Json], Meta(min_length=1)]
    """The call's arguments. In its strings ``{text}`` is the message as it is sent, ``{html}`` the
    same with its marks as elements, ``{language}`` the language of its thread, ``{first_line}`` the
    beginning of what readers see, and the name of an option what is chosen of it."""
    measured: Literal["text", "json"] = "text"
    """``json``: limits hold for the call's body, where a quotation mark or a line end is two, and
    the text may stand twice."""
    counts_warning: bool = False
    """Limits hold for the text and the content warning together."""
    links: Literal["as they are", "spaced", "encoded"] = "as they are"
    """How addresses stand in a text: ``spaced``, where the channel would take Chinese beside one
    along, ``encoded``, where it would end one at Chinese inside it."""
    hashtag: str = "#{}"
    """``#{}#`` where a hashtag may hold spaces."""
    mention: str = "@{}"
    links_itself: tuple[Literal["url", "mention", "hashtag", "cashtag"], ...] = ()
    """What the channel makes links of by itself; the page shows it so."""
    languages: tuple[str, ...] = ()
    """Tags with a region that the channel knows; of others it is told the first part alone."""
    marks: MarksRule = MarksRule()

    @property
    def folds(self) -> bool:
        """Whether the channel has a place for a content warning.

        >>> WriteRule(payload={"status": "{text}", "spoiler_text": "{content_warning}"}).folds
        True
        """
        return "content_warning" in placeholders(self.payload)

    def __post_init__(self) -> None:
        if "text" not in placeholders(self.payload):
            raise WrongValue("write.no-text")
        for name, template in (("hashtag", self.hashtag), ("mention", self.mention)):
            if template.count("{}") != 1:
                raise WrongValue("write.placeholder", key=name, needed=["{}"])


def placeholders(template: Json) -> set[str]:
    """The names in braces in the strings of *template*.

    >>> sorted(placeholders({"status": "{text}", "topic": ["{话题}"]}))
    ['text', '话题']
    """
    if isinstance(template, str):
        return set(re.findall(r"\{(\w+)\}", template))
    inner = template.values() if isinstance(template, dict) else template
    return set().union(*map(placeholders, inner)) if isinstance(inner, Iterable) else set()


ArticleField = Literal[
    "author", "canonical_url", "cover", "digest", "language", "plain", "slug", "tags"
]


class ArticleRule(Record):
    """What the articles of a channel have beside title and text; nothing else is made."""

    fields: tuple[ArticleField, ...] = ()
    """``plain`` is the text without any marks, ``slug`` the end of an address in Latin letters;
    ``cover`` is the first picture that does not stand in the text, by its path or address."""
    shows_original: bool = True
    """Whether its readers see ``canonical_url``; elsewhere the text links it as well."""
    pictures: Literal["uploaded", "by address"] = "uploaded"
    """``by address``: none can be uploaded. One that lies beside the post is shown where the option
    ``pictures_at`` says on the web where the post's folder is."""
    links: Literal["kept", "shown"] = "kept"
    """``shown``: the editor keeps no links to other sites, so that addresses stand as words."""
    levels: Annotated[int, Meta(ge=1)] | None = None
    """Of headings in the text, where the editor has only so many; what lies deeper is bold."""
