"""A mail server on loopback: aiosmtpd, which reads what it is given as RFC 5321 has it.

It keeps each letter as the email library reads it, and fails when told to: with a reply of its own
(``451``, ``552``), or as any other fake does.
"""

import asyncio
import email
import email.policy
import re
import ssl
import threading
from email.message import EmailMessage
from typing import Any, NoReturn, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from crosspost.testing.server import Fake, Fault, Request, main

USER, PASSWORD = "news@example.com", "s3cret-of-the-mailbox"
SENDER, READER = f"编辑部 <{USER}>", "读者 <reader@example.org>"
LONGEST = 998
"""Octets of a line, without its end: RFC 5322, section 2.1.1."""


class SmtpFake(Fake):
    """One mailbox.

    Args:
        port: 0 takes a free one.
        delay: seconds before every answer.
        tls: makes the connection an encrypted one after STARTTLS.
        implicit: the same from the first byte on.
    """

    NAME = "smtp"

    def __init__(
        self,
        port: int = 0,
        delay: float = 0.0,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: ssl.SSLContext | None = None,
        largest: int = 30_000_000,
    ) -> None:
        super().__init__(port, delay)
        self.replies: dict[str, str] = {}
        """What is said to ``RCPT TO`` of an address, or to ``MAIL FROM``."""
        self._tls, self._implicit, self._largest = tls, implicit, largest
        self._listening: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def answer(self, request: Request) -> NoReturn:
        raise NotImplementedError

    def start(self) -> "SmtpFake":
        """Listen, on the same port as before."""
        loop = self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        server = self._listening = loop.run_until_complete(
            loop.create_server(self._session, "127.0.0.1", self.port, ssl=self._implicit)
        )
        asyncio.set_event_loop(None)
        self.port = server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Refuse connections from now on, and break those that are open."""
        if self._loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(_ended(self._listening), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._loop = None

    def _session(self) -> SMTP:
        return SMTP(
            self,
            hostname="mail.example.com",
            ident="crosspost's fake",
            tls_context=self._tls,
            auth_require_tls=self._tls is not None,
            authenticator=self._signed_in,
            data_size_limit=self._largest,
            loop=self._loop,
        )

    def _signed_in(self, *said: Any) -> AuthResult:
        *_, auth = said
        assert isinstance(auth, LoginPassword)
        right = (auth.login, auth.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        if reply := self.replies.get("MAIL FROM"):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        if reply := self.replies.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        data = cast("bytes", envelope.content)
        request = Request("DATA", "/", {}, {}, data)
        with self.lock:
            self.requests.append(request)
            fault = self.fault(request)
        if fault and re.match(r"[45]\d\d", fault.kind):
            return f"{fault.kind[:3]} fault: {fault.kind}"
        if fault is None or fault.kind not in {"timeout", "reset"}:
            self._keep(data, envelope)
        if fault:
            await self._go_wrong(server, fault)
        return "250 OK: queued"

    def _keep(self, data: bytes, envelope: Envelope) -> None:
        try:
            read = email.message_from_bytes(data, policy=email.policy.default)
            lines = data.split(b"\r\n")
            assert max(map(len, lines)) <= LONGEST
            assert not any(b"\n" in line or b"\r" in line for line in lines), "a bare line end"
            assert data.isascii(), "8 bits for a server that was not asked for them"
            for name in ("from", "to", "date", "message-id", "subject"):
                assert len(read.get_all(name, [])) == 1, name
                assert not read[name].defects, read[name].defects
        except Exception as error:  # noqa: BLE001 - shown when the test ends
            self.broken.append(error)
            return
        names = {"id": str(read["message-id"]), "text": str(read["subject"])}
        post: dict[str, Any] = {**names, "parent": None, "media": []}
        with self.lock:
            self.posts.append({**post, "to": list(envelope.rcpt_tos), "letter": read})

    async def _go_wrong(self, server: SMTP, fault: Fault) -> None:
        """What becomes of the reply to a letter that stands, or does not."""
        writer = server._writer  # noqa: SLF001 - what is sent is no reply
        assert writer is not None
        match fault.kind:
            case "timeout":
                await asyncio.sleep(60)
            case "slow":
                await asyncio.sleep(fault.seconds)
                return
            case "cut":
                writer.write(b"25")
                await writer.drain()
            case "garbled":
                writer.write(b'{"ok":tru\xff\r\n')
                await writer.drain()
            case "drip":
                for byte in b"250 OK, but not so fast" * 50:
                    writer.write(bytes([byte]))
                    await asyncio.sleep(0.1)
            case "reset" | "lost-answer":
                pass
            case _:
                self.broken.append(ValueError(f"no fault of this kind: {fault.kind}"))
        writer.close()
        raise asyncio.CancelledError


async def _ended(server: asyncio.Server | None) -> None:
    """Every connection is broken, and nobody listens."""
    if server is not None:
        server.close()
    loop = asyncio.get_running_loop()
    tasks = [one for one in asyncio.all_tasks(loop) if one is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def letter_of(post: dict[str, Any]) -> EmailMessage:
    """The letter, as a mail program reads it."""
    return cast("EmailMessage", post["letter"])


if __name__ == "__main__":
    main(SmtpFake)
