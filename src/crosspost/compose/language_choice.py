"""Language choice: which languages a post has, which a thread says, and its words in them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .._record import Record
from ..model.findings import PathStep
from ..model.layout import Layout, Repair, SectionName
from ..model.post import Post, Text, Texts, section_texts
from ..text.blocks import Block, Break, Paragraph, reworded
from ..text.languages import pick
from ..text.richtext import Rich, join
from ..text.texts import resolved, whole_address
from ..typography import Style, repaired


class Untranslated(Record):
    """A text that is left out, for want of the language."""

    section: SectionName
    path: tuple[PathStep, ...]
    wanted: tuple[str, ...]
    languages: tuple[str, ...]
    """Those that it has."""


class Piece(NamedTuple):
    """A block, whether the author forces a new message before it, and what was set right."""

    block: Block
    force: bool = False
    repairs: tuple[Repair, ...] = ()


class LanguageSelector:
    """Which languages are wanted, what may stand in for them, and what was found on the way.

    Args:
        post: whose words; links may be relative to where it stands.
        layout: which sections take another language when the wanted one is missing.
        wanted: the languages this thread says, in order.
        said: those, and what other threads of the same outline say.
    """

    def __init__(
        self, post: Post, layout: Layout, wanted: tuple[str, ...], said: tuple[str, ...]
    ) -> None:
        self.layout = layout
        self.wanted = wanted
        self.elsewhere = tuple(tag for tag in said if tag not in wanted)
        self.others = tuple(
            tag for tag in (*layout.languages, *post_languages(post)) if tag not in wanted
        )
        self.opening = wanted[:1] == said[:1]
        """The first thread, which also says what has no language of its own."""
        self.untranslated: list[Untranslated] = []
        self.gathered: dict[str, Rich] = {}
        """Addresses taken out of the text, and the words that were links to them."""
        self.unsayable: dict[str, None] = {}
        """HTML and addresses, as typed, that no channel takes."""
        self.nowhere: dict[str, None] = {}
        """Relative addresses that there is nothing to go on from."""
        self.shared = (*wanted, *(self.elsewhere if layout.language_mode == "blocks" else ()))
        """The languages of what is said once, behind the last of them."""
        self._base = post.meta.canonical_url
        self._style = Style.of(layout)
        self._gathers = layout.links == "gather" and "sources" in layout.order

    def blocks(self, text: Text, language: str) -> Iterator[Piece]:
        """The blocks of *text*, their typography repaired; all repairs come with the first.

        A break that nothing follows comes last, with an empty paragraph. Where addresses are
        gathered, a line that is one link keeps its own: a list of links is not said twice.
        """
        return self._pieces(
            text, language, lambda rich: rich if _is_link(rich) else self._ungathered(rich)
        )

    def _pieces(
        self, text: Text, language: str, ungathered: Callable[[Rich], Rich]
    ) -> Iterator[Piece]:
        made = repaired(text, language, self._style)
        linked = resolved(made.text, self._base)
        self.unsayable |= dict.fromkeys(text.dropped)
        self.nowhere |= dict.fromkeys(linked.nowhere)
        repairs, force = made.repairs, False
        for block in linked.text.blocks:
            if isinstance(block, Break):
                force = True
                continue
            said = reworded(block, ungathered) if self._gathers else block
            yield Piece(said, force, repairs)
            repairs, force = (), False
        if force or repairs:
            yield Piece(Paragraph(text=Rich(text=""), source=""), force, repairs)

    def address(self, url: str) -> str:
        """*url* as it leads there from anywhere; nothing, and noted, where it cannot."""
        whole = whole_address(url, self._base)
        if url and not whole:
            self.nowhere[url] = None
        return whole

    def line(self, text: Text, language: str) -> tuple[Rich, tuple[Repair, ...]]:
        """A short text, a label, as one, and its repairs."""
        every = list(self._pieces(text, language, self._ungathered))
        repairs = tuple(repair for piece in every for repair in piece.repairs)
        return join([piece.block.text for piece in every], "\n\n"), repairs

    def _ungathered(self, rich: Rich) -> Rich:
        """*rich* without hidden addresses: those not said yet go to the sources."""
        links = [mark for mark in rich.marks if mark.kind == "link"]
        for mark in links:
            words = rich.text[mark.start : mark.end]
            if mark.href != f"mailto:{words}":
                self.gathered.setdefault(mark.href, Rich(text=words))
        return Rich(text=rich.text, marks=tuple(mark for mark in rich.marks if mark not in links))

    def available(self, texts: Texts) -> list[str]:
        """The wanted languages that *texts* has, as its keys, in the order wanted."""
        keys = (pick(texts, language) for language in self.wanted)
        return [key for key in dict.fromkeys(keys) if key is not None]

    def leave_out(self, section: SectionName, path: tuple[PathStep, ...], texts: Texts) -> None:
        """Note that one of a section's *texts* is left out, for want of the language."""
        self.untranslated.append(
            Untranslated(section=section, path=path, wanted=self.wanted, languages=tuple(texts))
        )

    def select(
        self,
        texts: Texts,
        names: tuple[SectionName, ...],
        path: tuple[PathStep, ...],
        label: Texts | None = None,
    ) -> list[str]:
        """The keys of *texts* to say here; of the section that goes by these *names*.

        Where no wanted language is there, another one stands in if the layout lets this section
        fall back; else the text is left out, which is noted. What another thread says is not
        said twice. Under a *label* in a wanted language no other one stands.
        """
        if not texts or (found := self.available(texts)):
            return self.available(texts)
        if any(pick(texts, language) for language in self.elsewhere) or not self.opening:
            return []
        falls_back = any(name in self.layout.fallback_sections for name in names)
        if not falls_back or self.available(label or Texts()):
            self.leave_out(names[0], path, texts)
            return found
        keys = (pick(texts, language) for language in self.others)
        return [next((key for key in keys if key is not None), next(iter(texts)))]


def _is_link(rich: Rich) -> bool:
    """Whether all of *rich* is one link.

    >>> _is_link(Rich(text="报告 🎉").marked("link", "https://example.com/a"))
    True
    """
    whole = (0, len(rich.text))
    return any(mark.kind == "link" and (mark.start, mark.end) == whole for mark in rich.marks)


def post_languages(post: Post) -> tuple[str, ...]:
    """The post's languages: as declared, then any others, in order of appearance.

    >>> post_languages(Post(title={"zh": "芯片"}, happened={"en": "It began."}))
    ('zh', 'en')
    """
    seen = [language for texts in section_texts(post) for language in texts]
    return tuple(dict.fromkeys((*post.languages, *seen)))


def select_languages(post: Post, layout: Layout) -> tuple[str, ...]:
    """Which of the wanted languages to say: those the post has, or its own first one.

    They go by the post's own tags: who wants ``zh`` is told that this is ``zh-Hant``.

    Only the ``first``: one that carries the post (half of its sections or more), so that a
    Chinese post with an English title is not called English.
    """
    worded = ({tag: "" for tag, text in own.items() if text.words} for own in section_texts(post))
    bodies = [texts for texts in worded if texts]
    shares = {
        language: sum(pick(texts, language) is not None for texts in bodies)
        for language in layout.languages
    }
    had = [language for language, share in shares.items() if share]
    if not had:
        return post_languages(post)[:1] or layout.languages[:1]
    if layout.language_mode == "first":
        carrying = [language for language in had if 2 * shares[language] >= len(bodies)]
        had = (carrying or had)[:1]
    own = dict.fromkeys(post_languages(post))
    return tuple(dict.fromkeys(pick(own, language) or language for language in had))
