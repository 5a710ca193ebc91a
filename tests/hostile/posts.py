"""Writes hostile posts as files, and knows which words of theirs must not be lost."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

SECTIONS = ("happened", "matters", "story", "prediction", "discussion")
HEADINGS = {
    "en": ("What happened", "Why it matters", "A story", "My prediction", "Discussion"),
    "zh": ("发生了什么", "为什么重要", "用故事说理", "我的预测", "讨论"),
    "zh-Hant": ("發生了什麼", "為什麼重要", "用故事說理", "我的預測", "討論"),
}
FILLER = {
    "en": (
        "The price of a chip fell by 40% in March.",
        "Nobody asked Dr. Wu, who had said so in 2019 (twice).",
        'He called it "the quiet shift" and left.',
        "It isn't over; readers' letters came in, and the '90s were back.",
        "We counted 3,500 of them, e.g. the blue ones...",
    ),
    "zh": (
        "三月份芯片的价格下降了 40%。",
        "没有人问过吴博士，他在2019年就说过两次。",
        "他把这叫做“安静的转变”，然后走了。",
        "这件事还没有结束,读者来信不断。",
        "我们数了 3,500 个（比如蓝色的）……",
    ),
    "zh-Hant": (
        "三月份晶片的價格下降了 40%。",
        "沒有人問過吳博士，他在2019年就說過兩次。",
        "他把這叫做「安靜的轉變」，然後走了。",
        "這件事還沒有結束,讀者來信不斷。",
    ),
}
HOSTILE = (
    "**", "__", "~~", "```", "`", "`a``b`", "[", "](", "![", "[^9]", "||", "|", "\\", "<", "<b>", "</p>",
    "<script>alert(1)</script>", "<img src=x onerror=y>", "<details>", "&amp;", "&#0;", "&bogus;",
    "[go](javascript:alert(1))", "[go](data:text/html;base64,AAAA)", "[a](https://a.example/(b)c)",
    "https://例子.中国/路径?q=一", "http://a.example/" + "x" * 300, "www.a.example", "readme.md",
    "https://user:secret@a.example/", "@openai", "@user@host.example", "#芯片#", "#a-b", "$NVDA", "#",
    "\u202e", "\u2066", "\u200b", "\ufeff", "\ufffe", "\uffff", "\u0007", "\u2028", "\u0301" * 40,
    "👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "1️⃣", "🔮", "⭐⭐⭐", "שלום עולם", "مرحبا", "한국어입니다", "ひらがな", "ﷺ" * 5,
    "x" * 500, "长" * 500, "{{ site.baseurl }}", "{% raw %}", ":::tip", "$$x^2$$", "%s %(a)s {0}", "???!!!",
    "。。。", "--", "——", "…", "1. 2. 3.", "(((", "））", "“‘", "／ / ／", " / ", "\t", "\u3000", "\u00a0",
)  # fmt: skip
TALL = (
    "> > > > > deep", "- a\n  - b\n    - c\n      - d", "1. one\n2. two", "- [x] done\n- [ ] open",
    "| a | b |\n| --- | --: |\n| 1 | 2 |", "```python\nprint('你好')\n```", "    indented()", "---", "* * *",
    "<!-- comment -->", "<!-- more -->", "<table><tr><td>x</td></tr></table>", "Term\n====", "###### six",
    "[ref]: https://a.example 'title'", "[^1]: a note", "\\\\\n", "line  \nbroken",
)  # fmt: skip
COMMON = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"


@dataclass(frozen=True)
class Canary:
    """A word that stands once in a post: where it stands there, and in which language."""

    word: str
    section: str
    language: str


@dataclass
class HostilePost:
    """A file as an author (or an attacker) might write it; its canaries."""

    name: str
    text: str
    canaries: list[Canary] = field(default_factory=list)


class Writer:
    """Writes one post by the random numbers of *random*."""

    def __init__(self, random: Random) -> None:
        """Draw the post's languages, and how hostile it is."""
        self.random = random
        every = [["en"], ["zh"], ["zh-Hant"], ["en", "zh"], ["en", "zh"], ["zh", "en"]]
        self.languages = random.choice(every)
        self.hostility = random.choice([0.0, 0.15, 0.4, 0.8])
        self.canaries: list[Canary] = []

    def words(self, section: str, language: str, most: int = 4) -> str:
        """Some sentences with one canary among them and hostile pieces anywhere between."""
        chosen = [self.random.choice(FILLER[language]) for _ in range(self.random.randint(0, most))]
        chosen.insert(self.random.randint(0, len(chosen)), self._sentence(section, language))
        for _ in chosen[:]:
            if self.random.random() < self.hostility:
                chosen.insert(self.random.randint(0, len(chosen)), self.random.choice(HOSTILE))
        return (" " if language == "en" else "").join(chosen)

    def of(self, section: str, most: int = 4) -> Callable[[str], str]:
        """What writes some sentences of *section* in the language it is given."""
        return lambda language: self.words(section, language, most)

    def title(self, language: str) -> str:
        """A short line with a canary."""
        return self._sentence("title", language).rstrip(".。")

    def label(self, section: str, language: str) -> str:
        """A label with a canary."""
        return self._word(section, language)

    def _sentence(self, section: str, language: str) -> str:
        word = self._word(section, language)
        return f"The {word} came first." if language == "en" else f"最先来的是{word}。"

    def _word(self, section: str, language: str) -> str:
        number = len(self.canaries)
        if language == "en":
            word = "Zor" + "".join(
                self.random.choice("bdfgklmnprtvz") + "aeiou"[number % 5] for _ in "123"
            )
        else:
            word = "".join(self.random.sample(COMMON, 4))
        self.canaries.append(Canary(word, section, language))
        return word


def hostile_post(seed: str) -> HostilePost:
    """One post, the same for the same *seed*.

    >>> post = hostile_post("3/7")
    >>> post.text == hostile_post("3/7").text and all(
    ...     one.word in post.text for one in post.canaries
    ... )
    True
    """
    random = Random(seed)  # noqa: S311 - nothing is kept secret by it
    writer = Writer(random)
    write = random.choice([_markdown, _markdown, _markdown, _board, _data, _data])
    name, text = write(writer)
    return HostilePost(name, text, writer.canaries)


def _paired(writer: Writer, make: Callable[[str], str], between: str) -> str:
    return between.join(make(language) for language in writer.languages)


def _markdown(writer: Writer) -> tuple[str, str]:
    random, first = writer.random, writer.languages[0]
    lines = [f"# {_paired(writer, writer.title, ' / ')}"]
    if random.random() < 0.5:
        lines.append(_paired(writer, writer.of("lede", 2), "\n\n"))
    chosen = sorted(random.sample(range(5), random.randint(0, 5)), key=lambda _: random.random())
    for index in chosen:
        section = SECTIONS[index]
        lines.append(f"## {HEADINGS[first][index]}")
        lines.append(_paired(writer, writer.of(section), "\n\n"))
    for _ in range(random.randint(0, 2)):
        lines.append(f"{'#' * random.randint(2, 4)} {writer.label('own', first)}")
        lines.append(_paired(writer, writer.of("own"), "\n\n"))
    for _ in range(random.randint(0, 4) if writer.hostility else 0):
        lines.insert(random.randint(2, len(lines)) if len(lines) > 2 else 1, random.choice(TALL))
    if random.random() < 0.3:
        lines.append("#chips #芯片")
    front = "---\ntitle_of: x\nweight: 3\n---\n\n" if random.random() < 0.1 else ""
    ending = random.choice(["\n", "\n", "\r\n"])
    return "post.md", (front + "\n\n".join(lines)).replace("\n", ending)


def _board(writer: Writer) -> tuple[str, str]:
    random, first = writer.random, writer.languages[0]
    lines = [_paired(writer, writer.title, " / ")]
    for index in sorted(random.sample(range(5), random.randint(1, 5))):
        lines.append(f"{HEADINGS[first][index]}:")
        lines.append(_paired(writer, writer.of(SECTIONS[index]), "\n\n"))
    return "post.txt", "\n\n".join(lines)


def _data(writer: Writer) -> tuple[str, str]:
    random = writer.random

    def said(make: Callable[[str], str]) -> object:
        return {tongue: make(tongue) for tongue in writer.languages}

    post: dict[str, object] = {"title": said(writer.title)}
    for section in ("lede", "happened", "discussion"):
        if random.random() < 0.6:
            post[section] = said(writer.of(section))
    if random.random() < 0.6:
        post["matters"] = {"points": [_point(writer) for _ in range(random.randint(1, 3))]}
    if random.random() < 0.6:
        text = said(writer.of("prediction", 2))
        post["prediction"] = {"text": text, "stars": random.randint(1, 5)}
    if random.random() < 0.4:
        post["sources"] = [_source(writer) for _ in range(random.randint(1, 3))]
    if random.random() < 0.4:
        post["tags"] = ["chips", "芯片"]
    return random.choice(["post.json", "post.yaml"]), json.dumps(
        post, ensure_ascii=random.random() < 0.5
    )


def _point(writer: Writer) -> dict[str, object]:
    """A point; its label or its text may be in one of the post's languages alone."""
    spoken: Sequence[str] = writer.languages
    if writer.random.random() < 0.2:
        spoken = [writer.random.choice(writer.languages)]
    label = {tongue: writer.label("matters", tongue) for tongue in spoken}
    return {
        "label": label,
        "text": {tongue: writer.words("matters", tongue, 2) for tongue in writer.languages},
    }


def _source(writer: Writer) -> dict[str, object]:
    title = writer.label("sources", writer.random.choice(writer.languages))
    address = writer.random.choice(
        ["https://a.example/x", "https://例子.中国/文", "javascript:alert(1)", ""]
    )
    return {"title": title, "year": 2020, "url": address}
