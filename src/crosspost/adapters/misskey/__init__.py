"""Misskey: notes in its own Markdown (MFM), threads by reply, one language a note.

``POST /api/notes/create``: https://misskey-hub.net/docs/for-developers/api/. How a note is written
is in its entry: MFM (https://misskey-hub.net/docs/for-users/features/mfm/) has no escapes, but
``<plain>`` around a sign. Sharkey, CherryPick and other forks speak the same API.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "delete", "load_look", "write"]

connect = f"{__name__}.client:connect"
delete = f"{__name__}.client:Misskey.delete"
load_look = f"{__name__}.look:load_look"
