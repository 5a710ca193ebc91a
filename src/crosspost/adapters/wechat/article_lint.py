"""Which parts of an article's HTML would not survive WeChat's editor, and why; the rules are data.

Three kinds of sources, in this order where they differ:

- the platform's own pages on drafts: scripts are removed, links lead to other articles only
  (https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html);
- the platform's rules for editors
  (https://github.com/wechatjs/verify-article-structure-spec, read 2026-11-23);
- what other formatters measured in the editor (mdpress, doocs/md, WeMD; see ``docs/wechat.md``).
"""

from html.parser import HTMLParser

from ..._record import Record
from .article_html import inside

ATTRIBUTES: dict[str, frozenset[str]] = {
    "section": frozenset({"style"}),
    "span": frozenset({"style"}),
    "strong": frozenset({"style"}),
    "em": frozenset({"style"}),
    "code": frozenset({"style"}),
    "sup": frozenset({"style"}),
    "br": frozenset(),
    "a": frozenset({"style", "href"}),
    "img": frozenset({"style", "src", "alt", "data-w"}),
}
"""Every element that is kept as it is written, and its attributes."""

INLINE = frozenset({"span", "strong", "em", "code", "sup", "a"})
"""Elements that hold no block: the editor splits them around one."""

INSTEAD = {
    "div": "section",
    "p": "section: the editor adds blank lines to paragraphs in lists",
    "ul": "one section an item",
    "ol": "one section an item, its number as text",
    "li": "section: the editor moves what follows the first words to a new line",
    "pre": "section: a phone cuts the lines of pre off",
    "h1": "section with font-size",
    "h2": "section with font-size",
    "h3": "section with font-size",
    "blockquote": "section with border-left",
    "b": "strong",
    "i": "em",
    "style": "a style attribute on each element",
    "script": "nothing: it is removed",
    "iframe": "nothing: it is removed",
}
"""What to write in place of an element that is removed or rearranged."""

PROPERTIES: dict[str, str] = {
    "animation": "is removed",
    "background": "write background-color: pictures and gradients turn plain in dark mode",
    "background-image": "turns plain in dark mode, and hides the text on it",
    "caret-color": "hides the cursor in the editor",
    "filter": "is unreliable",
    "float": "is unreliable",
    "font-family": "WeChat asks for its own fonts everywhere",
    "height": "cuts the text off on a phone",
    "left": "needs position, which is removed",
    "max-height": "cuts the text off on a phone",
    "opacity": "hides what it dresses from the editor",
    "position": "is removed",
    "right": "needs position, which is removed",
    "top": "needs position, which is removed",
    "transform": "is unreliable",
    "visibility": "hides text",
    "z-index": "needs position, which is removed",
}
"""CSS that an article cannot rely on, and why."""

VALUES: dict[str, dict[str, str]] = {
    "text-align": {
        "start": "differs between phones: write left",
        "end": "differs between phones: write right",
    },
    "display": {
        "none": "hides text",
        "grid": "is unreliable in the editor",
    },
    "white-space": {
        "nowrap": "a phone cuts the line off",
        "pre": "a phone cuts the lines off",
    },
}
"""Values that an article cannot rely on."""

NEVER = {
    "!important": "dark mode cannot override it",
    "var(": "variables are removed: write the value",
    "url(": "a picture behind text cannot be read in dark mode",
    "expression(": "is removed",
    "gradient(": "turns plain in dark mode",
    "@": "style sheets are removed",
}
"""What no style may contain."""

INVISIBLE = {"\u200b": "U+200B", "\ufeff": "U+FEFF", "\u2060": "U+2060"}
"""Characters that make the editor break lines where none should be; joiners in emoji are fine."""

DEEPEST = 10
"""Elements of the same dress, one in another with nothing beside them: the editor removes more."""

WIDEST = 300
"""Pixels: a fixed width above it runs out of a small phone's screen."""


Attributes = list[tuple[str, str | None]]

EMPTY = frozenset({"br", "img", "hr"})
"""Elements without an end tag."""


class Problem(Record):
    """Something that would not survive."""

    what: str
    """An element, an attribute or a declaration, as it is written."""
    why: str
    line: int
    column: int
    """From 1, in code points."""


def lint(html: str) -> list[Problem]:
    """What WeChat's editor would remove, rearrange or show otherwise, in order.

    >>> [problem.what for problem in lint('<section style="margin:0"><span>芯片</span></section>')]
    []
    >>> [problem.what for problem in lint('<div class="x">芯片 🎉</div>')]
    ['<div>', 'class', '"芯片 🎉"']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


def visible(html: str) -> str:
    r"""What a reader sees of *html*: each block on its own, an empty line between them.

    >>> visible("<section><section>芯片<br>之战</section><section>🎉</section></section>")
    '芯片\n之战\n\n🎉'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(block for text in reader.blocks if (block := text.strip(" \n\u00a0")))


class _Reader(HTMLParser):
    """Walks the HTML once, keeping what is open, what is wrong and what is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[Problem] = []
        self.open: list[tuple[str, str]] = []
        self.blocks: list[str] = [""]
        self.alike = 0

    def wrong(self, what: str, why: str) -> None:
        line, column = self.getpos()
        self.problems.append(Problem(what=what, why=why, line=line, column=column + 1))

    def finished(self) -> list[Problem]:
        for tag, _ in self.open:
            self.wrong(f"<{tag}>", "is never closed")
        return self.problems

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in INLINE and tag not in EMPTY:
            self.blocks.append("")
        if tag == "br":
            self.blocks[-1] += "\n"
        self._element(tag, attrs)
        self._nesting(tag, dict(attrs).get("style") or "")
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs).get("style") or ""))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.wrong(f"</{tag}>", "closes nothing that is open here")
            return
        self.open.pop()
        self.alike = 0
        if tag not in INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data
        self.alike = 0
        for sign, name in INVISIBLE.items():
            if sign in data:
                self.wrong(name, "an invisible character: the editor breaks the line there")
        if "\n" in data:
            self.wrong("a line break", "the editor makes an empty line of it: write <br>")
        if data.strip() and (not self.open or self.open[-1][0] not in INLINE):
            self.wrong(f'"{data.strip()[:12]}"', "bare text: put it in a span")

    def handle_comment(self, data: str) -> None:
        self.wrong(f"<!--{data[:12]}-->", "comments are removed")

    def handle_decl(self, decl: str) -> None:
        self.wrong(f"<!{decl[:12]}>", "is removed")

    def _element(self, tag: str, attrs: Attributes) -> None:
        if tag not in ATTRIBUTES:
            instead = INSTEAD.get(tag)
            self.wrong(f"<{tag}>", f"write {instead}" if instead else "is not kept")
        known = ATTRIBUTES.get(tag, frozenset({"style"}))
        for name, value in attrs:
            if name not in known:
                self.wrong(name, "the attribute is removed")
            elif name == "style":
                self._style(value or "")
            elif name == "href" and not inside(value or ""):
                self.wrong(f"{name}={value}", "links lead to WeChat articles only")

    def _nesting(self, tag: str, style: str) -> None:
        parent = self.open[-1] if self.open else ("", "")
        if parent[0] in INLINE and tag not in INLINE and tag not in EMPTY:
            self.wrong(f"<{tag}>", f"a block inside <{parent[0]}> is taken out of it")
        self.alike = self.alike + 1 if parent == (tag, style) else 1
        if self.alike > DEEPEST:
            self.wrong(f"<{tag}>", f"more than {DEEPEST} alike in one another: it is removed")

    def _style(self, style: str) -> None:
        for declaration in filter(None, (part.strip() for part in style.split(";"))):
            name, _, value = (part.strip().lower() for part in declaration.partition(":"))
            reasons = troubles(name, value)
            if reasons:
                self.wrong(declaration, reasons[0])


def troubles(name: str, value: str) -> list[str]:
    """Why a declaration would not survive: every reason there is.

    >>> troubles("position", "fixed"), troubles("color", "#333")
    (['is removed'], [])
    """
    reasons = [why for part, why in NEVER.items() if part in value]
    if name in PROPERTIES:
        reasons.append(PROPERTIES[name])
    if name.startswith(("--", "-webkit-")):
        reasons.append("is removed")
    if value in VALUES.get(name, {}):
        reasons.append(VALUES[name][value])
    number, unit = _measured(value)
    if name == "line-height" and number is not None and _low(number, unit):
        reasons.append("lines would lie over each other")
    if name in {"width", "min-width"} and unit == "px" and (number or 0) > WIDEST:
        reasons.append(f"wider than {WIDEST} px runs out of a small screen: write a percentage")
    return reasons


def _low(number: float, unit: str) -> bool:
    """Whether a line of that height is lower than its letters: 12 px is the smallest text."""
    least = {"": 1.0, "em": 1.0, "%": 100.0, "px": 12.0}
    return number < least.get(unit, 0)


def _measured(value: str) -> tuple[float | None, str]:
    """A number and its unit.

    >>> _measured("1.75em"), _measured("auto")
    ((1.75, 'em'), (None, ''))
    """
    digits = value.rstrip("abcdefghijklmnopqrstuvwxyz%")
    try:
        return float(digits), value[len(digits) :]
    except ValueError:
        return None, ""
