"""Posts of sections of one's own and of blocks of every kind, in which every word stands once."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from hypothesis import strategies as st

from crosspost.model.layout import Section, SectionName
from crosspost.model.post import Matters, Part, Point, Post, Prediction, Story
from crosspost.text.blocks import (
    Align,
    Block,
    Break,
    Code,
    Item,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Table,
)
from crosspost.text.richtext import Rich
from crosspost.text.texts import Text, Texts

OWN: tuple[Section, ...] = ("own",)
NESTED = 1
ALIGN: tuple[Align, ...] = ("",)
ROLES: tuple[Section, ...] = ("happened", "matters", "story", "prediction", "discussion")


class Word(NamedTuple):
    """A word that no other text of the post has."""

    word: str
    section: SectionName
    language: str
    """Empty for what belongs to every language."""


class Told(NamedTuple):
    """A post, and every word that it says."""

    post: Post
    words: tuple[Word, ...]


class Writer:
    """Writes texts of new words, and keeps them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.words: list[Word] = []
        self.section: SectionName = "title"
        self._next = count()

    def word(self, language: str) -> str:
        """One that no other text has: two Chinese characters, or a Latin word."""
        at = next(self._next)
        word = chr(0x4E00 + 2 * at) + chr(0x4E01 + 2 * at)
        if language != "zh":
            word = "w" + "".join(chr(ord("a") + int(digit)) for digit in str(at)) + "x"
        self.words.append(Word(word, self.section, language))
        return word

    def line(self, language: str, most: int = 6) -> Rich:
        """A few words."""
        number = self.draw(st.integers(1, most))
        gap, end = ("，", "。") if language == "zh" else (" ", ".")
        text = gap.join(self.word(language) for _ in range(number)) + end
        rich = Rich(text=text)
        return rich.marked("strong") if self.draw(st.integers(0, 5)) == 0 else rich

    def text(self, language: str) -> Text:
        """A few blocks of any kind."""
        return Text.of(self.blocks(language, self.draw(st.integers(1, 4)), 0))

    def texts(self, languages: tuple[str, ...]) -> Texts:
        """The same in each language; code and pictures belong to all of them."""
        return Texts({language: self.text(language) for language in languages})

    def heading(self, languages: tuple[str, ...]) -> Texts:
        """A heading in one language or in each."""
        return Texts(
            {tag: Text.of([Paragraph(text=self.line(tag, 2), source="")]) for tag in languages}
        )

    def blocks(self, language: str, number: int, depth: int) -> Iterator[Block]:
        """So many blocks, others inside of them."""
        kinds = ["paragraph", "paragraph", "list", "quote", "code", "table", "picture", "note"]
        kinds += ["rule", "break"] if depth == 0 else []
        for _ in range(number):
            kind = self.draw(st.sampled_from(kinds if depth < 2 else kinds[:1]))
            yield self._block(kind, language, depth)

    def _block(self, kind: str, language: str, depth: int) -> Block:
        make: dict[str, Callable[[str, int], Block]] = {
            "list": self._list,
            "quote": self._quote,
            "note": self._note,
            "code": self._code,
            "table": self._table,
            "picture": self._picture,
            "rule": lambda _language, _depth: Rule(),
            "break": lambda _language, _depth: Break(),
            "paragraph": self._paragraph,
        }
        return make[kind](language, depth)

    def _list(self, language: str, depth: int) -> List:
        items = tuple(self._item(language, depth) for _ in range(self.draw(st.integers(1, 3))))
        return List(items=items, source="", tight=self.draw(st.booleans()))

    def _quote(self, language: str, depth: int) -> Quote:
        return Quote(blocks=tuple(self.blocks(language, 2, depth + 1)), source="")

    def _note(self, language: str, depth: int) -> Note:
        return Note(number=1, blocks=(self._paragraph(language, depth),), source="")

    def _code(self, language: str, _: int) -> Code:
        lines = [f"  {self.word(language)} = {self.word(language)}" for _ in range(3)]
        return Code(code="\n\n".join(lines), language="python", source="")

    def _table(self, language: str, _: int) -> Table:
        wide = self.draw(st.integers(1, 3))
        header, *rows = (tuple(self.line(language, 2) for _ in range(wide)) for _ in range(3))
        return Table(header=header, rows=tuple(rows), align=tuple(ALIGN[:1] * wide), source="")

    def _picture(self, language: str, _: int) -> Picture:
        caption = self.line(language) if self.draw(st.booleans()) else Rich(text="")
        return Picture(path="a.png", alt="a", caption=caption, source="")

    def _paragraph(self, language: str, _: int = 0) -> Paragraph:
        return Paragraph(text=self.line(language, 60), source="")

    def _item(self, language: str, depth: int) -> Item:
        more = tuple(self.blocks(language, self.draw(st.integers(0, NESTED)), depth + 1))
        return Item(lead="- ", text=self.line(language), more=more)


@st.composite
def told_posts(draw: st.DrawFn) -> Told:
    """Posts in one language or two, in an order of their own."""
    writer = Writer(draw)
    languages = draw(st.sampled_from([("zh",), ("en",), ("en", "zh"), ("zh", "en")]))

    def some() -> tuple[str, ...]:
        return draw(st.sampled_from([languages, languages, languages[:1], languages[-1:]]))

    title = writer.heading(languages) if draw(st.booleans()) else Texts()
    writer.section = "lede"
    lede = writer.texts(some()) if draw(st.booleans()) else Texts()
    roles = draw(st.permutations(ROLES))[: draw(st.integers(0, 3))]
    parts: list[Part] = []
    fields: dict[str, Any] = {}
    for role in draw(st.permutations([*roles, *OWN * draw(st.integers(0, 3))])):
        writer.section = role
        if role == "own":
            at = len(writer.words)
            heading = writer.heading(languages) if draw(st.booleans()) else Texts()
            part = Part(heading=heading, text=writer.texts(some()), level=draw(st.integers(2, 4)))
            writer.words[at:] = [word._replace(section=part.name) for word in writer.words[at:]]
            parts.append(part)
            continue
        parts.append(Part(section=role))
        texts = writer.texts(some())
        match role:
            case "matters":
                pointed = draw(st.booleans())
                fields[role] = Matters(
                    text=texts,
                    points=(Point(label=writer.heading(some()), text=writer.texts(some())),)
                    if pointed
                    else (),
                )
            case "story":
                fields[role] = Story(text=texts)
            case "prediction":
                fields[role] = Prediction(text=texts)
            case _:
                fields[role] = texts
    ordered = tuple(parts) if draw(st.booleans()) or "own" in {p.section for p in parts} else ()
    post = Post(languages=languages, title=title, lede=lede, sections=ordered, **fields)
    return Told(post, tuple(writer.words))
