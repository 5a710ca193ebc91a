"""Errcodes: what WeChat and WeCom mean when they answer HTTP 200 with an error inside.

A table from code to outcome, plain words and what to do:
https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html and, for WeCom,
https://developer.work.weixin.qq.com/document/path/90313. A code that is not here is a refusal in
the platform's own words.
"""

from ...errors import Rejected, Retryable


class Stale(Rejected):
    """The token is wrong or over: a new one is asked for, once."""


class Closed(Rejected):
    """The account may not call this."""


ErrcodeRow = tuple[type[Rejected | Retryable], str]
"""The outcome, and which error it is."""

CODES: dict[int, ErrcodeRow] = {
    -1: (Retryable, "wechat.busy"),
    40001: (Stale, "wechat.wrong-secret-or-token"),
    40003: (Rejected, "wechat.no-follower"),
    40004: (Rejected, "wechat.picture-kind"),
    40005: (Rejected, "wechat.picture-kind"),
    40007: (Rejected, "wechat.no-cover-there"),
    40009: (Rejected, "wechat.picture-over-1-mb"),
    40013: (Rejected, "wechat.wrong-app-id"),
    40014: (Stale, "wechat.wrong-token"),
    40033: (Rejected, "wechat.escapes"),
    40058: (Rejected, "wechat.text-not-as-wanted"),
    40125: (Rejected, "wechat.wrong-secret"),
    40137: (Rejected, "wechat.picture-kind"),
    40164: (Rejected, "wechat.address-not-listed"),
    40243: (Rejected, "wechat.secret-frozen"),
    42001: (Stale, "wechat.token-over"),
    44003: (Rejected, "wechat.empty-article"),
    44004: (Rejected, "wechat.empty-message"),
    45001: (Rejected, "wechat.picture-too-large"),
    45002: (Rejected, "wechat.text-too-long"),
    45003: (Rejected, "wechat.title-too-long"),
    45004: (Rejected, "wechat.description-too-long"),
    45005: (Rejected, "wechat.link-too-long"),
    45008: (Rejected, "wechat.article-too-large"),
    45009: (Retryable, "wechat.calls-used-up"),
    45011: (Retryable, "wechat.too-many-calls"),
    45015: (Rejected, "wechat.follower-silent"),
    45028: (Rejected, "wechat.published-enough"),
    45047: (Rejected, "wechat.answered-enough"),
    45166: (Rejected, "wechat.content"),
    48001: (Closed, "wechat.may-not-call"),
    48002: (Rejected, "wechat.takes-no-messages"),
    48004: (Rejected, "wechat.barred"),
    50002: (Rejected, "wechat.limited"),
    76022: (Closed, "wechat.may-not-call"),
    87014: (Rejected, "wechat.filtered"),
    89503: (Retryable, "wechat.administrator"),
    93000: (Rejected, "wechat.no-robot"),
}

ACCOUNT = frozenset(
    {
        40001,
        40003,
        40013,
        40014,
        40125,
        40164,
        40243,
        42001,
        45015,
        45028,
        45047,
        48001,
        48002,
        48004,
        50002,
        76022,
        93000,
    }
)
"""Codes that say no to the account (or to the one follower or chat that it writes to), whatever is
sent: the rest would only be refused as well."""


def refusal(code: int, said: str) -> Rejected | Retryable:
    """The outcome of *code*, with what the platform *said*.

    >>> print(refusal(45003, "title size out of limit"))
    the title is too long (45003: title size out of limit)
      hint: 32 characters at most
    >>> print(refusal(99999, "怪事 🎉"))
    the platform says no (99999: 怪事 🎉)
    """
    kind, name = CODES.get(code, (Rejected, "wechat.refused"))
    if issubclass(kind, Rejected):
        return kind(name, account_level=code in ACCOUNT, errcode=str(code), said=said)
    return kind(name, errcode=str(code), said=said)
