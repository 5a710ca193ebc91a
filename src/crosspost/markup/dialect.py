"""Dialects: a channel's own Markdown, written and read back from one table of signs.

What is written can lose no words: a character that the channel would read as a sign is escaped, or
stands as its full-width twin.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from ..model.channel_rules import MarksRule
from ..text.richtext import Mark, MarkKind, Rich, join
from .marks import flanks, merge_marks, nest, subtract

KINDS: tuple[MarkKind, ...] = ("link", "code", "strong", "strike", "emphasis")
"""The marks that a dialect may have a sign for, and which of two that overlap stays whole."""


class Dialect:
    """Writes marked text with the signs of *rule*, and reads it as the channel shows it.

    >>> wecom = Dialect(MarksRule(strong="**{}**", twins={"*": "＊", "<": "＜"}))
    >>> wecom.write(Rich(text="1 * 2 <@all>🎉").marked("strong"))
    '**1 ＊ 2 ＜@all>🎉**'
    >>> wecom.read("**重点**，看这里").marks
    (Mark(start=0, end=2, kind='strong', href=''),)
    """

    def __init__(self, rule: MarksRule) -> None:
        self.templates: dict[MarkKind, str] = {
            kind: template for kind in KINDS if (template := getattr(rule, kind))
        }
        """The marks that it has, and how each is written."""
        self._quote = rule.quote.partition("{}")
        self._line_end, self._flanking = rule.line_end, rule.flanking
        self._whole = {"url", "mention", "hashtag"} if rule.literal_names else {"url"}
        self._written = str.maketrans(rule.twins | rule.escapes)
        self._in_code = str.maketrans(rule.twins) if rule.literal_code else self._written
        leads = rule.lead_twins | rule.lead_escapes
        self._lead = _leads(leads)
        self._leads_written = str.maketrans(rule.twins | rule.escapes | leads)
        self._tails = rule.tail_escapes
        self._href = str.maketrans(rule.href)
        self._shown = _shower(rule.escapes | rule.lead_escapes | rule.tail_escapes)
        self._shown_code = _shower({}) if rule.literal_code else self._shown
        written = {**rule.escapes, **rule.lead_escapes, **rule.tail_escapes}.values()
        escaped = "|".join(map(re.escape, sorted(set(written), key=len, reverse=True)))
        patterns = [
            _pattern(kind, template, "" if kind == "code" and rule.literal_code else escaped)
            for kind, template in self.templates.items()
        ]
        signs = [*filter(None, [escaped]), *patterns] if patterns else []
        self._marked = re.compile("|".join(signs)) if signs else None

    def write(self, rich: Rich) -> str:
        """*rich* as the channel takes it; marks that it has no sign for fall away."""
        return self._line_end.join(self._line(line) for line in _lines(rich))

    def read(self, text: str) -> Rich:
        """What the channel shows of *text*, which `write` made."""
        return join([self._read_line(line) for line in text.split(self._line_end)], "\n")

    def _line(self, line: Rich) -> str:
        before, _, after = self._quote
        quoted = before and any(mark.kind == "quote" for mark in line.marks)
        out = [before] if quoted else []
        at = 0
        for mark in self._apart(line):
            out += (self._plain(line, at, mark.start), self._signed(line, mark))
            at = mark.end
        return "".join((*out, self._plain(line, at, len(line)), after if quoted else ""))

    def _apart(self, line: Rich) -> list[Mark]:
        """What is written as a mark, and what stands whole in the text: none in another."""
        kept = merge_marks(
            mark for mark in line.marks if mark.kind in self._whole or self._is_link(mark)
        )
        for kind in KINDS[1:]:
            if kind in self.templates:
                kept.sort(key=lambda mark: mark.start)
                same = merge_marks(mark for mark in line.marks if mark.kind == kind)
                parts = [part for mark in same for part in subtract(mark, tuple(kept))]
                kept += filter(_holds_text, (self._flanked(line, part) for part in parts))
        return nest(kept)

    def _flanked(self, line: Rich, mark: Mark) -> Mark:
        """*mark* without what its signs could not stand beside, where that is the rule."""
        if not self._flanking or mark.kind == "code":
            return mark
        start, end, text = mark.start, mark.end, f" {line.text} "  # a line's ends are white space
        while start < end and not flanks(text[start], text[start + 1]):
            start += 1
        while start < end and not flanks(text[end + 1], text[end]):
            end -= 1
        return Mark(start=start, end=end, kind=mark.kind, href=mark.href)

    def _is_link(self, mark: Mark) -> bool:
        return mark.kind == "link" and "link" in self.templates

    def _plain(self, line: Rich, start: int, end: int) -> str:
        text = line.text[start:end]
        lead = self._lead(text) if start == 0 and not _tagged(line) else 0
        said, tail = self._tail(text[lead:]) if end == len(line) else (text[lead:], "")
        return text[:lead].translate(self._leads_written) + said.translate(self._written) + tail

    def _tail(self, text: str) -> tuple[str, str]:
        """*text* without a last word that would be a sign there, and how that is written."""
        for word, written in self._tails.items():
            before = text.removesuffix(word)
            if before != text and before[-1:].isspace():
                return before, written
        return text, ""

    def _signed(self, line: Rich, mark: Mark) -> str:
        words = line.text[mark.start : mark.end]
        if mark.kind in self._whole:
            return words
        words = words.translate(self._in_code if mark.kind == "code" else self._written)
        href = mark.href.translate(self._href)
        before, _, after = self.templates[mark.kind].partition("{}")
        return before.replace("{href}", href) + words + after.replace("{href}", href)

    def _read_line(self, line: str) -> Rich:
        before, _, after = self._quote
        quoted = bool(before) and line.startswith(before) and line.endswith(after)
        inner = line[len(before) : len(line) - len(after)] if quoted else line
        shown = self._read_marks(inner)
        return shown.marked("quote") if quoted and shown else shown

    def _read_marks(self, line: str) -> Rich:
        text, marks, at = "", list[Mark](), 0
        for found in self._marked.finditer(line) if self._marked else ():
            text += self._shown(line[at : found.start()])
            at = found.end()
            kind = next((kind for kind in self.templates if found[kind] is not None), None)
            if kind is None:
                text += self._shown(found[0])
                continue
            words = (self._shown_code if kind == "code" else self._shown)(found[kind])
            href = found["href"] or "" if kind == "link" else ""
            marks.append(Mark(start=len(text), end=len(text + words), kind=kind, href=href))
            text += words
        return Rich(text=text + self._shown(line[at:]), marks=tuple(marks))


def _holds_text(mark: Mark) -> bool:
    return mark.start < mark.end


def _pattern(kind: MarkKind, template: str, escaped: str) -> str:
    """What *template* made: no part of it holds the signs that stand on either side of it."""
    parts = re.split(r"(\{\}|\{href\})", template)
    out: list[str] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            out.append(re.escape(part))
            continue
        edges = re.escape(parts[at - 1][-1:] + parts[at + 1][:1])
        name, least = (kind, "++") if part == "{}" else ("href", "*+")
        also = f"{escaped}|" if escaped and part == "{}" else ""
        out.append(rf"(?P<{name}>(?:{also}[^{edges}\n]){least})")
    return "".join(out)


def _shower(escapes: dict[str, str]) -> Callable[[str], str]:
    """What readers see of a text with *escapes* in it."""
    if not escapes:
        return lambda text: text
    shown = {written: sign for sign, written in escapes.items()}
    pattern = re.compile("|".join(map(re.escape, sorted(shown, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda found: shown[found[0]], text)


def _leads(twins: dict[str, str]) -> Callable[[str], int]:
    """How much of a line's beginning holds a sign that counts only there."""
    if not twins:
        return lambda _: 0
    pattern = re.compile(rf"\s*[{''.join(map(re.escape, twins))}]")

    def end(text: str) -> int:
        found = pattern.match(text)
        return found.end() if found else 0

    return end


def _tagged(line: Rich) -> bool:
    """Whether the line begins with a hashtag, which is no heading: no space follows its sign."""
    return any(mark.kind == "hashtag" and mark.start == 0 for mark in line.marks)


def _lines(rich: Rich) -> Iterator[Rich]:
    lines = rich.text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    own: list[list[Mark]] = [[] for _ in lines]
    for mark in rich.marks:
        first, last = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        for at in range(first, last):
            start = max(0, mark.start - starts[at])
            end = min(len(lines[at]), mark.end - starts[at])
            if start < end:
                own[at].append(Mark(start=start, end=end, kind=mark.kind, href=mark.href))
    for line, marks in zip(lines, own, strict=True):
        yield Rich(text=line, marks=tuple(marks))
