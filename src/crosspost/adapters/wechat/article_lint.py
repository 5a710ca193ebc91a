"""Which parts of an article's HTML would not survive WeChat's editor, and why; the rules are data.

Three kinds of sources, in this order where they differ:

- the platform's own pages on drafts: scripts are removed, links lead to other articles only
  (https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html);
- the platform's rules for editors
  (https://github.com/wechatjs/verify-article-structure-spec, read 2026-11-23);
- what other formatters measured in the editor (mdpress, doocs/md, WeMD; see ``docs/wechat.md``).
"""

from functools import lru_cache
from html.parser import HTMLParser

import tinycss2

from ..._record import Record
from ...translations import translate
from .article_words import inside

ATTRIBUTES: dict[str, frozenset[str]] = {
    "section": frozenset({"style"}),
    "span": frozenset({"style"}),
    "strong": frozenset({"style"}),
    "em": frozenset({"style"}),
    "code": frozenset({"style"}),
    "sup": frozenset({"style"}),
    "br": frozenset(),
    **dict.fromkeys(("table", "thead", "tbody", "tr", "th", "td"), frozenset({"style"})),
    "a": frozenset({"style", "href"}),
    "img": frozenset({"style", "src", "alt", "data-w"}),
}
"""Every element that is kept as it is written, and its attributes."""

INLINE = frozenset({"span", "strong", "em", "code", "sup", "a"})
"""Elements that hold no block: the editor splits them around one."""

ELEMENTS = {
    "div": "write-section",
    "p": "blank-lines-in-lists",
    "ul": "one-section-an-item",
    "ol": "number-as-text",
    "li": "moved-to-a-new-line",
    "pre": "lines-cut-off",
    "h1": "write-font-size",
    "h2": "write-font-size",
    "h3": "write-font-size",
    "blockquote": "write-border-left",
    "b": "write-strong",
    "i": "write-em",
    "style": "write-style-attribute",
    "script": "removed",
    "iframe": "removed",
}
"""Elements that are removed or rearranged, and why; the words for each reason are in the findings'
table, ``lint:REASON``."""

PROPERTIES = {
    "animation": "removed",
    "background": "write-background-color",
    "background-image": "plain-in-dark-mode",
    "caret-color": "hides-cursor",
    "filter": "unreliable",
    "float": "unreliable",
    "font-family": "own-fonts",
    "height": "text-cut-off",
    "left": "needs-position",
    "max-height": "text-cut-off",
    "opacity": "hides-from-editor",
    "position": "removed",
    "right": "needs-position",
    "top": "needs-position",
    "transform": "unreliable",
    "visibility": "hides-text",
    "z-index": "needs-position",
}
"""CSS that an article cannot rely on, and why."""

VALUES = {
    "text-align": {"start": "write-left", "end": "write-right"},
    "display": {"none": "hides-text", "grid": "unreliable"},
    "white-space": {"nowrap": "line-cut-off", "pre": "lines-cut-off"},
}
"""Values that an article cannot rely on."""

NEVER = {
    "!important": "dark-mode-cannot-override",
    "var(": "write-value",
    "url(": "picture-behind-text",
    "expression(": "removed",
    "gradient(": "plain-in-dark-mode",
    "@": "no-style-sheets",
}
"""What no style may contain."""

INVISIBLE = {"\u200b": "U+200B", "\ufeff": "U+FEFF", "\u2060": "U+2060"}
"""Characters that make the editor break lines where none should be; joiners in emoji are fine."""

DEEPEST = 10
"""Elements of the same dress, one in another with nothing beside them: the editor removes more."""

WIDEST = 300
"""Pixels: a fixed width above it runs out of a small phone's screen."""


HtmlAttributes = list[tuple[str, str | None]]

CELLS = frozenset({"th", "td"})
NEXT_CELL = "\u00a0\u00a0"
"""What stands between two cells of a row where it is read as text."""

EMPTY = frozenset({"br", "img", "hr"})
"""Elements without an end tag."""


class LintProblem(Record):
    """Something that would not survive."""

    what: str
    """An element, an attribute or a declaration, as it is written."""
    reason: str
    line: int
    column: int
    """From 1, in code points."""

    @property
    def why(self) -> str:
        """Why, in the language that the user reads."""
        return translate("findings", f"lint:{self.reason}")


def lint(html: str) -> list[LintProblem]:
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
        self.problems: list[LintProblem] = []
        self.open: list[tuple[str, str]] = []
        self.blocks: list[str] = [""]
        self.alike = 0

    def wrong(self, what: str, reason: str) -> None:
        line, column = self.getpos()
        self.problems.append(LintProblem(what=what, reason=reason, line=line, column=column + 1))

    def finished(self) -> list[LintProblem]:
        for tag, _ in self.open:
            self.wrong(f"<{tag}>", "never-closed")
        return self.problems

    def handle_starttag(self, tag: str, attrs: HtmlAttributes) -> None:
        if tag in CELLS:
            self.blocks[-1] += NEXT_CELL if self.blocks[-1] else ""
        elif tag not in INLINE and tag not in EMPTY:
            self.blocks.append("")
        if tag == "br":
            self.blocks[-1] += "\n"
        self._element(tag, attrs)
        self._nesting(tag, dict(attrs).get("style") or "")
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs).get("style") or ""))

    def handle_startendtag(self, tag: str, attrs: HtmlAttributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.wrong(f"</{tag}>", "closes-nothing")
            return
        self.open.pop()
        self.alike = 0
        if tag not in INLINE and tag not in CELLS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data
        self.alike = 0
        for sign, name in INVISIBLE.items():
            if sign in data:
                self.wrong(name, "invisible")
        if "\n" in data:
            self.wrong("U+000A", "write-br")
        if data.strip() and (not self.open or self.open[-1][0] not in INLINE):
            self.wrong(f'"{data.strip()[:12]}"', "bare-text")

    def handle_comment(self, data: str) -> None:
        self.wrong(f"<!--{data[:12]}-->", "removed")

    def handle_decl(self, decl: str) -> None:
        self.wrong(f"<!{decl[:12]}>", "removed")

    def _element(self, tag: str, attrs: HtmlAttributes) -> None:
        if tag not in ATTRIBUTES:
            self.wrong(f"<{tag}>", ELEMENTS.get(tag, "not-kept"))
        known = ATTRIBUTES.get(tag, frozenset({"style"}))
        for name, value in attrs:
            if name not in known:
                self.wrong(name, "attribute-removed")
            elif name == "style":
                self._style(value or "")
            elif name == "href" and not inside(value or ""):
                self.wrong(f"{name}={value}", "links-inside-only")

    def _nesting(self, tag: str, style: str) -> None:
        parent = self.open[-1] if self.open else ("", "")
        if parent[0] in INLINE and tag not in INLINE and tag not in EMPTY:
            self.wrong(f"<{tag}>", "block-inside-inline")
        self.alike = self.alike + 1 if parent == (tag, style) else 1
        if self.alike > DEEPEST:
            self.wrong(f"<{tag}>", "too-many-alike")

    def _style(self, style: str) -> None:
        for one in declarations(style):
            if reasons := troubles(one.name, one.value):
                self.wrong(one.written, reasons[0])


class Declaration(Record):
    """One of a style."""

    written: str
    name: str
    """In small letters; nothing where it is no declaration at all."""
    value: str


@lru_cache(maxsize=256)  # an article has few styles, many times
def declarations(style: str) -> tuple[Declaration, ...]:
    """What a ``style`` attribute declares, in order.

    >>> [one.value for one in declarations("background:url(data:芯;片) !important;COLOR:#333")]
    ['url(data:芯;片) !important', '#333']
    """
    found = tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True)
    return tuple(map(_declaration, found))


def _declaration(node: tinycss2.ast.Node) -> Declaration:
    if node.type != "declaration":  # a rule with @, or a word without a value
        written = "?" if node.type == "error" else tinycss2.serialize([node]).strip()
        return Declaration(written=written, name="", value=written)
    value = tinycss2.serialize(node.value).strip() + (" !important" if node.important else "")
    return Declaration(written=f"{node.lower_name}:{value}", name=node.lower_name, value=value)


def troubles(name: str, value: str) -> list[str]:
    """Why a declaration would not survive: every reason there is.

    Args:
        name: the property.
        value: what it is given, ``!important`` and all.

    >>> troubles("position", "fixed"), troubles("color", "#333")
    (['removed'], [])
    """
    value = value.lower()
    reasons = [reason for part, reason in NEVER.items() if part in value]
    if name in PROPERTIES:
        reasons.append(PROPERTIES[name])
    if name.startswith(("--", "-webkit-")):
        reasons.append("removed")
    if value in VALUES.get(name, {}):
        reasons.append(VALUES[name][value])
    number, unit = _measured(value)
    if name == "line-height" and number is not None and _low(number, unit):
        reasons.append("lines-over-each-other")
    if name in {"width", "min-width"} and unit == "px" and (number or 0) > WIDEST:
        reasons.append("too-wide")
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
