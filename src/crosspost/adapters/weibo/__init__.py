"""Weibo: one post, in 140 characters or long, for a person to paste.

How it is written is in its entry. Weibo's open platform has an API for posts again, with a program
of its own (https://open.weibo.com/cli/index), whose calls are not public; the older one
(https://open.weibo.com/wiki/2/statuses/share) takes no topics and wants a link to one's own site.
So nothing is sent from here.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["load_look", "write"]

load_look = f"{__name__}.look:load_look"
