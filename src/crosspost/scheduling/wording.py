"""Wording: what a notice says, in English and Chinese."""

from typing import Literal

from ..notify import Language

Kind = Literal[
    "refused",
    "unknown",
    "skipped",
    "late",
    "paused",
    "stuck",
    "sign-in",
    "token",
    "prediction",
]

SAYS: dict[Language, dict[Kind, tuple[str, str]]] = {
    "en": {
        "refused": (
            "{account} refused a post",
            "What stands of it stays; put it right, then send the rest:",
        ),
        "unknown": (
            "nobody knows whether a post stands on {account}",
            "Look there, say what you found, then send the rest:",
        ),
        "skipped": (
            "a post for {account} was not sent",
            "To send it after all:",
        ),
        "late": (
            "a post for {account} is late, and waits for your decision",
            "Send it now, or not at all:",
        ),
        "paused": (
            "{account} is paused: it takes nothing from us",
            "Its posts wait, none is lost. Put it right, check it, and go on:",
        ),
        "stuck": (
            "posts for {account} are an hour late or more",
            "They are tried again by themselves. To look into it:",
        ),
        "sign-in": (
            "{account} does not let us sign in",
            "Its next post would be held. Sign in again, and check it:",
        ),
        "token": (
            "the token of {account} ends soon",
            "Sign in again before that, and check it:",
        ),
        "prediction": (
            "a prediction is due",
            "Say how it came out, or look at a follow-up to send:",
        ),
    },
    "zh": {
        "refused": ("{account} 拒绝了一条内容", "已发出的部分不受影响；改好后发送其余部分："),
        "unknown": (
            "{account} 上的一条内容是否发出，无法确认",
            "请去看一眼，告诉我们结果，再发送其余部分：",
        ),
        "skipped": ("要发到 {account} 的一条内容没有发出", "如果仍要发送："),
        "late": ("要发到 {account} 的一条内容已经迟了，等你决定", "现在发送，或者不再发送："),
        "paused": (
            "{account} 已暂停：对方不接受我们的内容",
            "待发内容都还在，一条不丢。处理好之后，检查账号，再继续：",
        ),
        "stuck": ("要发到 {account} 的内容已迟一小时以上", "系统会自动重试。如需查看："),
        "sign-in": (
            "{account} 无法登录",
            "下一条内容将会暂缓。请重新登录并检查：",
        ),
        "token": ("{account} 的令牌即将到期", "请在到期之前重新登录并检查："),
        "prediction": ("一条预测已到期", "请记下结果，或者看看后续内容的草稿："),
    },
}
"""By language and kind: what has happened, and what to do about it."""

FRAME: dict[Language, dict[str, str]] = {
    "en": {
        "what": "{account}: “{title}” ({delivery}, due {due})",
        "why": "Why: {reason}",
        "ends": "it ends on {ends}",
        "since": "not sent since {since}: {reason}",
        "foretold": "“{title}”, due {due}: {text}",
    },
    "zh": {
        "what": "{account}：《{title}》（{delivery}，定于 {due}）",
        "why": "原因：{reason}",
        "ends": "到期时间：{ends}",
        "since": "自 {since} 起未能发出：{reason}",
        "foretold": "《{title}》，{due} 到期：{text}",
    },
}
