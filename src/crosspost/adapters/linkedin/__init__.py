"""LinkedIn: one post of a person or a page, with its links in a comment if that is wanted.

``POST /rest/posts``:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api. The text
is "little text", in which many signs are escaped; how stands in the entry.
"""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import structs

from ...compose.outline import outline
from ...compose.plain_text import write_outline
from ...looks import DrawContext, Drawn, Found, sent
from ...looks.elements import element
from ...looks.widgets import avatar, fold, icon, pictures
from ...model.channel_rules import WriteRule
from ...model.channel_spec import Account, TextRule, ThreadRule
from ...model.draft import Message, Written
from ...model.post import Post

connect = f"{__name__}.client:LinkedIn"

ACTIONS = (("thumb", "like"), ("bubble", "comment"), ("repost", "repost"), ("send", "send"))
"""Signs, and the page's words for them."""


def write(post: Post, account: Account) -> Written:
    """A post, and below it its sources as comments where the account wants that."""
    made = outline(post, account.layout)
    rest = made.only(lambda passage: passage.section != "sources")
    links = made.only(lambda passage: passage.section == "sources")
    if not (account.option("first_comment") and rest.threads and links.threads):
        return write_outline(made, post, account)
    main = write_outline(rest, post, account)
    below = write_outline(
        structs.replace(links, omitted=()), structs.replace(post, media=()), _commenting(account)
    )
    first, count = len(main.messages), len(main.messages) + len(below.messages)
    comments = [structs.replace(one, index=first + one.index, after=1) for one in below.messages]
    return structs.replace(
        main,
        messages=tuple(structs.replace(one, of=count) for one in (*main.messages, *comments)),
        findings=tuple(dict.fromkeys((*main.findings, *below.findings))),
        carries=(
            *main.carries,
            *(
                structs.replace(one, messages=tuple(first + at for at in one.messages))
                for one in below.carries
            ),
        ),
    )


def _commenting(account: Account) -> Account:
    """*account* as it comments: plain text, as many comments as it takes."""
    spec = account.spec
    return structs.replace(
        account,
        spec=structs.replace(
            spec,
            text=TextRule(limits=(spec.field_limits["comment"],)),
            write=WriteRule(payload={"comment": "{text}"}, links="spaced"),
            thread=ThreadRule(by="sequence"),
            media=None,
        ),
    )


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The post, or a comment."""
    text, paste = sent(message, context, found)
    name = element("bdi.name", context.speaker)
    now = element("span.when", context.words["now"] + " · ") + icon("globe")
    who = element("div.who", element("p", name) + element("p", now))
    head = element("div.head", avatar(context.speaker) + who)
    if "comment" in message.payload:
        return Drawn(shown=element("div.comment", head + text), paste=paste)
    body = fold(text, context.words["expand"], context.words["more"], "")
    row = Markup().join(
        element("span", icon(sign) + context.words[words]) for sign, words in ACTIONS
    )
    actions = element("div.actions", row, {"aria-hidden": "true"})
    shown = head + body + pictures(message, context) + actions
    return Drawn(shown=element("div.update", shown), paste=paste)
