"""The text of a follow-up until its author says it better, as Markdown that reads back as it is."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping

from ..ledger.predictions import Outcome
from ..model.layout import Section
from ..model.post import Post, Texts
from ..model.section_names import label
from ..text.languages import pick

_TITLES: dict[str, dict[Outcome, str]] = {
    "en": {
        "true": "My prediction came true",
        "false": "My prediction did not come true",
        "partly": "My prediction came partly true",
        "open": "My prediction falls due",
    },
    "zh": {
        "true": "我的预测应验了",
        "false": "我的预测没有应验",
        "partly": "我的预测只应验了一部分",
        "open": "我的预测到期了",
    },
    "zh-Hant": {
        "true": "我的預測應驗了",
        "false": "我的預測沒有應驗",
        "partly": "我的預測只應驗了一部分",
        "open": "我的預測到期了",
    },
}
_VERDICTS: dict[str, dict[Outcome, str]] = {
    "en": {
        "true": "**It came true.**",
        "false": "**It did not come true.**",
        "partly": "**It came partly true.**",
        "open": "",
    },
    "zh": {
        "true": "**它应验了。**",
        "false": "**它没有应验。**",
        "partly": "**它只应验了一部分。**",
        "open": "",
    },
    "zh-Hant": {
        "true": "**它應驗了。**",
        "false": "**它沒有應驗。**",
        "partly": "**它只應驗了一部分。**",
        "open": "",
    },
}
_QUESTIONS: dict[str, dict[Outcome, str]] = {
    "en": {
        "true": "Was I right for the right reasons, or just lucky?",
        "false": "What did I miss? And what did you expect?",
        "partly": "How would you have scored it?",
        "open": "How would you settle it: true, false or partly?",
    },
    "zh": {
        "true": "我是想对了，还是只是运气好？",
        "false": "我漏看了什么？你当时是怎么想的？",
        "partly": "换作你，会怎么给它打分？",
        "open": "你会怎么判：应验、没有应验，还是只应验了一部分？",
    },
    "zh-Hant": {
        "true": "我是想對了，還是只是運氣好？",
        "false": "我漏看了什麼？你當時是怎麼想的？",
        "partly": "換作你，會怎麼給它打分？",
        "open": "你會怎麼判：應驗、沒有應驗，還是只應驗了一部分？",
    },
}
_SAID = {
    "en": "On {day} I predicted{sure}: “{text}”",
    "zh": "{day}，我预测{sure}：“{text}”",
    "zh-Hant": "{day}，我預測{sure}：「{text}」",
}
_DUE = {
    "en": " It was due by {due}.",
    "zh": "到期日是 {due}。",
    "zh-Hant": "到期日是 {due}。",
}
_PLACES = {
    "en": "Your words: how do you know, and what did you learn? They replace this line.",
    "zh": "在这里用你自己的话写：你怎么知道的，学到了什么？写好后删掉这一行。",
    "zh-Hant": "在這裡用你自己的話寫：你怎麼知道的，學到了什麼？寫好後刪掉這一行。",
}


def title(outcome: Outcome, of: str, language: str) -> str:
    """The follow-up's title, after that of the post it follows.

    >>> title("true", "一条街的价格", "zh"), title("open", "", "en")
    ('我的预测应验了：一条街的价格', 'My prediction falls due')
    """
    own = _TITLES[known(language)][_settled(outcome)]
    colon = ": " if known(language) == "en" else "："
    return f"{own}{colon}{of}" if of else own


def said(text: str, sure: str, published: dt.date, due: dt.date | None, language: str) -> str:
    """What was predicted, when, how surely and by when.

    >>> day = dt.date(2026, 11, 24)
    >>> said("芯片会更便宜。🎉", "⭐⭐⭐, 70%", day, dt.date(2027, 12, 31), "zh")
    '2026 年 11 月 24 日，我预测（⭐⭐⭐，70%）：“芯片会更便宜。🎉”到期日是 2027 年 12 月 31 日。'
    """
    key = known(language)
    brackets = f" ({sure})" if key == "en" else f"（{sure.replace(', ', '，')}）"
    words = _SAID[key].format(
        day=day(published, language), sure=brackets if sure else "", text=text
    )
    return words + (_DUE[key].format(due=day(due, language)) if due else "")


def verdict(outcome: Outcome, language: str) -> str:
    """How it came out; nothing where that is open."""
    return _VERDICTS[known(language)][_settled(outcome)]


def question(outcome: Outcome, language: str) -> str:
    """What to ask the readers."""
    return _QUESTIONS[known(language)][_settled(outcome)]


def place(language: str) -> str:
    """What stands where the author's own words belong: a comment, which no reader lets pass."""
    return f"<!-- crosspost: {_PLACES[known(language)]} -->"


def day(date: dt.date, language: str) -> str:
    """A date as *language* writes it.

    >>> day(dt.date(2026, 11, 4), "zh"), day(dt.date(2026, 11, 4), "en")
    ('2026 年 11 月 4 日', '4 November 2026')
    """
    if known(language) == "en":
        return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    return f"{date.year} 年 {date.month} 月 {date.day} 日"


_MONTHS = (  # strftime would ask the locale
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def known(language: str) -> str:
    """The language that stands in for *language*: English where we have no words."""
    return pick(_TITLES, language) or "en"


def _settled(outcome: Outcome) -> Outcome:
    return "open" if outcome == "void" else outcome


def markdown(post: Post, places: Mapping[str, str], *, marked: bool) -> str:
    """The few fields that a follow-up has.

    Args:
        post: what to write; a title, what happened, a question, sources, tags.
        places: by language, what to put under what happened: a comment, say.
        marked: whether each text says its language, where the script does not tell.

    >>> post = Post(languages=("zh",), title={"zh": "应验了"}, happened={"zh": "真的。🎉"})
    >>> print(markdown(post, {"zh": "<!-- 你的话 -->"}, marked=False), end="")
    ---
    title:
      zh: "应验了"
    languages: [zh]
    ---
    <BLANKLINE>
    ## 发生了什么
    <BLANKLINE>
    真的。🎉
    <BLANKLINE>
    <!-- 你的话 -->
    """
    blocks = [
        "\n".join(_front(post)),
        *_section("happened", post.happened, post.languages, places, marked),
        *_section("discussion", post.discussion, post.languages, {}, marked),
        *_sources(post),
    ]
    return "\n\n".join(blocks) + "\n"


def _front(post: Post) -> Iterator[str]:
    yield "---"
    if post.meta.follows:
        yield f"follows: {post.meta.follows}  # replies to the original, or links it"
    yield "title:"
    yield from (f"  {tag}: {_quoted(text.markdown)}" for tag, text in post.title.items())
    yield f"languages: [{', '.join(post.languages)}]"
    if post.tags:
        yield f"tags: [{', '.join(map(_quoted, post.tags))}]"
    yield "---"


def _quoted(text: str) -> str:
    """*text* as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def _section(
    section: Section,
    texts: Texts,
    languages: tuple[str, ...],
    places: Mapping[str, str],
    marked: bool,  # noqa: FBT001 - of markdown alone
) -> Iterator[str]:
    if not texts:
        return
    yield _heading(section, languages)
    for tag, text in texts.items():
        if marked:
            yield f"[{tag}]"
        yield from (paragraph.replace("\n", "\\\n") for paragraph in text.markdown.split("\n\n"))
        if tag in places:
            yield places[tag]


def _heading(section: Section, languages: tuple[str, ...]) -> str:
    return "## " + " / ".join(dict.fromkeys(label(section, tag) for tag in languages))


def _sources(post: Post) -> Iterator[str]:
    if post.sources:
        yield _heading("sources", post.languages)
        yield "\n".join(
            f"- [{one.title}]({one.url})" if one.title else f"- {one.url}" for one in post.sources
        )
