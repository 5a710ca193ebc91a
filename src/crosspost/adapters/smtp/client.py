"""A mail server, spoken to by smtplib one reply at a time: each says how far the e-mail has come.

What ends before the text's last dot was surely not taken (RFC 5321, section 4.1.1.4); what ends
between that dot and its reply is unknown, and nothing can be looked up.

A letter is an article as an e-mail: the email library writes every header, and no line break of a
post's gets into one; its 7-bit policy keeps every line far below the 998 octets of RFC 5322.
"""

import datetime as dt
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email.header import Header
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import formataddr
from ipaddress import ip_address
from typing import NoReturn, cast

import idna
from markupsafe import escape

from ..._record import Record
from ...errors import ConfigError, Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from ...markup.plain import wrapped
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from ...text.richtext import Rich
from ...translations import translate
from .. import base
from ..article.body import COLUMNS, is_right_to_left
from ..article.sites import text_with_pictures
from ..base import Connection, Destination, Identity, Upload
from ..outcomes import why_not_connected

PORTS = {"starttls": 587, "tls": 465, "none": 25}
GO_ON = 354
"""The server wants the text."""
TAKEN = range(200, 300)
LATER = range(400, 500)
"""Not taken, and it may be handed in again (RFC 5321, section 4.2.1)."""
NEVER = range(500, 600)
TOO_LARGE = 552
_DOT = re.compile(rb"^\.", re.MULTILINE)


POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
LINE, LONGEST_WORD = 76, 60
BODY = "max-width: 42em; margin: 0 auto; padding: 0 1em; line-height: 1.6"
HIDDEN = "display: none; max-height: 0; overflow: hidden"
CELL = "border: 1px solid #999; padding: 4px 10px; vertical-align: top"
STYLES = {
    "blockquote": "margin: 1em 0; padding: 0 1em; border-inline-start: 3px solid #999",
    "figure": "margin: 1em 0",
    "img": "max-width: 100%; height: auto",
    "pre": "padding: 0 0 0 1em; overflow-x: auto; white-space: pre-wrap",
    "table": "border-collapse: collapse",
    "td": CELL,
    "th": f"{CELL}; text-align: start",
}
"""On the elements themselves, for some mail programs take no style sheet from a page's head; no
colour but a grey that shows on white and on black."""
_STYLED = re.compile(rf"<({'|'.join(STYLES)})(?=[ >])")


class Correspondents(Record):
    """Who writes to whom."""

    sender: Address
    to: tuple[Address, ...]
    bcc: tuple[Address, ...] = ()

    @property
    def recipients(self) -> list[str]:
        """Every address that gets it, each once."""
        return list(dict.fromkeys(one.addr_spec for one in (*self.to, *self.bcc)))


def addresses(said: str, at: str) -> tuple[Address, ...]:
    """The addresses that *said* is, as a header has them.

    Args:
        said: one, or several with commas between.
        at: the setting, for the error.

    Raises:
        ConfigError: one of them is none.

    >>> [str(one) for one in addresses("编辑部 <news@例子.cn>, b@example.com", "to")]
    ['编辑部 <news@xn--fsqu00a.cn>', 'b@example.com']
    """
    if any(char in said for char in "\r\n\0"):
        raise ConfigError("smtp.no-address", location=at, address=" ".join(said.split()))
    header = HeaderRegistry()("to", said)
    found = tuple(_plain(one, at) for one in cast("AddressHeader", header).addresses)
    if header.defects or not found:
        raise ConfigError("smtp.no-address", location=at, address=said)
    return found


def _plain(address: Address, at: str) -> Address:
    """*address* in ASCII, as every server takes it; its name stays as it is."""
    try:
        domain = idna.encode(address.domain, uts46=True).decode()
        address.username.encode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise ConfigError("smtp.no-address", location=at, address=str(address)) from error
    if not address.username:
        raise ConfigError("smtp.no-address", location=at, address=str(address))
    return Address(address.display_name, address.username, domain)


def message_id(key: str, sender: Address) -> str:
    """What names the e-mail for ever: the same each time it is handed in.

    >>> message_id("abab-中文号-1-1", Address("", "news", "example.com"))
    '<c6b78ed2032821488240688b0e77c1c9.crosspost@example.com>'
    """
    return f"<{base.hashed(key)[:32]}.crosspost@{sender.domain}>"


def letter(
    message: Message,
    uploads: Sequence[Upload],
    between: Correspondents,
    name: str,
    now: dt.datetime,
) -> EmailMessage:
    """The e-mail that *message* is.

    Args:
        message: an article with ``html`` and ``plain``.
        uploads: its pictures, in their order.
        between: who writes to whom.
        name: its ``Message-ID``.
        now: when it is written.
    """
    payload = message.payload
    made = _headed(payload, between, name, now)
    made.set_content(_above(message) + f"{payload.get('plain') or message.text}\n")
    inside: dict[str, str] = {}
    language = str(payload.get("language") or "")
    names = [one.path or one.url for one in message.media or ()]
    for at, picture in enumerate(names[: len(uploads)], 1):
        inside[picture] = f"{at}.{name.strip('<>')}"
    html = text_with_pictures(message, {key: f"cid:{cid}" for key, cid in inside.items()})
    made.add_alternative(_page(payload, html), subtype="html")
    if language:  # at last: the parts take what begins so
        made["Content-Language"] = language
    _, shown = cast("list[MIMEPart]", made.get_payload())
    for cid, upload in zip(inside.values(), uploads, strict=False):
        kind, _, form = upload.mime.partition("/")
        shown.add_related(
            upload.data,
            kind,
            form,
            cid=f"<{cid}>",
            filename=" ".join(upload.name.split()),
            disposition="inline",
        )
    return made


def _headed(
    payload: Mapping[str, Json], between: Correspondents, name: str, now: dt.datetime
) -> EmailMessage:
    """An e-mail with the headers that say what it is, from whom and to whom."""
    made = EmailMessage(policy=POLICY)
    made.set_raw("Subject", unstructured("Subject", str(payload["title"])))
    made.set_raw("From", mailboxes([between.sender]))
    made.set_raw("To", mailboxes(between.to))
    made["Date"] = now
    made["Message-ID"] = name
    if isinstance(tags := payload.get("tags"), list) and tags:
        made.set_raw("Keywords", unstructured("Keywords", ", ".join(map(str, tags))))
    return made


def unstructured(name: str, said: str) -> str:
    """What the header *name* says, in lines of ASCII.

    The older half of the email library writes it: the newer one loses spaces between long runs of
    Chinese (https://github.com/python/cpython/issues/121284 and its kin).

    >>> unstructured("Subject", "芯片🎉")
    '=?utf-8?b?6Iqv54mH8J+OiQ==?='
    """
    said = " ".join(said.split())
    longest = max(map(len, said.split()), default=0)
    plain = said.isascii() and said.isprintable() and longest <= LONGEST_WORD and "=?" not in said
    charset = "us-ascii" if plain else "utf-8"
    return Header(said, charset, maxlinelen=LINE, header_name=name).encode()


def mailboxes(every: Sequence[Address]) -> str:
    r"""Addresses with their names, in lines of ASCII.

    >>> mailboxes([Address("编辑部", "a", "b.cn"), Address("Q. E. D.", "c", "d.cn")])
    '=?utf-8?b?57yW6L6R6YOo?= <a@b.cn>,\r\n "Q. E. D." <c@d.cn>'
    """
    return ",\r\n ".join(map(_mailbox, every))


def _mailbox(one: Address) -> str:
    if one.display_name.isascii():
        return formataddr((one.display_name, one.addr_spec))
    name = Header(one.display_name, "utf-8", maxlinelen=LINE, header_name="From").encode()
    return f"{name} <{one.addr_spec}>"


def _above(message: Message) -> str:
    """What the cover shows, for those who see none."""
    cover = message.payload.get("cover")
    alts = (one.alt for one in message.media or () if cover in {one.path, one.url} and one.alt)
    lines = (wrapped(Rich(text=f"[{' '.join(alt.split())}]"), COLUMNS) for alt in alts)
    return next((f"{said}\n\n" for said in lines), "")


def _page(payload: Mapping[str, Json], body: str) -> str:
    """The HTML of a letter, before which stands what a list of letters shows of it."""
    title, language = escape(payload["title"]), str(payload.get("language") or "")
    way = ' dir="rtl"' if is_right_to_left(language) else ""
    lang = f' lang="{escape(language)}"{way}' if language else ""
    digest = escape(payload.get("digest") or "")
    before = f'<div style="{HIDDEN}">{digest}</div>\n' if digest else ""
    styled = _STYLED.sub(lambda tag: f'{tag[0]} style="{STYLES[tag[1]]}"', body)
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>\n'
        f'<body>\n{before}<div{lang} style="{BODY}">\n{styled}\n</div>\n</body>\n</html>\n'
    )


class Mailbox(Connection):
    """One sender with those who get its letters."""

    def __init__(self, destination: Destination) -> None:
        said, at = destination.settings, f"accounts.{destination.account.name}"
        self._account = destination.account.name
        self._encryption = said["encryption"]
        if self._encryption not in PORTS:
            raise ConfigError(
                "value.unknown",
                location=f"{at}.encryption",
                value=self._encryption,
                choices=list(PORTS),
            )
        self._host, self._port = server(said["server"], PORTS[self._encryption], f"{at}.server")
        if self._encryption == "none" and not _is_here(self._host):
            raise ConfigError("smtp.not-encrypted", location=f"{at}.encryption", host=self._host)
        senders = addresses(said["from"], f"{at}.from")
        if len(senders) > 1:
            raise ConfigError("smtp.no-address", location=f"{at}.from", address=said["from"])
        bcc = addresses(said["bcc"], f"{at}.bcc") if said["bcc"].strip() else ()
        to = addresses(said["to"], f"{at}.to")
        self._between = Correspondents(sender=senders[0], to=to, bcc=bcc)
        self._user = said["user"] or senders[0].addr_spec
        self._password = destination.credentials.find("password") or ""

    def whoami(self) -> Identity:
        """Sign in and leave again."""
        with self._session():
            pass
        sender, many = self._between.sender.addr_spec, len(self._between.recipients)
        note = translate("channels", "smtp.note", count=many)
        return Identity(name=sender, id=f"{sender} {self._account}", notes=(note,), caller=sender)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Hand the e-mail in, once for all who get it."""
        del above
        name = message_id(key, self._between.sender)
        made = letter(message, uploads, self._between, name, dt.datetime.now(dt.UTC))
        data = made.as_bytes()
        with self._session() as server:
            refused = self._enveloped(server, len(data))
            _hand_in(server, data)
        if not refused:
            return Sent(id=name)
        told = "; ".join(f"{address} ({said})" for address, said in refused.items())
        return Sent(id=name, more={"todo": translate("channels", "smtp.refused", refused=told)})

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """A mail server says nothing of what it has taken.

        Raises:
            Unverifiable: always.
        """
        del message, above, since
        name = message_id(key, self._between.sender)
        raise Unverifiable("smtp.cannot-look", name=name)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and signed in; what ends within it was surely not taken."""
        server: smtplib.SMTP | None = None
        try:
            server = self._connected()
            if self._encryption == "starttls":
                server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
            if self._password:
                server.login(self._user, self._password)
            yield server
            with suppress(smtplib.SMTPException, OSError):  # what is taken stays taken
                server.quit()
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _untaken(error) from error
        finally:
            if server is not None:
                server.close()

    def _connected(self) -> smtplib.SMTP:
        here = self._between.sender.domain
        if self._encryption == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                self._host, self._port, here, timeout=base.TIMEOUT, context=context
            )
        return smtplib.SMTP(self._host, self._port, here, timeout=base.TIMEOUT)

    def _enveloped(self, server: smtplib.SMTP, size: int) -> dict[str, str]:
        """From whom, and to whom; those that the server refuses for good, and why.

        Raises:
            Rejected: the sender, the size, or everybody.
            Retryable: one of them is to be tried later: until then nobody gets it.
        """
        options = [f"size={size}"] if server.has_extn("size") else []
        code, said = server.mail(self._between.sender.addr_spec, options)
        if code not in TAKEN:
            raise _no("smtp.too-large" if code == TOO_LARGE else "smtp.sender", code, said)
        refused: dict[str, str] = {}
        for address in self._between.recipients:
            code, said = server.rcpt(address)
            if code in NEVER:
                refused[address] = _words(code, said)
            elif code not in TAKEN:
                raise Retryable("smtp.recipient-later", address=address, said=_words(code, said))
        if len(refused) == len(self._between.recipients):
            told = "; ".join(f"{address} ({said})" for address, said in refused.items())
            raise Rejected("smtp.no-recipient", account_level=True, refused=told)
        return refused


def _hand_in(server: smtplib.SMTP, data: bytes) -> None:
    """Send the text; from its last dot on nobody knows whether it is taken until that is said."""
    server.putcmd("data")
    code, said = server.getreply()
    if code != GO_ON:
        raise _no("smtp.refused", code, said)
    server.send(_DOT.sub(b"..", data) + b".\r\n")
    try:
        code, said = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise UnknownOutcome("web.no-answer", error=str(error)) from error
    if code in {*LATER, *NEVER}:
        raise _no("smtp.too-large" if code == TOO_LARGE else "smtp.refused", code, said)
    if code not in TAKEN:
        raise UnknownOutcome("web.unreadable")


def _untaken(error: Exception) -> SendError:
    """What ended before the text did, and was surely not taken."""
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code, smtp_error=said):
            return _no("smtp.wrong-password", code, said, account_level=True)
        case UnicodeError():  # no mechanism that smtplib has sends more than ASCII
            return Rejected("smtp.wrong-password", account_level=True, said="ASCII")
        case smtplib.SMTPNotSupportedError():
            return Rejected("smtp.not-supported", account_level=True, said=str(error))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            return _no("smtp.refused", code, said)
        case _:
            why = why_not_connected(error) or str(error) or type(error).__name__
            return Retryable("web.no-connection", error=why)


def _no(code: str, reply: int, said: bytes | str, *, account_level: bool = False) -> SendError:
    """What a reply that is no yes means: 5xx, never; all else, try later."""
    words = _words(reply, said)
    if reply in NEVER:
        return Rejected(code, account_level=account_level, said=words)
    return Retryable("smtp.later", said=words)


def _words(reply: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{reply} {' '.join(words.split())}"


def server(said: str, port: int, at: str) -> tuple[str, int]:
    """Host and port of a mail server.

    Args:
        said: ``mail.example.com`` or ``mail.example.com:2525``.
        port: where it does not say one.
        at: the setting, for the error.

    Raises:
        ConfigError: it is none.

    >>> server("邮件.example:2525", 587, "server"), server("[::1]", 25, "server")
    (('邮件.example', 2525), ('::1', 25))
    """
    found = re.fullmatch(r"(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?", said.strip())
    if not found:
        raise ConfigError("smtp.no-server", location=at, server=said)
    return found[1] or found[2], int(found[3] or port)


def _is_here(host: str) -> bool:
    """Whether *host* is this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
