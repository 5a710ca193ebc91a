from html import escape
from ..draft import Draft


def section(draft: Draft, name: str, *, language: str = "en", show=None) -> str:
    body = "".join(
        f'<article class="message"><pre style="white-space:pre-wrap">{escape(m.text)}</pre><p>{m.size}/{m.limit}</p></article>'
        for m in draft.messages
    )
    return f'<section class="draft" aria-labelledby="{name}-h"><h2 id="{name}-h">{escape(draft.account)}</h2>{body}</section>'


STYLE = ""
SCRIPT = ""
