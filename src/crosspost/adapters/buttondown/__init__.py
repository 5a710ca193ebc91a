"""Buttondown: an e-mail to the subscribers of a newsletter, as Markdown; a draft by default.

``POST /emails``: https://docs.buttondown.com/api-emails-create. Buttondown fills in Django's
templates in what it sends (https://docs.buttondown.com/using-templating), so the signs that begin
one are written as characters: what a post says stays what it says.
"""

import re
from html import escape

from msgspec import structs

from ...model.channel_spec import Account
from ...model.draft import Message, Written
from ...model.post import Post
from ..article import write as write_article
from ..article.markdown import outside_code

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Newsletter"
draw = "crosspost.adapters.article.look:draw_mail"
family = "article"

TEMPLATE = re.compile(r"\{(?=[{%#])")
"""What begins a template of Django's."""
_FENCE = re.compile(r"`{3,}(?P<language>[^`\n]*)\n(?P<lines>.*?)\n?[ >]*`{3,}", re.DOTALL)


def write(post: Post, account: Account) -> Written:
    """One e-mail, in which nothing is a template."""
    made = write_article(post, account)
    return structs.replace(made, messages=tuple(map(_literal, made.messages)))


def _literal(message: Message) -> Message:
    payload = message.payload
    for key in ("title", "digest"):
        if said := payload.get(key):  # shown as it is: no entity is read there
            payload = {**payload, key: TEMPLATE.sub("｛", str(said))}
    body = outside_code(str(payload["markdown"]), _as_entities, _code)
    return structs.replace(message, payload={**payload, "markdown": body})


def _as_entities(text: str) -> str:
    """*text* of Markdown in which no template begins.

    >>> _as_entities("{{ 姓名 }} 🎉 {x}")
    '&#123;{ 姓名 }} 🎉 {x}'
    """
    return TEMPLATE.sub("&#123;", text)


def _code(code: str) -> str:
    r"""Code in which a template would begin, as HTML: Markdown reads no entity in code.

    >>> _code("`{{ 姓名 }}`"), _code("`🎉`")
    ('<code>&#123;{ 姓名 }}</code>', '`🎉`')
    >>> _code("> ```jinja\n> {% if 雨 %}\n> ```")
    '> <pre><code class="language-jinja">&#123;% if 雨 %}&#10;</code></pre>'
    """
    if not TEMPLATE.search(code):
        return code
    lead, fence = re.match(r"[^`]*", code), _FENCE.search(code)
    before = lead[0] if lead else ""
    if fence is None:
        return f"<code>{_as_entities(escape(code.strip('`').strip(), quote=False))}</code>"
    indent = re.compile(rf"^(?:{re.escape(before)}|{' ' * len(before)})")
    lines = [indent.sub("", line) for line in fence["lines"].split("\n")]
    words = _as_entities(escape("\n".join([*lines, ""]), quote=False)).replace("\n", "&#10;")
    language = f' class="language-{escape(fence["language"])}"' if fence["language"] else ""
    return f"{before}<pre><code{language}>{words}</code></pre>"
