"""Matrix: messages in one room, as text and as HTML; a thread hangs under the first one.

``PUT /rooms/{room}/send/m.room.message/{transaction}`` of the client-server API:
https://spec.matrix.org/latest/client-server-api/. How a message is written is in its entry. Rooms
that are encrypted are refused: nothing here keeps keys.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "delete", "edit", "load_look", "write"]

connect = f"{__name__}.client:connect"
edit = f"{__name__}.client:Matrix.edit"
delete = f"{__name__}.client:Matrix.delete"
load_look = f"{__name__}.look:load_look"
