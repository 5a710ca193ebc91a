"""E-mail, by any mail server: RFC 5321 to hand it in, RFC 5322 and MIME for what it is.

Plain text and HTML say the same, pictures stand inside. The connection is encrypted, but on this
computer itself.
"""

from ..article import write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Mailbox"
draw = "crosspost.adapters.article.look:draw_mail"
family = "article"
