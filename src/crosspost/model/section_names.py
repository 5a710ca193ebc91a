"""Headings: what each section is called, in the languages authors and readers use.

The same names serve twice: a channel writes them above a section, and a reader recognises them
in an author's text, whatever the author likes to call it.
"""

from ..text.languages import pick
from .layout import Section

_EMOJI: dict[Section, str] = {
    "title": "",
    "lede": "",
    "own": "",
    "happened": "📰",
    "matters": "💡",
    "story": "📖",
    "prediction": "🔮",
    "discussion": "🤔",
    "sources": "📎",
    "tags": "🏷️",
}

_LABELS: dict[str, dict[Section, str]] = {
    "en": {
        "title": "Title",
        "happened": "What happened",
        "matters": "Why it matters",
        "story": "A story",
        "prediction": "My prediction",
        "discussion": "Discussion",
        "sources": "Sources",
        "tags": "Tags",
    },
    "zh": {
        "title": "标题",
        "happened": "发生了什么",
        "matters": "为什么这很重要",
        "story": "用故事说理",
        "prediction": "我的预测",
        "discussion": "讨论",
        "sources": "来源",
        "tags": "标签",
    },
    "zh-Hant": {
        "title": "標題",
        "happened": "發生了什麼",
        "matters": "為什麼這很重要",
        "story": "用故事說理",
        "prediction": "我的預測",
        "discussion": "討論",
        "sources": "來源",
        "tags": "標籤",
    },
}

_OTHER_NAMES: dict[Section, str] = {
    "title": "headline, 题目, 題目",
    "happened": (
        "happened, what's new, what is new, the news, news, what happened?, event, facts, "
        "发生了什么？, 发生什么, 发生何事, 事件, 新闻, 事实, 怎么回事, 發生什麼, 新聞"
    ),
    "matters": (
        "matters, why this matters, why it matters?, why it is important, why this is important, "
        "why it's important, analysis, so what, "
        "为什么重要, 为什么这很重要？, 为什么它很重要, 为何重要, 重要性, 意义, 分析, "
        "為什麼重要, 為何重要"
    ),
    "story": (
        "story, the story, analogy, an analogy, the analogy, in a story, told as a story, "
        "讲个故事, 故事, 一个故事, 打个比方, 类比, 比喻, 故事說理, 打個比方"
    ),
    "prediction": (
        "prediction, predictions, my predictions, the prediction, forecast, my forecast, "
        "预测, 我的判断, 预判, 预言, 預測"
    ),
    "discussion": (
        "question, questions, q, discuss, the question, question for you, open question, "
        "your view, over to you, 问题, 提问, 讨论问题, 大家怎么看, 问, 話題, 問題"
    ),
    "sources": (
        "source, references, reference, further reading, links, bibliography, "
        "参考, 参考资料, 参考文献, 资料来源, 信息来源, 出处, 延伸阅读, 參考資料, 出處"
    ),
    "tags": "tag, hashtags, topics, keywords, 话题, 关键词, 标签们, 話題標籤, 關鍵詞",
}


def label(section: Section, language: str) -> str:
    """What *section* is called in *language*; in English where we have no other word.

    >>> label("happened", "zh-CN"), label("prediction", "zh-TW"), label("sources", "fr")
    ('发生了什么', '我的預測', 'Sources')
    """
    return _LABELS[pick(_LABELS, language) or "en"][section]


def emoji(section: Section) -> str:
    """The sign above *section*, the same in every language.

    >>> emoji("prediction")
    '🔮'
    """
    return _EMOJI[section]


def section(name: str) -> Section | None:
    """The section that authors call *name*, or none.

    >>> section("Why it MATTERS"), section(" 为何重要 "), section("天气")
    ('matters', 'matters', None)
    """
    return _NAMES.get(_plain(name))


def names() -> tuple[str, ...]:
    """Every name a section goes by, for suggestions.

    >>> "发生了什么" in names()
    True
    """
    return tuple(_NAMES)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").split())


_NAMES: dict[str, Section] = {
    _plain(name): key for labels in _LABELS.values() for key, name in labels.items()
} | {_plain(name): key for key, others in _OTHER_NAMES.items() for name in others.split(",")}
