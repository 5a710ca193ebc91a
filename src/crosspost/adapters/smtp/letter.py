"""A letter: an article as an e-mail, plain text and HTML, its pictures inside.

The email library writes every header, and no line break of a post's gets into one; its 7-bit policy
keeps every line far below the 998 octets of RFC 5322, section 2.1.1.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from email.header import Header
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import formataddr
from typing import cast

import idna
from markupsafe import escape
from msgspec import UNSET

from ..._record import Record
from ...errors import ConfigError
from ...model.draft import Message, Picture
from ..article.pictures import text_with_pictures
from ..base import Upload

POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
LINE, LONGEST_WORD = 76, 60
STYLE = "img { max-width: 100%; height: auto } pre { overflow-x: auto }"
BODY = "max-width: 42em; margin: 0 auto; padding: 0 1em; line-height: 1.6"


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
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}.crosspost@{sender.domain}>"


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
    made = EmailMessage(policy=POLICY)
    made.set_raw("Subject", unstructured("Subject", str(payload["title"])))
    made.set_raw("From", mailboxes([between.sender]))
    made.set_raw("To", mailboxes(between.to))
    made["Date"] = now
    made["Message-ID"] = name
    if isinstance(tags := payload.get("tags"), list) and tags:
        made.set_raw("Keywords", unstructured("Keywords", ", ".join(map(str, tags))))
    made.set_content(_above(message) + f"{payload.get('plain') or message.text}\n")
    inside: dict[str, str] = {}
    language = str(payload.get("language") or "")
    names = [one.path or one.url for one in _media(message)]
    for at, picture in enumerate(names[: len(uploads)], 1):
        inside[picture] = f"{at}.{name.strip('<>')}"
    html = text_with_pictures(message, {key: f"cid:{cid}" for key, cid in inside.items()})
    made.add_alternative(_page(str(payload["title"]), language, html), subtype="html")
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


def _media(message: Message) -> Sequence[Picture]:
    return () if message.media is UNSET else message.media


def _above(message: Message) -> str:
    """What the cover shows, for those who see none."""
    cover = message.payload.get("cover")
    alts = (one.alt for one in _media(message) if cover in {one.path, one.url} and one.alt)
    return next((f"[{alt}]\n\n" for alt in alts), "")


def _page(title: str, language: str, body: str) -> str:
    lang = f' lang="{escape(language)}"' if language else ""
    return (
        f'<!DOCTYPE html>\n<html{lang}>\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f'<body style="{BODY}">\n{body}\n</body>\n</html>\n'
    )
