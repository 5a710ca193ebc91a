"""Whether a status says what was sent, although the server has made HTML of it."""

import html
import re
import unicodedata

TAGS = re.compile(r"<[^>]*>")
MENTION = re.compile(r"(@\w+)@[\w.-]+")


def same_text(sent: str, content: str) -> bool:
    r"""Tell whether *content*, a status in HTML, is the plain text *sent*.

    Servers rewrite: lines become paragraphs, a mention loses its server, some read ``*`` as bold.
    So letters, digits and emoji are compared, and not what stands between them.

    >>> same_text(
    ...     "你好，@ann@example.org！\n\n*1* < 2 👋",
    ...     "<p>你好，@<span>ann</span>！</p><p><b>1</b> &lt; 2 👋</p>",
    ... )
    True
    >>> same_text("你好 1/2", "<p>你好 2/2</p>")
    False
    """
    return _essence(sent) == _essence(html.unescape(TAGS.sub("", content)))


def _essence(text: str) -> str:
    plain = MENTION.sub(r"\1", unicodedata.normalize("NFC", text))
    return "".join(one for one in plain if _matters(unicodedata.category(one)))


def _matters(category: str) -> bool:
    """Letters, marks, numbers, and the symbols that emoji are."""
    return category[0] in "LMN" or category == "So"
