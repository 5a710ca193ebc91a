"""Nostr's relays, by nostr-sdk: a note is signed once, kept, and sent as often as need be.

A note's name is the hash of what it says and when. So the signed note is kept before it is sent,
and whoever sends again sends the same: a relay that has it says so, and nothing is there twice. A
note is sent once one relay has taken it; the receipt says which others did not. An article has a
name of its own beside that, under which a later one takes its place.
"""

import asyncio
import datetime as dt
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar, cast

import nostr_sdk as nostr

from ...errors import Rejected, Retryable, UnknownOutcome
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..base import Connection, Destination, Identity, Upload
from .article import ARTICLE

NOES = ("blocked", "invalid", "restricted", "pow", "auth-required", "error", "mute")
"""What a relay's refusal begins with: NIP-01, and NIP-42."""
LATER = "rate-limited"
NOTE, DELETION = 1, 5
"""Kinds of events: NIP-01, NIP-09."""
READER = "https://njump.me"
_Said = TypeVar("_Said")


class _InMemory:
    """Notes for as long as the connection lives, where nobody keeps them longer."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def note(self, key: str) -> str:
        return self._kept.get(key, "")

    def keep_note(self, key: str, note: str) -> None:
        self._kept[key] = note


class Nostr(Connection):
    """One key, and the relays that its notes go to."""

    def __init__(self, destination: Destination) -> None:
        self._notes = destination.notes or _InMemory()
        try:
            self._keys = nostr.Keys.parse(destination.credentials.get("key").strip())
        except nostr.NostrSdkError as error:
            raise Rejected("nostr.no-key", location="key", account_level=True) from error
        try:
            named = destination.settings["relays"].replace(",", " ").split()
            self._relays = [nostr.RelayUrl.parse(one) for one in named]
        except nostr.NostrSdkError as error:
            raise Rejected("nostr.no-relay", location="relays", account_level=True) from error
        if not self._relays:
            raise Rejected("nostr.no-relay", location="relays", account_level=True)

    def whoami(self) -> Identity:
        """The public key; one relay at least can be reached."""
        reached = _run(self._with_relays(_count))
        me = self._keys.public_key()
        name = me.to_bech32()
        relays = f"{reached}/{len(self._relays)} relays"
        return Identity(name=name, id=me.to_hex(), url=f"{READER}/{name}", notes=(relays,))

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Send the note to every relay, under the note *above*."""
        del uploads  # Nostr has no place for pictures of its own
        event = self._signed(message, key, above)
        return self._sent(event, above, self._taken(event))

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Put an article in the place of the one that stands: of two, relays keep the later."""
        del uploads
        said = stands.sent.more
        name, first = str(said["d"]), str(said["published_at"])
        builder = self._built(message, [["d", name], ["published_at", first]])
        event = builder.custom_created_at(_after(stands)).finalize(self._keys)
        refused = self._taken(event)
        return self._sent(event, None, refused)

    def delete(self, stands: Receipt) -> None:
        """Ask every relay to delete the note: NIP-09. Once one has taken that, it is done."""
        named = [["e", stands.sent.id], ["k", str(NOTE)]]
        if name := stands.sent.more.get("d"):
            key = self._keys.public_key().to_hex()
            named = [["a", f"{ARTICLE}:{key}:{name}"], ["e", stands.sent.id], ["k", str(ARTICLE)]]
        tags = [nostr.Tag.parse(one) for one in named]
        builder = nostr.EventBuilder(nostr.Kind(DELETION), "").tags(tags)
        self._taken(builder.custom_created_at(_after(stands)).finalize(self._keys))

    def _taken(self, event: nostr.Event) -> dict[str, str]:
        """Send *event* to every relay; which of them did not take it, and why."""

        async def sending(client: nostr.Client) -> nostr.SendEventOutput:
            try:
                return await asyncio.wait_for(client.send_event(event), base.TIMEOUT)
            except (TimeoutError, nostr.NostrSdkError) as error:
                raise UnknownOutcome("web.no-answer", error=type(error).__name__) from error

        said = _run(self._with_relays(sending))
        refused = {str(relay): reason for relay, reason in said.failed.items()}
        if not said.success:
            _nobody(refused)
        return refused

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Ask the relays for the note that was signed, if any was."""
        del message, since
        if not (kept := self._notes.note(key)):
            return None
        event = nostr.Event.from_json(kept)

        async def asking(client: nostr.Client) -> bool:
            wanted = nostr.ReqTarget.auto([nostr.Filter().ids([event.id()])])
            try:
                return bool(await client.fetch_events(wanted, _timeout()))
            except nostr.NostrSdkError as error:
                raise Retryable("web.no-answer", error=type(error).__name__) from error

        return self._sent(event, above, {}) if _run(self._with_relays(asking)) else None

    async def _with_relays(self, call: Any) -> Any:  # noqa: ANN401 - what the call gives
        """What *call* gives for a client that reaches one relay at least."""
        client = nostr.ClientBuilder().build()
        try:
            for relay in self._relays:
                await client.add_relay(relay)
            reached = await client.try_connect(_timeout())
            if not reached.success:
                why = next(iter(reached.failed.values()), "")
                raise Retryable("web.no-connection", error=why)
            return await call(client)
        finally:
            await client.shutdown()

    def _signed(self, message: Message, key: str, above: Receipt | None) -> nostr.Event:
        """The note, signed now; or as it was signed when it was first to be sent."""
        if kept := self._notes.note(key):
            return nostr.Event.from_json(kept)
        beside = self._reply(above) if above else []
        if message.payload["kind"] == ARTICLE:
            beside = [
                ["d", base.hashed(key)[:16]],
                ["published_at", str(nostr.Timestamp.now().as_secs())],
            ]
        event = self._built(message, beside).finalize(self._keys)
        self._notes.keep_note(key, event.as_json())
        return event

    def _built(self, message: Message, beside: Sequence[list[str]]) -> nostr.EventBuilder:
        """What *message* says, and the tags that only sending knows."""
        own = cast("list[list[str]]", message.payload.get("tags") or [])
        tags = [nostr.Tag.parse(one) for one in (*own, *beside)]
        kind = nostr.Kind(cast("int", message.payload["kind"]))
        said = message.payload["markdown" if kind.as_u16() == ARTICLE else "content"]
        return nostr.EventBuilder(kind, str(said)).tags(tags)

    def _reply(self, above: Receipt) -> list[list[str]]:
        """Where the note stands in its thread, and whom it answers: NIP-10."""
        me, relay = self._keys.public_key().to_hex(), str(self._relays[0])
        parent = nostr.EventId.parse(above.sent.id).to_hex()
        root = str(above.sent.more.get("root") or parent)
        tags = [["e", root, relay, "root", me]]
        if parent != root:
            tags.append(["e", parent, relay, "reply", me])
        return [*tags, ["p", me]]

    def _sent(self, event: nostr.Event, above: Receipt | None, refused: dict[str, str]) -> Sent:
        name = event.id().to_hex()
        if event.kind().as_u16() == ARTICLE:
            return self._article(event, refused)
        root = str(above.sent.more.get("root") or above.sent.id) if above else name
        more: dict[str, Json] = {"root": root}
        if refused:
            more["refused"] = dict(refused)
        return Sent(id=name, url=f"{READER}/{event.id().to_bech32()}", more=more)

    def _article(self, event: nostr.Event, refused: dict[str, str]) -> Sent:
        """An article that is there: its address leads to whichever is its last form."""
        tags = {words[0]: words[1] for words in (one.to_vec() for one in event.tags())}
        more: dict[str, Json] = {"d": tags["d"], "published_at": tags["published_at"]}
        if refused:
            more["refused"] = dict(refused)
        place = nostr.Coordinate(nostr.Kind(ARTICLE), self._keys.public_key(), tags["d"])
        address = nostr.Nip19Coordinate(place, self._relays[:1]).to_bech32()
        return Sent(id=event.id().to_hex(), url=f"{READER}/{address}", more=more)


def _after(stands: Receipt) -> nostr.Timestamp:
    """Now, in whole seconds, but later than what *stands*: of two, relays keep the later."""
    at = max(dt.datetime.now(dt.UTC), stands.at + dt.timedelta(seconds=1))
    return nostr.Timestamp.from_secs(int(at.timestamp()))


async def _count(client: nostr.Client) -> int:
    relays = await client.relays()
    states = [one.status() for one in relays.values()]
    return sum(one == nostr.RelayStatus.CONNECTED for one in states)


def _nobody(refused: dict[str, str]) -> None:
    """No relay has taken a note, and each said why.

    Raises:
        Rejected: each of them said no.
        Retryable: each said no, and one of them only for now.
        UnknownOutcome: one of them may have taken it.
    """
    said = {reason.partition(":")[0].strip() for reason in refused.values()}
    reasons = "; ".join(f"{relay}: {reason}" for relay, reason in refused.items())
    if not said <= {*NOES, LATER}:
        raise UnknownOutcome("web.no-answer", error=reasons)
    if LATER in said:
        raise Retryable("web.too-many-calls", status=reasons)
    raise Rejected("nostr.refused", status=reasons)


def _timeout() -> dt.timedelta:
    return dt.timedelta(seconds=base.TIMEOUT)


def _run(call: Coroutine[Any, Any, _Said]) -> _Said:
    return asyncio.run(call)
