r"""Inline marks: what an author writes inside a paragraph, read into `Rich`.

The parser is ``markdown_parser``'s; here text, marks and pictures are made of its tokens. Bare
addresses, mentions, hashtags and cashtags are recognised too. A line break is the author's. Of
HTML harmless tags are marks or line breaks, comments say nothing, and what cannot be said in words
is noted. Whatever is not plainly a mark stays to the letter: ``2*3*4``, ``snake_case``, an
unclosed ``**``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from .._lazy_re import later
from .blocks import Picture
from .cjk import needs_no_space
from .entities import named
from .html_tags import (
    BLOCKS,
    HIDDEN,
    LOST,
    MARKS,
    PLAIN,
    SMALL,
    attribute,
    decoded,
    is_prose,
    tag_name,
)
from .richtext import Mark, MarkKind, Rich, join, over

if TYPE_CHECKING:
    from markdown_it.token import Token

_SIGNS = later(r"[\\`*_~\[\]<&]")
"""A text without any of these has no marks."""
_BREAKS = frozenset({"softbreak", "hardbreak"})
_ASIDE = _BREAKS | {"link_open", "link_close"}
_SAFE = later(r"(?:https?://|mailto:|tg://)[^\s]+", re.IGNORECASE)
"""Addresses that may stand behind words; ``javascript:`` leads nowhere a reader wants to be."""
_SCHEME = later(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STYLES: dict[str, MarkKind] = {"strong": "strong", "em": "emphasis", "s": "strike"}
"""By the parser's names, without ``_open`` and ``_close``."""
_SAID = {"q": ('"', '"'), "rt": ("(", ")")}
"""Signs that a tag puts around its words."""


class MarkedLine(NamedTuple):
    """What a paragraph, or a line of it, says and shows."""

    words: Rich
    pictures: tuple[Picture, ...]
    """Without a source: they stand in the paragraph's."""
    dropped: tuple[str, ...]
    """Tags and addresses that could not be said, as typed."""


def inline(text: str) -> Rich:
    """Read the marks of *text*, one paragraph, in time that grows as its length does.

    Nothing is an error: what is unclosed is literal. Pictures are left out.

    >>> rich = inline("**“算力”**之争：见[报告](https://example.com/a)。🎉")
    >>> rich.text
    '“算力”之争：见报告。🎉'
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('strong', '“算力”'), ('link', '报告')]
    >>> inline("长 2*3*4 米 **未完").text
    '长 2*3*4 米 **未完'
    """
    if not _SIGNS.search(text):
        return named(Rich(text=text))
    return join([line.words for line in marked_lines(text) if line.words], "\n")


def marked_lines(text: str) -> Iterator[MarkedLine]:
    """The lines of *text*, one paragraph, its marks read, as `read_lines` parts them."""
    from .markdown_parser import parser  # noqa: PLC0415 - plain words do without

    return read_lines(parser().parseInline(text, {})[0].children or ())


def read_lines(tokens: Sequence["Token"]) -> Iterator[MarkedLine]:
    r"""The *tokens* of one paragraph as words, parted where a line holds nothing but pictures.

    >>> from crosspost.text.markdown_parser import parser
    >>> tokens = parser().parseInline("看：\n![芯片](a.png)\n很小 🎉", {})[0].children
    >>> [(line.words.text, [one.path for one in line.pictures]) for line in read_lines(tokens)]
    [('看：', []), ('', ['a.png']), ('很小 🎉', [])]
    """
    if not any(map(_is_picture, tokens)):
        yield read_line(tokens)
        return
    lines: list[list[Token]] = [[]]
    for token in tokens:
        lines[-1].append(token)
        if token.type in _BREAKS and token.level == 0:
            lines.append([])
    for _, group in groupby(lines, _only_pictures):
        yield read_line([token for line in group for token in line])


def _only_pictures(line: Sequence["Token"]) -> bool:
    return any(map(_is_picture, line)) and all(
        _is_picture(token)
        or token.type in _ASIDE
        or (token.type == "html_inline" and tag_name(token.content) not in LOST)
        or (token.type == "text" and not token.content.strip())
        for token in line
    )


def _is_picture(token: "Token") -> bool:
    return token.type == "image" or (
        token.type == "html_inline" and tag_name(token.content) == "img"
    )


def captioned(lines: Iterable[MarkedLine]) -> list[MarkedLine]:
    """*lines*, of which one that is all in italics and right under a picture is its caption."""
    made: list[MarkedLine] = []
    for line in lines:
        above = made[-1] if made else None
        marks = [mark for mark in line.words.marks if mark.kind == "emphasis"]
        slanted = any(mark.start == 0 and mark.end == len(line.words) for mark in marks)
        if slanted and not line.pictures and above and above.pictures and not above.words:
            rest = tuple(mark for mark in line.words.marks if mark not in marks)
            caption = Rich(text=line.words.text, marks=rest)
            last = structs.replace(above.pictures[-1], caption=caption)
            dropped = (*above.dropped, *line.dropped)
            made[-1] = above._replace(pictures=(*above.pictures[:-1], last), dropped=dropped)
        else:
            made.append(line)
    return made


def read_line(tokens: Sequence["Token"]) -> MarkedLine:
    """What *tokens* say and show.

    >>> from crosspost.text.markdown_parser import parser
    >>> line = read_line(parser().parseInline("H<sub>2</sub>O <b>水</b>🎉", {})[0].children)
    >>> line.words.text, line.words.marks[0].kind
    ('H₂O 水🎉', 'strong')
    """
    if len(tokens) == 1 and tokens[0].type == "text":
        return MarkedLine(named(Rich(text=tokens[0].content)), (), ())
    words = _Words(tokens)
    for token in tokens:
        _READERS[token.type](words, token)
    return words.line()


class _Link(NamedTuple):
    """A link whose end is still to come."""

    slot: int
    start: int
    part: int
    href: str
    pictures: int
    typed: bool
    """Its address is its words: ``<https://…>``."""


class _Words:
    """Text, marks and pictures, as far as they are read."""

    def __init__(self, tokens: Sequence["Token"]) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[Mark | None] = []
        """None: its end is still to come, or never comes."""
        self.escaped: set[int] = set()
        """Offsets of signs that the author keeps from meaning anything."""
        self.pictures: list[Picture] = []
        self.dropped: list[str] = []
        self._open: dict[MarkKind, list[tuple[int, int]]] = {}
        """By kind, slot and start of the marks that are open; only the outermost counts."""
        self._links: list[_Link] = []
        self._small: list[int] = []
        """How many parts stood before the raised or lowered figures that are open."""
        self._hidden = ""
        """The tag whose words are not for readers."""
        self._trims = False
        """A line break or a picture came last: of spaces on both sides one is enough."""
        self._closed = frozenset(
            tag_name(token.content)
            for token in tokens
            if token.type == "html_inline" and token.content.startswith("</")
        )

    def line(self) -> MarkedLine:
        text = "".join(self.parts)
        marks = [
            over(mark, mark.start, min(mark.end, len(text)))
            for mark in self.marks
            if mark and mark.start < min(mark.end, len(text))
        ]
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        rich = named(Rich(text=text, marks=tuple(marks)), frozenset(self.escaped))
        if self.pictures or self._trims:
            rich = rich.strip()
        return MarkedLine(rich, tuple(self.pictures), tuple(self.dropped))

    def say(self, text: str) -> None:
        if self._hidden or not text:
            return
        if self._trims:
            text = self._beside(text)
            if not text:
                return
        self.parts.append(text)
        self.length += len(text)

    def _beside(self, text: str) -> str:
        """*text* behind a picture or a line break: no space twice, and none between Chinese."""
        before = self.parts[-1] if self.parts else "\n"
        if not before.endswith((" ", "\n")):
            self._trims = False
            return text
        bare, words = text.lstrip(" "), before.rstrip(" ")
        self._trims = not bare
        if bare and words and needs_no_space(words[-1]) and needs_no_space(bare[0]):
            self.length -= len(before) - len(words)
            self.parts[-1] = words
        return bare

    def text(self, token: "Token") -> None:
        typed_address = self._links and self._links[-1].typed
        self.say(decoded(token.content) if typed_address else token.content)

    def plain_sign(self, token: "Token") -> None:
        self.escaped.add(self.length)
        self.say(token.content)

    def line_break(self, _: "Token | None" = None) -> None:
        """A break; two in a row are one, since an empty line ends a paragraph."""
        while self.parts and not (words := self.parts[-1].rstrip(" ")):
            self.length -= len(self.parts.pop()) - len(words)
        if self.parts and not self._hidden:
            self.length -= len(self.parts[-1]) - len(words)
            self.parts[-1] = words
            if not words.endswith("\n"):
                self.parts.append("\n")
                self.length += 1
        self._trims = True

    def code(self, token: "Token") -> None:
        self._say_marked("code", token.content)

    def note(self, token: "Token") -> None:
        number = str(token.meta["id"] + 1)
        self._say_marked("note", f"[{number}]", number)

    def _say_marked(self, kind: MarkKind, text: str, href: str = "") -> None:
        start = self.length
        self.say(text)
        self.marks.append(Mark(start=start, end=self.length, kind=kind, href=href))

    def begin(self, kind: MarkKind) -> None:
        self._open.setdefault(kind, []).append((len(self.marks), self.length))
        self.marks.append(None)

    def end(self, kind: MarkKind) -> None:
        waiting = self._open.get(kind)
        if waiting:
            slot, start = waiting.pop()
            if not waiting:
                self.marks[slot] = Mark(start=start, end=self.length, kind=kind)

    def begin_link(self, href: str, *, typed: bool = False) -> None:
        slot, part, pictures = len(self.marks), len(self.parts), len(self.pictures)
        self._links.append(_Link(slot, self.length, part, href, pictures, typed))
        self.marks.append(None)
        if typed and not _SAFE.fullmatch(href):
            self.say("<")

    def end_link(self) -> None:
        if not self._links:
            return
        link = self._links.pop()
        href = _safe(link.href)
        if link.typed and not _SAFE.fullmatch(link.href):
            self.say(">")
        elif not href:
            self.dropped += [link.href] if link.href and link.href[0] != "#" else []
        elif self.length > link.start:
            said = "".join(self.parts[link.part :])
            kind: MarkKind = "url" if said == href else "link"
            self.marks[link.slot] = Mark(start=link.start, end=self.length, kind=kind, href=href)
        elif len(self.pictures) > link.pictures:
            shown = self.pictures[-1]
            words = shown.caption.text or shown.alt or href
            caption = Rich(text=words).marked("link", href)
            self.pictures[-1] = structs.replace(shown, caption=caption)
        elif _SAFE.fullmatch(href):
            self._say_marked("url", href, href)

    def picture(self, path: str, alt: str, title: str) -> None:
        if path.lower().startswith("data:"):
            self.dropped.append(alt or f"{path[:20]}…")
        elif path:
            caption = Rich(text=title)
            path = path.removeprefix("./")
            self.pictures.append(
                Picture(path=path, alt=alt, caption=caption, source="", tight=True)
            )
        elif alt:
            self.say(alt)
            return
        self._trims = True

    def tag(self, typed: str) -> None:
        """A tag of HTML: a mark, a break, a picture, or nothing."""
        name, closes = tag_name(typed), typed.startswith("</")
        if self._hidden:
            self._hidden = "" if closes and name == self._hidden else self._hidden
        elif not name:
            self._trims = True  # a comment, and the spaces beside it, say nothing
        elif is_prose(typed, self._closed):
            self.say(typed)
        elif name in HIDDEN | {"rp"} and not closes:
            self._hidden = name if name in self._closed else ""
            self.dropped += [typed] if name in HIDDEN else []
        elif kind := MARKS.get(name):
            (self.end if closes else self.begin)(kind)
        elif name == "a" and (closes or attribute(typed, "href")):
            self.end_link() if closes else self.begin_link(attribute(typed, "href"))
        else:
            self._other_tag(name, typed, closes=closes)

    def _other_tag(self, name: str, typed: str, *, closes: bool) -> None:
        if name in SMALL:
            self._raise_or_lower(name, closes=closes)
        elif name in _SAID:
            self.say(_SAID[name][closes])
        elif name == "img":
            self.picture(*(attribute(typed, key) for key in ("src", "alt", "title")))
        elif name == "br" or name in BLOCKS:
            self.line_break()
        elif name not in PLAIN and not closes:
            self.dropped.append(typed)

    def _raise_or_lower(self, name: str, *, closes: bool) -> None:
        if not closes:
            self._small.append(len(self.parts))
        elif self._small:
            at = self._small.pop()
            figures = "".join(self.parts[at:])
            if all(ord(char) in SMALL[name] for char in figures):
                self.parts[at:] = [figures.translate(SMALL[name])]


def _safe(href: str) -> str:
    """*href* as it may stand behind words; nothing where no reader wants to be led there.

    One without a scheme leads on from where the post stands.
    """
    href = href.strip().replace(" ", "%20")
    if href.startswith("//"):
        href = f"https:{href}"
    elif href.startswith("www."):
        href = f"https://{href}"
    relative = not _SCHEME.match(href) and href[:1] not in {"", "#"}
    return href if relative or _SAFE.fullmatch(href) else ""


def _picture(words: _Words, token: "Token") -> None:
    alt = "".join(
        " " if child.type in _BREAKS else child.content
        for child in token.children or ()
        if child.type != "html_inline"
    )
    words.picture(str(token.attrs["src"]), alt.strip(), str(token.attrs.get("title", "")))


def _begin_link(words: _Words, token: "Token") -> None:
    href, typed = str(token.attrs["href"]), token.markup == "autolink"
    words.begin_link(decoded(href) if typed else href, typed=typed)


def _marker(
    step: Callable[[_Words, MarkKind], None], kind: MarkKind
) -> Callable[[_Words, "Token"], None]:
    return lambda words, _: step(words, kind)


_READERS: dict[str, Callable[[_Words, "Token"], None]] = {
    "text": _Words.text,
    "text_special": _Words.plain_sign,
    "softbreak": _Words.line_break,
    "hardbreak": _Words.line_break,
    "code_inline": _Words.code,
    "footnote_ref": _Words.note,
    "image": _picture,
    "link_open": _begin_link,
    "link_close": lambda words, _: words.end_link(),
    "html_inline": lambda words, token: words.tag(token.content),
    **{f"{name}_open": _marker(_Words.begin, kind) for name, kind in _STYLES.items()},
    **{f"{name}_close": _marker(_Words.end, kind) for name, kind in _STYLES.items()},
}
"""By the parser's names of tokens."""
