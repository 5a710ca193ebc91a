"""Document: the whole page, with a policy that lets it run and load nothing but its own."""

import base64
import hashlib
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from ...adapters.wechat.sanitise import styles
from ...looks.elements import element
from ...looks.images import unseen
from ...looks.scene import SCRIPT, Show
from ...looks.translations import Words, words
from ...model.draft import Draft
from ...model.post import Post
from .draft import gallery, style


def page(
    drafts: Sequence[Draft],
    post: Post | None = None,
    *,
    language: str = "en",
    show: Show = unseen,
) -> str:
    r"""*drafts* as one HTML document that needs nothing beside itself.

    Args:
        drafts: what will be sent.
        post: names the page, and nothing else: what is drawn is the drafts'.
        language: in which language the page itself speaks: Chinese or English.
        show: where pictures are found (see `embedded`).

    >>> page([], language="zh")[:33]
    '<!doctype html>\n<html lang="zh">\n'
    """
    said = words(language)
    inner = gallery(drafts, language=language, show=show)
    sheet = style(draft.channel for draft in drafts)
    title = f"{next(iter(post.title.values())).words} · " if post and post.title else ""
    head = Markup("\n").join(
        (
            Markup('<meta charset="utf-8">'),
            Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(
                policy(sheet, styles(inner))
            ),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark">'),
            Markup('<meta name="referrer" content="no-referrer">'),
            element("title", f"{title}{said['preview']} · crosspost"),
            element("style", Markup(sheet)),  # noqa: S704 - files of channels
        )
    )
    body = Markup("\n").join(
        (
            element("a", said["skip"], {"class": "skip", "href": "#drafts"}),
            _top(drafts, title.removesuffix(" · ") or said["preview"], said),
            element("main", Markup(inner), {"id": "drafts", "tabindex": "-1"}),  # noqa: S704 - made
            element("script", Markup(SCRIPT)),  # noqa: S704 - a file of ours
        )
    )
    whole = element("head", head) + Markup("\n") + element("body", body)
    html = element("html", Markup("\n") + whole, {"lang": said["lang"]})
    return f"<!doctype html>\n{html}\n"


def policy(sheet: str, inline: Iterable[str] = ()) -> str:
    """A Content-Security-Policy under which nothing runs, loads or is sent but what is ours.

    Args:
        sheet: the page's style.
        inline: the ``style`` attributes of articles that may have an effect, to the letter.

    >>> policy(".x { color: blue }", ["color:red"]).split("; ")[0]
    "default-src 'none'"
    """
    dressed = " ".join(_hashed(style) for style in sorted(set(inline)))
    allowed = f" 'unsafe-hashes' {dressed}" if dressed else ""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hashed(sheet)}{allowed}",
            f"script-src {_hashed(SCRIPT)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _top(drafts: Sequence[Draft], title: str, said: Words) -> Markup:
    """The page's own heading: where each channel is, and light or dark."""
    items = Markup().join(
        element("li", element("a", element("bdi", draft.account), {"href": f"#d{at}"}))
        for at, draft in enumerate(drafts, 1)
    )
    channels = element("nav", element("ul", items), {"aria-label": said["channels"]})
    choices = Markup().join(_scheme(name, said) for name in ("auto", "light", "dark"))
    legend = element("legend", said["appearance"])
    scheme = element("fieldset", legend + choices, {"class": "scheme"})
    heading = element("h1", title, {"dir": "auto"})
    return element("header", heading + channels + scheme, {"class": "top"})


def _scheme(name: str, said: Words) -> Markup:
    chosen = Markup(" checked") if name == "auto" else Markup()
    control = Markup('<input type="radio" name="scheme" value="{}"{}>').format(name, chosen)
    return element("label", control + element("span", said[name]))
