"""Dialects: a channel's own Markdown, written and read back from one table of signs.

What is written can lose no words: a character that the channel would read as a sign is escaped, or
stands as its full-width twin.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from .._lazy_re import later
from ..model.channel_rules import MarksRule
from ..text.richtext import Mark, MarkKind, Rich, join, over
from .marks import flanks, lines_of, merge_marks, nest, subtract

KINDS: tuple[MarkKind, ...] = ("link", "code", "strong", "strike", "emphasis")
"""The marks that a dialect may have a sign for, and which of two that overlap stays whole."""
WRITTEN: tuple[MarkKind, ...] = (*KINDS, "hashtag")


HASHES = "#＃"
_FENCE = "```"
_BACKTICKS = later(r"`{3,}")
_LANGUAGE = later(r"[^\w+#.-]")
_SPACES = later(r"^ +|  +")
_ITEM = later(r"((?:  )*)(• |\d{1,9}[.)] )(?=\S)")
"""An item of a list as a text has it, two spaces for each level."""


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
            kind: template for kind in WRITTEN if (template := getattr(rule, kind))
        }
        """The marks that it has, and how each is written."""
        self._quote = rule.quote.partition("{}")
        self._line_end, self._flanking, self._rule = rule.line_end, rule.flanking, rule
        self._sent_item = re.compile(
            rf"((?: {{{rule.indent}}})*)({re.escape(rule.bullet)}|\d{{1,9}}[.)] )(?=\S)"
        )
        self._whole = {"url"} if rule.literal_urls else set[str]()
        self._whole |= {"mention", "hashtag"} if rule.literal_names else set()
        self._written = str.maketrans(rule.twins | rule.escapes)
        self._in_code = str.maketrans(rule.twins) if rule.literal_code else self._written
        leads = rule.lead_twins | rule.lead_escapes
        self._in_fence = str.maketrans(rule.escapes | {})
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
        return self._line_end.join(self._pieces(rich))

    def read(self, text: str) -> Rich:
        """What the channel shows of *text*, which `write` made."""
        return join(self._read(text.split(self._line_end)), "\n")

    def _pieces(self, rich: Rich) -> Iterator[str]:
        at = 0
        for mark in _blocks_of_code(rich) if self._rule.fence else ():
            if at < mark.start:
                yield from self._said(rich[at : mark.start - 1])
            yield from self._fenced(rich, mark)
            at = mark.end + 1
        if at <= len(rich):
            yield from self._said(rich[at:])

    def _said(self, rich: Rich) -> Iterator[str]:
        """Lines of words; an item of a list stands no more than one level below the one before.

        Words on the line after an item would be a part of it: an empty line stands between.
        """
        depth, follows = -1, False
        for line in lines_of(rich):
            item = _ITEM.match(line.text) if self._rule.bullet else None
            level = len(item[1]) // 2 if item else 0
            if item and level <= depth + 1:
                depth = level
                sign = self._rule.bullet if item[2] == "• " else item[2]
                yield self._line(line[item.end() :], " " * self._rule.indent * level + sign)
            else:
                apart = line.text[:1] not in {"", " "}
                if apart and follows and depth >= 0:
                    yield ""
                depth = -1 if apart else depth
                yield self._line(line)
            follows = bool(line)

    def _fenced(self, rich: Rich, mark: Mark) -> Iterator[str]:
        """A block of code between two fences; nothing in it is a sign, or can be escaped."""
        code = rich.text[mark.start : mark.end]
        if not self._rule.literal_code:
            code = code.translate(self._in_fence)
        for sign, twin in self._rule.fenced_twins.items():
            code = code.replace(sign, twin)
        code = _BACKTICKS.sub(lambda found: "｀" * len(found[0]), code)
        language = _LANGUAGE.sub("", mark.href) if self._rule.fence == "language" else ""
        quotes = (one for one in rich.marks if one.kind == "quote")
        quoted = any(one.start <= mark.start < one.end for one in quotes) and self._quote[1]
        before, after = (self._quote[0], self._quote[2]) if quoted else ("", "")
        for line in (_FENCE + language, *code.split("\n"), _FENCE):
            yield before + line + after

    def _line(self, line: Rich, lead: str = "") -> str:
        before, _, after = self._quote
        quoted = before and any(mark.kind == "quote" for mark in line.marks)
        out = [before, lead] if quoted else [lead]
        line = self._kept_apart(line) if self._rule.space else line
        at = 0
        for mark in self._apart(line):
            out += (self._plain(line, at, mark.start), self._signed(line, mark))
            at = mark.end
        return "".join((*out, self._plain(line, at, len(line)), after if quoted else ""))

    def _kept_apart(self, line: Rich) -> Rich:
        """*line* with the spaces of code, and before an item, as they stay."""
        item = _ITEM.match(line.text)
        code = any(mark.kind == "pre" for mark in line.marks)
        end = len(line) if code else item.end(1) if item else 0
        found = _SPACES.finditer(line.text, 0, end)
        return line.replaced((*one.span(), self._rule.space * len(one[0])) for one in found)

    def _apart(self, line: Rich) -> list[Mark]:
        """What is written as a mark, and what stands whole in the text: none in another."""
        kept = merge_marks(
            mark for mark in line.marks if mark.kind in self._whole or self._stays_whole(mark)
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
        while start < end and not _closes(text[end], text[end + 1]):
            end -= 1
        return over(mark, start, end)

    def _stays_whole(self, mark: Mark) -> bool:
        return mark.kind in {"link", "hashtag"} and mark.kind in self.templates

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
        if mark.kind == "hashtag":
            words = words.lstrip(HASHES)
        words = words.translate(self._in_code if mark.kind == "code" else self._written)
        href = mark.href.translate(self._href)
        before, _, after = self.templates[mark.kind].partition("{}")
        return before.replace("{href}", href) + words + after.replace("{href}", href)

    def _read(self, lines: list[str]) -> Iterator[Rich]:
        at, depth = 0, -1
        while at < len(lines):
            inner, quoted = self._unquoted(lines[at])
            if end := self._end_of_code(lines, at):
                code = "\n".join(self._unquoted(line)[0] for line in lines[at + 1 : end])
                code = code if self._rule.literal_code else self._shown(code)
                shown = Rich(text=code).marked("pre", inner.removeprefix(_FENCE))
                at, depth = end, -1
            else:
                item = self._sent_item.match(inner) if self._rule.bullet else None
                level = len(item[1]) // self._rule.indent if item else 0
                if item and level <= depth + 1:
                    depth = level
                    sign = "• " if item[2] == self._rule.bullet else item[2]
                    shown = "  " * level + sign + self._read_marks(inner[item.end() :])
                else:
                    depth = depth if inner[:1] in {"", " "} else -1
                    shown = self._read_marks(inner)
            yield shown.marked("quote") if quoted and shown else shown
            at += 1

    def _unquoted(self, line: str) -> tuple[str, bool]:
        """*line* without the sign of a quote, and whether it had one."""
        before, _, after = self._quote
        quoted = bool(before) and line.startswith(before) and line.endswith(after)
        return (line[len(before) : len(line) - len(after)] if quoted else line), quoted

    def _end_of_code(self, lines: Sequence[str], at: int) -> int:
        """Where the block of code ends that begins at *at*; 0 where none does."""
        inner, quoted = self._unquoted(lines[at])
        if not (self._rule.fence and inner.startswith(_FENCE)):
            return 0
        ends = (self._unquoted(lines[end]) for end in range(at + 1, len(lines)))
        found = (end for end, said in enumerate(ends, at + 1) if said == (_FENCE, quoted))
        return next(found, 0)

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
            words = f"#{words}" if kind == "hashtag" else words
            href = found["href"] or "" if kind == "link" else ""
            marks.append(Mark(start=len(text), end=len(text + words), kind=kind, href=href))
            text += words
        return Rich(text=text + self._shown(line[at:]), marks=tuple(marks))


def _blocks_of_code(rich: Rich) -> Iterator[Mark]:
    """Those that begin and end with a line."""
    text = rich.text
    for mark in merge_marks(mark for mark in rich.marks if mark.kind == "pre"):
        begins = mark.start == 0 or text[mark.start - 1] == "\n"
        if begins and text[mark.end : mark.end + 1] in {"", "\n"}:
            yield mark


def _closes(inside: str, outside: str) -> bool:
    """Whether a sign may close a mark between them; a Chinese stop is in none that goes on.

    It would be bold before “, and not before a word.
    """
    return flanks(outside, inside) and (inside not in "。？！" or outside.isspace())


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
