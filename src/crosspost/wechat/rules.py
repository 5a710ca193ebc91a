"""What an article may hold, as data: what WeChat's editor keeps through paste and save.

Three kinds of sources, in this order where they differ:

- the platform's own pages on drafts: scripts are removed, links lead to other articles only
  (https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html);
- the platform's rules for editors
  (https://github.com/wechatjs/verify-article-structure-spec, read 2026-11-23);
- what other formatters measured in the editor (mdpress, doocs/md, WeMD; see ``docs/wechat.md``).
"""

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
