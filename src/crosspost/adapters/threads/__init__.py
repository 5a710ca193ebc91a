"""Threads: short posts, threads by reply, by Meta's Threads API.

A message is a container first, and then its publication:
https://developers.facebook.com/documentation/threads/posts. How a message is written is in its
entry. Pictures are fetched by Meta from public addresses: what lies on this computer stays here,
and is told.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "delete", "load_look", "write"]

connect = f"{__name__}.client:connect"
delete = f"{__name__}.client:Threads.delete"
load_look = f"{__name__}.look:load_look"
