"""A Nostr relay on loopback: nostr-sdk's own, behind a door that fails when told to.

The door reads what a client sends (RFC 6455, section 5.2), so that a fault hits a note and nothing
else.
"""

import asyncio
import contextlib
import datetime as dt
import json
import threading
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import nostr_sdk as nostr

from crosspost.testing.server import Fake, Fault, Request, main

KEY = "11" * 32
NOTE = Request("EVENT", "/", {}, {}, b"")
DELETION = 5
"""The kind of a request for that: NIP-09."""
PATIENCE = 30
_Said = TypeVar("_Said")


class NostrFake(Fake):
    """One relay."""

    NAME = "nostr"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.no = ""
        """What it says to every note; nothing is a yes."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._inner = self._do(self._relay())
        self._door: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Where the door is."""
        return f"ws://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> NoReturn:
        raise NotImplementedError

    def start(self) -> "NostrFake":
        """Open the door, where it was before."""
        self.port = self._do(self._opened())
        return self

    def stop(self) -> None:
        """Let nobody in, and throw out who is there."""
        self._do(self._shut())

    def __exit__(self, *said: object) -> None:
        super().__exit__(*said)
        self._do(self._shut_down())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, _Said]) -> _Said:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def stored(self, kind: int) -> list[nostr.Event]:
        """What the relay itself has of one *kind*."""
        return self._do(self._asked(kind))

    async def _asked(self, kind: int) -> list[nostr.Event]:
        client = nostr.ClientBuilder().build()
        try:
            await client.add_relay(nostr.RelayUrl.parse(f"ws://127.0.0.1:{self._inner}"))
            await client.connect()
            wanted = nostr.ReqTarget.auto([nostr.Filter().kind(nostr.Kind(kind))])
            return list(await client.fetch_events(wanted, dt.timedelta(seconds=PATIENCE)))
        finally:
            await client.shutdown()

    async def _relay(self) -> int:
        self._running = nostr.LocalRelayBuilder().build()
        await self._running.run()
        return int(str(await self._running.url()).rpartition(":")[2])

    async def _opened(self) -> int:
        self._door = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        return int(self._door.sockets[0].getsockname()[1])

    async def _shut(self) -> None:
        if self._door:
            self._door.close()
            self._door = None
        for one in tuple(self._open):
            one.close()

    async def _shut_down(self) -> None:
        self._running.shutdown()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for one in left:
            one.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0)

    async def _meet(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self._open.add(answers)
        relay, asks = await asyncio.open_connection("127.0.0.1", self._inner)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                asks.write(await client.readuntil(b"\r\n\r\n"))
                answers.write(await relay.readuntil(b"\r\n\r\n"))
                fault = None
                pump = asyncio.create_task(_pumped(relay, answers))
                while True:
                    frame, said = await _frame(client)
                    fault = self.fault(NOTE) if said.startswith(b'["EVENT"') else None
                    stands = fault is None or fault.kind not in {"timeout", "reset"}
                    if said.startswith(b'["EVENT"') and stands:
                        name = self._kept(said)
                        if self.no:
                            answers.write(_told(json.dumps(["OK", name, False, self.no])))
                            continue
                    if fault:
                        pump.cancel()
                        await asyncio.gather(pump, return_exceptions=True)
                        await _go_wrong(fault, frame, relay, asks, answers)
                        break
                    asks.write(frame)
        finally:
            self._open.discard(answers)
            for one in (asks, answers):
                one.close()

    def _kept(self, said: bytes) -> str:
        """The name of the note that a client sends, which is one of the posts from now on."""
        note = json.loads(said)[1]
        assert nostr.Event.from_json(json.dumps(note)).verify(), "it is not what was signed"
        if note["kind"] == DELETION:
            gone = set() if self.no else {one[1] for one in note["tags"] if one[0] in {"a", "e"}}
            self.posts = [one for one in self.posts if gone.isdisjoint((one["id"], one["place"]))]
            return str(note["id"])
        marked = {one[3]: one[1] for one in note["tags"] if one[0] == "e"}
        parent = marked.get("reply") or marked.get("root")
        if not self.no and note["id"] not in {one["id"] for one in self.posts}:
            tags = {one[0]: one[1] for one in note["tags"]}
            text, name = tags.get("title", note["content"]), tags.get("d")
            place = f"{note['kind']}:{note['pubkey']}:{name}" if name else note["id"]
            made = {"id": note["id"], "text": text, "parent": parent, "media": [], "place": place}
            made |= {"tags": note["tags"], "content": note["content"]}
            places = [one["place"] for one in self.posts]
            if place in places:  # of an article, relays keep the later one
                self.posts[places.index(place)] = made
            else:
                self.posts.append(made)
        return str(note["id"])


def _told(said: str) -> bytes:
    """*said* as a frame of a server's, of up to 65,535 bytes."""
    data = said.encode()
    return b"\x81\x7e" + len(data).to_bytes(2, "big") + data


async def _frame(client: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """One frame of a client's as it came, and what it says."""
    head = await client.readexactly(2)
    size, more = head[1] & 127, b""
    if size > 125:
        more = await client.readexactly(2 if size == 126 else 8)
        size = int.from_bytes(more, "big")
    mask, data = await client.readexactly(4), await client.readexactly(size)
    said = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return head + more + mask + data, said


async def _pumped(relay: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await relay.read(65_536):
            answers.write(data)


async def _go_wrong(
    fault: Fault,
    frame: bytes,
    relay: asyncio.StreamReader,
    asks: asyncio.StreamWriter,
    answers: asyncio.StreamWriter,
) -> None:
    """What becomes of a note, and of its answer: see `Fault`."""
    if fault.kind == "timeout":
        await asyncio.sleep(fault.seconds)
    if fault.kind in {"timeout", "reset"}:
        return
    asks.write(frame)
    data = await relay.read(65_536)
    if fault.kind == "cut":
        answers.write(data[: len(data) // 2])
    elif fault.kind == "garbled":
        answers.write(_told('["OK"'))
        await answers.drain()


if __name__ == "__main__":
    main(NostrFake)
