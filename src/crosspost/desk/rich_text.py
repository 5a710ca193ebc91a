"""What is pasted from a page or a word processor, as the Markdown that one would have typed.

Headings, bold, italics, struck out, code, links, lists, quotations, tables and rules stay; sizes,
colours and fonts go. Google Docs and Word say bold by style alone, and are read so.
"""

import re
from collections import Counter
from html.parser import HTMLParser

import nh3

SIGNS = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "s": "~~",
    "del": "~~",
    "strike": "~~",
    "code": "`",
}
STYLES = {
    "**": re.compile(r"font-weight:\s*(bold|[6-9]00)"),
    "*": re.compile(r"font-style:\s*italic"),
    "~~": re.compile(r"text-decoration[^;]*:[^;]*line-through"),
}
PLAIN_WEIGHT = re.compile(r"font-weight:\s*(normal|[1-4]00)")
HEADINGS = {f"h{level}": f"{'#' * level} " for level in range(1, 7)}
BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "figure", "figcaption", "table", "tr"}
    | {"ul", "ol", "li", "blockquote", "pre", "hr", "dl", "dt", "dd", *HEADINGS}
)
UNSEEN = frozenset({"head", "style", "script", "title", "template", "noscript"})
VOID = frozenset({"br", "hr", "img"})
DEEPEST = 6
"""Lists and quotations that stand in each other, as far as a post has them."""
LONGEST_NUMBER = 9
MARKS = "*~` \n"
SPACE = re.compile(r"[ \t\r\n\f]+")
LOOKS_LIKE = re.compile(r"^(\d{1,9})?(#{1,6}(?=\s)|[-+](?=\s)|>|(?<=\d)[.)](?=\s)|-+$|=+$|_{3,}$)")
"""How a line begins that would be no paragraph."""
HTML = re.compile(r"<(?=[A-Za-z/!?])")
"""What would be an element, or a comment that nobody reads."""
HREF = str.maketrans(
    {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C", "\n": "", "\r": ""}
)
"""What would end an address in its brackets."""


def markdown(html: str) -> str:
    r"""*html* as Markdown; nothing where it has no form to keep, and plain text says as much.

    >>> markdown("<h2>下半场 🎉</h2><p>见<a href='https://a.cn/x'>论文</a>，<b>很短</b>。</p>")
    '## 下半场 🎉\n\n见[论文](https://a.cn/x)，**很短**。'
    >>> markdown("<ul><li>一<ol><li>甲</li></ol></li><li>二</li></ul>")
    '- 一\n  1. 甲\n- 二'
    >>> markdown("<b style='font-weight:normal'><span style='font-weight:700'>重</span> 轻</b>")
    '**重** 轻'
    >>> markdown("<div>两行</div><div>代码</div>")
    ''
    """
    reader = _Reader()
    reader.feed(_well_formed(html))
    reader.close()
    reader.end_block()
    return "\n".join(reader.lines).strip("\n") if reader.formed else ""


def _well_formed(html: str) -> str:
    """*html* as a browser reads it, of the elements that have a form here.

    Python's parser takes the square of the time over what is never closed.
    """
    return nh3.clean(
        html,
        tags={*BLOCKS, *SIGNS, "a", "br", "img", "span", "td", "th", "thead", "tbody"},
        clean_content_tags={*UNSEEN},
        attributes={"*": {"style"}, "a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


class _Reader(HTMLParser):
    """Writes lines as elements come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.formed = False
        """There is something that plain text would lose."""
        self._open: list[tuple[str, str]] = []
        """Elements that are open, each with what ends it in its line."""
        self._counts: Counter[str] = Counter()
        """How many of each name are open: asked at each word, however deep it stands."""
        self._signs: list[str] = []
        """What ends the open ones that are no links."""
        self._line = ""
        self._start = ""
        """What the block begins with: signs of a heading or an item."""
        self._numbers: list[int] = []
        """Of each list around: the number of its next item, 0 where it has none."""
        self._items: list[int] = []
        """Of each list around: how many items are written."""
        self._indent = ""
        """Of what belongs to the last item besides its first line."""
        self._quotes = 0
        self._cells: list[str] | None = None
        self._rows = 0
        self._tight = False
        """The block before belongs to the same list or table."""

    # Elements

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in BLOCKS and self._cells is None and not self._within("pre"):
            self._block(tag, said)
        elif tag == "table":
            self._no_table()
        elif tag in {"td", "th"} and self._cells is not None:
            self._line = ""
        elif tag in BLOCKS and self._cells is not None:
            self._line = self._line and f"{self._line.rstrip()} "
        elif tag == "br":
            self._line = self._line.rstrip() + ("\n" if self._cells is None else " ")
        elif tag == "img":
            self._picture(said)
        if tag not in VOID:
            sign = self._inline(tag, said)
            self._open.append((tag, sign))
            self._counts[tag] += 1
            if sign and not sign.startswith("]("):
                self._signs.append(sign)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag == "pre":
            self._write([*self._line.strip("\n").split("\n"), "```"])
            self._line = ""
        _, sign = self._open.pop()
        self._counts[tag] -= 1
        if sign and not sign.startswith("]("):
            self._signs.pop()
        self._close(sign)
        if tag in {"td", "th"} and self._cells is not None:
            self._cells.append(self._line.strip().replace("|", "\\|"))
            self._line = ""
        elif tag in {"td", "th"}:
            self.end_block()
        elif tag == "tr":
            self._row()
        elif tag in BLOCKS and self._cells is None:
            self._end_of(tag)

    def _end_of(self, tag: str) -> None:
        self.end_block()
        if tag in {"ul", "ol"} and self._numbers:
            self._numbers.pop()
            self._items.pop()
            self._tight = bool(self._numbers)
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)

    def handle_data(self, data: str) -> None:
        if self._within("pre"):
            self._line += data
            return
        said = SPACE.sub(" ", data.replace("\u00a0", " "))
        said = said if self._within("code") else HTML.sub(r"\<", said)
        bare = not self._line or self._line.endswith(("\n", " "))
        self._line += said.lstrip(" ") if bare else said

    # Blocks

    def _block(self, tag: str, said: dict[str, str]) -> None:
        self.end_block()
        if tag in HEADINGS:
            self._start = HEADINGS[tag]
            self.formed = True
        elif tag in {"ul", "ol"}:
            first = said.get("start", "1")
            first = first if first.isdecimal() and len(first) < LONGEST_NUMBER else "1"
            self._numbers.append(int(first) if tag == "ol" else 0)
            self._items.append(0)
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._quotes += 1
            self.formed = True
        elif tag == "pre":
            self.formed = True
            self._write(["", "```"])
        elif tag == "hr":
            self.formed = True
            self._write(["", "---"])
        elif tag == "tr":
            self._cells = []
        elif tag == "table":
            self._rows = 0

    def _item(self) -> None:
        numbers = self._numbers or [0]
        around = zip(numbers[:-1], self._items, strict=False)  # but for lists without a word
        widths = ["   " if number else "  " for number, items in around if items]
        indent = "".join(widths[:DEEPEST])
        self._start = indent + (f"{numbers[-1]}. " if numbers[-1] else "- ")
        if numbers[-1]:
            self._numbers[-1] += 1
        self.formed = True

    def _no_table(self) -> None:
        """One that holds another is how a page is laid out: its cells are paragraphs."""
        cells, self._cells = self._cells or [], None
        for said in (*cells, self._line):
            self._line = said
            self.end_block()
        self._rows = 0

    def _row(self) -> None:
        cells, self._cells = self._cells, None
        if not cells:
            return
        self.formed = True
        rows = [f"| {' | '.join(cells)} |"]
        if not self._rows:
            rows = ["", *rows, "|" + " --- |" * len(cells)]
        self._rows += 1
        self._write(rows)

    def end_block(self) -> None:
        """What was gathered is a block."""
        link = ""
        if self._within("a"):
            link = next((sign for _, sign in reversed(self._open) if sign.startswith("](")), "")
        if link and not self._within("pre"):
            self._close(link)
        said, start = self._line, self._start
        # one that holds several blocks begins in each anew
        self._line = "".join(self._signs) + ("[" if link else "")
        if not said.strip(MARKS):
            return
        said = said.rstrip() + "".join(reversed(self._signs))
        lines = [one.strip() for one in said.strip().split("\n")] if said.strip() else []
        if not lines:
            return
        self._start = ""
        if not start:
            lines = [LOOKS_LIKE.sub(r"\g<1>\\\2", one) for one in lines]
        item = bool(self._numbers)
        if start.startswith("#"):
            lines = [" ".join(lines)]
        if start:
            self._indent = " " * len(start) if item else ""
            if self._items and not start.startswith("#"):
                self._items[-1] += 1
        rest = self._indent if item else ""
        apart = [] if self._tight and start else [""]
        self._write([*apart, (start or rest) + lines[0], *(rest + one for one in lines[1:])])
        self._tight = item

    def _write(self, lines: list[str]) -> None:
        quote = "> " * min(self._quotes, DEEPEST)
        if lines[0] == "" and not (self.lines and self.lines[-1].startswith(">")):
            self.lines.append("")
            lines = lines[1:]
        self.lines += [(quote + one).rstrip() for one in lines]

    # Words

    def _within(self, tag: str) -> bool:
        return self._counts[tag] > 0

    def _inline(self, tag: str, said: dict[str, str]) -> str:
        """What ends the element in its line; what begins it is written."""
        if self._within("pre") or tag == "pre":
            return ""
        address = said.get("href", "")
        if tag == "a" and address.startswith(("https://", "http://", "mailto:")):
            self._line += "["
            return f"]({address.translate(HREF)})"
        style = said.get("style", "")
        signs = [sign for sign, found in STYLES.items() if found.search(style)]
        if tag in SIGNS and not (SIGNS[tag] == "**" and PLAIN_WEIGHT.search(style)):
            signs.append(SIGNS[tag])
        there = "".join(self._signs)
        heading = tag in HEADINGS or any(map(self._within, HEADINGS))
        new = [one for one in dict.fromkeys(signs) if one not in there]
        new = [one for one in new if not (heading and one == "**")]
        if tag in BLOCKS:  # a style of a whole paragraph is how it looks
            new = []
        begun = "".join(new)
        if begun == "**" and self._line.endswith(begun) and not self._line.endswith(f" {begun}"):
            self._line = self._line.removesuffix(begun)  # it goes on with what just ended
        else:
            self._line += begun
        return "".join(reversed(new))

    def _close(self, sign: str) -> None:
        if not sign:
            return
        if sign.startswith("]("):
            begun, _, words = self._line.rpartition("[")
            address = sign[2:-1]
            same = words.strip() in {address, address.rstrip("/"), address.partition("://")[2]}
            self._line = begun + (
                address if same else f"[{words}{sign}" if words.strip() else words
            )
            self.formed = self.formed or not same
            return
        opened = sign[::-1] if sign != sign[::-1] else sign
        bare = self._line.rstrip(" ")
        if bare.endswith(opened):  # nothing stands in it
            self._line = bare[: -len(opened)] + self._line[len(bare) :]
            return
        space = self._line[len(bare) :]
        self._line = bare + sign + space
        self.formed = True

    def _picture(self, said: dict[str, str]) -> None:
        address = said.get("src", "")
        if address.startswith(("https://", "http://")):
            alt = SPACE.sub(" ", said.get("alt", "")).replace("]", "")
            self._line += f"\n![{alt}]({address.translate(HREF)})\n" if self._cells is None else ""
            self.formed = True
