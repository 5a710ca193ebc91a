"""Prose: lines of one or several languages become a text in each.

Paragraphs alternate by language, follow each other without a blank line, or share one line;
``[zh]`` says a language where the script cannot.
"""

import re
from collections.abc import Iterable, Iterator

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.languages import UNDETERMINED, is_marker, split_line
from ..text.texts import Markdown
from .lines import Line, Page

_ITEMS = tuple("-*+•>|0123456789")
_ITEM = later(r"(?:[-*+•]|[0-9]{1,3}[.)、])[ \t]|[>|]")
_BREAK = later(r"<!--[ \t]*thread[ \t]*-->", re.IGNORECASE)
_MARKER = later(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})\]$")


def is_break(line: Line) -> bool:
    """Whether *line* asks for a new message: ``<!-- thread -->``."""
    comment = line.text.startswith("<!--") and not line.raw
    return comment and _BREAK.fullmatch(line.text) is not None


class Prose:
    """Texts in the making: line after line goes in, each to its own language."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._said = ""
        """The language a marker on a line of its own names, until the next one."""
        self._entries: list[tuple[str, list[str]]] = []
        """Language and paragraph in pieces, in order; `BREAK` has no language."""
        self._open = False
        """The last paragraph may go on."""

    def add(self, line: Line) -> None:
        """Take in *line*; an empty one ends the paragraph, a comment that is no break goes."""
        if line.raw:
            self._go_on(UNDETERMINED, "\n" + " " * line.indent + line.text)
        elif not line.text:
            self._open = False
        elif line.text.startswith("<!--"):
            self._break(line)
        elif marker := self._marked(line):
            self._said, self._open = marker, False
        else:
            self._say(line)

    def texts(self) -> Markdown:
        """What was said in each language, paragraphs parted by a blank line.

        A break stands before the next paragraph of every language, or at the end of each.
        """
        resolved = list(self._resolved())
        spoken = dict.fromkeys(tag for tag, _ in resolved if tag)
        said: dict[str, list[str]] = {tag: [] for tag in spoken}
        waiting: set[str] = set()
        for tag, paragraph in resolved:
            if not tag:
                waiting = set(spoken)
                continue
            said[tag] += [BREAK, paragraph] if tag in waiting else [paragraph]
            waiting.discard(tag)
        return {
            tag: "\n\n".join([*parts, BREAK] if tag in waiting else parts)
            for tag, parts in said.items()
        }

    def _break(self, line: Line) -> None:
        if is_break(line):
            self._entries.append(("", [BREAK]))
        self._open = False

    def _marked(self, line: Line) -> str:
        """The language that *line* names for what follows, if it is a marker and nothing else."""
        marker = _MARKER.match(line.text) if line.text.startswith("[") else None
        return marker[1] if marker and is_marker(marker[1], self.page.among) else ""

    def _say(self, line: Line) -> None:
        among = (self._said,) if self._said else self.page.among
        parts = split_line(line.text, among)
        item = line.text.startswith(_ITEMS) and _ITEM.match(line.text) is not None
        if len(parts) == 1 and not (self._said or line.text.startswith("[")):
            language, text = parts[0]
            if self._continues(language):
                self._go_on(language, "\n" + self._inside(line, item=item))
                return
        for language, text in parts:
            if self._open and self._said and len(parts) == 1:
                self._go_on(language, "\n" + text)
            else:
                self._entries.append((language, [text]))
        self._open = True

    def _continues(self, language: str) -> bool:
        """Whether a line in *language* goes on with the paragraph above it."""
        if not self._open or not self._entries:
            return False
        tag, _ = self._entries[-1]
        return language in {tag, UNDETERMINED} or tag == UNDETERMINED

    def _go_on(self, language: str, more: str) -> None:
        if not self._open or not self._entries:
            self._entries.append((language, [more.strip("\n")]))
        else:
            tag, before = self._entries[-1]
            before.append(more)
            self._entries[-1] = (language if tag == UNDETERMINED else tag, before)
        self._open = True

    def _inside(self, line: Line, *, item: bool) -> str:
        return " " * line.indent + line.text if item else line.text

    def _resolved(self) -> Iterator[tuple[str, str]]:
        """The entries, each with a language: one without letters speaks the one before."""
        first = next((tag for tag, _ in self._entries if tag not in {"", UNDETERMINED}), "")
        last = first or next(iter(self.page.among), UNDETERMINED)
        for tag, paragraph in self._entries:
            if tag not in {"", UNDETERMINED}:
                last = tag
            yield (last if tag == UNDETERMINED else tag), "".join(paragraph)


def prose(lines: Iterable[Line], page: Page) -> Markdown:
    r"""What *lines* say in each language.

    >>> page = Page("post.txt")
    >>> prose(page.lines("It began.\n开始了。🎉\n\nWhy? 为什么?"), page)
    {'en': 'It began.\n\nWhy?', 'zh': '开始了。🎉\n\n为什么?'}
    """
    said = Prose(page)
    for line in lines:
        said.add(line)
    return said.texts()
