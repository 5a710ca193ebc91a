"""Supervisor: what systemd is told of a worker (sd_notify), where it asked to be told.

https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html: a datagram to the socket
that ``NOTIFY_SOCKET`` names. The one library for it has not been kept up for years.
"""

import os
import socket
from typing import Literal

Word = Literal["READY=1", "STOPPING=1", "WATCHDOG=1"]


def tell(word: Word) -> bool:
    """Say *word* to whoever supervises this process; whether anybody does and heard it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):  # Linux's abstract names
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(word.encode(), address)
    except OSError:
        return False
    return True
