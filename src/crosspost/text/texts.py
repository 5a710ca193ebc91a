r"""Texts: what an author says, read once, in each language it is said in.

Files, schemas and the ledger hold Markdown strings; the post's model holds `Texts`, a mapping of
BCP 47 tags to a `Text` each. Strings become texts in one place, the constructor of `Texts`, which
every record with such a field calls by itself (`TextRecord`); `_record.plain` makes strings again.
In between nothing reads Markdown: whoever says a text asks its blocks.

The contract:

- A `Text` is a tuple of blocks in the author's order. A block is a record with a ``source``, the
  Markdown it was read from, and ``tight``: it begins on the line after the block before it, with
  no empty line between. The sources, joined, are the text's Markdown again.
- Words of a block are `Rich`: marks are read, typography is as the author typed it.
  ``typography.repaired`` makes the printed form, once for each text.
- The kinds of blocks stand in ``blocks``. ``read_blocks`` alone knows Markdown's blocks, as
  ``inline_markdown`` alone knows its marks; `Text.paragraphs` is how a channel says a block that
  it has no better form for. A block that was read from the same lines as the one before it has no
  source.
- A block without words of its own (code, a picture) stands in the text of every language, at its
  place, as an equal record; who says several languages together says it once.

`resolved` says where links lead that say only how to get there from the post itself.

>>> text = Text("谁会**赢**？\n- 英伟达\n- 定制芯片 🎉")
>>> [type(block).__name__ for block in text.blocks], text.blocks[1].items[1].text.text
(['Paragraph', 'List'], '定制芯片 🎉')
>>> text.words, text.markdown == "谁会**赢**？\n- 英伟达\n- 定制芯片 🎉"
('谁会赢？\n• 英伟达\n• 定制芯片 🎉', True)
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urljoin

import msgspec
from msgspec import structs

from .._lazy_re import later
from .._made import check_made
from .._record import Record
from ..counting import links
from ..errors import PostError, phrase
from .blocks import Block, Break, Picture, reworded, with_inner
from .languages import LATIN, Language, latin_language, tell_language
from .read_blocks import read_blocks
from .richtext import Mark, Rich, join

Markdown = dict[Language, str]
"""By language, texts that nobody has read yet: what files hold."""


class Text:
    """What is said in one language; it never changes, and equals another of the same blocks.

    Args:
        markdown: paragraphs parted by an empty line, marks as ``inline_markdown`` has them.
    """

    __slots__ = ("blocks", "dropped", "memo")

    blocks: tuple[Block, ...]
    dropped: tuple[str, ...]
    """What of its Markdown cannot be said: tags of HTML, addresses that lead nowhere; as typed."""
    memo: dict[Any, Any]
    """What somebody worked out from it, by their own key: it lives as long as the text does."""

    def __init__(self, markdown: str = "") -> None:
        self.blocks, self.dropped = read_blocks(markdown)
        self.memo = {}

    @classmethod
    def of(cls, blocks: Iterable[Block]) -> "Text":
        """The text of these *blocks*."""
        text = cls()
        text.blocks = tuple(blocks)
        return text

    def with_blocks(self, blocks: Iterable[Block]) -> "Text":
        """The same with other *blocks*; itself where they are no others."""
        made = Text.of(blocks)
        made.dropped = self.dropped
        return self if made.blocks == self.blocks else made

    def __add__(self, other: "Text") -> "Text":
        both = Text.of((*self.blocks, *other.blocks))
        both.dropped = self.dropped + other.dropped
        return both

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.blocks == other.blocks

    def __hash__(self) -> int:
        return hash(self.blocks)

    def __repr__(self) -> str:
        return f"Text({self.markdown!r})"

    @property
    def markdown(self) -> str:
        """As the author wrote it, paragraphs parted by one empty line."""
        parts = ((_gap(block), block.source) for block in self.blocks if block.source)
        return "".join(part for pair in parts for part in pair).lstrip("\n")

    @property
    def words(self) -> str:
        """The words alone, without marks and breaks."""
        return "\n\n".join(rich.text for rich, _ in self.paragraphs() if rich)

    def paragraphs(self) -> Iterator[tuple[Rich, bool]]:
        r"""What stands between empty lines, and whether the author forces a break before it.

        A break that nothing follows comes last, as an empty paragraph: it is meant for what the
        next section says.

        >>> [
        ...     (rich.text, force)
        ...     for rich, force in Text("一。\n\n<!-- thread -->\n\n二。").paragraphs()
        ... ]
        [('一。', False), ('二。', True)]
        """
        force = False
        waiting: list[Rich] = []
        for block in self.blocks:
            said = block.text
            if waiting and (not block.tight or not said):
                yield join(waiting, "\n"), force
                waiting, force = [], False
            if said:
                waiting.append(said)
            force = force or isinstance(block, Break)
        if waiting or force:
            yield join(waiting, "\n"), force


class Texts(Mapping[str, Text]):
    """One text in each language it is written in, the first first; it never changes.

    Args:
        texts: by BCP 47 tag; a string is Markdown and is read here, once.
        more: the same, for tags without a region or a script.

    >>> said = Texts(zh="**芯片**之战 🎉", en="The War of Chips")
    >>> said["zh"].words, said == {"zh": "**芯片**之战 🎉", "en": "The War of Chips"}
    ('芯片之战 🎉', True)
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str | Text] = {}, /, **more: str | Text) -> None:
        given = {**texts, **more}
        self._texts = {
            tag: text if isinstance(text, Text) else Text(text) for tag, text in given.items()
        }

    def __getitem__(self, tag: str) -> Text:
        return self._texts[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __or__(self, other: "Texts") -> "Texts":
        return Texts({**self._texts, **other._texts})

    def __eq__(self, other: object) -> bool:
        """Whether it says the same, in whichever order; strings count as Markdown."""
        if not isinstance(other, Mapping):
            return NotImplemented
        return self._texts == (other._texts if isinstance(other, Texts) else Texts(other)._texts)

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return repr(self.to_plain())

    def to_plain(self) -> Markdown:
        """By tag, the Markdown: what a file holds."""
        return {tag: text.markdown for tag, text in self._texts.items()}

    @classmethod
    def from_plain(cls, value: Any) -> "Texts":  # noqa: ANN401 - whatever a file holds
        """What a file holds, as texts.

        Raises:
            ValueError: it is no mapping of tags to strings.
        """
        try:
            return cls(msgspec.convert(value, Markdown))
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None  # msgspec adds where that is in the whole

    @classmethod
    def plain_schema(cls) -> dict[str, Any]:
        """The JSON Schema of what a file holds."""
        return {
            "type": "object",
            "propertyNames": {"pattern": get_args(Language)[1].pattern},
            "additionalProperties": {"type": "string"},
            "default": {},
        }

    if TYPE_CHECKING:  # how type checkers are told that a record takes strings for them

        def __get__(self, record: object, kind: type | None = None) -> "Texts": ...

        def __set__(self, record: object, value: str | Mapping[str, str | Text]) -> None: ...


class TextRecord(Record):
    """A record whose fields of type `Texts` may be given as Markdown strings.

    One string is in one language, which its words tell.
    """

    def __post_init__(self) -> None:
        read_texts(self)
        check_made(self)


def read_texts(record: TextRecord, among: Iterable[str] = ()) -> None:
    """Read the fields of *record* that are given as strings.

    Args:
        record: just made.
        among: the languages that the author named, one of which a string by itself is in.

    Raises:
        PostError: one is no text, nor a mapping of tags to texts.
    """
    names, defaults = reversed(record.__struct_fields__), reversed(record.__struct_defaults__)
    for name, default in zip(names, defaults, strict=False):  # the first may have none
        if getattr(default, "factory", None) is Texts:
            given = getattr(record, name)
            if not isinstance(given, Texts):
                made = _texts(given, f"{type(record).__name__}.{name}", name, tuple(among))
                structs.force_setattr(record, name, made)


def _texts(given: Any, at: str, name: str, among: tuple[str, ...]) -> Texts:  # noqa: ANN401 - whatever code hands over
    """What code gives for the field *name*, as texts; *at* is its path.

    Raises:
        PostError: it is neither a string nor a mapping of tags to strings.
    """
    if isinstance(given, str | Text):
        words = given if isinstance(given, str) else given.words
        told = tell_language(words, among)
        tag = latin_language(words) if told == LATIN and not among else told
        return Texts({tag: given} if words.strip() else {})
    if not isinstance(given, Mapping):
        raise PostError("post.no-languages", location=at, name=name, text=repr(given))
    for tag, text in given.items():
        if not isinstance(text, str | Text):
            expected, shown = [phrase("type.str")], repr(text)
            raise PostError(
                "value.wrong-type", location=f"{at}.{tag}", expected=expected, value=shown
            )
    return Texts(given)


def _gap(block: Block) -> str:
    return "\n" if block.tight else "\n\n"


_SCHEME = later(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Resolved(Record):
    """A text whose links lead somewhere, and the addresses of those that did not."""

    text: Text
    nowhere: tuple[str, ...] = ()


def resolved(text: Text, base: str) -> Resolved:
    """*text* with whole addresses; where *base* is empty, the words of a relative link stay alone.

    Args:
        text: any.
        base: the address at which the post itself stands.

    >>> text = Text("见[上篇](../2025/芯片.md)。🎉")
    >>> made = resolved(text, "https://example.com/2026/post/").text
    >>> made.blocks[0].text.marks[0].href
    'https://example.com/2026/2025/芯片.md'
    >>> resolved(text, "").nowhere
    ('../2025/芯片.md',)
    """
    key = (resolved, base)
    if key not in text.memo:
        nowhere: list[str] = []

        def whole(rich: Rich) -> Rich:
            if all(map(_leads, rich.marks)):
                return rich
            lost = (mark.href for mark in rich.marks if not base and not _leads(mark))
            nowhere.extend(filter(None, lost))
            marks = (
                mark if _leads(mark) else structs.replace(mark, href=urljoin(base, mark.href))
                for mark in rich.marks
                if _leads(mark) or (base and mark.href)
            )
            return Rich(text=rich.text, marks=tuple(marks))

        made = text.with_blocks(_pictured(reworded(block, whole), base) for block in text.blocks)
        text.memo[key] = Resolved(text=made, nowhere=tuple(nowhere))
    known: Resolved = text.memo[key]
    return known


def whole_address(url: str, base: str) -> str:
    """*url* as it leads there from anywhere; nothing where it is relative and *base* is empty.

    >>> whole_address("../芯片.html", "https://example.com/a/b/"), whole_address("/图🎉", "")
    ('https://example.com/a/芯片.html', '')
    >>> whole_address("example.com/芯片", "https://example.org/")
    'example.com/芯片'
    """
    if _SCHEME.match(url) or any(map(str.isspace, url)):
        return url
    if not url.startswith(("/", "./", "../")) and links.urls(url):
        return url
    return urljoin(base, url) if base and url else ""


def picture_address(path: str, base: str) -> str:
    """*path*, or where that is at the root of the site of *base*; others lie beside the post.

    >>> picture_address("/图.png", "https://example.com/a/"), picture_address("图🎉.png", "")
    ('https://example.com/图.png', '图🎉.png')
    """
    return urljoin(base, path) if base and path.startswith("/") else path


def _pictured(block: Block, base: str) -> Block:
    """*block*, where its pictures lie at the root of the site that *base* is on."""
    if isinstance(block, Picture):
        return structs.replace(block, path=picture_address(block.path, base))
    return with_inner(block, lambda inner: [_pictured(inner, base)])


def _leads(mark: Mark) -> bool:
    return mark.kind != "link" or _SCHEME.match(mark.href) is not None
