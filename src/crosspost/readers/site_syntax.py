r"""Site syntax: what only a site's own program understands, as Markdown that everybody reads.

Jekyll, Hugo, Hexo, dev.to and their relatives fill in ``{{ site.baseurl }}``, ``{% post_url … %}``,
``{{< figure … >}}`` and ``<%= … %>`` when they build. What names the root of the site becomes an
address from its root; pictures, code and embedded pages become Markdown's own; a link that only
the program finds keeps its words. Everything else is told: nothing is published raw in silence.

So is what the notes of Obsidian and the pages of Docusaurus and kramdown have of their own:
``[[page|words]]``, ``![[picture.png]]``, ``==marked==``, ``%%comment%%``, ``import … from``,
``{: .class}``, ``[TOC]``; ``$$`` on lines of their own are a formula as it is typed, and ``##标题``
is a heading, as it was before CommonMark wanted a space.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .._lazy_re import later

SIGNS = ("{{", "{%", "<%", "${")
"""Without any of these a line has no template words."""
_ANY = (
    *SIGNS,
    "[!",
    "[[",
    "==",
    "%%",
    "{:",
    "{#",
    "{.",
    "$$",
    "import ",
    "[TOC]",
    "[toc]",
    "##",
    "＃",
)
"""Without any of these a text has no such syntax."""
_TAG = r"(?:\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|<%[^<>\n]*%>|\$\{[^{}\n]*\})"
_ROOT = later(
    r"\{\{[-<%]?\s*(?:\$?\.?site\.(?:github\.)?(?:base_?url|url|root)|\.?base_?url|"
    r"(?:\.Site|site)\.Params\.\w*url)\s*[->%]?\}\}",
    re.IGNORECASE,
)
_PATH = later(
    r"""\{\{[-<]?\s*["'](?P<path>[^"'{}\n]+)["']\s*\|\s*(?:relative_url|absolute_url|relURL|absURL|"""
    r"""url|prepend:[^{}\n]*)[^{}\n]*\}\}"""
)
_TAGGED = later(_TAG)
_ADDRESS = later(rf"(?:[^\s()<>{{}}$]|{_TAG})*{_TAG}(?:[^\s()<>{{}}$]|{_TAG})*")
_WORDS = r"(?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?)*"
_OTHERS = r"(?:href|src)=[\"']?|^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*"
"""What stands before an address of HTML or of a reference."""
_CODE_SPAN = r"(?P<code>(?<!`)(?P<ticks>`{1,8})(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))"
_SYNTAX = later(
    _CODE_SPAN + rf"|(?P<bang>!?)\[(?P<words>{_WORDS})\]\([ \t]*<?(?P<link>{_ADDRESS.pattern})>?"
    rf"(?P<title>[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
    rf"|(?P<before>{_OTHERS})(?P<target>{_ADDRESS.pattern})",
    re.MULTILINE,
)
_ALERT = later(
    r"(?P<before>[ \t>]*>[ \t]*)\[!(?P<kind>[A-Za-z]+)\][-+]?(?P<title>[ \t]+\S.*)?[ \t]*"
)
"""``> [!NOTE]``, as GitHub and Obsidian begin a box."""
_CODE_ALONE = later(_CODE_SPAN)
_OWN = later(
    _CODE_SPAN + r"|!\[\[(?P<picture>[^\[\]|\n]+\.(?:png|jpe?g|gif|webp|svg|avif))"
    r"(?:\|(?P<alt>[^\[\]\n]*))?\]\]"
    r"|!?\[\[(?P<page>[^\s\[\]|][^\[\]|\n]*)(?:\|(?P<words>[^\[\]\n]+))?\]\](?!\()"
    r"|(?<![=A-Za-z0-9_])==(?P<marked>[^\s=](?:[^=\n]*[^\s=])?)==(?![=A-Za-z0-9_])"
    r"|(?<![0-9%])%%(?P<comment>[^%\n]*)%%"
    r"|(?P<attributes>[ \t]*\{:[^{}\n]*\}|(?<=[^\s{])[ \t]+\{[#.][\w.#: -]+\}[ \t]*$)",
    re.IGNORECASE,
)
"""What Obsidian and kramdown have of their own; ``marked`` beside Chinese letters is marked too."""
_IMPORT = later(r"""import\s(?:[\w$*{},\s]+\sfrom\s+)?["'][^"'\n]+["'];?[ \t]*""")
_TABLE_OF_CONTENTS = later(r"[ \t]*\[{1,2}toc\]{1,2}[ \t]*", re.IGNORECASE)
_HASHES = later(r"(?P<signs>[#＃]{2,6}(?=[^\s#＃!-~])|＃{1,6}(?=[ \t\u3000]))[ \t\u3000]*")
_FENCE = later(r"[ \t>]*(?P<sign>`{3,}|~{3,})")
_ALONE = later(rf"[ \t]*(?P<tag>{_TAG})[ \t]*")
_NAME = later(r"[{<%$]+[-=]?\s*/?\s*(?P<name>[\w./-]+)(?P<rest>.*?)[-\s]*[>%}]+$")
_NAMED = later(
    r"""(?P<key>[\w-]+)\s*[=:]\s*(?:"(?P<quoted>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']+))"""
)
_PATHS = ("src", "image_path", "url", "path", "file")
_URL = later(r"https?://[^\s\"'<>]+")
_CODE_LANGUAGE = later(r"(?:^|[\s:])([A-Za-z][+#.A-Za-z0-9-]*)")
_CODE = frozenset({"highlight", "codeblock", "code"})
_END_CODE_TAG = later(r"[ \t]*\{[%{][<-]?\s*(?:end|/\s*)(?:highlight|codeblock|code)\b")
_BY_TAG, _BY_FORMULA = "tag", "formula"
"""What opened a block of code, where no fence did."""
_SILENT = frozenset({"raw", "more", "toc", "excerpt"})
"""Tags that say nothing by themselves."""
_PICTURES = frozenset({"figure", "image", "img", "asset_img", "include", "picture"})


class SiteFree(NamedTuple):
    """Markdown without site syntax, as many lines as before, and what of it could not be said."""

    markdown: str
    links: tuple[str, ...] = ()
    """Addresses that only the site's own program finds; the words of links stay."""
    tags: tuple[str, ...] = ()
    """Tags on lines of their own, which say nothing here."""
    typed: tuple[str, ...] = ()
    """Template words in the text, which stay as they are typed."""


def without_site_syntax(markdown: str) -> SiteFree:
    r"""*markdown* with what a site's program would fill in, as far as that can be known.

    >>> made = without_site_syntax("见[芯片]({{ site.baseurl }}/芯片)和[云]({% post_url 云 %})。🎉")
    >>> made.markdown, made.links
    ('见[芯片](/芯片)和云。🎉', ('{% post_url 云 %}',))
    >>> without_site_syntax('{{< figure src="图.png" caption="港口" >}}').markdown
    '![](图.png "港口")'
    """
    if not any(sign in markdown for sign in _ANY):
        return SiteFree(markdown)
    reading = _Reading()
    lines = "\n".join(reading.line(line) for line in markdown.split("\n"))
    found = (dict.fromkeys(some) for some in (reading.links, reading.tags, reading.typed))
    links, tags, typed = map(tuple, found)
    return SiteFree(lines, links, tags, typed)


def site_address(address: str) -> str | None:
    """Where *address* leads from the root of its site, or None: only the site's program knows.

    >>> site_address("{{ site.url }}/图.png"), site_address("{{ '/a' | relative_url }}")
    ('/图.png', '/a')
    >>> site_address("{% link 云.md %}") is None, site_address("https://a.cn/🎉")
    (True, 'https://a.cn/🎉')
    """
    if not any(sign in address for sign in SIGNS):
        return address
    made = _PATH.sub(lambda found: found["path"], _ROOT.sub("/", address.strip()))
    if _TAGGED.search(made):
        return None
    return re.sub(r"^/+", "/", made)


class _Reading:
    """The lines of one text, and what was found in them."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.tags: list[str] = []
        self.typed: list[str] = []
        self._fence = ""

    def line(self, line: str) -> str:
        """*line*, inside of code as it is."""
        fence = _FENCE.match(line)
        sign = fence["sign"] if fence else ""
        if self._fence:
            return self._code(line, sign)
        self._fence = sign
        if sign or not any(one in line for one in _ANY):
            return line
        alert = _ALERT.fullmatch(line) if "[!" in line else None
        if alert:
            said = (alert["title"] or alert["kind"].capitalize()).strip()
            return f"{alert['before']}**{said}**  "
        return self._alone(line) or self._text(line)

    def _code(self, line: str, sign: str) -> str:
        """A line of code, or the end of it."""
        if self._fence == _BY_TAG:
            ends = _END_CODE_TAG.match(line) is not None
        elif self._fence == _BY_FORMULA:
            ends = line.strip() == "$$"
        else:
            self._fence = (
                "" if sign.startswith(self._fence) and line.endswith(sign) else self._fence
            )
            return line
        self._fence = "" if ends else self._fence
        return "```" if ends else line

    def _alone(self, line: str) -> str:
        """What a line says that is nothing but a sign of a program; nothing where it is a text."""
        if line.strip() == "$$":
            self._fence = _BY_FORMULA
            return "```math"
        if _IMPORT.fullmatch(line) or _TABLE_OF_CONTENTS.fullmatch(line):
            self.tags.append(line.strip())
            return " "
        alone = _ALONE.fullmatch(line)
        said = self._tag(alone["tag"]) if alone else None
        return "" if said is None else said or " "

    def _text(self, line: str) -> str:
        if hashes := _HASHES.match(line):
            line = f"{'#' * len(hashes['signs'])} {line[hashes.end() :]}"
        made = _SYNTAX.sub(self._said, _OWN.sub(self._own, line))
        self.typed += _TAGGED.findall(_CODE_ALONE.sub("", made))
        return made

    def _own(self, found: re.Match[str]) -> str:
        """What Obsidian and kramdown mean, in Markdown's own signs."""
        if found["picture"]:
            return f"![{found['alt'] or ''}]({_target(found['picture'])})"
        if found["page"]:
            self.links.append(found[0])
            return (found["words"] or found["page"]).strip()
        if found["marked"]:
            return f"**{found['marked']}**"
        return found["code"] or ""

    def _tag(self, tag: str) -> str | None:
        """What a tag on a line of its own says; None where it is a text like any other."""
        found = _NAME.match(tag)
        if not found or tag.startswith("${") or (tag.startswith("{{") and tag[2:3] not in "<%"):
            return None
        name, rest = found["name"].lower(), found["rest"]
        if name in _CODE:
            self._fence = _BY_TAG
            language = _CODE_LANGUAGE.search(rest)
            return f"```{language[1] if language else ''}"
        picture = _picture(name, rest) if name in _PICTURES else ""
        url = _URL.search(rest)
        if not picture and not url and name.removeprefix("end") not in _SILENT:
            self.tags.append(tag)
        return picture or (f"<{url[0]}>" if url else "")

    def _said(self, found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        if found["target"]:
            return self._target(found)
        address = site_address(found["link"])
        words, title = found["words"], found["title"] or ""
        if address is not None:
            return f"{found['bang']}[{words}]({_target(address)}{title})"
        self.links.append(found["link"])
        return "" if found["bang"] else words

    def _target(self, found: re.Match[str]) -> str:
        address = site_address(found["target"])
        if address is not None:
            return f"{found['before']}{address}"
        self.links.append(found["target"])
        nowhere = "<>" if found["before"].rstrip().endswith(":") else ""
        return f"{found['before']}{nowhere}"


def _target(address: str) -> str:
    """*address* as a link of Markdown has it."""
    return f"<{address}>" if set(address) & set(" ()") else address


def _picture(name: str, rest: str) -> str:
    """The picture that a tag shows, with its caption; nothing where it names none."""
    values = {
        one["key"].lower(): one["quoted"] or one["single"] or one["bare"] or ""
        for one in _NAMED.finditer(rest)
    }
    path = next((values[key] for key in _PATHS if key in values), "")
    if not path and name == "asset_img":
        path = next((word for word in rest.split() if "." in word), "")
    if not path:
        return ""
    caption = (values.get("caption") or values.get("title") or "").replace('"', "&quot;")
    said = f' "{caption}"' if caption else ""
    return f"![{values.get('alt', '')}]({_target(site_address(path) or path)}{said})"


_BOX = later(r"[ \t>]*:{3,}[ \t]*\{?\.?(?P<kind>[A-Za-z][\w-]*)")
CALLOUTS = frozenset(
    {"attention", "caution", "danger", "error", "hint", "important", "info", "note", "question"}
    | {"success", "tip", "warning", "warn"}
)
"""Boxes whose kind is a word to readers."""


def boxes(lines: list[str]) -> Iterator[str]:
    """The kinds of boxes in *lines* that are no words to readers: ``details``.

    >>> list(boxes([":::tip 小提示", "一。🎉", ":::", "::: details", ":::"]))
    ['details']
    """
    found = (_BOX.match(line) for line in lines if ":::" in line)
    kinds = (box["kind"] for box in found if box)
    return (kind for kind in dict.fromkeys(kinds) if kind.lower() not in CALLOUTS)
