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


Row = tuple[type[Rejected] | type[Retryable], str, str]
"""The outcome, what it is in plain words, and what to do."""

_BOOK = "see crosspost channels: the text is over a limit that the book does not know"
_SECRETS = "AppID and AppSecret from 设置与开发 → 基本配置 of mp.weixin.qq.com"
_MAY = (
    "接口权限 on mp.weixin.qq.com shows what it may; publishing by API is for certified accounts "
    'alone: leave publish = "true" out, and publish the draft by hand'
)
_WAIT = "try again in a while"

CODES: dict[int, Row] = {
    -1: (Retryable, "the platform is busy", _WAIT),
    40001: (Stale, "the AppSecret or the token is wrong", _SECRETS),
    40003: (Rejected, "the OpenID is none of this account's followers", 'to = "their OpenID"'),
    40004: (Rejected, "this kind of picture is not taken", "a JPEG or PNG"),
    40005: (Rejected, "this kind of picture is not taken", "a JPEG or PNG"),
    40007: (Rejected, "the cover is no lasting picture of this account", "another cover"),
    40009: (Rejected, "the picture is too large", "a picture under 1 MB"),
    40013: (Rejected, "the AppID is wrong", _SECRETS),
    40014: (Stale, "the token is wrong", _SECRETS),
    40033: (Rejected, "the text holds \\u escapes", "plain UTF-8"),
    40058: (Rejected, "the text is too long, or not as the robot wants it", _BOOK),
    40125: (Rejected, "the AppSecret is wrong", _SECRETS),
    40137: (Rejected, "this kind of picture is not taken", "a JPEG or PNG"),
    40164: (
        Rejected,
        "this computer's address is not on the account's list",
        "add it: 设置与开发 → 基本配置 → IP白名单 of mp.weixin.qq.com",
    ),
    40243: (Rejected, "the AppSecret is frozen", "thaw it on mp.weixin.qq.com"),
    42001: (Stale, "the token is over", _SECRETS),
    44003: (Rejected, "the article is empty", "some text"),
    44004: (Rejected, "the message is empty", "some text"),
    45001: (Rejected, "the picture is too large", "a smaller one"),
    45002: (Rejected, "the text is too long", _BOOK),
    45003: (Rejected, "the title is too long", "32 characters at most"),
    45004: (Rejected, "the description is too long", "128 characters at most"),
    45005: (Rejected, "the link is too long", "a shorter canonical_url"),
    45008: (Rejected, "the article is too large", _BOOK),
    45009: (Retryable, "the calls are used up", "try again in a minute, or tomorrow"),
    45011: (Retryable, "too many calls in a minute", _WAIT),
    45015: (
        Rejected,
        "the follower has not written within 48 hours",
        "wait until they write, or choose another channel",
    ),
    45028: (
        Rejected,
        "the account has published as often as it may",
        "publish it next time by hand",
    ),
    45047: (
        Rejected,
        "the follower has had as many answers as they may get",
        "wait until they write again",
    ),
    45166: (Rejected, "the content is not taken", "look for what the article holds beside text"),
    48001: (
        Closed,
        "this account may not call this",
        _MAY,
    ),
    48002: (Rejected, "the follower takes no messages", "another one"),
    48004: (Rejected, "the account is barred from this", "see the notices on mp.weixin.qq.com"),
    50002: (Rejected, "the account is barred or limited", "see the notices on mp.weixin.qq.com"),
    76022: (Closed, "this account may not call this", _MAY),
    87014: (Rejected, "the platform's filter does not let the words pass", "other words"),
    89503: (Retryable, "an administrator has to allow this computer first", "allow it in WeChat"),
    93000: (Rejected, "there is no such robot", "the key in its webhook address, or the address"),
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
    kind, words, advice = CODES.get(code, (Rejected, "the platform says no", ""))
    found = f"{words} ({code}: {said})"
    if issubclass(kind, Rejected):
        return kind(found, hint=advice, account_level=code in ACCOUNT)
    return kind(found, hint=advice)
