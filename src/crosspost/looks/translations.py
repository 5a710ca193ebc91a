"""Words: what the page itself says, in English and in Chinese."""

from typing import Literal

Words = dict[str, str]
Tongue = Literal["en", "zh"]

ENGLISH: Words = {
    "lang": "en",
    "preview": "Preview",
    "channels": "Channels",
    "appearance": "Appearance",
    "auto": "System",
    "light": "Light",
    "dark": "Dark",
    "skip": "Skip to the drafts",
    "messages": "{count} messages",
    "message": "1 message",
    "none": "nothing to send",
    "copy": "Copy",
    "copy-rich": "Copy for WeChat's editor",
    "copied": "Copied",
    "not-copied": "Not copied: select it and press Ctrl+C",
    "copy-digest": "Copy the digest",
    "digest": "Digest",
    "findings": "Findings",
    "shared": "For every channel",
    "error": "Error",
    "warning": "Warning",
    "info": "Note",
    "size": "{size} of {limit} {unit}",
    "of": "{index} of {of}",
    "replies": "Replies to {after}",
    "now": "now",
    "you": "You",
    "picture": "Picture",
    "no-alt": "a picture without a description",
    "poll": "Poll",
    "hours": "{hours} hours left",
    "expand": "Show the whole quote",
    "spoiler": "Hidden text",
    "payload": "The call",
    "subscribers": "channel",
    "article": "The article as it reads",
    "card": "Its card in a chat",
    "cover": "cover",
}

CHINESE: Words = {
    "lang": "zh",
    "preview": "预览",
    "channels": "渠道",
    "appearance": "外观",
    "auto": "跟随系统",
    "light": "浅色",
    "dark": "深色",
    "skip": "跳到草稿",
    "messages": "{count} 条",
    "message": "1 条",
    "none": "没有可发的内容",
    "copy": "复制",
    "copy-rich": "复制到公众号编辑器",
    "copied": "已复制",
    "not-copied": "没有复制成：请选中后按 Ctrl+C",
    "copy-digest": "复制指纹",
    "digest": "指纹",
    "findings": "提示",
    "shared": "各渠道共有",
    "error": "错误",
    "warning": "警告",
    "info": "说明",
    "size": "{size} / {limit} {unit}",
    "of": "第 {index} 条，共 {of} 条",
    "replies": "回复第 {after} 条",
    "now": "刚刚",
    "you": "你",
    "picture": "图片",
    "no-alt": "没有说明文字的图片",
    "poll": "投票",
    "hours": "还剩 {hours} 小时",
    "expand": "展开引文",
    "spoiler": "隐藏的文字",
    "payload": "调用参数",
    "subscribers": "频道",
    "article": "文章阅读页",
    "card": "聊天里的卡片",
    "cover": "封面",
}


def words(language: str) -> Words:
    """The page's words for a reader of *language*, a BCP 47 tag: Chinese, or else English.

    >>> words("zh-Hans-CN")["copy"], words("de")["copy"]
    ('复制', 'Copy')
    """
    return CHINESE if language.lower().startswith("zh") else ENGLISH
